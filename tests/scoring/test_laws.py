"""What holds for every set of answers."""

import tomllib
from math import floor
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from scoring import compare, parse_codebook, score, shown

FILE = Path(__file__).parents[2] / "config" / "codebooks" / "mipex-core.toml"
MIPEX = parse_codebook(tomllib.loads(FILE.read_text("utf-8")))
OPTIONS = {node.code: [option.score for option in node.options] for node in MIPEX.leaves}
leaves = st.sampled_from(sorted(OPTIONS))


def answer_set(rest, picks):
    """Each question answered by its pick among its options, or else by that of the rest."""
    chosen = {code: picks.get(code, rest) for code in OPTIONS}
    return {
        code: OPTIONS[code][pick % len(OPTIONS[code])]
        for code, pick in chosen.items()
        if pick is not None
    }


#: Complete and incomplete sets of answers.
picks = st.none() | st.integers(0, 4)
answer_sets = st.builds(answer_set, picks, st.dictionaries(leaves, picks, max_size=40))


def above(code):
    """The codes of a node and of all that count it."""
    return {code}.union(*(above(parent) for parent in MIPEX.nodes[code].parents))


@given(answer_sets)
def test_scores_stay_on_the_scale(answers):
    scores = score(MIPEX, answers).values.values()

    assert all(value is None or 0 <= value <= 100 for value in scores)


@given(answer_sets, st.randoms())
def test_the_order_of_answers_does_not_matter(answers, random):
    shuffled = list(answers.items())
    random.shuffle(shuffled)

    assert score(MIPEX, answers) == score(MIPEX, dict(shuffled))


@given(answer_sets, leaves, st.data())
def test_one_answer_affects_only_its_own_branch(answers, code, data):
    answer = data.draw(st.sampled_from(OPTIONS[code]))
    moved = compare(score(MIPEX, answers), score(MIPEX, answers | {code: answer}))

    assert {change.code for change in moved} <= above(code)


@given(answer_sets, leaves)
def test_a_better_answer_never_lowers_a_score(answers, code):
    worse = score(MIPEX, answers | {code: min(OPTIONS[code])})
    better = score(MIPEX, answers | {code: max(OPTIONS[code])})

    # A table can need more answers for the better one, and then has no score to compare.
    scored = [c for c in compare(worse, better) if None not in (c.before, c.after)]
    assert all(change.before < change.after for change in scored)


@given(answer_sets, leaves)
def test_a_missing_answer_is_never_zero(answers, code):
    answers.pop(code, None)
    values = score(MIPEX, answers).values

    assert values[code] is None
    for parent in MIPEX.nodes[code].parents:
        others = [values[part] for part in MIPEX.nodes[parent].parts]
        there = [value for value in others if value is not None]
        # Skipped, not zero: a mean of the others lies among the others.
        assert values[parent] is None or not there or min(there) <= values[parent]


@given(answer_sets)
def test_what_is_counted_from_nothing_has_no_score(answers):
    values = score(MIPEX, answers).values

    for node in MIPEX.bottom_up:
        if all(values[part] is None for part in node.parts):
            assert values[node.code] is None


@given(answer_sets, answer_sets)
def test_a_comparison_is_undone_by_its_reverse(one, other):
    forth = compare(score(MIPEX, one), score(MIPEX, other))
    back = compare(score(MIPEX, other), score(MIPEX, one))

    assert [(c.code, c.after, c.before) for c in back] == [
        (c.code, c.before, c.after) for c in forth
    ]
    assert compare(score(MIPEX, one), score(MIPEX, dict(one))) == ()


@given(st.integers(0, 100_000))
def test_a_shown_score_is_the_nearest_whole_number_and_up_at_halves(thousandths):
    assert shown(thousandths / 1000) == floor((thousandths + 500) / 1000)
