"""A country's scores by level, as bars and tables show them (pure)."""

from collections.abc import Mapping
from dataclasses import dataclass

from monitor.standings import Standing
from newsletters.figures import Direction, direction
from scoring import Codebook, Node


@dataclass(frozen=True, slots=True)
class Level:
    """A node's score now and in the last official year, beside the median of all countries."""

    node: Node
    score: float | None
    before: float | None
    median: float | None
    interim: bool
    answer: str
    parts: tuple["Level", ...]

    @property
    def direction(self) -> Direction:
        """Where the score went since the edition."""
        return direction(self.before, self.score)


def areas(codebook: Codebook, now: Standing, medians: Mapping[str, float]) -> list[Level]:
    """The policy areas with all that they are made of."""
    return [level(codebook, node, now, medians) for node in codebook.areas]


def level(codebook: Codebook, node: Node, now: Standing, medians: Mapping[str, float]) -> Level:
    """One node and its parts."""
    score = now.card.values[node.code]
    return Level(
        node=node,
        score=score,
        before=now.official.values[node.code] if now.official else None,
        median=medians.get(node.code),
        interim=now.is_interim(node.code),
        answer=answer(node, score),
        parts=tuple(level(codebook, codebook.nodes[p], now, medians) for p in node.parts),
    )


def answer(node: Node, score: float | None) -> str:
    """An answer in the codebook's words; nothing where it lies between the options."""
    return next((option.title for option in node.options if option.score == score), "")


def extremes(levels: list[Level]) -> tuple[Level, Level] | None:
    """The area with the highest score and that with the lowest, where they differ."""
    scored = sorted(
        (level for level in levels if level.score is not None), key=lambda at: at.score or 0.0
    )
    if not scored or scored[0].score == scored[-1].score:
        return None
    return scored[-1], scored[0]
