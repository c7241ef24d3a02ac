"""When each country rests, by the `holidays` library (pure).

It covers all 56 countries of the index: of Switzerland the few days that every canton keeps, of
Ukraine none since martial law abolished them. The Union keeps the days of Belgium, where it
sits; a place that the library does not know has weekends alone.
"""

from datetime import date
from functools import cache, lru_cache

from monitor import countries
from monitor.rhythm import HISTORY, Calendar

#: Saturday and Sunday, Monday being 0.
WEEKEND = frozenset({5, 6})
#: Where the institutions of the Union sit.
SEAT = "BEL"


def calendar(jurisdiction: str | None, today: date) -> Calendar:
    """When a country rests, from as far back as its history goes until the next year's end."""
    return _calendar(jurisdiction, (today - HISTORY).year, today.year + 2)


@lru_cache(maxsize=512)
def _calendar(jurisdiction: str | None, first: int, end: int) -> Calendar:
    place = SEAT if jurisdiction == countries.EU else jurisdiction
    letters = countries.letters().get(place or "")
    if letters not in _covered():
        return Calendar(WEEKEND, frozenset())
    from holidays import country_holidays  # it knows a world; few commands ask

    known = country_holidays(letters, years=range(first, end))
    return Calendar(frozenset(known.weekend), frozenset(known))


@cache
def _covered() -> frozenset[str]:
    from holidays import list_supported_countries

    return frozenset(list_supported_countries())
