"""How much of people's time was asked for, and when last."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, func, select

from monitor import reports
from monitor.asking.rules import CHECK_IN, QUESTION, Waiting
from monitor.desk_tables import CheckInSeat, Seat


def spent(session: Session, people: Collection[UUID], since: datetime) -> dict[UUID, int]:
    """The minutes that mails asked of each of these since an instant; reminders ask none."""
    total = dict.fromkeys(people, 0)
    for table, minutes in ((Seat, QUESTION), (CheckInSeat, CHECK_IN)):
        query = select(col(table.person_id), func.count()).where(
            col(table.person_id).in_(people), col(table.mailed_at) >= since
        )
        for person, asked in session.exec(query.group_by(col(table.person_id))):
            total[person] += asked * minutes
    return total


def last_mailed(session: Session, people: Collection[UUID]) -> dict[UUID, datetime]:
    """When a mail last asked each of these of something, or reminded her."""
    last: dict[UUID, datetime] = {}
    for table in (Seat, CheckInSeat):
        mailed, reminded = func.max(col(table.mailed_at)), func.max(col(table.reminded_at))
        query = select(col(table.person_id), mailed, reminded).where(
            col(table.person_id).in_(people)
        )
        for person, *instants in session.exec(query.group_by(col(table.person_id))):
            known = [at for at in (last.get(person), *instants) if at is not None]
            if known:
                last[person] = max(known)
    return last


def mailed(session: Session, person: UUID, waiting: Iterable[Waiting], now: datetime) -> None:
    """Write down that a mail asks a person of these, or reminds her of them."""
    waiting = list(waiting)
    reports.hold(session, [one.question.report_id for one in waiting if one.question])
    for one in waiting:
        seat: Seat | CheckInSeat = (
            session.get_one(Seat, one.item.id)
            if one.check_in is None
            else session.get_one(CheckInSeat, (one.item.id, person))
        )
        if one.item.mailed_at is None:
            seat.mailed_at, seat.reminded_at, seat.reminders = now, None, 0
        else:
            seat.reminded_at, seat.reminders = now, seat.reminders + 1
        session.add(seat)
