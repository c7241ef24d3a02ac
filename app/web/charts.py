"""The geometry of pictures (pure): across in percent, down in pixels.

Letters keep their size at any width, since nothing is scaled, and no inline style is needed.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise
from math import ceil, floor

from monitor.standings import Step
from scoring import equal, shown

OFFICIAL, HELD, INTERIM = "official", "held", "interim"
LEFT, WIDTH = 1.5, 96.5
TOP, HEIGHT = 28.0, 196.0
#: Labels nearer to one another than this, in percent, would touch on a phone.
ROOM = 16.0
#: The steps a grid may have, each with the widest span of scores it serves.
GRIDS = ((5, 20.0), (10, 45.0), (20, 100.0))


@dataclass(frozen=True, slots=True)
class Span:
    """Days over which a score stood, as a line is drawn over them."""

    start: date
    end: date
    score: float
    kind: str


@dataclass(frozen=True, slots=True)
class Line:
    """A stroke from one point to another."""

    kind: str
    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True, slots=True)
class Label:
    """A number at a point, where it begins, stands in the middle, or ends."""

    kind: str
    x: float
    y: float
    number: int
    anchor: str


@dataclass(frozen=True, slots=True)
class Run:
    """The days [since, until) over which a score is shown as one number."""

    since: date
    until: date | None
    score: int
    official: bool

    @property
    def years(self) -> str:
        """The years of an official run."""
        last = self.until.year - 1 if self.until else self.since.year
        return str(last) if last == self.since.year else f"{self.since.year}–{last}"


@dataclass(frozen=True)
class Plot:
    """A step line of one score over time, with its grid, its labels and its numbers."""

    low: int
    high: int
    grid: tuple[tuple[float, int], ...]
    lines: tuple[Line, ...]
    labels: tuple[Label, ...]
    years: tuple[Label, ...]
    dot: tuple[float, float]
    runs: tuple[Run, ...]


def plot(steps: Sequence[Step], today: date) -> Plot | None:
    """The step line of a score: official solid, held dashed, interim in the accent."""
    drawn = list(spans(steps, today))
    if not drawn:
        return None
    low, high, by = scale([step.score for step in steps])
    first, length = drawn[0].start, (drawn[-1].end - drawn[0].start).days or 1

    def x(day: date) -> float:
        return round(LEFT + WIDTH * (day - first).days / length, 2)

    def y(score: float) -> float:
        return round(TOP + HEIGHT * (high - score) / (high - low), 1)

    return Plot(
        low,
        high,
        tuple((y(mark), mark) for mark in range(low, high + 1, by)),
        tuple(strokes(drawn, x, y)),
        tuple(values(drawn, x, y)),
        tuple(years(drawn, x)),
        (x(drawn[-1].end), y(drawn[-1].score)),
        tuple(runs(steps)),
    )


def spans(steps: Sequence[Step], today: date) -> Iterator[Span]:
    """What the line is made of: an official score lasts its year, and is then held."""
    for step, after in zip(steps, [*steps[1:], None], strict=False):
        end = after.since if after else max(today, step.since)
        if not step.official:
            yield Span(step.since, end, step.score, INTERIM)
            continue
        over = date(step.since.year + 1, 1, 1)
        yield Span(step.since, over, step.score, OFFICIAL)
        if end > over:
            yield Span(over, end, step.score, HELD)


def scale(scores: Sequence[float]) -> tuple[int, int, int]:
    """The lowest and highest mark of the grid and its step, with air around the line."""
    low, high = min(scores), max(scores)
    by = next(by for by, widest in GRIDS if high - low <= widest)
    bottom, top = floor((low - by * 0.3) / by) * by, ceil((high + by * 0.3) / by) * by
    while top - bottom < 3 * by:
        bottom, top = bottom - by, top + by
    return max(bottom, 0), min(top, 100), by


def strokes(
    drawn: Sequence[Span], x: Callable[[date], float], y: Callable[[float], float]
) -> Iterator[Line]:
    """The lines across, and those that lead from one score to the next."""
    for span in drawn:
        yield Line(span.kind, x(span.start), y(span.score), x(span.end), y(span.score))
    for span, after in pairwise(drawn):
        if not equal(span.score, after.score):
            yield Line(after.kind, x(span.end), y(span.score), x(span.end), y(after.score))


def values(
    drawn: Sequence[Span], x: Callable[[date], float], y: Callable[[float], float]
) -> Iterator[Label]:
    """The numbers that stand at the line: the first, the last official, the last of all."""
    official = [span for span in drawn if span.kind == OFFICIAL]
    if official:
        first, last = official[0], official[-1]
        if x(last.end) - x(first.start) > 2.5 * ROOM and shown(first.score) != shown(
            last.score
        ):
            yield Label("", x(first.start), y(first.score) - 12, shown(first.score), "start")
        yield Label(OFFICIAL, x(last.end), y(last.score) - 12, shown(last.score), "end")
    if drawn[-1].kind == INTERIM:
        last, before = drawn[-1], drawn[-2] if len(drawn) > 1 else drawn[-1]
        below = 26 if last.score < before.score else -14
        yield Label(INTERIM, x(last.end), y(last.score) + below, shown(last.score), "end")


def years(drawn: Sequence[Span], x: Callable[[date], float]) -> Iterator[Label]:
    """The years under the line: its first, its last official one, and this one."""
    first, end = drawn[0].start, drawn[-1].end
    yield Label("", x(first), 0, first.year, "start")
    official = [span.start for span in drawn if span.kind == OFFICIAL]
    if official and x(first) + ROOM < x(official[-1]) < x(end) - ROOM:
        yield Label("", x(official[-1]), 0, official[-1].year, "middle")
    if drawn[-1].kind != OFFICIAL:
        yield Label("", x(end), 0, end.year, "end")


def runs(steps: Sequence[Step]) -> Iterator[Run]:
    """The numbers behind the line, years with the same one together."""

    def alike(place: int) -> tuple[bool, int, int]:
        step = steps[place]
        # Years in a row keep their distance to the place; a gap between years breaks a run.
        return step.official, shown(step.score), step.since.year - place if step.official else 0

    for (official, score, _), group in groupby(range(len(steps)), alike):
        places = list(group)
        last = places[-1]
        over = date(steps[last].since.year + 1, 1, 1) if official else None
        if not official and last + 1 < len(steps):
            over = steps[last + 1].since
        yield Run(steps[places[0]].since, over, score, official)
