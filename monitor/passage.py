"""A text as triage reads it: its words, made comparable (pure)."""

import re
import unicodedata
from dataclasses import dataclass
from itertools import accumulate

# What an entry is about shows in its beginning; the rest would only cost time.
_MOST_WORDS = 600
# No language has longer words; what is longer is no text (an encoded image, an address).
_LONGEST_WORD = 80
_WORD = re.compile(r"[\w*…]+")


def fold(text: str) -> str:
    """The words of a text without letter case or punctuation, one space between them.

    The marks of a term (`*` and `…`) stay.
    """
    return " ".join(_fold(word) for word in _WORD.findall(unicodedata.normalize("NFC", text)))


def _fold(word: str) -> str:
    # Turkish İ folds to an i with a second, combining dot that no keyword file would carry.
    return unicodedata.normalize("NFC", word.casefold()).replace("\u0307", "")


@dataclass(frozen=True, slots=True)
class Passage:
    """One text: its words as written, and folded with a space after each."""

    words: tuple[str, ...]
    folded: str
    starts: tuple[int, ...]

    def word(self, index: int) -> str:
        """One word, folded."""
        start = self.starts[index]
        return self.folded[start : self.folded.index(" ", start)]


def passage(text: str | None) -> Passage:
    """Read a text; none at all is an empty passage."""
    found = re.findall(r"\w+", unicodedata.normalize("NFC", text or ""))
    words = [word for word in found if len(word) <= _LONGEST_WORD][:_MOST_WORDS]
    folded = [_fold(word) + " " for word in words]
    starts = accumulate((len(word) for word in folded[:-1]), initial=0)
    return Passage(tuple(words), "".join(folded), tuple(starts) if words else ())
