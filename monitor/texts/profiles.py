"""What is said of a country beside its scores: written, checked by another, released.

A version is one person's words from the day she began it. Somebody else's words, or words
after a check, are a new version; what was released stays readable as it was.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select, update

from monitor import audit_log
from monitor.errors import AlreadyDecided, NotAllowed, NotFound, Overtaken, Refused
from monitor.people_tables import Person
from monitor.record_tables import Profile, ProfileState
from monitor.texts import profile_hands
from monitor.texts.profile_rules import Subject, fault_of, tidied
from store import add_new


@dataclass(frozen=True, slots=True)
class TextWaiting:
    """A checked text that waits to go out with a release; `follows` is what it replaces."""

    id: UUID
    country: str
    #: Key of the policy area; empty for the country as a whole.
    area: str
    language: str
    version: int
    text: str
    written_by: UUID
    checked_by: UUID
    checked_at: datetime
    #: The released version before it; None for a first text.
    follows: int | None


def write(
    session: Session,
    subject: Subject,
    text: str,
    *,
    seen: str,
    offer: bool,
    by: Person,
    now: datetime,
) -> Profile:
    """Keep what a person wrote, and hand it in to be checked if she offers it.

    `seen` is the mark of the version that she began from.

    Raises:
        NotAllowed: another side writes these texts.
        Refused: it is empty or too long.
        Overtaken: somebody else wrote meanwhile; nothing was kept.
    """
    said, before = tidied(text), latest(session, subject)
    if not profile_hands.may_write(session, by, subject, before):
        raise NotAllowed("the other side writes this text now, and this one checks it")
    hers = before is not None and is_hers(before, by)
    if fault := fault_of(said) or ("" if hers else echo_of(before, said)):
        raise Refused({"text": fault})
    # A form that is sent twice says what is kept already.
    again = hers and before is not None and before.text == said
    if seen != mark(before) and not again:
        raise Overtaken("somebody else wrote meanwhile")
    if before is not None and hers:
        kept = hold(session, before, {"text": said, "written_at": now})
    else:
        kept = added(session, subject, said, before, by, now)
    hold(session, kept, {"offered_at": now, "remark": ""} if offer else {"offered_at": None})
    if offer:
        put_on_record(session, "profile.written", kept, by, now)
    return kept


def is_hers(text: Profile, person: Person) -> bool:
    """Whether a version is a person's own and still a draft: she goes on with it."""
    return text.state is ProfileState.DRAFT and text.written_by == person.id


def echo_of(before: Profile | None, said: str) -> str:
    """What is wrong with saying what is said already."""
    if before is None or before.text != said:
        return ""
    return "These are the words as they stand; change some, or leave them."


def added(
    session: Session,
    subject: Subject,
    text: str,
    before: Profile | None,
    by: Person,
    now: datetime,
) -> Profile:
    """A new version; of two that are made at once the database takes one."""
    row = Profile(
        country=subject.country,
        area=subject.area,
        language=subject.language,
        version=1 if before is None else before.version + 1,
        text=text,
        written_by=by.id,
        written_at=now,
    )
    if not add_new(session, Profile, [row.model_dump()]):
        raise Overtaken("somebody else wrote meanwhile")
    return session.get_one(Profile, row.id)


def check(session: Session, id: UUID, *, seen: str, by: Person, now: datetime) -> Profile:
    """Say that a text is right; it waits for a release.

    Raises:
        NotFound, NotAllowed: as they say.
        AlreadyDecided: it was checked or given back before.
        Overtaken: it is no longer the text that was read.
    """
    draft = offered(session, id, seen, by)
    checked = {"state": ProfileState.CHECKED, "checked_by": by.id, "checked_at": now}
    hold(session, draft, checked)
    put_on_record(session, "profile.checked", draft, by, now)
    return draft


def give_back(
    session: Session, id: UUID, why: str, *, seen: str, by: Person, now: datetime
) -> Profile:
    """Return a text to its writer, saying what is to be mended.

    Raises:
        NotFound, NotAllowed, AlreadyDecided, Overtaken: as `check`.
        Refused: it is not said why.
    """
    draft = offered(session, id, seen, by)
    if not why.strip():
        raise Refused({"why": "Say what is to be mended; its writer reads it."})
    hold(session, draft, {"offered_at": None, "remark": why.strip()})
    put_on_record(session, "profile.returned", draft, by, now)
    return draft


