"""The rows of the record: who did what, what mended what, and the texts that go with scores."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import JSON, Field, SQLModel, UniqueConstraint

from store import choice, json_list


class AuditEntry(SQLModel, table=True):
    """One deed on record, chained to the one before it by its hash; never changed.

    It names people by their ids alone, so that a person can be erased and the chain holds.
    """

    __tablename__ = "audit_entry"

    number: int = Field(primary_key=True)
    at: datetime
    #: None where a machine did it.
    by: UUID | None = Field(default=None, index=True)
    #: What was done: a noun and a verb, such as "report.opened".
    deed: str
    #: To what: "report", "change", "release", "person", …, and which.
    kind: str
    ref: str = Field(index=True)
    #: SHA-256 of the documents that it rests on.
    evidence: list[str] = json_list()
    what: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    #: SHA-256 of the entry before, and of this one with that.
    before: str
    hash: str


class AuditHead(SQLModel, table=True):
    """The end of the chain: one row, held by whoever adds an entry."""

    __tablename__ = "audit_head"

    id: int = Field(default=1, primary_key=True)
    number: int
    hash: str


class AuditCheck(SQLModel, table=True):
    """How the chain stood when it was last followed to its end: one row."""

    __tablename__ = "audit_check"

    id: int = Field(default=1, primary_key=True)
    at: datetime
    entries: int
    head: str
    #: The first entry that was not as recorded, and why; None where the chain was intact.
    broken: int | None = None
    fault: str = ""


class Mending(StrEnum):
    """How a release mends one before it."""

    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"


class Mend(SQLModel, table=True):
    """A report that says that a released change was wrong, and what takes its place."""

    report_id: UUID = Field(foreign_key="report.id", primary_key=True)
    #: The released change that it mends.
    mends: UUID = Field(foreign_key="release_item.change_id", index=True)
    how: Mending = choice(Mending)
    #: Shown to readers.
    reason: str
    #: What would hold instead; see `monitor.confirm.Confirmation`.
    said: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)


class ReleasePlan(SQLModel, table=True):
    """Drafts that staff looked at, to be released at an instant under that very seal."""

    __tablename__ = "release_plan"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    due_at: datetime = Field(index=True)
    planned_at: datetime
    planned_by: UUID = Field(foreign_key="person.id")
    changes: list[str] = json_list()
    #: Profile versions that go with them.
    texts: list[str] = json_list()
    seal: str
    note: str = ""
    release_id: UUID | None = Field(default=None, foreign_key="release.id")
    #: When it came to nothing, and why.
    ended_at: datetime | None = None
    why: str = ""


class ProfileState(StrEnum):
    """A text is drafted, checked by another person, then released."""

    DRAFT = "draft"
    CHECKED = "checked"
    RELEASED = "released"


class Profile(SQLModel, table=True):
    """One version of what is said of a country in a policy area, in one language."""

    __table_args__ = (UniqueConstraint("country", "area", "language", "version"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    country: str = Field(index=True)
    #: Key of the policy area; empty for the country as a whole.
    area: str = ""
    language: str
    version: int
    text: str
    state: ProfileState = choice(ProfileState, default=ProfileState.DRAFT)
    written_by: UUID = Field(foreign_key="person.id")
    written_at: datetime
    #: When its writer handed it in to be checked; None while she writes.
    offered_at: datetime | None = None
    #: What is to be mended, where it was given back to her.
    remark: str = ""
    checked_by: UUID | None = Field(default=None, foreign_key="person.id")
    checked_at: datetime | None = None
    release_id: UUID | None = Field(default=None, foreign_key="release.id", index=True)


class Reply(SQLModel, table=True):
    """What a government says of a change of its country: shown beside it, deciding nothing."""

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    change_id: UUID = Field(foreign_key="change.id", index=True)
    person_id: UUID = Field(foreign_key="person.id")
    #: The organisation as it called itself then.
    organisation: str
    text: str
    said_at: datetime


class Invitation(SQLModel, table=True):
    """A government was told of a change of its country, and that it may reply."""

    change_id: UUID = Field(foreign_key="change.id", primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", primary_key=True)
    invited_at: datetime


class PublicReport(SQLModel, table=True):
    """What somebody without an account says; a report once she confirmed her address."""

    __tablename__ = "public_report"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    email: str
    name: str = ""
    language: str = "en"
    country: str
    title: str
    url: str = ""
    summary: str = ""
    areas: list[str] = json_list()
    made_at: datetime
    report_id: UUID | None = Field(default=None, foreign_key="report.id")
