"""The whole panel over time: every score of every country as a step function of days (pure).

A series costs by the changes of answers in it, not by its days (`scoring.panel.daily`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import isnan

from scoring import Answer, Codebook, changes_of
from scoring.panel import Dated, as_panel, daily
from scoring.plan import planned


@dataclass(frozen=True, slots=True)
class ScoreSince:
    """A score and the day since which it holds; None where it ceases to exist."""

    country: str
    code: str
    since: date
    score: float | None


def series(
    codebook: Codebook,
    histories: Mapping[str, Sequence[Answer]],
    codes: Iterable[str],
    known: datetime,
) -> Iterator[ScoreSince]:
    """The days on which a score becomes another, by country and code, as far as was known."""
    countries = list(histories)
    turns = [
        Dated(place, code, day, answer)
        for place, country in enumerate(countries)
        for day, code, answer in changes_of(histories[country], known)
    ]
    told = daily(planned(codebook), as_panel(codebook, [{} for _ in countries]), turns)
    found = [
        ScoreSince(countries[place], code, day.item(), None if isnan(score) else float(score))
        for code in codes
        for place, day, score in zip(*told.steps(code), strict=True)
    ]
    yield from sorted(found, key=lambda one: one.country)
