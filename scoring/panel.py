"""Whole panels through arrays: what `scoring.score` makes of one jurisdiction, for all at once.

A *panel* is an array of answers, [question, …]: the questions in the order of
`Codebook.leaves`, and behind them any axes, such as jurisdictions and years, that span the
*cells* to score. Answers are float64 on the codebook's scale; NaN is no answer. So all answers
to one question lie side by side, and a node is a sum of rows. They are taken in blocks of cells
that stay in the processor's cache until they are counted, which makes it nearly one pass over
the memory. An array in C order is not copied.

Scores are those of `scoring.score` to 1e-12 (its sums are exact, these are not), NaN where it
has none. A cell that cannot be scored is given to it, so that the error is its own, too.
"""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import partial, reduce
from math import ceil, inf, nan, prod
from operator import iadd
from typing import Any, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from scoring.codebook import Codebook
from scoring.compare import EQUAL_WITHIN
from scoring.errors import ScoringError, WrongShape
from scoring.plan import Lookup, Means, Need, Plan, Run, Step, Weights
from scoring.score import Answers, check, score

Floats = NDArray[np.float64]

#: A run → its scores at the cells in question, [row, cell].
Read = Callable[[Run], Floats]

#: Cells in a block, at most: a few rows of them fit into the cache, and outweigh the calls.
BLOCK = 32_768


@dataclass(frozen=True, slots=True)
class Panel:
    """A scored panel: answers, [question, …], and what is counted of them, [node, …]."""

    plan: Plan
    answers: Floats
    counted: Floats

    def of(self, code: str) -> Floats:
        """The scores of one node, […].

        Raises:
            UnknownIndicator: the codebook has no such code.
        """
        run = self.plan.rows[self.plan.codebook.node(code).code]
        return cast(Floats, self.rows(run)[0])

    def rows(self, run: Run) -> Floats:
        """The scores of a run, [row, …]."""
        return (self.counted if run.counted else self.answers)[run.start : run.stop]


def as_panel(codebook: Codebook, cells: Sequence[Answers]) -> Floats:
    """The answers of some cells as an array, [question, cell]."""
    rows = [[answers.get(leaf.code, nan) for answers in cells] for leaf in codebook.leaves]
    return np.array(rows, np.float64)


def score_panel(plan: Plan, answers: Floats, threads: int = 1) -> Panel:
    """Score every cell of a panel; two threads nearly halve the time, many wait on each other.

    Raises:
        WrongShape: the rows are not as many as the questions.
        OutsideScale, NoRow: as `scoring.score` does; a note names the cell.
    """
    answers = np.ascontiguousarray(answers, np.float64)
    shape = answers.shape[1:]
    flat = answers.reshape(len(answers), prod(shape))

    def place(cell: int) -> str:
        return "cell " + ", ".join(map(str, np.unravel_index(cell, shape)))

    panel = _scored(plan, flat, threads, place)
    return Panel(plan, answers, panel.counted.reshape(len(plan.steps), *shape))


def _scored(plan: Plan, answers: Floats, threads: int, place: Callable[[int], str]) -> Panel:
    """A panel of one axis of cells; `place` is what people call a cell."""
    if len(answers) != len(plan.codebook.leaves):
        raise WrongShape(f"{len(answers)} rows", f"{len(plan.codebook.leaves)} questions")
    cells = answers.shape[1]
    panel = Panel(plan, answers, np.empty((len(plan.steps), cells)))
    # Blocks of one size, as many for each thread; a single block is not worth dividing.
    threads = min(threads, ceil(cells / BLOCK)) or 1
    size = ceil(cells / threads / (ceil(cells / threads / BLOCK) or 1)) or 1
    blocks = (slice(start, start + size) for start in range(0, cells, size))
    with ThreadPoolExecutor(threads) as pool:
        for faulty in pool.map(partial(_score_block, panel), blocks):
            if faulty is not None:
                _refuse(plan, answers[:, faulty], place(faulty))
    return panel


def _score_block(panel: Panel, block: slice) -> int | None:
    """Count the nodes of a block; the first cell found that cannot be, if there is one."""

    def read(run: Run) -> Floats:
        return panel.rows(run)[:, block]

    # Nothing divided by nothing is the score of nothing.
    with np.errstate(invalid="ignore"):
        for row, step in zip(panel.counted, panel.plan.steps, strict=True):
            count(step, read, panel.plan.codebook.scale, row[block])
            if np.fmax.reduce(row[block]) == inf:
                return int(block.start + np.isinf(row[block]).argmax())
    return None


