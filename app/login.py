"""Signing in: a mailed link that works once, then a session that ends by itself."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from hmac import compare_digest, new
from secrets import token_urlsafe
from uuid import UUID

from sqlmodel import Session, col, delete, select, update

from app.tables import SignIn, WebSession
from monitor import audit_log, people
from monitor.errors import NotAllowed
from monitor.people_tables import INSIDE, Person

LINK_LASTS = timedelta(minutes=30)
SESSION_LASTS = timedelta(hours=12)
#: A session ends when nobody has opened a page of it for so long.
IDLE = timedelta(hours=2)


class Way(StrEnum):
    """By what somebody came in."""

    LINK = "link"
    PASSKEY = "passkey"
    #: The operator's own link, which stands in for a lost passkey.
    OPERATOR = "operator"


class NoEntry(NotAllowed):
    """The sign-in link was used, is over, or was never ours."""

    def __init__(self) -> None:
        super().__init__("this sign-in link was used or is over; ask for a new one")


class OtherBrowser(NoEntry):
    """The sign-in link was asked for in another browser; nothing of it was used up."""


def digest(token: str) -> str:
    """What is kept of a token, so that the database lets nobody in."""
    return sha256(token.encode()).hexdigest()


def invited(session: Session, email: str, now: datetime) -> Person | None:
    """Whoever may sign in with an address; None for anyone else. Links that are over go."""
    session.exec(delete(SignIn).where(col(SignIn.until) <= now))
    person = people.by_email(session, email)
    return person if person is not None and may(person) else None


def may(person: Person) -> bool:
    """Whether she may sign in."""
    return person.active and person.role in INSIDE


def issue(session: Session, person_id: UUID, now: datetime, browser: str = "") -> str:
    """A new token that lets a person in once, in the browser that asked.

    Without a browser any may use it, and it stands in for a lost passkey too: the operator
    alone hands out such a one.
    """
    token = token_urlsafe(32)
    session.add(
        SignIn(
            digest=digest(token),
            person_id=person_id,
            until=now + LINK_LASTS,
            browser=digest(browser) if browser else "",
        )
    )
    return token


def is_of(session: Session, token: str, browser: str) -> bool:
    """Whether a link may be used in a browser; of a link that is not ours nothing is told."""
    row = session.get(SignIn, digest(token))
    return row is None or row.browser in ("", digest(browser))


def enter(session: Session, token: str, now: datetime, browser: str = "") -> str:
    """Use a link up, and open a session; give the cookie.

    Raises:
        NoEntry: the link was used, is over, was never ours, or is another browser's.
    """
    if not is_of(session, token, browser):
        raise OtherBrowser
    used = session.execute(
        update(SignIn)
        .where(col(SignIn.digest) == digest(token))
        .where(col(SignIn.used_at).is_(None), col(SignIn.until) > now)
        .values(used_at=now)
        .returning(col(SignIn.person_id), col(SignIn.browser))
    ).first()
    if used is None:
        raise NoEntry
    person = people.active(session, used.person_id)
    return begin(session, person, now, by=Way.LINK if used.browser else Way.OPERATOR)


def begin(session: Session, person: Person, now: datetime, *, by: Way) -> str:
    """Open a session of a person; give the cookie.

    Raises:
        NotAllowed: she signs in nowhere.
    """
    if not may(person):
        raise NotAllowed("this person may not sign in")
    cookie = token_urlsafe(32)
    session.exec(delete(WebSession).where(col(WebSession.until) <= now))
    session.add(
        WebSession(
            digest=digest(cookie),
            person_id=person.id,
            role=person.role,
            until=now + SESSION_LASTS,
            begun_at=now,
            firm=by is not Way.LINK,
        )
    )
    session.flush()
    came = {"by": by.value}
    audit_log.log(
        session, "person.entered", "person", person.id, by=person.id, now=now, what=came
    )
    return cookie


def current(
    session: Session, cookie: str, now: datetime, seen: datetime | None = None
) -> tuple[Person, WebSession] | None:
    """The person of a cookie and her session, while it lasts and she is what she was then."""
    row = session.get(WebSession, digest(cookie)) if cookie else None
    if row is None or row.until <= now or max(row.begun_at, seen or row.begun_at) <= now - IDLE:
        return None
    person = session.get(Person, row.person_id)
    if person is None or not may(person) or person.role is not row.role:
        return None
    return person, row


def sessions(session: Session, person_id: UUID, now: datetime) -> list[WebSession]:
    """The sessions of a person that have not ended, the latest first."""
    query = select(WebSession).where(WebSession.person_id == person_id, WebSession.until > now)
    return list(session.exec(query.order_by(col(WebSession.begun_at).desc())))


def leave(session: Session, cookie: str) -> None:
    """End a session; a second time does no harm."""
    session.exec(delete(WebSession).where(col(WebSession.digest) == digest(cookie)))


def forget(session: Session, person_id: UUID) -> None:
    """End every session of a person, and every link that would let her in."""
    session.exec(delete(WebSession).where(col(WebSession.person_id) == person_id))
    session.exec(delete(SignIn).where(col(SignIn.person_id) == person_id))


# A page that is read cannot write, so that the browser itself carries when it was last here,
# under a key that only we hold.


def mark(secret: str, cookie: str, now: datetime) -> str:
    """What a browser keeps of being here now."""
    at = str(int(now.timestamp()))
    return f"{at}.{signed(secret, cookie, at)}"


def seen(secret: str, cookie: str, mark: str) -> datetime | None:
    """When a session's browser was last here; None where the mark is not ours."""
    at, _, signature = mark.partition(".")
    if not compare_digest(signature.encode(), signed(secret, cookie, at).encode()):
        return None
    return datetime.fromtimestamp(int(at), UTC)


def signed(secret: str, cookie: str, at: str) -> str:
    """What nobody else could write beside a time."""
    return new(secret.encode(), f"seen:{cookie}:{at}".encode(), sha256).hexdigest()


def form_key(secret: str, cookie: str) -> str:
    """What a form of this session carries, and no other page can know."""
    return sha256(f"form:{secret}:{cookie}".encode()).hexdigest()


def is_form_key(given: str, secret: str, cookie: str) -> bool:
    """Whether a form came from a page of this session."""
    return compare_digest(given.encode(), form_key(secret, cookie).encode())
