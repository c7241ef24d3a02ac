"""Who may do what: staff, and by country whoever knows its law, informs or governs there."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from monitor import audit_log, countries
from monitor.errors import NotAllowed, OwnReport, Refused
from monitor.people_tables import INSIDE, STAFF, Person, Responsibility, Role
from monitor.released import Recipient
from monitor.tables import Report
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
    organisation: str | None = None,
    minutes_a_month: int | None = None,
    by: UUID | None = None,
    now: datetime,
) -> Person:
    """Let a person in, or change what she is; an address names one person.

    What is None stays as it is.

    Raises:
        Refused: the address is none, a country is unknown or missing, she would sign in
            nowhere, or no administrator would be left.
    """
    address = email.strip().lower()
    person = by_email(session, address)
    refuse(address, role, watches)
    if person is not None and role is not Role.ADMINISTRATOR:
        keep_one(session, person, "role")
    deed = "person.let_in" if person is None else "person.changed"
    person = person or Person(email=address, name=name, role=role)
    person.name, person.role, person.language, person.active = name, role, language, True
    if organisation is not None:
        person.organisation = organisation
    if minutes_a_month is not None:
        person.minutes_a_month = minutes_a_month
    session.add(person)
    session.flush()
    watch(session, person, set(watches), now)
    what = {"role": role.value, "countries": sorted(set(watches))}
    audit_log.log(session, deed, "person", person.id, by=by, now=now, what=what)
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
    if role not in INSIDE:
        faults["role"] = "Choose a role."
    if set(watches) - countries.known():
        faults["country"] = "Use the three letters of ISO 3166-1 for each country, such as DEU."
    if role not in STAFF and not watches:
        faults["country"] = "Choose at least one country for whoever is not of staff."
    if faults:
        raise Refused(faults)


def sign_off(session: Session, person: Person, *, by: UUID | None, now: datetime) -> None:
    """Let a person act no longer; what she did stays hers.

    Raises:
        Refused: no administrator would be left.
    """
    keep_one(session, person, "email")
    person.active = False
    session.add(person)
    audit_log.log(session, "person.signed_off", "person", person.id, by=by, now=now)


def keep_one(session: Session, person: Person, field: str) -> None:
    """See that somebody else can let people in, before this person no longer can.

    Raises:
        Refused: she is the last one; the fault stands at this field.
    """
    if administrators(session) == {person.id}:
        raise Refused({field: "Let another administrator in first; nobody would be left."})


def administrators(session: Session) -> set[UUID]:
    """Who can let people in; held, so that two of them cannot end each other at once."""
    query = select(Person.id).where(Person.role == Role.ADMINISTRATOR, col(Person.active))
    return set(session.exec(query.order_by(col(Person.id)).with_for_update()))


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
    """The countries that a person knows, informs about or governs; none is closed to staff."""
    mine = select(Responsibility.country).where(Responsibility.person_id == person.id)
    return frozenset(session.exec(mine))


def correspondents(session: Session, country: str) -> list[Recipient]:
    """The correspondents of a country, in the order of their addresses."""
    return there(session, country, Role.CORRESPONDENT)


def there(session: Session, country: str, role: Role) -> list[Recipient]:
    """Who is this to a country, in the order of their addresses."""
    query = (
        select(Person)
        .join(Responsibility, col(Responsibility.person_id) == col(Person.id))
        .where(Responsibility.country == country, col(Person.active), Person.role == role)
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
    if person.is_staff:
        return
    if person.role is not Role.CORRESPONDENT:
        raise NotAllowed("partners and governments inform; correspondents decide")
    if report.country not in watched(session, person):
        raise NotAllowed("another country's correspondent decides on this report")


def check_sees(session: Session, person: Person, country: str, reporter: UUID | None) -> None:
    """Let see a claim that is open: its country's correspondents, staff, and whoever made it.

    Partners and governments see what is released, and what they said themselves.

    Raises:
        NotAllowed: she is none of them.
    """
    if person.is_staff or person.id == reporter:
        return
    mine = watched(session, person) if person.role is Role.CORRESPONDENT else ()
    if country not in mine:
        raise NotAllowed("another country's correspondent answers this question")


def check_checks_in(session: Session, person: Person, country: str) -> None:
    """Let see a check-in: its country's correspondents and partners, and staff.

    Raises:
        NotAllowed: she is none of them.
    """
    if person.role is not Role.PARTNER or country not in watched(session, person):
        check_sees(session, person, country, None)


def check_staff(person: Person) -> None:
    """Only staff release, assign and see the queue.

    Raises:
        NotAllowed: she is no staff.
    """
    if not person.is_staff:
        raise NotAllowed("this is for staff; ask them")


def check_administrator(person: Person) -> None:
    """Only administrators let people in, set how countries and the house work, and erase.

    Raises:
        NotAllowed: she is none.
    """
    if person.role is not Role.ADMINISTRATOR:
        raise NotAllowed("this is for administrators; ask one of them")
