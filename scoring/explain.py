"""Why a score moved: its difference, split among the answers that changed.

Two scorecards differ because some answers did, perhaps many at once. At every node that has a
score on both sides the difference is split among its parts, and the share of each part is
split on among the answers below it as that part's own difference was. So the parts add up at
every level, and what the answers of an area did to the overall score is what the area did.

A node splits by Shapley's rule: imagine that its parts change one after the other, note what
each one moves when its turn comes, and take the average over all orders. That is symmetric,
leaves nothing over, gives nothing to what did not change, and knows no first or last.

* A *mean* of parts that were there before and are after is linear: a part moves it by its
  weight times its own difference, in whatever order. So changes below a part that offset
  each other are still told, each with its weight, though the part stayed as it was.
* Where parts of a mean *appear or vanish*, the weights change on the way. Orders of those are
  averaged exactly; the parts that stay move in equal steps in between, which is what the
  average comes to. Where more than `MANY` (`scoring.orders`) come and go, they do so at once,
  half-way through the moves of those that stay: each pulls the mean from there to itself.
* In a *table* all orders of the parts that changed are averaged.
* A step has to have a score. Orders on whose way the score would be missing do not count. In
  a mean some are always left; a table where none is, or where more than `MANY` parts changed,
  is split equally among those.

A node that appeared or vanished has no difference. It is owed in equal shares to the parts
that appeared (or vanished) with it, or, in a table that now is decided by another answer, to
those that changed; and so on down to the answers. If such a node moved one above it, its part
in that is split among its answers by these shares.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import fsum
from types import MappingProxyType

from scoring.codebook import Codebook, Node, Table
from scoring.compare import refuse_other
from scoring.errors import OtherCodebook
from scoring.score import Scorecard, Scores
from scoring.split_mean import split_mean
from scoring.split_table import split_table

#: Code of an answer → how much of a node's difference it made; for a node that appeared or
#: vanished, the share of it that it is owed.
Made = dict[str, float]


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one answer, or one part, did to the score of a node above it, in points."""

    code: str
    before: float | None
    after: float | None
    points: float


@dataclass(frozen=True, slots=True)
class Explained:
    """A node that was scored before and after, and below which an answer changed.

    `parts` and `answers` each add up to the difference, the largest first. What changed
    without effect is among them with no points.
    """

    code: str
    before: float
    after: float
    parts: tuple[Contribution, ...]
    answers: tuple[Contribution, ...]

    @property
    def difference(self) -> float:
        """How far the score moved, in points."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Explanation:
    """Every node that changed answers reach, in the codebook's order.

    `appeared` and `vanished` map the code of a node to those of the answers that did it.
    """

    nodes: Mapping[str, Explained] = field(hash=False)
    appeared: Mapping[str, tuple[str, ...]] = field(hash=False)
    vanished: Mapping[str, tuple[str, ...]] = field(hash=False)


def explain(codebook: Codebook, before: Scorecard, after: Scorecard) -> Explanation:
    """Split every difference of two scorecards among the answers that changed.

    The answers of a node add up to its difference within 1e-12 (on a scale of 100).

    Raises:
        OtherCodebook: the scorecards come from different codebooks, or from another than this.
    """
    refuse_other(before, after)
    if (codebook.id, codebook.edition) != (before.codebook, before.edition):
        raise OtherCodebook(
            f"{before.codebook} {before.edition}", f"{codebook.id} {codebook.edition}"
        )
    return _Sides(codebook, before.values, after.values).explanation()


class _Sides:
    """Two sets of scores of one codebook, and what was found to lie between them so far."""

    def __init__(self, codebook: Codebook, before: Scores, after: Scores) -> None:
        self.nodes = codebook.nodes
        self.before, self.after = before, after
        self.made: dict[str, Made] = {}
        self.parts: dict[str, Made] = {}
        for leaf in codebook.leaves:
            if before[leaf.code] != after[leaf.code]:
                self.made[leaf.code] = {leaf.code: self.size(leaf.code)}
        for node in codebook.bottom_up:
            if any(part in self.made for part in node.parts):
                self.trace(node)

    def size(self, code: str) -> float:
        """How far a node moved; 1 for the whole of one that appeared or vanished."""
        before, after = self.before[code], self.after[code]
        return 1.0 if before is None or after is None else after - before

    def trace(self, node: Node) -> None:
        """Note what each part and each answer did to a node."""
        reached = [part for part in node.parts if part in self.made]
        factors = self.factors(node, reached)
        self.parts[node.code] = {p: factor * self.size(p) for p, factor in factors.items()}
        made: dict[str, list[float]] = {}
        for part, factor in factors.items():
            for leaf, points in self.made[part].items():
                made.setdefault(leaf, []).append(factor * points)
        self.made[node.code] = {leaf: fsum(points) for leaf, points in made.items()}

    def factors(self, node: Node, reached: list[str]) -> Mapping[str, float]:
        """What to multiply the answers of each part by, to have what they did to the node."""
        start, end = self.before[node.code], self.after[node.code]
        if node.rule is None or (start is None and end is None):
            return dict.fromkeys(reached, 0.0)
        if start is None:
            return self.owed(reached, self.before, self.after)
        if end is None:
            return self.owed(reached, self.after, self.before)
        if isinstance(node.rule, Table):
            points = split_table(node, node.rule, self.before, self.after, end - start)
            return {p: points[p] / self.size(p) if p in points else 0.0 for p in reached}
        factors = split_mean(node, node.rule, self.before, self.after, end - start)
        return {part: factors.get(part, 0.0) for part in reached}

    def owed(self, reached: list[str], without: Scores, having: Scores) -> dict[str, float]:
        """The factors of a node that has a score on one side alone: shares of its being."""
        changed = [p for p in reached if having[p] is not None and having[p] != without[p]]
        makers = [part for part in changed if without[part] is None] or changed
        return {part: 1 / len(makers) / self.size(part) for part in makers}

    def explanation(self) -> Explanation:
        """All that was found, in the codebook's order."""
        found = [code for code in self.nodes if code in self.made]
        nodes = {code: node for code in found if (node := self.explained(code))}
        return Explanation(
            MappingProxyType(nodes),
            MappingProxyType(self.only_in(self.after, self.before, found)),
            MappingProxyType(self.only_in(self.before, self.after, found)),
        )

    def only_in(
        self, having: Scores, without: Scores, found: Iterable[str]
    ) -> dict[str, tuple[str, ...]]:
        """The nodes that have a score on one side alone, and the answers that did it."""
        return {
            code: tuple(self.made[code])
            for code in found
            if having[code] is not None and without[code] is None
        }

    def explained(self, code: str) -> Explained | None:
        """A node that has a difference, with its parts and answers."""
        before, after = self.before[code], self.after[code]
        if before is None or after is None:
            return None
        parts, answers = self.parts.get(code, {}), self.made[code]
        return Explained(
            code, before, after, self.largest_first(parts), self.largest_first(answers)
        )

    def largest_first(self, points: Made) -> tuple[Contribution, ...]:
        # By nine places, so that equal ones stay in the codebook's order.
        ordered = sorted(points.items(), key=lambda item: -round(abs(item[1]), 9))
        return tuple(Contribution(c, self.before[c], self.after[c], p) for c, p in ordered)
