"""Who writes a country's texts and who checks them, and what a text may be (pure)."""

import re
from dataclasses import dataclass
from enum import StrEnum

#: A text is read beside a score, and most of them on a phone.
LONGEST = 3000
#: Stands for the country as a whole in addresses; no policy area is called so.
WHOLE = "whole"


class Side(StrEnum):
    """What a person is to a country's texts; each side checks the other."""

    STAFF = "staff"
    CORRESPONDENT = "correspondent"


@dataclass(frozen=True, slots=True)
class Subject:
    """What a text is about, and its language; no area: the country as a whole."""

    country: str
    area: str
    language: str


@dataclass(frozen=True, slots=True)
class Hands:
    """Into whose hands a country's texts are given.

    `staff_write` is what the country's way of working says; `watched` is whether a
    correspondent is there to write or check.
    """

    staff_write: bool
    watched: bool

    @property
    def writer(self) -> Side:
        """Who begins a text."""
        return Side.STAFF if self.staff_write or not self.watched else Side.CORRESPONDENT

    def checker(self, wrote: Side) -> Side:
        """Who checks what a side wrote: the other one, if it is there."""
        if wrote is Side.STAFF and self.watched:
            return Side.CORRESPONDENT
        return Side.STAFF

    def may_write(self, side: Side, waits_from: Side | None) -> bool:
        """Whether a side may write now; whoever is to check a text may also mend it.

        `waits_from` is the side whose text waits to be checked, if one does.
        """
        return side is self.writer or (
            waits_from is not None and side is self.checker(waits_from)
        )


def tidied(text: str) -> str:
    """A text as it is kept: one empty line between paragraphs, no loose ends of lines."""
    lines = [" ".join(line.split()) for line in text.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def fault_of(text: str) -> str:
    """What is wrong with a text, in words of the locale files; nothing if it can be taken."""
    if not text:
        return "Write the text first."
    if len(text) > LONGEST:
        return "Make it shorter: a text has at most 3,000 characters."
    return ""
