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

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from operator import attrgetter

from scoring.errors import ImpossibleAnswer

#: As known when everything is known that was recorded so far.
EVER = datetime.max.replace(tzinfo=UTC)


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
    history: Sequence[Answer],
    other: Sequence[Answer],
    known: datetime,
    since: date = date.min,
) -> date | None:
    """The first day since `since` on which two histories give other answers; None if none."""
    if in_force(history, since, known) != in_force(other, since, known):
        return since
    # Up to the first turn that only one of them takes, both hold the same.
    apart = set(changes_of(history, known)) ^ set(changes_of(other, known))
    return min((day for day, *_ in apart if day > since), default=None)


def steps(history: Iterable[Answer], known: datetime) -> list[date]:
    """The days on which an answer that holds becomes another, as far as was known."""
    return list(dict.fromkeys(day for day, *_ in changes_of(history, known)))


def changes_of(
    history: Iterable[Answer], known: datetime
) -> Iterator[tuple[date, str, float | None]]:
    """Each turn of an answer: the day, the question and the score since then.

    They come in the order of days and questions; no score means: answered no longer. Taken one
    after the other they lead through all that `in_force` gives, at the cost of sorting them.
    """
    standing = _standing(history, known)
    begins = {(a.in_force_from, a.code): a for a in standing}
    ends = {(a.in_force_until, a.code) for a in standing if a.in_force_until}
    # Of each question what has begun and may still hold, the latest uppermost.
    begun: dict[str, list[Answer]] = defaultdict(list)
    scores: dict[str, float | None] = {}
    for day, code in sorted(begins.keys() | ends):
        records = begun[code]
        if (day, code) in begins:
            records.append(begins[day, code])
        while records and records[-1].ended_by(day):
            records.pop()
        score = records[-1].score if records else None
        if score != scores.get(code):
            yield day, code, score
        scores[code] = score


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
