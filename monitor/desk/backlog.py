"""What waits for staff: one line for each thing, with what it waits for and since when.

However much waits, it is read in a handful of queries.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlmodel import Session, col, func, select

from monitor import mend_queries
from monitor.asking.rules import OVERDUE
from monitor.desk_tables import Dispute, Inquiry, Seat, Supplement, Verdict, Word
from monitor.hearing.spoken import is_open, latest
from monitor.people_tables import STAFF, Person
from monitor.record_tables import Profile, ProfileState, ReleasePlan, Reply
from monitor.rescore import waiting as drafted
from monitor.tables import Change, Draft, Report, ReportState

#: A reply and a plan that came to nothing are news for so long.
NEWS = timedelta(days=14)
#: A question that nobody was mailed about for so long is held back.
HELD_AFTER = timedelta(days=1)


class Waits(StrEnum):
    """What something waits for, the most urgent first."""

    RULING = "ruling"
    MEND = "mend"
    MORE = "more"
    COUNTRY = "country"
    STAFF = "staff"
    OVERDUE = "overdue"
    PLAN = "plan"
    TEXT = "text"
    DRAFT = "draft"
    HELD = "held"
    REPLY = "reply"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits."""

    what: Waits
    since: datetime
    title: str = ""
    country: str = ""
    report: UUID | None = None
    change: UUID | None = None
    #: Who is asked; or how many there are, where they are one line.
    people: tuple[str, ...] = ()
    count: int = 1


@dataclass(slots=True)
class Asked:
    """What is known of who was asked about an open report."""

    needed: int = 0
    #: Whether it proposes to mend what was released.
    mends: bool = False
    asked_at: datetime | None = None
    disputed_at: datetime | None = None
    #: When somebody said what is missing, and nobody added it since.
    more_at: datetime | None = None
    spoken: set[UUID] = field(default_factory=set)
    #: Open seats with the names of who sits there.
    seats: list[tuple[Seat, str]] = field(default_factory=list)


def waiting(session: Session, now: datetime) -> list[Waiting]:
    """All that waits, the most urgent first; of what is equally urgent the oldest."""
    everything = [
        *questions(session, now),
        *drafts(session),
        *texts(session),
        *plans(session, now),
        *replies(session, now),
    ]
    order = list(Waits)
    return sorted(everything, key=lambda one: (order.index(one.what), one.since, one.title))


def questions(session: Session, now: datetime) -> list[Waiting]:
    """The open reports, each with what it waits for."""
    known = asked(session)
    reports = session.exec(select(Report).where(Report.state == ReportState.OPEN))
    return [of_report(report, known.get(report.id, Asked()), now) for report in reports]


def of_report(report: Report, known: Asked, now: datetime) -> Waiting:
    """What an open report waits for first of all."""
    what, since = waits_for(report, known, now)
    seated = {name for _, name in known.seats}
    return Waiting(
        what, since, report.title, report.country, report.id, people=tuple(sorted(seated))
    )


def waits_for(report: Report, known: Asked, now: datetime) -> tuple[Waits, datetime]:
    """The first thing that a report waits for, and since when."""
    asked_at = known.asked_at or report.reported_at
    if not report.country:
        return Waits.COUNTRY, report.reported_at
    if known.mends:
        return Waits.MEND, report.reported_at
    if known.disputed_at is not None:
        return Waits.RULING, known.disputed_at
    if known.more_at is not None:
        return Waits.MORE, known.more_at
    if len(known.spoken | {seat.person_id for seat, _ in known.seats}) < known.needed:
        return Waits.STAFF, asked_at
    mailed = [at for seat, _ in known.seats if (at := told_at(seat))]
    if mailed and min(mailed) <= now - OVERDUE:
        return Waits.OVERDUE, min(mailed)
    held = [seat.taken_at for seat, _ in known.seats if told_at(seat) is None]
    if held and min(held) <= now - HELD_AFTER:
        return Waits.HELD, min(held)
    return Waits.ANSWER, asked_at


def told_at(seat: Seat) -> datetime | None:
    """When a mail told whoever sits there, since she was asked."""
    at = seat.mailed_at
    return None if at is None or at < seat.taken_at else at