def _refuse(plan: Plan, answers: Floats, place: str) -> None:
    """Let the readable scorer say what is wrong with a cell."""
    given = zip(plan.codebook.leaves, answers.tolist(), strict=True)
    try:
        score(plan.codebook, {leaf.code: answer for leaf, answer in given if answer == answer})
    except ScoringError as fault:
        fault.add_note(f"in {place}")
        raise


# What follows has the names and the meaning of `scoring.score`, cell by cell.


def count(step: Step, read: Read, scale: tuple[float, float], scores: Floats) -> None:
    """Count the scores of a node by its rule, [cell]; inf where its parts cannot be scored."""
    # Looked at right before they are counted, since that brings them into the cache.
    outside = [rows for rows in map(read, step.questions) if not _within(rows, scale)]
    match step.rule:
        case Means() as rule:
            grouped_mean(rule, read, scale[0], scores)
        case Weights() as rule:
            weighted_mean(rule, read, scale[0], scores)
        case Lookup() as rule:
            look_up(rule, read, scores)
    if step.need:
        np.putmask(scores, ~available(step.need, read), nan)
    for rows in outside:
        scores[((rows < scale[0]) | (rows > scale[1])).any(axis=0)] = inf


def _within(rows: Floats, scale: tuple[float, float]) -> bool:
    low, high = np.fmin.reduce(rows, axis=None), np.fmax.reduce(rows, axis=None)
    return not (low < scale[0] or high > scale[1])


def available(need: Need, read: Read) -> NDArray[np.bool_]:
    """Where enough of a mean's parts, by weight, are scored."""
    missing = (share * _how_many(np.isnan(read(run)), np.int64) for run, share in need.shares)
    return reduce(np.add, missing) <= need.most_missing


def grouped_mean(rule: Means, read: Read, low: float, scores: Floats) -> None:
    """The mean of the means of the groups; NaN of nothing."""
    groups = np.empty((len(rule.groups), scores.size))
    for group, its_scores in zip(rule.groups, groups, strict=True):
        mean(map(read, group), low, its_scores)
    runs = [*map(read, rule.singles), *([groups] if rule.groups else [])]
    mean(runs, low, scores, rule.least)


def mean(runs: Iterable[Floats], low: float, scores: Floats, least: int = 0) -> None:
    """The mean of all rows that are there; NaN of nothing, or of less than is wanted."""
    totals, theres = zip(*(_sum(rows, low) for rows in runs), strict=True)
    there = reduce(np.add, theres)
    _divide(reduce(np.add, totals), there, low, scores)
    if least:
        np.putmask(scores, np.broadcast_to(there < least, scores.shape), nan)


def _sum(rows: Floats, low: float) -> tuple[Floats, Floats]:
    """What is there in each cell, from the bottom of the scale up, and how much it is."""
    there = rows == rows
    if there.all():
        return np.add.reduce(rows) - low * len(rows), np.array(float(len(rows)))
    # Row by row, since a copy of them all would not stay in the cache.
    total = reduce(iadd, (_above(low, row) for row in rows))
    return total, _how_many(there, np.float64)


def weighted_mean(rule: Weights, read: Read, low: float, scores: Floats) -> None:
    """The mean by the weights of the rows that are there; NaN of nothing."""
    parts = [(read(run), np.array(weights)[:, np.newaxis]) for run, weights in rule.weights]
    totals = (np.add.reduce(_above(low, rows) * weights) for rows, weights in parts)
    theres = (np.add.reduce((rows == rows) * weights) for rows, weights in parts)
    _divide(reduce(np.add, totals), reduce(np.add, theres), low, scores)


def look_up(rule: Lookup, read: Read, scores: Floats) -> None:
    """The scores of the rows that fit; NaN while several are open, inf where there is none."""
    # Missing is less than anything here, so that it can be wanted like an answer.
    rows = np.fmax(np.concatenate([read(run) for run in rule.parts]), -inf)
    fits = rows[:, np.newaxis] == np.array(rule.wants)[..., np.newaxis]
    small = np.min_scalar_type(len(rule.scores))
    places = fits.view(np.uint8) * np.array(rule.places, small)[..., np.newaxis]
    place = np.add.reduce(places, axis=(0, 1), dtype=small)
    np.take(rule.scores, place.astype(np.intp), out=scores, mode="clip")


