"""Which scores moved, and by what."""

from dataclasses import replace

import pytest

from scoring import OtherCodebook, ScoreChange, compare, score


def test_only_affected_nodes_are_named_in_the_codebooks_order(mipex):
    before = score(mipex, {"cb51a": 0, "cb51b": 100, "ca49": 100, "aa1": 0})
    after = score(mipex, {"cb51a": 100, "cb51b": 100, "ca49": 100, "aa1": 0})

    assert compare(before, after) == (
        ScoreChange("c", 75, 100),
        ScoreChange("cb51", 50, 100),
        ScoreChange("cb51a", 0, 100),
    )


def test_a_score_that_appears_or_vanishes_has_changed(mipex):
    none, some = score(mipex, {}), score(mipex, {"fa98": 50})

    assert compare(none, some) == (ScoreChange("f", None, 50), ScoreChange("fa98", None, 50))
    assert compare(some, none) == (ScoreChange("f", 50, None), ScoreChange("fa98", 50, None))


def test_a_change_too_small_to_be_shown_is_a_change(mipex):
    full = {node.code: 100.0 for node in mipex.leaves}
    moved = compare(score(mipex, full), score(mipex, full | {"h145a": 99}))

    assert [change.code for change in moved] == ["ov_h", "h", "h145a"]


def test_the_noise_of_counting_in_thirds_is_no_change(mipex):
    rest = {"ea80": 0, "eb84a": 0, "eb85": 0}
    one = score(mipex, rest | {"eb88": 0, "eb89": 0, "eb90": 100, "ed96": 50})
    other = score(mipex, rest | {"eb88": 50, "eb89": 100, "eb90": 100, "ed96": 0})

    # Both are 20.83…, but not to the last digit.
    assert one.values["e"] != other.values["e"]
    assert "e" not in [change.code for change in compare(one, other)]


def test_scores_of_different_codebooks_are_not_compared(mipex):
    card = score(mipex, {})

    with pytest.raises(OtherCodebook, match="mipex-core 2020 and mipex-core 2025"):
        compare(card, replace(card, edition="2025"))
