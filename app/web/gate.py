"""What staff see before a release: figures, texts, whose word it is, and the lamps."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlmodel import Session, col, select

from app.bootstrap import Service
from app.web.told import Told, told
from monitor import queries
from monitor.archive.backing import Backing, backings
from monitor.changes import is_imported
from monitor.release import Preview, preview
from monitor.released import Move
from monitor.rescore import waiting
from monitor.tables import Change, Person, Report
from newsletters.cadence import day_in
from newsletters.figures import Figure, figure, one_line
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
class Hands:
    """Who reported a change, who confirmed it, and what she wanted staff to know."""

    #: None where a machine noticed it.
    reporter: Person | None
    confirmer: Person
    note: str
    #: Whether the operator put it on record from a file; then no second person was asked.
    by_file: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """A change before its release: every figure it moves, whose word it is, what is told."""

    change: Change
    figures: tuple[Figure, ...]
    told: Told
    hands: Hands
    backing: Backing


@dataclass(frozen=True, slots=True)
class Seen:
    """What would be released, as it was looked at."""

    preview: Preview
    sheets: tuple[Sheet, ...]
    lamps: tuple[Lamp, ...]


def look(
    session: Session, changes: Collection[UUID], service: Service, words: Words, by: Person
) -> Seen:
    """Count what these drafts move together, and write what readers would read.

    Raises:
        AlreadyDecided: one of them is no draft, or no longer.
    """
    seen = preview(session, changes, service.codebooks)
    rows = {c.id: c for c in session.exec(waiting().where(col(Change.id).in_(seen.changes)))}
    moved = [(rows[effect.change], effect.codebook, effect.moves) for effect in seen.effects]
    drawn = sheets(session, moved, service, words)
    return Seen(seen, tuple(drawn), lamps(drawn, words, by))


def drafts(session: Session, service: Service, words: Words) -> list[Sheet]:
    """What waits for release, each change by itself."""
    waits = {draft.change_id: draft for draft in queries.drafts(session)}
    rows = session.exec(waiting()).all()
    moved = [(row, waits[row.id].codebook, waits[row.id].moves) for row in rows]
    return sheets(session, moved, service, words)


def sheets(
    session: Session,
    moved: Sequence[tuple[Change, str, tuple[Move, ...]]],
    service: Service,
    words: Words,
) -> list[Sheet]:
    """Changes as staff and as readers see them, each with its index and what it moves there."""
    ids = {change.report_id for change, _, _ in moved}
    reports = {r.id: r for r in session.exec(select(Report).where(col(Report.id).in_(ids)))}
    rests = backings(session, ids)
    now = service.clock()
    drawn = []
    for change, codebook, moves in moved:
        report = reports[change.report_id]
        value = queries.value_of(change, report.areas, NOT_YET, now, ())
        value = replace(value, codebook=codebook, moves=moves)
        sheet = Sheet(
            change,
            figures_of(moves, service.codebooks.get(codebook), words),
            told(value, service.letters, words, day_in(now, service.zone)),
            hands(session, change, report),
            rests[report.id],
        )
        drawn.append(sheet)
    return drawn


def hands(session: Session, change: Change, report: Report) -> Hands:
    """Whose word a change is."""
    reporter = session.get_one(Person, report.reported_by) if report.reported_by else None
    by_file = is_imported(session, change.id)
    return Hands(reporter, session.get_one(Person, change.confirmed_by), report.note, by_file)


def figures_of(
    moves: Collection[Move], codebook: Codebook | None, words: Words
) -> tuple[Figure, ...]:
    """Every score that moves, from the answers up."""
    if codebook is None:
        return ()
    rows = (figure(move, codebook, words) for move in moves)
    return tuple(sorted(rows, key=lambda row: -row.depth))


def lamps(sheets: Sequence[Sheet], words: Words, by: Person) -> tuple[Lamp, ...]:
    """How a release stands: its arithmetic, its persons, its laws, its sources, its days."""
    changes = list({sheet.change.id: sheet.change for sheet in sheets}.values())
    counted = words.ngettext(
        "Counted anew from the answers just now, for one change.",
        "Counted anew from the answers just now, for %(n)s changes.",
        len(changes),
    )
    return (
        Lamp(GOOD, words.gettext("Arithmetic"), counted),
        persons(sheets, words, by),
        lamp(_("Law named"), [c for c in changes if not c.law], words),
        lamp(_("Source given"), [c for c in changes if not c.url], words),
        lamp(_("Day of adoption"), [c for c in changes if c.adopted is None], words, PARTLY),
        lamp(_("Summary for readers"), [c for c in changes if not c.summary], words, PARTLY),
    )


def persons(sheets: Sequence[Sheet], words: Words, by: Person) -> Lamp:
    """Whether whoever looks adds her eyes to those of reporter and confirmer."""
    title = words.gettext("Two persons or more")
    filed = [s.change for s in sheets if s.hands.by_file]
    alone = [
        s.change
        for s in sheets
        if s.hands.reporter == s.hands.confirmer and not s.hands.by_file
    ]
    mine = [s.change for s in sheets if s.hands.confirmer.id == by.id]
    if alone:
        own = titles(alone, words)
        detail = words.gettext("Confirmed by its own reporter: %(changes)s.", changes=own)
        return Lamp(BAD, title, detail)
    if mine:
        detail = words.gettext(
            "You confirmed this yourself: %(changes)s. Better let a colleague release it.",
            changes=titles(mine, words),
        )
        return Lamp(PARTLY, title, detail)
    if filed:
        detail = words.gettext(
            "From a file, without a second person: %(changes)s. You are the second.",
            changes=titles(filed, words),
        )
        return Lamp(PARTLY, title, detail)
    detail = words.gettext("Nobody confirmed what she reported, and you confirmed none of it.")
    return Lamp(GOOD, title, detail)


def lamp(title: str, lacking: list[Change], words: Words, otherwise: str = BAD) -> Lamp:
    """A lamp that names the changes that lack something."""
    if not lacking:
        return Lamp(GOOD, words.gettext(title), words.gettext("For each of them."))
    missing = words.gettext("Missing: %(changes)s.", changes=titles(lacking, words))
    return Lamp(otherwise, words.gettext(title), missing)


def titles(changes: Collection[Change], words: Words) -> str:
    """Changes by their titles, each once."""
    named = (words.gettext("“%(title)s”", title=one_line(c.title)) for c in changes)
    return words.list(dict.fromkeys(named))
