"""When words settle a report: so many who say the same, and nobody who differs (pure)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID


class State(StrEnum):
    """How a report stands once words were said."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    #: Two words differ; staff rule on it.
    DISPUTED = "disputed"


@dataclass(frozen=True, slots=True)
class Claim:
    """What two words must share to agree; of a rejection nothing but that it is one.

    Titles and summaries are no part of it: two persons never write the same sentence.
    """

    confirms: bool
    kind: str = ""
    in_force_from: date | None = None
    in_force_until: date | None = None
    #: Pairs of a question's code and the score of its answer.
    answers: frozenset[tuple[str, float]] = frozenset()


@dataclass(frozen=True, slots=True)
class Spoken:
    """A word as the quorum counts it; one without a claim asks for more, and counts not."""

    word: UUID
    person: UUID
    claim: Claim | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a report stands, and by whose word, where words decide it."""

    state: State
    word: UUID | None = None


def settle(words: Iterable[Spoken], needed: int, *, reporter: UUID | None = None) -> Outcome:
    """What words come to, given in their order; of those that agree the first is the one."""
    counted = counting(words, reporter)
    claims = {claim for claim, _ in counted}
    if len(claims) > 1:
        return Outcome(State.DISPUTED)
    if len(counted) < max(needed, 1):
        return Outcome(State.WAITING)
    claim, word = counted[0]
    return Outcome(State.CONFIRMED if claim.confirms else State.REJECTED, word)


def counting(words: Iterable[Spoken], reporter: UUID | None) -> list[tuple[Claim, UUID]]:
    """The claims that count: each person's latest, at the place of her first; no reporter's."""
    latest = {spoken.person: spoken for spoken in words if spoken.person != reporter}
    return [(each.claim, each.word) for each in latest.values() if each.claim is not None]
