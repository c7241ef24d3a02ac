"""A ranking under doubt: on the edition's own answers, and on small indexes done by hand."""

import tomllib
from itertools import product
from math import prod
from random import Random
from statistics import mean, median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import UnknownIndicator, parse_codebook, score
from scoring.errors import NothingToRank
from scoring.robustness import influences, robustness, typical
from scoring.variants import (
    Step,
    Variant,
    base,
    gaps,
    with_noise,
    with_other_means,
    with_other_missing,
    without_areas,
    without_indicators,
)

SMALL = """
id = "small"
edition = "1"
title = "Small"
citation = "…"
source = "https://example.org"
published = 2020-01-01T00:00:00Z
version = "1"
changelog = [{ version = "1", date = 2020-01-01, what = "all" }]
levels = ["top", "area", "indicator"]
scale = [0, 100]
headline = ["t"]
availability = { top = 1, area = 0.5 }
cut_off = { rule = "in force", day = "12-31" }

[[top]]
code = "t"
title = "T"
rule = "weighted mean"
weights = { a = 0.5, b = 0.3, c = 0.2 }

[[area]]
code = "a"
title = "A"
rule = "mean"
parts = [["a1", "a2"], "a3"]

[[area]]
code = "b"
title = "B"
rule = "mean"
parts = ["b1"]

[[area]]
code = "c"
title = "C"
rule = "table"
parts = ["c1", "c2"]
rows = [
  { c1 = 0, score = 0 },
  { c1 = 100, c2 = 0, score = 40 },
  { c1 = 100, c2 = 100, score = 100 },
]
"""
QUESTION = """
[[indicator]]
code = "{0}"
title = "{0}"
question = "{0}?"
options = [[0, "no"], [100, "yes"]]
"""
INDICATORS = ("a1", "a2", "a3", "b1", "c1", "c2")
BOOK = parse_codebook(tomllib.loads(SMALL + "".join(map(QUESTION.format, INDICATORS))))
YES, NO = 100, 0


def ranking(overall="t", **answers):
    """A small ranking; a country answers a1 a2 a3 b1 c1 c2 by y, n or a dot for no answer."""
    cards = {
        country: score(
            BOOK,
            {
                code: {"y": YES, "n": NO}[mark]
                for code, mark in zip(INDICATORS, marks, strict=True)
                if mark != "."
            },
        )
        for country, marks in answers.items()
    }
    return base(BOOK, cards, overall)


@pytest.fixture(scope="module")
def edition(mipex, baseline):
    """The ranking of a year of the edition, by an overall score."""

    def made(year, overall):
        cards = {c: score(mipex, a) for (c, y), a in baseline.items() if y == year}
        return base(mipex, cards, overall)

    return made


@pytest.fixture(scope="module")
def of_2019(edition):
    return edition(2019, "ov_h")


def named(variants):
    return {variant.name: variant.scores for variant in variants}


# ── what is ranked ───────────────────────────────────────────────────────────────────────


def test_who_lacks_the_overall_score_is_not_ranked():
    assert set(ranking(AAA="yyyyyy", BBB="nnnnnn", CCC="yyy.yy").scores) == {"AAA", "BBB"}


@pytest.mark.parametrize(("code", "error"), [("c", NothingToRank), ("x", UnknownIndicator)])
def test_only_an_overall_score_ranks(code, error):
    with pytest.raises(error):
        ranking(overall=code, AAA="yyyyyy", BBB="nnnnnn")


def test_one_country_is_no_ranking():
    with pytest.raises(NothingToRank, match="1 of 2 jurisdictions have it"):
        ranking(AAA="yyyyyy", BBB="......")


# ── variants, by hand ────────────────────────────────────────────────────────────────────


def test_without_an_area_the_others_keep_their_weights_among_themselves():
    found = named(without_areas(ranking(AAA="yyynyy", BBB="nnnyyn")))
    assert found["a"] == pytest.approx({"AAA": 100 * 0.2 / 0.5, "BBB": (30 + 8) / 0.5})
    assert found["b"] == pytest.approx({"AAA": 100, "BBB": 8 / 0.7})
    assert found["c"] == pytest.approx({"AAA": 50 / 0.8, "BBB": 30 / 0.8})


