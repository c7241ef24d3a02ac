"""Interests of one's own: declared by whoever has them, and respected by whoever asks."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select, update

from monitor import audit_log, countries, reports
from monitor.desk_tables import Conflict, Seat
from monitor.errors import NotAllowed, NotFound, Refused
from monitor.events import ConflictDeclared
from monitor.people_tables import Person
from monitor.tables import Report, ReportState
from monitor.vocabulary import AREAS
from store import record

#: Why a seat is closed whose person has an interest of her own in the question.
CONFLICT = "conflict"


def declare(
    session: Session,
    person: Person,
    *,
    why: str,
    now: datetime,
    report_id: UUID | None = None,
    country: str = "",
    area: str = "",
) -> Conflict:
    """Somebody has an interest of her own in a report, an area of a country, or all of it.

    She is not asked where it stands in the way, her word there counts no longer, and another
    takes her seat.

    Raises:
        NotFound: there is no such report.
        Refused: it says not in what, or not why.
    """
    report = None if report_id is None else session.get(Report, report_id)
    if report_id is not None and report is None:
        raise NotFound("report", report_id)
    refuse(why, report, country, area)
    declared = Conflict(
        person_id=person.id,
        report_id=report_id,
        country=country,
        area=area,
        why=why.strip(),
        declared_at=now,
    )
    session.add(declared)
    session.flush()
    close_seats(session, declared, now)
    record(session, ConflictDeclared(conflict_id=declared.id))
    log(session, "conflict.declared", declared, person, now)
    return declared


def refuse(why: str, report: Report | None, country: str, area: str) -> None:
    """Say everything that is wrong with a declaration at once."""
    faults = {}
    if not why.strip():
        faults["why"] = "Say in a sentence what your interest is; only staff read it."
    if report is None and country not in countries.known():
        faults["country"] = "Choose the country whose law your interest is in."
    if area and area not in AREAS:
        faults["area"] = "Choose among the policy areas listed."
    if faults:
        raise Refused(faults)


def close_seats(session: Session, conflict: Conflict, now: datetime) -> None:
    """Ask her no longer what her interest stands in the way of."""
    reports.hold(session, select(Seat.report_id).where(Seat.person_id == conflict.person_id))
    waiting = (
        select(Report)
        .join(Seat, col(Seat.report_id) == col(Report.id))
        .where(Seat.person_id == conflict.person_id, Report.state == ReportState.OPEN)
    )
    mine = [report.id for report in session.exec(waiting) if covers(conflict, report)]
    session.exec(
        update(Seat)
        .where(col(Seat.person_id) == conflict.person_id, col(Seat.report_id).in_(mine))
        .values(closed_at=now, closed_for=CONFLICT)
    )


def end(session: Session, conflict_id: UUID, *, by: Person, now: datetime) -> None:
    """An interest is over: she may be asked again from now on; herself or staff say so.

    Raises:
        NotFound: there is none that stands.
        NotAllowed: it is another person's.
    """
    declared = session.get(Conflict, conflict_id)
    if declared is None or declared.ended_at is not None:
        raise NotFound("conflict", conflict_id)
    if declared.person_id != by.id and not by.is_staff:
        raise NotAllowed("this is another person's; she or staff can end it")
    declared.ended_at = now
    session.add(declared)
    log(session, "conflict.ended", declared, by, now)


def log(session: Session, deed: str, conflict: Conflict, by: Person, now: datetime) -> None:
    """Put a declaration on record; what the interest is stays between her and staff."""
    what = {
        "person": str(conflict.person_id),
        "report": str(conflict.report_id or ""),
        "country": conflict.country,
        "area": conflict.area,
        "why": audit_log.fingerprint(conflict.why),
    }
    audit_log.log(session, deed, "conflict", conflict.id, by=by.id, now=now, what=what)


def of(session: Session, person_id: UUID) -> list[Conflict]:
    """The interests of a person that stand, the oldest first."""
    query = select(Conflict).where(
        Conflict.person_id == person_id, col(Conflict.ended_at).is_(None)
    )
    return list(session.exec(query.order_by(col(Conflict.declared_at), col(Conflict.id))))


def stands_in_the_way(session: Session, person_id: UUID, report: Report) -> bool:
    """Whether an interest of hers keeps a person from answering for a report."""
    return any(covers(conflict, report) for conflict in of(session, person_id))


def covers(conflict: Conflict, report: Report) -> bool:
    """Whether an interest is in what a report is about.

    A report of no area may be about any: an interest in one of them stands in its way too.
    """
    if conflict.report_id is not None:
        return conflict.report_id == report.id
    if conflict.country != report.country:
        return False
    return not conflict.area or not report.areas or conflict.area in report.areas
