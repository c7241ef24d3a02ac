"""Figures as readers see them: rounded once, signed once, by the codebook's own levels."""

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.released import Move
from newsletters.cards import card
from newsletters.figures import direction, figures, signed, written
from newsletters.reasons import reasons
from scoring import parse_codebook

EXAMPLES = Path(__file__).parents[2] / "config" / "codebooks" / "examples"


@pytest.fixture
def words(letters):
    return letters.translations.of("en")


@pytest.fixture(scope="module")
def strands():
    """The shape of MIPEX III, its top level under another name than most."""
    data = tomllib.loads((EXAMPLES / "mipex-iii.toml").read_text("utf-8"))
    data["levels"][0] = "whole"
    data["whole"] = data.pop("overall")
    data["availability"]["whole"] = data["availability"].pop("overall")
    return parse_codebook(data)


@pytest.mark.parametrize(
    ("points", "said"),
    [
        (25.0, "+25.0"),
        (-12.25, "−12.3"),
        (0.25, "+0.3"),
        (0.0452, "+0.05"),
        (-0.04, "−0.04"),
        (36.449999999999996, "+36.5"),
        (-36.449999999999996, "−36.5"),
        (0.049999999999999996, "+0.1"),
        (0.0, "0"),
        (-0.0, "0"),
        (-1e-16, "0"),
    ],
)
def test_points_have_a_sign_and_as_many_places_as_they_need(words, points, said):
    assert signed(points, words) == said


def test_points_are_written_as_the_language_writes_numbers(letters):
    assert signed(-1234.5, letters.translations.of("fr")) == "−1234,5"
    assert written(36.25, 1, letters.translations.of("fr")) == "36,3"


@pytest.mark.parametrize(
    ("score", "places", "said"),
    [
        (36.449999999999996, 1, "36.5"),
        (36.449999999999996, 0, "36"),
        (36.49999999999999, 0, "37"),
        (-2.5, 0, "−3"),
        (-1e-16, 1, "0.0"),
        (None, 1, ""),
    ],
)
def test_the_noise_of_counting_is_gone_before_a_score_is_rounded(words, score, places, said):
    assert written(score, places, words) == said


def test_a_score_that_differs_by_the_noise_of_counting_stayed():
    assert direction(36.5, 36.49999999999999) == "unchanged"


@pytest.fixture
def strand_moved(told, strands):
    return told(
        codebook=strands.id,
        areas=("nat",),
        moves=(
            Move("all", 2.0, 2.0357142857, (("nat_1a", 0.0357142857),)),
            Move("nat", 2.0, 2.25, (("nat_1a", 0.25),)),
            Move("nat_1", 2.0, 3.0, (("nat_1a", 1.0),)),
            Move("nat_1a", 1.0, 3.0),
        ),
    )


def test_a_mail_shows_the_upper_levels_whatever_a_codebook_calls_them(
    strand_moved, strands, words
):
    rows = figures(strand_moved, strands, words)
    assert [(row.level, row.title, row.arrow) for row in rows] == [
        ("dimension", "Access to nationality: eligibility", "2 → 3"),
        ("strand", "Access to nationality", "2.0 → 2.3"),
        ("whole", "Overall", "2.00 → 2.04"),
    ]


def test_reasons_are_given_whatever_a_codebook_calls_its_levels(strand_moved, strands, words):
    area, overall = reasons(strand_moved, strands, words)
    assert area.startswith("Access to nationality +0.3, all of it by")
    assert overall.startswith("Overall +0.04, all of it by")


def test_a_card_names_areas_that_a_codebook_calls_otherwise(strand_moved, strands, letters):
    others = replace(letters, codebooks={strands.id: strands})
    made = card(strand_moved, others, letters.translations.of("en"))
    assert made.areas == "Access to nationality"
    assert made.news.title == "Access to nationality"