def test_without_an_indicator_its_group_or_its_area_goes_with_it_if_it_was_alone():
    found = named(without_indicators(ranking(AAA="ynynyy", BBB="nnnyyn")))
    assert found["a1"]["AAA"] == pytest.approx(0.5 * 50 + 20)  # (0 + 100)/2
    assert found["a2"]["AAA"] == pytest.approx(0.5 * 100 + 20)
    assert found["a3"]["AAA"] == pytest.approx(0.5 * 50 + 20)  # the group alone
    assert found["b1"]["AAA"] == pytest.approx((0.5 * 75 + 0.2 * 100) / 0.7)
    assert found["b1"]["BBB"] == pytest.approx(0.2 * 40 / 0.7)


def test_what_a_table_looks_up_is_not_left_out():
    found = named(without_indicators(ranking(AAA="ynynyy", BBB="nnnyyn")))
    assert set(found) == {"a1", "a2", "a3", "b1"}


def test_an_indicator_that_is_left_out_does_not_make_an_area_too_thin():
    # With a1 and a2 open an area has half of its weight, and is scored; without a3 none of it.
    found = named(without_indicators(ranking(AAA="..yyyy", BBB="nnnyyn")))
    assert found["a3"]["AAA"] == pytest.approx(100)
    assert found["a1"]["AAA"] == pytest.approx(100)


def test_a_geometric_mean_weighs_and_lifts_zero_to_a_hundredth_of_the_scale():
    found = named(with_other_means(ranking(AAA="yyynyy", BBB="yyyyyn")))["geometric mean"]
    assert found["AAA"] == pytest.approx(100 * 0.01**0.3)
    assert found["BBB"] == pytest.approx(100 * 0.4**0.2)


def test_the_median_and_the_plain_mean_of_indicators_know_no_weights():
    found = named(with_other_means(ranking(AAA="yynnyn", BBB="nnnyyy")))
    assert found["median"] == {"AAA": 40, "BBB": 100}
    assert found["mean of indicators"] == {"AAA": 50, "BBB": 50}


def test_where_nothing_is_missing_no_missing_rule_is_tried():
    assert list(with_other_missing(ranking(AAA="yyynyy", BBB="nnnyn."))) == []


def test_gaps_are_parts_of_means_and_not_idle_answers_of_a_table():
    found = ranking(AAA="y.ynn.", BBB="..yyyy")
    assert gaps(found, found.cards["AAA"]) == ("a2",)
    assert gaps(found, found.cards["BBB"]) == ("a1", "a2")


def test_a_gap_is_refused_or_filled():
    found = named(with_other_missing(ranking(AAA="y.nyyy", BBB="nnyyyy", CCC="nyyyyy")))
    # Skipped: (100 + 0)/2 = 50, in the area 0.5 · 50 + 50 = 75.
    assert found["complete only"] == pytest.approx({"BBB": 75, "CCC": 87.5})
    assert found["mean of the area"]["AAA"] == pytest.approx(0.5 * (75 + 0) / 2 + 50)
    assert found["median of others"]["AAA"] == pytest.approx(0.5 * (75 + 0) / 2 + 50)
    assert found["median of others"]["BBB"] == pytest.approx(75)


# ── variants, on the edition ─────────────────────────────────────────────────────────────


def test_without_an_area_the_edition_is_the_plain_mean_of_seven(of_2019):
    for area, scores in named(without_areas(of_2019)).items():
        for country, found in scores.items():
            values = of_2019.cards[country].values
            others = [values[code] for code in of_2019.overall.parts if code != area]
            assert found == pytest.approx(mean(others), abs=1e-12)


def test_without_an_indicator_is_as_if_nobody_had_answered_it(mipex, baseline, of_2019):
    found = named(without_indicators(of_2019))
    assert len(found) == 59
    for code in ("aa1", "ca49", "eb84a", "fb_new", "ga117", "h145a"):
        leaves = {n.code for n in mipex.leaves if code in (n.code, *n.parents)}
        for country in ("DEU", "FRA", "PRT"):
            answers = baseline[country, 2019]
            rest = {c: a for c, a in answers.items() if c not in leaves}
            assert found[code][country] == score(mipex, rest).values["ov_h"]