def release(
    session: Session, ids: Iterable[UUID], *, release_id: UUID, by: Person, now: datetime
) -> None:
    """Let checked texts go out with a release.

    Raises:
        AlreadyDecided: one of them does not wait, or a newer one of its kind does.
    """
    wanted = set(ids)
    if wanted - {text.id for text in waiting(session)}:
        raise AlreadyDecided("one of the texts does not wait for a release any more")
    for id in sorted(wanted):
        text = session.get_one(Profile, id)
        hold(session, text, {"state": ProfileState.RELEASED, "release_id": release_id})
        put_on_record(session, "profile.released", text, by, now)


def waiting(session: Session) -> list[TextWaiting]:
    """The texts that wait for a release: of each subject the newest that was checked."""
    newer, done = aliased(Profile), (ProfileState.CHECKED, ProfileState.RELEASED)
    overtaken = (
        select(newer.id)
        .where(
            newer.country == Profile.country,
            newer.area == Profile.area,
            newer.language == Profile.language,
            newer.version > Profile.version,
            col(newer.state).in_(done),
        )
        .exists()
    )
    query = select(Profile).where(Profile.state == ProfileState.CHECKED, ~overtaken)
    ordered = query.order_by(Profile.country, Profile.area, Profile.language)
    return [text_waiting(session, text) for text in session.exec(ordered)]


def text_waiting(session: Session, text: Profile) -> TextWaiting:
    """A checked text as a release takes it."""
    released = latest(session, profile_hands.subject_of(text), ProfileState.RELEASED)
    assert text.checked_by is not None
    assert text.checked_at is not None
    return TextWaiting(
        text.id, text.country, text.area, text.language, text.version, text.text,
        text.written_by, text.checked_by, text.checked_at,
        released.version if released else None,
    )  # fmt: skip


def latest(
    session: Session, subject: Subject, state: ProfileState | None = None
) -> Profile | None:
    """The newest version of a text, or the newest that came so far."""
    query = select(Profile).where(
        Profile.country == subject.country,
        Profile.area == subject.area,
        Profile.language == subject.language,
    )
    if state is not None:
        query = query.where(Profile.state == state)
    return session.exec(query.order_by(col(Profile.version).desc())).first()


def mark(text: Profile | None) -> str:
    """Names a text as somebody read it: its version and its words."""
    return "" if text is None else f"{text.version}.{audit_log.fingerprint(text.text)[:16]}"


def offered(session: Session, id: UUID, seen: str, by: Person) -> Profile:
    """A text that a person may check, as she read it."""
    draft = session.get(Profile, id)
    if draft is None:
        raise NotFound("text", id)
    if draft.state is not ProfileState.DRAFT or draft.offered_at is None:
        raise AlreadyDecided("this text does not wait to be checked")
    if not profile_hands.may_check(session, by, draft):
        raise NotAllowed("another person checks this text")
    if mark(draft) != seen or draft is not latest(session, profile_hands.subject_of(draft)):
        raise Overtaken("the text is another by now")
    return draft


def hold(session: Session, text: Profile, values: Mapping[str, object]) -> Profile:
    """Change a version, if it still is what was read.

    Raises:
        Overtaken: it is not.
    """
    as_read = (
        col(Profile.id) == text.id,
        col(Profile.state) == text.state,
        col(Profile.text) == text.text,
    )
    if session.exec(update(Profile).where(*as_read).values(values)).rowcount != 1:
        raise Overtaken("the text is another by now")
    session.refresh(text)
    return text


def put_on_record(
    session: Session, deed: str, text: Profile, by: Person, now: datetime
) -> None:
    """What was done to a version; its words by their fingerprint."""
    what = subject_as_said(text) | {"text": audit_log.fingerprint(text.text)}
    audit_log.log(session, deed, "profile", text.id, by=by.id, now=now, what=what)


def subject_as_said(text: Profile) -> dict[str, object]:
    """A version as the record names it."""
    names = ("country", "area", "language", "version")
    return {name: getattr(text, name) for name in names}
