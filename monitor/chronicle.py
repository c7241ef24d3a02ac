"""The chronicle of a country: the days on which its scores became others, and why each time.

The edition's years come first, each as it was published; then, from the first day after them,
the interim scores as a step function of days. Neither is ever written over the other: what is
known today of a year that was published shows in the interim scores that follow it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from monitor import answers, standings
from monitor.changes import AnswerChanged
from monitor.standings import Record
from scoring import Codebook, Explained, Scorecard, explain, in_force, score, steps

#: Code of a node → its score; those that were not published, or do not exist, are left out.
Shown = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a score is another than it was since a day: the answers and their parts."""

    since: date
    explained: Explained


@dataclass(frozen=True, slots=True)
class Turn:
    """A day since which scores are others than before, and what made them so.

    An official score is explained from the last year in which it was published, an interim one
    from the eve; the first interim ones from the last official year. `changes` are the
    confirmed changes that begin or end on the day, whether or not they move a score.
    """

    day: date
    official: bool
    scores: Shown
    because: Mapping[str, Reason]
    changes: tuple[AnswerChanged, ...] = ()


def chronicle(
    codebook: Codebook, record: Record, changes: Iterable[AnswerChanged], until: date
) -> list[Turn]:
    """The turns of a country up to a day, the earliest first."""
    return [*published(codebook, record, until), *interim(codebook, record, changes, until)]


def published(codebook: Codebook, record: Record, until: date) -> Iterator[Turn]:
    """The years of the edition, each score explained by its last publication."""
    cards: dict[int, Scorecard] = {}
    last: dict[str, int] = {}
    for year in sorted(year for year in record.edition if year <= until.year):
        cards[year] = card = standings.published(codebook, record, year)
        scores = {code: value for code, value in card.values.items() if value is not None}
        because: dict[str, Reason] = {}
        for before in {last[code] for code in scores if code in last}:
            nodes = explain(codebook, cards[before], card).nodes
            because |= {
                code: Reason(date(before, 1, 1), nodes[code])
                for code in scores
                if last.get(code) == before and code in nodes
            }
        last |= dict.fromkeys(scores, year)
        yield Turn(date(year, 1, 1), True, scores, because)


def interim(
    codebook: Codebook, record: Record, changes: Iterable[AnswerChanged], until: date
) -> Iterator[Turn]:
    """The days after the edition's years on which an answer, or the law, became another."""
    last = max((year for year in record.edition if year <= until.year), default=None)
    start = date.min if last is None else date(last + 1, 1, 1)
    by_day = on_their_days(changes)
    early = [change for day, found in sorted(by_day.items()) if day < start for change in found]
    if last is not None and early and start <= until:
        official = score(codebook, record.edition[last])
        after = held(codebook, record, start - timedelta(days=1))
        yield turn(codebook, start, (date(last, 1, 1), official), after, early)
    days = {*steps(record.released, answers.EVER), *by_day}
    for day in sorted(day for day in days if start <= day <= until):
        eve = day - timedelta(days=1)
        before, after = held(codebook, record, eve), held(codebook, record, day)
        yield turn(codebook, day, (eve, before), after, by_day.get(day, ()))


def held(codebook: Codebook, record: Record, day: date) -> Scorecard:
    """The scores that hold on a day, by all that counts."""
    return score(codebook, in_force(record.released, day, answers.EVER))


def turn(
    codebook: Codebook,
    day: date,
    since: tuple[date, Scorecard],
    after: Scorecard,
    changes: Iterable[AnswerChanged],
) -> Turn:
    """An interim day, explained from the scores of another before it."""
    scores = {code: value for code, value in after.values.items() if value is not None}
    nodes = explain(codebook, since[1], after).nodes
    because = {code: Reason(since[0], nodes[code]) for code in scores if code in nodes}
    return Turn(day, False, scores, because, tuple(changes))


def on_their_days(changes: Iterable[AnswerChanged]) -> dict[date, list[AnswerChanged]]:
    """The changes by the days on which they begin to hold, and cease to."""
    found: dict[date, list[AnswerChanged]] = {}
    for change in changes:
        found.setdefault(change.in_force_from, []).append(change)
        if change.in_force_until is not None and change.in_force_until > change.in_force_from:
            found.setdefault(change.in_force_until, []).append(change)
    return found
