"""Every day lies in one period of each cadence, and every period closes once."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletters.cadence import CADENCES, Cadence, Period, day_in, start_of

ZONES = ["Europe/Brussels", "Europe/Lisbon", "Asia/Beirut", "Africa/Cairo", "America/Santiago"]
days = st.dates(date(2020, 1, 1), date(2040, 12, 31))
cadences = st.sampled_from(sorted(CADENCES.values(), key=lambda cadence: cadence.name))


@given(cadences, days)
def test_a_day_lies_in_the_period_that_holds_it(cadence, day):
    period = cadence.holding(day)
    assert period.first <= day < period.end
    assert cadence.holding(period.first) == cadence.holding(period.end - timedelta(1)) == period


@given(cadences, days, days)
def test_periods_leave_no_gap_and_do_not_overlap(cadence, first, today):
    periods = cadence.closed_between(first, today)
    assert all(a.end == b.first for a, b in pairwise(periods))
    assert len({period.name for period in periods}) == len(periods)
    if periods:
        assert periods[0] == cadence.holding(first)
        assert periods[-1] == cadence.last_closed(today)


@given(cadences, days)
def test_the_last_closed_period_is_over_and_the_next_is_not(cadence, day):
    period = cadence.last_closed(day)
    assert period.end <= day < cadence.holding(period.end).end


def test_periods_bear_names_that_readers_know():
    day = date(2026, 11, 21)
    assert {name: c.holding(day).name for name, c in CADENCES.items()} == {
        "monthly": "2026-11",
        "quarterly": "2026-Q4",
        "yearly": "2026",
    }
    assert CADENCES["quarterly"].last_closed(day) == Period(
        date(2026, 7, 1), date(2026, 10, 1), "2026-Q3"
    )


def test_a_sleep_of_months_closes_each_month():
    periods = CADENCES["monthly"].closed_between(date(2026, 9, 30), date(2027, 1, 15))
    assert [period.name for period in periods] == ["2026-09", "2026-10", "2026-11", "2026-12"]


def test_a_cadence_divides_the_year():
    assert Cadence("half-yearly", 6).holding(date(2026, 11, 21)).name == "2026-H2"
    assert Cadence("two-monthly", 2).holding(date(2026, 11, 21)).name == "2026-P6"
    with pytest.raises(ValueError, match="divide"):
        Cadence("odd", 5)


@pytest.mark.parametrize("zone", ZONES)
def test_every_day_begins_at_its_first_instant_even_where_midnight_is_skipped(zone):
    there = ZoneInfo(zone)
    day = date(2020, 1, 1)
    while day < date(2041, 1, 1):
        start = start_of(day, there)
        assert start.tzinfo is UTC
        assert day_in(start, there) == day
        assert day_in(start - timedelta(microseconds=1), there) == day - timedelta(1)
        day += timedelta(1)


instants = st.integers(0, 7_669).map(
    lambda day: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(day)
)


@pytest.mark.parametrize("zone", ZONES)
@settings(max_examples=20)
@given(st.lists(st.tuples(instants, st.timedeltas(timedelta(0), timedelta(1))), max_size=10))
def test_each_month_closes_once_whenever_we_wake(zone, wakes):
    there = ZoneInfo(zone)
    made = []
    for now in [*sorted(a + b for a, b in wakes), datetime(2041, 1, 2, tzinfo=UTC)]:
        over = CADENCES["monthly"].closed_between(date(2020, 1, 1), day_in(now, there))
        assert all(start_of(period.end, there) <= now for period in over)
        made += [period.name for period in over if period.name not in made]
    assert made == [f"{y}-{m:02}" for y in range(2020, 2041) for m in range(1, 13)]