def asked(session: Session) -> Mapping[UUID, Asked]:
    """Who was asked about each open report, and what they said so far."""
    known: dict[UUID, Asked] = defaultdict(Asked)
    is_waiting = Report.state == ReportState.OPEN
    for inquiry in session.exec(select(Inquiry).join(Report).where(is_waiting)):
        one = known[inquiry.report_id]
        one.needed, one.asked_at = inquiry.needed, inquiry.asked_at
    for report in mend_queries.waiting(session):
        known[report.id].mends = True
    for dispute in session.exec(select(Dispute).join(Report).where(is_waiting)):
        known[dispute.report_id].disputed_at = dispute.since
    seats = (
        select(Seat, Person.name)
        .join(Person, col(Person.id) == col(Seat.person_id))
        .join(Report, col(Report.id) == col(Seat.report_id))
    )
    for seat, name in session.exec(seats.where(is_waiting)):
        if is_open(seat):
            known[seat.report_id].seats.append((seat, name))
    said = select(Word).join(Report, col(Report.id) == col(Word.report_id)).where(is_waiting)
    note_words(
        known, session.exec(said.order_by(col(Word.said_at), col(Word.id))), added(session)
    )
    return known


def note_words(
    known: Mapping[UUID, Asked], words: Iterable[Word], added: Mapping[UUID, datetime]
) -> None:
    """Who said what counts so far, and who waits for more."""
    for word in latest(words):
        one = known[word.report_id]
        if word.verdict is not Verdict.MORE:
            one.spoken.add(word.person_id)
        elif word.report_id not in added or added[word.report_id] < word.said_at:
            one.more_at = min(one.more_at or word.said_at, word.said_at)


def added(session: Session) -> dict[UUID, datetime]:
    """When something was last added to each open report that had something added."""
    last = select(Supplement.report_id, func.max(Supplement.added_at)).join(
        Report, col(Report.id) == col(Supplement.report_id)
    )
    last = last.where(Report.state == ReportState.OPEN)
    return dict(session.exec(last.group_by(col(Supplement.report_id))).all())


def drafts(session: Session) -> list[Waiting]:
    """The changes that wait for release."""
    ids = drafted().with_only_columns(col(Change.id)).order_by(None)
    rows = session.exec(
        select(Change, Draft.drafted_at)
        .join(Draft, col(Draft.change_id) == col(Change.id))
        .where(col(Change.id).in_(ids))
    )
    return [
        Waiting(Waits.DRAFT, at, change.title, change.country, change.report_id, change.id)
        for change, at in rows
    ]


def texts(session: Session) -> list[Waiting]:
    """The texts that correspondents handed in, in one line for each country."""
    rows = session.exec(
        select(Profile.country, func.count(), func.min(Profile.offered_at))
        .join(Person, col(Person.id) == col(Profile.written_by))
        .where(Profile.state == ProfileState.DRAFT, col(Profile.offered_at).is_not(None))
        .where(col(Person.role).not_in(STAFF))
        .group_by(Profile.country)
    )
    return [Waiting(Waits.TEXT, at, country=place, count=n) for place, n, at in rows if at]


def plans(session: Session, now: datetime) -> list[Waiting]:
    """The releases that are planned, and those that lately came to nothing."""
    query = select(ReleasePlan).where(col(ReleasePlan.release_id).is_(None))
    return [
        Waiting(Waits.PLAN, plan.ended_at or plan.due_at, plan.why or plan.note)
        for plan in session.exec(query)
        if plan.ended_at is None or (plan.why and plan.ended_at > now - NEWS)
    ]


def replies(session: Session, now: datetime) -> list[Waiting]:
    """What governments lately replied."""
    rows = session.exec(
        select(Reply.said_at, Reply.organisation, Change)
        .join(Change, col(Change.id) == col(Reply.change_id))
        .where(Reply.said_at > now - NEWS)
    )
    return [
        Waiting(
            Waits.REPLY, at, change.title, change.country, change.report_id, change.id, (who,)
        )
        for at, who, change in rows
    ]


def counted(everything: Sequence[Waiting]) -> dict[Waits, int]:
    """How much waits for each thing, the most urgent first."""
    return {
        what: sum(one.count for one in everything if one.what is what)
        for what in Waits
        if any(one.what is what for one in everything)
    }
