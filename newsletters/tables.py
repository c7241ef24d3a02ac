"""The rows of the newsletters."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlmodel import CheckConstraint, Field, SQLModel, UniqueConstraint

from store import choice, json_list


class Subscription(SQLModel, table=True):
    """What one reader wants; confirmed by the owner of the address, or not used."""

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    email: str = Field(unique=True)
    cadence: str = Field(index=True)
    language: str = "en"
    #: ISO 3166-1 alpha-3 codes, and keys of policy areas; empty means all.
    countries: list[str] = json_list()
    areas: list[str] = json_list()
    #: When the form's last mail was written: one in an hour, however often it is sent.
    asked_at: datetime
    confirmed_at: datetime | None = None
    #: Releases before this instant were told to this reader, or did not interest her.
    told_until: datetime | None = None


class Suppression(SQLModel, table=True):
    """An address that must not be written to, whatever else is true."""

    email: str = Field(primary_key=True)
    reason: str
    since: datetime


class Issue(SQLModel, table=True):
    """One number of a newsletter: a cadence in a period, or an alert. It is made once."""

    __table_args__ = (UniqueConstraint("cadence", "period"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    cadence: str
    #: The period's name, such as 2026-11; of an alert, the release's id.
    period: str
    made_at: datetime


class Telling(SQLModel, table=True):
    """A reader is told of a change once, whatever cadence tells it."""

    subscription_id: UUID = Field(
        foreign_key="subscription.id", primary_key=True, ondelete="CASCADE"
    )
    change_id: UUID = Field(foreign_key="release_item.change_id", primary_key=True)
    issue_id: UUID = Field(foreign_key="issue.id")


class DeliveryState(StrEnum):
    """A delivery waits, is on its way, or is settled.

    Uncertain: the server may have taken it before the connection broke, or we died before we
    wrote it down; it is repeated with the same Message-ID, by which a mail program knows it
    for the same. Withheld: the address was suppressed before it left.
    """

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    FAILED = "failed"
    WITHHELD = "withheld"


class Delivery(SQLModel, table=True):
    """One mail to one reader, frozen as it will be read. Its id makes the Message-ID.

    It carries an issue to a subscription, or a notice (a question, a sign-in link) to a person.
    """

    __table_args__ = (
        UniqueConstraint("issue_id", "subscription_id"),
        CheckConstraint("(issue_id is null) <> (notice is null)", name="issue_or_notice"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    issue_id: UUID | None = Field(default=None, foreign_key="issue.id")
    subscription_id: UUID | None = Field(
        default=None, foreign_key="subscription.id", index=True, ondelete="SET NULL"
    )
    #: Which notice to whom, so that a repeat makes no second one.
    notice: str | None = Field(default=None, unique=True)
    email: str
    subject: str
    text: str
    html: str
    state: DeliveryState = choice(DeliveryState, default=DeliveryState.WAITING, index=True)
    made_at: datetime
    due_at: datetime = Field(index=True)
    leased_until: datetime | None = None
    attempts: int = 0
    sent_at: datetime | None = None
    error: str = ""
