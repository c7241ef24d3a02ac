"""A text as triage reads it: its words, made comparable (pure).

Where words are written without spaces, each character of Chinese or of hiragana is a word, and
so is each run of katakana; a name such as タイ (Thailand) is not found in スタイル (style).
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

# What an entry is about shows in its beginning; the rest would only cost time.
_MOST_WORDS = 600
# No language has longer words; what is longer is no text (an encoded image, an address).
_LONGEST_WORD = 80
_WORD = re.compile(r"[\w*…]+")
_KATAKANA = "\u30a1-\u30fa\u30fc-\u30ff"
_CHARACTER = "\u3005-\u3007\u3041-\u309f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_UNSPACED = re.compile(rf"[{_CHARACTER}]|\*?[{_KATAKANA}]+\*?")
_SPACE_WITHIN = re.compile(rf"(?<=[{_CHARACTER}{_KATAKANA}]) (?=[{_CHARACTER}{_KATAKANA}])")
# Vowel points of Hebrew and Arabic, and the stroke that stretches an Arabic word: rarely
# written, and each would end the word it stands in.
_POINTS = re.compile(
    "[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0640\u064b-\u065f\u0670]"
)
_APART = re.compile("[\u0591-\u0670\u3005-\ufaff]")
# Letters of Arabic that are often written for one another.
_ALIKE = (("أ", "ا"), ("إ", "ا"), ("آ", "ا"), ("ٱ", "ا"), ("ى", "ي"))


def fold(text: str) -> str:
    """The words of a text without letter case or punctuation, one space between them.

    The marks of a term (`*` and `…`) stay.
    """
    return _fold(" ".join(_WORD.findall(_apart(text))))


def _apart(text: str) -> str:
    text = unicodedata.normalize("NFC", text)
    if text.isascii() or not _APART.search(text):
        return text  # most texts: nothing in them is written so
    return _UNSPACED.sub(r" \g<0> ", _POINTS.sub("", text))


def _fold(words: str) -> str:
    # Turkish İ folds to an i with a second, combining dot that no keyword file would carry.
    folded = unicodedata.normalize("NFC", words.casefold()).replace("\u0307", "")
    for written, meant in _ALIKE:
        folded = folded.replace(written, meant)
    return folded


@dataclass(frozen=True, slots=True)
class Attached:
    """What a language writes onto a word without a space: prefixes, particles, articles."""

    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    article: tuple[str, ...] = ()

    def forms(self, term: str) -> Iterator[str]:
        """A term as it may be written; where `*` stands for any letters, nothing is added."""
        fronts = ("",) if term.startswith("*") else ("", *self.before)
        ends = ("",) if term.endswith("*") else ("", *self.after)
        return (front + term + end for front in fronts for end in ends)

    def bare(self, name: str) -> str:
        """A name without its article: the article changes with what is written before it."""
        for article in self.article:
            if name.lower().startswith(article):
                return name[len(article) :]
        return name


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

    def said(self, start: int, end: int) -> str:
        """The words from one up to (not including) another, as they are written."""
        return _SPACE_WITHIN.sub("", " ".join(self.words[start:end]))


def passage(text: str | None) -> Passage:
    """Read a text; none at all is an empty passage."""
    found = re.findall(r"\w+", _apart(text or ""))
    words = [word for word in found if len(word) <= _LONGEST_WORD][:_MOST_WORDS]
    folded = [word + " " for word in _fold(" ".join(words)).split()]
    starts = accumulate((len(word) for word in folded[:-1]), initial=0)
    return Passage(tuple(words), "".join(folded), tuple(starts) if words else ())
