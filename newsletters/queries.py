"""What the newsletters tell others: values, not rows."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, func, select

from newsletters.errors import NoSubscription
from newsletters.subscribers import Preferences
from newsletters.tables import Delivery, DeliveryState, Subscription


@dataclass(frozen=True, slots=True)
class Subscribed:
    """A subscription as its reader sees it."""

    id: UUID
    email: str
    confirmed: bool
    preferences: Preferences


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A delivery that staff have to look at: it failed, or nobody knows."""

    id: UUID
    email: str
    subject: str
    state: str
    attempts: int
    error: str
    due_at: datetime


def subscription(session: Session, id: UUID) -> Subscribed:
    """What one reader gets.

    Raises:
        NoSubscription: it is gone.
    """
    row = session.get(Subscription, id)
    if row is None:
        raise NoSubscription(id)
    wanted = Preferences(row.cadence, row.language, tuple(row.countries), tuple(row.areas))
    return Subscribed(row.id, row.email, row.confirmed_at is not None, wanted)


def subscribers(session: Session) -> dict[str, int]:
    """How many readers confirmed, by cadence."""
    query = (
        select(Subscription.cadence, func.count())
        .where(col(Subscription.confirmed_at).is_not(None))
        .group_by(Subscription.cadence)
        .order_by(Subscription.cadence)
    )
    return dict(session.exec(query).all())


def deliveries_by_state(session: Session) -> dict[str, int]:
    """How many deliveries there are of each state, notices too."""
    query = select(Delivery.state, func.count()).group_by(col(Delivery.state))
    found = {str(state): count for state, count in session.exec(query)}
    return {state.value: found.get(state.value, 0) for state in DeliveryState}


def undelivered(session: Session, limit: int = 50) -> list[Undelivered]:
    """The deliveries that failed or are uncertain, latest first."""
    states = (DeliveryState.FAILED, DeliveryState.UNCERTAIN)
    rows = session.exec(
        select(Delivery)
        .where(col(Delivery.state).in_(states))
        .order_by(col(Delivery.due_at).desc())
        .limit(limit)
    )
    return [
        Undelivered(r.id, r.email, r.subject, r.state, r.attempts, r.error, r.due_at)
        for r in rows
    ]
