"""What must be in order before a release, and who may answer for what is not."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.gate import Check, Facts, Past, State, lamps, red
from monitor.recount import apart, held
from scoring import EVER, in_force

ANA, EVA, RUI = (UUID(int=n) for n in range(1, 4))
FINE = Facts(
    change=UUID(int=9), reporter=RUI, voices=frozenset({ANA}), needed=1, ruled=False,
    by_file=False, rests_on_a_file=False, withdraws=False, documents=1, awaited=0, law=True,
    summary=True, adopted=True, wrong_days=(), off_scale=(), miscounted=(),
    asked_to_reply=False, replied=False,
)  # fmt: skip
STILL = Past("DEU", None, None, 0)


def state(check, past=STILL, **facts):
    found = {lamp.check: lamp for lamp in lamps([replace(FINE, **facts)], [past])}
    return found[check].state


def test_what_is_in_order_passes_with_every_lamp_lit():
    found = lamps([FINE], [STILL])
    assert [lamp.check for lamp in found] == list(Check)
    assert {lamp.state for lamp in found} == {State.GOOD}


@pytest.mark.parametrize(
    ("check", "facts", "wanted"),
    [
        (Check.ARITHMETIC, {"miscounted": ("f",)}, State.BAD),
        (Check.SCALE, {"off_scale": ("fa98",)}, State.BAD),
        (Check.SCALE, {"off_scale": ("fa98",), "by_file": True}, State.PARTLY),
        (Check.QUORUM, {"voices": frozenset({RUI})}, State.BAD),
        (Check.QUORUM, {"needed": 2}, State.BAD),
        (Check.QUORUM, {"needed": 2, "voices": frozenset({ANA, RUI})}, State.BAD),
        (Check.QUORUM, {"needed": 2, "voices": frozenset({ANA, EVA})}, State.GOOD),
        (Check.QUORUM, {"needed": 2, "ruled": True}, State.GOOD),
        (Check.QUORUM, {"voices": frozenset({RUI}), "by_file": True}, State.PARTLY),
        (Check.EVIDENCE, {"documents": 0}, State.BAD),
        (Check.EVIDENCE, {"documents": 0, "awaited": 1}, State.BAD),
        (Check.EVIDENCE, {"documents": 0, "by_file": True}, State.PARTLY),
        (Check.EVIDENCE, {"documents": 0, "rests_on_a_file": True}, State.PARTLY),
        (Check.EVIDENCE, {"documents": 0, "withdraws": True}, State.GOOD),
        (Check.EVIDENCE, {"awaited": 1}, State.PARTLY),
        (Check.DAYS, {"wrong_days": ("adopted",)}, State.BAD),
        (Check.DAYS, {"adopted": False}, State.PARTLY),
        (Check.LAW, {"law": False}, State.PARTLY),
        (Check.REPLY, {"asked_to_reply": True}, State.PARTLY),
        (Check.REPLY, {"asked_to_reply": True, "replied": True}, State.GOOD),
    ],
)  # fmt: skip
def test_a_lamp_says_how_it_stands(check, facts, wanted):
    assert state(check, **facts) is wanted
    worst = lamps([FINE, replace(FINE, change=UUID(int=8), **facts)], [STILL])
    assert (check in red(worst)) == (wanted is State.BAD)


def test_official_years_never_move_and_past_days_may():
    some = Past("DEU", date(2024, 6, 27), date(2026, 11, 20), 877)
    assert state(Check.HISTORY, some) is State.GOOD
    assert state(Check.HISTORY, replace(some, official=(2019,))) is State.BAD


FLAGS = st.fixed_dictionaries(
    {
        "voices": st.frozensets(st.sampled_from([ANA, EVA, RUI])),
        "needed": st.integers(1, 3),
        "reporter": st.sampled_from([None, ANA, RUI]),
    }
)


@given(FLAGS)
def test_without_a_ruling_or_a_file_nothing_passes_on_fewer_persons_than_needed(flags):
    others = flags["voices"] - {flags["reporter"]}
    assert (state(Check.QUORUM, **flags) is State.GOOD) == (len(others) >= flags["needed"])


def test_two_ways_of_reading_a_history_agree_on_every_day(official_history):
    days = [date(year, month, 1) for year in range(2006, 2027) for month in (1, 7)]
    assert [held(official_history, day) for day in days] == [
        in_force(official_history, day, EVER) for day in days
    ]
    assert list(apart(official_history, official_history, date(2026, 1, 1))) == []
