"""How far each part of a table moved it, by Shapley's rule; `scoring.explain` says why so.

Scores here are those of all nodes; the table has one before and after.
"""

from collections.abc import Iterator, Sequence
from math import fsum

from scoring.codebook import Node, Table
from scoring.errors import NoRow
from scoring.orders import MANY, Orders, bits
from scoring.score import Scores, looked_up


def split_table(
    node: Node, rule: Table, before: Scores, after: Scores, difference: float
) -> dict[str, float]:
    """The points of each part whose score changed; they add up to the difference."""
    changed = bits([part for part in rule.parts if before[part] != after[part]])
    if len(changed) <= MANY:
        worth = dict(_worth(node, rule, changed, before, after))
        orders = Orders(len(changed), worth)
        if orders.all:
            return {
                part: fsum(s * (worth[stage | bit] - worth[stage]) for stage, s in turns)
                for part, bit in changed
                for turns in [orders.turns(bit)]
            }
    return {part: difference / len(changed) for part, _ in changed}


def _worth(
    node: Node, rule: Table, changed: Sequence[tuple[str, int]], before: Scores, after: Scores
) -> Iterator[tuple[int, float]]:
    """The score of a table at each stage that has one."""
    for stage in range(1 << len(changed)):
        values = {part: before[part] for part in rule.parts}
        values |= {part: after[part] for part, bit in changed if stage & bit}
        try:
            score = looked_up(node.code, rule, values)
        except NoRow:
            # An answer off the scale fits a row of its own side, but perhaps of no mixture.
            continue
        if score is not None:
            yield stage, score
