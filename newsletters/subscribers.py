"""Who is written to, and what she wants. Nobody is, before the address's owner says yes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import Session, col, delete, select, update

from monitor import countries
from newsletters import wording
from newsletters.addresses import address
from newsletters.cadence import ALERT, CADENCES
from newsletters.digest import Interest
from newsletters.errors import NoSubscription, Refused
from newsletters.letters import Letters
from newsletters.notices import leave
from newsletters.render import Asked, asked_for
from newsletters.tables import Delivery, DeliveryState, Subscription, Suppression
from newsletters.translate import marked as _
from store import add_new

#: The form sends an address one mail in so long, however often it is filled in.
AGAIN = timedelta(days=1)
#: Whoever has not said yes by then is forgotten.
FORGOTTEN = timedelta(days=30)
SETTLED = (DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.WITHHELD)


@dataclass(frozen=True, slots=True)
class Preferences:
    """How often, in which language and about what; no country and no area means all."""

    cadence: str
    language: str
    countries: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()


def ask(
    session: Session, email: str, wanted: Preferences, now: datetime, letters: Letters
) -> None:
    """Ask the owner of an address to confirm; a subscriber gets her preferences' link instead.

    What happens is the same to look at, whoever the address belongs to.

    Raises:
        Refused: the address, or something wanted, cannot be taken.
    """
    owner, wrong = address(email), faults(wanted, letters)
    if owner is None:
        wrong = {"email": _("Write an address such as reader@example.org."), **wrong}
    if owner is None or wrong:
        raise Refused(wrong)
    row = Subscription(id=uuid4(), email=owner, asked_at=now, **columns(wanted))
    ids = add_new(session, Subscription, [row.model_dump()]) or asked_again(
        session, owner, wanted, now
    )
    if ids and session.get(Suppression, owner) is None:
        write_to(session, session.get_one(Subscription, ids[0]), now, letters)


def asked_again(session: Session, owner: str, wanted: Preferences, now: datetime) -> list[UUID]:
    """Who may be written to again; what she is asked to confirm is what was wanted last."""
    mine = col(Subscription.email) == owner
    unconfirmed = col(Subscription.confirmed_at).is_(None)
    ids = list(
        session.scalars(
            update(Subscription)
            .where(mine, col(Subscription.asked_at) <= now - AGAIN)
            .values(asked_at=now)
            .returning(col(Subscription.id))
        )
    )
    its = col(Subscription.id).in_(ids)
    session.exec(update(Subscription).where(its, unconfirmed).values(**columns(wanted)))
    return ids


def forget_unconfirmed(session: Session, now: datetime) -> int:
    """Delete the addresses whose owners never said yes; say how many."""
    unconfirmed = col(Subscription.confirmed_at).is_(None)
    old = col(Subscription.asked_at) <= now - FORGOTTEN
    ids = session.exec(select(Subscription.id).where(unconfirmed, old)).all()
    for id in ids:
        unsubscribe(session, id)
    return len(ids)


def write_to(session: Session, row: Subscription, now: datetime, letters: Letters) -> None:
    """The one mail that the form sends."""
    words = letters.translations.of(row.language)
    if row.confirmed_at is None:
        wanted = asked_for(asked(row), letters, words)
        notice = wording.opt_in(wanted, letters.links.confirm(row.id), words)
    else:
        notice = wording.subscribed_already(letters.links.preferences(row.id), words)
    key = f"subscription:{row.id}:{now.isoformat()}"
    leave(session, key, row.email, notice, now, words, subscription=row.id)


def confirm(session: Session, subscription: UUID, now: datetime) -> None:
    """The owner of the address says yes; what is released from now on reaches her.

    Raises:
        NoSubscription: it is gone.
    """
    row = found(session, subscription)
    row.confirmed_at = row.confirmed_at or now
    session.add(row)


def change_preferences(
    session: Session, subscription: UUID, wanted: Preferences, letters: Letters
) -> None:
    """A reader wants something else from now on.

    Raises:
        NoSubscription: it is gone.
        Refused: something wanted cannot be taken.
    """
    if wrong := faults(wanted, letters):
        raise Refused(wrong)
    row = found(session, subscription)
    for name, value in columns(wanted).items():
        setattr(row, name, value)
    session.add(row)


def unsubscribe(session: Session, subscription: UUID) -> None:
    """Stop at once, and forget who it was; that something was sent stays on record."""
    # Held first: an issue that is being made for her must be seen, or be seen to be gone.
    session.exec(
        select(Subscription.id).where(Subscription.id == subscription).with_for_update()
    ).first()
    hers = col(Delivery.subscription_id) == subscription
    settled = col(Delivery.state).in_(SETTLED)
    session.exec(delete(Delivery).where(hers, ~settled))
    session.exec(update(Delivery).where(hers).values(email="", subject="", text="", html=""))
    session.exec(delete(Subscription).where(col(Subscription.id) == subscription))


def suppress(session: Session, email: str, reason: str, now: datetime) -> None:
    """Never write to an address again, whatever else is true."""
    row = {"email": address(email) or email.strip().lower(), "reason": reason, "since": now}
    add_new(session, Suppression, [row])


def is_suppressed(session: Session, email: str) -> bool:
    """Whether an address must never be written to."""
    return session.get(Suppression, address(email) or email.strip().lower()) is not None


def found(session: Session, subscription: UUID) -> Subscription:
    """A subscription, held until the transaction ends."""
    query = select(Subscription).where(Subscription.id == subscription)
    row = session.exec(query.with_for_update()).first()
    if row is None:
        raise NoSubscription(subscription)
    return row


def faults(wanted: Preferences, letters: Letters) -> dict[str, str]:
    """What cannot be taken of what is wanted: field → why."""
    books = letters.codebooks.values()
    areas = {node.key or node.code for book in books for node in book.areas}
    checks = {
        "cadence": (
            wanted.cadence in {ALERT, *CADENCES},
            _("Choose how often we write."),
        ),
        "language": (
            wanted.language in letters.translations.languages,
            _("Choose one of the languages."),
        ),
        "countries": (
            countries.known().issuperset(wanted.countries),
            _("Choose countries from the list."),
        ),
        "areas": (
            areas.issuperset(wanted.areas),
            _("Choose policy areas from the list."),
        ),
    }
    return {field: why for field, (fine, why) in checks.items() if not fine}


def columns(wanted: Preferences) -> dict[str, Any]:
    """What is wanted, as a row keeps it."""
    return {
        "cadence": wanted.cadence,
        "language": wanted.language,
        "countries": in_order(wanted.countries),
        "areas": in_order(wanted.areas),
    }


def in_order(keys: Iterable[str]) -> list[str]:
    """Each key once, in an order that does not depend on the form."""
    return sorted(set(keys))


def interest(row: Subscription) -> Interest:
    """What a reader follows."""
    return Interest(frozenset(row.countries), frozenset(row.areas))


def asked(row: Subscription) -> Asked:
    """What a reader asked for."""
    return Asked(row.cadence, row.language, interest(row))
