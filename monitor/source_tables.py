"""The rows of collecting beside those of the loop: what staff changed, how entries are known.

Keys are only added: an entry that no report rests on is buried after 400 days; it loses its
words and its versions, and keeps its keys, so that it never comes back.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import JSON, Field, SQLModel, UniqueConstraint


class SourceSetting(SQLModel, table=True):
    """What staff changed of a source: it wins over the file that seeds."""

    __tablename__ = "source_setting"

    source: str = Field(primary_key=True)
    #: The whole stanza where staff mended or added it; empty: the file's holds.
    stanza: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    paused_at: datetime | None = None
    why: str = ""
    changed_at: datetime
    #: None: the operator, at the terminal.
    changed_by: UUID | None = Field(default=None, foreign_key="person.id")


class EntryKey(SQLModel, table=True):
    """Something that an entry is known by; an entry has several, a key one entry."""

    __tablename__ = "entry_key"

    source: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    entry_id: UUID = Field(foreign_key="entry.id", index=True)


class EntryVersion(SQLModel, table=True):
    """An entry as its source rewrote it; the first version is the entry itself."""

    __tablename__ = "entry_version"
    __table_args__ = (UniqueConstraint("entry_id", "digest"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    entry_id: UUID = Field(foreign_key="entry.id")
    fetch_id: UUID = Field(foreign_key="fetch.id", index=True)
    #: SHA-256 of its texts, in hexadecimal.
    digest: str
    link: str
    title: str
    summary: str
    published: datetime | None = None


class GazetteNumber(SQLModel, table=True):
    """A number of a gazette that came; those between that did not are its gaps."""

    __tablename__ = "gazette_number"

    source: str = Field(primary_key=True)
    #: 0 where its numbers never begin anew.
    year: int = Field(primary_key=True)
    number: int = Field(primary_key=True)
    seen_at: datetime


class SourceOutage(SQLModel, table=True):
    """A time in which a source was not heard: it failed, rested, or the service stood still."""

    __tablename__ = "source_outage"

    source: str = Field(primary_key=True)
    #: When it was last heard before, and first heard again.
    since: datetime = Field(primary_key=True)
    until: datetime


class SourceReview(SQLModel, table=True):
    """A week whose lamps staff were told of, once."""

    __tablename__ = "source_review"

    #: Its Monday.
    week: date = Field(primary_key=True)
    made_at: datetime
    #: What they were told; see monitor.silence.review.
    found: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