def test_other_means_of_the_edition_are_those_of_its_areas(of_2019):
    found = named(with_other_means(of_2019))
    for country, card in of_2019.cards.items():
        areas = [card.values[code] for code in of_2019.overall.parts]
        assert found["median"][country] == median(areas)
        lifted = prod(max(area, 1) for area in areas) ** (1 / 8)
        assert found["geometric mean"][country] == pytest.approx(lifted)


def test_in_2012_one_country_has_a_gap(edition):
    of_2012 = edition(2012, "ov")
    assert {c: gaps(of_2012, k) for c, k in of_2012.cards.items() if gaps(of_2012, k)} == {
        "CZE": ("db65db67db68",)
    }
    found = named(with_other_missing(of_2012))
    assert set(of_2012.scores) - set(found["complete only"]) == {"CZE"}
    assert found["mean of the area"] == pytest.approx(of_2012.scores)
    moved = {c for c, s in found["median of others"].items() if s != of_2012.scores[c]}
    assert moved <= {"CZE"}


# ── what the variants do ─────────────────────────────────────────────────────────────────


def test_weights_without_noise_leave_every_place(of_2019):
    found = robustness(of_2019, with_noise(of_2019, 0, 5, Random(1).random))
    for stand in found.countries:
        reach = stand.reaches[Step.WEIGHTS]
        assert (reach.best, reach.worst, reach.same) == (stand.place, stand.place, 1)
    assert {shift.whose for shift in found.shifts} == {None}


def test_the_same_seed_gives_the_same_places_and_another_others(of_2019):
    one, same, other = (
        robustness(of_2019, with_noise(of_2019, 0.25, 50, Random(seed).random))
        for seed in (1, 1, 2)
    )
    assert one == same
    assert one.countries != other.countries


def test_more_noise_makes_places_less_firm(of_2019):
    little, much = (
        robustness(of_2019, with_noise(of_2019, noise, 200, Random(1).random))
        for noise in (0.05, 0.5)
    )
    assert typical(little.shifts, Step.WEIGHTS).mean < typical(much.shifts, Step.WEIGHTS).mean
    assert sum(s.range for s in little.countries) < sum(s.range for s in much.countries)


def test_countries_come_by_place_and_ties_share_it():
    found = robustness(ranking(AAA="nnnnnn", CCC="yyyyyn", BBB="yyyyyn"), [])
    assert [(s.country, s.place) for s in found.countries] == [
        ("BBB", 1),
        ("CCC", 1),
        ("AAA", 3),
    ]
    assert [(s.best, s.worst, s.range) for s in found.countries] == [
        (1, 1, 0),
        (1, 1, 0),
        (3, 3, 0),
    ]


def test_places_of_a_step_are_summed_up():
    found = robustness(
        ranking(AAA="yyyyyy", BBB="yyyyyn", CCC="nnnnnn"),
        [
            Variant(Step.AREA, "1", {"AAA": 3, "BBB": 2, "CCC": 1}),
            Variant(Step.AREA, "2", {"AAA": 1, "BBB": 2, "CCC": 3}),
            Variant(Step.AREA, "3", {"AAA": 3, "BBB": 3, "CCC": 1}),
        ],
    )
    first = found.countries[0].reaches[Step.AREA]
    assert (first.best, first.worst, first.median) == (1, 3, 1)
    assert first.same == pytest.approx(2 / 3)
    assert [(s.mean, s.largest, s.whose) for s in found.shifts] == [
        (0, 0, None),
        (pytest.approx(4 / 3), 2, "AAA"),
        (pytest.approx(1 / 3), 1, "BBB"),
    ]
    assert [s.spearman for s in found.shifts[:2]] == pytest.approx([1, -1])


