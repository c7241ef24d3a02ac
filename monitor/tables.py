"""The rows of monitoring. They hold data; what may happen to it is decided elsewhere.

Entries, answers, changes and releases are only ever added; old entries may lose their words.
"""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlmodel import Field, Index, SQLModel, UniqueConstraint

from store import choice, json_list


class SourceState(SQLModel, table=True):
    """What is remembered of a watched place between two fetches."""

    __tablename__ = "source_state"

    source: str = Field(primary_key=True)
    due_at: datetime = Field(index=True)
    #: The address that the validators and the digest belong to.
    asked: str = ""
    etag: str = ""
    last_modified: str = ""
    #: SHA-256 of its last document, in hexadecimal, and how many entries that held.
    digest: str = ""
    held: int = 0
    #: What its last reading left for the next one.
    memory: str = ""
    #: When it was first asked; last asked, whatever came; answered; read; said something new.
    watched_since: datetime | None = None
    visited_at: datetime | None = None
    fetched_at: datetime | None = None
    parsed_at: datetime | None = None
    new_at: datetime | None = None
    #: When a whole document last came, and not the word that nothing changed.
    whole_at: datetime | None = None
    failures: int = 0
    error: str = ""
    #: Where a permanent redirect leads, and since when every visit agreed.
    moved_to: str = ""
    moved_since: datetime | None = None
    #: The address that is believed after long agreement, and the one that it stands for.
    address: str = ""
    moved_from: str = ""


class Fetch(SQLModel, table=True):
    """A fetch that brought something new."""

    __table_args__ = (Index("ix_fetch_source_fetched_at", "source", "fetched_at"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    source: str
    fetched_at: datetime = Field(index=True)
    #: The document as it was received; None where it was not archived.
    evidence_id: UUID | None = Field(default=None, foreign_key="evidence.id", index=True)


class EntryRow(SQLModel, table=True):
    """One item that a source published, stored once."""

    __tablename__ = "entry"
    __table_args__ = (UniqueConstraint("source", "key"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    fetch_id: UUID = Field(foreign_key="fetch.id", index=True)
    source: str
    key: str
    link: str
    title: str
    summary: str
    lang: str | None = None
    published: datetime | None = None
    #: How exact that is: "instant" or "day"; empty without a date.
    precision: str = ""
    #: The date is read, and cannot well be true: far ahead, or from before there were feeds.
    doubtful: bool = False
    #: When its words were let go, as no report rests on it; its keys stay.
    buried_at: datetime | None = None


class ReportState(StrEnum):
    """A report waits, or was decided once and for all."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


class Report(SQLModel, table=True):
    """A claim that a country's law or policy changed; not yet checked."""

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    country: str = Field(index=True)
    title: str
    summary: str
    url: str
    areas: list[str] = json_list()
    because: list[str] = json_list()
    reported_at: datetime
    #: None where a machine noticed it.
    reported_by: UUID | None = Field(default=None, foreign_key="person.id")
    state: ReportState = choice(ReportState, default=ReportState.OPEN, index=True)
    decided_at: datetime | None = None
    decided_by: UUID | None = Field(default=None, foreign_key="person.id")
    note: str = ""


class ReportEntry(SQLModel, table=True):
    """An entry that a report rests on; an entry speaks for one report at most."""

    __tablename__ = "report_entry"

    entry_id: UUID = Field(foreign_key="entry.id", primary_key=True)
    report_id: UUID = Field(foreign_key="report.id", index=True)


class ChangeKind(StrEnum):
    """The law changed, or our record of it was wrong, or the index asks for the first time."""

    POLICY = "policy"
    CORRECTION = "correction"
    FIRST = "first"


class Change(SQLModel, table=True):
    """A confirmed change of law or policy: one per report."""

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    report_id: UUID = Field(foreign_key="report.id", unique=True)
    country: str = Field(index=True)
    kind: ChangeKind = choice(ChangeKind, default=ChangeKind.POLICY)
    title: str
    summary: str
    law: str
    url: str
    adopted: date | None = None
    in_force_from: date
    in_force_until: date | None = None
    confirmed_by: UUID = Field(foreign_key="person.id")
    confirmed_at: datetime


class ChangeImport(SQLModel, table=True):
    """A file of confirmed changes that the operator put on record at the terminal."""

    __tablename__ = "change_import"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    file: str
    #: SHA-256 of its bytes, in hexadecimal.
    digest: str
    imported_at: datetime
    imported_by: UUID = Field(foreign_key="person.id")


class ImportedChange(SQLModel, table=True):
    """A change that came with a file, and not from the desk."""

    __tablename__ = "imported_change"

    change_id: UUID = Field(foreign_key="change.id", primary_key=True)
    import_id: UUID = Field(foreign_key="change_import.id", index=True)


class AnswerRow(SQLModel, table=True):
    """The answer to one question from a day on; added by an edition or by a change."""

    __tablename__ = "answer"
    __table_args__ = (
        UniqueConstraint("codebook", "country", "code", "in_force_from", "origin"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    codebook: str
    country: str = Field(index=True)
    code: str
    #: On the codebook's scale; None where an answer ceases to be known.
    score: float | None
    in_force_from: date
    in_force_until: date | None = None
    recorded_at: datetime
    #: The edition's id, or the change's: whose word this is.
    origin: str
    change_id: UUID | None = Field(default=None, foreign_key="change.id", index=True)


class Draft(SQLModel, table=True):
    """A confirmed change is rescored, and waits for staff."""

    change_id: UUID = Field(foreign_key="change.id", primary_key=True)
    drafted_at: datetime


class DraftScore(SQLModel, table=True):
    """One score that a change would move; drafted anew when the ground under it moves."""

    __tablename__ = "draft_score"

    change_id: UUID = Field(foreign_key="draft.change_id", primary_key=True)
    codebook: str = Field(primary_key=True)
    code: str = Field(primary_key=True)
    #: Its place in the codebook's order.
    position: int
    before: float | None
    after: float | None
    #: Pairs of an answer's code and its part in the difference, in points.
    because: list[tuple[str, float]] = json_list()


class Release(SQLModel, table=True):
    """Interim scores that staff published together."""

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    released_at: datetime = Field(index=True)
    released_by: UUID = Field(foreign_key="person.id")
    note: str = ""
    #: Why an administrator released without documents; empty where there were some.
    over: str = ""


class ReleaseItem(SQLModel, table=True):
    """A change is released once."""

    __tablename__ = "release_item"

    change_id: UUID = Field(foreign_key="change.id", primary_key=True)
    release_id: UUID = Field(foreign_key="release.id", index=True)
    #: Its place among the release's items of its country.
    position: int
    #: Keys of the policy areas that it touches: those reported, and those whose scores moved.
    areas: list[str] = json_list()


class ReleasedScore(SQLModel, table=True):
    """One score as it was released: what readers were told."""

    __tablename__ = "released_score"

    change_id: UUID = Field(foreign_key="release_item.change_id", primary_key=True)
    codebook: str = Field(primary_key=True)
    code: str = Field(primary_key=True)
    #: Its place in the codebook's order.
    position: int
    before: float | None
    after: float | None
    #: Pairs of an answer's code and its part in the difference, in points.
    because: list[tuple[str, float]] = json_list()
