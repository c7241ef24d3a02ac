"""What monitoring holds of a person, and how it forgets her.

The record is kept honest: what she said, confirmed and did stays under her id, since figures
rest on it, and the chain of the audit log speaks of ids alone. What says who she is goes.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, delete, or_, select, update

from monitor import audit_log, people
from monitor.asking import handing
from monitor.desk_tables import Absence, Conflict, Word, WordDraft
from monitor.people_tables import Person, Responsibility
from monitor.record_tables import AuditEntry, Invitation, PublicReport
from monitor.tables import Report, ReportState
from store import fulltext, rows_naming

#: Why the seats of an erased person closed.
ERASED = "erased"
#: What pages say where her name was.
NOBODY = "–"


def held(
    session: Session, email: str, person: Person | None, *, without: Collection[str] = ()
) -> dict[str, Any]:
    """Everything on record of an address and its person, in all packages' tables that name her.

    Columns of the names in `without` are left out.
    """
    reported = select(PublicReport).where(PublicReport.email == email)
    found: dict[str, Any] = {
        "person": person and person.model_dump(),
        "public_reports": [row.model_dump() for row in session.exec(reported)],
    }
    if person is not None:
        found["rows"] = rows_naming(session, Person, person.id, without=without)
        found["record"] = [entry.model_dump() for entry in deeds(session, person.id)]
    return found


def deeds(session: Session, person_id: UUID) -> list[AuditEntry]:
    """What the record says that she did, or that was done to her."""
    hers = (AuditEntry.kind == "person") & (AuditEntry.ref == str(person_id))
    query = select(AuditEntry).where(or_(col(AuditEntry.by) == person_id, hers))
    return list(session.exec(query.order_by(col(AuditEntry.number))))


def erase(session: Session, person: Person, *, by: UUID | None, now: datetime) -> None:
    """Forget who she is; her id stays, and what rests on it.

    Raises:
        Refused: no administrator would be left.
    """
    people.keep_one(session, person, "email")
    forget_reports(session, person.email)
    person.email, person.name, person.organisation = f"{ERASED}:{person.id}", NOBODY, ""
    person.active, person.named, person.erased_at = False, False, now
    session.add(person)
    session.flush()
    handing.leave(session, person.id, ERASED, now=now)
    forget_rows(session, person.id, now)
    audit_log.log(session, "person.erased", "person", person.id, by=by, now=now)


def forget_rows(session: Session, person_id: UUID, now: datetime) -> None:
    """Delete what was only about her, and empty what she wrote to staff."""
    for table in (Responsibility, WordDraft, Absence, Invitation):
        session.exec(delete(table).where(col(table.person_id) == person_id))
    session.exec(update(Absence).where(col(Absence.instead) == person_id).values(instead=None))
    forget_notes(session, person_id)
    hers = col(Conflict.person_id) == person_id
    session.exec(update(Conflict).where(hers).values(why=""))
    unended = col(Conflict.ended_at).is_(None)
    session.exec(update(Conflict).where(hers, unended).values(ended_at=now))


def forget_notes(session: Session, person_id: UUID) -> None:
    """Empty what she told staff with her words, in the words and in the reports they decided.

    Why a report was rejected stays with it. All is found again by what is left of it.
    """
    said = session.exec(select(Word).where(Word.person_id == person_id)).all()
    for word in said:
        word.note = ""
        word.said = word.said | ({"note": ""} if "note" in word.said else {})
    session.add_all(said)
    hers = (col(Report.decided_by) == person_id) & (Report.state == ReportState.CONFIRMED)
    decided = session.exec(select(Report.id).where(hers)).all()
    session.exec(update(Report).where(col(Report.id).in_(decided)).values(note=""))
    fulltext.drop(session, [word.id for word in said], "word")
    fulltext.drop(session, decided, "report")


def forget_reports(session: Session, email: str) -> None:
    """Forget who wrote by the public form; what she confirmed stays, without her name."""
    hers = col(PublicReport.email) == email
    session.exec(delete(PublicReport).where(hers, col(PublicReport.report_id).is_(None)))
    session.exec(update(PublicReport).where(hers).values(email="", name=""))