def test_a_variant_that_ranks_fewer_is_compared_among_these_and_gives_no_places():
    found = robustness(
        ranking(AAA="yyyyyy", BBB="yyyyyn", CCC="nnnnnn"),
        [Variant(Step.MISSING, "complete only", {"BBB": 2, "CCC": 1})],
    )
    (shift,) = found.shifts
    assert (shift.ranked, shift.mean, shift.kendall) == (2, 0, 1)
    assert found.countries[0].reaches == {}


def test_of_many_draws_the_median_and_the_largest_move_are_told(of_2019):
    found = robustness(of_2019, with_noise(of_2019, 0.25, 99, Random(1).random))
    told = typical(found.shifts, Step.WEIGHTS)
    assert told.mean == median(shift.mean for shift in found.shifts)
    assert told.spearman == median(shift.spearman for shift in found.shifts)
    assert told.largest == max(shift.largest for shift in found.shifts)
    assert typical(found.shifts, Step.AREA) is None


# ── effective weights ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("year", "overall"), [(2019, "ov_h"), (2012, "ov"), (2007, "ov_noedu")]
)
def test_the_areas_carry_the_variance_of_the_edition_between_them(edition, year, overall):
    found = influences(edition(year, overall))
    assert sum(area.variance for area in found) == pytest.approx(1, abs=1e-12)
    assert sum(area.weight for area in found) == pytest.approx(1, abs=1e-12)
    assert all(0 <= area.r2 <= 1 for area in found)


def test_an_area_in_which_nobody_differs_has_no_effective_weight():
    found = {i.area: i for i in influences(ranking(AAA="yyyyyy", BBB="nnnyyy", CCC="ynnyyy"))}
    assert found["a"].weight == 0.5
    assert (found["a"].r2, found["a"].variance) == pytest.approx((1, 1))
    assert (found["b"].r2, found["b"].variance) == (None, 0)


def test_where_all_score_alike_nothing_carries_the_variance():
    found = influences(ranking(AAA="yyynny", BBB="yyynny"))
    assert {(area.r2, area.variance) for area in found} == {(None, None)}


# ── laws ─────────────────────────────────────────────────────────────────────────────────

#: Marks of the three areas of a country: each has a score.
marks = st.tuples(
    st.sampled_from(["".join(of) for of in product("yn.", repeat=3) if set(of) != {"."}]),
    st.sampled_from("yn"),
    st.sampled_from(("nn", "yy", "yn")),
).map("".join)
rankings = st.lists(marks, min_size=2, max_size=8).map(
    lambda rows: dict(zip("ABCDEFGH", rows, strict=False))
)


def scored(rows):
    """A ranking of those that have a score, if they are two at least."""
    try:
        return ranking(**rows)
    except NothingToRank:
        return None


@given(rankings, st.floats(0, 1), st.integers(0, 5))
def test_places_are_places_and_hold_the_one_that_is(rows, noise, seed):
    if found := scored(rows):
        last = len(found.scores)
        told = robustness(
            found,
            [
                *without_indicators(found),
                *with_other_means(found),
                *with_noise(found, noise, 5, Random(seed).random),
            ],
        )
        for stand in told.countries:
            assert 1 <= stand.best <= stand.place <= stand.worst <= last
            for reach in stand.reaches.values():
                assert reach.best <= reach.low <= reach.median <= reach.high <= reach.worst
                assert 0 <= reach.same <= 1


@given(rankings, st.permutations("ABCDEFGH"))
def test_what_countries_are_called_changes_nothing_but_the_names(rows, names):
    if found := scored(rows):
        other = dict(zip("ABCDEFGH", names, strict=True))
        renamed = ranking(**{other[country]: marks for country, marks in rows.items()})
        for one, two in zip(with_other_means(found), with_other_means(renamed), strict=True):
            assert {other[c]: s for c, s in one.scores.items()} == two.scores


@given(rankings)
def test_a_geometric_mean_is_never_above_the_mean_once_no_area_is_lifted(rows):
    if found := scored(rows):
        geometric = named(with_other_means(found))["geometric mean"]
        for country, parts in found.parts.items():
            if all(part.score >= 1 for part in parts):
                assert geometric[country] <= found.scores[country] + 1e-9
