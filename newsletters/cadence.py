"""When newsletters close (pure). A new cadence is one line in CADENCES.

A period is half-open: the days [first, end) of one named zone, whose midnights may not exist.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from monitor.zones import day_in as day_in
from monitor.zones import months_after
from monitor.zones import start_of as start_of
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
        return self.holding(months_after(self.holding(day).first, -self.months))

    def closed_between(self, first_day: date, today: date) -> list[Period]:
        """Every period over by today, from the one that holds the first day on."""
        periods = []
        period = self.holding(first_day)
        while period.end <= today:
            periods.append(period)
            period = self.holding(period.end)
        return periods

    def _end(self, first: date) -> date:
        return months_after(first, self.months)

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
