"""What staff see before a release: the figures, the texts, and the lamps of the gate."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from uuid import UUID

from sqlmodel import Session, col, select

from app.bootstrap import Service
from monitor import queries
from monitor.release import Effect, Preview, preview
from monitor.released import Move
from monitor.rescore import waiting
from monitor.tables import Change, Report
from newsletters.cards import Card, card
from newsletters.figures import Figure, figure
from newsletters.translate import Words
from newsletters.translate import marked as _
from scoring import Codebook

#: An id for what is not released yet.
NOT_YET = UUID(int=0)
GOOD, PARTLY, BAD = "good", "partly", "bad"


@dataclass(frozen=True, slots=True)
class Lamp:
    """One thing that is looked at before a release: how it stands, and in which words."""

    state: str
    title: str
    detail: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One change of a release: every figure that it moves, and the card readers will get."""

    change: Change
    figures: tuple[Figure, ...]
    card: Card


@dataclass(frozen=True, slots=True)
class Seen:
    """What would be released, as it was looked at."""

    preview: Preview
    sheets: tuple[Sheet, ...]
    lamps: tuple[Lamp, ...]


def look(session: Session, changes: Collection[UUID], service: Service, words: Words) -> Seen:
    """Count what these drafts move together, and write what readers would read.

    Raises:
        AlreadyDecided: one of them is no draft, or no longer.
    """
    seen = preview(session, changes, service.codebooks)
    rows = {c.id: c for c in session.exec(waiting().where(col(Change.id).in_(seen.changes)))}
    areas = dict(
        session.exec(
            select(Change.id, Report.areas)
            .join(Report, col(Report.id) == col(Change.report_id))
            .where(col(Change.id).in_(seen.changes))
        ).all()
    )
    sheets = tuple(
        sheet(rows[effect.change], list(areas[effect.change]), effect, service, words)
        for effect in seen.effects
    )
    return Seen(seen, sheets, lamps(list(rows.values()), seen, words))


def sheet(
    change: Change, areas: list[str], effect: Effect, service: Service, words: Words
) -> Sheet:
    """A change as staff and as readers see it."""
    told = replace(
        queries.value_of(change, areas, NOT_YET, service.clock(), ()),
        codebook=effect.codebook,
        moves=effect.moves,
    )
    codebook = service.codebooks.get(effect.codebook)
    return Sheet(
        change, figures_of(effect.moves, codebook, words), card(told, service.letters, words)
    )


def figures_of(
    moves: Collection[Move], codebook: Codebook | None, words: Words
) -> tuple[Figure, ...]:
    """Every score that moves, from the answers up."""
    if codebook is None:
        return ()
    nodes = [(codebook.node(move.code), move) for move in moves]
    nodes.sort(key=lambda pair: -codebook.levels.index(pair[0].level))
    return tuple(figure(m, words.gettext(n.title), n.level, words) for n, m in nodes)


def lamps(changes: Collection[Change], seen: Preview, words: Words) -> tuple[Lamp, ...]:
    """How a release stands: its arithmetic, its laws, its sources, its days."""
    n = len(seen.changes)
    counted = words.ngettext(
        "Counted anew from the answers just now, for one change.",
        "Counted anew from the answers just now, for %(n)s changes.",
        n,
    )
    return (
        Lamp(GOOD, words.gettext("Arithmetic"), counted),
        Lamp(GOOD, words.gettext("Two persons or more"), words.gettext(
            "Nobody confirmed what she reported herself.")),
        lamp(_("Law named"), [c for c in changes if not c.law], words),
        lamp(_("Source given"), [c for c in changes if not c.url], words),
        lamp(_("Day of adoption"), [c for c in changes if c.adopted is None], words, PARTLY),
        lamp(_("Summary for readers"), [c for c in changes if not c.summary], words, PARTLY),
    )  # fmt: skip


def lamp(title: str, lacking: list[Change], words: Words, otherwise: str = BAD) -> Lamp:
    """A lamp that names the countries whose changes lack something."""
    if not lacking:
        return Lamp(GOOD, words.gettext(title), words.gettext("For each of them."))
    places = words.list(dict.fromkeys(words.country(change.country) for change in lacking))
    missing = words.gettext("Missing for %(countries)s.", countries=places)
    return Lamp(otherwise, words.gettext(title), missing)
