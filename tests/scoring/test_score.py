"""Scoring by example: each rule, each table, and what is refused."""

import math
from itertools import product

import pytest

from scoring import (
    NoRow,
    OutsideScale,
    UnknownIndicator,
    UnknownOption,
    headline,
    off_scale,
    refuse_off_scale,
    rounded,
    score,
    shown,
)
from scoring.score import counted, mean


@pytest.fixture
def full(mipex):
    """Every question answered 100."""
    return {node.code: 100.0 for node in mipex.leaves}


def without(answers, *prefixes):
    return {code: answer for code, answer in answers.items() if not code.startswith(prefixes)}


def test_an_area_is_the_mean_of_its_indicators(mipex):
    card = score(mipex, {"dd75": 100, "dd76": 50, "db70": 0})

    assert card.values["d"] == 50


def test_indicators_in_one_bracket_share_one_place(mipex):
    card = score(
        mipex, {"ea80": 0, "eb84a": 100, "eb85": 50, "eb88": 100, "eb89": 100, "eb90": 100}
    )

    assert card.values["e"] == (0 + 75 + 100) / 3


def test_income_weighs_twice_as_much_as_housing(mipex):
    assert score(mipex, {"bb31": 100, "bb30": 0}).values["bb30bb31"] == 67
    assert score(mipex, {"bb31": 0, "bb30": 100}).values["bb30bb31"] == 33
    assert score(mipex, {"bb31": 50, "bb30": 100}).values["bb30bb31"] == 66.5


def test_a_weight_whose_answer_is_missing_falls_to_the_others(mipex):
    assert score(mipex, {"bb30": 50}).values["bb30bb31"] == 50
    assert score(mipex, {}).values["bb30bb31"] is None


BB28 = {(0, 0): 0, (50, 0): 17, (0, 50): 33, (50, 50): 50, (0, 100): 67, (50, 100): 83}


@pytest.mark.parametrize(("a", "b"), list(product((0, 50, 100), repeat=2)))
def test_requirements_upon_arrival_are_looked_up(mipex, a, b):
    card = score(mipex, {"bb28a": a, "bb28b": b})

    assert card.values["bb28"] == (100 if a == 100 else BB28[a, b])


@pytest.mark.parametrize(("a", "b", "c"), list(product((0, 50, 100), repeat=3)))
def test_requirements_after_settling_are_looked_up(mipex, a, b, c):
    card = score(mipex, {"bb29a": a, "bb29b": b, "bb29c": c})

    # With a language test the integration form counts in thirties, the level in tens.
    assert card.values["bb29"] == {100: 100, 50: 90, 0: 30 * c / 50 + 10 * b / 50}[a]


@pytest.mark.parametrize(("cc59", "cd64"), list(product((0, 50, 100), repeat=2)))
def test_teachers_and_diversity_are_looked_up(mipex, cc59, cd64):
    card = score(mipex, {"cc59": cc59, "cd64": cd64})

    expected = {(0, 50): 33, (0, 100): 67}.get((cc59, cd64), 100 if cd64 else 0)
    assert card.values["cc59cd64"] == expected


def test_a_table_that_lacks_an_answer_it_needs_has_no_score(mipex):
    assert score(mipex, {"bb29b": 50, "bb29c": 50}).values["bb29"] is None
    assert score(mipex, {"bb29a": 0, "bb29c": 50}).values["bb29"] is None
    assert score(mipex, {"cd64": 100}).values["cc59cd64"] is None


def test_a_table_needs_no_more_answers_than_decide_it(mipex):
    assert score(mipex, {"bb29a": 100}).values["bb29"] == 100
    assert score(mipex, {"bb29a": 50}).values["bb29"] == 90
    assert score(mipex, {"cd64": 0}).values["cc59cd64"] == 0


def test_a_table_that_meets_an_answer_between_its_rows_says_so(mipex):
    with pytest.raises(NoRow, match="table of 'bb29' has no row for bb29a=75, bb29b=0"):
        score(mipex, {"bb29a": 75, "bb29b": 0})


def test_a_missing_answer_is_skipped_and_nothing_answered_is_no_score(mipex):
    card = score(mipex, {"aa1": 50})

    assert card.values["a"] == 50
    assert card.values["b"] is None
    assert set(score(mipex, {}).values.values()) == {None}


