"""Figures counted a second time, by other means: arrays, and answers taken turn by turn (pure).

`scoring.score` reads the answers of a day and sums exactly; here the turns of each answer are
followed up to the day, and the sums are those of `scoring.panel`. Both must come to the same.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby
from math import isnan
from operator import itemgetter

from monitor.gate import Past
from monitor.released import Move
from scoring import EVER, Answer, Codebook, changes_of, equal, first_difference
from scoring.panel import Panel, as_panel, score_panel
from scoring.plan import planned

#: The answers of a country without a change and with it, and what that is said to move.
Case = tuple[Sequence[Answer], Sequence[Answer], Sequence[Move]]
#: Code of a question → the score of its answer; None where it has none any more.
Scores = dict[str, float | None]


def miscounted(codebook: Codebook, cases: Sequence[tuple[date, Case]]) -> list[tuple[str, ...]]:
    """For each case, from the day on which it begins, the nodes that come out otherwise."""
    cells = [
        held(history, first_difference(without, within, EVER, since) or since)
        for since, (without, within, _) in cases
        for history in (without, within)
    ]
    if not cells:
        return []
    panel = score_panel(planned(codebook), as_panel(codebook, cells))
    return [
        tuple(differing(panel, 2 * place, moves))
        for place, (_, (_, _, moves)) in enumerate(cases)
    ]


def held(history: Iterable[Answer], day: date) -> dict[str, float]:
    """The answers that hold on a day, by following their turns."""
    scores: dict[str, float] = {}
    for since, code, score in changes_of(history, EVER):
        if since > day:
            break
        if score is None:
            scores.pop(code, None)
        else:
            scores[code] = score
    return scores


def differing(panel: Panel, cell: int, moves: Iterable[Move]) -> Iterable[str]:
    """The nodes whose scores in two cells are not those that are told."""
    told = {move.code: (move.before, move.after) for move in moves}
    for code in panel.plan.codebook.nodes:
        before, after = (existing(score) for score in panel.of(code)[cell : cell + 2].tolist())
        said = told.get(code, (before, before))
        if not (equal(before, said[0]) and equal(after, said[1])):
            yield code


def existing(score: float) -> float | None:
    """A score of an array, None where there is none."""
    return None if isnan(score) else score


def past(
    country: str,
    before: Sequence[Answer],
    after: Sequence[Answer],
    official: Sequence[int],
    today: date,
) -> Past:
    """Which days before today hold other answers after a release than before it."""
    spans = list(apart(before, after, today))
    if not spans:
        return Past(country, None, None, 0, tuple(official))
    days = sum((end - start).days for start, end in spans)
    return Past(country, spans[0][0], spans[-1][1] - timedelta(1), days, tuple(official))


def apart(
    one: Iterable[Answer], other: Iterable[Answer], today: date
) -> Iterator[tuple[date, date]]:
    """The spans of days [start, end) before today on which two histories hold other answers."""
    scores: tuple[Scores, Scores] = ({}, {})
    turns = [(day, 0, code, score) for day, code, score in changes_of(one, EVER)]
    turns += [(day, 1, code, score) for day, code, score in changes_of(other, EVER)]
    since = None
    for day, group in groupby(sorted(turns, key=itemgetter(0)), itemgetter(0)):
        if day >= today:
            break
        for _, which, code, score in group:
            scores[which][code] = score
        differ = given(scores[0]) != given(scores[1])
        if since is not None and not differ:
            yield since, day
        since = (since or day) if differ else None
    if since is not None:
        yield since, today


def given(scores: Scores) -> Scores:
    """The questions that have an answer."""
    return {code: score for code, score in scores.items() if score is not None}
