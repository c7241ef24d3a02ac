"""The figures of a change as readers see them (pure). Only here are scores rounded."""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from babel.numbers import format_decimal

from monitor.released import Move, ReleasedChange
from newsletters.translate import Words
from newsletters.translate import marked as _
from scoring import Codebook, equal, rounded

#: How far below the overall scores an area stands, whatever the codebook calls the two.
AREA = 1
#: A mail shows what moved down to here: what areas are made of.
DEEPEST = 2

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
    #: As the codebook calls it, and how far below the overall scores it is.
    level: str
    depth: int
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
    """What moved of areas and their parts, from below, and the overall score that is shown."""
    chosen = headline(change, codebook)
    told = (
        move
        for move in change.moves
        if AREA <= depth(move, codebook) <= DEEPEST or move == chosen
    )
    rows = (figure(move, codebook, words) for move in told)
    return tuple(sorted(rows, key=lambda row: -row.depth))


def depth(move: Move, codebook: Codebook) -> int:
    """How far below the overall scores a move is; -1 where the codebook no longer has it."""
    node = codebook.nodes.get(move.code)
    return codebook.levels.index(node.level) if node else -1


def headline(change: ReleasedChange, codebook: Codebook) -> Move | None:
    """Of the overall scores that moved, the one that the codebook would rather show."""
    moves = {move.code: move for move in change.moves}
    there = [moves[code] for code in codebook.headline if code in moves]
    return next((move for move in there if move.after is not None), next(iter(there), None))


def figure(move: Move, codebook: Codebook, words: Words) -> Figure:
    """A move as it is shown, with decimals only where whole numbers would hide it."""
    node = codebook.node(move.code)
    return Figure(
        title=words.gettext(node.title),
        level=node.level,
        depth=codebook.levels.index(node.level),
        before=written(move.before, places(move), words),
        after=written(move.after, places(move), words),
        direction=direction(move.before, move.after),
        size=0.0
        if move.before is None or move.after is None
        else abs(move.after - move.before),
    )


def places(move: Move) -> int:
    """As few decimal places as tell a score that moved from one that stayed; two at most."""
    if move.before is None or move.after is None or equal(move.before, move.after):
        return 0
    before, after = move.before, move.after
    return next((n for n in (0, 1) if rounded(before, n) != rounded(after, n)), 2)


def direction(before: float | None, after: float | None) -> Direction:
    """Where a score went, by its unrounded values."""
    if after is None:
        return Direction.SAME if before is None else Direction.GONE
    if before is None:
        return Direction.NEW
    if equal(before, after):
        return Direction.SAME
    return Direction.UP if after > before else Direction.DOWN


def written(score: float | None, places: int, words: Words) -> str:
    """A score as a language writes it; nothing where there is none."""
    if score is None:
        return ""
    pattern = "0." + "0" * places if places else "0"
    text: str = format_decimal(
        rounded(score, places), format=f"{pattern};−{pattern}", locale=words.locale
    )
    return text


def signed(points: float, words: Words) -> str:
    """Points as a language writes them, with their sign: +3.1, −12.5, or 0."""
    # One place as a rule; what would vanish by that keeps two.
    kept = rounded(points, 1) or rounded(points, 2)
    text: str = format_decimal(kept, format="+0.0#;−0.0#", locale=words.locale)
    return text if kept else "0"


def one_line(text: str) -> str:
    """Foreign text as one harmless line: no control characters, no turned direction."""
    kept = (
        " " if unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") else sign
        for sign in text
        if sign not in TURNING
    )
    return " ".join("".join(kept).split())
