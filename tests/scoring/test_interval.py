"""Bounds that hold for every way in which the open answers can turn out, and are reached."""

import tomllib
from itertools import product
from math import prod
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from trees import HEAD, answers_to, codebooks

from scoring import (
    Interval,
    OutsideScale,
    UnknownIndicator,
    interval,
    parse_codebook,
    score,
)

FILE = Path(__file__).parents[2] / "config" / "codebooks" / "mipex-core.toml"
MIPEX = parse_codebook(tomllib.loads(FILE.read_text("utf-8")))


#: Of how many of its scores an answer can be one, by the byte that is drawn for it.
CAN_BE = (1, 1, 2, 3)


@st.composite
def open_answers(draw, books):
    """A codebook and what each of its answers can be."""
    codebook = draw(books)
    size = len(codebook.leaves)
    picks = draw(st.binary(min_size=size, max_size=size))
    return codebook, {
        leaf.code: can_be(leaf, pick) for leaf, pick in zip(codebook.leaves, picks, strict=True)
    }


def can_be(leaf, pick):
    scores = [None, *(option.score for option in leaf.options)] * 2
    start = pick // 4 % (len(scores) // 2)
    return set(scores[start : start + CAN_BE[pick % 4]])


small = open_answers(codebooks(widest=3))
real = open_answers(st.just(MIPEX))


def cards(codebook, possible):
    """The scores of every combination of possible answers."""
    for answers in product(*possible.values()):
        given = zip(possible, answers, strict=True)
        yield score(codebook, {c: a for c, a in given if a is not None}).values


@given(small)
def test_the_bounds_are_the_least_and_the_greatest_of_all_that_can_be(case):
    codebook, possible = case
    assume(prod(map(len, possible.values())) <= 300)
    every = list(cards(codebook, possible))

    for code, found in interval(codebook, possible).items():
        scores = [values[code] for values in every]
        there = [value for value in scores if value is not None]
        assert found.may_be_missing == (None in scores)
        assert (found.lowest is None) == (found.highest is None) == (not there)
        if there:
            assert found.lowest in there
            assert found.highest in there
            assert found.lowest == pytest.approx(min(there), abs=1e-9)
            assert found.highest == pytest.approx(max(there), abs=1e-9)


@given(answers_to(MIPEX))
def test_where_nothing_is_open_both_bounds_are_the_score(answers):
    possible = {leaf.code: {answers.get(leaf.code)} for leaf in MIPEX.leaves}

    values = score(MIPEX, answers).values
    assert interval(MIPEX, possible) == {
        code: Interval(value, value, value is None) for code, value in values.items()
    }


@given(real, st.randoms(use_true_random=False))
def test_no_answers_that_are_possible_score_outside_the_bounds(case, chance):
    codebook, possible = case
    found = interval(codebook, possible)
    answers = {code: chance.choice(sorted(s, key=str)) for code, s in possible.items()}
    known = {code: answer for code, answer in answers.items() if answer is not None}

    for code, value in score(codebook, known).values.items():
        if value is None:
            assert found[code].may_be_missing
        else:
            assert found[code].lowest - 1e-9 <= value <= found[code].highest + 1e-9


@given(small, st.data())
def test_to_learn_an_answer_never_widens_an_interval(case, data):
    codebook, possible = case
    code = data.draw(st.sampled_from(sorted(possible)))
    learnt = {data.draw(st.sampled_from(sorted(possible[code], key=str)))}
    wide, narrow = interval(codebook, possible), interval(codebook, possible | {code: learnt})

    for name, found in narrow.items():
        assert wide[name].may_be_missing or not found.may_be_missing
        if found.lowest is not None:
            assert wide[name].lowest <= found.lowest + 1e-9
            assert found.highest <= wide[name].highest + 1e-9


def known(codebook, **open_):
    """Every question answered 100, but for those that are open."""
    return {leaf.code: {100.0} for leaf in codebook.leaves} | open_


def test_a_pending_report_bounds_all_that_is_counted_from_it(mipex):
    found = interval(mipex, known(mipex, aa1={0, 50}))

    assert found["aa1"] == Interval(0, 50, may_be_missing=False)
    assert found["a"] == Interval(800 / 9, 850 / 9, may_be_missing=False)
    assert found["b"] == Interval(100, 100, may_be_missing=False)
    assert found["ov"].lowest == pytest.approx(100 - 100 / 9 / 7)


def test_an_answer_that_may_be_missing_can_be_left_out_but_is_never_zero(mipex):
    open_ = known(mipex, db70={0}, dc71abd={0}, dd75={50, None}, dd76={100, None})
    found = interval(mipex, open_ | {"db65db67db68": {50}})["d"]

    assert found == Interval(pytest.approx(50 / 3), 200 / 5, may_be_missing=False)


def test_in_one_bracket_the_best_or_the_worst_can_stand_alone(mipex):
    open_ = {"eb88": {0, None}, "eb89": {50, None}, "eb90": {100, None}}
    found = interval(
        mipex, {c: {None} for c in ("eb84a", "eb85", "ed96")} | open_ | {"ea80": {50}}
    )

    assert found["e"] == Interval(25, 75, may_be_missing=False)


def test_a_question_of_which_nothing_is_said_can_be_anything_or_missing(mipex):
    found = interval(mipex, {})

    assert set(found.values()) == {Interval(0, 100, may_be_missing=True)}
    assert list(found) == list(mipex.nodes)


def test_what_has_no_possible_answer_is_missing(mipex):
    found = interval(mipex, known(mipex, fa98=set()) | {"bb28a": {None}})

    assert found["fa98"] == Interval(None, None, may_be_missing=True)
    assert found["f"] == Interval(100, 100, may_be_missing=False)
    assert found["bb28"] == Interval(None, None, may_be_missing=True)


def test_an_overall_score_may_be_missing_while_one_of_its_areas_may(mipex):
    open_ = {leaf.code: {100, None} for leaf in mipex.leaves if leaf.area == "h"}
    found = interval(mipex, known(mipex) | open_)

    assert found["ov_h"] == Interval(100, 100, may_be_missing=True)
    assert found["ov"] == Interval(100, 100, may_be_missing=False)


def test_an_answer_off_the_scale_has_no_score_where_no_row_fits_it(mipex):
    found = interval(mipex, known(mipex, bb28b={75}, bb28a={0, 100}))

    assert found["bb28"] == Interval(100, 100, may_be_missing=True)


def test_hundreds_of_open_answers_are_bounded():
    codes = [f"q{number}" for number in range(200)]
    book = parse_codebook(
        HEAD
        | {"levels": ["overall", "question"], "headline": ["all"]}
        | {"availability": {"overall": 0.5}}
        | {"overall": [{"code": "all", "title": "All", "rule": "mean", "parts": codes}]}
        | {
            "question": [
                {"code": c, "title": c, "question": "?", "options": [[0, "no"], [100, "yes"]]}
                for c in codes
            ]
        }
    )
    some = {code: {100, None} for code in codes[:150]} | {code: {0} for code in codes[150:]}

    assert interval(book, some)["all"] == Interval(50, 75, may_be_missing=True)


def test_only_questions_of_the_codebook_can_be_open(mipex):
    with pytest.raises(UnknownIndicator):
        interval(mipex, {"zz": {None}})
    with pytest.raises(UnknownIndicator):
        interval(mipex, {"ov": set()})
    with pytest.raises(OutsideScale):
        interval(mipex, {"aa1": {0, 101}})
