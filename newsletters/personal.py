"""What the newsletters hold of an address, and how they forget it."""

from typing import Any
from uuid import UUID

from sqlmodel import Session, col, delete, or_, select, update

from newsletters.subscribers import SETTLED, unsubscribe
from newsletters.tables import Delivery, Subscription, Suppression


def held(session: Session, email: str, person_id: UUID | None) -> dict[str, Any]:
    """The subscriptions, mails and suppression of an address, and the mails to its person."""
    wanted = select(Subscription).where(Subscription.email == email)
    sent = select(Delivery).where(mails(email, person_id)).order_by(col(Delivery.made_at))
    barred = session.get(Suppression, email)
    return {
        "subscriptions": [row.model_dump() for row in session.exec(wanted)],
        "deliveries": [row.model_dump() for row in session.exec(sent)],
        "suppression": barred and barred.model_dump(),
    }


def erase(session: Session, email: str, person_id: UUID | None) -> None:
    """Forget an address: no subscription, nothing on its way, no mail that was sent to it.

    A suppression stays: she would be written to again without it.
    """
    wanted = select(Subscription.id).where(Subscription.email == email)
    for subscription in session.exec(wanted).all():
        unsubscribe(session, subscription)
    hers = mails(email, person_id)
    session.exec(delete(Delivery).where(hers, col(Delivery.state).not_in(SETTLED)))
    session.exec(
        update(Delivery).where(hers).values(email="", subject="", text="", html="", error="")
    )


def mails(email: str, person_id: UUID | None) -> Any:
    """Which deliveries are hers: by their address, or by whom their key names."""
    if person_id is None:
        return col(Delivery.email) == email
    return or_(col(Delivery.email) == email, col(Delivery.notice).contains(str(person_id)))
