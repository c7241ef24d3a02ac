"""The strict reader of dates: what a text says, or nothing (pure; knows no present day).

A text is folded and cut into tokens, each token gets a one-letter kind, and the kinds as a
whole must have one of the shapes below. Whatever is left over, an hour without a zone, a day
that does not exist and readings that differ are refused: None rather than a guess. A weekday
only chooses between readings; sources write it wrong too often for it to veto one.
"""

import re
from calendar import isleap
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple

from monitor import date_words
from monitor.date_words import ERAS, FILLERS, ORDINALS, ZONE_NAMES, Words


class Precision(StrEnum):
    """How much a date says: an instant, or only a day."""

    INSTANT = "instant"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Dated:
    """A date as its source wrote it; a day stands at its midnight, UTC."""

    utc: datetime
    precision: Precision


class _Token(NamedTuple):
    kind: str  # a letter of the shapes; empty for a word that only a language can place
    text: str
    number: int = 0
    weekday: int | None = None
    clock: re.Match[str] | None = None


_Parts = Mapping[str, _Token]
_Reader = Callable[[_Parts, str | None], Iterator[date]]

#: Longer texts are no dates.
_LONGEST = 120
#: Unix time from 2001 to 2030; no calendar's ten digits begin so.
_UNIX = re.compile(r"\s*1[0-8][0-9]{8}\s*")
#: A day alone is read in the Gregorian calendar only: 1448 and 5787 are years of others.
_DAYS = (date(1583, 1, 1), date(2199, 12, 31))
#: The two-digit years that can be told; any other may be of either century.
_SHORT_YEARS = {n: 2000 + n for n in range(30)} | {n: 1900 + n for n in range(70, 100)}
#: The year of a reading whose year cannot be told; nothing is really dated so.
_UNTOLD = 1
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


def read_date(text: str, lang: str | None = None) -> Dated | None:
    """The date that a text is, if it is one and can be read in one way only.

    With a language, its own words come first, then English, in which feeds write, then any.
    Without one, every language that can read the text must read the same.
    """
    if _UNIX.fullmatch(text):
        return Dated(datetime.fromtimestamp(int(text), UTC), Precision.INSTANT)
    tokens = _tokens(date_words.fold(text)) if len(text) <= _LONGEST else ()
    known, vocabulary = date_words.language(lang), date_words.vocabulary()
    for code in (known, "en") if known else ():
        if found := _read(tokens, vocabulary[code], known):
            return found
    readers = date_words.readers(token.text for token in tokens if not token.kind)
    said = {_read(tokens, vocabulary[code], known) for code in readers} - {None}
    return said.pop() if len(said) == 1 else None


def _tokens(text: str) -> Sequence[_Token]:
    tokens: list[_Token] = []
    for found in _TOKEN.finditer(text):
        if found.lastgroup:
            tokens.append(_token(found, tokens[-1].kind if tokens else ""))
    return tokens


def _token(found: re.Match[str], before: str) -> _Token:
    text, glued = found[0], found.string[found.start() - 1] != " "
    match found.lastgroup:
        case "number":
            return _Token(str(len(text)) if len(text) <= 8 else "?", text, int(text[:8]))
        case "mark":
            return _Token(text, text)
        case "word" if text in ERAS:
            return _Token("E", text)
        case "word" if glued and before in {"1", "2", "-"} and text in ORDINALS:
            return _Token("o", text)
        case "word":
            return _Token(_UNITS.get(text, "") if before in {"1", "2", "4"} else "", text)
        case what:
            return _Token({"week": "K", "shift": "s"}.get(what or "", "t"), text, clock=found)


def _read(tokens: Sequence[_Token], words: Words, lang: str | None) -> Dated | None:
    named: list[_Token] = []
    while tokens:
        token, size = _name(tokens[:3], words)
        named.append(token)
        tokens = tokens[size:]
    kinds = "".join(token.kind for token in named)
    for shape, reader in _SHAPES:
        if found := shape.fullmatch(kinds):
            parts = {at: named[found.start(at)] for at in shape.groupindex if found[at]}
            day = _agreed(set(reader(parts, lang)), parts)
            return _dated(day, parts, lang) if day else None
    return None


