"""The chronicle of a country: the days on which its scores became others, and why each time.

The edition's years come first, each as it was published; then, from the first day after them,
the interim scores as a step function of days. Neither is ever written over the other.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from monitor import answers
from monitor.changes import AnswerChanged
from monitor.standings import Record
from scoring import (
    Answer,
    Codebook,
    Explanation,
    Scorecard,
    explain,
    in_force,
    score,
    steps,
    surveyed,
)

#: Code of a node → its score; those that were not published, or do not exist, are left out.
Shown = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Turn:
    """A day since which scores are others than before, and what made them so.

    `because` splits the difference to the turn before among the answers; None for the first.
    `changes` are the confirmed changes that begin or end on the day; the edition has none.
    """

    day: date
    official: bool
    scores: Shown
    because: Explanation | None
    changes: tuple[AnswerChanged, ...] = ()


def chronicle(
    codebook: Codebook, record: Record, changes: Iterable[AnswerChanged], until: date
) -> list[Turn]:
    """The turns of a country up to a day, the earliest first."""
    told = published(codebook, record)
    last = max(record.edition, default=None)
    start = date(last + 1, 1, 1) if last is not None else date.min
    by_day = on_their_days(changes)
    for day in steps(record.released, answers.EVER):
        if start <= day <= until:
            told.append(turn(codebook, record.released, day, by_day[day]))
    return told


def published(codebook: Codebook, record: Record) -> list[Turn]:
    """The years of the edition, each explained by the one before."""
    told: list[Turn] = []
    before: Scorecard | None = None
    for year in sorted(record.edition):
        card = score(codebook, record.edition[year])
        scores = {
            code: value
            for code, value in card.values.items()
            if value is not None and surveyed(codebook, code, year)
        }
        because = explain(codebook, before, card) if before else None
        told.append(Turn(date(year, 1, 1), True, scores, because))
        before = card
    return told


def turn(
    codebook: Codebook, history: Sequence[Answer], day: date, changes: Sequence[AnswerChanged]
) -> Turn:
    """What a day made of the scores that held on the eve."""
    before, after = (
        score(codebook, in_force(history, on, answers.EVER))
        for on in (day - timedelta(days=1), day)
    )
    scores = {code: value for code, value in after.values.items() if value is not None}
    return Turn(day, False, scores, explain(codebook, before, after), tuple(changes))


def on_their_days(
    changes: Iterable[AnswerChanged],
) -> defaultdict[date, list[AnswerChanged]]:
    """The changes by the days on which they begin to hold, and cease to."""
    found: defaultdict[date, list[AnswerChanged]] = defaultdict(list)
    for change in changes:
        found[change.in_force_from].append(change)
        if change.in_force_until is not None:
            found[change.in_force_until].append(change)
    return found
