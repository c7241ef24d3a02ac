"""How much of a score rests on each answer."""

import tomllib
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from trees import answers_to, codebooks

from scoring import UnknownIndicator, parse_codebook, score, weight_of

FILE = Path(__file__).parents[2] / "config" / "codebooks" / "mipex-core.toml"
MIPEX = parse_codebook(tomllib.loads(FILE.read_text("utf-8")))


@st.composite
def answered(draw):
    codebook = draw(codebooks() | st.just(MIPEX))
    return codebook, draw(answers_to(codebook))


@given(answered())
def test_the_weights_of_a_score_add_up_to_one(case):
    codebook, answers = case
    card = score(codebook, answers)

    for code, value in card.values.items():
        weights = weight_of(codebook, code, card)
        assert sum(weights.values()) == (value is not None)
        assert set(weights) <= set(answers)
        assert all(weight > 0 for weight in weights.values())


@given(answers_to(MIPEX))
def test_a_score_without_tables_is_its_answers_by_their_weights(answers):
    card = score(MIPEX, answers)

    for code in ("a", "d", "e", "f", "g", "h", "cb51", "bb30bb31"):
        weights = weight_of(MIPEX, code, card)
        if weights:
            counted = sum(weight * Fraction(answers[leaf]) for leaf, weight in weights.items())
            assert card.values[code] == pytest.approx(float(counted), abs=1e-9)


def test_a_missing_answer_leaves_its_weight_to_the_others(mipex):
    card = score(mipex, {"bb31": 50, "ba21": 0, "ea80": 0, "eb84a": 100, "eb85": 50})

    assert weight_of(mipex, "bb30bb31", card) == {"bb31": 1}
    assert weight_of(mipex, "e", card) == {
        "ea80": Fraction(1, 2),
        "eb84a": Fraction(1, 4),
        "eb85": Fraction(1, 4),
    }


def test_a_table_rests_on_the_answers_that_decided_it(mipex):
    free = score(mipex, {"bb29a": 100, "bb29b": 0, "bb29c": 0})
    tested = score(mipex, {"bb29a": 0, "bb29b": 0, "bb29c": 0})

    assert weight_of(mipex, "bb29", free) == {"bb29a": 1}
    assert weight_of(mipex, "bb29", tested) == dict.fromkeys(
        ("bb29a", "bb29b", "bb29c"), Fraction(1, 3)
    )


def test_a_node_without_a_score_rests_on_nothing(mipex):
    card = score(mipex, {"bb29b": 0})

    assert weight_of(mipex, "bb29", card) == {}
    assert weight_of(mipex, "bb29b", card) == {"bb29b": 1}
    with pytest.raises(UnknownIndicator):
        weight_of(mipex, "zz", card)
