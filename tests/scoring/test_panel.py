"""Whole panels score as single jurisdictions do, at once and on every day."""

import math
import tomllib
from datetime import UTC, date, datetime, timedelta
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import (
    NoRow,
    OutsideScale,
    ScoringError,
    UnknownIndicator,
    parse_codebook,
    score,
)
from scoring.errors import WrongShape
from scoring.panel import BLOCK, Dated, as_panel, daily, score_panel
from scoring.plan import Run, joined, planned

LEVELS = ["overall", "area", "indicator", "question"]
HEAD = {
    **{"id": "made-up", "edition": "1", "title": "?", "citation": "?"},
    "source": "https://example.org",
    **{"published": datetime(2020, 1, 1, tzinfo=UTC), "headline": ["all"]},
    "cut_off": {"rule": "in force", "day": "12-31"},
}
SCALES = [(0, 100), (1, 3), (-10, 10), (0.1, 0.7)]
FILE = Path(__file__).parents[2] / "config" / "codebooks" / "mipex-core.toml"
MIPEX = parse_codebook(tomllib.loads(FILE.read_text("utf-8")))
#: What two jurisdictions answer at first: the best and nothing, but one question.
START = [{leaf.code: leaf.options[0].score for leaf in MIPEX.leaves}, {"aa1": 50}]
DAYS = [date(2020, 1, 1) + timedelta(days=n) for n in range(12)]


def made(scale, *, levels=LEVELS, availability=None, **rows):
    titled = {level: [{"title": "?", **row} for row in found] for level, found in rows.items()}
    head = {**HEAD, "scale": [*scale], "levels": levels}
    return parse_codebook(
        {**head, **({"availability": availability} if availability else {}), **titled}
    )


def question(code, *scores):
    options = [[score, "?"] for score in scores]
    return {"title": "?", "code": code, "question": "?", "options": options}


class Grower:
    """Draws a tree: four levels, every rule, questions on any level."""

    def __init__(self, draw):
        self.draw = draw
        self.scale = draw(st.sampled_from(SCALES))
        self.rows = {level: [] for level in LEVELS}

    def some(self, low, high):
        return self.draw(st.integers(low, high))

    def grown(self):
        areas = [self.area(f"a{n}") for n in range(self.some(1, 3))]
        self.rows["overall"] += [
            {"code": "all", **self.mean(areas)},
            {"code": "few", **self.mean(areas[: self.some(1, 3)])},
        ]
        if self.draw(st.booleans()):
            self.ask("overall", "alone")
        rows = {level: found for level, found in self.rows.items() if found}
        shares = st.sampled_from([0.3, 0.5, 0.75, 1])
        needs = self.draw(st.dictionaries(st.sampled_from([*rows]), shares, min_size=1))
        return made(self.scale, levels=[*rows], availability=needs, **rows)

    def area(self, code):
        parts = [self.indicator(f"{code}i{n}") for n in range(self.some(1, 4))]
        rule = self.draw(st.sampled_from([self.mean, self.weighted]))
        self.rows["area"].append({"code": code, **rule(parts)})
        return code

    def indicator(self, code):
        rule = self.draw(st.sampled_from([None, self.mean, self.weighted, self.table]))
        if rule is None:
            return self.ask("indicator", code)
        most = 3 if rule == self.table else 6
        parts = [self.ask("question", f"{code}q{n}") for n in range(self.some(1, most))]
        self.rows["indicator"].append({"code": code, **rule(parts)})
        return code

    def ask(self, level, code):
        low, high = self.scale
        shares = self.draw(st.sampled_from([(0, 1), (0, 0.5, 1), (0, 0.33, 0.67, 1)]))
        self.rows[level].append(question(code, *(low + (high - low) * s for s in shares)))
        return code

    def mean(self, parts):
        cut = self.some(0, len(parts))
        grouped = [parts[:cut]] if cut > 1 else parts[:cut]
        return {"rule": "mean", "parts": [*grouped, *parts[cut:]]}

    def weighted(self, parts):
        given = [self.some(1, 9) for _ in parts]
        weights = [n / 100 for n in given[1:]]
        first = (100 - sum(given[1:])) / 100
        return {
            "rule": "weighted mean",
            "weights": dict(zip(parts, [first, *weights], strict=True)),
        }

    def table(self, parts):
        scores = [
            [option[0] for option in row["options"]]
            for code in parts
            for row in self.rows["question"]
            if row["code"] == code
        ]
        kept, *rest = scores[0]
        wants = [{parts[0]: kept}]
        others = product(rest, *scores[1:])
        wants += [dict(zip(parts, other, strict=True)) for other in others]
        low, high = self.scale
        outcome = st.floats(low, high).map(lambda number: round(number, 2))
        return {
            "rule": "table",
            "parts": parts,
            "rows": [{**want, "score": self.draw(outcome.filter(self.on))} for want in wants],
        }

    def on(self, number):
        return self.scale[0] <= number <= self.scale[1]


