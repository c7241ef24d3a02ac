"""What everyone may read: the changes, the countries, the method."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from app.bootstrap import Service
from app.web import charts, gate, levels
from app.web.deps import PageDep, PanelDep, ServiceDep, SessionDep
from app.web.panel import Panel
from app.web.staff.deeds import spoken
from app.web.story import named, stops
from app.web.texts import reading
from app.web.told import Stage, told
from monitor import (
    catalogue,
    checkin_queries,
    countries,
    country_settings,
    mend_queries,
    people,
    queries,
    standings,
)
from monitor.archive import backing
from monitor.certainty import certainty
from monitor.errors import NotFound
from monitor.outsiders import replies
from monitor.released import Affirmed
from monitor.texts import profile_queries
from monitor.trails import trail
from newsletters.cards import area_titles
from newsletters.translate import Words

#: So many changes stand on the first page.
LATEST = 8

router = APIRouter()


@router.get("/")
def home(page: PageDep, session: SessionDep, service: ServiceDep, panel: PanelDep) -> Response:
    """What this is, what changed last, and where countries stand."""
    latest = queries.latest(session, LATEST)
    changes = [told(change, service.letters, page.words, panel.day) for change in latest]
    return page("home.html", changes=changes, panel=panel)


@router.get("/countries")
def country_list(page: PageDep, panel: PanelDep) -> Response:
    """All countries with their scores by area, in the order of their names."""
    named = sorted(panel.ranking, key=lambda place: page.words.country(place.country))
    return page("countries.html", places=named, panel=panel)


@router.get("/countries/{country}")
def country_page(
    country: str, page: PageDep, session: SessionDep, service: ServiceDep, panel: PanelDep
) -> Response:
    """One country: its score, how it came there, its areas, its changes."""
    if country not in countries.known():
        if country.upper() in countries.known():
            return RedirectResponse(f"/countries/{country.upper()}", 308)
        raise NotFound("country", country)
    released = queries.released_in(session, country)
    changes = [told(change, service.letters, page.words, panel.day) for change in released]
    return page(
        "country.html",
        country=country,
        changes=changes,
        explained=any(change.stage is Stage.HOLDS for change in changes),
        affirmed=affirmed(session, country, service, page.words),
        asked=len(queries.open_questions(session, [country])),
        drafted=queries.count_drafts(session, country),
        watchers=len(people.correspondents(session, country)),
        works=country_settings.of(session, country),
        sure=certainty(
            session, panel.codebook, country, panel.day, service.clock(), released=True
        ),
        **reading(profile_queries.released(session, country), service.codebook, page.words),
        **scores_of(panel, country),
    )


def affirmed(
    session: Session, country: str, service: Service, words: Words
) -> list[tuple[Affirmed, str]]:
    """The times in which nothing changed, each with the areas that this was said of."""
    said = checkin_queries.affirmed(session, country)
    named = (area_titles(one.areas, service.letters, words) for one in said)
    return [(one, words.list(areas)) for one, areas in zip(said, named, strict=True)]


def scores_of(panel: Panel, country: str) -> dict[str, Any]:
    """What a country's page shows of its scores; nothing where it has none."""
    if country not in panel.standings:
        return {"standing": None, "place": None, "coming": [], "areas": [], "plot": None}
    record, standing = panel.records[country], panel.standings[country]
    of = standings.longest(panel.codebook, record)
    steps = standings.series(panel.codebook, record, of, panel.day)
    areas = levels.areas(panel.codebook, standing, panel.medians)
    return {
        "standing": standing,
        "place": panel.place(country),
        "coming": panel.coming(country),
        "rank_move": panel.rank_move(country),
        "countries": len(panel.ranking),
        "areas": areas,
        "extremes": levels.extremes(areas),
        "plotted": panel.codebook.nodes[of],
        "plot": charts.plot(steps, panel.day),
    }


@router.get("/changes/{change_id}")
def change_page(
    change_id: UUID, page: PageDep, session: SessionDep, service: ServiceDep, panel: PanelDep
) -> Response:
    """One change: what it answers, what it moved, and how we know."""
    story = queries.story(session, change_id)
    country = story.change.country
    return page(
        "change.html",
        story=story,
        backing=backing.backing(session, backing.report_of(session, change_id)),
        stops=stops(story, panel.day, service.zone),
        told=told(story.change, service.letters, page.words, panel.day),
        effect=gate.figures_of(
            story.change.moves, service.codebooks.get(story.change.codebook), page.words
        ),
        place=panel.place(country),
        coming=panel.coming(country),
        standing=panel.standings.get(country),
        countries=len(panel.ranking),
        source_names=catalogue.names(session, service.sources),
        note=mend_queries.note(session, change_id),
        trail=trail(session, change_id),
        named=lambda hands: named(hands, page.words),
        spoken=spoken,
        replies=replies.state(session, change_id),
    )


@router.get("/about")
def about(page: PageDep, panel: PanelDep) -> Response:
    """How scores are made between editions, and whose figures these are."""
    return page("about.html", panel=panel)
