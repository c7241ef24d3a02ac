"""Staff look at drafts together and publish them: what is released stays released."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

from sqlmodel import Session, col, select

from monitor import audit_log, examination, gate, people
from monitor.amends.restating import leaves
from monitor.archive.backing import backings
from monitor.errors import AlreadyDecided, FiguresMoved, GateShut
from monitor.events import ScoresReleased
from monitor.gate import Facts, Lamp, Past
from monitor.people_tables import Person
from monitor.released import Move
from monitor.rescore import Codebooks, by_country, effects, waiting, words
from monitor.tables import AnswerRow, Change, Release, ReleasedScore, ReleaseItem, Report
from monitor.texts import profiles
from monitor.texts.profiles import TextWaiting
from store import record


@dataclass(frozen=True, slots=True)
class Effect:
    """What one change moves in one index when it is released after those before it."""

    change: UUID
    country: str
    codebook: str
    moves: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be released: figures and texts that readers will be told, and their seal."""

    effects: tuple[Effect, ...]
    texts: tuple[TextWaiting, ...] = ()

    @property
    def changes(self) -> tuple[UUID, ...]:
        """The changes that would be released, in order, those without a figure too."""
        return tuple(dict.fromkeys(effect.change for effect in self.effects))

    @property
    def seal(self) -> str:
        """A digest of every figure and every text: the same seal, the same release."""
        texts = [(text.id, text.text) for text in self.texts]
        return sha256(repr((self.effects, texts)).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Examined:
    """How a release stands at the gate, and what was looked at."""

    facts: tuple[Facts, ...]
    pasts: tuple[Past, ...]

    @property
    def lamps(self) -> list[Lamp]:
        """One lamp for each thing that is looked at."""
        return gate.lamps(self.facts, self.pasts)


def preview(
    session: Session,
    changes: Collection[UUID],
    codebooks: Codebooks,
    texts: Collection[UUID] = (),
) -> Preview:
    """Count what these drafts move together: of each country, one after the other.

    Raises:
        AlreadyDecided: one of them is no draft or no text that waits, or no longer.
    """
    found: list[Effect] = []
    for group in by_country(chosen(session, changes)):
        said, later = words(session, group), {change.id for change in group}
        for change in group:
            later.remove(change.id)
            moved = effects(said, change, later, codebooks) or {"": ()}
            found += [Effect(change.id, change.country, index, m) for index, m in moved.items()]
    seen = Preview(tuple(found), chosen_texts(session, texts))
    if not seen.effects and not seen.texts:
        raise AlreadyDecided("choose drafts that wait: one of these is released, or was none")
    return seen


def chosen(session: Session, changes: Collection[UUID]) -> list[Change]:
    """Drafts that wait, in the order they came into force."""
    found = list(session.exec(waiting().where(col(Change.id).in_(changes))))
    if len(found) != len(set(changes)):
        raise AlreadyDecided("choose drafts that wait: one of these is released, or was none")
    return found


def chosen_texts(session: Session, texts: Collection[UUID]) -> tuple[TextWaiting, ...]:
    """Checked texts that wait, in their own order."""
    if not texts:
        return ()
    found = tuple(text for text in profiles.waiting(session) if text.id in texts)
    if len(found) != len(set(texts)):
        raise AlreadyDecided("choose texts that wait: one of these is released, or is newer")
    return found


def examine(session: Session, seen: Preview, codebooks: Codebooks, today: date) -> Examined:
    """Look at all that has to be in order, counting every figure a second time."""
    moves: dict[UUID, dict[str, tuple[Move, ...]]] = {}
    for effect in seen.effects:
        moves.setdefault(effect.change, {})[effect.codebook] = effect.moves
    changes = chosen(session, seen.changes)
    wrong: dict[UUID, list[str]] = {}
    pasts: list[Past] = []
    for group in by_country(changes):
        said = words(session, group)
        wrong |= examination.miscounted(said, group, moves, codebooks)
        pasts += examination.pasts(said, group, codebooks, today)
        if leaves(session, group[0].country, codebooks, seen.changes):
            pasts.append(Past(group[0].country, None, None, 0, left=True))
    record = examination.Record(session, changes)
    facts = (record.facts(c, wrong[c.id], codebooks, today) for c in changes)
    return Examined(tuple(facts), tuple(pasts))


def release(
    session: Session,
    changes: Collection[UUID],
    *,
    by: Person,
    seal: str,
    codebooks: Codebooks,
    now: datetime,
    note: str = "",
    texts: Collection[UUID] = (),
    over: str = "",
) -> Release:
    """Publish drafts together, with exactly the figures and texts that were looked at.

    `over` is why an administrator releases though documents are missing.

    Raises:
        NotAllowed: only staff release, and only administrators over a red lamp.
        AlreadyDecided: one of them is no draft, or no longer.
        FiguresMoved: the figures are others than those under the seal; nothing is released.
        GateShut: a lamp is red, and nothing is released.
    """
    people.check_staff(by)
    hold(session, changes)
    seen = preview(session, changes, codebooks, texts)
    if seen.seal != seal:
        raise FiguresMoved("these figures have moved since you looked; look at them again")
    red = gate.red(examine(session, seen, codebooks, now.date()).lamps)
    pass_gate(red, by, over)
    why = over.strip() if red else ""
    made = Release(released_at=now, released_by=by.id, note=note.strip(), over=why)
    write_down(session, made, seen, codebooks)
    record(session, ScoresReleased(release_id=made.id))
    profiles.release(
        session, [text.id for text in seen.texts], release_id=made.id, by=by, now=now
    )
    log(session, made, seen)
    return made


def pass_gate(red: Collection[gate.Check], by: Person, over: str) -> None:
    """Let through what is in order, or what an administrator answers for."""
    if not red:
        return
    if not over.strip() or not gate.ANSWERABLE.issuperset(red):
        raise GateShut([check.value for check in red])
    people.check_administrator(by)


def log(session: Session, made: Release, seen: Preview) -> None:
    """Put a release on record: its changes and texts, its answers, and all it rests on."""
    reports = list(
        session.exec(select(Change.report_id).where(col(Change.id).in_(seen.changes)))
    )
    rests = backings(session, reports).values()
    what = {
        "changes": [str(change) for change in seen.changes],
        "texts": [str(text.id) for text in seen.texts],
        "seal": seen.seal,
        "answers": audit_log.fingerprint(repr(answers_of(session, seen.changes))),
        "note": audit_log.fingerprint(made.note),
    }
    if made.over:
        what["over"] = audit_log.fingerprint(made.over)
    audit_log.log(
        session,
        "release.made",
        "release",
        made.id,
        by=made.released_by,
        now=made.released_at,
        evidence=[document.sha256 for backing in rests for document in backing.documents],
        what=what,
    )


def answers_of(session: Session, changes: Collection[UUID]) -> list[tuple[str, ...]]:
    """Every answer of some changes, in an order of its own."""
    rows = session.exec(select(AnswerRow).where(col(AnswerRow.change_id).in_(changes)))
    names = ("codebook", "country", "code", "in_force_from", "in_force_until", "score")
    return sorted(tuple(str(getattr(row, name)) for name in names) for row in rows)


def write_down(session: Session, made: Release, seen: Preview, codebooks: Codebooks) -> None:
    """The release, its changes and every figure: rows that are never touched again."""
    session.add(made)
    session.flush()
    session.add_all(
        ReleaseItem(
            change_id=change,
            release_id=made.id,
            position=place,
            areas=sorted(
                reported_areas(session, change) | moved_areas(change, seen, codebooks)
            ),
        )
        for place, change in enumerate(seen.changes)
    )
    session.flush()
    session.add_all(
        ReleasedScore(
            change_id=e.change,
            codebook=e.codebook,
            code=m.code,
            position=place,
            before=m.before,
            after=m.after,
            because=list(m.because),
        )
        for e in seen.effects
        for place, m in enumerate(e.moves)
    )


def reported_areas(session: Session, change: UUID) -> set[str]:
    """The policy areas that a change was reported for."""
    mine = select(Change.report_id).where(Change.id == change).scalar_subquery()
    return set(session.exec(select(Report.areas).where(Report.id == mine)).one())


def moved_areas(change: UUID, seen: Preview, codebooks: Codebooks) -> set[str]:
    """The policy areas in which a change moves a score."""
    found: set[str] = set()
    for effect in seen.effects:
        if effect.change == change and effect.codebook:
            nodes = codebooks[effect.codebook].nodes
            areas = (nodes[move.code].area for move in effect.moves)
            found |= {nodes[area].key or area for area in areas if area}
    return found


def hold(session: Session, changes: Collection[UUID]) -> None:
    """Let nobody else release in these countries until this transaction ends."""
    places = select(Change.country).where(col(Change.id).in_(changes))
    session.exec(
        waiting().where(col(Change.country).in_(places)).with_for_update(of=Change)
    ).all()
