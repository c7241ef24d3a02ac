"""What waits for whom at the desk, as values: for the desk's pages, staff's, and the mails."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from monitor import country_settings, people, queries
from monitor.asking import minutes
from monitor.asking.colleagues import away
from monitor.asking.rules import (
    CHECK_IN,
    OVERDUE,
    PAUSE,
    QUESTION,
    Item,
    Waiting,
    batch,
    signs,
    urgency,
)
from monitor.checkin_queries import month_value
from monitor.confirm import from_data
from monitor.country_settings import USUAL, Setting
from monitor.desk_tables import CheckIn, CheckInSeat, CheckInState, Place, Seat, Verdict, When
from monitor.hearing.spoken import counting
from monitor.people_tables import Person, Responsibility, Role
from monitor.released import Heard, MonthQuestion, Recipient
from monitor.tables import EntryRow, Report, ReportEntry, ReportState
from monitor.zones import day_in, month_of


@dataclass(frozen=True, slots=True)
class Load:
    """How much of a person's month is asked for."""

    #: Minutes that mails asked of her this month, and those that she gives.
    spent: int
    budget: int
    #: Minutes that what waits for her would take, mailed or not.
    waiting: int
    away: bool

    @property
    def left(self) -> int:
        """Minutes that may still be asked this month."""
        return max(self.budget - self.spent, 0)


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A seat that staff should know of, and whose it is."""

    seat_id: UUID
    report_id: UUID
    country: str
    title: str
    place: str
    person: Recipient
    since: datetime


def waiting(
    session: Session, person_id: UUID, now: datetime, official: Collection[str] = ()
) -> list[Waiting]:
    """What waits for a person, the most urgent first; `official` names official sources."""
    found = [*questions_of(session, person_id, official), *check_ins_of(session, person_id)]
    return sorted(found, key=lambda one: urgency(one.item, now))


def questions_of(
    session: Session, person_id: UUID, official: Collection[str]
) -> Iterable[Waiting]:
    """The questions that a person is asked, mailed or not."""
    query = (
        select(Seat, Report)
        .join(Report, col(Report.id) == col(Seat.report_id))
        .where(
            Seat.person_id == person_id,
            col(Seat.closed_at).is_(None),
            Report.state == ReportState.OPEN,
        )
    )
    rows = session.exec(query).all()
    settings = country_settings.said(session)
    checked = last_check_ins(session, {report.country for _, report in rows})
    trusted = said_officially(session, [report.id for _, report in rows], official)
    for seat, report in rows:
        urgent = signs(
            report.because,
            official=report.id in trusted,
            by_person=report.reported_by is not None,
        )
        setting, last = settings.get(report.country, USUAL), checked.get(report.country)
        item = Item(seat.id, QUESTION, urgent, seat.taken_at, held=is_held(seat, setting, last))
        yield Waiting(
            mailed(item, seat),
            report.country,
            seat.place.value,
            queries.asked(session, report),
            heard=heard(session, report) if seat.place is Place.CHECK else None,
        )


def heard(session: Session, report: Report) -> Heard | None:
    """What staff said of a report, for whoever checks it."""
    for word in counting(session, report):
        if word.place is Place.CHECK:
            continue
        if word.verdict is Verdict.REJECT:
            return Heard(False, "", "", None, None, (), word.note)
        said = from_data(word.said)
        return Heard(
            True,
            said.title,
            said.law,
            said.in_force_from,
            said.in_force_until,
            tuple(said.answers.items()),
            said.note,
        )
    return None


def mailed(item: Item, seat: Seat | CheckInSeat) -> Item:
    """What waits for a person, with what mails told her of it since she was asked."""
    if seat.mailed_at is None or seat.mailed_at < item.since:
        return item
    return replace(
        item,
        mailed_at=seat.mailed_at,
        reminded_at=seat.reminded_at,
        reminders=seat.reminders,
    )


def is_held(seat: Seat, setting: Setting, last: datetime | None) -> bool:
    """Whether a country's rhythm keeps a question until its next check-in."""
    return When.EACH not in setting.whens and (last is None or last < seat.taken_at)


def last_check_ins(session: Session, countries: Collection[str]) -> dict[str, datetime]:
    """When each of these countries was last asked about a period."""
    query = select(CheckIn.country, func.max(CheckIn.asked_at)).where(
        col(CheckIn.country).in_(countries)
    )
    return dict(session.exec(query.group_by(CheckIn.country)).all())


def said_officially(
    session: Session, reports: Collection[UUID], official: Collection[str]
) -> set[UUID]:
    """Which of these reports rest on an official source."""
    query = (
        select(ReportEntry.report_id)
        .join(EntryRow, col(EntryRow.id) == col(ReportEntry.entry_id))
        .where(col(ReportEntry.report_id).in_(reports), col(EntryRow.source).in_(official))
    )
    return set(session.exec(query.distinct()))


