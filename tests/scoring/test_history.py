"""What holds on a day, as far as was known at an instant."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import (
    Answer,
    ImpossibleAnswer,
    changes_of,
    first_difference,
    in_force,
    in_force_everywhere,
    steps,
)

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def answer(score, since, until=None, recorded=2020, code="aa1"):
    """An answer in force from the 1st of January of a year, recorded at the start of one."""
    return Answer(
        code=code,
        score=score,
        in_force_from=date(since, 1, 1),
        in_force_until=until and date(until, 1, 1),
        recorded_at=datetime(recorded, 1, 1, tzinfo=UTC),
    )


def held(history, year, known=NOW):
    """The answer to aa1 in the middle of a year."""
    return in_force(history, date(year, 7, 1), known).get("aa1")


def test_an_answer_holds_from_its_day_until_the_day_it_ceases():
    history = [answer(50, 2010, until=2015)]

    assert in_force(history, date(2009, 12, 31), NOW) == {}
    assert in_force(history, date(2010, 1, 1), NOW) == {"aa1": 50}
    assert in_force(history, date(2014, 12, 31), NOW) == {"aa1": 50}
    assert in_force(history, date(2015, 1, 1), NOW) == {}


def test_a_new_law_replaces_the_one_before_it():
    history = [answer(50, 2010), answer(100, 2015)]

    assert [held(history, year) for year in (2009, 2014, 2015, 2020)] == [None, 50, 100, 100]


def test_a_law_of_the_future_leaves_the_years_between_alone():
    history = [
        answer(0, 2010),
        answer(100, 2030, recorded=2020),
        answer(50, 2024, recorded=2024),
    ]

    assert [held(history, year) for year in (2020, 2025, 2029, 2030)] == [0, 50, 50, 100]


def test_a_late_record_of_an_earlier_law_does_not_override_a_later_law():
    history = [
        answer(0, 2010),
        answer(100, 2018, recorded=2019),
        answer(50, 2015, recorded=2024),
    ]

    assert [held(history, year) for year in (2014, 2016, 2019)] == [0, 50, 100]


def test_a_correction_replaces_what_was_recorded_of_the_same_day():
    history = [answer(0, 2010, recorded=2011), answer(50, 2010, recorded=2020)]

    assert held(history, 2015) == 50
    assert held(history, 2015, known=datetime(2019, 1, 1, tzinfo=UTC)) == 0


def test_an_annulled_law_does_not_come_back_through_its_first_record():
    passed, annulled = answer(100, 2020, recorded=2020), answer(100, 2020, 2022, recorded=2022)
    history = [answer(0, 2010, recorded=2011), passed, annulled]

    assert [held(history, year) for year in (2019, 2021, 2022, 2025)] == [0, 100, 0, 0]


def test_after_a_temporary_law_the_one_before_it_holds_again():
    history = [answer(50, 2010), answer(100, 2015, until=2017)]

    assert [held(history, year) for year in (2014, 2016, 2017)] == [50, 100, 50]


def test_while_a_law_is_suspended_another_answer_holds_and_then_its_own_again():
    history = [answer(0, 2010), answer(100, 2020), answer(0, 2022, until=2023, recorded=2022)]

    assert [held(history, year) for year in (2021, 2022, 2023)] == [100, 0, 100]


def test_a_law_annulled_from_the_start_never_held_and_was_believed_to_until_then():
    history = [answer(0, 2010), answer(100, 2020), answer(100, 2020, until=2020, recorded=2022)]

    assert held(history, 2021, known=datetime(2021, 1, 1, tzinfo=UTC)) == 100
    assert held(history, 2021) == 0


def test_the_first_difference_of_two_histories_is_the_day_on_which_a_repeal_begins():
    law = [answer(0, 2010), answer(100, 2020)]
    repealed = [*law, answer(100, 2020, until=2024, recorded=2025)]

    assert first_difference(law, repealed, NOW) == date(2024, 1, 1)
    assert first_difference(law, repealed, datetime(2024, 1, 1, tzinfo=UTC)) is None
    assert first_difference(law, law, NOW) is None


def test_a_record_that_ends_as_it_begins_takes_the_record_back():
    mistaken, back = answer(100, 2015, recorded=2015), answer(100, 2015, 2015, recorded=2016)

    assert held([answer(0, 2010), mistaken, back], 2020) == 0


def test_an_in_force_day_is_moved_by_taking_back_and_recording_anew():
    history = [
        answer(0, 2010, recorded=2010),
        answer(100, 2015, recorded=2015),
        answer(100, 2015, until=2015, recorded=2016),
        answer(100, 2017, recorded=2016),
    ]

    assert [held(history, year) for year in (2014, 2015, 2016, 2017)] == [0, 0, 0, 100]


def test_a_withdrawn_answer_is_missing_and_uncovers_no_older_one():
    history = [answer(50, 2010), answer(None, 2015)]

    assert held(history, 2014) == 50
    assert in_force(history, date(2015, 1, 1), NOW) == {}


def test_a_zero_is_an_answer():
    assert in_force([answer(0, 2010)], date(2010, 1, 1), NOW) == {"aa1": 0}


def test_of_two_records_of_one_instant_the_later_in_the_history_counts():
    assert held([answer(0, 2010), answer(50, 2010)], 2010) == 50


def test_what_is_recorded_at_the_instant_is_known_then():
    history = [answer(50, 2010, recorded=2020)]

    assert held(history, 2015, known=datetime(2020, 1, 1, tzinfo=UTC)) == 50
    assert held(history, 2015, known=datetime(2019, 12, 31, 23, 59, 59, tzinfo=UTC)) is None


def test_instants_of_different_time_zones_are_compared_as_instants():
    brussels = timezone(timedelta(hours=1))
    history = [answer(50, 2010, recorded=2020)]

    assert held(history, 2015, known=datetime(2020, 1, 1, 0, 30, tzinfo=brussels)) is None


def test_an_answer_that_ends_before_it_begins_is_refused():
    with pytest.raises(ImpossibleAnswer, match="'aa1' from 2015-01-01 ends before that"):
        answer(50, 2015, until=2014)


def test_an_instant_without_time_zone_is_refused():
    with pytest.raises(ImpossibleAnswer, match="without time zone"):
        Answer(
            code="aa1",
            score=50,
            in_force_from=date(2010, 1, 1),
            recorded_at=datetime(2010, 1, 1),  # noqa: DTZ001 - what is refused
        )


def test_steps_are_the_days_on_which_something_changes():
    history = [
        answer(0, 2010),
        answer(0, 2012),
        answer(50, 2015, until=2017),
        answer(100, 2015, code="aa3"),
        answer(100, 2030),
        answer(50, 2013, until=2013),
    ]

    assert [day.year for day in steps(history, NOW)] == [2010, 2015, 2017, 2030]
    assert steps(history, datetime(2019, 1, 1, tzinfo=UTC)) == []


years = st.integers(2000, 2012)


@st.composite
def answers(draw):
    since = draw(years)
    return answer(
        draw(st.sampled_from([None, 0, 50, 100])),
        since,
        until=draw(st.none() | st.integers(since, 2014)),
        recorded=draw(years),
        code=draw(st.sampled_from(["aa1", "aa3"])),
    )


histories = st.lists(answers(), max_size=8)
days = st.dates(date(1999, 1, 1), date(2016, 1, 1))
instants = st.datetimes(datetime(1999, 1, 1), datetime(2016, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(histories, answers(), days, instants)
def test_an_answer_of_the_future_changes_nothing_today(history, later, day, known):
    if later.in_force_from > day and not any(
        (a.code, a.in_force_from) == (later.code, later.in_force_from) for a in history
    ):
        assert in_force([*history, later], day, known) == in_force(history, day, known)


@given(histories, days, instants)
def test_who_knows_less_never_sees_later_records(history, day, known):
    seen = [a for a in history if a.recorded_at <= known]

    assert in_force(history, day, known) == in_force(seen, day, NOW)


@given(histories, days, instants)
def test_what_holds_was_recorded_with_a_score_and_covers_the_day(history, day, known):
    for code, score in in_force(history, day, known).items():
        assert any(
            (a.code, a.score) == (code, score) and a.holds_on(day) and a.recorded_at <= known
            for a in history
        )


@given(histories, days, instants, st.randoms())
def test_the_order_of_different_records_does_not_matter(history, day, known, random):
    different = list({(a.code, a.in_force_from, a.recorded_at): a for a in history}.values())
    shuffled = different.copy()
    random.shuffle(shuffled)

    assert in_force(shuffled, day, known) == in_force(different, day, known)


@given(histories, st.sampled_from(["aa1", "aa3"]), days, instants)
def test_one_questions_history_does_not_touch_anothers(history, code, day, known):
    alone = in_force([a for a in history if a.code == code], day, known)

    assert alone.get(code) == in_force(history, day, known).get(code)


@given(histories, days, instants)
def test_between_steps_nothing_changes(history, day, known):
    eve = day - timedelta(days=1)
    changed = in_force(history, eve, known) != in_force(history, day, known)

    assert changed == (day in steps(history, known))


@given(histories, instants)
def test_the_turns_of_answers_lead_through_all_that_holds_on_any_day(history, known):
    turns = list(changes_of(history, known))
    assert [turn[:2] for turn in turns] == sorted(turn[:2] for turn in turns)
    for year in range(1999, 2017):
        for day in (date(year, 1, 1), date(year, 12, 31)):
            last = {code: score for turned, code, score in turns if turned <= day}
            given_then = {code: score for code, score in last.items() if score is not None}
            assert given_then == in_force(history, day, known)


@given(histories, instants)
def test_each_turn_is_one(history, known):
    """An answer becomes another, begins or ends; nothing turns into itself."""
    before = {}
    for _, code, score in changes_of(history, known):
        assert score != before.get(code)
        before[code] = score


@given(histories, years, instants)
def test_at_the_turn_of_a_year_too(history, year, known):
    day = date(year, 1, 1)
    changed = in_force(history, date(year - 1, 12, 31), known) != in_force(history, day, known)

    assert changed == (day in steps(history, known))


@given(st.dictionaries(st.sampled_from(["DEU", "FRA", "ES-CT"]), histories), days, instants)
def test_a_panel_holds_what_each_of_its_jurisdictions_holds(panel, day, known):
    held = in_force_everywhere(panel, day, known)
    assert held == {place: in_force(history, day, known) for place, history in panel.items()}


@given(histories, histories, instants)
def test_before_the_first_difference_two_histories_agree_and_on_it_they_do_not(a, b, known):
    day = first_difference(a, b, known)
    if day is None:
        day = date(2016, 1, 1)
    else:
        assert in_force(a, day, known) != in_force(b, day, known)
    eve = day - timedelta(days=1)
    assert in_force(a, eve, known) == in_force(b, eve, known)