@st.composite
def panels(draw):
    """A codebook, and the answers of some cells, some of them between the options."""
    codebook = Grower(draw).grown()

    def one(leaf):
        options = st.sampled_from([option.score for option in leaf.options])
        low, high = codebook.scale
        # Tables know no answer between the options, which then is an error, so they are few.
        between = st.integers(0, 40).map(
            lambda n: low + (high - low) * 0.29 if n == 7 else None
        )
        return options | options | between

    cell = st.fixed_dictionaries({leaf.code: one(leaf) for leaf in codebook.leaves})
    cells = draw(st.lists(cell, min_size=1, max_size=6))
    return codebook, [{c: a for c, a in cell.items() if a is not None} for cell in cells]


def read(codebook, cells):
    """The scores as the readable scorer makes them, [node, cell]."""
    cards = [score(codebook, answers).values for answers in cells]
    values = [[card[code] for card in cards] for code in codebook.nodes]
    return np.array(values, np.float64)


def counted(panel):
    return np.array([panel.of(code) for code in panel.plan.codebook.nodes])


def same(ours, theirs, codebook):
    width = max(1, abs(codebook.scale[0]), abs(codebook.scale[1]))
    return np.allclose(ours, theirs, rtol=0, atol=1e-14 * width, equal_nan=True)


def caught(act):
    try:
        return act(), None
    except ScoringError as error:
        return None, str(error)


@given(panels())
def test_a_panel_scores_as_its_cells_do(drawn):
    codebook, cells = drawn
    errors = {caught(lambda cell=cell: score(codebook, cell))[1] for cell in cells} - {None}

    panel, error = caught(lambda: score_panel(planned(codebook), as_panel(codebook, cells)))

    assert (
        (error in errors) if errors else same(counted(panel), read(codebook, cells), codebook)
    )


def test_the_published_panel_scores_to_the_twelfth_place(mipex, baseline):
    cells = [*baseline.values()]

    panel = score_panel(planned(mipex), as_panel(mipex, cells))

    assert np.allclose(counted(panel), read(mipex, cells), rtol=0, atol=1e-12, equal_nan=True)


def test_a_panel_keeps_its_axes_and_its_answers(mipex, baseline):
    cells = as_panel(mipex, [*baseline.values()])
    places_and_years = cells.reshape(72, 64, 9)

    panel = score_panel(planned(mipex), places_and_years)

    assert panel.of("ov_h").shape == (64, 9)
    assert panel.of("aa1") is not None
    assert np.array_equal(panel.of("aa1"), places_and_years[0], equal_nan=True)
    flat = score_panel(planned(mipex), cells)
    assert np.array_equal(panel.of("b").ravel(), flat.of("b"), equal_nan=True)
    with pytest.raises(UnknownIndicator):
        panel.of("zz1")


def test_blocks_and_threads_change_nothing(mipex, baseline):
    once = as_panel(mipex, [*baseline.values()])
    times = 2 * BLOCK // once.shape[1] + 1

    panel = score_panel(planned(mipex), np.tile(once, times), threads=2)

    alone = score_panel(planned(mipex), once)
    assert np.array_equal(panel.counted, np.tile(alone.counted, times), equal_nan=True)


def test_an_empty_panel_has_no_scores(mipex):
    panel = score_panel(planned(mipex), np.empty((72, 0, 5)))

    assert panel.of("ov_h").shape == (0, 5)


