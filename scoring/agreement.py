"""How far coders agree who answered the same questions without knowing of each other.

A *unit* is what several coders answered once each: a question, in a country, in a year. Three
numbers tell of their agreement; none of them needs two coders, or all answers.

* *Percent agreement*: of the pairs of coders in a unit, the share that gave the same answer,
  averaged over the units with two or more answers. It makes nothing of luck.
* *Krippendorff's α*: 1 less the disagreement observed over the disagreement expected if the
  answers given were dealt out anew. Units with one answer do not count.
* *Gwet's AC1* (identity weights) and *AC2* (any others): luck plays a part only where an answer
  is hard to give, so that they stay steady where nearly all answers are alike. A unit with one
  answer counts for how usual its answer is, not for agreement.

Where there is no number there is a reason, and never a number in its place. Answers without
any variation are such a reason for α and AC alike: coders who always say the same cannot be
told from coders who do not look. (The formula of AC would say 1.)

Sources: Krippendorff, *Computing Krippendorff's Alpha-Reliability* (2011); Gwet, *Computing
inter-rater reliability and its variance in the presence of high agreement* (2008), *Handbook
of Inter-Rater Reliability* (4th edition, 2014).
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from math import fsum

from scoring.chance import Chance, quantile
from scoring.distance import WEIGHTS, Level, Square, Weights, differences, weighting

#: An interval holds this share of the resampled numbers, in their middle.
CONFIDENCE = 0.95
#: Where a larger share of the resamples gives no number, the others prove nothing.
MOST_EMPTY = 0.05


class Why(StrEnum):
    """Why a number, or its interval, does not exist."""

    UNPAIRED = "nothing was answered by two coders"
    UNIFORM = "all answers are the same"
    SINGLE = "one unit cannot be resampled"
    RARE = "answers vary too rarely to be resampled"


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A number of at most 1, its 95 % interval, and why one of them is missing."""

    value: float | None
    low: float | None = None
    high: float | None = None
    why: Why | None = None


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far coders agree, over how many units with two or more answers."""

    units: int
    percent: Coefficient
    alpha: Coefficient
    ac: Coefficient


@dataclass(frozen=True, slots=True)
class Shape:
    """A unit as the coefficients see it: how often each value was given, whoever gave it.

    `same` and `close` are the shares of its pairs that agree, plainly and by the weights; 0 of
    no pair.
    """

    counts: tuple[int, ...]
    answers: int
    same: float
    close: float


@dataclass(frozen=True, slots=True)
class Scheme:
    """How answers are compared: all values in order, their level, the weights between them."""

    values: tuple[float, ...]
    level: Level
    weights: Square


#: Units of each shape, and how many.
Sample = Mapping[Shape, int]
Numbers = tuple[float | None, float | None, float | None]


def agreement(
    units: Iterable[Collection[float]],
    level: Level = Level.ORDINAL,
    *,
    weights: Weights | None = None,
    options: Iterable[float] = (),
    draws: int = 1000,
    chance: Chance | None = None,
) -> Agreement:
    """The agreement over units, each the answers that it was given, in any order.

    `weights` are those of the level if none. `options` could have been given, and count among
    the values of AC; answers given do anyhow. With `chance` there are intervals: percentiles
    over `draws` resamples of the units.
    """
    answered = [tuple(unit) for unit in units if unit]
    values = tuple(sorted({*options, *(answer for unit in answered for answer in unit)}))
    scheme = Scheme(values, level, weighting(weights or WEIGHTS[level], values))
    shapes = [shape(unit, scheme) for unit in answered]
    found = numbers(Counter(shapes), scheme)
    pairable = sum(each.answers > 1 for each in shapes)
    drawn = [numbers(sample, scheme) for sample in resamples(shapes, draws, chance)]
    percent, alpha, ac = (
        _coefficient(value, [each[place] for each in drawn], pairable)
        for place, value in enumerate(found)
    )
    return Agreement(pairable, percent, alpha, ac)


def pairs(
    units: Iterable[Mapping[str, float]],
) -> dict[tuple[str, str], list[tuple[float, float]]]:
    """What each pair of coders answered both; a unit is coder → answer."""
    both: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for unit in units:
        for one, other in combinations(sorted(unit), 2):
            both.setdefault((one, other), []).append((unit[one], unit[other]))
    return dict(sorted(both.items()))


def shape(unit: Collection[float], scheme: Scheme) -> Shape:
    """A unit as the coefficients see it."""
    given = Counter(unit)
    counts = tuple(given[value] for value in scheme.values)
    size = sum(counts)
    ways = size * (size - 1) or 1
    # A pair of coders is met from both sides, and nobody is paired with herself.
    close = fsum(
        count * fsum(w * other for w, other in zip(row, counts, strict=True)) - count
        for count, row in zip(counts, scheme.weights, strict=True)
    )
    return Shape(counts, size, sum(c * (c - 1) for c in counts) / ways, close / ways)


def resamples(shapes: Sequence[Shape], draws: int, chance: Chance | None) -> Iterator[Sample]:
    """As many units as there are, drawn with replacement; never without chance."""
    if chance is None:
        return
    kinds = list(dict.fromkeys(shapes))
    places = {kind: place for place, kind in enumerate(kinds)}
    kind_of = [places[each] for each in shapes]
    size = len(shapes)
    for _ in range(draws):
        drawn = Counter([kind_of[int(chance() * size)] for _ in range(size)])
        yield {kinds[kind]: times for kind, times in drawn.items()}


def numbers(sample: Sample, scheme: Scheme) -> Numbers:
    """Percent agreement, α and AC; None without a pair, and of the last two also where all
    paired answers are the same."""
    paired = {each: times for each, times in sample.items() if each.answers > 1}
    size = sum(paired.values())
    if not size:
        return None, None, None
    percent = fsum(each.same * times for each, times in paired.items()) / size
    given = [
        sum(each.counts[place] * times for each, times in paired.items())
        for place in range(len(scheme.values))
    ]
    if sum(map(bool, given)) < 2:
        return percent, None, None
    close = fsum(each.close * times for each, times in paired.items()) / size
    return percent, alpha(paired, given, scheme), ac(sample, close, scheme)


def alpha(paired: Sample, given: Sequence[int], scheme: Scheme) -> float:
    """1 − D_o/D_e over the paired answers, of which `given` counts each value."""
    apart = differences(scheme.level, scheme.values, given)
    different = [p for p in combinations(range(len(given)), 2) if given[p[0]] and given[p[1]]]
    observed = fsum(
        times * each.counts[c] * each.counts[k] * apart[c][k] / (each.answers - 1)
        for each, times in paired.items()
        for c, k in different
    )
    expected = fsum(given[c] * given[k] * apart[c][k] for c, k in different)
    return 1 - (sum(given) - 1) * observed / expected


def ac(sample: Sample, close: float, scheme: Scheme) -> float:
    """(p_a − p_e)/(1 − p_e), where every unit with an answer tells how usual answers are."""
    size, values = sum(sample.values()), len(scheme.values)
    usual = [
        fsum(times * each.counts[place] / each.answers for each, times in sample.items()) / size
        for place in range(values)
    ]
    total = fsum(map(fsum, scheme.weights))
    by_luck = total / (values * (values - 1)) * fsum(p * (1 - p) for p in usual)
    return (close - by_luck) / (1 - by_luck)


def _coefficient(
    value: float | None, drawn: Sequence[float | None], pairable: int
) -> Coefficient:
    """A number with the interval that its resamples make, or with what is missing."""
    if value is None:
        return Coefficient(None, why=Why.UNIFORM if pairable else Why.UNPAIRED)
    if not drawn:
        return Coefficient(value)
    if pairable < 2:
        return Coefficient(value, why=Why.SINGLE)
    there = sorted(each for each in drawn if each is not None)
    if len(there) < len(drawn) * (1 - MOST_EMPTY):
        return Coefficient(value, why=Why.RARE)
    tail = (1 - CONFIDENCE) / 2
    return Coefficient(value, quantile(there, tail), quantile(there, 1 - tail))
