"""What people outside the house are told, and what they say: values, not rows (pure)."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from monitor.released import Recipient


@dataclass(frozen=True, slots=True)
class Fate:
    """What a release makes of a report, for whoever made it."""

    to: Recipient
    #: The change that she reported.
    change_id: UUID
    #: The change that is released now: hers, or the one that mends it.
    released_id: UUID
    country: str
    title: str
    released_at: datetime
    #: "" where hers is released, else "corrected" or "withdrawn".
    mended: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """A reply as it is shown: whose, when, and what."""

    id: UUID
    organisation: str
    text: str
    said_at: datetime


@dataclass(frozen=True, slots=True)
class State:
    """How the right of reply stands with a change; whatever it is, it holds nothing up."""

    #: When a government was first told; None where nobody is known who could be.
    asked_at: datetime | None
    replies: tuple[Given, ...]


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A confirmed change as a government is told of it: the law and the answers, no score."""

    change_id: UUID
    country: str
    title: str
    summary: str
    law: str
    url: str
    kind: str
    in_force_from: date
    confirmed_at: datetime
    #: The answers that it makes true: codebook, code and score, for whoever can say them.
    answers: tuple[tuple[str, str, float | None], ...]
