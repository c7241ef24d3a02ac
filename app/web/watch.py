"""What staff see of the sources: who is heard, who went quiet, and where nobody listens."""

from datetime import datetime
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from app import jobs
from app.web.deps import PageDep, ServiceDep, SessionDep, StaffDep
from app.web.pages import Page
from monitor.errors import NotFound
from monitor.silence.lamps import MANY, Ear, Place
from monitor.silence.lights import Lamp, Light
from monitor.visits.numbering import spelled
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
#: Whose voice a source is; what a stanza says otherwise is shown as it stands there.
INSTITUTIONS = {
    "gazette": _("gazette"),
    "legislation": _("legislation"),
    "parliament": _("parliament"),
    "government": _("government"),
    "court": _("court"),
    "equality body": _("equality body"),
    "international": _("international organisation"),
    "ngo": _("NGO"),
    "media": _("media"),
}


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
        return one(country, places, page, service.clock())
    return lamps_page(
        page,
        "lamps.html",
        service.clock(),
        places=places,
        many=SEVERAL,
        unheard=sum(not place.lamps.heard for place in places if place.code != MANY),
        unlooked=sum(place.lamps.looked.light is Light.BAD for place in places),
    )


def one(country: str, places: list[Place], page: Page, now: datetime) -> Response:
    """A country with its sources.

    Raises:
        NotFound: it is none of the index, and no source speaks of it.
    """
    code = MANY if country == SEVERAL else country
    place = next((place for place in places if place.code == code), None)
    if place is None:
        raise NotFound("country", country)
    return lamps_page(page, "place.html", now, place=place)


def lamps_page(
    page: Page, template: str, now: datetime, status: int = 200, **values: Any
) -> Response:
    """A page of lamps, with the words that they say."""
    words = page.words
    return page(
        template,
        status,
        now=now,
        named={name: words.gettext(text) for name, text in NAMES.items()},
        sentence=lambda lamp: lamp_words.sentence(lamp, words),
        rhythm=lambda silence: lamp_words.rhythm(silence, words),
        light=lambda lamp: words.gettext(lamp_words.LIGHTS[lamp.light]),
        institution=lambda name: words.gettext(INSTITUTIONS.get(str(name), str(name))),
        troubles=troubles,
        spelled=spelled,
        **values,
    )


def troubles(place: Place | Ear) -> list[Lamp]:
    """What is not as it should be, each thing once, the worst first."""
    once = {lamp.why: lamp for _, lamp in place.lamps if lamp.wrong}
    return sorted(once.values(), key=lambda lamp: lamp.light is Light.PARTLY)
