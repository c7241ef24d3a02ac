"""The orders in which the parts of a node can change, one after the other.

A *stage* is a set of parts that have changed already, as the bits of a number. An order leads
from stage to stage, and counts only if there is a score at each of them.
"""

from collections.abc import Collection, Iterator, Sequence

#: So many parts at most are followed through all orders: they make 4,096 stages.
MANY = 12


class Orders:
    """All orders of a number of parts by way of the stages that have a score."""

    def __init__(self, parts: int, scored: Collection[int]) -> None:
        last = (1 << parts) - 1
        self.to = _ways(parts, scored)
        # To go on to the end is to come from there backwards, among the parts still unchanged.
        self.on = _ways(parts, {last - stage for stage in scored})[::-1]
        self.all = self.to[last]

    def stages(self) -> Iterator[tuple[int, float]]:
        """Each stage with the share of the orders that come by it."""
        for stage, ways in enumerate(self.to):
            if ways and self.on[stage]:
                yield stage, ways * self.on[stage] / self.all

    def turns(self, bit: int) -> Iterator[tuple[int, float]]:
        """Each stage with the share of the orders in which a part changes right after it."""
        for stage, ways in enumerate(self.to):
            if ways and not stage & bit and self.on[stage | bit]:
                yield stage, ways * self.on[stage | bit] / self.all


def _ways(parts: int, scored: Collection[int]) -> list[int]:
    """In how many orders each stage is reached from the first by way of scored ones."""
    bits = [1 << place for place in range(parts)]
    ways = [1]
    for stage in range(1, 1 << parts):
        here = stage in scored
        ways.append(sum(ways[stage ^ bit] for bit in bits if stage & bit) if here else 0)
    return ways


def bits(parts: Sequence[str]) -> list[tuple[str, int]]:
    """Each part with its bit in a stage."""
    return [(part, 1 << place) for place, part in enumerate(parts)]
