"""Why a score moved: the answers that did it, in a sentence that adds up."""

import pytest

from monitor.released import Move
from newsletters.reasons import points, reasons


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


def test_a_score_that_appeared_has_no_difference_to_explain(told, codebook, words):
    change = told(moves=(Move("f", None, 40.0),))
    assert reasons(change, codebook, words) == ()


@pytest.mark.parametrize(
    ("part", "said"),
    [(25.0, "+25.0"), (-12.25, "−12.3"), (0.25, "+0.3"), (0.0452, "+0.05"), (-0.04, "−0.04")],
)
def test_points_have_a_sign_and_as_many_places_as_they_need(words, part, said):
    assert points(part, words) == said


def title(codebook, code):
    return codebook.nodes[code].title
