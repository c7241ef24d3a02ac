"""The question "has anything changed?", asked of each country at a month's end."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlmodel import Session, col, select, update

from monitor import people
from monitor.desk_tables import CheckIn, CheckInState
from monitor.errors import AlreadyDecided, NotAllowed, NotFound
from monitor.events import CheckInAsked
from monitor.tables import Person, Responsibility
from store import add_new, record


def ask(session: Session, month: date, over: datetime, now: datetime) -> int:
    """Ask every country that had a correspondent by the end of a month about it; once.

    `month` is its first day, `over` the instant at which it ended.
    """
    watched = (
        select(Responsibility.country)
        .join(Person, col(Person.id) == col(Responsibility.person_id))
        .where(col(Person.active), col(Responsibility.since) < over)
        .distinct()
    )
    rows = [
        {
            "id": uuid4(),
            "country": country,
            "month": month,
            "asked_at": now,
            "state": CheckInState.ASKED,
            "answered_at": None,
            "answered_by": None,
        }
        for country in sorted(session.exec(watched))
    ]
    asked = add_new(session, CheckIn, rows)
    record(session, *(CheckInAsked(check_in_id=id) for id in asked))
    return len(asked)


def answer(
    session: Session, check_in_id: UUID, state: CheckInState, *, by: Person, now: datetime
) -> CheckIn:
    """A correspondent affirms that nothing changed, or says that something did.

    Raises:
        NotFound, NotAllowed: as they say.
        AlreadyDecided: the month was answered before.
    """
    check_in = found(session, check_in_id)
    if not by.is_staff and check_in.country not in people.watched(session, by):
        raise NotAllowed("another country's correspondent answers this question")
    answered = session.exec(
        update(CheckIn)
        .where(col(CheckIn.id) == check_in_id, col(CheckIn.state) == CheckInState.ASKED)
        .values(state=state, answered_at=now, answered_by=by.id)
    )
    if answered.rowcount != 1:
        raise AlreadyDecided("this month was answered before; nothing was changed")
    session.refresh(check_in)
    return check_in


def found(session: Session, check_in_id: UUID) -> CheckIn:
    """A check-in by its id.

    Raises:
        NotFound: there is none.
    """
    check_in = session.get(CheckIn, check_in_id)
    if check_in is None:
        raise NotFound("check-in", check_in_id)
    return check_in
