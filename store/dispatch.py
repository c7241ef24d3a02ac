"""Hand recorded events to their handlers: each once, in a transaction of its own.

A handler touches the database and nothing else, so that its work and the note that it is done
commit together; what must reach the network is left in a table for a job to send.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select, update

from store.event import Event
from store.outbox import Handling, Message

Handler = Callable[[Session, Any], None]
#: Event type → the handlers that want it, each under the name its receipts bear.
Handlers = Mapping[type[Event], Mapping[str, Handler]]
Sessions = Callable[[], Session]
Clock = Callable[[], datetime]

MAX_ATTEMPTS = 8
FIRST_DELAY = timedelta(seconds=30)

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Stuck:
    """A visit that failed as often as it may; a person has to look."""

    message_id: int
    event: str
    handler: str
    error: str


def drain(sessions: Sessions, handlers: Handlers, clock: Clock) -> int:
    """Run handlers until nothing is due, and say how many ran."""
    ran = 0
    while True:
        relay(sessions, handlers, clock())
        owed = due(sessions, clock())
        if not owed:
            return ran
        for message_id, name in owed:
            ran += handle(sessions, handlers, message_id, name, clock())


def relay(sessions: Sessions, handlers: Handlers, now: datetime) -> None:
    """Write down, for each new message, which handlers owe it a visit."""
    named = {event.name: names for event, names in handlers.items()}
    with sessions() as session:
        new = session.exec(
            update(Message)
            .where(col(Message.relayed).is_(False))
            .values(relayed=True)
            .returning(col(Message.id), col(Message.name))
        ).all()
        session.add_all(
            Handling(message_id=id, handler=handler, due_at=now)
            for id, name in new
            for handler in named.get(name, ())
        )
        session.commit()


def due(sessions: Sessions, now: datetime) -> Sequence[tuple[int, str]]:
    """The visits owed at this moment, oldest message first."""
    with sessions() as session:
        return session.exec(
            select(Handling.message_id, Handling.handler)
            .where(col(Handling.done_at).is_(None), Handling.due_at <= now)
            .where(Handling.attempts < MAX_ATTEMPTS)
            .order_by(col(Handling.message_id), col(Handling.handler))
        ).all()


def handle(
    sessions: Sessions, handlers: Handlers, message_id: int, name: str, now: datetime
) -> bool:
    """Run one handler on one message; False if it failed or another worker was first."""
    try:
        with sessions() as session:
            if not settle(session, message_id, name, now):
                return False
            message = session.get_one(Message, message_id)
            event = next(event for event in handlers if event.name == message.name)
            handlers[event][name](session, event.of(message.payload))
            session.commit()
    except Exception as error:
        logger.exception("handler %s failed on message %s", name, message_id)
        postpone(sessions, message_id, name, error, now)
        return False
    return True


def settle(session: Session, message_id: int, name: str, now: datetime) -> bool:
    """Mark a visit done, ahead of the work it commits with; False if it is done already.

    The conditional update takes the lock, on SQLite as on PostgreSQL.
    """
    settled = session.exec(
        update(Handling)
        .where(col(Handling.message_id) == message_id, col(Handling.handler) == name)
        .where(col(Handling.done_at).is_(None))
        .values(done_at=now)
    )
    return settled.rowcount == 1


def postpone(
    sessions: Sessions, message_id: int, name: str, error: Exception, now: datetime
) -> None:
    """Try again later, each time twice as late, until the attempts run out."""
    with sessions() as session:
        handling = session.get_one(Handling, (message_id, name), with_for_update=True)
        handling.attempts += 1
        handling.error = f"{type(error).__name__}: {error}"
        handling.due_at = now + FIRST_DELAY * 2**handling.attempts
        session.commit()


def stuck(session: Session) -> list[Stuck]:
    """The visits whose attempts have run out, for staff to see."""
    rows = session.exec(
        select(Handling, Message.name)
        .join(Message, col(Message.id) == col(Handling.message_id))
        .where(col(Handling.done_at).is_(None), Handling.attempts >= MAX_ATTEMPTS)
        .order_by(col(Handling.message_id))
    )
    return [Stuck(h.message_id, name, h.handler, h.error) for h, name in rows]
