"""Signing in: a mailed link that works once, then a session that ends by itself."""

from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from secrets import token_urlsafe
from uuid import UUID

from sqlmodel import Session, col, delete, func, select, update

from app.tables import SignIn, WebSession
from monitor import people
from monitor.errors import NotAllowed
from monitor.tables import Person

LINK_LASTS = timedelta(minutes=30)
SESSION_LASTS = timedelta(hours=12)
#: So many links can be open for a person at one time; more would only fill her inbox.
MOST_OPEN = 3


class NoEntry(NotAllowed):
    """The sign-in link was used, is over, or was never ours."""

    def __init__(self) -> None:
        super().__init__("this sign-in link was used or is over; ask for a new one")


def digest(token: str) -> str:
    """What is kept of a token, so that the database lets nobody in."""
    return sha256(token.encode()).hexdigest()


def ask(session: Session, email: str, now: datetime) -> tuple[Person, str] | None:
    """A person and a new token for her; None for anyone else, and after too many.

    The caller answers the same either way, so that nobody learns who works here.
    """
    person = people.by_email(session, email)
    if person is None or not person.active:
        return None
    session.exec(delete(SignIn).where(col(SignIn.until) <= now))
    mine = select(func.count()).select_from(SignIn).where(SignIn.person_id == person.id)
    if session.exec(mine.where(col(SignIn.used_at).is_(None))).one() >= MOST_OPEN:
        return None
    return person, issue(session, person.id, now)


def issue(session: Session, person_id: UUID, now: datetime) -> str:
    """A new token that lets a person in once."""
    token = token_urlsafe(32)
    session.add(SignIn(digest=digest(token), person_id=person_id, until=now + LINK_LASTS))
    return token


def enter(session: Session, token: str, now: datetime) -> str:
    """Use a link up, and open a session; give the cookie.

    Raises:
        NoEntry: the link was used, is over, or was never ours.
    """
    person_id = session.scalars(
        update(SignIn)
        .where(col(SignIn.digest) == digest(token))
        .where(col(SignIn.used_at).is_(None), col(SignIn.until) > now)
        .values(used_at=now)
        .returning(col(SignIn.person_id))
    ).first()
    if person_id is None:
        raise NoEntry
    people.active(session, person_id)
    cookie = token_urlsafe(32)
    session.exec(delete(WebSession).where(col(WebSession.until) <= now))
    session.add(
        WebSession(digest=digest(cookie), person_id=person_id, until=now + SESSION_LASTS)
    )
    return cookie


def who(session: Session, cookie: str, now: datetime) -> Person | None:
    """The person of a cookie, while her session lasts."""
    found = session.get(WebSession, digest(cookie)) if cookie else None
    if found is None or found.until <= now:
        return None
    person = session.get(Person, found.person_id)
    return person if person and person.active else None


def leave(session: Session, cookie: str) -> None:
    """End a session; a second time does no harm."""
    session.exec(delete(WebSession).where(col(WebSession.digest) == digest(cookie)))


def forget(session: Session, person_id: UUID) -> None:
    """End every session of a person, and every link that would let her in."""
    session.exec(delete(WebSession).where(col(WebSession.person_id) == person_id))
    session.exec(delete(SignIn).where(col(SignIn.person_id) == person_id))


def form_key(secret: str, cookie: str) -> str:
    """What a form of this session carries, and no other page can know."""
    return sha256(f"form:{secret}:{cookie}".encode()).hexdigest()


def is_form_key(given: str, secret: str, cookie: str) -> bool:
    """Whether a form came from a page of this session."""
    return compare_digest(given.encode(), form_key(secret, cookie).encode())
