"""Days on which a person is away: she is not asked, and what waits for her passes on."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from monitor import audit_log, people
from monitor.asking import handing
from monitor.desk_tables import Absence
from monitor.errors import NotAllowed, NotFound, Refused
from monitor.people_tables import Person, Role


def declare(
    session: Session,
    person: Person,
    *,
    first: date,
    until: date,
    instead: UUID | None = None,
    now: datetime,
) -> Absence:
    """Say that she is away on the days [first, until), and who answers instead, if somebody.

    From its first day on her open questions pass to whom she named, else to a colleague; where
    there is nobody they stay and wait.

    Raises:
        Refused: a field cannot be taken; each is named.
    """
    refuse(session, person, first, until, instead, now.date())
    absence = Absence(
        person_id=person.id, first=first, until=until, instead=instead, declared_at=now
    )
    session.add(absence)
    session.flush()
    if first <= now.date():
        handing.leave(session, person.id, "away", now=now, to=instead)
    what = {"first": str(first), "until": str(until), "instead": instead and str(instead)}
    audit_log.log(
        session, "absence.declared", "person", person.id, by=person.id, now=now, what=what
    )
    return absence


def refuse(
    session: Session,
    person: Person,
    first: date,
    until: date,
    instead: UUID | None,
    today: date,
) -> None:
    """Say everything that is wrong with an absence at once."""
    faults = {}
    if first >= until:
        faults["until"] = "The day on which you are back comes after the first day away."
    elif until <= today:
        faults["until"] = "These days are over; choose days that are to come."
    if instead is not None and instead not in stand_ins(session, person):
        faults["instead"] = "Choose a colleague who watches one of your countries."
    if faults:
        raise Refused(faults)


def stand_ins(session: Session, person: Person) -> dict[UUID, str]:
    """The correspondents who share a country with her, by id: their names."""
    return {
        other.id: other.name
        for country in sorted(people.watched(session, person))
        for other in people.there(session, country, Role.CORRESPONDENT)
        if other.id != person.id
    }


def of(session: Session, person_id: UUID, today: date) -> list[Absence]:
    """Her absences that are not over, the first of them first."""
    query = select(Absence).where(
        Absence.person_id == person_id, col(Absence.ended_at).is_(None), Absence.until > today
    )
    return list(session.exec(query.order_by(col(Absence.first))))


def end(session: Session, absence_id: UUID, *, by: Person, now: datetime) -> None:
    """Say that she is back, or does not leave; what passed on stays with whom it went to.

    Raises:
        NotFound: there is no such absence.
        NotAllowed: it is somebody else's.
    """
    absence = session.get(Absence, absence_id)
    if absence is None:
        raise NotFound("absence", absence_id)
    if by.id != absence.person_id and not by.is_staff:
        raise NotAllowed("this absence is somebody else’s")
    if absence.ended_at is None:
        absence.ended_at = now
        session.add(absence)
        audit_log.log(session, "absence.ended", "person", absence.person_id, by=by.id, now=now)
