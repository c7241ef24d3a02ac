"""What one reader gets of what was released (pure)."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from monitor.released import ReleasedChange


@dataclass(frozen=True, slots=True)
class Interest:
    """The countries and policy areas that a reader follows; none named means all of them."""

    countries: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()

    def covers(self, change: ReleasedChange) -> bool:
        """Whether she is told; a change of no area goes to those who follow all areas."""
        here = not self.countries or change.country in self.countries
        return here and (not self.areas or not self.areas.isdisjoint(change.areas))


@dataclass(frozen=True, slots=True)
class Section:
    """One country's changes, in the order in which they came into force."""

    country: str
    changes: tuple[ReleasedChange, ...]


def digest(changes: Iterable[ReleasedChange], interest: Interest) -> tuple[Section, ...]:
    """The changes that interest a reader, by country; nothing if none does."""
    wanted = sorted(
        filter(interest.covers, changes),
        key=lambda change: (change.country, change.in_force_from, change.change_id),
    )
    return tuple(
        Section(country, tuple(of)) for country, of in groupby(wanted, lambda c: c.country)
    )
