"""The lowest and the highest score that a node can have while some answers are open.

An open answer can be any of several scores, or stay missing. Missing is never zero: what is
missing is skipped, so that to leave an answer out can lower a mean, or raise it, more than any
answer would. The bounds are reached: some of the possible answers make exactly this score.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import fsum
from typing import NamedTuple

from scoring.codebook import Codebook, Mean, Node, Table, WeightedMean
from scoring.errors import NoRow
from scoring.score import Scores, check, counted, looked_up

#: Code of a question → the scores that its answer can have; None among them if it can be
#: missing.
Possible = Mapping[str, Collection[float | None]]


@dataclass(frozen=True, slots=True)
class Interval:
    """The lowest and highest score that a node can have; None where it cannot have any.

    `may_be_missing` if it can have none.
    """

    lowest: float | None
    highest: float | None
    may_be_missing: bool


Number = Fraction | int


def interval(codebook: Codebook, possible: Possible) -> dict[str, Interval]:
    """The interval of every node, in the codebook's order.

    A question of which nothing is said can have any of its options or be missing; one that has
    no possible score is missing. A table is missing where it has no row for its answers.
    Answers are taken to be independent, and an overall score that counts an answer twice over,
    by itself and in its area, can have bounds wider than it reaches, never narrower.

    Raises:
        UnknownIndicator: a code names no question of this codebook.
        OutsideScale: a score lies outside the codebook's scale.
    """
    for code, scores in possible.items():
        for score in scores or {None}:
            check(codebook, {code: codebook.scale[0] if score is None else score})
    reach = {node.code: _answers(node, possible) for node in codebook.leaves}
    found = {code: _hull(scores) for code, scores in reach.items()}
    for node in codebook.bottom_up:
        if isinstance(node.rule, Table):
            reach[node.code] = frozenset(_looked_up(node, node.rule, reach))
            found[node.code] = _hull(reach[node.code])
        elif node.rule:
            found[node.code] = _of_mean(node, node.rule, found)
    return {code: found[code] for code in codebook.nodes}


def _answers(node: Node, possible: Possible) -> frozenset[float | None]:
    any_option = [option.score for option in node.options]
    return frozenset(possible.get(node.code, [*any_option, None])) or frozenset([None])


def _hull(scores: Collection[float | None]) -> Interval:
    there = [score for score in scores if score is not None]
    return Interval(min(there, default=None), max(there, default=None), None in scores)


def _looked_up(
    node: Node, rule: Table, reach: Mapping[str, Collection[float | None]]
) -> Iterator[float | None]:
    """What a table makes of each combination of its parts."""
    for scores in product(*(reach[part] for part in rule.parts)):
        try:
            yield looked_up(node.code, rule, dict(zip(rule.parts, scores, strict=True)))
        except NoRow:
            yield None


def _of_mean(node: Node, rule: Mean | WeightedMean, found: Mapping[str, Interval]) -> Interval:
    lows = {part: found[part].lowest for part in rule.parts}
    highs = {part: found[part].highest for part in rule.parts}
    open_ = {p for p in rule.parts if found[p].may_be_missing and lows[p] is not None}
    if not open_:
        # It is known which parts are there, and then a mean only rises with them.
        low, high = counted(node, lows), counted(node, highs)
        return Interval(low, high, may_be_missing=low is None)
    low = _least(node, rule, lows, open_, sign=1)
    high = _least(node, rule, highs, open_, sign=-1)
    sure = {part: None if part in open_ else score for part, score in lows.items()}
    return Interval(low, high, may_be_missing=counted(node, sure) is None)


class _Choice(NamedTuple):
    """Some parts of a mean and their scores: how much they weigh in it, the share that they
    are of all its parts, and their sum by weight.
    """

    scores: tuple[tuple[str, float], ...]
    weight: Number
    share: Number
    total: float


NOTHING = _Choice((), 0, 0, 0.0)


def _least(
    node: Node, rule: Mean | WeightedMean, scores: Scores, open_: Collection[str], sign: int
) -> float | None:
    """The least score of a mean, whichever open parts are there; the greatest by sign -1."""
    # Most nodes ask for nothing; whole numbers are then quick to compare.
    enough: Number = node.availability or 0
    shares = rule.shares if enough else dict.fromkeys(rule.parts, 0)
    chosen: dict[tuple[Number, Number], _Choice] = {(0, 0): NOTHING}
    for choices in _places(rule, shares, scores, open_, sign):
        # Of those with one weight and one share only the least can end as the least: there
        # are few to go on with, however many parts are open.
        longer: dict[tuple[Number, Number], _Choice] = {}
        for one, other in product(chosen.values(), choices):
            share = min(one.share + other.share, enough)
            key, total = (one.weight + other.weight, share), one.total + other.total
            if key not in longer or total < longer[key].total:
                longer[key] = _Choice(one.scores + other.scores, *key, total)
        chosen = longer
    scored = [c for c in chosen.values() if c.weight and c.share >= enough]
    if not scored:
        return None
    least = min(scored, key=lambda choice: choice.total / choice.weight)
    return counted(node, dict.fromkeys(rule.parts) | dict(least.scores))


def _places(
    rule: Mean | WeightedMean,
    shares: Mapping[str, Number],
    scores: Scores,
    open_: Collection[str],
    sign: int,
) -> Iterator[list[_Choice]]:
    """For each place in a mean, the choices that can lead to its least score."""
    places: list[tuple[tuple[str, ...], Number]]
    if isinstance(rule, Mean):
        places = [(group, 1) for group in rule.groups]
    else:
        places = [((part,), weight) for part, weight in rule.weights]
    for group, weight in places:
        there = [(part, score) for part in group if (score := scores[part]) is not None]
        # However many of the open parts are there, they are those that score least.
        there.sort(key=lambda scored: (scored[0] in open_, sign * scored[1]))
        sure = sum(part not in open_ for part, _ in there)
        first = [tuple(there[:number]) for number in range(sure, len(there) + 1)]
        yield [_choice(some, weight, shares, sign) if some else NOTHING for some in first]


def _choice(
    scores: tuple[tuple[str, float], ...],
    weight: Number,
    shares: Mapping[str, Number],
    sign: int,
) -> _Choice:
    mean = fsum(score for _, score in scores) / len(scores)
    return _Choice(
        scores, weight, sum(shares[part] for part, _ in scores), sign * mean * float(weight)
    )
