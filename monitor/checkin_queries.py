"""What others may read of check-ins, as values."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import Session, col, select

from monitor import checkins
from monitor.desk_tables import AreaAffirmed, CheckIn, CheckInState
from monitor.people_tables import Person
from monitor.released import Affirmed, MonthQuestion
from monitor.vocabulary import AREAS


def month_question(session: Session, check_in_id: UUID) -> MonthQuestion:
    """A month that a country is asked about.

    Raises:
        NotFound: there is none.
    """
    return month_value(checkins.found(session, check_in_id))


def month_value(check_in: CheckIn) -> MonthQuestion:
    """A check-in as others know it."""
    return MonthQuestion(
        check_in.id,
        check_in.country,
        check_in.month,
        check_in.asked_at,
        check_in.state,
        check_in.months,
    )


def open_months(session: Session, countries: Sequence[str]) -> list[MonthQuestion]:
    """The periods that still want an answer, oldest first."""
    query = select(CheckIn).where(
        CheckIn.state == CheckInState.ASKED, col(CheckIn.country).in_(countries)
    )
    rows = session.exec(query.order_by(col(CheckIn.month), CheckIn.country))
    return [month_value(check_in) for check_in in rows]


def affirmed(session: Session, country: str, most: int = 12) -> list[Affirmed]:
    """The periods of which it was affirmed that nothing changed, all over or in some areas.

    Each is a public statement with its day: a page says whose word it is (`by`), and her name
    only where it is given. The newest period first.
    """
    query = (
        select(CheckIn, Person)
        .join(Person, col(Person.id) == col(CheckIn.answered_by))
        .where(CheckIn.country == country, CheckIn.state != CheckInState.ASKED)
        .order_by(col(CheckIn.month).desc(), col(CheckIn.months))
    )
    rows = session.exec(query.limit(most)).all()
    areas = quiet_areas(session, [check_in.id for check_in, _ in rows])
    statements = (statement(row, by, areas.get(row.id, ())) for row, by in rows)
    return [said for said in statements if said.whole or said.areas]


def statement(check_in: CheckIn, by: Person, areas: Sequence[str]) -> Affirmed:
    """What an answered check-in affirms."""
    whole = check_in.state is CheckInState.NOTHING
    return Affirmed(
        month=check_in.month,
        months=check_in.months,
        affirmed_at=check_in.answered_at or check_in.asked_at,
        whole=whole,
        areas=AREAS if whole else tuple(area for area in AREAS if area in areas),
        by="staff" if by.is_staff else by.role.value,
        name=by.name if by.named else "",
        organisation=by.organisation if by.named else "",
    )


def quiet_areas(session: Session, check_ins: Sequence[UUID]) -> dict[UUID, list[str]]:
    """The policy areas in which nothing changed, by check-in."""
    query = select(AreaAffirmed).where(
        col(AreaAffirmed.check_in_id).in_(check_ins),
        AreaAffirmed.state == CheckInState.NOTHING,
    )
    found: dict[UUID, list[str]] = {}
    for row in session.exec(query):
        found.setdefault(row.check_in_id, []).append(row.area)
    return found
