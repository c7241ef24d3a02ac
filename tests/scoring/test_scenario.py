"""Bills laid over the index: what they move, when, in which order, and what became of them."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import Answer, ImpossibleAnswer, in_force, score, steps
from scoring.explain import explain
from scoring.scenario import (
    Bill,
    Hidden,
    Promise,
    Verdict,
    bounds,
    contested,
    enacted,
    hidden,
    jurisdictions,
    laid_over,
    series,
    settled,
    stages,
    verdict,
)

NOW = datetime(2026, 1, 1, tzinfo=UTC)
CODES = ["fa98", "fb106", "bb29a", "bb29b", "cd64", "cc59"]
#: Four questions of nationality: their area is the mean of its four indicators.
NATIONALITY = {"fa98": 0.0, "fa102_new": 50.0, "fb106": 50.0, "fd115ab": 50.0}


def answer(score, since, until=None, recorded=2020, code="fa98"):
    """An index's answer, in force from the 1st of January of a year."""
    return Answer(
        code=code,
        score=score,
        in_force_from=date(since, 1, 1),
        in_force_until=until and date(until, 1, 1),
        recorded_at=datetime(recorded, 1, 1, tzinfo=UTC),
    )


def promise(score, since, until=None, code="fa98", where="DEU"):
    """A promised answer, in force from the 1st of January of a year."""
    return Promise(
        jurisdiction=where,
        code=code,
        score=score,
        in_force_from=date(since, 1, 1),
        in_force_until=until and date(until, 1, 1),
    )


def bill(*promises):
    return Bill("A bill", promises)


def held(history, bills, year, where="DEU"):
    """The answer to fa98 in the middle of a year, with bills."""
    day = date(year, 7, 1)
    return laid_over(in_force(history, day, NOW), bills, where, day).get("fa98")


def test_a_promise_holds_from_its_day_until_its_end_and_then_the_index_again():
    history, bills = [answer(0, 2010)], [bill(promise(100, 2027, until=2030))]

    assert [held(history, bills, year) for year in (2026, 2027, 2029, 2030)] == [0, 100, 100, 0]


def test_a_bill_of_the_future_leaves_the_years_between_to_the_index():
    history = [answer(0, 2010), answer(50, 2024, recorded=2024), answer(0, 2026, recorded=2025)]
    bills = [bill(promise(100, 2030))]

    assert [held(history, bills, year) for year in (2020, 2025, 2027, 2030)] == [0, 50, 0, 100]


def test_a_bill_also_lies_over_answers_that_the_index_repeats_each_year():
    history = [answer(50, year) for year in range(2010, 2020)]
    bills = [bill(promise(100, 2014))]

    assert [held(history, bills, year) for year in (2013, 2014, 2015, 2025)] == [
        50, 100, 100, 100,
    ]  # fmt: skip
    assert hidden(history, bills, "DEU", NOW) == []


def test_later_law_of_the_index_that_a_bill_hides_is_named_and_counts_again_at_its_end():
    history = [answer(0, 2010), answer(50, 2028, recorded=2025), answer(None, 2029)]
    bills = [bill(promise(100, 2027, until=2029))]

    assert [held(history, bills, year) for year in (2026, 2027, 2028)] == [0, 100, 100]
    assert hidden(history, bills, "DEU", NOW) == [Hidden("fa98", date(2028, 1, 1), 50)]
    assert held([answer(0, 2010), answer(50, 2028)], bills, 2029) == 50
    forever = [bill(promise(100, 2027))]
    assert hidden(history, forever, "DEU", NOW) == [
        Hidden("fa98", date(2028, 1, 1), 50),
        Hidden("fa98", date(2029, 1, 1), None),
    ]


def test_law_that_the_ground_does_not_know_yet_is_not_hidden():
    history = [answer(0, 2010), answer(50, 2028, recorded=2025)]
    known = datetime(2024, 1, 1, tzinfo=UTC)

    assert hidden(history, [bill(promise(100, 2027))], "DEU", known) == []


def test_a_bill_in_two_steps_holds_as_two_laws_would():
    bills = [bill(promise(100, 2030), promise(50, 2027))]

    assert [held([], bills, year) for year in (2026, 2028, 2031)] == [None, 50, 100]


def test_of_stacked_bills_the_upper_one_holds_even_where_the_lower_comes_into_force_later():
    lower, upper = bill(promise(0, 2029)), bill(promise(100, 2027))

    assert held([], [lower, upper], 2030) == 100
    assert held([], [upper, lower], 2030) == 0
    assert held([], [upper, lower], 2028) == 100
    assert contested([lower, upper]) == [("DEU", "fa98")]