def _above(low: float, rows: Floats) -> Floats:
    """Scores from the bottom of the scale up: what is missing is nothing in their sum."""
    above = np.fmax(rows, low)
    return above - low if low else above


def _divide(total: Floats, there: Floats, low: float, scores: Floats) -> None:
    np.divide(total, there, out=scores)
    if low:
        scores += low


def _how_many(rows: NDArray[np.bool_], kind: type[np.generic]) -> NDArray[Any]:
    # The smallest number that can count them all, mostly a byte, is added by far the fastest.
    counts = np.add.reduce(rows.view(np.uint8), dtype=np.min_scalar_type(len(rows)))
    return np.asarray(counts, kind)


class Dated(NamedTuple):
    """An answer, at its jurisdiction's place in the panel, that becomes another, or None."""

    jurisdiction: int
    code: str
    day: date
    answer: float | None


class Steps(NamedTuple):
    """The step functions of a node: from a day on it has a score, sorted by both others."""

    jurisdiction: NDArray[np.int64]
    day: NDArray[np.datetime64]
    score: Floats


@dataclass(frozen=True, slots=True)
class Daily:
    """Scores on all days: at the start, and after each moment at which an answer changes."""

    start: Panel
    jurisdiction: NDArray[np.int64]
    day: NDArray[np.datetime64]
    after: Panel

    def on(self, code: str, day: date) -> Floats:
        """The scores of a node on a day, [jurisdiction]."""
        scores, past = self.start.of(code).copy(), self.day <= np.datetime64(day)
        # Of several moments in one jurisdiction the last that is assigned stays: the latest.
        scores[self.jurisdiction[past]] = self.after.of(code)[past]
        return scores

    def steps(self, code: str) -> Steps:
        """The moments at which the score of a node becomes another, appears or vanishes."""
        after = self.after.of(code)
        before = np.roll(after, 1)
        first = np.diff(self.jurisdiction, prepend=-1) > 0
        before[first] = self.start.of(code)[self.jurisdiction[first]]
        same = np.isnan(after) & np.isnan(before) | (np.abs(after - before) <= EQUAL_WITHIN)
        return Steps(self.jurisdiction[~same], self.day[~same], after[~same])


def daily(plan: Plan, answers: Floats, changes: Iterable[Dated]) -> Daily:
    """Score all days: from a panel of one day, [question, jurisdiction], and its changes.

    Each moment of a change is one more cell, however many days lie between. It is counted from
    its answers like any other: sums that are kept and added to would drift. Of two changes of
    one answer on one day the later one given holds.

    Raises:
        WrongShape: the rows are not as many as the questions, or there is no such jurisdiction.
        UnknownIndicator: a change names no question of the codebook.
        OutsideScale, NoRow: an answer cannot be scored; a note names the moment.
    """
    start = score_panel(plan, answers)
    in_turn = sorted(changes, key=lambda change: (change.jurisdiction, change.day))
    moments = list(dict.fromkeys((change.jurisdiction, change.day) for change in in_turn))
    jurisdiction = np.array([place for place, _ in moments], np.int64)
    if ((jurisdiction < 0) | (jurisdiction >= start.answers.shape[1])).any():
        raise WrongShape(f"{start.answers.shape[1]} jurisdictions", "all that change")
    columns = start.answers.take(jurisdiction, axis=1)
    numbers = dict(zip(moments, range(len(moments)), strict=True))
    ends = dict(zip(jurisdiction.tolist(), range(1, len(moments) + 1), strict=True))
    for place, code, day, answer in in_turn:
        check(plan.codebook, {code: plan.codebook.scale[0] if answer is None else answer})
        row, since = plan.rows[code].start, numbers[place, day]
        columns[row, since : ends[place]] = nan if answer is None else answer
    after = _scored(
        plan, columns, 1, lambda cell: "jurisdiction {} on {}".format(*moments[cell])
    )
    days = np.array([day for _, day in moments], "datetime64[D]")
    return Daily(start, jurisdiction, days, after)