def test_an_overall_score_needs_all_of_its_areas(mipex, full):
    complete = score(mipex, full)
    no_health = score(mipex, without(full, "h"))
    no_education = score(mipex, without(full, "c", "h"))
    no_labour = score(mipex, without(full, "a"))

    assert [complete.values[code] for code in mipex.headline] == [100, 100, 100]
    assert [no_health.values[code] for code in mipex.headline] == [None, 100, 100]
    assert [no_education.values[code] for code in mipex.headline] == [None, None, 100]
    assert [no_labour.values[code] for code in mipex.headline] == [None, None, None]


def test_the_headline_is_the_fullest_overall_score_that_exists(mipex, full):
    assert headline(mipex, score(mipex, full)) == "ov_h"
    assert headline(mipex, score(mipex, without(full, "h"))) == "ov"
    assert headline(mipex, score(mipex, without(full, "c", "h"))) == "ov_noedu"
    assert headline(mipex, score(mipex, {})) is None


def test_a_scorecard_has_every_node_in_the_codebooks_order(mipex):
    card = score(mipex, {"h165": 0, "aa1": 100})

    assert list(card.values) == list(mipex.nodes)
    assert (card.codebook, card.edition) == ("mipex-core", "2020")


def test_a_scorecard_can_neither_be_changed_nor_mistaken(mipex):
    card = score(mipex, {"aa1": 100})

    with pytest.raises(TypeError):
        card.values["aa1"] = 0
    assert len({card, score(mipex, {"aa1": 100}), score(mipex, {"aa1": 0})}) == 2


def test_an_answer_to_what_is_not_asked_is_refused(mipex):
    with pytest.raises(UnknownIndicator, match="'zz1' is unknown"):
        score(mipex, {"zz1": 100})


def test_an_answer_to_what_is_counted_is_refused(mipex):
    with pytest.raises(UnknownIndicator, match="'cb51' is not answered but counted from cb51a"):
        score(mipex, {"cb51": 100})


@pytest.mark.parametrize("answer", [-0.1, 100.1, math.inf, math.nan])
def test_an_answer_outside_the_scale_is_refused(mipex, answer):
    with pytest.raises(OutsideScale, match="the scale is 0–100"):
        score(mipex, {"aa1": answer})


def test_a_single_node_can_be_counted_by_itself(mipex):
    values = {"cb51a": 0, "cb51b": 100, "cb51c": None}

    assert counted(mipex.node("cb51"), values) == 50
    assert counted(mipex.node("cb51b"), values) == 100


def test_an_official_answer_between_the_options_is_kept_and_told(mipex):
    answers = {"cb53": 75, "cb50": 75, "aa1": 100}

    assert score(mipex, answers).values["c"] == 75
    assert off_scale(mipex, answers) == ["cb50", "cb53"]


def test_a_new_answer_between_the_options_is_refused(mipex):
    refuse_off_scale(mipex, {"cb50": 50, "gc": 75})

    with pytest.raises(UnknownOption, match="'cb50' has no option 75, only 100, 50, 0"):
        refuse_off_scale(mipex, {"gc": 75, "cb50": 75})


@pytest.mark.parametrize(
    ("score", "whole"),
    [(0, 0), (0.5, 1), (1.5, 2), (2.5, 3), (62.5, 63), (62.49, 62), (49.999, 50), (100, 100)],
)
def test_shown_scores_round_halves_up(score, whole):
    assert shown(score) == whole


def test_a_half_that_was_counted_in_sevenths_is_still_a_half():
    half = mean([600 / 7, 150 / 7, 33 / 14])

    assert half < 36.5
    assert shown(half) == 37
    assert shown(36.4999999) == 36


@pytest.mark.parametrize(
    ("points", "places", "said"),
    [
        (36.449999999999996, 1, "36.5"),
        (-36.449999999999996, 1, "-36.5"),
        (0.25, 1, "0.3"),
        (-2.5, 0, "-3"),
        (2.675, 2, "2.68"),
        (-1e-16, 1, "0.0"),
        (-0.0, 0, "0"),
    ],
)
def test_points_are_rounded_away_from_zero_once_the_noise_of_counting_is_gone(
    points, places, said
):
    assert str(rounded(points, places)) == said
