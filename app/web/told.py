"""A change as pages tell it: its words, figures and answers, and whether it holds (pure)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.web import levels
from monitor.released import ReleasedChange
from newsletters.cards import Card, card
from newsletters.figures import Direction, Figure, figure
from newsletters.letters import Letters
from newsletters.translate import Words
from scoring import Codebook, Node


class Stage(StrEnum):
    """Where a law stands on a day."""

    COMING = "coming"
    HOLDS = "holds"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class NewAnswer:
    """A question that a change answers anew, in words and in figures."""

    node: Node
    before: str
    after: str
    figure: Figure

    @property
    def direction(self) -> Direction:
        """Where its score went."""
        return self.figure.direction


@dataclass(frozen=True, slots=True)
class Told:
    """A change with the words and figures that pages show of it."""

    change: ReleasedChange
    card: Card
    answers: tuple[NewAnswer, ...]
    stage: Stage


def told(change: ReleasedChange, letters: Letters, words: Words, today: date) -> Told:
    """A change as pages tell it on a day."""
    codebook = letters.codebooks.get(change.codebook)
    answers = answers_of(change, codebook, words) if codebook else ()
    return Told(change, card(change, letters, words), tuple(answers), stage(change, today))


def answers_of(change: ReleasedChange, codebook: Codebook, words: Words) -> Iterator[NewAnswer]:
    """The questions that a change answers anew: before and after, in the codebook's words."""
    for move in change.moves:
        node = codebook.node(move.code)
        if node.rule is None:
            row = figure(move, codebook, words)
            before, after = levels.answer(node, move.before), levels.answer(node, move.after)
            yield NewAnswer(node, before, after, row)


def stage(change: ReleasedChange, today: date) -> Stage:
    """Whether a law is in force, will be, or was."""
    if today < change.in_force_from:
        return Stage.COMING
    if change.in_force_until is not None and change.in_force_until <= today:
        return Stage.ENDED
    return Stage.HOLDS
