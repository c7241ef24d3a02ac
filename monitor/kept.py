"""Promised against enacted: what became of a bill (pure)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from monitor.trial import Histories
from scoring import EVER, Answer, Codebook, Scorecard, in_force, score
from scoring.scenario import Bill, Promise, Verdict, enacted, jurisdictions, stages, verdict


@dataclass(frozen=True, slots=True)
class Outcome:
    """A promise, the answer before it, what was enacted, and the verdict."""

    promise: Promise
    before: float | None
    enacted: Answer | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Kept:
    """A bill against the law that came of it.

    `unpromised` are enacted answers to questions that the bill left alone; `cards` are the
    scores of each country on the day: without either, as promised, and as enacted.
    """

    codebook: Codebook
    day: date
    outcomes: tuple[Outcome, ...]
    unpromised: tuple[tuple[str, Answer], ...]
    cards: Mapping[str, tuple[Scorecard, Scorecard, Scorecard]]

    def effects(self) -> list[tuple[str, str, tuple[float | None, ...]]]:
        """The overall scores and areas that either moves: before, promised, enacted."""
        codes = [n.code for level in self.codebook.levels[:2] for n in self.codebook.at(level)]
        return [
            (country, code, scores)
            for country, cards in self.cards.items()
            for code in codes
            if len(set(scores := tuple(card.values[code] for card in cards))) > 1
        ]


def kept(
    codebook: Codebook,
    ground: Histories,
    bill: Bill,
    law: Histories,
    day: date,
    known: datetime,
) -> Kept:
    """Hold enacted answers against promised ones, over the same ground.

    `law` has the answers that the enacted law made true and `ground` has none of them.
    """
    promised = {(p.jurisdiction, p.code) for p in bill.promises}
    cards: dict[str, tuple[Scorecard, Scorecard, Scorecard]] = {}
    for country in sorted({*jurisdictions([bill]), *law}):
        history = [a for a in ground.get(country, ()) if a.recorded_at <= known]
        without = in_force(history, day, EVER)
        bare, promises_kept = stages(codebook, without, [bill], country, day)
        came = score(codebook, in_force([*history, *law.get(country, ())], day, EVER))
        cards[country] = (bare, promises_kept, came)
    return Kept(
        codebook=codebook,
        day=day,
        outcomes=tuple(outcome(p, ground, law, known) for p in bill.promises),
        unpromised=tuple(
            (country, answer)
            for country in sorted(law)
            for answer in law[country]
            if (country, answer.code) not in promised
        ),
        cards=cards,
    )


def outcome(promise: Promise, ground: Histories, law: Histories, known: datetime) -> Outcome:
    """What became of one promise."""
    history = ground.get(promise.jurisdiction, ())
    before = in_force(history, promise.in_force_from, known).get(promise.code)
    given = enacted(promise, law.get(promise.jurisdiction, ()))
    return Outcome(promise, before, given, verdict(promise, before, given))
