"""How others would score a panel: polars and pandas, each as its users would write it.

Both hold a wide frame, a row for each cell and a column for each question, and take any
codebook whose nodes are counted level by level.
"""

from collections.abc import Sequence
from functools import reduce
from math import nan
from operator import and_

import numpy as np
import pandas as pd
import polars as pl

from scoring import Codebook
from scoring.codebook import Mean, Node, Table, WeightedMean
from scoring.panel import Floats

#: What sums of shares may lack of a whole.
NEARLY = 1e-9


def polars_query(codebook: Codebook, cells: Floats) -> pl.LazyFrame:
    """Nulls where there is no answer; a lazy query, with a `with_columns` for each level."""
    columns = zip(codebook.leaves, cells, strict=True)
    frame = pl.DataFrame({leaf.code: pl.Series(row, nan_to_null=True) for leaf, row in columns})
    query = frame.lazy()
    for level in reversed(codebook.levels):
        nodes = [node for node in codebook.at(level) if node.rule]
        query = query.with_columns(_expression(node).alias(node.code) for node in nodes)
    return query.select(node.code for node in codebook.bottom_up)


def _expression(node: Node) -> pl.Expr:
    match node.rule:
        case Mean() as rule:
            found = pl.mean_horizontal(map(_mean, rule.groups))
        case WeightedMean() as rule:
            total = pl.sum_horizontal(pl.col(part) * float(w) for part, w in rule.weights)
            found = pl.when(_share(rule) > 0).then(total / _share(rule))
        case Table() as rule:
            return pl.coalesce(
                pl.when(*(pl.col(part) == want for part, want in row.wants)).then(row.score)
                for row in rule.rows
            )
    if node.availability:
        return pl.when(_share(rule) >= float(node.availability) - NEARLY).then(found)
    return found


def _mean(parts: tuple[str, ...]) -> pl.Expr:
    return pl.mean_horizontal(parts) if len(parts) > 1 else pl.col(parts[0])


def _share(rule: Mean | WeightedMean) -> pl.Expr:
    """The weight of the parts that are there."""
    shares = rule.shares.items()
    return pl.sum_horizontal(
        pl.col(part).is_not_null() * float(share) for part, share in shares
    )


class Wide:
    """NaN where there is no answer; means by row, tables by `np.select`."""

    def __init__(self, codebook: Codebook, cells: Floats) -> None:
        self.codebook = codebook
        codes = [leaf.code for leaf in codebook.leaves]
        self.frame = pd.DataFrame(cells.T, columns=codes, copy=False)
        self.counted: dict[str, pd.Series] = {}

    def score(self) -> pd.DataFrame:
        """All nodes that are counted."""
        self.counted.clear()
        for node in self.codebook.bottom_up:
            self.counted[node.code] = self._series(node)
        return pd.DataFrame(self.counted)

    def _series(self, node: Node) -> pd.Series:
        match node.rule:
            case Mean() as rule:
                found = self._mean(rule)
            case WeightedMean() as rule:
                weights = [float(weight) for _, weight in rule.weights]
                total = self._columns(rule.parts).mul(weights).sum(axis=1)
                found = total / self._share(rule)
            case Table() as rule:
                return self._looked_up(rule)
        if node.availability:
            return found.where(self._share(rule) >= float(node.availability) - NEARLY)
        return found

    def _columns(self, parts: Sequence[str]) -> pd.DataFrame:
        if self.counted.keys().isdisjoint(parts):
            return self.frame[list(parts)]
        return pd.DataFrame(
            {p: self.counted[p] if p in self.counted else self.frame[p] for p in parts}
        )

    def _share(self, rule: Mean | WeightedMean) -> pd.Series:
        shares = [float(share) for share in rule.shares.values()]
        return self._columns(rule.parts).notna().mul(shares).sum(axis=1)

    def _mean(self, rule: Mean) -> pd.Series:
        if all(len(group) == 1 for group in rule.groups):
            return self._columns(rule.parts).mean(axis=1)
        means = {group: self._columns(group).mean(axis=1) for group in rule.groups}
        return pd.DataFrame(means).mean(axis=1)

    def _looked_up(self, rule: Table) -> pd.Series:
        given = self._columns(rule.parts)
        fits = [reduce(and_, (given[p] == want for p, want in row.wants)) for row in rule.rows]
        found = np.select(fits, [row.score for row in rule.rows], default=nan)
        return pd.Series(found, index=self.frame.index)
