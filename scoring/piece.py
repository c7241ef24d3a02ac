"""Pieces of a codebook file, which collect their faults instead of raising at the first.

A reader of a piece always gets a value of the kind that it asked for. Where the file has
another, or none, the fault is noted and the value is an empty one, so that reading goes on
and every fault is found; nothing is made of a file with faults.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from difflib import get_close_matches
from math import inf, isfinite
from reprlib import Repr
from typing import Any

from scoring.errors import Fault, Path

#: What a value of each kind is to whoever edits the file.
KINDS: Mapping[type, str] = {
    str: "a text, in quotes",
    list: "a list",
    dict: "a table",
    datetime: "a date and time",
    date: "a date such as 2020-12-31",
}
NEVER = datetime(1, 1, 1, tzinfo=UTC)
_BRIEF = Repr()
_BRIEF.maxstring = _BRIEF.maxother = 50


@dataclass(frozen=True, slots=True)
class Piece:
    """A value of the file, what people call its place, and the list that takes its faults."""

    value: Any
    where: str
    path: Path
    faults: list[Fault]

    def fault(self, problem: str, remedy: str) -> None:
        """Note that something here is to be mended."""
        self.faults.append(Fault(self.where, problem, remedy, self.path))

    @property
    def sound(self) -> bool:
        """Whether no fault was noted here or further in."""
        depth = len(self.path)
        return all(fault.path[:depth] != self.path for fault in self.faults)

    @property
    def brief(self) -> str:
        """The value as a message can quote it."""
        try:
            return _BRIEF.repr(self.value)
        except ValueError:  # hexadecimal, and longer than Python writes in decimal
            return "a number of very many digits"

    def called(self, where: str) -> "Piece":
        """This piece under another name."""
        return replace(self, where=where)

    def at(self, *steps: str | int) -> "Piece":
        """What lies further in."""
        value = self.value
        for step in steps:
            value = value[step]
        return replace(self, value=value, path=(*self.path, *steps))

    def only(self, known: Collection[str]) -> None:
        """Note the keys of a table that mean nothing."""
        for name in self.value:
            if name not in known:
                remedy = did_you_mean(name, known) or "remove it"
                self.at(name).fault(f"says {name!r}, which means nothing here", remedy)

    def take(self, name: str, kind: type) -> "Piece | None":
        """What a key of a table has, if it is of that kind and not empty."""
        if name not in self.value:
            self.fault(f"has no {name}", f"give it {KINDS[kind]}")
            return None
        found = self.at(name)
        if isinstance(found.value, kind) and found.value:
            return found
        found.fault(f"has {found.brief} for its {name}", f"give it {KINDS[kind]}")
        return None

    def text(self, name: str) -> str:
        """The text of a key."""
        found = self.take(name, str)
        return found.value if found else ""

    def texts(self, name: str) -> list["Piece"]:
        """The texts of a list."""
        return [text for text in self.items(name) if text.is_text(name)]

    def distinct(self, name: str) -> list["Piece"]:
        """The texts of a list in which each is to be there once."""
        found = self.texts(name)
        first: dict[str, Piece] = {}
        for text in found:
            if first.setdefault(text.value, text) is not text:
                text.fault(f"has {text.value!r} twice among its {name}", "name each once")
        return found

    def is_text(self, name: str) -> bool:
        """Whether this is a text, as those in the list of that name are."""
        if not isinstance(self.value, str):
            self.fault(f"has {self.brief} among its {name}", "put it in quotes")
            return False
        return True

    def items(self, name: str) -> list["Piece"]:
        """The items of a list, whatever they are."""
        found = self.take(name, list)
        return [found.at(place) for place in range(len(found.value))] if found else []

    def tables(self, name: str) -> list["Piece"]:
        """The tables of a list."""
        items = self.items(name)
        for item in items:
            if not isinstance(item.value, dict):
                item.fault(f"has {item.brief} among its {name}", "write it as a table")
        return [item for item in items if isinstance(item.value, dict)]

    def instant(self, name: str) -> datetime:
        """The instant of a key."""
        found = self.take(name, datetime)
        if not found:
            return NEVER
        if found.value.utcoffset() is None:
            found.fault(f"{name} has no time zone", "end it in Z")
        return found.value  # type: ignore[no-any-return]  # take asked for its kind

    def day(self, name: str) -> date:
        """The day of a key."""
        found = self.take(name, date)
        if found and isinstance(found.value, datetime):
            found.fault(f"has the instant {found.value} for its {name}", "leave the hour out")
        return found.value if found and found.sound else NEVER.date()

    def number(self) -> float:
        """This as a number to count with; 0 where it is none."""
        if isinstance(self.value, bool) or not isinstance(self.value, int | float):
            self.fault(f"{self.brief} is no number", "write a number without quotes")
            return 0.0
        try:
            number = float(self.value)
        except OverflowError:
            number = inf
        if not isfinite(number):
            self.fault(f"{self.brief} is no number to count with", "write another")
            return 0.0
        return number

    def score(self, scale: tuple[float, float]) -> float:
        """This as a number on the scale."""
        number = self.number()
        if self.sound and not scale[0] <= number <= scale[1]:
            remedy = f"stay within {scale[0]:g} and {scale[1]:g}"
            self.fault(f"{number:g} is outside the scale", remedy)
        return number


def did_you_mean(name: str, known: Collection[str]) -> str | None:
    """A question after the known name that is nearest, if one is near."""
    near = get_close_matches(name, sorted(known), n=1)
    return f"did you mean {near[0]!r}?" if near else None
