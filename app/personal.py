"""Everything that is held of an address, in all rooms, and how all of them forget it."""

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, delete

from app import login
from app.tables import Passkey
from monitor import audit_log, people
from monitor import personal as monitoring
from monitor.people_tables import Person
from newsletters import personal as letters

#: What would let somebody in, or checks who comes in, is told to nobody.
SECRET = ("digest", "browser", "credential", "public_key")


def held(session: Session, email: str) -> dict[str, Any]:
    """Everything on record of an address, and of the person who has it."""
    person = people.by_email(session, email)
    return {
        "address": email,
        **monitoring.held(session, email, person, without=SECRET),
        **letters.held(session, email, person.id if person else None),
    }


def export(session: Session, email: str, *, by: Person, now: datetime) -> dict[str, Any]:
    """The same for somebody to take away; of a person that is put on record."""
    found = held(session, email)
    if found["person"]:
        id = found["person"]["id"]
        audit_log.log(session, "person.exported", "person", id, by=by.id, now=now)
    return found


def is_anything(found: dict[str, Any]) -> bool:
    """Whether something is held besides a wish not to be written to."""
    return any(found[part] for part in found if part not in ("address", "suppression"))


def erase(session: Session, email: str, *, by: Person, now: datetime) -> None:
    """Forget an address and who has it; see `monitor.personal` for what stays.

    Raises:
        Refused: no administrator would be left.
    """
    person = people.by_email(session, email)
    letters.erase(session, email, person.id if person else None)
    if person is None:
        monitoring.forget_reports(session, email)
        return
    login.forget(session, person.id)
    session.exec(delete(Passkey).where(col(Passkey.person_id) == person.id))
    monitoring.erase(session, person, by=by.id, now=now)
