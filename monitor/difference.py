"""What changed from one reading of a text to the next, in lines a person can read (pure)."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from unicodedata import normalize

GONE, CAME = "−", "+"

#: What differs from visit to visit and says nothing: keys of sessions, clocks, the year beside
#: a copyright, how long ago, how often seen.
NOISE = re.compile(
    r"""
    \b(?=[a-f-]{0,40}\d)[\da-f][\da-f-]{14,100}[\da-f]\b
  | \b(?=\w*\d)(?=\w*[a-z])(?=\w*[A-Z])[A-Za-z\d]{20,}\b
  | \b\d\d?:\d\d:\d\d\b
  | (?i:(?:©|\(c\)|\bcopyright\b)\D{0,20}\d{4}(?:\s?[-–]\s?\d{4})?
    | \b(?:\d+|an?)\s\w+\s(?:ago|geleden|temu|sedan|siden|fa|назад|тому|önce|sitten|ezelőtt)\b
    | \b(?:vor|hace|há|il\sy\sa|acum|πριν|před|pred|prije|пре|преди)\s\d+\s
      (?:se[kcg]|min|stund|std|h\b|heure|hora|or[ăe]|tag|jour|d[ií]a|zi|sat|dan|dn|hod|час|дни
        |ден|дан|λεπτ|ώρ|ημέρ|δευτ)\w*
    | \b\d[\d.,\s]{0,12}(?:views?|visits?|visitors?|likes?|shares?|followers?|downloads?|aufrufe
        |vues|visitas|visualizzazioni|weergaven|wyświetleń|visningar|προβολές|просмотров)\b
    | \b(?:views?|visits?|visitors?|downloads?|aufrufe|vues|visitas|wyświetleń|просмотров)
      \s?:\s?\d[\d.,\s]{0,12}
    )
    """,
    re.VERBOSE,
)

#: Signs that are typed in more than one way.
ALIKE = str.maketrans("‘’‚“”„«»‐‑‒–—−", "''''''''------")

#: A word and the space after it; scripts without spaces are taken a sign at a time.
WORD = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff]\s*|[^\s\u2e80-\u9fff\uf900-\ufaff]+\s*|\s+")

#: A word and the space before it, or the end of a paragraph: together they are the whole text.
PIECE = re.compile(
    r"\n+|[^\S\n]*(?:[\u2e80-\u9fff\uf900-\ufaff]|[^\s\u2e80-\u9fff\uf900-\ufaff]+)|[^\S\n]+"
)

#: Paragraphs of the one text times those of the other that are put side by side.
SIDE_BY_SIDE = 10_000_000

#: Words shown on each side of what changed, and characters shown of that.
BESIDE, SHOWN = 8, 400


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph that went or came; what stands around its middle did neither."""

    sign: str
    head: str
    middle: str
    tail: str


def changed(before: str, after: str) -> tuple[Line, ...]:
    """What went from a text and what came to it; texts hold one paragraph a line.

    A paragraph that only moved did not change, nor one that differs in spaces, in how it is
    typed, or in what says nothing.
    """
    old, new = keyed(before), keyed(after)
    old_keys, new_keys = [key for _, key in old], [key for _, key in new]
    gone, came = Counter(old_keys), Counter(new_keys)
    gone, came = gone - came, came - gone
    if not gone and not came:
        return ()
    return tuple(
        line
        for a, b, c, d in places(old_keys, new_keys)
        for pair in zip_longest(taken(old[a:b], gone), taken(new[c:d], came), fillvalue="")
        for line in replaced(*pair)
    )


def places(old: list[str], new: list[str]) -> Iterator[tuple[int, int, int, int]]:
    """From where to where two texts differ, in the one and in the other.

    Long texts that differ all over are one place: to find more would take minutes.
    """
    head = alike(old, new)
    tail = alike(old[head:][::-1], new[head:][::-1])
    old, new = old[head : len(old) - tail], new[head : len(new) - tail]
    if len(old) * len(new) > SIDE_BY_SIDE:
        yield head, head + len(old), head, head + len(new)
        return
    for tag, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
        if tag != "equal":
            yield head + a, head + b, head + c, head + d


def keyed(text: str) -> list[tuple[str, str]]:
    """Each paragraph with what it says; those that say nothing are left out."""
    return [(line, key) for line in text.split("\n") if (key := essence(line))]


def essence(line: str) -> str:
    """What a paragraph says, however it is typed; empty where it says nothing."""
    said = NOISE.sub(" ", normalize("NFKC", line).translate(ALIKE))
    return " ".join(said.split()) if any(map(str.isalnum, said)) else ""


def taken(lines: Sequence[tuple[str, str]], surplus: Counter[str]) -> list[str]:
    """Those of the paragraphs that one text has more often than the other; counts them off."""
    texts = []
    for text, key in lines:
        if surplus[key] > 0:
            surplus[key] -= 1
            texts.append(text)
    return texts


def replaced(old: str, new: str) -> Iterator[Line]:
    """A paragraph and the one in its place; either may be empty."""
    gone, came = WORD.findall(old), WORD.findall(new)
    head = alike(gone, came)
    tail = alike(gone[head:][::-1], came[head:][::-1])
    if (head + tail) * 3 < min(len(gone), len(came)):
        head = tail = 0  # two paragraphs, not one that changed
    for sign, words in ((GONE, gone), (CAME, came)):
        if words:
            end = len(words) - tail
            yield Line(
                sign, "".join(words[:head]), "".join(words[head:end]), "".join(words[end:])
            )


def word_by_word(before: str, after: str) -> tuple[tuple[str, str], ...]:
    """Two versions of a text as one: pieces that stayed, under no sign, that went, that came.

    Without what came it is the one version, without what went the other, to the letter.
    """
    old, new = PIECE.findall(before), PIECE.findall(after)
    found: list[tuple[str, str]] = []
    for _, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, came = "".join(old[a:b]), "".join(new[c:d])
        same = gone if gone == came else " " if gone[:1] == came[:1] == " " else ""
        found += [("", same), (GONE, gone[len(same) :]), (CAME, came[len(same) :])]
    return tuple((sign, text) for sign, text in found if text)


def alike(some: Sequence[str], others: Sequence[str]) -> int:
    """How many words two texts begin alike with."""
    pairs = enumerate(zip(some, others, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(some), len(others)))


def told(lines: Sequence[Line], most: int = 2_000) -> str:
    """A change in words, a line each, with a little of what stands around; at most so long."""
    text = ""
    for line in lines:
        shown = f"{line.sign} {near(line)}\n"
        if len(text) + len(shown) > most:
            return text + "…"
        text += shown
    return text.rstrip("\n")


def near(line: Line) -> str:
    """What changed in a paragraph, and a few words around it."""
    head, tail = WORD.findall(line.head), WORD.findall(line.tail)
    middle = line.middle if len(line.middle) <= SHOWN else line.middle[: SHOWN - 1] + "…"
    # Three words more are let stand: the number of a paragraph tells where it is.
    before = "".join(head) if len(head) <= BESIDE + 3 else "…" + "".join(head[-BESIDE:])
    after = "".join(tail) if len(tail) <= BESIDE + 3 else "".join(tail[:BESIDE]).rstrip() + "…"
    return " ".join(f"{before}{middle}{after}".split())
