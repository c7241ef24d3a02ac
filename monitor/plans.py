"""Releases for later: drafts under the seal that staff looked at, and the instant they are due.

When it comes, the figures must still be those under the seal and the gate must still pass;
else nothing is released, and staff are told why.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from monitor import audit_log, gate, people
from monitor.errors import (
    AlreadyDecided,
    FiguresMoved,
    GateShut,
    MonitorError,
    NotFound,
    Refused,
)
from monitor.events import PlanEnded
from monitor.people_tables import Person
from monitor.record_tables import ReleasePlan
from monitor.release import Preview, examine, preview, release
from monitor.released import PlanOver
from monitor.rescore import Codebooks
from monitor.tables import Change, Release
from store import record

#: Why a plan came to nothing because staff said so.
CALLED_OFF = "called off"


def plan(
    session: Session,
    changes: Collection[UUID],
    *,
    by: Person,
    seal: str,
    due_at: datetime,
    codebooks: Codebooks,
    now: datetime,
    note: str = "",
    texts: Collection[UUID] = (),
) -> ReleasePlan:
    """Have drafts released at an instant, as they were looked at.

    Raises:
        NotAllowed: only staff release.
        Refused: the instant is not ahead.
        AlreadyDecided: one of them is no draft that waits, or is planned already.
        FiguresMoved: the figures are others than those under the seal.
        GateShut: a lamp is red; no reason passes for a plan.
    """
    people.check_staff(by)
    if due_at <= now:
        raise Refused({"due": "Choose a day and an hour that are still ahead."})
    refuse_planned(session, changes, texts)
    refuse_moved(session, preview(session, changes, codebooks, texts), seal, codebooks, now)
    made = ReleasePlan(
        due_at=due_at,
        planned_at=now,
        planned_by=by.id,
        changes=sorted(map(str, changes)),
        texts=sorted(map(str, texts)),
        seal=seal,
        note=note.strip(),
    )
    session.add(made)
    session.flush()
    log(session, "release.planned", made, by.id, now)
    return made


def refuse_planned(
    session: Session, changes: Collection[UUID], texts: Collection[UUID]
) -> None:
    """Let a draft be in one plan at a time."""
    wanted = {*map(str, changes), *map(str, texts)}
    if any(wanted.intersection(other.changes + other.texts) for other in waiting(session)):
        raise AlreadyDecided("one of these is planned already; call that plan off first")


def refuse_moved(
    session: Session, seen: Preview, seal: str, codebooks: Codebooks, now: datetime
) -> None:
    """Let pass what was looked at, with every lamp lit or half lit."""
    if seen.seal != seal:
        raise FiguresMoved("these figures have moved since you looked; look at them again")
    if red := gate.red(examine(session, seen, codebooks, now.date()).lamps):
        raise GateShut([check.value for check in red])


def call_off(session: Session, plan_id: UUID, *, by: Person, now: datetime) -> None:
    """Let what was planned wait as drafts.

    Raises:
        NotAllowed: only staff do.
        NotFound: there is no such plan.
        AlreadyDecided: it is released, or came to nothing before.
    """
    people.check_staff(by)
    found = held(session, plan_id)
    if found is None:
        raise NotFound("plan", plan_id)
    if not is_waiting(found):
        raise AlreadyDecided("this plan is over: it was released, or came to nothing")
    end(session, found, CALLED_OFF, by.id, now)


def due(session: Session, now: datetime) -> Sequence[UUID]:
    """The plans whose instant has come, the earliest first."""
    return [plan.id for plan in waiting(session) if plan.due_at <= now]


def carry_out(
    session: Session, plan_id: UUID, *, codebooks: Codebooks, now: datetime
) -> Release | None:
    """Release what was planned; None where it came to nothing, or another worker was first."""
    found = held(session, plan_id)
    if found is None or not is_waiting(found) or found.due_at > now:
        return None
    try:
        with session.begin_nested():
            made = release(
                session,
                [UUID(id) for id in found.changes],
                by=people.active(session, found.planned_by),
                seal=found.seal,
                codebooks=codebooks,
                now=now,
                note=found.note,
                texts=[UUID(id) for id in found.texts],
            )
    except MonitorError as error:
        record(session, PlanEnded(plan_id=found.id))
        end(session, found, str(error), None, now)
        return None
    found.release_id = made.id
    session.add(found)
    return made


def held(session: Session, plan_id: UUID) -> ReleasePlan | None:
    """A plan as it is now, held until the transaction ends."""
    query = select(ReleasePlan).where(ReleasePlan.id == plan_id).with_for_update()
    return session.exec(query.execution_options(populate_existing=True)).first()


def is_waiting(plan: ReleasePlan) -> bool:
    """Whether a plan is still to be carried out."""
    return plan.release_id is None and plan.ended_at is None


def waiting(session: Session) -> Sequence[ReleasePlan]:
    """The plans that are still to be carried out, the earliest first."""
    query = select(ReleasePlan).where(
        col(ReleasePlan.release_id).is_(None), col(ReleasePlan.ended_at).is_(None)
    )
    return session.exec(query.order_by(col(ReleasePlan.due_at), col(ReleasePlan.id))).all()


def ended(session: Session, most: int = 5) -> Sequence[ReleasePlan]:
    """The plans that came to nothing, the latest first."""
    query = select(ReleasePlan).where(col(ReleasePlan.ended_at).is_not(None))
    return session.exec(query.order_by(col(ReleasePlan.ended_at).desc()).limit(most)).all()


def over(session: Session, plan_id: UUID) -> PlanOver:
    """A plan that came to nothing, as staff are told of it."""
    plan = session.get_one(ReleasePlan, plan_id)
    return PlanOver(plan.due_at, plan.ended_at or plan.due_at, plan.why)


def end(session: Session, plan: ReleasePlan, why: str, by: UUID | None, now: datetime) -> None:
    """Write down that a plan came to nothing, and why."""
    plan.ended_at, plan.why = now, why
    session.add(plan)
    session.flush()
    log(session, "release.called_off", plan, by, now)


def log(session: Session, deed: str, plan: ReleasePlan, by: UUID | None, now: datetime) -> None:
    """Put on record that a release was planned, or will not be made."""
    what = {
        "due": plan.due_at.isoformat(),
        "changes": plan.changes,
        "texts": plan.texts,
        "seal": plan.seal,
        "why": plan.why,
    }
    audit_log.log(session, deed, "plan", plan.id, by=by, now=now, what=what)


def titles(session: Session) -> dict[str, tuple[str, str]]:
    """The country and the title of each change that any plan names, by its id."""
    plans = session.exec(select(ReleasePlan)).all()
    named = {UUID(id) for plan in plans for id in plan.changes}
    rows = session.exec(select(Change).where(col(Change.id).in_(named)))
    return {str(change.id): (change.country, change.title) for change in rows}
