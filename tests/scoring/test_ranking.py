"""Who stands where, and who moved when a place did."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from scoring import Rank, moved, ranks

#: Scores that often tie, some of them only but for the noise of counting.
scores = st.none() | st.builds(
    lambda score, noise: score + noise, st.integers(0, 6), st.sampled_from((0, 3e-14, -3e-14))
)
panels = st.dictionaries(st.sampled_from("ABCDEFGH"), scores)


def test_ties_share_a_place_and_leave_the_next_ones_free():
    assert ranks({"AUT": 46.0, "BEL": 69, "CZE": 50, "DEU": 58, "FIN": 58, "CYP": None}) == {
        "BEL": Rank(1, 1, 5),
        "DEU": Rank(2, 2, 5),
        "FIN": Rank(2, 2, 5),
        "CZE": Rank(4, 1, 5),
        "AUT": Rank(5, 1, 5),
    }


def test_the_best_comes_first_and_ties_by_code():
    assert list(ranks({"FIN": 58, "AUT": 46, "DEU": 58})) == ["DEU", "FIN", "AUT"]


def test_the_noise_of_counting_is_no_difference_but_what_is_not_shown_is():
    assert ranks({"A": 0.1 + 0.2, "B": 0.3})["B"] == Rank(1, 2, 2)
    assert ranks({"A": 50.001, "B": 50})["B"] == Rank(2, 1, 2)


def test_a_tie_is_handed_on_whatever_the_order():
    chain = {"A": 2e-9, "B": 1.2e-9, "C": 0.4e-9, "D": -1}

    for order in permutations(chain):
        found = ranks({code: chain[code] for code in order})
        assert found == dict.fromkeys("ABC", Rank(1, 3, 4)) | {"D": Rank(4, 1, 4)}


@given(panels)
def test_places_count_those_ahead(panel):
    found = ranks(panel)

    assert set(found) == {code for code, score in panel.items() if score is not None}
    for code, rank in found.items():
        assert rank.place == 1 + sum(panel[other] > panel[code] + 1e-9 for other in found)
        assert rank.tied == sum(abs(panel[other] - panel[code]) <= 1e-9 for other in found)
        assert rank.of == len(found)


@given(panels, panels, st.sampled_from("ABCDEFGH"))
def test_places_won_are_those_passed_less_those_passed_by(before, after, code):
    move = moved(code, before, after)

    assert (move.before, move.after) == (ranks(before).get(code), ranks(after).get(code))
    if move.before and move.after:
        assert move.rose == len(move.passed) - len(move.passed_by)
        assert move.rose == move.by_itself + move.by_others
    else:
        assert move.rose is move.by_others is None
        assert move.passed == move.passed_by == ()


@given(panels, panels, st.sampled_from("ABCDEFGH"))
def test_the_way_back_is_passed_by_those_who_were_passed(before, after, code):
    there, back = moved(code, before, after), moved(code, after, before)

    assert (there.passed, there.passed_by) == (back.passed_by, back.passed)
    assert there.others == back.others


@given(panels, st.sampled_from("ABCDEFGH"), scores)
def test_where_nobody_else_changed_all_was_its_own_doing(panel, code, score):
    move = moved(code, panel, panel | {code: score})

    assert move.others == ()
    assert move.alone == move.after
    assert move.by_others in (0, None)


def test_to_rise_because_the_own_score_rose():
    move = moved("DEU", {"AUT": 60, "DEU": 58, "FRA": 59}, {"AUT": 60, "DEU": 60, "FRA": 59})

    assert (move.before, move.after) == (Rank(3, 1, 3), Rank(1, 2, 3))
    assert (move.rose, move.by_itself, move.by_others) == (2, 2, 0)
    assert (move.passed, move.passed_by, move.others) == (("AUT", "FRA"), (), ())


def test_to_rise_because_others_fell_or_left():
    before = {"AUT": 60, "BEL": 70, "DEU": 58, "FRA": 59}
    move = moved("DEU", before, {"AUT": 57, "BEL": 71, "DEU": 58, "FRA": None})

    assert (move.rose, move.by_itself, move.by_others) == (2, 0, 2)
    assert move.passed == ("AUT", "FRA")
    assert move.others == ("AUT", "BEL", "FRA")


def test_to_fall_although_the_own_score_rose():
    move = moved("DEU", {"DEU": 58, "FRA": 57}, {"DEU": 59, "ESP": 60, "FRA": 61})

    assert (move.rose, move.by_itself, move.by_others) == (-2, 0, -2)
    assert move.passed_by == ("ESP", "FRA")


def test_one_that_is_not_ranked_both_times_moved_by_no_number_of_places():
    move = moved("DEU", {"FRA": 50}, {"DEU": 60, "FRA": 50})

    assert (move.before, move.alone, move.after) == (None, Rank(1, 1, 2), Rank(1, 1, 2))
    assert move.rose is move.by_itself is move.by_others is None
