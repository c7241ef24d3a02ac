"""Chains of mends: a change, what corrected it, what corrected that, and what stands (pure).

A change is mended once; who errs again mends the mend. What was mended counts no longer, and
does not come back when its mend is withdrawn: to bring it back, the mend is corrected.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Mended:
    """That one change mends another: it takes the other's place, or takes it back."""

    change: UUID
    mends: UUID
    withdraws: bool


class Chains:
    """What mends what; a change that mends nothing and stands is a chain of its own."""

    def __init__(self, mends: Iterable[Mended]) -> None:
        self._mends = {mend.change: mend for mend in mends}
        self._mended_by = {mend.mends: mend.change for mend in self._mends.values()}

    @property
    def out(self) -> frozenset[UUID]:
        """The changes that count no longer."""
        return frozenset(self._mended_by)

    def first(self, change: UUID) -> UUID:
        """The change that a chain began with."""
        while (mend := self._mends.get(change)) is not None:
            change = mend.mends
        return change

    def last(self, change: UUID) -> UUID:
        """The newest link of a chain."""
        *_, last = self.on(change)
        return last

    def on(self, change: UUID) -> Iterator[UUID]:
        """A change and what mended it since, in order."""
        yield change
        while (after := self._mended_by.get(change)) is not None:
            change = after
            yield change

    def whole(self, change: UUID) -> list[UUID]:
        """A chain from its beginning on."""
        return list(self.on(self.first(change)))

    def stands(self, change: UUID) -> UUID | None:
        """What holds in the place of a change: itself, its mend's mend; None if withdrawn."""
        last = self.last(change)
        mend = self._mends.get(last)
        return None if mend is not None and mend.withdraws else last