def _name(tokens: Sequence[_Token], words: Words) -> tuple[_Token, int]:
    """The longest name at the start, and of how many tokens: *Meán Fómhair* is one month."""
    if tokens[0].kind:
        return tokens[0], 1
    for size in range(len(tokens), 0, -1):
        text = " ".join(token.text for token in tokens[:size])
        month, weekday = words.months.get(text), words.weekdays.get(text)
        if month is not None:
            return _Token("m" if weekday is None else "b", text, month, weekday), size
        if weekday is not None:
            return _Token("w", text, weekday=weekday), size
    return _Token("c" if tokens[0].text in FILLERS else "?", tokens[0].text), 1


def _agreed(days: set[date], parts: _Parts) -> date | None:
    if any(day.year == _UNTOLD for day in days):
        return None
    if len(days) > 1:
        weekdays = {parts[at].weekday for at in ("before", "after") if at in parts}
        days = {day for day in days if day.weekday() in weekdays}
    return days.pop() if len(days) == 1 else None


def _dated(day: date, parts: _Parts, lang: str | None) -> Dated | None:
    if clock := "clock" in parts and parts["clock"].clock:
        instant = _instant(day, clock, lang)
        return Dated(instant, Precision.INSTANT) if instant else None
    if not _DAYS[0] <= day <= _DAYS[1]:
        return None
    return Dated(datetime.combine(day, time(), UTC), Precision.DAY)


def _instant(day: date, clock: re.Match[str], lang: str | None) -> datetime | None:
    said = clock["zone"] or ""
    if re.match(r"-\d+:", said) and not clock["second"] and clock[0][0] != "t":
        return None  # 10:00-12:00 is an hour and its end
    at, zone = _time(clock), date_words.zone(said, lang)
    if at is None or zone is None:
        return None
    local = datetime.combine(day, at, zone)
    try:
        # An hour that the zone's clocks skip or repeat has two offsets: it names no instant.
        once = local.utcoffset() == local.replace(fold=1).utcoffset()
        return local.astimezone(UTC) if once else None
    except OverflowError:
        return None


