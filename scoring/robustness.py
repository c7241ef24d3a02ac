"""How much of a ranking is the countries', and how much is ours: ranks under other choices.

`scoring.variants` makes the index otherwise; here each variant's ranking is laid beside the
ranking as it is. A place counts who is strictly better, so that ties share the best of theirs.

A *weight* says how much an area counts in the formula; its *effective* weight how much the
overall scores follow it in fact, which depends on how far countries differ in it and on what
goes along with it. Two measures, after Paruolo, Saisana and Saltelli (*Ratings and rankings:
voodoo or science?*, 2013): the squared correlation with the overall score, and the share of the
overall variance that the area carries. The shares add up to 1 and can be compared with the
weights; one is below zero where an area works against the others.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from scoring.chance import median, quantile
from scoring.correlation import covariance, kendall, pearson, spearman
from scoring.ranking import ranks
from scoring.variants import Base, Step, Variant


@dataclass(frozen=True, slots=True)
class Reach:
    """The places that the variants of one step give: best, worst, median, a range of them.

    The range holds the middle 90 %; `same` is the share of variants that leave the place.
    """

    best: int
    worst: int
    median: float
    low: float
    high: float
    same: float


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a country stands, and where it would under each step that ranks everybody."""

    country: str
    score: float
    place: int
    reaches: Mapping[Step, Reach]

    @property
    def best(self) -> int:
        """The best place of all, the one it has included."""
        return min([self.place, *(reach.best for reach in self.reaches.values())])

    @property
    def worst(self) -> int:
        """The worst place of all, the one it has included."""
        return max([self.place, *(reach.worst for reach in self.reaches.values())])

    @property
    def range(self) -> int:
        """How many places lie between the best and the worst."""
        return self.worst - self.best


@dataclass(frozen=True, slots=True)
class Shift:
    """How far a variant moves the ranking of those whom it ranks.

    `mean` and `largest` are numbers of places, up or down; `whose` is the country that moves
    furthest, None where nobody moves.
    """

    step: Step
    name: str
    ranked: int
    spearman: float | None
    kendall: float | None
    mean: float
    largest: int
    whose: str | None


@dataclass(frozen=True, slots=True)
class Influence:
    """An area's weight, and its effective one: squared correlation, share of the variance."""

    area: str
    weight: float
    r2: float | None
    variance: float | None


@dataclass(frozen=True, slots=True)
class Robustness:
    """A ranking under doubt: countries by place, variants as they came, areas in order."""

    overall: str
    countries: tuple[Stand, ...]
    shifts: tuple[Shift, ...]
    areas: tuple[Influence, ...]


def robustness(base: Base, variants: Iterable[Variant]) -> Robustness:
    """The ranking as it is beside those of its variants.

    Only a variant that ranks everybody says where a country would stand; one that ranks fewer
    is compared among these.
    """
    as_it_is = placed(base.scores)
    found: dict[str, dict[Step, list[int]]] = {c: defaultdict(list) for c in as_it_is}
    shifts = []
    for variant in variants:
        after, before = placed(variant.scores), as_it_is
        if len(after) < len(as_it_is):
            before = placed({country: base.scores[country] for country in after})
        else:
            for country, place in after.items():
                found[country][variant.step].append(place)
        if after:
            shifts.append(shift(variant, before, after))
    countries = tuple(
        Stand(country, base.scores[country], place, reaches(found[country], place))
        for country, place in sorted(as_it_is.items(), key=lambda item: item[::-1])
    )
    return Robustness(base.overall.code, countries, tuple(shifts), influences(base))


def placed(scores: Mapping[str, float]) -> dict[str, int]:
    """The place of each country, 1 the best; ties share theirs."""
    return {country: rank.place for country, rank in ranks(scores).items()}


def shift(variant: Variant, before: Mapping[str, int], after: Mapping[str, int]) -> Shift:
    """How far a variant moves the countries that it ranks."""
    moves = {country: abs(after[country] - place) for country, place in before.items()}
    furthest = max(moves, key=moves.__getitem__)
    old, new = list(before.values()), [after[country] for country in before]
    return Shift(
        step=variant.step,
        name=variant.name,
        ranked=len(after),
        spearman=spearman(old, new),
        kendall=kendall(old, new),
        mean=sum(moves.values()) / len(moves),
        largest=moves[furthest],
        whose=furthest if moves[furthest] else None,
    )


def reaches(found: Mapping[Step, Sequence[int]], place: int) -> dict[Step, Reach]:
    """Where one country stands under the variants of each step."""
    return {step: reach(sorted(places), place) for step, places in found.items()}


def reach(places: Sequence[int], place: int) -> Reach:
    """What ordered places come to, beside the place as it is."""
    return Reach(
        best=places[0],
        worst=places[-1],
        median=quantile(places, 0.5),
        low=quantile(places, 0.05),
        high=quantile(places, 0.95),
        same=places.count(place) / len(places),
    )


def typical(shifts: Sequence[Shift], step: Step) -> Shift | None:
    """The shifts of a step's variants as one: their medians, and the largest of all."""
    alike = [each for each in shifts if each.step is step]
    if not alike:
        return None
    furthest = max(alike, key=lambda each: each.largest)
    return replace(
        furthest,
        name=f"median of {len(alike)}",
        spearman=_median(each.spearman for each in alike),
        kendall=_median(each.kendall for each in alike),
        mean=median([each.mean for each in alike]),
    )


def _median(numbers: Iterable[float | None]) -> float | None:
    there = [number for number in numbers if number is not None]
    return median(there) if there else None


def influences(base: Base) -> tuple[Influence, ...]:
    """What each area counts in the formula, and in fact."""
    rows = [{part.area: part for part in parts} for parts in base.parts.values()]
    overall = list(base.scores.values())
    spread = covariance(overall, overall)
    found = []
    for area, weight in base.weights.items():
        both = [
            (row[area].score, s) for row, s in zip(rows, overall, strict=True) if area in row
        ]
        r = pearson([x for x, _ in both], [y for _, y in both])
        carried = [row[area].share * row[area].score if area in row else 0.0 for row in rows]
        variance = covariance(carried, overall) / spread if spread else None
        found.append(Influence(area, weight, None if r is None else r * r, variance))
    return tuple(found)
