"""What may go on record: days that can be right, and answers that fit those on record.

These are the rules that the desk and a file share; each says a fault in its own words.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from monitor.tables import ChangeKind
from scoring import Answer

#: Laws older than this, or further ahead, are taken for slips of the pen.
EARLIEST = date(1945, 1, 1)
YEARS_AHEAD = 10


class Days(NamedTuple):
    """The days of a law, under the names that forms and files have for them."""

    in_force_from: date | None
    in_force_until: date | None
    adopted: date | None


class DayFault(StrEnum):
    """Why a day cannot be right."""

    YEAR = "too far from today"
    TO_COME = "not adopted yet"
    END = "ends before it begins"


def faulty_days(days: Days, kind: ChangeKind, today: date) -> dict[str, DayFault]:
    """The days that cannot be right, by their names."""
    faults = {}
    if days.adopted and days.adopted > today:
        faults["adopted"] = DayFault.TO_COME
    start, end = days.in_force_from, days.in_force_until
    if start and end and not ends_well(start, end, kind):
        faults["in_force_until"] = DayFault.END
    latest = date(today.year + YEARS_AHEAD, 12, 31)
    return faults | {
        name: DayFault.YEAR
        for name, day in days._asdict().items()
        if day and not EARLIEST <= day <= latest
    }


def ends_well(start: date, end: date, kind: ChangeKind) -> bool:
    """Whether it ends after it begins; a correction may say that it never held."""
    return end > start or (end == start and kind is ChangeKind.CORRECTION)


class Misfit(StrEnum):
    """Why an answer cannot follow those on record."""

    ANSWERED = "a first answer to what is answered"
    UNANSWERED = "a change of what was not answered"
    OVERTAKEN = "older than an answer that counted it"


def misfits(
    day: date, kind: ChangeKind, before: Iterable[Answer], counted: Iterable[date]
) -> Iterator[Misfit]:
    """Why an answer from a day on cannot follow those on record of its question.

    `counted` are the days of the records that have counted all law before them, as an
    edition's do. Only a correction of the very record of its day may be older than they are.
    """
    on_record = list(before)
    answered = any(a.score is not None and a.in_force_from <= day for a in on_record)
    if kind is ChangeKind.FIRST:
        if answered:
            yield Misfit.ANSWERED
        return
    if not answered:
        yield Misfit.UNANSWERED
    mends = kind is ChangeKind.CORRECTION and any(a.in_force_from == day for a in on_record)
    if not mends and any(later > day for later in counted):
        yield Misfit.OVERTAKEN
