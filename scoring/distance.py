"""How far two answers are apart, as the coefficients of agreement see it.

Krippendorff's α squares differences by the level of measurement; Gwet's coefficients weigh
them. Both see names, an order, a scale and a scale from zero, each in a way of its own only
where there is an order: for α the answers given between two values count, for AC the values.
"""

from collections.abc import Callable, Sequence
from enum import StrEnum
from itertools import combinations
from math import comb, sqrt

#: A square table of numbers, by the places of two values among all values in order.
Square = tuple[tuple[float, ...], ...]


class Level(StrEnum):
    """What answers are to each other: names, an order, a scale, or a scale from zero."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"
    RATIO = "ratio"


class Weights(StrEnum):
    """How two different answers are told apart by Gwet's coefficients."""

    IDENTITY = "identity"
    ORDINAL = "ordinal"
    RADICAL = "radical"
    LINEAR = "linear"
    QUADRATIC = "quadratic"
    RATIO = "ratio"


#: The weights that see answers as a level of measurement does.
WEIGHTS = {
    Level.NOMINAL: Weights.IDENTITY,
    Level.ORDINAL: Weights.ORDINAL,
    Level.INTERVAL: Weights.QUADRATIC,
    Level.RATIO: Weights.RATIO,
}


def differences(level: Level, values: Sequence[float], given: Sequence[int]) -> Square:
    """Krippendorff's squared differences between values, each `given` so many times."""

    def squared(c: int, k: int) -> float:
        if level is Level.ORDINAL:
            return (sum(given[c : k + 1]) - (given[c] + given[k]) / 2) ** 2
        return distance(WEIGHTS[level], values[c], values[k])

    return square(len(values), squared)


def weighting(weights: Weights, values: Sequence[float]) -> Square:
    """Gwet's weights: 1 for the same value, 0 for the two values that are furthest apart."""

    def apart(c: int, k: int) -> float:
        if weights is Weights.ORDINAL:
            return comb(k - c + 1, 2)
        return distance(weights, values[c], values[k])

    apart_by = square(len(values), apart)
    furthest = max((max(row) for row in apart_by), default=0) or 1
    return tuple(tuple(1 - each / furthest for each in row) for row in apart_by)


def distance(weights: Weights, one: float, other: float) -> float:
    """How far two values are apart, where nothing but they decides."""
    gap = abs(one - other)
    match weights:
        case Weights.RADICAL:
            return sqrt(gap)
        case Weights.LINEAR:
            return gap
        case Weights.QUADRATIC:
            return gap * gap
        case Weights.RATIO:
            return (gap / (abs(one) + abs(other))) ** 2 if gap else 0.0
        case _:
            return float(gap > 0)


def square(size: int, between: Callable[[int, int], float]) -> Square:
    """A table that is the same both ways, with 0 from each place to itself."""
    table = [[0.0] * size for _ in range(size)]
    for c, k in combinations(range(size), 2):
        table[c][k] = table[k][c] = between(c, k)
    return tuple(map(tuple, table))
