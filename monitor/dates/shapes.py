"""What a date can look like, and the days that each look can mean (pure)."""

import re
from calendar import isleap
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta

from monitor.dates.tokens import Parts, Token
from monitor.dates.words import ERAS

#: Days that the parts can mean in a language.
Reader = Callable[[Parts, str | None], Iterator[date]]
#: The two-digit years that can be told; any other may be of either century.
_SHORT_YEARS = {n: 2000 + n for n in range(30)} | {n: 1900 + n for n in range(70, 100)}
#: The year of a reading whose year cannot be told; nothing is really dated so.
UNTOLD = 1


def _existing(make: Callable[[int, int, int], date], *numbers: int) -> Iterator[date]:
    try:
        yield make(*numbers)
    except ValueError:
        return


def _year(token: Token) -> int:
    return _SHORT_YEARS.get(token.number, UNTOLD) if token.kind == "2" else token.number


def _worded(parts: Parts, lang: str | None) -> Iterator[date]:
    month = parts["m"].number
    if "also" not in parts or parts["also"].number == month:
        yield from _existing(date, _year(parts["y"]), month, parts["d"].number)


def _numeric(parts: Parts, lang: str | None) -> Iterator[date]:
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
        usual = [day for day in usual if day.year != UNTOLD]
    yield from usual or [day for days in orders.values() for day in days]


def _orders(lang: str | None, dotted: bool) -> Sequence[str]:
    if lang in {"en", "ja", "ko", "or", "xh", "zh", "zu"} or (lang is None and not dotted):
        return ("dmy", "mdy", "ymd")
    return ("dmy", "ymd") if lang in {"eu", "hu", "lt", "sv"} else ("dmy",)


def _east_asian(parts: Parts, lang: str | None) -> Iterator[date]:
    first, last = ERAS[parts["era"].text] if "era" in parts else (date.min, date.max)
    days = _existing(
        date, parts["y"].number + first.year - 1, parts["m"].number, parts["d"].number
    )
    yield from (day for day in days if first <= day <= last)


def _month(parts: Parts, lang: str | None) -> Iterator[date]:
    """The first day of a month in ISO 8601, as readers of W3CDTF take it."""
    digits = "".join(token.text for token in parts.values())
    year = _year(Token(str(len(digits) - 2), digits, int(digits[:-2])))
    yield from _existing(date, year, int(digits[-2:]), 1)


def _compact(parts: Parts, lang: str | None) -> Iterator[date]:
    """YYYYMMDD and YYMMDD, or the day of the year: YYYY-DDD, YYYYDDD, YYDDD."""
    digits = parts["y"].text + (parts["n"].text if "n" in parts else "")
    if len(digits) == 6:
        pairs = (Token("2", digits[n : n + 2], int(digits[n : n + 2])) for n in (0, 2, 4))
        yield from _numeric(dict(zip("sabc", [Token("-", ""), *pairs], strict=True)), None)
    elif len(digits) == 8:
        yield from _existing(date, int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    else:
        year = _year(Token(str(len(digits) - 3), digits, int(digits[:-3])))
        number = int(digits[-3:])
        if 1 <= number <= 365 + isleap(year):
            yield date(year, 1, 1) + timedelta(days=number - 1)


def _week(parts: Parts, lang: str | None) -> Iterator[date]:
    digits = re.sub("[w-]", "", parts["week"].text)
    yield from _existing(date.fromisocalendar, *map(int, re.findall("^....|..|.$", digits)))


def _shape(written: str) -> re.Pattern[str]:
    before = r"C*(?:(?P<before>[wbc])[.,]*)?C*"
    after = r"(?:[,(]*(?P<after>[wbc])[.,)]*)?"
    clock = r"(?:s|[,|/-]*C*,?(?P<clock>t))?"
    return re.compile((before + written + after + clock).replace("C*", "(?:c[.]?-?)*"))


_ALSO = "(?:[/(](?P<also>[mb])[)]?)?"
_D, _M, _END = r"(?P<d>[12])(?:-?o)?[.]?", r"(?P<m>[mb])[.]?", "(?P<end>[.])?(?:c[.]?)*"
#: Each look, as kinds of tokens, and who reads it; the first that fits is taken.
SHAPES: Sequence[tuple[re.Pattern[str], Reader]] = (
    (_shape(rf"(?P<a>[124])(?P<s>[-./]?)(?P<b>[12])(?P=s)(?P<c>[124]){_END}"), _numeric),
    (_shape(rf"{_D}[-/,]?C*{_M}{_ALSO}[-/.,]{{0,2}}C*(?P<y>[24]){_END}"), _worded),
    (_shape(rf"{_M}[-/]?,?C*(?P<d>[12])(?:-?o)?[-/.,]{{0,2}}C*(?P<y>4){_END}"), _worded),
    (_shape(rf"(?P<y>4)[.]?[-/.,]?C*{_M}[-/]?C*{_D}{_END}"), _worded),
    (_shape(rf"(?P<y>4)[.]?c[.]?{_D}{_M}"), _worded),
    (re.compile(r"(?:[wb][.,]*)?(?P<m>[mb])(?P<d>[12])(?P<clock>t)(?P<y>4)"), _worded),
    (_shape("(?:(?P<era>E)|(?=4))(?P<y>[1234])J(?P<m>[12])G(?P<d>[12])H?"), _east_asian),
    (_shape("(?P<week>K)"), _week),
    (_shape("(?P<y>4(?=-3)|[5678])(?:-(?P<n>3))?"), _compact),
    (re.compile("(?P<y>4)-(?P<m>2)|-(?P<sy>2)-(?P<sm>2)|-(?P<ym>4)"), _month),
)
