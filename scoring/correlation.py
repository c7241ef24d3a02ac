"""How far two rows of numbers go together: from −1, opposed, to 1, alike.

None where one of them does not vary, or there are fewer than two pairs.
"""

from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import accumulate, groupby
from math import comb, fsum, sqrt
from operator import itemgetter


def pearson(xs: Sequence[float], ys: Sequence[float]) -> float | None:
    """The correlation of the numbers themselves."""
    spread = covariance(xs, xs) * covariance(ys, ys) if xs else 0
    return covariance(xs, ys) / sqrt(spread) if spread > 0 else None


def covariance(xs: Sequence[float], ys: Sequence[float]) -> float:
    """The mean product of deviations, over all numbers that there are."""
    x0, y0 = fsum(xs) / len(xs), fsum(ys) / len(ys)
    return fsum((x - x0) * (y - y0) for x, y in zip(xs, ys, strict=True)) / len(xs)


def spearman(xs: Sequence[float], ys: Sequence[float]) -> float | None:
    """The correlation of the ranks, ties sharing the middle of theirs."""
    return pearson(middle_ranks(xs), middle_ranks(ys))


def middle_ranks(numbers: Sequence[float]) -> list[float]:
    """The rank of each number from below, 1 the lowest; ties have the mean of their ranks."""
    times = sorted(Counter(numbers).items())
    last = accumulate(count for _, count in times)
    ranks = {n: up_to - (count - 1) / 2 for (n, count), up_to in zip(times, last, strict=True)}
    return [ranks[number] for number in numbers]


def kendall(xs: Sequence[float], ys: Sequence[float]) -> float | None:
    """τ-b: the pairs in one order less those in the other, among pairs that are not tied."""
    pairs = comb(len(xs), 2)
    untied = (pairs - _tied(xs)) * (pairs - _tied(ys))
    if not untied:
        return None
    balance = 0
    below: list[float] = []
    for _, group in groupby(sorted(zip(xs, ys, strict=True)), key=itemgetter(0)):
        tied = [y for _, y in group]
        for y in tied:
            balance += bisect_left(below, y) - (len(below) - bisect_right(below, y))
        for y in tied:
            insort(below, y)
    return balance / sqrt(untied)


def _tied(numbers: Iterable[float]) -> int:
    return sum(comb(count, 2) for count in Counter(numbers).values())