def test_a_mean_of_more_rows_than_a_byte_counts():
    codes = [f"q{n}" for n in range(600)]
    codebook = made(
        (0, 100),
        overall=[{"code": "all", "rule": "mean", "parts": ["a"]}],
        area=[{"code": "a", "rule": "mean", "parts": ["i"]}],
        indicator=[{"code": "i", "rule": "mean", "parts": codes}],
        question=[question(code, 0, 50, 100) for code in codes],
    )
    full = {code: 50.0 * (number % 3) for number, code in enumerate(codes)}
    cells = [full, {}, dict([*full.items()][300:])]

    panel = score_panel(planned(codebook), as_panel(codebook, cells))

    assert same(counted(panel), read(codebook, cells), codebook)


def test_a_table_of_one_row_scores_whatever_is_answered():
    codebook = made(
        (0, 100),
        overall=[{"code": "all", "rule": "mean", "parts": ["a"]}],
        area=[{"code": "a", "rule": "mean", "parts": ["i"]}],
        indicator=[{"code": "i", "rule": "table", "parts": ["q"], "rows": [{"score": 70}]}],
        question=[question("q", 0, 100)],
    )
    cells = [{"q": 100}, {"q": 55}, {}]

    panel = score_panel(planned(codebook), as_panel(codebook, cells))

    assert same(counted(panel), read(codebook, cells), codebook)


@pytest.mark.parametrize("answer", [-0.1, 100.1, math.inf, -math.inf])
def test_an_answer_outside_the_scale_is_refused_with_its_cell(mipex, baseline, answer):
    cells = as_panel(mipex, [*baseline.values()]).reshape(72, 64, 9)
    cells[5, 12, 3] = answer

    with pytest.raises(OutsideScale, match="the scale is 0–100") as caught:
        score_panel(planned(mipex), cells)

    assert caught.value.code == mipex.leaves[5].code
    assert caught.value.__notes__ == ["in cell 12, 3"]


def test_a_cell_is_named_in_whatever_block_it_lies(mipex):
    cells = np.zeros((72, 2 * BLOCK))
    cells[0, BLOCK + 3] = 101

    with pytest.raises(OutsideScale) as caught:
        score_panel(planned(mipex), cells, threads=2)

    assert caught.value.__notes__ == [f"in cell {BLOCK + 3}"]


def test_rows_side_by_side_are_read_as_one():
    rows = [Run(False, 3, 4), Run(True, 4, 5), Run(False, 1, 2), Run(False, 2, 3)]

    assert joined(rows) == (Run(False, 1, 4), Run(True, 4, 5))


def test_a_question_that_is_part_of_nothing_is_looked_at_too():
    codebook = made(
        (0, 100),
        overall=[{"code": "all", "rule": "mean", "parts": ["a"]}, question("alone", 0, 100)],
        area=[{"code": "a", "rule": "mean", "parts": ["i"]}],
        indicator=[{"code": "i", "rule": "mean", "parts": ["q"]}],
        question=[question("q", 0, 100)],
    )

    with pytest.raises(OutsideScale, match="'alone' cannot be 101"):
        score_panel(planned(codebook), as_panel(codebook, [{"q": 0, "alone": 101}]))


def test_a_table_that_has_no_row_says_so_with_its_cell(mipex):
    cells = [{"bb29a": 100, "bb29b": 75}, {"bb29a": 75, "bb29b": 0}]

    with pytest.raises(NoRow, match="'bb29' has no row for bb29a=75, bb29b=0") as caught:
        score_panel(planned(mipex), as_panel(mipex, cells))

    assert caught.value.__notes__ == ["in cell 1"]


def test_a_panel_of_another_codebook_is_refused(mipex):
    with pytest.raises(WrongShape, match="71 rows, not 72 questions"):
        score_panel(planned(mipex), np.zeros((71, 3)))


#: An option of a question, or none, in one of two jurisdictions on one of some days.
choices = [
    (leaf.code, answer)
    for leaf in MIPEX.leaves
    for answer in (None, *(option.score for option in leaf.options))
]
dated = st.builds(
    lambda place, choice, day: Dated(place, choice[0], day, choice[1]),
    st.integers(0, 1),
    st.sampled_from(choices),
    st.sampled_from(DAYS[1:]),
)
changes = st.lists(dated, max_size=25)


