"""From answers to scores: how MIPEX is made, from the questions up.

A country's *answers* are the scores of the options that hold there: mostly 0, 50 or 100, where
100 stands for equal rights. Everything above them is counted, in three steps.

1. *Indicators.* Most are one question, and their score is its answer. Some are made of several
   sub-questions: by their plain mean (cb51), by a weighted mean (bb30bb31: income 0.67, housing
   0.33), or by a table (bb29: without a language test 100, with one it depends on the rest).
2. *Areas.* An area is the mean of its indicators, but in some areas a few indicators share one
   place: permanent residence averages four things, one of which is itself the mean of three.
3. *Overall.* The overall score is the mean of the areas, and exists only when all of them do.
   There are three, since education and health are not surveyed every year; the headline is the
   fullest that exists.

Which rule serves which node is written in the codebook; here is what the rules do. A missing
answer is skipped, never zero, and where nothing is answered there is no score. Sums are exact
(`math.fsum`, fractions), so the order of answers cannot matter. Nothing is rounded, except by
`shown` and `rounded`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import fsum
from types import MappingProxyType

from scoring.codebook import Codebook, Mean, Node, Table, WeightedMean
from scoring.errors import NoRow, OutsideScale, UnknownIndicator, UnknownOption

#: Code of a question → the score of its answer.
Answers = Mapping[str, float]

#: Code of a node → its score, None where nothing is answered.
Scores = Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Scorecard:
    """The scores of all nodes of one codebook for one jurisdiction, in the codebook's order."""

    codebook: str
    edition: str
    values: Scores = field(hash=False)


def score(codebook: Codebook, answers: Answers) -> Scorecard:
    """Score one jurisdiction's answers, from the questions up to the overall scores.

    An answer between the options is taken as it is; to refuse it, call `refuse_off_scale`.

    Raises:
        UnknownIndicator: an answer names no question of this codebook.
        OutsideScale: an answer lies outside the codebook's scale.
        NoRow: a table meets an answer that is not among its options.
    """
    check(codebook, answers)
    values: dict[str, float | None] = dict.fromkeys(codebook.nodes)
    values.update(answers)
    for node in codebook.bottom_up:
        values[node.code] = counted(node, values)
    return Scorecard(codebook.id, codebook.edition, MappingProxyType(values))


def check(codebook: Codebook, answers: Answers) -> None:
    """Refuse answers to what is not asked, and answers outside the scale."""
    low, high = codebook.scale
    for code, answer in answers.items():
        node = codebook.node(code)
        if node.rule:
            raise UnknownIndicator(code, node.parts)
        if not low <= answer <= high:
            raise OutsideScale(code, answer, codebook.scale)


def counted(node: Node, values: Scores) -> float | None:
    """The score of a node by its rule, from those of its parts; of a question, its answer."""
    match node.rule:
        case Mean() as rule:
            return grouped_mean(rule, values) if available(node, rule, values) else None
        case WeightedMean() as rule:
            return weighted_mean(rule, values) if available(node, rule, values) else None
        case Table() as rule:
            return looked_up(node.code, rule, values)
        case None:
            return values[node.code]


def available(node: Node, rule: Mean | WeightedMean, values: Scores) -> bool:
    """Whether enough of a mean's parts, by weight, are scored."""
    # Most nodes ask for nothing, or have everything, and are not worth the sum.
    if not node.availability or all(values[part] is not None for part in rule.parts):
        return True
    there = (share for part, share in rule.shares.items() if values[part] is not None)
    return sum(there) >= node.availability


def grouped_mean(rule: Mean, values: Scores) -> float | None:
    """The mean of the means of the groups; None of nothing."""
    return mean(mean(values[part] for part in group) for group in rule.groups)


def mean(scores: Iterable[float | None]) -> float | None:
    """The mean of the scores that are there; None of nothing."""
    there = [score for score in scores if score is not None]
    return fsum(there) / len(there) if there else None


def weighted_mean(rule: WeightedMean, values: Scores) -> float | None:
    """The mean by the weights of the parts that are there; None of nothing."""
    there = [(s, weight) for code, weight in rule.weights if (s := values[code]) is not None]
    if not there:
        return None
    return float(sum(Fraction(s) * w for s, w in there) / sum(w for _, w in there))


def looked_up(code: str, rule: Table, values: Scores) -> float | None:
    """The score of the row that fits; None while a missing answer leaves several open."""
    given = {part: values[part] for part in rule.parts}
    if not any(row.may_fit(given) for row in rule.rows):
        raise NoRow(code, given)
    return next((row.score for row in rule.rows if row.fits(given)), None)


def off_scale(codebook: Codebook, answers: Answers) -> list[str]:
    """The codes whose answers are not among their options, in the codebook's order.

    An official answer may lie between the options, as a federal average does; it is kept.
    """
    check(codebook, answers)
    return [
        node.code
        for node in codebook.leaves
        if node.code in answers
        and answers[node.code] not in {option.score for option in node.options}
    ]


def refuse_off_scale(codebook: Codebook, answers: Answers) -> None:
    """Let pass only answers that are among their options, as a new answer must be.

    Raises:
        UnknownOption: an answer is not; the first in the codebook's order is named.
    """
    for code in off_scale(codebook, answers):
        options = tuple(option.score for option in codebook.nodes[code].options)
        raise UnknownOption(code, answers[code], options)


def headline(codebook: Codebook, card: Scorecard) -> str | None:
    """The code of the overall score to show: the first in the codebook's order that exists."""
    existing = (code for code in codebook.headline if card.values[code] is not None)
    return next(existing, None)


def shown(score: float) -> int:
    """A score as people see it: a whole number, halves rounded up."""
    return int(rounded(score, 0))


def rounded(score: float, places: int) -> Decimal:
    """A score, or points, with so many decimal places: halves away from zero, never −0."""
    # Halves that are counted in thirds or sevenths can come out as 36.49999999999999. Nine
    # places mend that, and are far finer than two different scores can be.
    clean = Decimal(repr(score)).quantize(Decimal("1e-9"), ROUND_HALF_EVEN)
    # Zero is added because −0 + 0 is 0.
    return clean.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) + 0
