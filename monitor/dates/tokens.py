"""A folded text cut into tokens, and what each is to a language (pure)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from monitor.dates.clock import ZONE_NAMES
from monitor.dates.words import ERAS, FILLERS, ORDINALS, Words


class Token(NamedTuple):
    """A number, word, mark or time of day in a text."""

    kind: str  # a letter of the shapes; empty for a word that only a language can place
    text: str
    number: int = 0
    weekday: int | None = None
    clock: re.Match[str] | None = None


#: What a token is in the part of a date that each shape names.
Parts = Mapping[str, Token]

#: Years, months and days in Chinese, Japanese and Korean.
_UNITS = dict.fromkeys("年년", "J") | dict.fromkeys("月월", "G") | dict.fromkeys("日号일", "H")
_TOKEN = re.compile(
    rf"""(?P<week>\d{{4}}-?w\d\d-?[1-7](?!\d))
    |(?P<clock>(?:(?:(?<=\d)t)?(?P<hour>\d\d?):(?P<minute>\d\d)
               (?::(?P<second>\d\d)(?:[.,](?P<fraction>\d+))?)?
              |(?<=\d)t(?P<hh>\d\d)(?:(?P<mm>\d\d)(?P<ss>\d\d)?)?)(?![\d:])
        (?:\s?(?P<half>[ap])\.?\s?m\b\.?)?(?:\s?uhr\b)?
        (?:\s?(?P<zone>(?:utc|gmt|ut)\s?[+-]\d\d?(?![\d:])
                      |(?:utc|gmt|ut)?\s?[+-](?:\d\d:?\d\d|\d:\d\d|\d\d)z?(?![\d:])
                      |(?:{"|".join(sorted(ZONE_NAMES, key=len, reverse=True))}|[a-z]+/[a-z_/]+)
                       (?![a-z/+-]))
           (?:\s?\([^()]*\)$)?)?)
    |(?P<shift>(?<=\d)(?:z|\s?(?:gmt|utc)|\+\d\d:\d\d)$)
    |(?P<number>\d+)
    |(?P<word>[^\s\d.,/|()\-:;+\[\]]+)
    |\s+
    |(?P<mark>.)""",
    re.VERBOSE,
)


def cut(folded: str) -> Sequence[Token]:
    """The tokens of a folded text; white space is none."""
    tokens: list[Token] = []
    for found in _TOKEN.finditer(folded):
        if found.lastgroup:
            tokens.append(_token(found, tokens[-1].kind if tokens else ""))
    return tokens


def _token(found: re.Match[str], before: str) -> Token:
    text, glued = found[0], found.string[found.start() - 1] != " "
    match found.lastgroup:
        case "number":
            return Token(str(len(text)) if len(text) <= 8 else "?", text, int(text[:8]))
        case "mark":
            return Token(text, text)
        case "word" if text in ERAS:
            return Token("E", text)
        case "word" if glued and before in {"1", "2", "-"} and text in ORDINALS:
            return Token("o", text)
        case "word":
            return Token(_UNITS.get(text, "") if before in {"1", "2", "3", "4"} else "", text)
        case what:
            return Token({"week": "K", "shift": "s"}.get(what or "", "t"), text, clock=found)


def named(tokens: Sequence[Token], words: Words) -> Iterator[Token]:
    """The tokens with what a language's words are: m, w, b (either of the two), c, or ?."""
    while tokens:
        token, size = _name(tokens[:3], words)
        yield token
        tokens = tokens[size:]


def _name(tokens: Sequence[Token], words: Words) -> tuple[Token, int]:
    """The longest name at the start, and of how many tokens: *Meán Fómhair* is one month."""
    if tokens[0].kind:
        return tokens[0], 1
    for size in range(len(tokens), 0, -1):
        text = " ".join(token.text for token in tokens[:size])
        month = words.months.get(text)
        # A joining word is no weekday: *den* is one in Luxembourgish, *st* are two in Slovak.
        weekday = None if text in FILLERS else words.weekdays.get(text)
        if month is not None:
            return Token("m" if weekday is None else "b", text, month, weekday), size
        if weekday is not None:
            return Token("w", text, weekday=weekday), size
    return Token("c" if tokens[0].text in FILLERS else "?", tokens[0].text), 1
