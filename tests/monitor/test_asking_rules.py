"""Who is asked, when, and how much of her time it takes: laws that hold for everybody."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.asking.rules import (
    CHECK_IN,
    MOST,
    PAUSE,
    QUESTION,
    REMIND_AFTER,
    REMINDERS,
    Colleague,
    Item,
    batch,
    chance,
    ranked,
    seating,
    urgency,
)
from monitor.zones import month_of

BRUSSELS = ZoneInfo("Europe/Brussels")
NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
COLLEAGUES = st.lists(
    st.builds(
        Colleague,
        st.uuids(),
        busy=st.integers(0, 60),
        budget=st.integers(0, 60),
        last_asked=st.none() | st.datetimes(timezones=st.just(UTC)),
        barred=st.booleans(),
        away=st.booleans(),
    ),
    max_size=5,
    unique_by=lambda one: one.id,
)
LOTS = st.floats(0, 1, exclude_max=True)


def item(n, minutes=QUESTION, signs=0, since=NOW, **known):
    return Item(UUID(int=n), minutes, signs, since, **known)


# Who


@given(COLLEAGUES, st.integers(1, 5), st.booleans(), LOTS, LOTS)
def test_nobody_who_is_barred_or_away_is_asked(there, quorum, by_staff, lot, share):
    asked = seating(there, quorum=quorum, by_staff=by_staff, lot=lot, share=share)
    people = [id for id in (asked.first, *asked.seconds) if id]
    assert set(people) <= {one.id for one in there if not (one.barred or one.away)}
    assert len(people) == len(set(people))
    assert asked.needed >= quorum
    assert asked.staff or len(people) == asked.needed


@given(COLLEAGUES, LOTS, LOTS)
def test_a_second_is_drawn_only_where_there_is_one(there, lot, share):
    asked = seating(there, quorum=1, by_staff=False, lot=lot, share=share)
    free = [one for one in there if one.free]
    assert asked.drawn == (lot < share and len(free) > 1)
    assert len(asked.seconds) == asked.drawn


@given(COLLEAGUES)
def test_where_staff_answer_a_correspondent_checks_later_if_there_is_one(there):
    asked = seating(there, quorum=1, by_staff=True, lot=0, share=1)
    assert (asked.first, asked.seconds, asked.staff) == (None, (), True)
    assert asked.needed == 1 + any(one.free for one in there)


def test_a_lot_is_the_same_each_time_and_as_even_as_chance():
    ids = [UUID(int=n) for n in range(2000)]
    lots = [chance("a secret", id) for id in ids]
    assert lots == [chance("a secret", id) for id in ids]
    assert lots != [chance("another", id) for id in ids]
    assert all(0 <= lot < 1 for lot in lots)
    assert 140 < sum(lot < 0.1 for lot in lots) < 260


@given(st.integers(2, 5), st.integers(1, 30))
def test_everybody_eligible_is_asked_in_her_turn(n, reports):
    """However the reports come, nobody is asked a second time before all were asked once."""
    there = {UUID(int=i): Colleague(UUID(int=i)) for i in range(n)}
    asked = Counter()
    for number in range(reports):
        first = ranked(there.values())[0]
        asked[first.id] += 1
        at = NOW + timedelta(days=number)
        busy = first.busy + QUESTION
        there[first.id] = replace(first, busy=busy, last_asked=at)
    assert max(asked.values()) - min(asked[id] for id in there) <= 1


def test_who_has_room_is_asked_before_who_has_none():
    full = Colleague(UUID(int=1), busy=9, budget=10)
    busier = Colleague(UUID(int=2), busy=30, budget=60)
    assert ranked([full, busier]) == [busier, full]


# When


def test_what_law_moved_officially_comes_first_and_what_waits_long_before_it():
    urgent, plain = item(1, signs=3), item(2)
    assert sorted([plain, urgent], key=lambda i: urgency(i, NOW)) == [urgent, plain]
    old = item(3, since=NOW - timedelta(days=56))
    assert sorted([urgent, old], key=lambda i: urgency(i, NOW)) == [old, urgent]


ITEMS = st.lists(
    st.tuples(
        st.sampled_from([QUESTION, CHECK_IN]), st.integers(0, 4), st.integers(0, 40 * 24)
    ),
    max_size=25,
)


def life(arriving, budget, days=75):
    """Whatever a person is mailed who never answers: (instant, mail) in order."""
    waiting = {
        n: item(n, minutes, signs, NOW + timedelta(hours=hours))
        for n, (minutes, signs, hours) in enumerate(arriving)
    }
    mails = []
    for hour in range(0, days * 24, 5):
        now = NOW + timedelta(hours=hour)
        here = [one for one in waiting.values() if one.since <= now]
        month = month_of(now, BRUSSELS)
        spent = sum(
            one.minutes for one in waiting.values() if one.mailed_at and one.mailed_at >= month
        )
        last = mails[-1][0] if mails else None
        mail = batch(here, spent=spent, budget=budget, last=last, now=now)
        for one in mail:
            told = (
                replace(one, mailed_at=now)
                if one.mailed_at is None
                else replace(one, reminded_at=now, reminders=one.reminders + 1)
            )
            waiting[one.id.int] = told
        if mail:
            mails.append((now, mail))
    return waiting, mails


@given(ITEMS, st.integers(0, 40))
def test_a_month_asks_no_more_minutes_than_a_person_gives(arriving, budget):
    _, mails = life(arriving, budget)
    asked = Counter()
    for now, mail in mails:
        new = [one.minutes for one in mail if one.mailed_at is None]
        asked[month_of(now, BRUSSELS)] += sum(new)
        assert len(mail) <= MOST
    # Who gives less than one answer takes is asked one thing a month, and nothing for nothing.
    for minutes in asked.values():
        assert minutes <= budget or (0 < budget < QUESTION and minutes <= QUESTION)


@given(ITEMS, st.integers(0, 40))
def test_a_person_is_mailed_once_a_day_at_most(arriving, budget):
    _, mails = life(arriving, budget)
    instants = [now for now, _ in mails]
    assert all(b - a >= PAUSE for a, b in pairwise(instants))


@given(ITEMS, st.integers(0, 40))
def test_two_reminders_come_a_week_apart_and_then_none(arriving, budget):
    waiting, mails = life(arriving, budget)
    told = {id: [] for id in waiting}
    for now, mail in mails:
        for one in mail:
            told[one.id.int].append(now)
    for instants in told.values():
        assert len(instants) <= 1 + REMINDERS
        assert all(b - a >= REMIND_AFTER for a, b in pairwise(instants))


@given(ITEMS)
def test_whatever_waits_is_asked_in_the_end(arriving):
    waiting, _ = life(arriving, budget=40, days=130)
    assert all(one.mailed_at for one in waiting.values())


def test_what_a_rhythm_holds_is_not_mailed():
    held = item(1, held=True)
    assert batch([held], spent=0, budget=60, last=None, now=NOW) == ()


@pytest.mark.parametrize(("budget", "asked"), [(0, 0), (1, 1), (3, 1), (6, 2)])
def test_a_small_budget_still_has_room_for_one_question(budget, asked):
    waiting = [item(n) for n in range(4)]
    assert len(batch(waiting, spent=0, budget=budget, last=None, now=NOW)) == asked
