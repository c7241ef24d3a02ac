"""Chance, given as an argument: the core throws no dice, so that a seed decides everything."""

from collections.abc import Callable, Sequence
from math import floor

#: Independent numbers from [0, 1), one a call, as `random.Random(seed).random` gives them.
Chance = Callable[[], float]


def quantile(ordered: Sequence[float], share: float) -> float:
    """The number below which a share of ordered numbers lies, on a line between neighbours."""
    place = share * (len(ordered) - 1)
    below = floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def median(numbers: Sequence[float]) -> float:
    """The middle of numbers, or the mean of the two in the middle."""
    return quantile(sorted(numbers), 0.5)
