"""The strict reader of dates: what a text says, or nothing (pure; knows no present day).

A text is folded and cut into tokens, each token gets a one-letter kind, and the kinds as a
whole must have one of the known shapes. Whatever is left over, an hour without a zone, a day
that does not exist and readings that differ are refused: None rather than a guess. A weekday
only chooses between readings; sources write it wrong too often for it to veto one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from monitor.dates import words
from monitor.dates.clock import instant
from monitor.dates.folding import fold
from monitor.dates.shapes import SHAPES, UNTOLD
from monitor.dates.tokens import Parts, Token, cut, named
from monitor.dates.words import Words


class Precision(StrEnum):
    """How much a date says: an instant, or only a day."""

    INSTANT = "instant"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Dated:
    """A date as its source wrote it; a day stands at its midnight, UTC."""

    utc: datetime
    precision: Precision


#: Longer texts are no dates.
_LONGEST = 120
#: Unix time from 2001 to 2030; no calendar's ten digits begin so.
_UNIX = re.compile(r"1[0-8][0-9]{8}")
#: A day alone is read in the Gregorian calendar only: 1448 and 5787 are years of others.
_DAYS = (date(1583, 1, 1), date(2199, 12, 31))

#: What a source's date can be true within: from a year to so long after it was seen.
_FIRST, _AHEAD = datetime(1990, 1, 1, tzinfo=UTC), timedelta(days=2)

_ENGLISH = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_AT = "(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
_EAST = "[+-](?:0[0-9]|1[0-3])"
_RFC_822 = re.compile(
    "(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), {1,2})?"
    rf"([0-9]{{1,2}}) ({_ENGLISH}) ([12][0-9]{{3}}) ({_AT}) (GMT|UTC?|Z|{_EAST}[0-5][0-9])"
)
_ISO_8601 = re.compile(
    rf"[12][0-9]{{3}}-[0-9]{{2}}-[0-9]{{2}}T{_AT}(?:\.[0-9]{{1,6}})?(?:Z|{_EAST}:[0-5][0-9])"
)
_MONTHS = {month: f"{n:02}" for n, month in enumerate(_ENGLISH.split("|"), start=1)}


def read_date(text: str, lang: str | None = None) -> Dated | None:
    """The date that a text is, if it is one and can be read in one way only.

    With a language, its own words come first, then English, in which feeds write, then any.
    Without one, every language that can read the text must read the same.
    """
    if len(text) > _LONGEST:
        return None
    text = text.strip()
    return _read_at_once(text) or _read_slowly(text, lang)


def is_plausible(dated: datetime, seen: datetime) -> bool:
    """Whether what was seen at an instant may well have been published when its source says.

    Two days ahead pass: zones are written wrong, and gazettes send out tomorrow's number. What
    lies further ahead is a slip (feeds have items of the year 3200) or another kind of date,
    and what lies before 1990 as a rule the zero of somebody's clock, 1970 above all.
    """
    return _FIRST <= dated <= seen + _AHEAD


def _read_at_once(text: str) -> Dated | None:
    """What nearly all feeds write: the same as read slowly, for a twentieth of the time."""
    if found := _RFC_822.fullmatch(text):
        day, month, year, at, zone = found.groups()
        east = zone if zone[0] in "+-" else "Z"
        text = f"{year}-{_MONTHS[month]}-{day:0>2}T{at}{east}"
    elif not _ISO_8601.fullmatch(text):
        return None
    try:
        return Dated(datetime.fromisoformat(text).astimezone(UTC), Precision.INSTANT)
    except ValueError:  # no such day
        return None


def _read_slowly(text: str, lang: str | None) -> Dated | None:
    if _UNIX.fullmatch(text):
        return Dated(datetime.fromtimestamp(int(text), UTC), Precision.INSTANT)
    tokens = cut(fold(text))
    known, vocabulary = words.language(lang), words.vocabulary()
    for code in (known, "en") if known else ():
        if found := _read(tokens, vocabulary[code], known):
            return found
    readers = words.readers(token.text for token in tokens if not token.kind)
    said = {_read(tokens, vocabulary[code], known) for code in readers} - {None}
    return said.pop() if len(said) == 1 else None


def _read(tokens: Sequence[Token], own: Words, lang: str | None) -> Dated | None:
    called = list(named(tokens, own))
    kinds = "".join(token.kind for token in called)
    for shape, reader in SHAPES:
        if found := shape.fullmatch(kinds):
            parts = {at: called[found.start(at)] for at in shape.groupindex if found[at]}
            day = _agreed(set(reader(parts, lang)), parts)
            return _dated(day, parts, lang) if day else None
    return None


def _agreed(days: set[date], parts: Parts) -> date | None:
    if any(day.year == UNTOLD for day in days):
        return None
    if len(days) > 1:
        weekdays = {parts[at].weekday for at in ("before", "after") if at in parts}
        days = {day for day in days if day.weekday() in weekdays}
    return days.pop() if len(days) == 1 else None


def _dated(day: date, parts: Parts, lang: str | None) -> Dated | None:
    if clock := "clock" in parts and parts["clock"].clock:
        at = instant(day, clock, lang)
        return Dated(at, Precision.INSTANT) if at else None
    if not _DAYS[0] <= day <= _DAYS[1]:
        return None
    return Dated(datetime.combine(day, time(), UTC), Precision.DAY)
