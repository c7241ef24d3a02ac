"""The provision that a document was noticed for: the passage with the words found (pure)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from monitor.language import language

#: Characters of a passage that a page or a mail quotes, and of a text that are searched.
LONGEST, SEARCHED = 600, 200_000
#: A word of a claim that may be found in the law too; shorter ones are in every text.
TELLING = re.compile(r"\w{6,}")


@dataclass(frozen=True, slots=True)
class Provision:
    """A passage in the words of the law, and the language it is in, where that is known."""

    text: str
    language: str | None


@dataclass(frozen=True, slots=True)
class Sought:
    """The words to look for in a document, and how many of them one passage must hold."""

    words: tuple[str, ...]
    least: int = 1


def sought(found: Sequence[str], *claims: str) -> Sought:
    """What to look for: the words that a machine found, else two of what a person claims."""
    if found:
        return Sought(tuple(found))
    telling = TELLING.findall(" ".join(claims))
    return Sought(tuple(dict.fromkeys(telling)), least=2)


def provision(text: str, found: Sequence[str], least: int = 1) -> Provision | None:
    """The paragraph with most of the words found, the first of several; None has so many."""
    sought = [word.casefold() for word in found if word.strip()]
    best, most = "", least - 1
    for paragraph in paragraphs(text[:SEARCHED]):
        folded = paragraph.casefold()
        if (held := sum(word in folded for word in sought)) > most:
            best, most = paragraph, held
    if not best:
        return None
    return Provision(around(best, sought), language(None, best))


def paragraphs(text: str) -> Iterator[str]:
    """The paragraphs of a text, each on one line."""
    return (line for part in text.splitlines() if (line := " ".join(part.split())))


def around(paragraph: str, sought: Sequence[str]) -> str:
    """A paragraph, cut between words around the first of those sought if it is long."""
    if len(paragraph) <= LONGEST:
        return paragraph
    folded = paragraph.casefold()
    places = [place for word in sought if (place := folded.find(word)) >= 0]
    start = min(max(min(places) - LONGEST // 3, 0), len(paragraph) - LONGEST)
    words = paragraph[start : start + LONGEST].split(" ")
    head, tail = start > 0, start + LONGEST < len(paragraph)
    kept = words[head : len(words) - tail or None]
    return ("… " if head else "") + " ".join(kept) + (" …" if tail else "")
