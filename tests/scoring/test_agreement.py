"""Agreement: as its authors worked it out, as its definitions say, and where it has no answer.

Figures marked as published are from Krippendorff, *Computing Krippendorff's Alpha-Reliability*
(2011), and from the examples of Gwet's own package irrCAC (its overview and its page on
weights), whose four raters are Krippendorff's four observers.
"""

from itertools import combinations, permutations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.agreement import Why, agreement, pairs
from scoring.distance import WEIGHTS, Level, Weights, weighting

NOMINAL, ORDINAL, INTERVAL, RATIO = Level


def columns(*rows):
    """The units of rows that have a coder each; a dot is a missing answer."""
    return [
        [ord(mark) if mark.isalpha() else int(mark) for mark in unit if mark != "."]
        for unit in zip(*rows, strict=True)
    ]


MEG_AND_OWEN = columns("0100000010", "1110010000")
BEN_AND_GERRY = columns("aabbdcccedda", "babbbccceddd")
FOUR = columns("123321412...", "1233224125..", ".33323422513", "12332441251.")
#: Rows are what one abstractor said, columns what the other did.
ABSTRACTORS = [
    (row, column)
    for row, line in enumerate([(13, 0, 0), (0, 20, 7), (0, 4, 56)], 1)
    for column, times in enumerate(line, 1)
    for _ in range(times)
]
#: How many of six psychiatrists put a patient into each of five categories.
PSYCHIATRISTS = [
    [category for category, times in enumerate(map(int, patient), 1) for _ in range(times)]
    for patient in (
        "00060 03003 01401 00006 03030 20400 00402 20310 20040 00006 10050 11040 03300 10050"
        " 02031"
    ).split()
]


@pytest.mark.parametrize(
    ("units", "level", "published"),
    [
        (MEG_AND_OWEN, NOMINAL, 0.095),
        (BEN_AND_GERRY, NOMINAL, 0.692),
        (FOUR, NOMINAL, 0.743),
        (FOUR, ORDINAL, 0.815),
        (FOUR, INTERVAL, 0.849),
        (FOUR, RATIO, 0.797),
    ],
)
def test_alpha_is_as_krippendorff_published_it(units, level, published):
    assert agreement(units, level).alpha.value == pytest.approx(published, abs=5e-4)


@pytest.mark.parametrize(
    ("units", "level", "percent", "alpha", "ac"),
    [
        (ABSTRACTORS, NOMINAL, 0.89, 0.7972585, 0.8493305),
        (ABSTRACTORS, INTERVAL, 0.89, 0.8926487, 0.9402369),
        (PSYCHIATRISTS, NOMINAL, 0.5511111, 0.4204384, 0.4448007),
        (PSYCHIATRISTS, INTERVAL, 0.5511111, 0.259511, 0.4837438),
        (FOUR, NOMINAL, 0.8181818, 0.74342, 0.77544),
        (FOUR, INTERVAL, 0.8181818, 0.84911, 0.914),
    ],
)
def test_all_three_are_as_gwet_published_them(units, level, percent, alpha, ac):
    found = agreement(units, level)
    assert found.percent.value == pytest.approx(percent, abs=5e-8)
    assert found.alpha.value == pytest.approx(alpha, abs=5e-6)
    assert found.ac.value == pytest.approx(ac, abs=5e-6)


@pytest.mark.parametrize(
    ("weights", "near"),
    [
        (Weights.IDENTITY, 0),
        (Weights.RADICAL, 0.2928932),
        (Weights.LINEAR, 0.5),
        (Weights.ORDINAL, 0.6666667),
        (Weights.QUADRATIC, 0.75),
    ],
)
def test_weights_are_as_gwet_published_them(weights, near):
    found = weighting(weights, (1, 2, 3))
    assert found[0] == pytest.approx((1, near, 0), abs=5e-8)
    assert found[1] == pytest.approx((near, 1, near), abs=5e-8)


def test_ac2_with_ordinal_weights_is_as_worked_out_by_hand():
    # Weights 1, 2/3, 0; p_a = (1 + 2/3 + 2/3 + 1)/4 = 5/6. Of eight answers 3 are 0, 2 are 50,
    # 3 are 100, so the sum of p(1 − p) is 21/32; the weights add up to 17/3, over 3·2 that is
    # 17/18; p_e = 17/18 · 21/32 = 119/192, and (160 − 119)/(192 − 119) = 41/73.
    units = [(0, 0), (0, 50), (50, 100), (100, 100)]
    assert agreement(units, ORDINAL).ac.value == pytest.approx(41 / 73, abs=1e-15)


