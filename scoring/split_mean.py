"""How far each part of a mean moved it, by Shapley's rule; `scoring.explain` says why so.

A part *stays* if it has a score before and after, else it *comes* or *goes*. Parts that stay
make the mean linear, and only the others change the weights; so only the orders of the others
are followed. In the average over the orders of all parts, one that stays is as likely to
change before the first of the others as between any two and after the last: those that stay
take one equal step in each of these places.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import fsum

from scoring.codebook import Mean, Node, WeightedMean
from scoring.orders import MANY, Orders, bits
from scoring.score import Scores
from scoring.weight import shares

Linear = Mean | WeightedMean


@dataclass(frozen=True, slots=True)
class Passing:
    """A part that comes or goes, its bit in a stage, and its weight and score while there."""

    code: str
    bit: int
    comes: bool
    weight: float
    score: float

    def at(self, stage: int) -> bool:
        """Whether the part is there at a stage."""
        return bool(stage & self.bit) == self.comes


@dataclass(frozen=True, slots=True)
class Bracket:
    """Parts that share one place in a mean, by their weights in it.

    `weight` and `score` are sums over those that stay, as they were; `gain` is what the score
    gains when all of them change.
    """

    stay: Mapping[str, float]
    passing: Sequence[Passing]
    weight: float
    score: float
    gain: float

    def at(self, stage: int) -> tuple[float, float]:
        """The weight and the sum of the scores that are there at a stage."""
        there = [each for each in self.passing if each.at(stage)]
        return (
            self.weight + sum(each.weight for each in there),
            self.score + sum(each.weight * each.score for each in there),
        )


@dataclass(frozen=True, slots=True)
class Blend:
    """A mean at one stage: its score, and what it gains when all parts that stay change.

    `place` is the weight of each place, and `units` that of a unit of weight in each of the
    brackets that others pass through.
    """

    score: float
    gain: float
    place: float
    units: Sequence[float]


def split_mean(
    node: Node, rule: Linear, before: Scores, after: Scores, difference: float
) -> dict[str, float]:
    """The weight of each part that stays, and the points of each that comes or goes.

    The weights times the differences of the parts that stay, and the points of the others,
    add up to the difference.
    """
    passing = [p for p in rule.parts if (before[p] is None) != (after[p] is None)]
    if len(passing) > MANY:
        return _at_once(rule, passing, before, after, difference)
    turnover = _Turnover(node, rule, passing, before, after)
    return turnover.weights() | turnover.points()


class _Turnover:
    """A mean while parts come and go."""

    def __init__(
        self, node: Node, rule: Linear, passing: Sequence[str], before: Scores, after: Scores
    ) -> None:
        found = dict(bits(passing))
        brackets = [_bracket(place, found, before, after) for place in _places(rule)]
        self.still = [each for each in brackets if each.stay and not each.passing]
        self.loose = [each for each in brackets if each.passing]
        # Most nodes ask for nothing, and many changes leave all there: not worth the sum.
        asked = node.availability if passing else Fraction(0)
        self.shares = rule.shares if asked else {}
        stay = (self.shares[part] for each in brackets for part in each.stay if asked)
        self.wanting = asked - sum(stay)
        self.still_score = fsum(each.score / each.weight for each in self.still)
        self.still_gain = fsum(each.gain / each.weight for each in self.still)
        stages = range(1 << len(passing))
        self.blends = {s: blend for s in stages if (blend := self.blend(s))}
        # Some order counts always: where all that come do so first, never less is there.
        self.orders = Orders(len(passing), self.blends)
        self.step = 1 / (len(passing) + 1)

    def blend(self, stage: int) -> Blend | None:
        """The mean at a stage; None where there is no score."""
        if not self.enough(stage):
            return None
        sums = [(each, *each.at(stage)) for each in self.loose]
        there = [(each.gain, weight, score) for each, weight, score in sums if weight]
        places = len(self.still) + len(there)
        if not places:
            return None
        return Blend(
            (self.still_score + sum(score / weight for _, weight, score in there)) / places,
            (self.still_gain + sum(gain / weight for gain, weight, _ in there)) / places,
            1 / places,
            [1 / weight / places if weight else 0.0 for _, weight, _ in sums],
        )

    def enough(self, stage: int) -> bool:
        """Whether those that are there make up for what those that stay leave wanting."""
        if self.wanting <= 0:
            return True
        passing = (each for bracket in self.loose for each in bracket.passing)
        return sum(self.shares[p.code] for p in passing if p.at(stage)) >= self.wanting

    def weights(self) -> dict[str, float]:
        """The weight of each part that stays."""
        stages = [(self.blends[stage], share) for stage, share in self.orders.stages()]
        place = self.step * fsum(blend.place * share for blend, share in stages)
        found = [(each, place / each.weight) for each in self.still]
        for number, each in enumerate(self.loose):
            unit = fsum(blend.units[number] * share for blend, share in stages)
            found.append((each, self.step * unit))
        return {p: weight * unit for each, unit in found for p, weight in each.stay.items()}

    def points(self) -> dict[str, float]:
        """The points of each part that comes or goes."""
        return {p.code: fsum(self.turns(p.bit)) for each in self.loose for p in each.passing}

    def turns(self, bit: int) -> Iterable[float]:
        for stage, share in self.orders.turns(bit):
            without, having = self.blends[stage], self.blends[stage | bit]
            steps = self.step * (stage.bit_count() + 1)
            gain = (having.gain - without.gain) * steps
            yield share * (having.score - without.score + gain)


def _places(rule: Linear) -> list[dict[str, float]]:
    """The brackets of a mean, each with the weights of its parts."""
    if isinstance(rule, WeightedMean):
        return [{part: float(weight) for part, weight in rule.weights}]
    return [dict.fromkeys(group, 1.0) for group in rule.groups]


def _bracket(
    place: Mapping[str, float], found: Mapping[str, int], before: Scores, after: Scores
) -> Bracket:
    stay = {
        part: (weight, start, end)
        for part, weight in place.items()
        if (start := before[part]) is not None and (end := after[part]) is not None
    }
    passing = [
        Passing(part, bit, before[part] is None, place[part], before[part] or after[part] or 0)
        for part, bit in found.items()
        if part in place
    ]
    return Bracket(
        {part: weight for part, (weight, _, _) in stay.items()},
        passing,
        weight=fsum(weight for weight, _, _ in stay.values()),
        score=fsum(weight * start for weight, start, _ in stay.values()),
        gain=fsum(weight * (end - start) for weight, start, end in stay.values()),
    )


def _at_once(
    rule: Linear, passing: Sequence[str], before: Scores, after: Scores, difference: float
) -> dict[str, float]:
    first, last = _there(rule, before), _there(rule, after)
    old, new = shares(rule, first), shares(rule, last)
    stay = {part: (first[part], last[part]) for part in first if part in last}
    weights = {part: float(old[part] + new[part]) / 2 for part in stay}
    middle = _middle(rule, stay) if stay else (_mean(old, first) + _mean(new, last)) / 2
    points = {
        part: float(new[part]) * (last[part] - middle)
        if part in last
        else float(old[part]) * (middle - first[part])
        for part in passing
    }
    moved = (weights[part] * (end - start) for part, (start, end) in stay.items())
    # Brackets that grow or shrink shift the weights of those that stay among each other too;
    # that is owed to all who came and went alike.
    rest = (difference - fsum([*moved, *points.values()])) / len(passing)
    return weights | {part: found + rest for part, found in points.items()}


def _middle(rule: Linear, stay: Mapping[str, tuple[float, float]]) -> float:
    """The mean of those that stay, half-way through their changes."""
    return _mean(shares(rule, stay), {part: sum(ends) / 2 for part, ends in stay.items()})


def _mean(weights: Mapping[str, Fraction], scores: Mapping[str, float]) -> float:
    return fsum(float(weight) * scores[part] for part, weight in weights.items())


def _there(rule: Linear, values: Scores) -> dict[str, float]:
    return {part: score for part in rule.parts if (score := values[part]) is not None}
