"""Why a score moved: the answers that did it, in a sentence that adds up."""

import pytest

from monitor.released import Move
from monitor.rescore import moves
from newsletters.reasons import reasons
from scoring import score


@pytest.fixture
def words(letters):
    return letters.translations.of("en")


def because(told, codebook, words, *parts):
    total = sum(part for _, part in parts)
    change = told(moves=(Move("f", 40.0, 40.0 + total, parts),))
    return reasons(change, codebook, words)


def test_a_move_by_one_answer_says_that_all_of_it_is_that_answers(told, codebook, words):
    assert because(told, codebook, words, ("fd115ab", 25.0)) == (
        f"Access to nationality +25.0, all of it by “{title(codebook, 'fd115ab')}”.",
    )


def test_a_move_by_several_answers_names_each_with_its_part(told, codebook, words):
    (said,) = because(told, codebook, words, ("fd115ab", 25.0), ("fa98", -12.5))
    assert said == (
        f"Access to nationality +12.5: “{title(codebook, 'fd115ab')}” +25.0 "
        f"and “{title(codebook, 'fa98')}” −12.5."
    )


def test_of_many_answers_the_smaller_parts_are_counted(told, codebook, words):
    codes = ["fd115ab", "fa98", "fa102_new", "fb104a", "fb105a", "fb106"]
    (said,) = because(told, codebook, words, *((code, 2.0) for code in codes))
    assert said.endswith("and 2 more answers.")


def test_an_answer_without_effect_is_no_cause(told, codebook, words):
    """Where no language test is asked for, how hard it is moves nothing."""
    before = {"ba21": 0.0, "bb29a": 100.0, "bb29b": 0.0, "bb29c": 0.0}
    after = before | {"ba21": 100.0, "bb29b": 50.0}
    found = moves(codebook, score(codebook, before), score(codebook, after))
    (said,) = reasons(told(moves=found), codebook, words)
    assert said.endswith(f", all of it by “{title(codebook, 'ba21')}”.")


def test_a_score_that_appeared_has_no_difference_to_explain(told, codebook, words):
    change = told(moves=(Move("f", None, 40.0),))
    assert reasons(change, codebook, words) == ()


def title(codebook, code):
    return codebook.nodes[code].title