def test_ordinal_alpha_is_as_worked_out_by_hand():
    # Squared differences: 0–50: 3/2 + 2/2 = 5/2, squared 25/4; 50–100 the same; 0–100: 25.
    # Observed: 2 · (25/4 + 25/4) = 25. Expected: 2 · (6·25/4 + 6·25/4 + 9·25)/7 = 600/7.
    units = [(0, 0), (0, 50), (50, 100), (100, 100)]
    assert agreement(units, ORDINAL).alpha.value == pytest.approx(1 - 25 * 7 / 600, abs=1e-15)


def test_distance_decides_which_of_two_disagreements_is_the_worse():
    near, far = [(0, 50), (0, 0), (100, 100)], [(0, 100), (0, 0), (50, 50)]
    for level in (ORDINAL, INTERVAL):
        assert agreement(near, level).ac.value > agreement(far, level).ac.value
        assert agreement(near, level).alpha.value > agreement(far, level).alpha.value


# ── what has no number ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("units", [[], [[]], [[50]], [[0], [50], [100]]])
def test_one_coder_agrees_with_nobody(units):
    found = agreement(units)
    assert found.units == 0
    for each in (found.percent, found.alpha, found.ac):
        assert (each.value, each.why) == (None, Why.UNPAIRED)


@pytest.mark.parametrize("options", [(), (0, 50, 100)])
def test_without_variation_only_percent_agreement_is_a_number(options):
    found = agreement([(50, 50), (50, 50, 50), (50,)], options=options)
    assert found.percent.value == 1
    assert (found.alpha.value, found.alpha.why) == (None, Why.UNIFORM)
    assert (found.ac.value, found.ac.why) == (None, Why.UNIFORM)


def test_a_single_unit_has_numbers_but_no_interval():
    found = agreement([(0, 100), (50,)], chance=Random(1).random)
    for each in (found.percent, found.alpha, found.ac):
        assert each.value is not None
        assert (each.low, each.high, each.why) == (None, None, Why.SINGLE)


def test_answers_that_hardly_vary_have_no_interval_but_percent_agreement_has():
    found = agreement([(0, 0)] * 30 + [(0, 50)], chance=Random(1).random)
    assert found.percent.low is not None
    assert found.percent.low < found.percent.value
    assert (found.alpha.low, found.alpha.why) == (None, Why.RARE)


def test_without_chance_there_is_no_interval_and_nothing_to_excuse():
    found = agreement(FOUR)
    assert (found.alpha.low, found.alpha.high, found.alpha.why) == (None, None, None)


# ── intervals ────────────────────────────────────────────────────────────────────────────


def test_the_same_seed_gives_the_same_intervals_and_another_others():
    one, same, other = (agreement(FOUR, chance=Random(n).random).ac for n in (1, 1, 2))
    assert one == same
    assert (one.low, one.high) != (other.low, other.high)


def test_more_units_of_the_same_kind_make_intervals_narrower():
    few = agreement(ABSTRACTORS, chance=Random(1).random, draws=200)
    many = agreement(ABSTRACTORS * 9, chance=Random(1).random, draws=200)
    for one, other in ((few.alpha, many.alpha), (few.ac, many.ac), (few.percent, many.percent)):
        assert one.low <= one.value <= one.high
        assert other.high - other.low < (one.high - one.low) / 2


def test_the_interval_of_percent_agreement_is_that_of_a_proportion():
    # 89 of 100 agree: the binomial spread is √(0.89 · 0.11/100) = 0.0313, and Gwet's own
    # interval (0.828, 0.952).
    found = agreement(ABSTRACTORS, chance=Random(1).random, draws=4000).percent
    assert found.low == pytest.approx(0.828, abs=0.01)
    assert found.high == pytest.approx(0.952, abs=0.01)


# ── pairs ────────────────────────────────────────────────────────────────────────────────


def test_each_pair_of_coders_has_the_units_that_both_answered():
    units = [{"ana": 0, "ben": 50}, {"ben": 100, "eva": 100, "ana": 0}, {"eva": 50}]
    assert pairs(units) == {
        ("ana", "ben"): [(0, 50), (0, 100)],
        ("ana", "eva"): [(0, 100)],
        ("ben", "eva"): [(100, 100)],
    }


