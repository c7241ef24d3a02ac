"""Who may do what: correspondents by country, and staff."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from monitor import countries
from monitor.errors import NotAllowed, OwnReport, Refused
from monitor.released import Recipient
from monitor.tables import STAFF, Person, Report, Responsibility, Role
from store import add_new

#: Stands in place of an address for what is done at the terminal; no mail can go there.
OPERATOR = "operator"


def add(
    session: Session,
    *,
    email: str,
    name: str,
    role: Role,
    watches: Collection[str] = (),
    language: str = "en",
    now: datetime,
) -> Person:
    """Let a person in, or change what she is; an address names one person.

    Raises:
        Refused: the address is none, a country is unknown, or a correspondent has no country.
    """
    address = email.strip().lower()
    refuse(address, role, watches)
    person = by_email(session, address) or Person(email=address, name=name, role=role)
    person.name, person.role, person.language, person.active = name, role, language, True
    session.add(person)
    session.flush()
    watch(session, person, set(watches), now)
    return person


def watch(session: Session, person: Person, countries: set[str], now: datetime) -> None:
    """Make these countries hers, and no others; what stays hers keeps its first day."""
    for theirs in session.exec(
        select(Responsibility).where(Responsibility.person_id == person.id)
    ).all():
        if theirs.country not in countries:
            session.delete(theirs)
        countries = countries - {theirs.country}
    session.add_all(
        Responsibility(person_id=person.id, country=country, since=now)
        for country in sorted(countries)
    )


def refuse(address: str, role: Role, watches: Collection[str]) -> None:
    """Say everything that is wrong with a new person at once."""
    faults = {}
    if address.count("@") != 1 or address.startswith("@") or address.endswith("@"):
        faults["email"] = "Write an e-mail address such as name@example.org."
    if set(watches) - countries.known():
        faults["country"] = "Use the three letters of ISO 3166-1 for each country, such as DEU."
    if role is Role.CORRESPONDENT and not watches:
        faults["country"] = "A correspondent watches at least one country."
    if faults:
        raise Refused(faults)


def sign_off(session: Session, person: Person) -> None:
    """Let a person act no longer; what she did stays hers.

    Raises:
        Refused: nobody of staff would be left.
    """
    others = [one for one in staff(session) if one.id != person.id]
    if person.is_staff and not others:
        raise Refused({"email": "Let somebody else of staff in first; nobody would be left."})
    person.active = False
    session.add(person)


def operator(session: Session) -> Person:
    """Whoever runs the service, as the record names her; nobody signs in or is written to.

    Her row is held until the transaction ends, so that she does one thing after the other.
    """
    made = Person(email=OPERATOR, name="Operator", role=Role.STAFF, active=False)
    add_new(session, Person, [made.model_dump()])
    query = select(Person).where(Person.email == OPERATOR)
    return session.exec(query.with_for_update(key_share=True)).one()


def by_email(session: Session, email: str) -> Person | None:
    """The person of an address, signed off or not."""
    return session.exec(select(Person).where(Person.email == email.strip().lower())).first()


def active(session: Session, id: UUID) -> Person:
    """A person who may act.

    Raises:
        NotAllowed: she was signed off, or never was.
    """
    person = session.get(Person, id)
    if person is None or not person.active:
        raise NotAllowed("this person may not act here")
    return person


def watched(session: Session, person: Person) -> frozenset[str]:
    """The countries that a person may decide on; None of them are closed to staff."""
    mine = select(Responsibility.country).where(Responsibility.person_id == person.id)
    return frozenset(session.exec(mine))


def correspondents(session: Session, country: str) -> list[Recipient]:
    """Who watches a country, in the order of their addresses."""
    query = (
        select(Person)
        .join(Responsibility, col(Responsibility.person_id) == col(Person.id))
        .where(Responsibility.country == country, col(Person.active))
        .order_by(Person.email)
    )
    return [recipient(person) for person in session.exec(query)]


def staff(session: Session) -> list[Recipient]:
    """The people of the index, in the order of their addresses."""
    query = select(Person).where(col(Person.role).in_(STAFF), col(Person.active))
    return [recipient(person) for person in session.exec(query.order_by(Person.email))]


def recipient(person: Person) -> Recipient:
    """A person as letters know her."""
    return Recipient(person.id, person.name, person.email, person.language)


def check_may_decide(session: Session, person: Person, report: Report) -> None:
    """The rule of two: someone entitled, and never the one who reported.

    Raises:
        OwnReport, NotAllowed: as it says.
    """
    if report.reported_by == person.id:
        raise OwnReport
    if not person.is_staff and report.country not in watched(session, person):
        raise NotAllowed("another country's correspondent decides on this report")


def check_staff(person: Person) -> None:
    """Only staff release, assign and see the queue.

    Raises:
        NotAllowed: she is no staff.
    """
    if not person.is_staff:
        raise NotAllowed("this is for staff; ask them")
