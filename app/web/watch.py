"""What staff see of the sources: who is heard, who went quiet, and where nobody listens."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from sqlmodel import Session

from app import jobs
from app.web.deps import PageDep, ServiceDep, SessionDep, StaffDep
from app.web.pages import Page
from monitor.errors import NotFound
from monitor.silence.lamps import MANY, Ear, Place
from monitor.silence.lights import Lamp, Light
from monitor.visits import numbering
from newsletters import lamp_words
from newsletters.translate import marked as _

router = APIRouter(prefix="/staff")

#: How the page of sources that speak of many countries is called in its address.
SEVERAL = "many"
#: The lamps as their columns are headed.
NAMES = {
    "fetched": _("Fetched"),
    "parsed": _("Parsed"),
    "relevant": _("Relevant"),
    "looked": _("Looked at"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A source, and the numbers of its gazette that never came."""

    ear: Ear
    gaps: list[numbering.Gap]


@router.get("/sources")
def overview(
    person: StaffDep,
    page: PageDep,
    session: SessionDep,
    service: ServiceDep,
    country: str = "",
) -> Response:
    """Every country with its lamps, the worst first; or one with its sources."""
    places = jobs.lamps_of(service, session)
    if country:
        return one(country, places, page, session, service.clock())
    return lamps_page(
        page,
        "lamps.html",
        service.clock(),
        places=places,
        many=SEVERAL,
        unheard=sum(not place.lamps.heard for place in places if place.code != MANY),
        unlooked=sum(place.lamps.looked.light is Light.BAD for place in places),
    )


def one(
    country: str, places: list[Place], page: Page, session: Session, now: datetime
) -> Response:
    """A country with its sources.

    Raises:
        NotFound: it is none of the index, and no source speaks of it.
    """
    code = MANY if country == SEVERAL else country
    place = next((place for place in places if place.code == code), None)
    if place is None:
        raise NotFound("country", country)
    sources = [
        Shown(
            ear,
            numbering.gaps(session, ear.source.id, now) if ear.source.numbered else [],
        )
        for ear in place.sources
    ]
    return lamps_page(page, "place.html", now, place=place, sources=sources)


def lamps_page(page: Page, template: str, now: datetime, **values: Any) -> Response:
    """A page of lamps, with the words that they say."""
    words = page.words
    return page(
        template,
        now=now,
        named={name: words.gettext(text) for name, text in NAMES.items()},
        sentence=lambda lamp: lamp_words.sentence(lamp, words),
        rhythm=lambda silence: lamp_words.rhythm(silence, words),
        light=lambda lamp: words.gettext(lamp_words.LIGHTS[lamp.light]),
        troubles=troubles,
        missing=missing,
        **values,
    )


def missing(gaps: list[numbering.Gap]) -> str:
    """The numbers of gaps, each with its year where numbers begin anew."""
    spans = (
        (
            f"{gap.year}/" if gap.year else "",
            str(gap.first),
            f"–{gap.last}" * (gap.last > gap.first),
        )
        for gap in gaps
    )
    return ", ".join(map("".join, spans))


def troubles(place: Place | Ear) -> list[Lamp]:
    """What is not as it should be, each thing once, the worst first."""
    once = {lamp.why: lamp for _, lamp in place.lamps if lamp.wrong}
    return sorted(once.values(), key=lambda lamp: lamp.light is Light.PARTLY)
