"""When newsletters close (pure). A new cadence is one line in CADENCES.

A period is half-open: the days [first, end) of one named zone, whose midnights may not exist.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from types import MappingProxyType
from zoneinfo import ZoneInfo

from newsletters.translate import marked as _

#: Told at once: the choice of readers that never closes a period.
ALERT = "alert"


@dataclass(frozen=True, slots=True)
class Period:
    """The days [first, end) that one issue covers, and the name under which it is kept."""

    first: date
    end: date
    name: str


@dataclass(frozen=True, slots=True)
class Cadence:
    """An issue every so many months, counted from January; `months` divides twelve."""

    name: str
    months: int

    def __post_init__(self) -> None:
        if 12 % self.months:
            raise ValueError(f"{self.months} months do not divide a year")

    def holding(self, day: date) -> Period:
        """The period that a day lies in."""
        first = day.replace(month=day.month - (day.month - 1) % self.months, day=1)
        return Period(first, self._end(first), self._name(first))

    def last_closed(self, day: date) -> Period:
        """The latest period that is over on a day."""
        first = self.holding(day).first
        months = first.year * 12 + first.month - 1 - self.months
        return self.holding(date(months // 12, months % 12 + 1, 1))

    def closed_between(self, first_day: date, today: date) -> list[Period]:
        """Every period over by today, from the one that holds the first day on."""
        periods = []
        period = self.holding(first_day)
        while period.end <= today:
            periods.append(period)
            period = self.holding(period.end)
        return periods

    def _end(self, first: date) -> date:
        months = first.year * 12 + first.month - 1 + self.months
        return date(months // 12, months % 12 + 1, 1)

    def _name(self, first: date) -> str:
        if self.months == 1:
            return f"{first:%Y-%m}"
        if self.months == 12:
            return f"{first:%Y}"
        part = {3: "Q", 6: "H"}.get(self.months, "P")
        return f"{first:%Y}-{part}{(first.month - 1) // self.months + 1}"


CADENCES: Mapping[str, Cadence] = MappingProxyType(
    {
        cadence.name: cadence
        for cadence in (
            Cadence(_("monthly"), 1),
            Cadence(_("quarterly"), 3),
            Cadence(_("yearly"), 12),
        )
    }
)


def day_in(now: datetime, zone: ZoneInfo) -> date:
    """What day it is in a zone."""
    return now.astimezone(zone).date()


def start_of(day: date, zone: ZoneInfo) -> datetime:
    """The first instant of a day in a zone, in UTC.

    Where clocks skip midnight, the day begins with the hour that follows: Python then reads
    midnight by the offset before the change, which is the instant of the change.
    """
    return datetime.combine(day, time.min, zone).astimezone(UTC)
