"""What bills would do to the scores: answers laid over the index, which never sees them.

A bill promises answers, each from a day on and possibly until another. On a day on which it
holds, a promised answer stands in place of the index's own, and everything else is as it was:

* before its day a bill changes nothing, so that law which comes into force between today and
  that day counts until then;
* while it holds it also lies over law of the index that comes into force later for the same
  question; `hidden` names that law. When it ends, what the index then holds counts again;
* of two promises of one bill to one question the later in force holds, as with laws;
* of two bills on a stack that answer one question on one day the upper one holds; `contested`
  names these questions. Nowhere else does the order matter to the whole. What a bill adds to
  those below it can depend on the order also where their questions meet in one table.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import partial
from itertools import groupby
from operator import attrgetter, itemgetter

from scoring.codebook import Codebook
from scoring.errors import ImpossibleAnswer
from scoring.history import Answer, changes_of, in_force, steps
from scoring.score import Answers, Scorecard, score

A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """An answer that a bill would make true somewhere, in [in force from, in force until).

    Raises:
        ImpossibleAnswer: it ends before it has held for a day.
    """

    jurisdiction: str
    code: str
    score: float
    in_force_from: date
    in_force_until: date | None = None

    def __post_init__(self) -> None:
        if self.in_force_until and self.in_force_until <= self.in_force_from:
            raise ImpossibleAnswer(
                self.code, self.in_force_from, f"ends on {self.in_force_until}, not after that"
            )

    def holds_on(self, day: date) -> bool:
        """Whether the promise is in force on a day."""
        ended = self.in_force_until is not None and self.in_force_until <= day
        return self.in_force_from <= day and not ended


@dataclass(frozen=True, slots=True)
class Bill:
    """Promised answers under one title.

    Raises:
        ImpossibleAnswer: one question is answered twice from the same day on.
    """

    title: str
    promises: tuple[Promise, ...]

    def __post_init__(self) -> None:
        seen = set()
        for p in self.promises:
            if (p.jurisdiction, p.code, p.in_force_from) in seen:
                raise ImpossibleAnswer(
                    p.code, p.in_force_from, f"is promised twice for {p.jurisdiction}"
                )
            seen.add((p.jurisdiction, p.code, p.in_force_from))

    def holding(self, jurisdiction: str, day: date) -> dict[str, float]:
        """The promised answers in force somewhere on a day."""
        by_day = sorted(self.promises, key=attrgetter("in_force_from"))
        return {
            p.code: p.score
            for p in by_day
            if p.jurisdiction == jurisdiction and p.holds_on(day)
        }


@dataclass(frozen=True, slots=True)
class Turn:
    """A day on which an answer changes, and the scores since then without bills and with."""

    day: date
    before: Scorecard
    after: Scorecard


@dataclass(frozen=True, slots=True)
class Hidden:
    """A change of the index's own answer that a bill lies over; no score: it was withdrawn."""

    code: str
    day: date
    score: float | None


class Verdict(StrEnum):
    """What became of a promise."""

    KEPT = "kept"
    PARTLY = "partly kept"
    BROKEN = "broken"
    MORE = "more than promised"


def laid_over(
    answers: Answers, bills: Iterable[Bill], jurisdiction: str, day: date
) -> dict[str, float]:
    """The answers of a day with bills laid over them, the last bill uppermost."""
    laid = dict(answers)
    for bill in bills:
        laid |= bill.holding(jurisdiction, day)
    return laid


def stages(
    codebook: Codebook, answers: Answers, bills: Sequence[Bill], jurisdiction: str, day: date
) -> tuple[Scorecard, ...]:
    """The scores under none of the bills, the lowest, the lowest two, and so on to all."""
    return tuple(
        score(codebook, laid_over(answers, bills[:count], jurisdiction, day))
        for count in range(len(bills) + 1)
    )


def jurisdictions(bills: Iterable[Bill]) -> list[str]:
    """Where bills promise something, in the order of the codes."""
    return sorted({p.jurisdiction for bill in bills for p in bill.promises})


def settled(bills: Iterable[Bill]) -> date | None:
    """The first day by which every promise has come into force; None without any."""
    return max((p.in_force_from for bill in bills for p in bill.promises), default=None)


