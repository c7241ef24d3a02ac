"""How much each answer weighs in a score."""

from collections.abc import Collection, Mapping
from fractions import Fraction

from scoring.codebook import Codebook, Mean, Rule, Table, WeightedMean
from scoring.score import Scorecard, Scores


def shares(rule: Mean | WeightedMean, there: Collection[str]) -> dict[str, Fraction]:
    """The weight of each part that is there when the others are missing; they add up to 1."""
    if isinstance(rule, WeightedMean):
        weights = {part: weight for part, weight in rule.weights if part in there}
        total = sum(weights.values())
        return {part: weight / total for part, weight in weights.items()}
    groups = [found for group in rule.groups if (found := [p for p in group if p in there])]
    return {
        part: share
        for group in groups
        for share in [Fraction(1, len(groups) * len(group))]
        for part in group
    }


def weight_of(codebook: Codebook, code: str, card: Scorecard) -> Mapping[str, Fraction]:
    """The share of a node's score that rests on each answer; all of them add up to 1.

    Exact where the score is a mean. A table has no weights: by convention its score rests in
    equal shares on the answers that its fitting row wants, and on no others. A node without a
    score rests on nothing.

    Raises:
        UnknownIndicator: the codebook has no such code.
    """
    node = codebook.node(code)
    if card.values[code] is None:
        return {}
    if node.rule is None:
        return {code: Fraction(1)}
    found: dict[str, Fraction] = {}
    for part, share in _rests_on(node.rule, card.values).items():
        for leaf, weight in weight_of(codebook, part, card).items():
            # An overall score can count an answer twice over, by itself and in its area.
            found[leaf] = found.get(leaf, Fraction(0)) + share * weight
    return found


def _rests_on(rule: Rule, values: Scores) -> dict[str, Fraction]:
    """The parts that a counted score is made of, by their shares."""
    there = [part for part in rule.parts if values[part] is not None]
    match rule:
        case Mean() | WeightedMean():
            return shares(rule, there)
        case Table():
            fitting = next(row for row in rule.rows if row.fits(values))
            # Where the row wants nothing, whatever is answered is as good a ground.
            parts = [part for part, _ in fitting.wants] or there
            return {part: Fraction(1, len(parts)) for part in parts}
