"""Indexes that a file alone makes, scored by hand beside the machine."""

import tomllib
from pathlib import Path

import pytest

from scoring import band_of, groups_of, headline, parse_codebook, score

FOLDER = Path(__file__).parents[2] / "config" / "codebooks" / "examples"


def example(name):
    return parse_codebook(tomllib.loads((FOLDER / name).read_text("utf-8")))


@pytest.fixture(scope="module")
def third():
    return example("mipex-iii.toml")


@pytest.fixture(scope="module")
def niem():
    return example("niem.toml")


@pytest.fixture(scope="module")
def regions():
    return example("regions.toml")


def all_at(codebook, answer):
    return {node.code: answer for node in codebook.leaves}


def test_the_third_edition_has_seven_strands_of_four_dimensions(third):
    assert (len(third.at("strand")), len(third.at("dimension"))) == (7, 28)
    assert {len(strand.parts) for strand in third.at("strand")} == {4}
    assert {node.area for node in third.leaves} == {
        strand.code for strand in third.at("strand")
    }


def test_the_third_edition_is_scored_from_one_to_three(third):
    answers = all_at(third, 2) | {"lab_1a": 3, "lab_1b": 3, "lab_2a": 1, "dis_4b": 3}

    values = score(third, answers).values

    assert (values["lab_1"], values["lab_2"]) == (3, 1.5)
    assert values["lab"] == 2.125  # (3 + 1.5 + 2 + 2) / 4
    assert values["dis"] == 2.125  # (2 + 2 + 2 + 2.5) / 4
    assert values["all"] == pytest.approx(14.25 / 7, abs=1e-12)


def test_a_strand_of_the_third_edition_wants_half_of_its_dimensions(third):
    one, two = {"lab_1a": 3}, {"lab_1a": 3, "lab_3b": 2}

    assert score(third, one).values["lab"] is None
    assert score(third, two).values["lab"] == 2.5
    assert score(third, two).values["all"] is None


def test_the_niem_like_index_weighs_and_brackets(niem):
    answers = all_at(niem, 50) | {
        "res_law1": 100, "res_law2": 0, "res_pol1": 100, "res_col1": 0,
        "out_home": 100, "out_work": 50, "out_pay": 0,
    }  # fmt: skip

    values = score(niem, answers).values

    assert values["res"] == 55  # 0.5 · (100 + 0)/2 + 0.3 · 100 + 0.2 · 0
    assert values["out"] == 62.5  # (100 + (50 + 0)/2) / 2
    assert values["frame"] == 51.25  # (55 + 50 + 50 + 50) / 4
    assert values["full"] == pytest.approx(53.5, abs=1e-12)  # (55 + 3 · 50 + 62.5) / 5


def test_the_niem_like_index_shows_what_exists(niem):
    frame = {c: a for c, a in all_at(niem, 50).items() if not c.startswith("out")}

    assert headline(niem, score(niem, all_at(niem, 50))) == "full"
    assert headline(niem, score(niem, frame)) == "frame"
    assert len(niem.countries) == 14


@pytest.mark.parametrize(
    ("value", "band"), [(0, "Weak"), (49.99, "Weak"), (50, "Strong"), (100, "Strong")]
)
def test_a_band_begins_where_the_one_below_ends(niem, value, band):
    assert band_of(niem, value).title == band
    assert band_of(niem, value).assumed


def test_a_score_between_bands_has_no_name(third):
    assert band_of(third, 2) is None


@pytest.mark.parametrize(
    ("law", "policy", "groups"),
    [
        (50, 49, ["Law ahead of policy"]),
        (100, 0, ["Law ahead of policy"]),
        (49, 0, []),
        (100, 50, []),
        (100, None, []),
    ],
)
def test_a_group_is_those_whose_scores_lie_in_all_its_ranges(niem, law, policy, groups):
    values = {"res_law": law, "res_pol": policy}

    assert [group.title for group in groups_of(niem, values)] == groups


def test_nobody_is_in_a_group_whose_rule_is_not_known(mipex, baseline):
    cards = [score(mipex, answers) for answers in list(baseline.values())[:20]]

    assert len(mipex.groups) == 4
    assert all(group.assumed for group in mipex.groups)
    assert not any(groups_of(mipex, card.values) for card in cards)


def test_every_score_of_the_default_index_has_one_assumed_band(mipex):
    assert all(band.assumed for band in mipex.bands)
    assert {band_of(mipex, value / 2).title for value in range(201)} == {
        band.title for band in mipex.bands
    }


def test_the_newest_version_stands_first_in_the_changelog(mipex, niem):
    for codebook in (mipex, niem):
        assert codebook.changelog[0].version == codebook.version


def test_the_regional_index_has_two_levels_less_and_a_table(regions):
    answers = {"edu_1": 100, "edu_2": 50, "hea_1a": 100, "hea_1b": 0, "hea_2": 50}

    values = score(regions, answers).values

    assert values["hea_1"] == 40
    assert (values["edu"], values["hea"]) == (75, 45)
    assert values["all"] == 60
    assert regions.regions.within == "ESP"
    assert regions.regions.names["ES-CT"] == "Catalonia"