def _time(clock: re.Match[str]) -> time | None:
    hour, minute = int(clock["hour"] or clock["hh"]), int(clock["minute"] or clock["mm"] or 0)
    if clock["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + 12 * (clock["half"] == "p")
    second = int(clock["second"] or clock["ss"] or 0)
    micro = int((clock["fraction"] or "")[:6].ljust(6, "0"))
    try:
        return time(hour, minute, second, micro)
    except ValueError:
        return None


def _existing(make: Callable[[int, int, int], date], *numbers: int) -> Iterator[date]:
    try:
        yield make(*numbers)
    except ValueError:
        return


def _year(token: _Token) -> int:
    return _SHORT_YEARS.get(token.number, _UNTOLD) if token.kind == "2" else token.number


def _worded(parts: _Parts, lang: str | None) -> Iterator[date]:
    month = parts["m"].number
    if "also" not in parts or parts["also"].number == month:
        yield from _existing(date, _year(parts["y"]), month, parts["d"].number)


def _numeric(parts: _Parts, lang: str | None) -> Iterator[date]:
    """Every order that the language allows, or any at all where none of those exists."""
    a, b, c = (parts[name] for name in "abc")
    y_first, y_last = a.kind in "24" and c.kind != "4", c.kind in "24"
    orders = {
        "ymd": [*_existing(date, _year(a), b.number, c.number)] if y_first else [],
        "dmy": [*_existing(date, _year(c), b.number, a.number)] if y_last else [],
        "mdy": [*_existing(date, _year(c), a.number, b.number)] if y_last else [],
    }
    separator, short = parts["s"].kind if "s" in parts else " ", c.kind == "2"
    # 30.10.23 starts with its day; 15. 1. 22. may be Korean and start with its year.
    dotted = separator == "." and not (short and "end" in parts)
    iso = separator == "-" and short  # ISO 8601 had two-digit years until 2004
    fixed = ("ymd",) if a.kind == "4" else _orders(None if iso else lang, dotted)
    usual = [day for order in fixed for day in orders[order]]
    if iso and lang is None:
        usual = [day for day in usual if day.year != _UNTOLD]
    yield from usual or [day for days in orders.values() for day in days]


def _orders(lang: str | None, dotted: bool) -> Sequence[str]:
    if lang in {"en", "ja", "ko", "zh"} or (lang is None and not dotted):
        return ("dmy", "mdy", "ymd")
    return ("dmy", "ymd") if lang in {"hu", "lt", "sv"} else ("dmy",)


def _east_asian(parts: _Parts, lang: str | None) -> Iterator[date]:
    first, last = ERAS[parts["era"].text] if "era" in parts else (date.min, date.max)
    days = _existing(
        date, parts["y"].number + first.year - 1, parts["m"].number, parts["d"].number
    )
    yield from (day for day in days if first <= day <= last)


def _month(parts: _Parts, lang: str | None) -> Iterator[date]:
    """The first day of a month in ISO 8601, as readers of W3CDTF take it."""
    digits = "".join(token.text for token in parts.values())
    year = _year(_Token(str(len(digits) - 2), digits, int(digits[:-2])))
    yield from _existing(date, year, int(digits[-2:]), 1)


def _compact(parts: _Parts, lang: str | None) -> Iterator[date]:
    """YYYYMMDD and YYMMDD, or the day of the year: YYYY-DDD, YYYYDDD, YYDDD."""
    digits = parts["y"].text + (parts["n"].text if "n" in parts else "")
    if len(digits) == 6:
        pairs = (_Token("2", digits[n : n + 2], int(digits[n : n + 2])) for n in (0, 2, 4))
        yield from _numeric(dict(zip("sabc", [_Token("-", ""), *pairs], strict=True)), None)
    elif len(digits) == 8:
        yield from _existing(date, int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    else:
        year = _year(_Token(str(len(digits) - 3), digits, int(digits[:-3])))
        number = int(digits[-3:])
        if 1 <= number <= 365 + isleap(year):
            yield date(year, 1, 1) + timedelta(days=number - 1)


def _week(parts: _Parts, lang: str | None) -> Iterator[date]:
    digits = re.sub("[w-]", "", parts["week"].text)
    yield from _existing(date.fromisocalendar, *map(int, re.findall("^....|..|.$", digits)))


def _shape(written: str) -> re.Pattern[str]:
    before = r"C*(?:(?P<before>[wb])[.,]*)?C*"
    after = r"(?:[,(]*(?P<after>[wb])[.,)]*)?"
    clock = r"(?:s|[,|/-]*C*,?(?P<clock>t))?"
    return re.compile((before + written + after + clock).replace("C*", "(?:c[.]?-?)*"))


_D, _M, _END = r"(?P<d>[12])(?:-?o)?[.]?", r"(?P<m>[mb])[.]?", "(?P<end>[.])?(?:c[.]?)*"
_SHAPES: Sequence[tuple[re.Pattern[str], _Reader]] = (
    (_shape(rf"(?P<a>[124])(?P<s>[-./]?)(?P<b>[12])(?P=s)(?P<c>[124]){_END}"), _numeric),
    (_shape(rf"{_D}[-/,]?C*{_M}(?:/(?P<also>[mb]))?[-/.,]{{0,2}}C*(?P<y>[24]){_END}"), _worded),
    (_shape(rf"{_M}[-/]?,?C*(?P<d>[12])(?:-?o)?[-/.,]{{0,2}}C*(?P<y>4){_END}"), _worded),
    (_shape(rf"(?P<y>4)[.]?[-/.,]?C*{_M}[-/]?C*{_D}{_END}"), _worded),
    (_shape(rf"(?P<y>4)[.]?c[.]?{_D}{_M}"), _worded),
    (re.compile(r"(?:[wb][.,]*)?(?P<m>[mb])(?P<d>[12])(?P<clock>t)(?P<y>4)"), _worded),
    (_shape("(?:(?P<era>E)(?=[12])|(?=4))(?P<y>[124])J(?P<m>[12])G(?P<d>[12])H?"), _east_asian),
    (_shape("(?P<week>K)"), _week),
    (_shape("(?P<y>4(?=-3)|[5678])(?:-(?P<n>3))?"), _compact),
    (re.compile("(?P<y>4)-(?P<m>2)|-(?P<sy>2)-(?P<sm>2)|-(?P<ym>4)"), _month),
)
