"""Silence is noticed soon where it means something, and never where it does not."""

import random
from bisect import bisect
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.rhythm import Calendar, silence
from monitor.silence.rest_days import calendar
from monitor.source import RHYTHMS

BEGIN, END = date(2023, 3, 1), date(2026, 3, 1)
A_DAY = timedelta(days=1)
GERMANY = calendar("DEU", END)
PLAIN = Calendar(frozenset({5, 6}), frozenset())


def works(day):
    return day.weekday() < 5 and day not in GERMANY.holidays and (day.month, day.day) < (12, 24)


def days(begin=BEGIN, end=END):
    return [begin + n * A_DAY for n in range((end - begin).days)]


# ── sources as they are, drawn day by day ────────────────────────────────────────────────


def gazette(day, dice, memory):
    return works(day) and dice.random() < 0.97


def ministry(day, dice, memory):
    return works(day) and dice.random() < 0.5


def every_wednesday(day, dice, memory):
    return day.weekday() == 2 and dice.random() < 0.96


def about_weekly(day, dice, memory):
    return dice.random() < 1 / 7


def monthly(day, dice, memory):
    if day < memory.get("next", BEGIN):
        return False
    memory["next"] = day + timedelta(days=round(dice.gauss(30, 4)))
    return True


def parliament(day, dice, memory):
    return works(day) and day.month != 8 and dice.random() < 0.9


def bursty(day, dice, memory):
    """Some twelve days of much, some fifteen of nothing, at random."""
    on = memory.get("on", True)
    memory["on"] = on if dice.random() > (1 / 12 if on else 1 / 15) else not on
    return memory["on"] and works(day) and dice.random() < 0.8


def rare(day, dice, memory):
    return dice.random() < 1 / 180


def words_of(source, seed, end=END):
    dice, memory = random.Random(seed), {}
    return [day for day in days(BEGIN, end) if source(day, dice, memory)]


def judged(words, today, rhythm):
    spoken = {day for day in words if day < today}
    return silence(spoken, BEGIN, today, RHYTHMS[rhythm], GERMANY)


def wolves(words, rhythm):
    """How many pauses were called quiet in the last two of three years, all wrongly."""
    ends = [
        b for a, b in pairwise(words) if b > BEGIN + timedelta(days=365) and (b - a).days > 1
    ]
    return sum(judged(words, day, rhythm).quiet for day in ends)


def noticed_after(words, rhythm):
    """Working days from the last word until the silence is called quiet."""
    last = words[-1]
    waited = bisect(
        range(3000), False, key=lambda n: judged(words, last + n * A_DAY, rhythm).quiet
    )
    return sum(works(last + n * A_DAY) for n in range(1, waited))


#: A source, its stanza's rhythm, most false alarms a year, most working days until noticed.
KINDS = [
    (gazette, "daily", 0.2, 3),
    (ministry, "daily", 0.7, 10),
    (every_wednesday, "weekly", 0.2, 10),
    (about_weekly, "weekly", 1.3, 25),
    (monthly, "monthly", 0.2, 30),
    (parliament, "daily", 0.4, 4),
    (bursty, "daily", 1.6, 40),
    (rare, "rarely", 0.2, 400),
]


