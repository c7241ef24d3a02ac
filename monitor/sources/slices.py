"""Feeds cut at their entries, so that what was read before need not be read again (pure).

A cut is a guess about text that nobody has parsed. It is believed only after the parser found
exactly as many entries as there are slices, and whenever it does not, all is read.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise

from monitor.entry import Entry

BEGIN = re.compile(r"<(item|entry)(?=[\s>])[^>]*>")
END = {name: re.compile(rf"</{name}\s*>") for name in ("item", "entry")}
#: Bytes of a digest: two of a million slices are alike by chance less than once in a million.
SIZE = 8


@dataclass(frozen=True, slots=True)
class Sliced:
    """A feed in slices: what stands before its entries, they, and what stands after."""

    head: str
    slices: tuple[str, ...]
    tail: str

    def without(self, known: Sequence[bool]) -> str:
        """The feed without the slices that are known."""
        new = (
            piece for piece, is_known in zip(self.slices, known, strict=True) if not is_known
        )
        return "".join((self.head, *new, self.tail))


def cut(text: str) -> Sliced:
    """A feed cut at its entries; without slices where more than space stands between them."""
    spans = list(entries_of(text))
    gaps = (text[end:begin] for (_, end), (begin, _) in pairwise(spans))
    if not spans or any(gap.strip() for gap in gaps):
        return Sliced(text, (), "")
    slices = tuple(text[begin:end] for begin, end in spans)
    return Sliced(text[: spans[0][0]], slices, text[spans[-1][1] :])


def entries_of(text: str) -> Iterator[tuple[int, int]]:
    """Where entries begin and end, up to the first that has no end."""
    at = 0
    while begin := BEGIN.search(text, at):
        if not (end := END[begin[1]].search(text, begin.end())):
            return
        at = end.end()
        yield begin.start(), at


def digest(piece: str) -> str:
    """What tells a slice from others."""
    return blake2b(piece.encode("utf-8", "surrogatepass"), digest_size=SIZE).hexdigest()


def remembered(memory: str) -> dict[str, str]:
    """The digests of slices that were read, each with the fingerprint of its entry."""
    lines = (line.partition(" ") for line in memory.split("\n"))
    return {slice: fingerprint for slice, _, fingerprint in lines if fingerprint}


def memory(read: dict[str, str]) -> str:
    """What the next reading has to know."""
    return "\n".join(f"{slice} {fingerprint}" for slice, fingerprint in read.items())


def paired(digests: Sequence[str], entries: Sequence[Entry]) -> dict[str, str]:
    """The slices with the entries that they became, one to one and in order."""
    return {d: entry.fingerprint for d, entry in zip(digests, entries, strict=True)}
