"""Days as people type them: three fields, and words for what is wrong with them (pure)."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date

from babel.dates import get_month_names

from newsletters.translate import Words

PARTS = ("day", "month", "year")


class BadDay(ValueError):
    """What was typed is no day; it says why, in the reader's language."""


def read_day(form: Mapping[str, object], name: str, words: Words) -> date | None:
    """The day of three fields; None where all are empty.

    Raises:
        BadDay: a part is missing, or there is no such day.
    """
    given = [str(form.get(f"{name}-{part}", "")).strip() for part in PARTS]
    if not any(given):
        return None
    if not all(text.isascii() and text.isdigit() and len(text) <= 4 for text in given):
        raise BadDay(words.gettext("Write day, month and year in figures, such as 27 6 2024."))
    day, month, year = map(int, given)
    if not 1 <= month <= 12:
        raise BadDay(words.gettext("The month is a number from 1 to 12."))
    if not 1000 <= year <= 9999:
        raise BadDay(words.gettext("Write the year with four figures, such as 2024."))
    if not 1 <= day <= monthrange(year, month)[1]:
        called = f"{day} {get_month_names(locale=words.locale)[month]} {year}"
        raise BadDay(words.gettext("%(day)s does not exist; check it.", day=called))
    return date(year, month, day)