@pytest.mark.parametrize(("source", "rhythm", "most", "soon"), KINDS)
def test_a_source_that_goes_on_is_left_alone_and_one_that_dies_is_noticed(
    source, rhythm, most, soon
):
    seeds = range(3)
    false = sum(wolves(words_of(source, seed), rhythm) for seed in seeds)
    assert false / (2 * len(seeds)) <= most
    died = BEGIN + timedelta(days=1000)
    delays = sorted(noticed_after(words_of(source, seed, died), rhythm) for seed in seeds)
    assert delays[len(delays) // 2] <= soon


def test_a_long_weekend_and_the_end_of_a_year_are_no_silence():
    words = words_of(gazette, 1)
    easter = [day for day in words if day < date(2025, 4, 18)]  # Good Friday
    assert not judged(easter, date(2025, 4, 22), "daily").quiet
    assert judged(easter, date(2025, 4, 25), "daily").quiet
    christmas = [day for day in words if day < date(2025, 12, 24)]
    assert not judged(christmas, date(2025, 12, 29), "daily").quiet


def test_a_recess_that_was_seen_before_is_expected():
    words = [day for day in words_of(parliament, 1) if day < date(2025, 8, 1)]
    assert not judged(words, date(2025, 8, 27), "daily").quiet
    assert judged(words, date(2025, 9, 12), "daily").quiet


def test_one_long_silence_long_ago_does_not_excuse_the_next():
    gap = {date(2024, 5, 6) + n * A_DAY for n in range(25)}
    words = [day for day in words_of(gazette, 1) if day not in gap]
    assert noticed_after(words, "daily") <= 5


def test_a_new_source_is_expected_to_keep_the_rhythm_of_its_stanza():
    daily, monthly = (
        silence({BEGIN}, BEGIN, BEGIN + timedelta(days=40), RHYTHMS[name], PLAIN)
        for name in ("daily", "monthly")
    )
    assert daily.quiet
    assert not monthly.late
    assert daily.usual is None


def test_history_soon_outweighs_the_stanza():
    words = [BEGIN + 30 * n * A_DAY for n in range(12)]
    today = words[-1] + timedelta(days=20)
    said_daily = silence(words, BEGIN, today, RHYTHMS["daily"], PLAIN)
    assert not said_daily.late
    assert said_daily.usual == (30, 30)


def test_days_on_which_nobody_listened_are_no_evidence():
    words = words_of(gazette, 1, date(2026, 1, 14))
    today = words[-1] + timedelta(days=20)
    lost = {words[-1] + n * A_DAY for n in range(1, 20)}
    deaf = silence(words, BEGIN, today, 1.4, GERMANY, lost)
    assert judged(words, today, "daily").quiet
    assert deaf.probability == 1
    assert deaf.days == 0


def test_what_was_never_heard_is_silent_since_it_is_listened_for():
    found = silence([], BEGIN, BEGIN + timedelta(days=60), 1.4, PLAIN)
    assert (found.since, found.days, found.quiet) == (BEGIN, 60, True)


def test_a_word_is_expected_by_the_day_on_which_its_lack_is_late():
    words = words_of(every_wednesday, 1)
    found = judged(words, END, "weekly")
    assert not judged(words, found.expected_by, "weekly").late
    assert judged(words, found.expected_by + A_DAY, "weekly").late


SPOKEN = st.sets(st.dates(BEGIN, BEGIN + timedelta(days=400)), max_size=60)
PRIORS = st.sampled_from(sorted(RHYTHMS.values()))
COUNTRIES = st.sampled_from([None, "EU", "DEU", "SAU", "JPN", "UKR"])


@settings(max_examples=40, deadline=None)
@given(
    SPOKEN, PRIORS, COUNTRIES, st.integers(0, 300), st.sets(st.integers(0, 700), max_size=40)
)
def test_a_probability_falls_as_the_silence_lasts_and_a_word_resets_it(
    spoken, prior, place, waited, lost
):
    last = max(spoken, default=BEGIN)
    today = last + timedelta(days=waited)
    rests, unheard = calendar(place, END), {BEGIN + n * A_DAY for n in lost}

    def on(day, words=spoken):
        return silence(words, BEGIN, day, prior, rests, unheard)

    now, later = on(today), on(today + A_DAY)
    assert 0 <= later.probability <= now.probability <= 1
    assert later.once_in >= now.once_in
    assert on(today, spoken | {today}).probability == 1
    assert on(today, spoken | {today}).days == 0


@settings(max_examples=40, deadline=None)
@given(SPOKEN, PRIORS, st.integers(1, 300))
def test_days_that_nobody_heard_make_no_silence_less_likely(spoken, prior, waited):
    last = max(spoken, default=BEGIN)
    today = last + timedelta(days=waited)
    whole = silence(spoken, BEGIN, today, prior, PLAIN)
    half = silence(spoken, BEGIN, today, prior, PLAIN, {today - A_DAY})
    assert half.probability >= whole.probability


@pytest.mark.parametrize("place", ["ALB", "CHE", "IND", "ISR", "SAU", "TUR", "ZAF", "EU"])
def test_each_country_has_its_own_rests(place):
    rests = calendar(place, END)
    assert len(rests.weekend) == 2
    assert any(day.year == 2026 for day in rests.holidays)


def test_a_week_ends_on_other_days_elsewhere():
    assert calendar("SAU", END).weekend == {4, 5}
    assert calendar("DEU", END).weekend == calendar(None, END).weekend == {5, 6}


def test_a_place_without_a_calendar_has_weekends_alone():
    assert calendar(None, END) == Calendar(frozenset({5, 6}), frozenset())


def test_one_day_off_that_no_calendar_knows_does_not_make_a_gazette_quiet():
    monday = date(2026, 8, 31)
    words = [monday + timedelta(n) for n in range(73) if n % 7 < 5]
    week = Calendar(frozenset({5, 6}), frozenset())
    after = [words[-1] + timedelta(n) for n in range(2, 8)]
    quiet = [silence(words, monday, day, 1.4, week).quiet for day in after]
    assert words[-1].weekday() == 2
    assert quiet == [False, False, False, False, True, True]