def check_ins_of(session: Session, person_id: UUID) -> Iterable[Waiting]:
    """The check-ins that a person is asked to answer, and nobody has."""
    query = (
        select(CheckInSeat, CheckIn)
        .join(CheckIn, col(CheckIn.id) == col(CheckInSeat.check_in_id))
        .where(CheckInSeat.person_id == person_id, CheckIn.state == CheckInState.ASKED)
    )
    for seat, check_in in session.exec(query):
        item = Item(check_in.id, CHECK_IN, 0, check_in.asked_at)
        month = month_value(check_in)
        yield Waiting(mailed(item, seat), check_in.country, check_in=month)


def due(
    session: Session, person: Person, now: datetime, zone: ZoneInfo, official: Collection[str]
) -> list[Waiting]:
    """What a mail should ask a person of now, the most urgent first; nobody who is away."""
    if not person.active or person.id in away(session, [person.id], day_in(now, zone)):
        return []
    found = waiting(session, person.id, now, official)
    asked = batch(
        [one.item for one in found],
        spent=minutes.spent(session, [person.id], month_of(now, zone))[person.id],
        budget=person.minutes_a_month,
        last=minutes.last_mailed(session, [person.id]).get(person.id),
        now=now,
    )
    return [one for one in found if one.item in asked]


def those_asked(session: Session, now: datetime) -> list[Person]:
    """Whom a mail may ask something of now: something waits, and her last mail is a day ago."""
    open_seats = select(Seat.person_id).where(col(Seat.closed_at).is_(None))
    open_months = (
        select(CheckInSeat.person_id)
        .join(CheckIn, col(CheckIn.id) == col(CheckInSeat.check_in_id))
        .where(CheckIn.state == CheckInState.ASKED)
    )
    people = {*session.exec(open_seats), *session.exec(open_months)}
    last = minutes.last_mailed(session, people)
    ripe = [id for id in people if id not in last or last[id] + PAUSE <= now]
    query = select(Person).where(col(Person.id).in_(ripe), col(Person.active))
    return list(session.exec(query.order_by(Person.email)))


def load(session: Session, person: Person, now: datetime, zone: ZoneInfo) -> Load:
    """How much of a person's month is asked for."""
    return Load(
        spent=minutes.spent(session, [person.id], month_of(now, zone))[person.id],
        budget=person.minutes_a_month,
        waiting=sum(one.item.minutes for one in waiting(session, person.id, now)),
        away=person.id in away(session, [person.id], day_in(now, zone)),
    )


def overdue(session: Session, now: datetime) -> list[Unanswered]:
    """The questions that were mailed a fortnight ago and never answered, oldest first."""
    late = col(Seat.mailed_at) <= now - OVERDUE, col(Seat.mailed_at) >= col(Seat.taken_at)
    return unanswered(session, *late)


def held(session: Session) -> list[Unanswered]:
    """The questions that no mail has told of, oldest first.

    A person's budget, her absence or her country's rhythm holds them.
    """
    never = col(Seat.mailed_at).is_(None) | (col(Seat.mailed_at) < col(Seat.taken_at))
    return unanswered(session, never)


def unanswered(session: Session, *conditions: ColumnElement[bool]) -> list[Unanswered]:
    """The open questions that fulfil all conditions, oldest first."""
    query = (
        select(Seat, Report, Person)
        .join(Report, col(Report.id) == col(Seat.report_id))
        .join(Person, col(Person.id) == col(Seat.person_id))
        .where(col(Seat.closed_at).is_(None), Report.state == ReportState.OPEN, *conditions)
        .order_by(col(Seat.taken_at), col(Seat.id))
    )
    return [
        Unanswered(
            seat.id,
            report.id,
            report.country,
            report.title,
            seat.place.value,
            people.recipient(person),
            seat.taken_at,
        )
        for seat, report, person in session.exec(query)
    ]


def unanswered_check_ins(session: Session, now: datetime) -> list[MonthQuestion]:
    """The periods that a country was asked about a fortnight ago, and nobody answered."""
    query = select(CheckIn).where(
        CheckIn.state == CheckInState.ASKED, CheckIn.asked_at <= now - OVERDUE
    )
    rows = session.exec(query.order_by(col(CheckIn.asked_at), CheckIn.country))
    return [month_value(check_in) for check_in in rows]


def countries_without_anybody(session: Session, countries: Collection[str]) -> list[str]:
    """Those of these countries that have no correspondent."""
    watched = (
        select(Responsibility.country)
        .join(Person, col(Person.id) == col(Responsibility.person_id))
        .where(Person.role == Role.CORRESPONDENT, col(Person.active))
    )
    watched_ones = list(session.exec(watched.distinct()))
    return sorted(set(countries).difference(watched_ones))
