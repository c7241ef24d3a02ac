"""Who is asked of a report: seats are given, passed on and closed; rows only, no mail."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from monitor import audit_log, country_settings, reports
from monitor.asking.colleagues import GONE, colleagues, correspondents
from monitor.asking.rules import Colleague, Seating, chance, ranked, seating
from monitor.desk_tables import Conflict, Dispute, Inquiry, Place, Seat, Way
from monitor.events import ConflictDeclared, ReportAssigned, ReportOpened, StaffAsked
from monitor.hearing import agreements
from monitor.hearing.conflicts import CONFLICT
from monitor.hearing.spoken import counting, is_open, seated
from monitor.record_tables import Mend
from monitor.tables import Report, ReportState
from store import record


def seat(
    session: Session, event: ReportOpened | ReportAssigned, *, secret: str, share: float
) -> None:
    """Ask whoever can answer for a report's country; chance may add a second, blind."""
    ask(session, event.report_id, secret=secret, share=share)


def ask(session: Session, report_id: UUID, *, secret: str, share: float) -> None:
    """Seat those who are to be asked; nobody anew where somebody of the country sits."""
    report = reports.held(session, report_id)
    at = report.reported_at
    if not is_waiting(session, report):
        return
    here = {person.id for person in correspondents(session, report.country)}
    for taken in open_seats(session, report.id):
        if taken.person_id in here:
            return
        close(session, taken, GONE, at)
    setting = country_settings.of(session, report.country)
    own = setting.second_share
    drawn = agreements.share(session, report.country, share) if own is None else own
    asked = seating(
        colleagues(session, report, at),
        quorum=setting.quorum,
        by_staff=setting.way is Way.STAFF,
        lot=chance(secret, report.id),
        share=drawn,
    )
    put(session, report, asked, at)


def is_waiting(session: Session, report: Report) -> bool:
    """Whether words on a report are awaited: not where staff rule, nor on a mend of theirs."""
    return report.state is ReportState.OPEN and not any(
        session.get(table, report.id) for table in (Dispute, Mend)
    )


def put(session: Session, report: Report, asked: Seating, at: datetime) -> None:
    """Write down who is asked, and what the report needs."""
    session.merge(
        Inquiry(report_id=report.id, needed=asked.needed, drawn=asked.drawn, asked_at=at)
    )
    if asked.first is not None:
        give(session, report.id, asked.first, Place.FIRST, at)
    for person in asked.seconds:
        give(session, report.id, person, Place.SECOND, at)
    if asked.staff:
        record(session, StaffAsked(report_id=report.id))
    people = [str(id) for id in (asked.first, *asked.seconds) if id]
    what = {"needed": asked.needed, "drawn": asked.drawn, "people": people}
    audit_log.log(
        session, "question.asked", "report", report.id, by=None, now=at,
        what=what | {"staff": asked.staff},
    )  # fmt: skip


def give(session: Session, report_id: UUID, person: UUID, place: Place, at: datetime) -> Seat:
    """Seat a person, also one who sat at this report before."""
    mine = select(Seat).where(Seat.report_id == report_id, Seat.person_id == person)
    seat = session.exec(mine).first()
    seat = seat or Seat(report_id=report_id, person_id=person, place=place, taken_at=at)
    seat.place, seat.taken_at, seat.reminders = place, at, 0
    seat.closed_at, seat.closed_for = None, ""
    session.add(seat)
    session.flush()
    return seat


def open_seats(session: Session, report_id: UUID) -> Sequence[Seat]:
    """Who is asked of a report now."""
    query = select(Seat).where(Seat.report_id == report_id, col(Seat.closed_at).is_(None))
    return session.exec(query.order_by(col(Seat.taken_at), col(Seat.id))).all()


def close(session: Session, taken: Seat, why: str, now: datetime) -> None:
    """Ask a person no more; `why` is empty where she answered."""
    taken.closed_at, taken.closed_for = now, why
    session.add(taken)
    session.flush()


def fill(session: Session, report_id: UUID, now: datetime) -> Seat | None:
    """Fill the place that is empty at a report; staff are asked where nobody else can be.

    The seat that was given is still to be logged; None where nobody sits anew.
    """
    report = reports.held(session, report_id)
    inquiry = session.get(Inquiry, report_id)
    if not is_waiting(session, report) or inquiry is None:
        return None
    spoken = {word.person_id: word.place for word in counting(session, report)}
    sitting = {s.person_id: s.place for s in seated(session, report_id) if is_open(s)}
    if len({*spoken, *sitting}) >= inquiry.needed:
        return None
    place = next_place(spoken, sitting, country_settings.is_staffs(session, report.country))
    person = successor(colleagues(session, report, now), None) if place else None
    if place is None or person is None:
        record(session, StaffAsked(report_id=report_id))
        return None
    return give(session, report_id, person, place, now)


def log_given(session: Session, given: Seat) -> None:
    """Put on record who is asked now."""
    what = {"people": [str(given.person_id)], "place": given.place.value}
    audit_log.log(
        session, "question.asked", "report", given.report_id, by=None, now=given.taken_at,
        what=what,
    )  # fmt: skip


def next_place(
    spoken: Mapping[UUID, Place], sitting: Mapping[UUID, Place], by_staff: bool
) -> Place | None:
    """The place that a correspondent is asked to take; none while staff are to answer first."""
    if by_staff:
        return Place.CHECK if spoken else None
    taken = (*spoken.values(), *sitting.values())
    return Place.SECOND if Place.FIRST in taken else Place.FIRST


def successor(there: Iterable[Colleague], wished: UUID | None) -> UUID | None:
    """Whoever is asked next: the one who is wished for, if she may be asked."""
    free = [one.id for one in ranked(there)]
    return wished if wished in free else next(iter(free), None)


def after_conflict(session: Session, event: ConflictDeclared) -> None:
    """Ask others where an interest of her own closed a person's seats."""
    declared = session.get_one(Conflict, event.conflict_id)
    left = select(Seat.report_id).where(
        Seat.person_id == declared.person_id,
        Seat.closed_for == CONFLICT,
        Seat.closed_at == declared.declared_at,
    )
    given = [fill(session, id, declared.declared_at) for id in reports.hold(session, left)]
    for seat in filter(None, given):
        log_given(session, seat)
