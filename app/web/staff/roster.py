"""Everybody who may sign in, as a list shows them: a query for each thing that is shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, func, select

from app.bootstrap import Service
from monitor.asking import minutes
from monitor.asking.colleagues import away
from monitor.desk_tables import Seat, Word
from monitor.people_tables import INSIDE, Person, Responsibility
from monitor.tables import Report, ReportState
from monitor.zones import day_in, month_of


@dataclass(frozen=True, slots=True)
class Row:
    """A person as the list shows her."""

    person: Person
    countries: Sequence[str]
    #: Minutes that were asked of her this month.
    spent: int
    away: bool
    #: Open questions that she has.
    open: int
    last_word: datetime | None


def listed(session: Session, service: Service) -> list[Row]:
    """Everybody inside, those who were signed off at the end."""
    inside = select(Person).where(col(Person.role).in_(INSIDE), col(Person.erased_at).is_(None))
    known = session.exec(inside.order_by(col(Person.active).desc(), Person.name, Person.email))
    persons, now = known.all(), service.clock()
    ids = [person.id for person in persons]
    countries: dict[UUID, list[str]] = {}
    for row in session.exec(select(Responsibility).order_by(col(Responsibility.country))):
        countries.setdefault(row.person_id, []).append(row.country)
    spent = minutes.spent(session, ids, month_of(now, service.zone))
    gone = away(session, ids, day_in(now, service.zone))
    waiting = (
        select(Seat.person_id, func.count())
        .join(Report, col(Report.id) == col(Seat.report_id))
        .where(col(Seat.closed_at).is_(None), Report.state == ReportState.OPEN)
    )
    waits = dict(session.exec(waiting.group_by(col(Seat.person_id))).all())
    last = select(Word.person_id, func.max(Word.said_at)).group_by(col(Word.person_id))
    lasts = dict(session.exec(last).all())
    return [
        Row(
            one, countries.get(one.id, ()), spent[one.id], one.id in gone, waits.get(one.id, 0),
            lasts.get(one.id),
        )
        for one in persons
    ]  # fmt: skip
