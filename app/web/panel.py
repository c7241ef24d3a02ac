"""Where all countries stand today, counted once and kept until something is released."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from threading import Lock

from sqlmodel import Session

from monitor import answers, queries, standings
from monitor.standings import Record, Standing, Step
from scoring import Codebook, RankMove, headline, moved, ranks


@dataclass(frozen=True, slots=True)
class Place:
    """A country's place by its headline score, and how many tie there.

    None where it has no score of all areas.
    """

    place: int | None
    tied: int
    country: str
    code: str
    score: float
    before: float | None
    interim: bool


@dataclass(frozen=True)
class Panel:
    """The records and standings of all countries on a day, and the medians over them."""

    codebook: Codebook
    day: date
    records: Mapping[str, Record]
    standings: Mapping[str, Standing]
    medians: Mapping[str, float]

    @cached_property
    def ranking(self) -> tuple[Place, ...]:
        """All countries by their unrounded headline scores, the highest first."""
        scored = sorted(
            filter(None, map(self._scored, self.standings.values())),
            key=lambda p: (self.codebook.headline.index(p.code), -p.score, p.country),
        )
        placed = ranks(self.scores(self.codebook.headline[0]))
        return tuple(
            replace(p, place=placed[p.country].place, tied=placed[p.country].tied)
            if p.code == self.codebook.headline[0]
            else p
            for p in scored
        )

    def scores(self, code: str) -> dict[str, float | None]:
        """One score of every country."""
        return {country: s.card.values[code] for country, s in self.standings.items()}

    def rank_move(self, country: str) -> RankMove | None:
        """What became of a country's place since the countries' last official years."""
        if (place := self.place(country)) is None:
            return None
        then = {
            c: s.official.values[place.code] for c, s in self.standings.items() if s.official
        }
        move = moved(country, then, self.scores(place.code))
        return move if move.rose else None

    def place(self, country: str) -> Place | None:
        """A country in the ranking."""
        return next((p for p in self.ranking if p.country == country), None)

    def coming(self, country: str) -> list[Step]:
        """What a country's headline score becomes by what is released and not in force yet."""
        place = self.place(country)
        if place is None:
            return []
        record = self.records[country]
        series = standings.series(self.codebook, record, place.code, date.max)
        return [step for step in series if step.since > self.day]

    def _scored(self, standing: Standing) -> Place | None:
        code = headline(self.codebook, standing.card)
        score = standing.card.values[code] if code else None
        if code is None or score is None:
            return None
        before = standing.official.values[code] if standing.official else None
        return Place(None, 1, standing.country, code, score, before, standing.is_interim(code))


class Panels:
    """Keeps the panel of today; a release, an import or midnight makes another."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: tuple[object, Panel] | None = None

    def of(self, session: Session, codebook: Codebook, day: date) -> Panel:
        """The panel of a day, counted if it is not known."""
        known = queries.count_released(session)
        key = (codebook.id, known, answers.count(session), day)
        with self._lock:
            if self._kept is None or self._kept[0] != key:
                self._kept = (key, count(session, codebook, day))
            return self._kept[1]


def count(session: Session, codebook: Codebook, day: date) -> Panel:
    """Score every country."""
    records = standings.records(session, codebook)
    cards = {c: standings.standing(codebook, record, day) for c, record in records.items()}
    medians = standings.medians((standing.card for standing in cards.values()), codebook)
    return Panel(codebook, day, records, cards, medians)
