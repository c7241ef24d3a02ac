"""The texts of countries as others may read them: values, not rows."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import Select

from monitor.errors import NotFound
from monitor.people_tables import Person
from monitor.record_tables import Profile, ProfileState
from monitor.released import Hand
from monitor.tables import Release
from monitor.texts import profile_hands
from monitor.texts.profile_rules import Subject
from monitor.texts.profiles import is_hers, latest, mark

#: The language that stands in where a text lacks the reader's.
USUAL = "en"


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a text."""

    id: UUID
    subject: Subject
    version: int
    text: str
    state: ProfileState
    written: Hand
    checked: Hand | None
    #: None where it is not released.
    released_at: datetime | None
    #: Names it as somebody reads it; see `monitor.texts.profiles.mark`.
    mark: str


class Stands(StrEnum):
    """How a text that is on its way stands with a person."""

    CHECK = "she checks it"
    MEND = "given back to her"
    GO_ON = "she has not handed it in"
    HANDED_IN = "hers, and somebody else checks it"
    THEIRS = "somebody else writes or checks it"
    CHECKED = "it waits for a release"


@dataclass(frozen=True, slots=True)
class OnItsWay:
    """A version that is written and not released."""

    subject: Subject
    version: int
    stands: Stands
    #: When it was last written, handed in or checked.
    since: datetime


def released(session: Session, country: str) -> list[Version]:
    """Every released version of a country's texts, the newest first."""
    query = signed().where(Profile.country == country, Profile.state == ProfileState.RELEASED)
    ordered = query.order_by(col(Profile.version).desc(), Profile.area, Profile.language)
    return [value_of(*row) for row in session.exec(ordered)]


def shown(versions: Iterable[Version], language: str) -> dict[str, Version]:
    """What a reader is shown: by area the newest in her language, else in English, else any."""
    best: dict[str, Version] = {}
    for version in versions:
        held = best.get(version.subject.area)
        if held is None or rank(version, language) > rank(held, language):
            best[version.subject.area] = version
    return best


def rank(version: Version, language: str) -> tuple[bool, bool, int]:
    """What a version is worth to a reader of a language."""
    tongue = version.subject.language
    return tongue == language, tongue == USUAL, version.version


def of_subject(versions: Iterable[Version], subject: Subject) -> list[Version]:
    """The versions of one text, in the order in which they came."""
    return [version for version in versions if version.subject == subject]


def newest(session: Session, subject: Subject) -> Version | None:
    """A text as it stands now, released or not."""
    text = latest(session, subject)
    if text is None:
        return None
    return value_of(*session.exec(signed().where(Profile.id == text.id)).one())


def on_their_way(
    session: Session, person: Person, countries: Collection[str] | None
) -> list[OnItsWay]:
    """Texts that are not released yet, of some countries or of all, as they stand with her."""
    other = aliased(Profile)
    last = (
        select(func.max(other.version))
        .where(
            other.country == Profile.country,
            other.area == Profile.area,
            other.language == Profile.language,
        )
        .scalar_subquery()
    )
    query = select(Profile).where(
        Profile.version == last, Profile.state != ProfileState.RELEASED
    )
    if countries is not None:
        query = query.where(col(Profile.country).in_(countries))
    ordered = query.order_by(col(Profile.written_at), Profile.country, Profile.area)
    return [on_its_way(session, person, text) for text in session.exec(ordered)]


def on_its_way(session: Session, person: Person, text: Profile) -> OnItsWay:
    """A version that is not released, as it stands with a person."""
    since = text.checked_at or text.offered_at or text.written_at
    subject = profile_hands.subject_of(text)
    return OnItsWay(subject, text.version, stands(session, person, text), since)


def standing(session: Session, person: Person, one: Version) -> tuple[Stands, str]:
    """How a version on its way stands with a person, and what is to be mended in it."""
    text = session.get_one(Profile, one.id)
    return stands(session, person, text), text.remark


def may_write(session: Session, person: Person, subject: Subject) -> bool:
    """Whether a person may write a text as it stands now."""
    return profile_hands.may_write(session, person, subject, latest(session, subject))


def stands(session: Session, person: Person, text: Profile) -> Stands:
    """How a version that is not released stands with a person."""
    if text.state is ProfileState.CHECKED:
        return Stands.CHECKED
    if text.offered_at is not None and profile_hands.may_check(session, person, text):
        return Stands.CHECK
    if not is_hers(text, person):
        return Stands.THEIRS
    if text.offered_at is not None:
        return Stands.HANDED_IN
    return Stands.MEND if text.remark else Stands.GO_ON


def version(session: Session, subject: Subject, number: int) -> tuple[Version, list[Version]]:
    """A released version, and all that were released of its text, the newest first.

    Raises:
        NotFound: there is none, or none that was released.
    """
    every = of_subject(released(session, subject.country), subject)
    for one in every:
        if one.version == number:
            return one, every
    raise NotFound("text", f"{subject.country} {subject.area} {subject.language} {number}")


def before(one: Version, every: Sequence[Version]) -> Version | None:
    """The version that one took the place of."""
    return next((other for other in every if other.version < one.version), None)


def signed() -> Select[Profile, Person, Person, datetime]:
    """Versions with who wrote and checked them, and when they were released."""
    writer, checker = aliased(Person), aliased(Person)
    return (
        select(Profile, writer, checker, Release.released_at)
        .join(writer, col(writer.id) == col(Profile.written_by))
        .outerjoin(checker, col(checker.id) == col(Profile.checked_by))
        .outerjoin(Release, col(Release.id) == col(Profile.release_id))
    )


def value_of(
    text: Profile, writer: Person, checker: Person | None, released_at: datetime | None
) -> Version:
    """A version as others know it."""
    checked = signature(checker, text.checked_at) if checker and text.checked_at else None
    return Version(
        text.id, profile_hands.subject_of(text), text.version, text.text, text.state,
        signature(writer, text.written_at), checked, released_at, mark(text),
    )  # fmt: skip


def signature(person: Person, at: datetime) -> Hand:
    """A person as readers know her."""
    return Hand(person.id, person.name if person.named else "", person.is_staff, at)