def on(day, place, answers, changes):
    """The answers of a jurisdiction on a day, change by change."""
    held = dict(answers)
    for change in sorted(changes, key=lambda change: change.day):
        if change.jurisdiction == place and change.day <= day:
            held[change.code] = change.answer
    return {code: answer for code, answer in held.items() if answer is not None}


@given(changes)
def test_every_day_scores_as_its_answers_do(changes):
    series = daily(planned(MIPEX), as_panel(MIPEX, START), changes)

    for day in DAYS:
        cells = [on(day, place, answers, changes) for place, answers in enumerate(START)]
        ours = np.array([series.on(code, day) for code in MIPEX.nodes])
        assert np.allclose(ours, read(MIPEX, cells), rtol=0, atol=1e-12, equal_nan=True)


@given(changes)
def test_a_series_has_a_step_where_a_score_moves_and_nowhere_else(changes):
    series = daily(planned(MIPEX), as_panel(MIPEX, START), changes)

    for code in ("ov_h", "b", "bb29", "bb29b"):
        scores = np.array([series.on(code, day) for day in DAYS])
        moved = ~np.isclose(scores[1:], scores[:-1], rtol=0, atol=1e-9, equal_nan=True)
        found = zip(*series.steps(code)[:2], strict=True)
        assert {(place, day) for place, day in found} == {
            (place, np.datetime64(DAYS[number + 1])) for number, place in np.argwhere(moved)
        }


def test_a_series_comes_back_to_the_very_score_that_it_left(mipex, baseline):
    start = as_panel(mipex, [baseline["DEU", 2019]])
    there_and_back = [
        Dated(0, "aa1", date(2020, 1, 1) + timedelta(days=n), 100.0 * (n % 2 == 0) or 50.0)
        for n in range(3000)
    ]

    series = daily(planned(mipex), start, there_and_back)

    steps = series.steps("ov_h")
    assert len(steps.day) == 3000
    assert len({*steps.score[::2]}) == len({*steps.score[1::2]}) == 1
    assert steps.score[1::2] == pytest.approx(series.start.of("ov_h")[0], abs=1e-12)


def test_of_two_changes_on_one_day_the_later_one_holds(mipex):
    start = as_panel(mipex, [{"aa1": 0}])
    day = date(2020, 5, 1)

    series = daily(planned(mipex), start, [Dated(0, "aa1", day, 100), Dated(0, "aa1", day, 50)])

    assert series.on("a", day) == [50]
    assert series.on("a", day - timedelta(days=1)) == [0]


def test_without_changes_every_day_is_the_first(mipex):
    series = daily(planned(mipex), as_panel(mipex, [{"aa1": 50}]), [])

    assert series.on("a", date(2020, 1, 1)) == [50]
    assert len(series.steps("a").day) == 0


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        (Dated(0, "zz1", DAYS[0], 0), UnknownIndicator, "'zz1' is unknown"),
        (Dated(0, "cb51", DAYS[0], None), UnknownIndicator, "'cb51' is not answered"),
        (Dated(0, "aa1", DAYS[0], 101), OutsideScale, "'aa1' cannot be 101"),
        (Dated(1, "aa1", DAYS[0], 0), WrongShape, "1 jurisdictions, not all that change"),
        (Dated(-1, "aa1", DAYS[0], 0), WrongShape, "1 jurisdictions, not all that change"),
        (Dated(0, "bb29a", DAYS[0], 75), NoRow, "'bb29' has no row for bb29a=75"),
    ],
)
def test_a_change_that_cannot_be_scored_is_refused(mipex, change, error, words):
    with pytest.raises(error, match=words):
        daily(planned(mipex), as_panel(mipex, [{"aa1": 0}]), [change])


def test_a_table_without_a_row_names_jurisdiction_and_day(mipex):
    change = Dated(1, "bb29a", date(2020, 3, 1), 75)

    with pytest.raises(NoRow) as caught:
        daily(planned(mipex), as_panel(mipex, [{}, {}]), [change])

    assert caught.value.__notes__ == ["in jurisdiction 1 on 2020-03-01"]