# ── laws ─────────────────────────────────────────────────────────────────────────────────

answers = st.sampled_from([0, 33, 50, 67, 100])
unit_lists = st.lists(st.lists(answers, max_size=5), max_size=12)
levels = st.sampled_from(Level)


def by_definition(units, level, weights):
    """Percent agreement, α and AC, one pair of answers after the other."""
    pairable = [unit for unit in units if len(unit) > 1]
    given = [answer for unit in pairable for answer in unit]
    if len(set(given)) < 2:
        return None
    values = sorted({answer for unit in units for answer in unit})

    def apart(one, other):
        if level is NOMINAL:
            return float(one != other)
        if level is ORDINAL:
            low, high = sorted((one, other))
            between = sum(low <= answer <= high for answer in given)
            return (between - (given.count(low) + given.count(high)) / 2) ** 2
        if level is INTERVAL:
            return (one - other) ** 2
        return ((one - other) / (one + other)) ** 2 if one != other else 0

    observed = sum(apart(*two) / (len(u) - 1) for u in pairable for two in permutations(u, 2))
    expected = sum(apart(*two) for two in permutations(given, 2)) / (len(given) - 1)
    weight = {
        (one, other): w
        for one, row in zip(values, weighting(weights, values), strict=True)
        for other, w in zip(values, row, strict=True)
    }

    def share(agreed):
        two_by_two = [[agreed(*two) for two in combinations(unit, 2)] for unit in pairable]
        return sum(sum(each) / len(each) for each in two_by_two) / len(two_by_two)

    answered = [unit for unit in units if unit]
    usual = [sum(u.count(value) / len(u) for u in answered) / len(answered) for value in values]
    luck = sum(weight.values()) / (len(values) * (len(values) - 1))
    luck *= sum(p * (1 - p) for p in usual)
    close = share(lambda one, other: weight[one, other])
    percent = share(lambda one, other: one == other)
    return percent, 1 - observed / expected, (close - luck) / (1 - luck)


@given(unit_lists, levels)
def test_numbers_follow_their_definitions(units, level):
    found = agreement(units, level)
    wanted = by_definition(units, level, WEIGHTS[level])
    if wanted is None:
        assert found.alpha.value is found.ac.value is None
    else:
        numbers = (found.percent.value, found.alpha.value, found.ac.value)
        assert numbers == pytest.approx(wanted, abs=1e-9)


@given(unit_lists, levels, st.randoms())
def test_who_a_coder_is_and_in_which_order_units_come_changes_nothing(units, level, random):
    shuffled = [random.sample(unit, len(unit)) for unit in units]
    random.shuffle(shuffled)
    assert agreement(shuffled, level) == agreement(units, level)


@given(st.lists(answers, min_size=2), levels, st.integers(2, 4))
def test_perfect_agreement_with_variation_is_one(given_, level, coders):
    found = agreement([[answer] * coders for answer in given_], level)
    assert found.percent.value == 1
    if len(set(given_)) > 1:
        assert (found.alpha.value, found.ac.value) == (1, pytest.approx(1, abs=1e-12))


@given(unit_lists, levels)
def test_no_number_is_above_one(units, level):
    found = agreement(units, level)
    for each in (found.percent, found.alpha, found.ac):
        assert each.value is None or each.value <= 1 + 1e-12


@given(st.lists(st.lists(st.sampled_from([0, 100]), max_size=4), max_size=12))
def test_of_two_values_every_level_says_the_same(units):
    plain = agreement(units, NOMINAL)
    for level in (ORDINAL, INTERVAL, RATIO):
        found = agreement(units, level)
        assert found.alpha.value == pytest.approx(plain.alpha.value, abs=1e-12)
        assert found.ac.value == pytest.approx(plain.ac.value, abs=1e-12)


@given(unit_lists, levels, st.lists(answers, max_size=4))
def test_units_with_one_answer_leave_alpha_and_percent_agreement_alone(units, level, alone):
    found, more = agreement(units, level), agreement([*units, *([a] for a in alone)], level)
    assert (more.units, more.percent, more.alpha) == (found.units, found.percent, found.alpha)


@given(unit_lists)
def test_an_option_that_nobody_gave_leaves_alpha_alone(units):
    found, more = agreement(units, ORDINAL), agreement(units, ORDINAL, options=(0, 25, 75))
    assert more.alpha == found.alpha
