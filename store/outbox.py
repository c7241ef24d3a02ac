"""The transactional outbox: an event is recorded with the rows it speaks of."""

from datetime import datetime
from typing import Any

from sqlmodel import JSON, Field, Session, SQLModel

from store.event import Event


class Message(SQLModel, table=True):
    """One recorded event. Rows are only ever added."""

    __tablename__ = "outbox"

    id: int | None = Field(default=None, primary_key=True)
    name: str
    payload: dict[str, Any] = Field(sa_type=JSON)
    relayed: bool = Field(default=False, index=True)


class Handling(SQLModel, table=True):
    """What one handler owes one message; settled in the handler's own transaction."""

    __tablename__ = "outbox_handling"

    message_id: int = Field(primary_key=True, foreign_key="outbox.id")
    handler: str = Field(primary_key=True)
    due_at: datetime = Field(index=True)
    done_at: datetime | None = Field(default=None, index=True)
    attempts: int = 0
    error: str = ""


def record(session: Session, *events: Event) -> None:
    """Add events to the caller's transaction; they exist if, and only if, it commits."""
    session.add_all(Message(name=event.name, payload=event.payload()) for event in events)
