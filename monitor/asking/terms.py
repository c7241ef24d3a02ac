"""What a person says of her own terms: how much time she gives, and whether she is named."""

from datetime import datetime

from sqlmodel import Session

from monitor import audit_log
from monitor.errors import Refused
from monitor.people_tables import Person

#: Minutes: more a month would be a post, and not a favour.
MOST = 2400


def give(session: Session, person: Person, minutes: int, *, now: datetime) -> None:
    """She says how many minutes a month may be asked of her; at none, nothing is.

    Raises:
        Refused: it is less than nothing, or too much to be meant.
    """
    if not 0 <= minutes <= MOST:
        raise Refused({"minutes": "Write a number of minutes from 0 to 2400."})
    person.minutes_a_month = minutes
    session.add(person)
    log(session, person, now, minutes_a_month=minutes)


def consent(session: Session, person: Person, named: bool, *, now: datetime) -> None:
    """She says whether pages may name her beside what she confirmed."""
    person.named = named
    session.add(person)
    log(session, person, now, named=named)


def log(session: Session, person: Person, now: datetime, **what: object) -> None:
    """Put on record what she said."""
    audit_log.log(
        session, "person.changed", "person", person.id, by=person.id, now=now, what=what
    )
