"""What one reader gets of what was released (pure)."""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from monitor.mended import Chains
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


def untold(news: Iterable[UUID], told: Set[UUID], chains: Chains) -> list[UUID]:
    """What stands of the news and its mends, for a reader who was told none of them yet.

    What was withdrawn is not told at all. Whoever was told any of it hears of the others by a
    correction.
    """
    standing = {
        stands
        for change in news
        if told.isdisjoint(chains.whole(change))
        and (stands := chains.stands(change)) is not None
    }
    return sorted(standing)


def mistaken(told: Set[UUID], chain: Sequence[UUID]) -> tuple[UUID | None, tuple[UUID, ...]]:
    """What a reader was told last of a chain of mends, and what has mended it since."""
    heard = [place for place, change in enumerate(chain) if change in told]
    if not heard:
        return None, ()
    return chain[heard[-1]], tuple(chain[heard[-1] + 1 :])
