"""Who may write and check the text of a country now."""

from uuid import UUID

from sqlmodel import Session, col, select

from monitor import country_settings, people
from monitor.desk_tables import Conflict, Way
from monitor.errors import NotAllowed
from monitor.people_tables import Person, Role
from monitor.record_tables import Profile, ProfileState
from monitor.texts.profile_rules import Hands, Side, Subject


def subject_of(text: Profile) -> Subject:
    """What a version is about."""
    return Subject(text.country, text.area, text.language)


def may_write(
    session: Session, person: Person, subject: Subject, before: Profile | None
) -> bool:
    """Whether a person may write a text now; `before` is its newest version."""
    try:
        side = side_of(session, person, subject)
    except NotAllowed:
        return False
    waits = before is not None and before.state is ProfileState.DRAFT and before.offered_at
    waits_from = wrote(session, before) if before is not None and waits else None
    return hands(session, subject).may_write(side, waits_from)


def may_check(session: Session, person: Person, draft: Profile) -> bool:
    """Whether a person checks a text: of the other side, and never her own words."""
    subject = subject_of(draft)
    try:
        side = side_of(session, person, subject)
    except NotAllowed:
        return False
    checker = hands(session, subject).checker(wrote(session, draft))
    return draft.written_by != person.id and side is checker


def side_of(session: Session, person: Person, subject: Subject) -> Side:
    """What a person is to a text.

    Raises:
        NotAllowed: nothing, or she has an interest of her own in it.
    """
    if has_interest(session, person, subject):
        raise NotAllowed("you declared an interest of your own in this")
    if person.is_staff:
        return Side.STAFF
    if person.role is Role.CORRESPONDENT and person.id in watching(session, subject.country):
        return Side.CORRESPONDENT
    raise NotAllowed("the country's correspondents and staff write and check its texts")


def hands(session: Session, subject: Subject) -> Hands:
    """Into whose hands a text is given."""
    way = country_settings.of(session, subject.country).way
    free = watching(session, subject.country) - interested(session, subject)
    return Hands(staff_write=way is Way.STAFF, watched=bool(free))


def watching(session: Session, country: str) -> set[UUID]:
    """The correspondents of a country."""
    return {who.id for who in people.correspondents(session, country)}


def interested(session: Session, subject: Subject) -> set[UUID]:
    """Who declared an interest of her own in a country, or in this policy area of it."""
    query = select(Conflict.person_id).where(
        Conflict.country == subject.country,
        col(Conflict.ended_at).is_(None),
        col(Conflict.area).in_(("", subject.area)),
    )
    return set(session.exec(query))


def has_interest(session: Session, person: Person, subject: Subject) -> bool:
    """Whether a person has an interest of her own in what a text is about."""
    return person.id in interested(session, subject)


def wrote(session: Session, text: Profile) -> Side:
    """The side that wrote a version."""
    writer = session.get_one(Person, text.written_by)
    return Side.STAFF if writer.is_staff else Side.CORRESPONDENT
