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
    #: The released change that it mends, and how: "corrected" or "withdrawn".
    mends: UUID | None = None
    how: str = ""
    #: Why it mends that, as readers are told.
    reason: str = ""
    #: How it was mended itself: "corrected" or "withdrawn"; empty while it stands.
    mended: str = ""


@dataclass(frozen=True, slots=True)
class Mending:
    """What a released change was mended by, or what it mends itself; see `how` and `reason`."""

    change_id: UUID
    title: str
    #: "corrected" or "withdrawn".
    how: str
    reason: str
    released_at: datetime


@dataclass(frozen=True, slots=True)
class Hand:
    """A person with a part in a change; her name only where she agreed to be named."""

    person_id: UUID
    name: str
    staff: bool
    at: datetime
    #: What she is to the monitor; see `monitor.tables.Role`.
    role: str = ""


@dataclass(frozen=True, slots=True)
class Deed:
    """An entry of the record: its number, what was done, and when."""

    number: int
    deed: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Trail:
    """What a released number leads back to, from its answers to the entries of the record."""

    change_id: UUID
    #: Pairs of a question's code and the score of the answer.
    answers: tuple[tuple[str, float | None], ...]
    #: None where a machine noticed it.
    reporter: Hand | None
    #: Whose words confirmed it, in their order; a ruling stands for itself.
    voices: tuple[Hand, ...]
    #: Whether one of them knew nothing of the others'.
    blind: bool
    ruled: Hand | None
    reason: str
    #: Pairs of a document's SHA-256 and its address, oldest first.
    evidence: tuple[tuple[str, str], ...]
    release_id: UUID
    released: Hand
    deeds: tuple[Deed, ...]


@dataclass(frozen=True, slots=True)
class Recipient:
    """A person who is written to because of what she does for the index."""

    id: UUID
    name: str
    email: str
    language: str


@dataclass(frozen=True, slots=True)
class Proposed:
    """A mend that waits for another person's word."""

    report_id: UUID
    country: str
    title: str
    #: "corrected" or "withdrawn".
    how: str
    reason: str
    by: Recipient
    at: datetime


@dataclass(frozen=True, slots=True)
class PlanOver:
    """A planned release that came to nothing."""

    due_at: datetime
    ended_at: datetime
    why: str


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
    #: What its reporter is to the monitor; empty where a machine noticed it.
    reporter_role: str = ""


@dataclass(frozen=True, slots=True)
class Heard:
    """What staff said of a report, for whoever checks it."""

    confirms: bool
    title: str
    law: str
    in_force_from: date | None
    in_force_until: date | None
    #: Pairs of a question's code and the score of the answer.
    answers: tuple[tuple[str, float], ...]
    note: str


@dataclass(frozen=True, slots=True)
class MonthQuestion:
    """A month, or a year, over which a country's people are asked."""

    check_in_id: UUID
    country: str
    #: Its first day, and its length: 1 or 12.
    month: date
    asked_at: datetime
    state: str
    months: int = 1


@dataclass(frozen=True, slots=True)
class Affirmed:
    """A period of which a country's people said that nothing changed: a public statement.

    Nothing may have changed in some policy areas only: `areas` are their keys, and all of them
    where it is the `whole`.
    """

    #: Its first day, and its length in months: 1 or 12.
    month: date
    months: int
    #: The instant of the statement; its day is published.
    affirmed_at: datetime
    whole: bool
    areas: tuple[str, ...]
    #: "correspondent", "partner" or "staff": whose word it is, which has to be said.
    by: str
    #: Of whoever affirmed it, only where she agreed to be named; else empty.
    name: str
    organisation: str


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
