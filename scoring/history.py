"""Answers over time, and over what was known of them.

Two times are kept apart. An answer *holds* from the day its law is in force until the day it
ceases (half-open); it is *known* from the instant it was recorded. Records are only added:

* a change of law is a record with a new in-force day;
* a correction repeats the in-force day of the record that it mends, and replaces it whole;
* an annulment or expiry is such a correction with an end, after which the answer before it
  holds again;
* a record that should never have been is taken back by one that ends on the day it begins;
* an answer that was withdrawn without another in its place is a record without a score.
"""

from collections.abc import Iterable
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


def steps(history: Iterable[Answer], known: datetime) -> list[date]:
    """The days on which an answer that holds becomes another, as far as was known."""
    standing = _standing(history, known)
    days = {a.in_force_from for a in standing} | {
        a.in_force_until for a in standing if a.in_force_until
    }
    found: list[date] = []
    before: dict[str, float] = {}
    for day in sorted(days):
        after = _holding(standing, day)
        if after != before:
            found.append(day)
        before = after
    return found


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
    latest = {a.code: a.score for a in standing if a.holds_on(day)}
    return {code: score for code, score in sorted(latest.items()) if score is not None}
