"""Answers over time, and over what was known of them.

Two times are kept apart. An answer *holds* from the day its law is in force until the day it
ceases (half-open); it is *known* from the instant it was recorded. Records are only added:

* a change of law is a record with a new in-force day;
* a correction repeats the in-force day of the record that it mends, and replaces it whole;
* a law that expires, or is repealed without another in its place, is such a correction with
  an end, after which the answer before it holds again;
* a suspension is a record of the answer that holds meanwhile, with an end;
* an annulment with effect from the start, and a record that should never have been, is such a
  correction that ends on the day it begins;
* an answer that was withdrawn without another in its place is a record without a score.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter

from scoring.errors import ImpossibleAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is recorded of one question in one jurisdiction; no score means: not answered.

    Raises:
        ImpossibleAnswer: it ends before it begins, or its instant lacks a time zone.
    """

    code: str
    score: float | None
    in_force_from: date
    in_force_until: date | None = None
    recorded_at: datetime

    def __post_init__(self) -> None:
        if self.in_force_until and self.in_force_until < self.in_force_from:
            raise ImpossibleAnswer(
                self.code, self.in_force_from, f"ends before that, on {self.in_force_until}"
            )
        if self.recorded_at.utcoffset() is None:
            raise ImpossibleAnswer(
                self.code, self.in_force_from, "was recorded at an instant without time zone"
            )

    def holds_on(self, day: date) -> bool:
        """Whether the day lies in [in force from, in force until)."""
        return self.in_force_from <= day and not self.ended_by(day)

    def ended_by(self, day: date) -> bool:
        """Whether the answer had ceased to hold by that day."""
        return self.in_force_until is not None and self.in_force_until <= day


def in_force(history: Iterable[Answer], day: date, known: datetime) -> dict[str, float]:
    """The answers that hold on a day, as far as was known at an instant.

    Of several that hold, the one with the latest in-force day does. Of several records with
    one in-force day, only the last recorded counts, and of two recorded at once the later in
    the history.
    """
    return _holding(_standing(history, known), day)


def records_in_force(
    history: Iterable[Answer], day: date, known: datetime
) -> dict[str, Answer]:
    """The records behind the answers that hold on a day, as far as was known."""
    return _records(_standing(history, known), day)


def in_force_everywhere(
    histories: Mapping[str, Iterable[Answer]], day: date, known: datetime
) -> dict[str, dict[str, float]]:
    """The answers of every jurisdiction of a panel that hold on a day, as far as was known."""
    return {place: in_force(history, day, known) for place, history in histories.items()}


def first_difference(
    history: Iterable[Answer], other: Iterable[Answer], known: datetime
) -> date | None:
    """The first day on which two histories give other answers; None if they never do."""
    ours, theirs = _standing(history, known), _standing(other, known)
    days = _turns(ours) | _turns(theirs)
    return next(
        (day for day in sorted(days) if _holding(ours, day) != _holding(theirs, day)), None
    )


def steps(history: Iterable[Answer], known: datetime) -> list[date]:
    """The days on which an answer that holds becomes another, as far as was known."""
    standing = _standing(history, known)
    found: list[date] = []
    before: dict[str, float] = {}
    for day in sorted(_turns(standing)):
        after = _holding(standing, day)
        if after != before:
            found.append(day)
        before = after
    return found


def _turns(standing: Iterable[Answer]) -> set[date]:
    """The days on which a record begins to hold or ceases to."""
    begun = {a.in_force_from for a in standing}
    return begun | {a.in_force_until for a in standing if a.in_force_until}


def _standing(history: Iterable[Answer], known: datetime) -> list[Answer]:
    """The records known by then that no later one has replaced, by in-force day."""
    # Replaced before anything is asked of days: an annulled answer must not come back through
    # the open end that its first record had.
    by_recording = sorted(
        (a for a in history if a.recorded_at <= known), key=attrgetter("recorded_at")
    )
    last = {(a.code, a.in_force_from): a for a in by_recording}
    return sorted(last.values(), key=attrgetter("in_force_from"))


def _holding(standing: list[Answer], day: date) -> dict[str, float]:
    records = _records(standing, day).items()
    return {code: record.score for code, record in records if record.score is not None}


def _records(standing: list[Answer], day: date) -> dict[str, Answer]:
    latest = {a.code: a for a in standing if a.holds_on(day)}
    return {code: a for code, a in sorted(latest.items()) if a.score is not None}
