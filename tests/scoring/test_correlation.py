"""Correlations, against their definitions."""

from itertools import combinations
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.correlation import kendall, middle_ranks, pearson, spearman

rows = st.lists(st.tuples(st.integers(1, 6), st.integers(1, 6)), min_size=2, max_size=12)


def sign(number):
    return (number > 0) - (number < 0)


@given(rows)
def test_kendall_counts_pairs_in_one_order_less_those_in_the_other(row):
    xs, ys = zip(*row, strict=True)
    pairs = [(sign(x1 - x2), sign(y1 - y2)) for (x1, y1), (x2, y2) in combinations(row, 2)]
    untied = sum(x != 0 for x, _ in pairs) * sum(y != 0 for _, y in pairs)
    if not untied:
        assert kendall(xs, ys) is None
    else:
        wanted = sum(x * y for x, y in pairs) / sqrt(untied)
        assert kendall(xs, ys) == pytest.approx(wanted, abs=1e-12)


@given(rows)
def test_a_middle_rank_counts_those_below_and_half_of_those_tied(row):
    xs = [x for x, _ in row]
    assert middle_ranks(xs) == [
        sum(other < x for other in xs) + (sum(other == x for other in xs) + 1) / 2 for x in xs
    ]


@given(st.lists(st.integers(), min_size=2, max_size=20, unique=True))
def test_ranks_that_agree_correlate_with_one_and_opposed_ones_with_minus_one(xs):
    assert spearman(xs, xs) == pytest.approx(1)
    assert kendall(xs, xs) == 1
    assert spearman(xs, [-x for x in xs]) == pytest.approx(-1)
    assert kendall(xs, [-x for x in xs]) == -1


def test_spearman_without_ties_is_as_worked_out_by_hand():
    # 1 − 6 · Σd²/(n(n² − 1)), with d = 1, 1, 0, 0, 0
    assert spearman([1, 2, 3, 4, 5], [2, 1, 3, 4, 5]) == pytest.approx(1 - 6 * 2 / (5 * 24))


@pytest.mark.parametrize("measure", [pearson, spearman, kendall])
@pytest.mark.parametrize(
    ("xs", "ys"), [([], []), ([1], [2]), ([1, 1], [1, 2]), ([1, 2], [3, 3])]
)
def test_what_does_not_vary_correlates_with_nothing(measure, xs, ys):
    assert measure(xs, ys) is None
