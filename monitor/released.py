"""What monitoring tells others: values, not rows (pure)."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Move:
    """One node of the index and its score without a change and with it.

    `because` says which answers made the difference, in points that add up to it, the largest
    part first; it is empty where a score appeared or vanished, and for an answer itself.
    """

    code: str
    before: float | None
    after: float | None
    because: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class ReleasedChange:
    """A change of law as readers are told of it, with every score that it moved.

    `moves` stand in the codebook's order and are empty where the change moved no score;
    `areas` are the keys of the policy areas it touches.
    """

    change_id: UUID
    release_id: UUID
    released_at: datetime
    confirmed_at: datetime
    country: str
    codebook: str
    kind: str
    areas: tuple[str, ...]
    title: str
    summary: str
    law: str
    url: str
    adopted: date | None
    in_force_from: date
    in_force_until: date | None
    moves: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class Recipient:
    """A person who is written to because of what she does for the index."""

    id: UUID
    name: str
    email: str
    language: str


@dataclass(frozen=True, slots=True)
class Question:
    """A report as a correspondent is asked about it."""

    report_id: UUID
    country: str
    title: str
    summary: str
    url: str
    areas: tuple[str, ...]
    because: tuple[str, ...]
    reported_at: datetime
    #: None where a machine noticed it.
    reported_by: Recipient | None
    state: str
    decided_at: datetime | None
    note: str


@dataclass(frozen=True, slots=True)
class MonthQuestion:
    """A month over which a country's correspondents are asked."""

    check_in_id: UUID
    country: str
    month: date
    asked_at: datetime
    state: str


@dataclass(frozen=True, slots=True)
class AffirmedMonth:
    """A month of which a correspondent said that nothing changed."""

    month: date
    affirmed_at: datetime


@dataclass(frozen=True, slots=True)
class Sighting:
    """Where a change was noticed: an entry of a source."""

    source: str
    title: str
    link: str
    published: datetime | None


@dataclass(frozen=True, slots=True)
class Story:
    """How a change came to be known, checked and released."""

    change: ReleasedChange
    reported_at: datetime
    by_machine: bool
    by_file: bool
    sightings: tuple[Sighting, ...]


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """A file of confirmed changes that the operator put on record."""

    import_id: UUID
    file: str
    changes: int
    countries: tuple[str, ...]
    imported_at: datetime


@dataclass(frozen=True, slots=True)
class DraftedChange:
    """A confirmed change whose interim scores wait for staff."""

    change_id: UUID
    country: str
    kind: str
    codebook: str
    title: str
    in_force_from: date
    drafted_at: datetime
    #: What the correspondent wanted staff to know.
    note: str
    moves: tuple[Move, ...]
