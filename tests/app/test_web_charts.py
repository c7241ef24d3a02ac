"""Pictures: every point inside the frame, every number told."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.web import levels
from app.web.charts import HELD, INTERIM, OFFICIAL, plot, runs, spans
from app.web.pages import linked, preferred, safe_url, step
from monitor.standings import Standing, Step
from scoring import score

TODAY = date(2026, 11, 21)
YEARS = [
    Step(date(year, 1, 1), value, True) for year, value in enumerate([57.1, 56.5, 57.3], 2017)
]
REFORM = Step(date(2024, 6, 27), 60.3, False)

scores = st.floats(0, 100)
first_years = st.integers(2004, 2019)


@st.composite
def histories(draw):
    first = draw(first_years)
    official = [
        Step(date(year, 1, 1), value, True)
        for year, value in enumerate(draw(st.lists(scores, min_size=1, max_size=7)), first)
    ]
    day = date(official[-1].since.year + 1, 1, 1)
    interim = []
    for value, days in draw(st.lists(st.tuples(scores, st.integers(1, 300)), max_size=3)):
        day += timedelta(days=days)
        if day <= TODAY:
            interim.append(Step(day, value, False))
    return official + interim


@given(histories())
def test_every_point_lies_inside_the_frame(steps):
    picture = plot(steps, TODAY)
    xs = [x for line in picture.lines for x in (line.x1, line.x2)]
    ys = [y for line in picture.lines for y in (line.y1, line.y2)]
    assert all(0 <= x <= 100 for x in xs)
    assert all(28 <= y <= 224 for y in ys)
    assert 0 <= picture.low < picture.high <= 100
    assert 2 <= len(picture.grid) <= 7
    assert all(0 <= label.y <= 256 for label in picture.labels)


@given(histories())
def test_the_line_has_no_hole_and_no_overlap(steps):
    drawn = list(spans(steps, TODAY))
    assert all(one.end == other.start for one, other in itertools.pairwise(drawn))


@given(histories())
def test_the_numbers_tell_every_official_year_once(steps):
    told = [
        year
        for run in runs(steps)
        if run.official
        for year in range(run.since.year, run.until.year)
    ]
    assert told == [step.since.year for step in steps if step.official]


def test_an_official_score_is_held_until_an_interim_one_takes_over():
    kinds = [(span.kind, span.start.year) for span in spans([*YEARS, REFORM], TODAY)]
    assert kinds == [
        (OFFICIAL, 2017),
        (OFFICIAL, 2018),
        (OFFICIAL, 2019),
        (HELD, 2020),
        (INTERIM, 2024),
    ]


def test_years_with_one_number_are_told_together():
    assert [(run.years, run.score) for run in runs(YEARS)] == [("2017–2019", 57)]


def test_a_gap_between_years_is_told():
    gap = [Step(date(2014, 1, 1), 50.0, True), Step(date(2019, 1, 1), 50.0, True)]
    assert [run.years for run in runs(gap)] == ["2014", "2019"]


def test_without_scores_there_is_no_picture():
    assert plot([], TODAY) is None


@pytest.mark.parametrize(("value", "which"), [(0, 1), (19.9, 1), (20, 2), (60, 4), (100, 5)])
def test_a_score_lies_on_one_of_five_steps(value, which):
    assert step(value) == which


def test_levels_show_answers_in_words_and_what_moved(codebook):
    before = score(codebook, {"fd115ab": 50.0, "fa98": 75.0})
    now = Standing("DEU", score(codebook, {"fd115ab": 100.0, "fa98": 75.0}), 2019, before)
    areas = levels.areas(codebook, now, {"f": 40.0})
    (nationality,) = [area for area in areas if area.node.code == "f"]
    parts = {part.node.code: part for part in nationality.parts}
    assert (nationality.direction, nationality.median) == ("up", 40.0)
    assert parts["fd115ab"].answer == codebook.nodes["fd115ab"].options[0].title
    assert parts["fa98"].answer == ""
    assert levels.extremes(areas) is None


@pytest.mark.parametrize(
    ("header", "dear"),
    [
        ("fr-BE,fr;q=0.9,en;q=0.8", ["fr", "fr", "en"]),
        ("en;q=0.2, fr", ["fr", "en"]),
        ("fr;q=0, en", ["en"]),
        ("fr;q=much", []),
        ("", []),
    ],
)
def test_the_dearest_language_comes_first(header, dear):
    assert preferred(header) == dear


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//x", "http://[", ""]
)
def test_only_web_addresses_are_links(url):
    assert safe_url(url) == ""


def test_text_with_addresses_stays_text():
    assert linked("<b> https://a.example/?x=1&y=2") == (
        '&lt;b&gt; <a href="https://a.example/?x=1&amp;y=2">https://a.example/?x=1&amp;y=2</a>'
    )
