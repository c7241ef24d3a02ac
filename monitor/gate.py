"""What is looked at before a release, and what must be in order for it (pure).

A red lamp holds a release back. Missing documents an administrator can answer for, with a
reason that is recorded; the arithmetic, the scale, the quorum, the days and the official years
nobody can.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID


class State(StrEnum):
    """How a lamp stands: in order, worth a look, or in the way."""

    GOOD = "good"
    PARTLY = "partly"
    BAD = "bad"


class Check(StrEnum):
    """What a lamp looks at."""

    ARITHMETIC = "arithmetic"
    SCALE = "scale"
    QUORUM = "quorum"
    EVIDENCE = "evidence"
    DAYS = "days"
    HISTORY = "history"
    LAW = "law"
    SUMMARY = "summary"
    TEXTS = "texts"
    REPLY = "reply"


#: What an administrator may release over, saying why.
ANSWERABLE = frozenset({Check.EVIDENCE})


@dataclass(frozen=True, slots=True)
class Lamp:
    """How one thing stands, and the changes for which it is not in order."""

    check: Check
    state: State
    changes: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """A change as the gate sees it: who stands for it, on what it rests, what it moves."""

    change: UUID
    #: Who reported it; None where a machine noticed it.
    reporter: UUID | None
    #: Who says the same as the change does, and how many have to.
    voices: frozenset[UUID]
    needed: int
    #: Whether staff ruled on words that differed.
    ruled: bool
    #: Whether the operator put it on record from a file; then nobody was asked.
    by_file: bool
    #: Whether it mends what came with a file, and so rests on no document either.
    rests_on_a_file: bool
    #: Whether it takes back something, and nothing else.
    withdraws: bool
    documents: int
    #: Documents that are still to be archived, given up or not.
    awaited: int
    law: bool
    summary: bool
    adopted: bool
    #: Names of days that cannot be right.
    wrong_days: tuple[str, ...]
    #: Questions whose new answers are not among their options.
    off_scale: tuple[str, ...]
    #: Nodes whose figures are others when they are counted another way.
    miscounted: tuple[str, ...]
    #: Whether a government was told, or nobody speaks for it; and whether it replied.
    asked_to_reply: bool
    replied: bool


@dataclass(frozen=True, slots=True)
class Past:
    """Which days before today a release makes others, in one country; official years too."""

    country: str
    #: The first and the last such day, and how many there are; no day: nothing past moves.
    first: date | None
    last: date | None
    days: int
    #: Official years whose scores would be others: none, ever.
    official: tuple[int, ...] = ()
    #: Whether something that was mended would still count, since a change of its day waits.
    left: bool = False


def lamps(facts: Sequence[Facts], pasts: Sequence[Past], *, lacking: int = 0) -> list[Lamp]:
    """How a release stands; `lacking` counts its texts that lack a language."""
    each: dict[Check, Callable[[Facts], State]] = {
        Check.ARITHMETIC: arithmetic,
        Check.SCALE: scale,
        Check.QUORUM: quorum,
        Check.EVIDENCE: evidence,
        Check.DAYS: days,
        Check.LAW: lambda one: good_or(State.PARTLY, one.law),
        Check.SUMMARY: lambda one: good_or(State.PARTLY, one.summary),
        Check.REPLY: reply,
    }
    found = [of_all(check, facts, state) for check, state in each.items()]
    found.append(Lamp(Check.HISTORY, history(pasts)))
    found.append(Lamp(Check.TEXTS, good_or(State.PARTLY, not lacking)))
    order = list(Check)
    return sorted(found, key=lambda lamp: order.index(lamp.check))


def red(lamps: Iterable[Lamp]) -> list[Check]:
    """What holds a release back."""
    return [lamp.check for lamp in lamps if lamp.state is State.BAD]


def of_all(check: Check, facts: Sequence[Facts], state: Callable[[Facts], State]) -> Lamp:
    """One lamp for all changes: as bad as the worst, naming those that are no better."""
    order = list(State)
    states = {one.change: state(one) for one in facts}
    worst = max(states.values(), key=order.index, default=State.GOOD)
    of_worst = (change for change, its in states.items() if its is worst)
    return Lamp(check, worst, () if worst is State.GOOD else tuple(of_worst))


def good_or(otherwise: State, fine: bool) -> State:
    """Green, or what else it is."""
    return State.GOOD if fine else otherwise


def arithmetic(one: Facts) -> State:
    """Whether a second way of counting comes to the same figures."""
    return good_or(State.BAD, not one.miscounted)


def scale(one: Facts) -> State:
    """Whether every answer is an option; the operator's file may say what lies between."""
    return good_or(State.PARTLY if one.by_file else State.BAD, not one.off_scale)


def quorum(one: Facts) -> State:
    """Whether as many persons say so as have to, not counting whoever reported it."""
    if one.by_file:
        return State.PARTLY
    met = one.ruled or len(one.voices - {one.reporter}) >= max(one.needed, 1)
    return good_or(State.BAD, met)


def evidence(one: Facts) -> State:
    """Whether documents are archived; an address alone is none."""
    if one.documents:
        return good_or(State.PARTLY, not one.awaited)
    if one.withdraws:
        return State.GOOD
    return State.PARTLY if one.by_file or one.rests_on_a_file else State.BAD


def days(one: Facts) -> State:
    """Whether the days can be right, and the day of adoption is among them."""
    if one.wrong_days:
        return State.BAD
    return good_or(State.PARTLY, one.adopted)


def reply(one: Facts) -> State:
    """Whether a government replied, or cannot; this holds nothing up."""
    return good_or(State.PARTLY, one.replied or not one.asked_to_reply)


def history(pasts: Sequence[Past]) -> State:
    """Whether official years stay as they are, and nothing is left of what was mended."""
    return good_or(State.BAD, not any(past.official or past.left for past in pasts))
