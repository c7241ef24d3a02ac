"""The index made otherwise: each choice that could have been another, and what it would give.

A variant changes one choice and counts the overall scores anew, from the answers up where it
must and from the areas where that is enough. Who is ranked stays ranked, unless the variant is
about that. The steps are those that the OECD/JRC *Handbook on Constructing Composite
Indicators* (2008) lists under uncertainty and that apply to an index of closed answers on one
scale; nothing is normalised here, so there is no other normalisation to try.

* *without_area*, *without_indicator*: one of them left out, the others weighing on.
* *weights*: each area's weight times a factor drawn evenly from [1 − noise, 1 + noise]; every
  draw is a variant.
* *aggregation*: the areas' geometric mean instead of their mean, which lets a good area make up
  less for a bad one; their median; or the plain mean of all indicators, in which an area weighs
  by their number.
* *missing*: what is otherwise skipped refused, or filled in.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from math import exp, fsum, log

from scoring.chance import Chance, median
from scoring.codebook import Codebook, Mean, Node, Table, WeightedMean
from scoring.errors import NothingToRank
from scoring.score import Scorecard, Scores, counted, mean
from scoring.weight import shares

#: A geometric mean is 0 as soon as one score is. So each counts as this share of the scale at
#: least, which still tells apart who has one area at the bottom.
LEAST = 0.01


class Step(StrEnum):
    """Which choice a variant makes otherwise."""

    AREA = "without_area"
    INDICATOR = "without_indicator"
    WEIGHTS = "weights"
    AGGREGATION = "aggregation"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Variant:
    """The overall scores of those who have one when a choice is made otherwise."""

    step: Step
    name: str
    scores: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Part:
    """An area as it is counted into the overall score of one jurisdiction."""

    area: str
    share: float
    score: float


@dataclass(frozen=True)
class Base:
    """The ranking as it is: by one overall score, of the jurisdictions that have it.

    `weights` are those of its areas when all are scored.
    """

    codebook: Codebook
    overall: Node
    weights: Mapping[str, float]
    cards: Mapping[str, Scorecard]
    parts: Mapping[str, tuple[Part, ...]]

    @cached_property
    def scores(self) -> dict[str, float]:
        """The overall scores."""
        return there({p: card.values[self.overall.code] for p, card in self.cards.items()})

    @cached_property
    def indicators(self) -> tuple[str, ...]:
        """The indicators under the overall score; of the lowest level if none is so called."""
        levels = self.codebook.levels
        level = "indicator" if "indicator" in levels else levels[-1]
        below = {self.overall.code}
        for node in self.codebook.nodes.values():
            if below.intersection(node.parents):
                below.add(node.code)
        return tuple(node.code for node in self.codebook.at(level) if node.code in below)


def base(codebook: Codebook, cards: Mapping[str, Scorecard], overall: str) -> Base:
    """The ranking by an overall score; who does not have it is left out.

    Raises:
        NothingToRank: the score is no mean of areas, or fewer than two have it.
        UnknownIndicator: the codebook has no such code.
    """
    node = codebook.node(overall)
    rule = node.rule
    if node.level != codebook.levels[0] or not isinstance(rule, Mean | WeightedMean):
        raise NothingToRank(overall, "it is no overall score that is a mean")
    ranked = {place: card for place, card in cards.items() if card.values[overall] is not None}
    if len(ranked) < 2:
        raise NothingToRank(overall, f"{len(ranked)} of {len(cards)} jurisdictions have it")
    weights = {area: float(share) for area, share in rule.shares.items()}
    return Base(
        codebook, node, weights, ranked, {p: _parts(rule, c) for p, c in ranked.items()}
    )


def _parts(rule: Mean | WeightedMean, card: Scorecard) -> tuple[Part, ...]:
    scored = there({area: card.values[area] for area in rule.parts})
    return tuple(
        Part(area, float(share), scored[area]) for area, share in shares(rule, scored).items()
    )


def without_areas(base: Base) -> Iterator[Variant]:
    """Each area left out; the others keep their weights among themselves."""
    for area in base.weights:
        yield Variant(Step.AREA, area, _reweighted(base, {area: 0}))


def with_noise(base: Base, noise: float, draws: int, chance: Chance) -> Iterator[Variant]:
    """The weights of the areas drawn around their own, again and again."""
    for draw in range(1, draws + 1):
        factors = {area: 1 + noise * (2 * chance() - 1) for area in base.weights}
        yield Variant(Step.WEIGHTS, str(draw), _reweighted(base, factors))


def _reweighted(base: Base, factors: Mapping[str, float]) -> dict[str, float]:
    """The mean of the areas, each share times its factor, or as it is where there is none."""
    scores = {}
    for place, parts in base.parts.items():
        weights = [part.share * factors.get(part.area, 1) for part in parts]
        if total := fsum(weights):
            points = (w * part.score for w, part in zip(weights, parts, strict=True))
            scores[place] = fsum(points) / total
    return scores


def without_indicators(base: Base) -> Iterator[Variant]:
    """Each indicator left out; one that a table looks up cannot be."""
    for code in base.indicators:
        above = _above(base.codebook, code)
        if any(isinstance(node.rule, Table) for node in above):
            continue
        # What is left out is no answer that is missing, so it cannot make too few of them.
        lenient = [replace(node, availability=Fraction(0)) for node in above]
        scores = _recounted(base, lenient, {place: {code: None} for place in base.cards})
        yield Variant(Step.INDICATOR, code, scores)


def _above(codebook: Codebook, code: str) -> list[Node]:
    """The nodes that count a node, and those that count them, from the bottom up."""
    counting = {code}
    above = []
    for node in codebook.bottom_up:
        if counting.intersection(node.parts):
            counting.add(node.code)
            above.append(node)
    return above


def _recounted(
    base: Base, nodes: Sequence[Node], otherwise: Mapping[str, Scores]
) -> dict[str, float]:
    """The overall scores after each one's other scores, and with these nodes counted anew."""

    def overall(values: dict[str, float | None], given: Scores) -> float | None:
        values.update(given)
        for node in nodes:
            if node.code not in given:
                values[node.code] = counted(node, values)
        return values[base.overall.code]

    cards = base.cards.items()
    return there({place: overall({**c.values}, otherwise[place]) for place, c in cards})


