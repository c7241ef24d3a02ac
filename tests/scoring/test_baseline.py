"""The published answers, and that they add up to the published scores."""

import csv

import pytest

from scoring import headline, off_scale, score, surveyed

FOUR = {"ARE", "JOR", "SAU", "ZAF"}


@pytest.fixture(scope="module")
def cards(mipex, baseline):
    return {place: score(mipex, answers) for place, answers in baseline.items()}


@pytest.fixture(scope="module")
def published(shared):
    """(country, year, code) → published score."""
    path = shared / "mipex" / "scores_core_2007-2019.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {
            (row["country"], int(row["year"]), row["code"]): float(row["score"])
            for row in csv.DictReader(file)
        }


def test_the_baseline_is_whole(mipex, baseline):
    assert sum(len(answers) for answers in baseline.values()) == 35_375
    assert len(baseline) == 576
    assert len({country for country, _ in baseline}) == 56
    assert {code for answers in baseline.values() for code in answers} == {
        node.code for node in mipex.leaves
    }
    assert {country for country, year in baseline if year == 2020} == FOUR
    assert {country for country, year in baseline if year == 2021} == {"ARE"}
    assert len(baseline["ARE", 2021]) == 7


def test_only_belgium_has_answers_between_the_options(mipex, baseline):
    found = {
        (country, code)
        for (country, _), answers in baseline.items()
        for code in off_scale(mipex, answers)
    }

    assert found == {("BEL", "cb50"), ("BEL", "cb53")}


def test_belgium_2019_by_hand(cards):
    values = cards["BEL", 2019].values
    areas = {
        "a": (50 + 50 + 50 + 100 + 100 + 100 + 50 + 0 + 0) / 9,
        "b": (50 + 25 + 100 + 40 + 16.5 + 50 + 0 + 100 + 50) / 9,
        "c": (100 + 0 + 75 + 100 + 75 + 100 + 67) / 7,
        "d": (25 + 100 + 50 + 50 + 100) / 5,
        "e": (50 + (100 + 100) / 2 + (50 + 100 + 0) / 3 + 100) / 4,
        "f": (100 + 33 + (50 + 50 + 0 + 0) / 4 + 100) / 4,
        "g": 100,
        "h": ((100 + 100 + 50) / 3 + (100 + 50 + 0) / 3 + 100 + 100 + 100 + 50 + 100 + 0) / 8,
    }

    assert {code: values[code] for code in areas} == pytest.approx(areas, abs=1e-12)
    assert values["ov_h"] == pytest.approx(sum(areas.values()) / 8, abs=1e-12)
    assert values["ov_h"] == pytest.approx(69.3467261905, abs=1e-9)


def test_turkey_2019_by_hand(cards):
    values = cards["TUR", 2019].values
    areas = {
        "a": 200 / 9,
        "b": (50 + 25 + 100 + 100 + 50 + 50 + 0 + 0 + 100) / 9,
        "c": (33 + 50 + 50 + 250 / 3 + 100 + 50 + 0) / 7,
        "d": 25 / 5,
        "e": (0 + (100 + 0) / 2 + (100 + 100 + 0) / 3 + 50) / 4,
        "f": (100 + 0 + 0 + 100) / 4,
        "g": (50 + 50 + 50 + (50 + 100 + 0) / 3) / 4,
        "h": ((50 + 100 + 50) / 3 + (100 + 100 + 50) / 3 + 2 * 100 + 4 * 50) / 8,
    }

    assert {code: values[code] for code in areas} == pytest.approx(areas, abs=1e-12)
    assert values["ov_h"] == pytest.approx(42.84375, abs=1e-9)


@pytest.mark.parametrize("year", range(2007, 2014))
def test_a_blank_is_skipped_in_the_czech_republic(baseline, cards, year):
    assert "db65db67db68" not in baseline["CZE", year]
    values = cards["CZE", year].values

    assert values["db65db67db68"] is None
    others = [values[code] for code in ("db70", "dc71abd", "dd75", "dd76")]
    assert values["d"] == sum(others) / 4


def test_a_blank_is_skipped_in_argentina_2014(baseline, cards):
    assert "cd60" not in baseline["ARG", 2014]

    assert cards["ARG", 2014].values["c"] == pytest.approx((100 + 0 + 50 + 50 / 3 + 0 + 33) / 6)


def test_stray_answers_make_no_official_score(mipex, baseline, cards):
    for country, year, area, answered in [
        ("PRT", 2009, "c", 10),
        ("BRA", 2015, "h", 8),
        ("CHL", 2016, "h", 12),
        ("ARG", 2018, "h", 1),
    ]:
        strays = [code for code in baseline[country, year] if mipex.node(code).area == area]
        assert len(strays) == answered
        assert cards[country, year].values[area] is not None
        assert not surveyed(mipex, area, year)


def test_the_headline_of_a_year_is_the_fullest_that_it_has(mipex, cards):
    assert headline(mipex, cards["BEL", 2019]) == "ov_h"
    assert headline(mipex, cards["BEL", 2012]) == "ov"
    assert headline(mipex, cards["BEL", 2008]) == "ov_noedu"
    assert headline(mipex, cards["ARE", 2021]) is None


@pytest.mark.shared
def test_every_published_area_and_overall_score_is_recomputed(mipex, cards, published):
    compared = differing = 0
    for (country, year, code), expected in published.items():
        if mipex.node(code).level in ("overall", "area"):
            compared += 1
            differing += abs(cards[country, year].values[code] - expected) > 1e-9

    assert (compared, differing) == (5237, 0)


@pytest.mark.shared
def test_every_published_indicator_is_recomputed(mipex, cards, published):
    composites = {node.code for node in mipex.at("indicator") if node.rule}
    for (country, year, code), expected in published.items():
        assert cards[country, year].values[code] == pytest.approx(expected, abs=1e-9)

    scored = {
        (c, y, code)
        for (c, y), card in cards.items()
        for code in composites
        if card.values[code] is not None
    }
    assert scored == {place for place in published if place[2] in composites}


@pytest.mark.shared
def test_the_surveyed_years_invent_nothing_and_leave_out_nine_early_scores(
    mipex, cards, published
):
    levels = ("overall", "area")
    ours = {
        (country, year, node.code)
        for (country, year), card in cards.items()
        for node in mipex.nodes.values()
        if node.level in levels
        and card.values[node.code] is not None
        and surveyed(mipex, node.code, year)
    }
    theirs = {place for place in published if mipex.node(place[2]).level in levels}

    assert ours <= theirs
    assert theirs - ours == {("NLD", 2009, "c")} | {
        (country, year, code)
        for country, year in [("SWE", 2007), ("SWE", 2008), ("SWE", 2009), ("BEL", 2009)]
        for code in ("c", "ov")
    }


@pytest.mark.shared
def test_the_baseline_has_exactly_the_published_answers(mipex, baseline, published):
    leaves = {node.code for node in mipex.leaves}

    assert (
        published.items()
        >= {
            (country, year, code): answer
            for (country, year), answers in baseline.items()
            for code, answer in answers.items()
        }.items()
    )
    assert sum(code in leaves for _, _, code in published) == 35_375
