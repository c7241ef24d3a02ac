"""Whether the record was touched, looked at daily and kept for staff to see."""

from datetime import datetime

from sqlmodel import Session

from monitor import audit_log
from monitor.record_tables import AuditCheck
from store import Sessions


def check(reading: Sessions, writing: Sessions, now: datetime) -> bool:
    """Follow the chain to its end, keep how it stood, and say whether it was intact."""
    with reading() as session:
        found = audit_log.verify(session)
    broken, fault = found.broken or (None, "")
    with writing() as session:
        session.merge(
            AuditCheck(
                at=now, entries=found.entries, head=found.head, broken=broken, fault=fault
            )
        )
        session.commit()
    return broken is None


def last(session: Session) -> AuditCheck | None:
    """How the chain stood when it was last looked at; None before the first time."""
    return session.get(AuditCheck, 1)
