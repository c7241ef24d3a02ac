"""Seats that change hands: given to a colleague, left, or passed on as time goes by."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from monitor import audit_log, reports
from monitor.asking import minutes, seats
from monitor.asking.colleagues import GONE, away, colleagues, correspondents, interested
from monitor.asking.rules import PASSES_ON, QUESTION, fits
from monitor.desk_tables import Inquiry, Seat
from monitor.errors import NotAllowed, NotFound, Refused
from monitor.events import StaffAsked
from monitor.hearing.spoken import counting, is_open
from monitor.people_tables import Person
from monitor.record_tables import Mend
from monitor.tables import Report, ReportState
from monitor.zones import day_in, month_of
from store import record

#: Reports that nobody was asked about for so long are asked about after all.
FORGOTTEN = timedelta(days=1)


def leave(
    session: Session, person_id: UUID, why: str, *, now: datetime, to: UUID | None = None
) -> None:
    """Take a person from all her open seats at which somebody else can sit."""
    reports.hold(session, select(Seat.report_id).where(Seat.person_id == person_id))
    hers = (
        select(Seat)
        .join(Report, col(Report.id) == col(Seat.report_id))
        .where(Seat.person_id == person_id, Report.state == ReportState.OPEN)
        .order_by(col(Report.id))
        .execution_options(populate_existing=True)
    )
    left = [
        (taken, replace(session, taken, why, now, to=to))
        for taken in session.exec(hers).all()
        if is_open(taken)
    ]
    # The record last, so that nobody waits for its end while we wait for a report of hers.
    for taken, heir in left:
        if heir is not None:
            log(session, taken, heir, why, by=None, now=now)


def replace(
    session: Session,
    taken: Seat,
    why: str,
    now: datetime,
    *,
    to: UUID | None = None,
    needs_room: bool = False,
) -> UUID | None:
    """Put a colleague at a person's place; without one nothing is done, and nobody named."""
    report = session.get_one(Report, taken.report_id)
    there = [one for one in colleagues(session, report, now) if one.has_room or not needs_room]
    heir = seats.successor(there, to)
    if heir is not None:
        seats.close(session, taken, why, now)
        seats.give(session, report.id, heir, taken.place, now)
    return heir


def log(
    session: Session, left: Seat, to: UUID | None, why: str, *, by: UUID | None, now: datetime
) -> None:
    """Put on record that a question changed hands; to nobody means to staff."""
    what = {"from": str(left.person_id), "to": str(to or ""), "why": why}
    audit_log.log(
        session, "question.handed_over", "report", left.report_id, by=by, now=now, what=what
    )


def hand_over(
    session: Session,
    report_id: UUID,
    *,
    to: UUID,
    by: Person,
    now: datetime,
    of: UUID | None = None,
) -> None:
    """Give a question to a colleague: one's own, or, for staff, that of a person (`of`).

    Raises:
        NotFound: there is no such report, or nobody sits there.
        NotAllowed: it is somebody else's question.
        Refused: the colleague cannot be asked.
    """
    report = reports.held(session, report_id)
    whose = by.id if of is None else of
    if whose != by.id and not by.is_staff:
        raise NotAllowed("this question is somebody else’s; staff can hand it over")
    taken = next(
        (one for one in seats.open_seats(session, report_id) if one.person_id == whose), None
    )
    if taken is None:
        raise NotFound("open question", report_id)
    if to not in takers(session, report, now):
        raise Refused(
            {"to": "Choose a colleague of this country who may be asked and is there."}
        )
    seats.close(session, taken, "handed over", now)
    seats.give(session, report_id, to, taken.place, now)
    log(session, taken, to, "handed over", by=by.id, now=now)


def takers(session: Session, report: Report, now: datetime) -> dict[UUID, str]:
    """The colleagues to whom a report's question may be handed over, by id: their names."""
    there = {person.id: person.name for person in correspondents(session, report.country)}
    sitting = {taken.person_id for taken in seats.open_seats(session, report.id)}
    spoken = {word.person_id for word in counting(session, report)}
    barred = {*sitting, *spoken, *interested(session, report), report.reported_by}
    barred |= set(away(session, there, now.date()))
    return {id: name for id, name in there.items() if id not in barred}


@dataclass(frozen=True, slots=True)
class Vain:
    """A seat at which nobody answers, why, and who is to sit there if she can."""

    seat_id: UUID
    why: str
    to: UUID | None = None


def in_vain(session: Session, now: datetime, zone: ZoneInfo) -> list[Vain]:
    """The seats that time emptied: people left, are away, have no room, or never answered."""
    waiting = session.exec(open_seats()).all()
    ids = {person.id for _, person, _ in waiting}
    gone = away(session, ids, day_in(now, zone))
    spent = minutes.spent(session, ids, month_of(now, zone))
    there = by_country(session, {report.country for *_, report in waiting})
    found = []
    for taken, person, report in waiting:
        if person.id not in there[report.country]:
            found.append(Vain(taken.id, GONE))
        elif len(there[report.country]) == 1:
            continue
        elif person.id in gone:
            found.append(Vain(taken.id, "away", gone[person.id]))
        elif why := waits_in_vain(taken, spent[person.id], person.minutes_a_month, now):
            found.append(Vain(taken.id, why))
    return found


def mend(session: Session, vain: Vain, now: datetime) -> None:
    """Put a colleague at a seat where nobody answers; staff, where its person left for good."""
    taken = session.get_one(Seat, vain.seat_id)
    # The report before its seats, as whoever answers holds them.
    reports.held(session, taken.report_id)
    session.refresh(taken)
    if taken.closed_at is not None:
        return
    late = vain.why in ("late", "full")
    heir = replace(session, taken, vain.why, now, to=vain.to, needs_room=late)
    if heir is None and vain.why == GONE:
        seats.close(session, taken, vain.why, now)
        record(session, StaffAsked(report_id=taken.report_id))
    if taken.closed_at is not None:
        log(session, taken, heir, vain.why, by=None, now=now)


def waits_in_vain(taken: Seat, spent: int, budget: int, now: datetime) -> str:
    """Why a colleague with room should answer instead; empty where nothing speaks for it."""
    if taken.mailed_at is None:
        return "" if fits(QUESTION, spent, budget) else "full"
    return "late" if now >= taken.mailed_at + PASSES_ON else ""


def by_country(session: Session, countries: set[str]) -> dict[str, set[UUID]]:
    """The correspondents of these countries."""
    return {c: {one.id for one in correspondents(session, c)} for c in countries}


def forgotten(session: Session, now: datetime) -> Sequence[UUID]:
    """Open reports that nobody was asked about, though they are older than a day."""
    asked = select(Inquiry.report_id)
    query = select(Report.id).where(
        Report.state == ReportState.OPEN,
        Report.reported_at < now - FORGOTTEN,
        col(Report.id).not_in(asked),
        col(Report.id).not_in(select(Mend.report_id)),
    )
    return session.exec(query.order_by(col(Report.reported_at), col(Report.id))).all()


def open_seats() -> Any:
    """What people are asked now, with who is asked and of what."""
    return (
        select(Seat, Person, Report)
        .join(Person, col(Person.id) == col(Seat.person_id))
        .join(Report, col(Report.id) == col(Seat.report_id))
        .where(col(Seat.closed_at).is_(None), Report.state == ReportState.OPEN)
        .order_by(col(Seat.taken_at), col(Seat.id))
    )
