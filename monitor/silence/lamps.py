"""The four lamps of every source and country, from what is on record."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache

from sqlmodel import Session

from monitor import catalogue, countries, rhythm
from monitor.rhythm import Silence
from monitor.silence import heard, lights, outages
from monitor.silence.heard import Deeds
from monitor.silence.lights import Lamp, Lamps, Light, Looks, Rest, Visits, Why
from monitor.silence.rest_days import calendar
from monitor.source import RHYTHMS, TRUST, Source
from monitor.visits import numbering
from monitor.visits.numbering import Gap

#: Where sources stand that speak of many countries.
MANY = ""


@dataclass(frozen=True, slots=True)
class Watch:
    """What is to be listened to, and what listening needs."""

    seeds: Mapping[str, Source]
    #: The codebook whose countries must all be heard.
    codebook: str
    #: The languages that have keywords, and the names of the keys that are set.
    languages: Collection[str]
    keys: Collection[str]


@dataclass(frozen=True, slots=True)
class Ear:
    """A source: how its lamps are lit, and how long it was silent."""

    source: Source
    lamps: Lamps
    visits: Visits
    #: None where nobody listens, or never heard anything.
    silence: Silence | None = None
    #: Why it is not asked; None where it is.
    rest: Rest | None = None
    watched_since: date | None = None
    spoke: frozenset[date] = frozenset()
    unheard: frozenset[date] = frozenset()
    #: The numbers of its gazette that never came.
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A country: its lamps, its silence, and its sources, the worst first."""

    code: str
    lamps: Lamps
    silence: Silence | None
    sources: tuple[Ear, ...]

    @property
    def listening(self) -> int:
        """How many of its sources are asked."""
        return sum(ear.rest is None for ear in self.sources)


def places(session: Session, watch: Watch, now: datetime) -> list[Place]:
    """Every country of the index and of any source, the worst first."""
    wanted = {*heard.countries(session, watch.codebook), countries.EU}
    by_place: dict[str, list[Ear]] = {code: [] for code in wanted}
    for ear in ears(session, watch, now):
        by_place.setdefault(ear.source.jurisdiction or MANY, []).append(ear)
    deeds = heard.deeds(session)
    found = [place(code, all, deeds, watch, now) for code, all in by_place.items()]
    return sorted(found, key=lambda p: ([-n for n in p.lamps.weight], p.code))


def ears(session: Session, watch: Watch, now: datetime) -> list[Ear]:
    """Every source, those that are asked first, the worst first."""
    visits, looks = heard.visits(session), heard.looks_at_sources(session)
    spoke, missed = heard.days_spoken(session, now), outages.unheard(session)
    known, gaps = catalogue.sources(session, watch.seeds), numbering.gaps(session, now)
    found = []
    for source, rest in heard.resting(session, known, watch.keys):
        went, days = visits.get(source.id, Visits()), spoke.get(source.id, frozenset())
        if rest is not None:
            found.append(Ear(source, lights.resting(rest), went, rest=rest))
            continue
        lost = missed[source.id] | outages.between(went.parsed_at or now, now)
        missing = gaps.get(source.id, ()) if source.numbered else ()
        ear = Ear(
            source, UNLIT, went, None, None, begun(went, days), days, frozenset(lost), missing
        )
        found.append(lit(ear, looks.get(source.id, Looks()), watch, now))
    return sorted(
        found, key=lambda e: (e.rest is not None, *(-n for n in e.lamps.weight), e.source.name)
    )


def begun(went: Visits, spoke: Collection[date]) -> date | None:
    """Since when a source is listened to; what could never be read was never heard."""
    watched = {went.watched_since.date()} if went.watched_since and went.parsed_at else set()
    return min(watched.union(spoke), default=None)


UNLIT = lights.resting(Rest(Why.NOT_YET))


def lit(ear: Ear, looks: Looks, watch: Watch, now: datetime) -> Ear:
    """A source that is asked, with its lamps."""
    source, since = ear.source, ear.watched_since
    silence = None
    if since is not None:
        silence = judged(
            ear.spoke,
            since,
            now.date(),
            RHYTHMS[source.rhythm],
            source.jurisdiction,
            ear.unheard,
        )
    begun = start_of(since, now)
    lamps = Lamps(
        lights.fetched(source, ear.visits, now),
        lights.parsed(source, ear.visits, silence),
        lights.relevant([source.language], watch.languages, looks, begun, now),
        lights.looked_at_source(looks, now),
    )
    return replace(ear, lamps=lamps, silence=silence)


def start_of(day: date | None, now: datetime) -> datetime | None:
    """The instant at which a day begins, in the zone of another instant."""
    return datetime(day.year, day.month, day.day, tzinfo=now.tzinfo) if day else None


@lru_cache(maxsize=4096)
def judged(
    spoke: frozenset[date],
    since: date,
    today: date,
    prior: float,
    jurisdiction: str | None,
    unheard: frozenset[date],
) -> Silence:
    """A silence, judged once a day and after each word."""
    return rhythm.silence(spoke, since, today, prior, calendar(jurisdiction, today), unheard)


def place(code: str, sources: list[Ear], deeds: Deeds, watch: Watch, now: datetime) -> Place:
    """A country by the best of its official sources, and by what people did."""
    asked = [ear for ear in sources if ear.rest is None]
    if code == MANY:
        looks = Looks(max(filter(None, (e.lamps.relevant.since for e in asked)), default=None))
        looked = Lamp(Light.OFF, Why.NOTHING_TO_LOOK_AT)
    else:
        looks, answered = deeds.looks.get(code, Looks()), deeds.answered.get(code)
        looked = lights.looked_at_country(looks, answered, code in deeds.watched, now)
    if not asked:
        dark = Lamp(Light.OFF, Why.UNHEARD)
        return Place(code, Lamps(dark, dark, dark, looked), None, tuple(sources))
    silence = silence_of(code, asked, deeds.told.get(code, frozenset()), now)
    begun = min((h.watched_since for h in asked if h.watched_since), default=None)
    languages = [ear.source.language for ear in asked]
    fetched, parsed = best(code, asked, silence)
    relevant = lights.relevant(languages, watch.languages, looks, start_of(begun, now), now)
    return Place(code, Lamps(fetched, parsed, relevant, looked), silence, tuple(sources))


def best(code: str, asked: list[Ear], silence: Silence | None) -> tuple[Lamp, Lamp]:
    """Whether a country answers and can be read: as its best official source does."""
    official = [ear for ear in asked if ear.source.trust == TRUST[0]]
    first = min(official or asked, key=lambda ear: ear.lamps.weight)
    fetched, parsed = first.lamps.fetched, first.lamps.parsed
    if not official and code != MANY and fetched.light is Light.GOOD:
        fetched = Lamp(Light.PARTLY, Why.UNOFFICIAL, fetched.since)
    return replace(fetched, of=first.source.name), lights.speaking(
        replace(parsed, of=first.source.name), silence
    )


def silence_of(
    code: str, asked: Iterable[Ear], people: frozenset[date], now: datetime
) -> Silence | None:
    """The silence of a country: of all its sources, and of people who report from there."""
    speaking = [ear for ear in asked if ear.watched_since is not None]
    if not speaking:
        return None
    return judged(
        frozenset().union(people, *(ear.spoke for ear in speaking)),
        min(ear.watched_since for ear in speaking if ear.watched_since),
        now.date(),
        max(1 / sum(1 / RHYTHMS[ear.source.rhythm] for ear in speaking), 1.0),
        code or None,
        frozenset.intersection(*(ear.unheard for ear in speaking)),
    )