def with_other_means(base: Base) -> Iterator[Variant]:
    """The geometric mean of the areas, their median, and the plain mean of the indicators."""
    low, high = base.codebook.scale

    def geometric(parts: Sequence[Part]) -> float:
        of_scale = [max((part.score - low) / (high - low), LEAST) for part in parts]
        logs = (part.share * log(at) for part, at in zip(parts, of_scale, strict=True))
        return low + (high - low) * exp(fsum(logs))

    def middle(parts: Sequence[Part]) -> float:
        return median([part.score for part in parts])

    for name, rule in (("geometric mean", geometric), ("median", middle)):
        scores = {place: rule(parts) for place, parts in base.parts.items()}
        yield Variant(Step.AGGREGATION, name, scores)
    plain = {p: mean(c.values[i] for i in base.indicators) for p, c in base.cards.items()}
    yield Variant(Step.AGGREGATION, "mean of indicators", there(plain))


def with_other_missing(base: Base) -> Iterator[Variant]:
    """Gaps refused, or filled with their area's mean or others' median; none without a gap.

    Filling in the area's mean is the same as skipping, except among parts that are grouped.
    """
    missing = {place: gaps(base, card) for place, card in base.cards.items()}
    if not any(missing.values()):
        return
    complete = {place: s for place, s in base.scores.items() if not missing[place]}
    yield Variant(Step.MISSING, "complete only", complete)
    for name, fill in (("mean of the area", _of_area), ("median of others", _of_others)):
        filled = {
            place: {code: fill(base, place, code) for code in codes}
            for place, codes in missing.items()
        }
        scores = _recounted(base, base.codebook.bottom_up, filled)
        yield Variant(Step.MISSING, name, scores)


def _of_area(base: Base, place: str, code: str) -> float | None:
    area = base.codebook.nodes[code].area
    return base.cards[place].values[area] if area else None


def _of_others(base: Base, place: str, code: str) -> float | None:
    others = there({other: card.values[code] for other, card in base.cards.items()})
    return median(list(others.values())) if others else None


def gaps(base: Base, card: Scorecard) -> tuple[str, ...]:
    """What has no score though a mean under the overall score would count it.

    Nothing is looked for inside a gap, nor in a table, of which an answer can be idle.
    """
    found: dict[str, None] = {}

    def look(node: Node) -> None:
        for part in () if isinstance(node.rule, Table) else node.parts:
            if card.values[part] is None:
                found[part] = None
            else:
                look(base.codebook.nodes[part])

    look(base.overall)
    return tuple(found)


def there(scores: Scores) -> dict[str, float]:
    """The scores that exist."""
    return {key: score for key, score in scores.items() if score is not None}