def bounds(bills: Iterable[Bill], jurisdiction: str) -> list[date]:
    """The days on which promises begin or end somewhere."""
    mine = [p for bill in bills for p in bill.promises if p.jurisdiction == jurisdiction]
    ends = {p.in_force_until for p in mine if p.in_force_until}
    return sorted({p.in_force_from for p in mine} | ends)


def series(
    codebook: Codebook,
    history: Sequence[Answer],
    bills: Sequence[Bill],
    jurisdiction: str,
    known: datetime,
) -> list[Turn]:
    """The scores without and with bills, as steps of days, since the first of them holds."""
    turns = bounds(bills, jurisdiction)
    if not turns:
        return []
    own = {day for day in steps(history, known) if day > turns[0]}
    found: list[Turn] = []
    last: tuple[Answers, Answers] | None = None
    for day in sorted(own.union(turns)):
        without = in_force(history, day, known)
        both = without, laid_over(without, bills, jurisdiction, day)
        if both != last:
            found.append(Turn(day, *(score(codebook, answers) for answers in both)))
        last = both
    return found


def hidden(
    history: Sequence[Answer], bills: Sequence[Bill], jurisdiction: str, known: datetime
) -> list[Hidden]:
    """The changes of the index's own answers that happen while bills lie over them."""
    promised = partial(laid_over, {}, bills, jurisdiction)
    found = []
    for day, moved in groupby(changes_of(history, known), itemgetter(0)):
        covered = promised(day - A_DAY).keys() & promised(day).keys()
        found += [Hidden(code, day, score) for _, code, score in moved if code in covered]
    return found


def contested(bills: Sequence[Bill]) -> list[tuple[str, str]]:
    """The jurisdictions and questions that several bills answer differently on one day."""
    found = set()
    for where in jurisdictions(bills):
        for day in bounds(bills, where):
            given = defaultdict(set)
            for bill in bills:
                for code, promised in bill.holding(where, day).items():
                    given[code].add(promised)
            found |= {(where, code) for code, scores in given.items() if len(scores) > 1}
    return sorted(found)


def enacted(promise: Promise, given: Iterable[Answer]) -> Answer | None:
    """Of the answers that enacted law gave there, the one to hold against a promise.

    That is the one in force on the promised day; else the next to come into force; else the
    last that was. What was taken back on its first day never was.
    """
    by_recording = sorted(given, key=attrgetter("recorded_at"))
    last = {a.in_force_from: a for a in by_recording if a.code == promise.code}
    there = [last[day] for day in sorted(last) if last[day].in_force_until != day]
    then = [a for a in there if a.holds_on(promise.in_force_from)]
    later = [a for a in there if a.in_force_from > promise.in_force_from]
    return next(iter([*then[-1:], *later[:1], *there[-1:]]), None)


def verdict(promise: Promise, before: float | None, given: Answer | None) -> Verdict:
    """What became of a promise, by the answer before it and the one that was enacted.

    Late, or cut short, a promise is kept in part, whatever was enacted. Where nothing was
    enacted, a promise is kept if it was that the answer stays.
    """
    if given is None or given.score is None:
        stays = given is None and before == promise.score
        return Verdict.KEPT if stays else Verdict.BROKEN
    gone = way_gone(promise, before, given.score)
    if gone <= 0:
        return Verdict.BROKEN
    if gone < 1 or not in_time(promise, given):
        return Verdict.PARTLY
    return Verdict.KEPT if gone == 1 else Verdict.MORE


def way_gone(promise: Promise, before: float | None, given: float) -> float:
    """The share of the promised way, from the answer before, that the enacted answer goes.

    Where nothing was answered before, or the answer was to stay, there is no such way.
    """
    if given == promise.score:
        return 1
    if before is None or before == promise.score:
        return 0
    return (given - before) / (promise.score - before)


def in_time(promise: Promise, given: Answer) -> bool:
    """Whether an enacted answer holds on all days for which it was promised."""
    if given.in_force_from > promise.in_force_from:
        return False
    if given.in_force_until is None:
        return True
    return promise.in_force_until is not None and given.in_force_until >= promise.in_force_until
