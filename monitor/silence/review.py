"""The weekly look at all lamps: what went dark since the last one, and what still is."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from pydantic import TypeAdapter
from sqlmodel import Session, col, select

from monitor.events import SourcesReviewed
from monitor.silence.lamps import MANY, Ear, Place
from monitor.silence.lights import Light, Review, Told, Why
from monitor.source_tables import SourceReview
from monitor.tables import SourceState
from monitor.visits.numbering import spelled
from store import add_new, record

SHAPE = TypeAdapter(Review)


@dataclass(slots=True)
class Ears:
    """The sources of all places, sorted by how they are."""

    dark: list[Ear] = field(default_factory=list)
    well: list[Ear] = field(default_factory=list)
    resting: list[Ear] = field(default_factory=list)


def review(session: Session, week: date, found: Iterable[Place], now: datetime) -> bool:
    """Write down how the lamps are in a week, unless somebody did; say whether it was new."""
    review = compared(tuple(found), before(session, week))
    row = SourceReview(week=week, made_at=now, found=SHAPE.dump_python(review, mode="json"))
    new = add_new(session, SourceReview, [row.model_dump()])
    record(session, *(SourcesReviewed(week=week) for week in new))
    return bool(new)


def before(session: Session, week: date) -> Review:
    """The review before a week's; an empty one where there is none."""
    query = select(SourceReview).where(SourceReview.week < week)
    last = session.exec(query.order_by(col(SourceReview.week).desc()).limit(1)).first()
    return SHAPE.validate_python(last.found) if last else Review()


def is_begun(session: Session) -> bool:
    """Whether any source was asked yet; before, there is nothing to tell."""
    asked = col(SourceState.fetched_at).is_not(None) | (col(SourceState.failures) > 0)
    return session.exec(select(SourceState.source).where(asked).limit(1)).first() is not None


def is_made(session: Session, week: date) -> bool:
    """Whether a week was looked at."""
    return session.get(SourceReview, week) is not None


def made(session: Session, week: date) -> tuple[Review, datetime]:
    """The review of a week, and when it was made."""
    row = session.get_one(SourceReview, week)
    return SHAPE.validate_python(row.found), row.made_at


def compared(found: tuple[Place, ...], last: Review) -> Review:
    """How the lamps are, beside how they were."""
    ears = sorted_out(found)
    countries = [place for place in found if place.code != MANY]
    return Review(
        dark=tuple(sorted(ear.source.id for ear in ears.dark)),
        went_dark=tuple(told(ear) for ear in ears.dark if ear.source.id not in last.dark),
        came_back=tuple(told(ear) for ear in ears.well if ear.source.id in last.dark),
        unheard=tuple(place.code for place in countries if not place.lamps.heard),
        unlooked=tuple(p.code for p in countries if p.lamps.looked.light is Light.BAD),
        paused=tuple(told(e) for e in ears.resting if e.rest and e.rest.why is Why.PAUSED),
        keyless=tuple(told(e) for e in ears.resting if e.rest and e.rest.why is Why.KEYLESS),
        gaps=tuple(told(ear) for place in found for ear in place.sources if ear.gaps),
        off=sum(e.rest is not None and e.rest.why is Why.OFF for e in ears.resting),
    )


def sorted_out(found: Iterable[Place]) -> Ears:
    """The sources of all places, by how they are; what was not asked yet is none of it."""
    ears = Ears()
    for ear in (ear for place in found for ear in place.sources):
        if ear.rest is not None:
            ears.resting.append(ear)
        elif ear.visits.fetched_at is not None or ear.visits.failures:
            (ears.well if ear.lamps.heard else ears.dark).append(ear)
    return ears


def told(ear: Ear) -> Told:
    """A source as staff are told of it: by the first of its lamps that is dark."""
    dark = (Light.BAD, Light.OFF)
    first, second = ear.lamps.fetched, ear.lamps.parsed
    lamp = first if first.light in dark else second
    rest = ear.rest
    return Told(
        source=ear.source.id,
        name=ear.source.name,
        country=ear.source.jurisdiction or MANY,
        why=rest.why if rest else lamp.why,
        days=ear.silence.days if ear.silence else 0,
        note=rest.note if rest else "",
        by=rest.by if rest else "",
        missing=spelled(ear.gaps),
    )
