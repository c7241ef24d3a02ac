"""A mistake as its mail tells it: what was said, why that was wrong, and what stands (pure)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from uuid import UUID

from monitor.released import Move, ReleasedChange
from newsletters.cadence import day_in
from newsletters.cards import Card, card, shortened
from newsletters.figures import Figure, one_line
from newsletters.letters import Letters
from newsletters.translate import Words
from scoring import equal

WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Mistake:
    """What a reader was told, and the mends of it since, the newest last."""

    wrong: ReleasedChange
    since: tuple[ReleasedChange, ...]

    @property
    def last(self) -> ReleasedChange:
        """The mend that stands."""
        return self.since[-1]

    @property
    def right(self) -> UUID:
        """The change that she is told of now."""
        return self.last.change_id

    @property
    def is_withdrawn(self) -> bool:
        """Whether nothing stands in its place."""
        return self.last.how == WITHDRAWN

    @cached_property
    def moves(self) -> tuple[Move, ...]:
        """Each score that she was told, or that rested on it, and what it is instead."""
        found: dict[str, Move] = {}
        for move in (move for mend in self.since for move in mend.moves):
            told = found.get(move.code, move)
            found[move.code] = replace(move, before=told.before, because=())
        return tuple(move for move in found.values() if not equal(move.before, move.after))


def corrected(mistake: Mistake, letters: Letters, words: Words) -> Card:
    """A mistake as a card: its figures are those told and those that stand."""
    codebook = next((c.codebook for c in reversed(mistake.since) if c.codebook), "")
    moves = mistake.moves
    told = replace(mistake.last, moves=moves, codebook=codebook if moves else "")
    drawn = card(told, letters, words)
    country = drawn.country
    return replace(
        drawn,
        title=title(mistake, words),
        summary="" if mistake.is_withdrawn else drawn.summary,
        facts="" if mistake.is_withdrawn else drawn.facts,
        mistake=tuple(said(mistake, letters, words)),
        still=words.gettext("No score moves by this."),
        why=words.gettext("%(country)s: what was wrong, and what stands", country=country),
    )


def title(mistake: Mistake, words: Words) -> str:
    """What stands, or what is taken back."""
    if mistake.is_withdrawn:
        return words.gettext("Withdrawn: %(title)s", title=one_line(mistake.wrong.title))
    return one_line(mistake.last.title)


def said(mistake: Mistake, letters: Letters, words: Words) -> Iterable[str]:
    """What she was told and when, and each reason why it was mended."""
    day = words.day(day_in(mistake.wrong.released_at, letters.zone))
    yield words.gettext(
        "What we released on %(day)s was wrong: “%(title)s”.",
        day=day,
        title=one_line(mistake.wrong.title),
    )
    yield from (one_line(mend.reason) for mend in mistake.since)


def subject(first: Card, cards: Sequence[Card], words: Words) -> str:
    """The right figure in a line, and the wrong one."""
    line = words.gettext("%(country)s: %(title)s", country=first.country, title=first.title)
    line = words.gettext("Correction: %(line)s", line=line)
    if (news := first.news) is not None:
        line += " — " + right_not_wrong(news, words)
    if more := len(cards) - 1:
        line = words.ngettext(
            "%(line)s; one more correction", "%(line)s; %(n)s more corrections", more, line=line
        )
    return shortened(line)


def right_not_wrong(news: Figure, words: Words) -> str:
    """A score as it stands, and as it was told."""
    return words.gettext(
        "%(score)s %(right)s, not %(wrong)s",
        score=news.title,
        right=news.after or "–",
        wrong=news.before or "–",
    )
