"""Staff look at drafts together and publish them: what is released stays released."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlmodel import Session, col, select

from monitor import people
from monitor.errors import AlreadyDecided, FiguresMoved
from monitor.events import ScoresReleased
from monitor.released import Move
from monitor.rescore import Codebooks, by_country, effects, waiting, words
from monitor.tables import Change, Person, Release, ReleasedScore, ReleaseItem, Report
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
    """What would be released: the figures that readers will be told, and their seal."""

    effects: tuple[Effect, ...]

    @property
    def changes(self) -> tuple[UUID, ...]:
        """The changes that would be released, in order, those without a figure too."""
        return tuple(dict.fromkeys(effect.change for effect in self.effects))

    @property
    def seal(self) -> str:
        """A digest of every figure: the same seal, the same release."""
        return sha256(repr(self.effects).encode()).hexdigest()


def preview(session: Session, changes: Collection[UUID], codebooks: Codebooks) -> Preview:
    """Count what these drafts move together: of each country, one after the other.

    Raises:
        AlreadyDecided: one of them is no draft, or no longer.
    """
    chosen = session.exec(waiting().where(col(Change.id).in_(changes))).all()
    if len(chosen) != len(set(changes)) or not chosen:
        raise AlreadyDecided("choose drafts that wait: one of these is released, or was none")
    found: list[Effect] = []
    for group in by_country(chosen):
        said, later = words(session, group), {change.id for change in group}
        for change in group:
            later.remove(change.id)
            moved = effects(said, change, later, codebooks) or {"": ()}
            found += [Effect(change.id, change.country, index, m) for index, m in moved.items()]
    return Preview(tuple(found))


def release(
    session: Session,
    changes: Collection[UUID],
    *,
    by: Person,
    seal: str,
    codebooks: Codebooks,
    now: datetime,
    note: str = "",
) -> Release:
    """Publish drafts together, with exactly the figures that were looked at.

    Raises:
        NotAllowed: only staff release.
        AlreadyDecided: one of them is no draft, or no longer.
        FiguresMoved: the figures are others than those under the seal; nothing is released.
    """
    people.check_staff(by)
    hold(session, changes)
    seen = preview(session, changes, codebooks)
    if seen.seal != seal:
        raise FiguresMoved("these figures have moved since you looked; look at them again")
    made = Release(released_at=now, released_by=by.id, note=note.strip())
    write_down(session, made, seen, codebooks)
    record(session, ScoresReleased(release_id=made.id))
    return made


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
