"""Bills tried over the index on one day: what moves, where, and who passes whom (pure)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from scoring import (
    Answer,
    Answers,
    Codebook,
    Scorecard,
    ScoreChange,
    compare,
    headline,
    in_force,
    score,
)
from scoring.explain import Explained, explain
from scoring.ranking import Rank, RankMove, ranks
from scoring.ranking import moved as rank_moved
from scoring.scenario import (
    Bill,
    Hidden,
    hidden,
    jurisdictions,
    series,
    stages,
)

#: Country → its answers on record.
Histories = Mapping[str, Sequence[Answer]]


@dataclass(frozen=True, slots=True)
class Effect:
    """One score of one country without the bills and with them, and its rank among all."""

    country: str
    code: str
    before: float | None
    after: float | None
    rank_before: Rank | None
    rank_after: Rank | None

    @property
    def difference(self) -> float | None:
        """How far it moves, in points; None where there is no score to come from or go to."""
        return difference(self.before, self.after)


@dataclass(frozen=True, slots=True)
class Share:
    """What one bill of a stack does to a score: by itself, and on top of those below it.

    What bills add, from the lowest up, sums to what all of them do.
    """

    bill: int
    country: str
    code: str
    alone: float | None
    added: float | None


@dataclass(frozen=True, slots=True)
class Step:
    """A score of a country from a day on, without the bills and with them."""

    country: str
    day: date
    code: str
    before: float | None
    after: float | None


@dataclass(frozen=True)
class Trial:
    """Bills laid over what was known, on a day.

    `before` are the scores of every country by the index alone. Of the countries that the
    bills touch, `histories` are the answers on record, `answers` those in force on the day,
    and `stages` the scores under none of the bills to under all.
    """

    codebook: Codebook
    day: date
    known: datetime
    bills: tuple[Bill, ...]
    before: Mapping[str, Scorecard]
    histories: Histories
    answers: Mapping[str, Answers]
    stages: Mapping[str, tuple[Scorecard, ...]]

    @property
    def after(self) -> dict[str, Scorecard]:
        """The scores of every country with the bills."""
        return {**self.before, **{country: cards[-1] for country, cards in self.stages.items()}}

    def effects(self, country: str) -> list[Effect]:
        """The overall score that is shown, and every score that moves, in their order."""
        moved = {move.code for move in self.moves(country)}
        return self.rows(country, moved | self.shown(country))

    def moves(self, country: str) -> tuple[ScoreChange, ...]:
        """The scores of a country that move."""
        return compare(self.before[country], self.after[country])

    def compared(self, countries: Iterable[str]) -> list[Effect]:
        """Countries beside those touched: the overall scores and areas that move there."""
        codes: set[str] = set()
        for touched in self.stages:
            codes |= {row.code for row in self.effects(touched) if self.high(row.code)}
        return [row for country in countries for row in self.rows(country, codes)]

    def rows(self, country: str, codes: Iterable[str]) -> list[Effect]:
        """Some scores of a country, in the codebook's order."""
        return [self.effect(country, code) for code in sorted(codes, key=self.order)]

    def effect(self, country: str, code: str) -> Effect:
        """One score of a country; ranks are of overall scores and areas."""
        before, after = self.scores(code)
        first, then = (
            ranks(scores).get(country) if self.high(code) else None
            for scores in (before, after)
        )
        return Effect(country, code, before.get(country), after.get(country), first, then)

    def because(self, country: str) -> list[Explained]:
        """How much of each overall score and area that moves comes of which answer."""
        explained = explain(self.codebook, self.before[country], self.after[country]).nodes
        high = (move.code for move in self.moves(country) if self.high(move.code))
        return [explained[code] for code in high if code in explained]

    def places(self, country: str) -> list[tuple[str, RankMove]]:
        """What becomes of the country's place by the overall score that is shown."""
        return [(code, rank_moved(country, *self.scores(code))) for code in self.shown(country)]

    def scores(self, code: str) -> tuple[dict[str, float | None], dict[str, float | None]]:
        """One score of all countries, without the bills and with them."""
        without, having = (
            {place: card.values[code] for place, card in cards.items()}
            for cards in (self.before, self.after)
        )
        return without, having

    def course(self, country: str) -> list[Step]:
        """The scores over time that the bills move at any time, and the one that is shown."""
        history = self.histories[country]
        turns = series(self.codebook, history, self.bills, country, self.known)
        moved = {move.code for turn in turns for move in compare(turn.before, turn.after)}
        codes = sorted({*filter(self.high, moved), *self.shown(country)}, key=self.order)
        return [
            Step(country, turn.day, code, turn.before.values[code], turn.after.values[code])
            for code in codes
            for turn in turns
        ]

    def hidden(self) -> list[tuple[str, Hidden]]:
        """The index's own law, by country, that would come into force under the bills."""
        return [
            (country, law)
            for country, history in self.histories.items()
            for law in hidden(history, self.bills, country, self.known)
        ]

    def shares(self) -> list[Share]:
        """What each bill does to the overall scores and areas that any of them moves."""
        return [
            share
            for country in self.stages
            for place in range(len(self.bills))
            for share in self.share(place, country)
        ]

    def share(self, place: int, country: str) -> list[Share]:
        """What one bill does to the overall scores and areas of a country."""
        cards = self.stages[country]
        held = self.answers[country]
        alone = stages(self.codebook, held, [self.bills[place]], country, self.day)
        below, above = cards[place], cards[place + 1]
        moved = {m.code for m in (*compare(*alone), *compare(below, above))}
        return [
            Share(
                place,
                country,
                code,
                difference(alone[0].values[code], alone[1].values[code]),
                difference(below.values[code], above.values[code]),
            )
            for code in sorted(filter(self.high, moved), key=self.order)
        ]

    def shown(self, country: str) -> set[str]:
        """The overall score to show of a country; none where it has none."""
        return {code} if (code := headline(self.codebook, self.after[country])) else set()

    def high(self, code: str) -> bool:
        """Whether this is an overall score or an area."""
        return self.codebook.nodes[code].level in self.codebook.levels[:2]

    def order(self, code: str) -> int:
        """The place of a code in its codebook."""
        return list(self.codebook.nodes).index(code)


def tried(
    codebook: Codebook, histories: Histories, bills: Sequence[Bill], day: date, known: datetime
) -> Trial:
    """Lay bills over every country's answers in force on a day, as known at an instant."""
    touched = {country: histories.get(country, ()) for country in jurisdictions(bills)}
    answers = {c: in_force(history, day, known) for c, history in touched.items()}
    return Trial(
        codebook=codebook,
        day=day,
        known=known,
        bills=tuple(bills),
        before={
            country: score(codebook, in_force(history, day, known))
            for country, history in sorted({**histories, **touched}.items())
        },
        histories=touched,
        answers=answers,
        stages={c: stages(codebook, held, bills, c, day) for c, held in answers.items()},
    )


def ground_moved(then: Trial, now: Trial) -> bool:
    """Whether the same bills find other scores, do something else, or lead to other places."""
    return any(
        compare(then.before[country], now.before[country])
        or compare(then.after[country], now.after[country])
        or then.places(country) != now.places(country)
        for country in then.stages
    )


def difference(before: float | None, after: float | None) -> float | None:
    """How far a score moves; None where there is none on one side."""
    return None if before is None or after is None else after - before