@pytest.mark.parametrize(
    "upper",
    [
        bill(promise(0, 2027)),
        bill(promise(100, 2025, until=2027)),
        bill(promise(100, 2027, code="fb106")),
        bill(promise(100, 2027, where="FRA")),
    ],
)
def test_bills_that_never_differ_on_one_day_are_not_contested(upper):
    assert contested([bill(promise(0, 2027)), upper]) == []


def test_a_bill_touches_only_the_jurisdictions_that_it_names():
    bills = [bill(promise(100, 2027, where="FRA"), promise(50, 2028))]

    assert jurisdictions(bills) == ["DEU", "FRA"]
    assert (held([], bills, 2027), held([], bills, 2027, "FRA")) == (None, 100)
    assert bounds(bills, "DEU") == [date(2028, 1, 1)]
    assert settled(bills) == date(2028, 1, 1)


def test_a_promise_that_ends_as_it_begins_is_refused():
    with pytest.raises(ImpossibleAnswer, match="'fa98' from 2027-01-01 ends on 2027-01-01"):
        promise(100, 2027, until=2027)


def test_a_question_promised_twice_from_one_day_is_refused():
    with pytest.raises(ImpossibleAnswer, match="promised twice for DEU"):
        bill(promise(100, 2027), promise(50, 2027))


def test_stages_run_from_the_ground_to_the_whole_stack(mipex):
    bills = [bill(promise(100, 2027)), bill(promise(100, 2028, code="fb106"))]
    cards = stages(mipex, NATIONALITY, bills, "DEU", date(2028, 1, 1))

    assert [card.values["fa98"] for card in cards] == [0, 100, 100]
    assert [card.values["f"] for card in cards] == [37.5, 62.5, 75]


def test_the_series_has_a_step_for_each_day_on_which_an_answer_changes(mipex):
    history = [answer(0, 2010), answer(50, 2028, recorded=2025), answer(50, 2029)]
    turns = series(mipex, history, [bill(promise(100, 2027, until=2031))], "DEU", NOW)

    assert [(t.day.year, t.before.values["f"], t.after.values["f"]) for t in turns] == [
        (2027, 0, 100),
        (2028, 50, 100),
        (2031, 50, 50),
    ]
    assert series(mipex, history, [], "DEU", NOW) == []


def said(score, since, until=None, before=0.0, promised=50):
    """The verdict on fa98=50 from 2027 to 2032 after an enacted answer."""
    there = [] if since is None else [answer(score, since, until)]
    made = promise(promised, 2027, until=2032)
    return verdict(made, before, enacted(made, there))


def test_what_was_promised_and_enacted_in_time_is_kept():
    assert said(50, 2027) == Verdict.KEPT
    assert said(50, 2026, until=2032) == Verdict.KEPT
    assert said(50, 2027, before=None) == Verdict.KEPT
    assert said(50, 2027, before=50.0) == Verdict.KEPT


def test_a_promise_that_the_answer_stays_is_kept_where_nothing_is_enacted():
    assert said(50, None, before=50.0) == Verdict.KEPT
    assert said(None, 2027, before=50.0) == Verdict.BROKEN


def test_late_cut_short_or_halfway_is_kept_in_part():
    assert said(50, 2028) == Verdict.PARTLY
    assert said(50, 2027, until=2030) == Verdict.PARTLY
    assert said(50, 2027, promised=100) == Verdict.PARTLY
    assert said(50, 2020, until=2025) == Verdict.PARTLY
    assert said(100, 2028) == Verdict.PARTLY


def test_further_on_the_promised_way_is_more_whichever_way_that_was():
    assert said(100, 2027) == Verdict.MORE
    assert said(0, 2027, before=100.0) == Verdict.MORE


def test_nothing_or_the_other_way_is_broken():
    assert said(50, None) == Verdict.BROKEN
    assert said(None, 2027) == Verdict.BROKEN
    assert said(0, 2027) == Verdict.BROKEN
    assert said(0, 2027, before=50.0, promised=100) == Verdict.BROKEN
    assert said(100, 2027, before=50.0) == Verdict.BROKEN
    assert said(100, 2027, before=None) == Verdict.BROKEN


def test_each_step_of_a_promise_is_held_against_the_law_of_its_own_day():
    law = [answer(50, 2027), answer(100, 2030), answer(0, 2027, code="fb106")]

    assert enacted(promise(50, 2027), law).score == 50
    assert enacted(promise(100, 2030), law).score == 100
    assert enacted(promise(100, 2026), law).score == 50
    assert enacted(promise(100, 2027, code="bb28a"), law) is None


def test_an_enacted_answer_counts_as_it_was_corrected_last():
    law = [answer(100, 2027, recorded=2027), answer(50, 2027, recorded=2028)]

    assert enacted(promise(100, 2027), law).score == 50
    assert enacted(promise(100, 2027), [*law, answer(50, 2027, 2027, recorded=2029)]) is None


