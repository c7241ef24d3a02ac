"""What administrators decided for the whole house."""

from datetime import datetime

from sqlmodel import Session

from app.tables import Rule
from monitor import audit_log, people
from monitor.people_tables import Person

#: Staff show a passkey before they see a page that is theirs.
PASSKEYS = "passkeys"


def holds(session: Session, name: str) -> bool:
    """Whether administrators put a rule in force."""
    row = session.get(Rule, name)
    return row is not None and row.value == "yes"


def asks_passkey(session: Session, person: Person) -> bool:
    """Whether her mail alone is not enough for what she may do."""
    return person.is_staff and holds(session, PASSKEYS)


def put(session: Session, name: str, holds: bool, *, by: Person, now: datetime) -> None:
    """Put a rule in force, or lift it.

    Raises:
        NotAllowed: she is no administrator.
    """
    people.check_administrator(by)
    value = "yes" if holds else "no"
    row = session.get(Rule, name) or Rule(
        name=name, value=value, changed_at=now, changed_by=by.id
    )
    row.value, row.changed_at, row.changed_by = value, now, by.id
    session.add(row)
    session.flush()
    what = {"value": value}
    audit_log.log(session, "rule.set", "rule", name, by=by.id, now=now, what=what)
