"""What staff add to a report because somebody could not answer without it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from monitor import audit_log, people, reports
from monitor.archive import backing
from monitor.desk_tables import Supplement, Word
from monitor.errors import AlreadyDecided, Refused
from monitor.hearing.spoken import MORE, seated
from monitor.people_tables import Person
from monitor.released import Recipient
from monitor.tables import ReportState


@dataclass(frozen=True, slots=True)
class Missing:
    """What somebody needs before she can answer for a report."""

    report_id: UUID
    by: Recipient
    what: str
    said_at: datetime


def missing(session: Session, word_id: UUID) -> Missing:
    """What the word of somebody who needs more asks for."""
    word = session.get_one(Word, word_id)
    by = people.recipient(session.get_one(Person, word.person_id))
    return Missing(word.report_id, by, word.note, word.said_at)


def add(
    session: Session, report_id: UUID, *, text: str, url: str = "", by: Person, now: datetime
) -> Supplement:
    """Staff add what somebody needed; whoever asked for more is asked again.

    Raises:
        NotFound, NotAllowed, AlreadyDecided: as they say.
        Refused: nothing is added, or the address is none.
    """
    people.check_staff(by)
    report = reports.held(session, report_id)
    if report.state is not ReportState.OPEN:
        raise AlreadyDecided("this report was decided before; nothing was changed")
    refuse(text, url)
    added = Supplement(
        report_id=report.id, added_by=by.id, added_at=now, text=text.strip(), url=url.strip()
    )
    session.add(added)
    for seat in seated(session, report.id):
        if seat.closed_for == MORE:
            seat.closed_at, seat.closed_for = None, ""
            seat.mailed_at, seat.reminded_at, seat.reminders = None, None, 0
    backing.want(session, report.id, added.url, now)
    audit_log.log(
        session, "report.supplemented", "report", report.id, by=by.id, now=now,
        what={"text": audit_log.fingerprint(added.text), "url": added.url},
    )  # fmt: skip
    return added


def refuse(text: str, url: str) -> None:
    """Say everything that is wrong with a supplement at once."""
    faults = {}
    if not text.strip():
        faults["text"] = "Say in a sentence what you add."
    if url.strip() and not url.strip().startswith(("https://", "http://")):
        faults["url"] = "Write the whole address, beginning with https://."
    if faults:
        raise Refused(faults)


def of(session: Session, report_id: UUID) -> list[Supplement]:
    """What was added to a report, the oldest first."""
    query = select(Supplement).where(Supplement.report_id == report_id)
    return list(session.exec(query.order_by(col(Supplement.added_at), col(Supplement.id))))
