"""Days of the one zone, and the instants at which they begin (pure)."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo


def day_in(now: datetime, zone: ZoneInfo) -> date:
    """What day it is in a zone."""
    return now.astimezone(zone).date()


def start_of(day: date, zone: ZoneInfo) -> datetime:
    """The first instant of a day in a zone, in UTC.

    Where clocks skip midnight, the day begins with the hour that follows: Python then reads
    midnight by the offset before the change, which is the instant of the change.
    """
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def month_of(now: datetime, zone: ZoneInfo) -> datetime:
    """The first instant of the month that it is in a zone."""
    return start_of(day_in(now, zone).replace(day=1), zone)


def months_after(first: date, months: int) -> date:
    """The first day of the month that comes so many months after another."""
    number = first.year * 12 + first.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)
