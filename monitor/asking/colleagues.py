"""Who could be asked of a report: its country's correspondents, and what bars them."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, func, or_, select

from monitor.asking.rules import QUESTION, Colleague
from monitor.desk_tables import Absence, Conflict, Seat
from monitor.hearing.conflicts import covers
from monitor.hearing.spoken import said_on
from monitor.people_tables import Person, Responsibility, Role
from monitor.tables import Report

#: Why a seat is closed whose person is no correspondent of the country any more.
GONE = "gone"
#: How long a question counts for who is asked next.
LATELY = timedelta(days=30)


def colleagues(session: Session, report: Report, at: datetime) -> list[Colleague]:
    """The correspondents of a report's country, as they stand to it at an instant."""
    there = correspondents(session, report.country)
    ids = [person.id for person in there]
    barred = {*interested(session, report), *asked_before(session, report), report.reported_by}
    gone = away(session, ids, at.date())
    asked = asked_lately(session, ids, at)
    return [
        Colleague(
            person.id,
            busy=asked.get(person.id, (0, None))[0] * QUESTION,
            budget=person.minutes_a_month,
            last_asked=asked.get(person.id, (0, None))[1],
            barred=person.id in barred,
            away=person.id in gone,
        )
        for person in there
    ]


def correspondents(session: Session, country: str) -> list[Person]:
    """The correspondents of a country."""
    query = (
        select(Person)
        .join(Responsibility, col(Responsibility.person_id) == col(Person.id))
        .where(
            Responsibility.country == country,
            Person.role == Role.CORRESPONDENT,
            col(Person.active),
        )
    )
    return list(session.exec(query.order_by(Person.email)))


def interested(session: Session, report: Report) -> set[UUID]:
    """Who has an interest of her own in a report."""
    places = Conflict.report_id == report.id, Conflict.country == report.country
    standing = select(Conflict).where(or_(*places), col(Conflict.ended_at).is_(None))
    return {one.person_id for one in session.exec(standing) if covers(one, report)}


def asked_before(session: Session, report: Report) -> set[UUID]:
    """Who is or was asked of a report, or answered; not whoever lost it with its country."""
    asked = select(Seat.person_id).where(
        Seat.report_id == report.id, or_(col(Seat.closed_at).is_(None), Seat.closed_for != GONE)
    )
    return {*session.exec(asked), *(word.person_id for word in said_on(session, report))}


def away(session: Session, people: Collection[UUID], day: date) -> dict[UUID, UUID | None]:
    """Who of these is away on a day, and who answers in her place, if she said so."""
    query = select(Absence.person_id, Absence.instead).where(
        col(Absence.person_id).in_(people),
        col(Absence.ended_at).is_(None),
        Absence.first <= day,
        Absence.until > day,
    )
    return dict(session.exec(query.order_by(col(Absence.declared_at))).all())


def asked_lately(
    session: Session, people: Collection[UUID], at: datetime
) -> dict[UUID, tuple[int, datetime | None]]:
    """How many questions each of these was given lately, and when one at all, the last time."""
    lately = func.count().filter(col(Seat.taken_at) > at - LATELY)
    query = select(Seat.person_id, lately, func.max(Seat.taken_at)).where(
        col(Seat.person_id).in_(people)
    )
    return {
        id: (count, last)
        for id, count, last in session.exec(query.group_by(col(Seat.person_id)))
    }
