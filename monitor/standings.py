"""Where countries stand: the scores in force, the edition's own, and how they came there."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from sqlmodel import Session, col

from monitor import answers
from monitor.tables import AnswerRow
from scoring import (
    Answer,
    Codebook,
    Scorecard,
    equal,
    headline,
    in_force,
    score,
    steps,
    surveyed,
)
from scoring.chance import median


@dataclass(frozen=True, slots=True)
class Record:
    """The answers of one country: all that count, and the edition's by year."""

    country: str
    released: tuple[Answer, ...]
    edition: Mapping[int, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Standing:
    """A country's scores in force on a day beside those of its last official year."""

    country: str
    card: Scorecard
    official_year: int | None
    official: Scorecard | None

    def is_interim(self, code: str) -> bool:
        """Whether the score in force is another than the edition's."""
        if self.official is None:
            return True
        return not equal(self.card.values[code], self.official.values[code])


@dataclass(frozen=True, slots=True)
class Step:
    """A score and the day from which it held."""

    since: date
    score: float
    official: bool


def records(
    session: Session, codebook: Codebook, countries: Sequence[str] | None = None
) -> dict[str, Record]:
    """The released answers of all countries, or of some, in the order of their recording."""
    chosen = () if countries is None else (col(AnswerRow.country).in_(countries),)
    return recorded(codebook, answers.words(session, codebook.id, answers.released(), *chosen))


def recorded(codebook: Codebook, words: Iterable[answers.Word]) -> dict[str, Record]:
    """Answers on record by country, the edition's own by year besides."""
    everything: dict[str, list[Answer]] = defaultdict(list)
    editions: dict[str, dict[int, dict[str, float]]] = defaultdict(lambda: defaultdict(dict))
    for word in words:
        answer = word.answer
        everything[word.country].append(answer)
        if word.origin == codebook.id and answer.score is not None:
            editions[word.country][answer.in_force_from.year][answer.code] = answer.score
    return {c: Record(c, tuple(everything[c]), editions[c]) for c in sorted(everything)}


def standing(codebook: Codebook, record: Record, day: date) -> Standing:
    """Where a country stands on a day."""
    year, official = last_official(codebook, record, day)
    card = score(codebook, in_force(record.released, day, answers.EVER))
    return Standing(record.country, card, year, official)


def last_official(
    codebook: Codebook, record: Record, day: date
) -> tuple[int | None, Scorecard | None]:
    """The last year by a day that has a published overall score, and its scores."""
    for year in sorted((y for y in record.edition if y <= day.year), reverse=True):
        card = published(codebook, record, year)
        if headline(codebook, card) is not None:
            return year, card
    return None, None


def published(codebook: Codebook, record: Record, year: int) -> Scorecard:
    """The scores of a year, without those of areas that the edition did not survey in it."""
    card = score(codebook, record.edition[year])
    values = {
        code: value if surveyed(codebook, code, year) else None
        for code, value in card.values.items()
    }
    return replace(card, values=MappingProxyType(values))


def official_years(codebook: Codebook, record: Record, code: str) -> list[Step]:
    """A score in the years in which the edition published it."""
    cards = (
        (year, score(codebook, record.edition[year]).values[code])
        for year in sorted(record.edition)
        if surveyed(codebook, code, year)
    )
    return [Step(date(year, 1, 1), value, True) for year, value in cards if value is not None]


def longest(codebook: Codebook, record: Record) -> str:
    """The overall score with the longest official series."""
    return max(codebook.headline, key=lambda code: len(official_years(codebook, record, code)))


def series(codebook: Codebook, record: Record, code: str, until: date) -> list[Step]:
    """A score over time: year by year as published, then interim from change to change."""
    official = official_years(codebook, record, code)
    end = date(official[-1].since.year + 1, 1, 1) if official else date.min
    interim = []
    last = official[-1].score if official else None
    # The first interim day shows what is known today of the last official year.
    first = [end] if official else []
    for day in sorted({*first, *steps(record.released, answers.EVER)}):
        if end <= day <= until:
            value = score(codebook, in_force(record.released, day, answers.EVER)).values[code]
            if value is not None and not equal(value, last):
                interim.append(Step(day, value, False))
                last = value
    return official + interim


def medians(cards: Iterable[Scorecard], codebook: Codebook) -> dict[str, float]:
    """The median of every score over the countries that have it."""
    values: dict[str, list[float]] = defaultdict(list)
    for card in cards:
        for code, value in card.values.items():
            if value is not None:
                values[code].append(value)
    return {code: median(values[code]) for code in codebook.nodes if values[code]}