years = st.integers(2024, 2032)
scores = st.sampled_from([0.0, 50.0, 100.0])
codes = st.sampled_from(CODES)


@st.composite
def promises(draw, codes=codes):
    since = draw(years)
    until = draw(st.none() | st.integers(since + 1, 2034))
    where = draw(st.sampled_from(["DEU", "FRA"]))
    return promise(draw(scores), since, until, draw(codes), where)


def bills_of(codes):
    unique = st.lists(
        promises(codes),
        max_size=4,
        unique_by=lambda p: (p.jurisdiction, p.code, p.in_force_from),
    )
    return unique.map(lambda made: bill(*made))


@st.composite
def answers(draw):
    since = draw(years)
    until = draw(st.none() | st.integers(since, 2034))
    given = draw(st.none() | scores)
    return answer(given, since, until, draw(st.integers(2020, 2025)), draw(codes))


stacks = st.lists(bills_of(codes), max_size=3)
histories = st.lists(answers(), max_size=8)
days = st.dates(date(2023, 1, 1), date(2035, 1, 1))


@given(histories, days, st.integers(0, 3))
def test_an_empty_bill_moves_nothing(history, day, count):
    held = in_force(history, day, NOW)

    assert laid_over(held, [bill()] * count, "DEU", day) == held


@given(histories, stacks, days)
def test_before_its_first_day_a_bill_leaves_the_index_as_it_is(history, bills, day):
    if day < min(bounds(bills, "DEU"), default=date.max):
        held = in_force(history, day, NOW)

        assert laid_over(held, bills, "DEU", day) == held


@given(histories, stacks, days)
def test_the_index_never_sees_a_bill(history, bills, day):
    kept, before = list(history), in_force(history, day, NOW)
    laid_over(before, bills, "DEU", day)
    hidden(history, bills, "DEU", NOW)

    assert (history, in_force(history, day, NOW)) == (kept, before)


@given(histories, stacks, days)
def test_a_promise_in_force_is_what_holds_unless_a_bill_above_says_otherwise(
    history, bills, day
):
    laid = laid_over(in_force(history, day, NOW), bills, "DEU", day)
    for place, under in enumerate(bills):
        above = {c for b in bills[place + 1 :] for c in b.holding("DEU", day)}
        for code, promised in under.holding("DEU", day).items():
            assert code in above or laid[code] == promised


@given(histories, stacks, days)
def test_the_order_matters_only_where_bills_answer_the_same_question(history, bills, day):
    disputed = {code for where, code in contested(bills) if where == "DEU"}
    held = in_force(history, day, NOW)
    for order in permutations(bills):
        one, other = (laid_over(held, stack, "DEU", day) for stack in (bills, order))

        assert {c for c in one | other if one.get(c) != other.get(c)} <= disputed


@given(bills_of(st.sampled_from(CODES[:3])), bills_of(st.sampled_from(CODES[3:])), days)
def test_bills_about_different_questions_stack_in_any_order(mipex, one, other, day):
    assert contested([one, other]) == []
    whole, turned = (
        stages(mipex, NATIONALITY, stack, "DEU", day)[-1]
        for stack in ([one, other], [other, one])
    )
    assert whole == turned
    assert whole.values == turned.values


@given(stacks, days)
def test_the_effect_of_a_stack_is_the_sum_of_the_explained_parts_of_its_bills(
    mipex, baseline, bills, day
):
    cards = stages(mipex, baseline["DEU", 2019], bills, "DEU", day)
    points = defaultdict(float)
    for below, above in pairwise(cards):
        for code, node in explain(mipex, below, above).nodes.items():
            points[code] += sum(made.points for made in node.answers)
    for code, first in cards[0].values.items():
        if first is None:
            assert cards[-1].values[code] is None
        else:
            assert points[code] == pytest.approx(cards[-1].values[code] - first, abs=1e-9)


@given(histories, stacks, days)
def test_the_steps_are_the_only_days_on_which_a_score_moves(mipex, history, bills, day):
    turns = {turn.day: turn for turn in series(mipex, history, bills, "DEU", NOW)}
    last = [turn for on, turn in sorted(turns.items()) if on <= day]
    if last:
        held = in_force(history, day, NOW)
        assert last[-1].before.values == score(mipex, held).values
        assert last[-1].after.values == stages(mipex, held, bills, "DEU", day)[-1].values


@given(histories, stacks)
def test_what_is_hidden_happens_while_a_bill_holds(history, bills):
    for found in hidden(history, bills, "DEU", NOW):
        assert found.day in steps(history, NOW)
        eve = found.day - timedelta(days=1)
        for day in (eve, found.day):
            assert any(found.code in b.holding("DEU", day) for b in bills)
