"""The figures of a change as readers see them (pure). Only here are scores rounded."""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from math import floor

from babel.numbers import format_decimal

from monitor.released import Move, ReleasedChange
from newsletters.translate import Words
from newsletters.translate import marked as _
from scoring import Codebook, shown

#: What a mail shows of all that moved, and in this order: from the answer up.
SHOWN_LEVELS = ("indicator", "area", "overall")

#: Marks that turn the direction of text around, and with it what a reader believes she reads.
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class Direction(StrEnum):
    """Where a score went; each has a word, since a sign or colour alone says too little."""

    UP = _("up")
    DOWN = _("down")
    SAME = _("unchanged")
    NEW = _("scored for the first time")
    GONE = _("no longer scored")


SIGNS = {Direction.UP: "▲", Direction.DOWN: "▼"}


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of a change's effect; an empty number is one that does not exist."""

    title: str
    level: str
    before: str
    after: str
    direction: Direction
    #: How far it went, unrounded; 0 where it had nowhere to come from or to go.
    size: float

    @property
    def sign(self) -> str:
        """The direction's sign, where it has one."""
        return SIGNS.get(self.direction, "")

    @property
    def arrow(self) -> str:
        """The numbers as one phrase: 42 → 54."""
        if self.direction is Direction.SAME:
            return self.after
        return f"{self.before or '–'} → {self.after or '–'}"


def figures(change: ReleasedChange, codebook: Codebook, words: Words) -> tuple[Figure, ...]:
    """The indicators and areas that moved, and the one overall score that is shown."""
    chosen = headline(change, codebook)
    rows = [
        (SHOWN_LEVELS.index(node.level), move, words.gettext(node.title))
        for move in change.moves
        if (node := codebook.nodes.get(move.code)) is not None
        if node.level in SHOWN_LEVELS[:2] or move == chosen
    ]
    return tuple(
        figure(move, title, SHOWN_LEVELS[level], words)
        for level, move, title in sorted(rows, key=lambda row: row[0])
    )


def headline(change: ReleasedChange, codebook: Codebook) -> Move | None:
    """Of the overall scores that moved, the one that the codebook would rather show."""
    moves = {move.code: move for move in change.moves}
    there = [moves[code] for code in codebook.headline if code in moves]
    return next((move for move in there if move.after is not None), next(iter(there), None))


def figure(move: Move, title: str, level: str, words: Words) -> Figure:
    """A move as it is shown, with a decimal only where whole numbers would hide it."""
    places = int(hidden(move))
    return Figure(
        title,
        level,
        written(move.before, places, words),
        written(move.after, places, words),
        direction(move.before, move.after),
        0.0 if move.before is None or move.after is None else abs(move.after - move.before),
    )


def hidden(move: Move) -> bool:
    """Whether whole numbers would show a score that moved as one that stayed."""
    if move.before is None or move.after is None or move.before == move.after:
        return False
    return shown(move.before) == shown(move.after)


def direction(before: float | None, after: float | None) -> Direction:
    """Where a score went, by its unrounded values."""
    if after is None:
        return Direction.SAME if before is None else Direction.GONE
    if before is None:
        return Direction.NEW
    if before == after:
        return Direction.SAME
    return Direction.UP if after > before else Direction.DOWN


def written(score: float | None, places: int, words: Words) -> str:
    """A score as a language writes it; nothing where there is none."""
    if score is None:
        return ""
    if not places:
        return str(shown(score))
    tenths = floor(score * 10 + 0.5) / 10
    text: str = format_decimal(tenths, format="0.0", locale=words.locale)
    return text


def one_line(text: str) -> str:
    """Foreign text as one harmless line: no control characters, no turned direction."""
    kept = (
        " " if unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") else sign
        for sign in text
        if sign not in TURNING
    )
    return " ".join("".join(kept).split())
