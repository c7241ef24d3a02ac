"""What everyone may read: the changes, the countries, the method."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from app.bootstrap import Service
from app.web import charts, gate, levels
from app.web.deps import PageDep, PanelDep, ServiceDep, SessionDep
from app.web.panel import Panel
from monitor import countries, people, queries, standings
from monitor.errors import NotFound
from monitor.released import ReleasedChange
from newsletters.cards import Card, card
from newsletters.figures import Direction, Figure, figure
from newsletters.translate import Words
from scoring import Codebook, Node

#: So many changes stand on the first page.
LATEST = 8

router = APIRouter()


@dataclass(frozen=True, slots=True)
class NewAnswer:
    """A question that a change answers anew, in words and in figures."""

    node: Node
    before: str
    after: str
    figure: Figure

    @property
    def direction(self) -> Direction:
        """Where its score went."""
        return self.figure.direction


@dataclass(frozen=True, slots=True)
class Told:
    """A released change with the words and figures that pages show of it."""

    change: ReleasedChange
    card: Card
    answers: tuple[NewAnswer, ...]


@router.get("/")
def home(page: PageDep, session: SessionDep, service: ServiceDep, panel: PanelDep) -> Response:
    """What this is, what changed last, and where countries stand."""
    latest = queries.latest(session, LATEST)
    changes = [told(change, service, page.words) for change in latest]
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
        raise NotFound("country", country)
    released = queries.released_in(session, country)
    drafts = [draft for draft in queries.drafts(session) if draft.country == country]
    return page(
        "country.html",
        country=country,
        changes=[told(change, service, page.words) for change in released],
        affirmed=queries.affirmed(session, country),
        asked=len(queries.open_questions(session, [country])),
        drafted=len(drafts),
        watchers=len(people.correspondents(session, country)),
        **scores_of(panel, country),
    )


def scores_of(panel: Panel, country: str) -> dict[str, Any]:
    """What a country's page shows of its scores; nothing where it has none."""
    if country not in panel.standings:
        return {"standing": None, "place": None, "areas": [], "plot": None}
    record, standing = panel.records[country], panel.standings[country]
    of = standings.longest(panel.codebook, record)
    steps = standings.series(panel.codebook, record, of, panel.day)
    areas = levels.areas(panel.codebook, standing, panel.medians)
    return {
        "standing": standing,
        "place": panel.place(country),
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
        told=told(story.change, service, page.words),
        effect=gate.figures_of(
            story.change.moves, service.codebooks.get(story.change.codebook), page.words
        ),
        place=panel.place(country),
        standing=panel.standings.get(country),
        countries=len(panel.ranking),
        source_names={id: source.name for id, source in service.sources.items()},
    )


def told(change: ReleasedChange, service: Service, words: Words) -> Told:
    """A change as pages tell it."""
    codebook = service.codebooks.get(change.codebook)
    answers = answers_of(change, codebook, words) if codebook else []
    return Told(change, card(change, service.letters, words), tuple(answers))


def answers_of(change: ReleasedChange, codebook: Codebook, words: Words) -> Iterator[NewAnswer]:
    """The questions that a change answers anew: before and after, in the codebook's words."""
    for move in change.moves:
        node = codebook.node(move.code)
        if node.rule is None:
            row = figure(move, words.gettext(node.title), node.level, words)
            before, after = levels.answer(node, move.before), levels.answer(node, move.after)
            yield NewAnswer(node, before, after, row)


@router.get("/about")
def about(page: PageDep, panel: PanelDep) -> Response:
    """How scores are made between editions, and whose figures these are."""
    return page("about.html", panel=panel)
