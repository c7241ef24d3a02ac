"""A codebook made ready for arrays: codes become rows, and each node a step that reads some.

Here it is decided which rows a node reads and what it makes of them; `scoring.panel` does it.
Rows that lie side by side are read together, as a run.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil, inf, lcm, nan, prod
from typing import NamedTuple

from scoring.codebook import Codebook, Mean, Node, Table, WeightedMean


class Run(NamedTuple):
    """Neighbouring rows, [start, stop), of the answers or of what is counted."""

    counted: bool
    start: int
    stop: int

    @property
    def rows(self) -> list["Run"]:
        """Each row by itself."""
        return [Run(self.counted, row, row + 1) for row in range(self.start, self.stop)]


#: Code → the one row of its scores.
Rows = Mapping[str, Run]


@dataclass(frozen=True, slots=True)
class Means:
    """The mean of single rows and of the means of groups, of which `least` have to be there."""

    singles: tuple[Run, ...]
    groups: tuple[tuple[Run, ...], ...]
    least: int


@dataclass(frozen=True, slots=True)
class Weights:
    """The mean of rows by their weights, run by run."""

    weights: tuple[tuple[Run, tuple[float, ...]], ...]


@dataclass(frozen=True, slots=True)
class Lookup:
    """A table as a list of scores, one for each combination of what its parts can be.

    A part can be what some row wants of it, missing (-inf), or anything else. What it is, as
    in `wants`, stands for a number in `places`, else for 0; the numbers of all parts add up to
    the place of the score. `wants` and `places` are [part, want], filled up with nan and 0. A
    score is nan where a missing answer leaves several rows open, inf where no row fits.
    """

    parts: tuple[Run, ...]
    wants: tuple[tuple[float, ...], ...]
    places: tuple[tuple[int, ...], ...]
    scores: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Need:
    """How much may be missing where there is a score: in whole numbers, as are the shares."""

    shares: tuple[tuple[Run, int], ...]
    most_missing: int


@dataclass(frozen=True, slots=True)
class Step:
    """How one node is counted; `questions` are those that no step before it reads."""

    code: str
    rule: Means | Weights | Lookup
    need: Need | None
    questions: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The rows and the steps of a codebook, each step after those that it reads.

    The rows of answers are `Codebook.leaves`, those of what is counted `Codebook.bottom_up`.
    """

    codebook: Codebook
    rows: Rows
    steps: tuple[Step, ...]


def planned(codebook: Codebook) -> Plan:
    """Make a codebook ready; worth keeping, since all that its tables can meet is tried."""
    answers = {node.code: Run(False, n, n + 1) for n, node in enumerate(codebook.leaves)}
    counted = {node.code: Run(True, n, n + 1) for n, node in enumerate(codebook.bottom_up)}
    rows, unread = answers | counted, dict(answers)
    steps = [_step(node, rows, unread) for node in codebook.bottom_up]
    # A question of the top level may be part of nothing; it is left to the last.
    questions = joined((*steps[-1].questions, *unread.values()))
    steps[-1] = replace(steps[-1], questions=questions)
    return Plan(codebook, rows, tuple(steps))


def joined(runs: Iterable[Run]) -> tuple[Run, ...]:
    """The same rows in as few runs as can be."""
    found: list[Run] = []
    for run in sorted(runs):
        last = found[-1] if found else run
        if (last.counted, last.stop) == run[:2]:
            found[-1] = last._replace(stop=run.stop)
        else:
            found.append(run)
    return tuple(found)


def _step(node: Node, rows: Rows, unread: dict[str, Run]) -> Step:
    """The step of a node; the questions that it reads leave the unread ones."""
    first = joined(unread.pop(part) for part in node.parts if part in unread)
    match node.rule:
        case Mean() as rule:
            means = _means(node, rule, rows)
            need = None if means.least else _need(node, rule, rows)
            return Step(node.code, means, need, first)
        case WeightedMean() as rule:
            return Step(node.code, _weights(rule, rows), _need(node, rule, rows), first)
        case Table() as table:
            return Step(node.code, _lookup(table, rows), None, first)
        case None:
            raise TypeError(f"{node.code!r} is not counted")


def _means(node: Node, rule: Mean, rows: Rows) -> Means:
    singles = joined(rows[group[0]] for group in rule.groups if len(group) == 1)
    several = [group for group in rule.groups if len(group) > 1]
    # Parts of one weight need no more than to be counted, which a mean does anyway.
    least = 0 if several else ceil(node.availability * len(rule.groups))
    return Means(
        singles, tuple(joined(rows[part] for part in group) for group in several), least
    )


def _weights(rule: WeightedMean, rows: Rows) -> Weights:
    weights = {rows[part]: float(weight) for part, weight in rule.weights}
    runs = joined(weights)
    return Weights(tuple((run, tuple(weights[row] for row in run.rows)) for run in runs))


def _need(node: Node, rule: Mean | WeightedMean, rows: Rows) -> Need | None:
    if not node.availability:
        return None
    shares = rule.shares
    unit = lcm(node.availability.denominator, *(s.denominator for s in shares.values()))
    sharing: dict[int, list[Run]] = defaultdict(list)
    for part, share in shares.items():
        sharing[int(share * unit)].append(rows[part])
    runs = ((run, share) for share, parts in sharing.items() for run in joined(parts))
    return Need(tuple(runs), int((1 - node.availability) * unit))


def _lookup(table: Table, rows: Rows) -> Lookup:
    wants: dict[str, dict[float, None]] = {part: {} for part in table.parts}
    for row in table.rows:
        for part, want in row.wants:
            wants[part][want] = None
    # Nothing equals nan, so it is anything that no row wants.
    kinds = [(nan, *wanted, -inf) for wanted in wants.values()]
    sizes = [prod(map(len, kinds[later:])) for later in range(1, len(kinds) + 1)]
    most = max(map(len, kinds))
    return Lookup(
        tuple(rows[part] for part in wants),
        tuple((*kind[1:], *[nan] * (most - len(kind))) for kind in kinds),
        tuple(
            (*(size * number for number in range(1, len(kind))), *[0] * (most - len(kind)))
            for kind, size in zip(kinds, sizes, strict=True)
        ),
        tuple(
            _scores(
                [(dict(row.wants), row.score) for row in table.rows],
                list(zip(wants, kinds, strict=True)),
            )
        ),
    )


def _scores(
    rows: Sequence[tuple[Mapping[str, float], float]],
    kinds: Sequence[tuple[str, Sequence[float]]],
) -> Iterator[float]:
    """The score for each combination of what the parts can be, the last part changing fastest.

    Part by part only the rows go on that may still fit; one that wants a missing answer may,
    but it has no score to give.
    """
    if not kinds:
        yield next((score for _, score in rows if score == score), nan) if rows else inf
        return
    (part, can_be), *later = kinds
    for kind in can_be:
        fitting = [
            (wants, nan if kind == -inf and part in wants else score)
            for wants, score in rows
            if kind == -inf or wants.get(part) in (None, kind)
        ]
        yield from _scores(fitting, later)
