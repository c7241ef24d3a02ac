"""The codebook: what the default one says, what the language can say, what it refuses."""

import copy
from datetime import UTC, date, datetime

import pytest

from scoring import (
    CodebookError,
    Option,
    Table,
    UnknownIndicator,
    parse_codebook,
    score,
    surveyed,
)


def test_the_core_set_has_eight_areas_and_three_overall_scores(mipex):
    assert [node.code for node in mipex.at("area")] == list("abcdefgh")
    assert [node.code for node in mipex.at("overall")] == ["ov_h", "ov", "ov_noedu"]
    assert (len(mipex.at("indicator")), len(mipex.at("subindicator"))) == (59, 20)
    assert len(mipex.leaves) == 72


def test_nodes_run_top_down_and_are_counted_bottom_up(mipex):
    codes = list(mipex.nodes)
    counted = [node.code for node in mipex.bottom_up]

    assert codes[:5] == ["ov_h", "ov", "ov_noedu", "a", "aa1"]
    assert codes[codes.index("bb28") :][:3] == ["bb28", "bb28a", "bb28b"]
    assert len(counted) == 7 + 8 + 3
    for node in mipex.bottom_up:
        below = [part for part in node.parts if part in counted]
        assert all(counted.index(part) < counted.index(node.code) for part in below)


def test_a_node_knows_its_area_and_what_counts_it(mipex):
    assert (mipex.node("bb28a").area, mipex.node("bb28a").parents) == ("b", ("bb28",))
    assert (mipex.node("h").area, mipex.node("h").parents) == ("h", ("ov_h",))
    assert mipex.node("a").parents == ("ov_h", "ov", "ov_noedu")
    assert mipex.node("ov").area is None
    with pytest.raises(UnknownIndicator, match="'zz' is unknown"):
        mipex.node("zz")


def test_an_area_has_a_key_that_other_files_name_it_by(mipex):
    assert [node.key for node in mipex.at("area")] == [
        "labour_market_mobility",
        "family_reunion",
        "education",
        "political_participation",
        "permanent_residence",
        "access_to_nationality",
        "anti_discrimination",
        "health",
    ]


def test_every_question_can_be_answered_on_a_telephone(mipex):
    for node in mipex.leaves:
        assert len(node.question) <= 100, node.code
        assert all(len(option.title) <= 90 for option in node.options), node.code
        assert len({option.title for option in node.options}) == len(node.options), node.code


def test_every_question_has_the_best_and_the_worst_answer(mipex):
    for node in mipex.leaves:
        scores = [option.score for option in node.options]
        assert (scores[0], scores[-1]) == (100, 0), node.code
        assert scores == sorted(scores, reverse=True), node.code


def test_titles_are_told_apart(mipex):
    titles = [node.title for node in mipex.nodes.values()]

    assert len(set(titles)) == len(titles)


def test_a_question_has_its_words_and_options(mipex):
    assert mipex.node("eb88").question == "How long is the permanent residence permit valid?"
    assert mipex.node("eb88").options == (
        Option(100, "More than five years"),
        Option(50, "Five years"),
        Option(0, "Less than five years"),
    )


def test_a_year_is_scored_by_the_law_of_its_last_day(mipex):
    assert mipex.cut_off.rule == "in force"
    assert mipex.cut_off.of(2024) == date(2024, 12, 31)


def test_answers_are_known_since_the_edition_or_since_their_year_was_over(mipex):
    assert mipex.recorded_at(2007) == datetime(2020, 12, 9, tzinfo=UTC)
    assert mipex.recorded_at(2019) == datetime(2020, 12, 9, tzinfo=UTC)
    for year in (2020, 2021):
        assert mipex.recorded_at(year).date() > mipex.cut_off.of(year)


@pytest.mark.parametrize("code", ["h", "h163", "ov_h"])
def test_health_is_surveyed_in_three_years_only(mipex, code):
    years = [year for year in range(2007, 2022) if surveyed(mipex, code, year)]

    assert years == [2014, 2019, 2020]


@pytest.mark.parametrize("code", ["c", "cb50", "cb51a", "ov"])
def test_education_is_surveyed_from_2010(mipex, code):
    assert not surveyed(mipex, code, 2009)
    assert surveyed(mipex, code, 2010)


@pytest.mark.parametrize("code", ["a", "fb107", "ov_noedu"])
def test_the_other_areas_are_surveyed_each_year(mipex, code):
    assert all(surveyed(mipex, code, year) for year in range(2007, 2022))


def test_a_codebook_is_a_key_and_never_changes(mipex, mipex_file):
    again = parse_codebook(mipex_file)

    assert again == mipex
    assert {mipex: 1}[again] == 1
    with pytest.raises(TypeError):
        mipex.nodes["a"] = None
    with pytest.raises(TypeError):
        mipex.recorded[2019] = None
    with pytest.raises(AttributeError):
        mipex.id = "other"


# ── Another index, by its file alone ─────────────────────────────────────────────────────

STRANDS = range(1, 8)
DIMENSIONS = range(1, 5)


def question(code):
    return {
        "code": code,
        "title": code,
        "question": "?",
        "options": [[3, "c"], [2, "b"], [1, "a"]],
    }


def mean(code, *parts):
    return {"code": code, "title": code, "rule": "mean", "parts": list(parts)}


@pytest.fixture
def third_edition():
    """MIPEX III in small: 7 strands of 4 dimensions, answers from 1 to 3."""
    return parse_codebook(
        {
            "id": "mipex-iii",
            "edition": "2011",
            "title": "MIPEX III",
            "citation": "…",
            "source": "https://example.org",
            "published": datetime(2011, 2, 28, tzinfo=UTC),
            "levels": ["overall", "strand", "dimension", "indicator"],
            "scale": [1, 3],
            "headline": ["all"],
            "cut_off": {"rule": "in force", "day": "05-31"},
            "overall": [mean("all", *(f"s{s}" for s in STRANDS))],
            "strand": [mean(f"s{s}", *(f"s{s}d{d}" for d in DIMENSIONS)) for s in STRANDS],
            "dimension": [
                mean(f"s{s}d{d}", f"s{s}d{d}i1", f"s{s}d{d}i2")
                for s in STRANDS
                for d in DIMENSIONS
            ],
            "indicator": [
                question(f"s{s}d{d}i{i}") for s in STRANDS for d in DIMENSIONS for i in (1, 2)
            ],
        }
    )


def test_another_index_is_carried_by_its_file_alone(third_edition):
    card = score(third_edition, {"s1d1i1": 1, "s1d1i2": 2, "s1d2i1": 3, "s2d1i1": 3})

    assert card.values["s1d1"] == 1.5
    assert card.values["s1"] == 2.25
    assert card.values["all"] == 2.625
    assert third_edition.node("s1d1i1").area == "s1"
    assert third_edition.recorded_at(2010) == third_edition.published
    assert third_edition.cut_off.of(2010) == date(2010, 5, 31)


# ── What is refused ──────────────────────────────────────────────────────────────────────

LOOKUP = {
    "rule": "table",
    "parts": ["q1", "q2"],
    "rows": [
        {"q1": 0, "score": 0},
        {"q1": 9, "q2": 0, "score": 5},
        {"q1": 9, "q2": 9, "score": 9},
    ],
}


def answered(code):
    return {"code": code, "title": code, "question": "?", "options": [[9, "yes"], [0, "no"]]}


SMALL = {
    "id": "small",
    "edition": "1",
    "title": "Small",
    "citation": "…",
    "source": "https://example.org",
    "published": datetime(2020, 1, 1, tzinfo=UTC),
    "levels": ["top", "area", "indicator", "question"],
    "scale": [0, 9],
    "headline": ["t"],
    "cut_off": {"rule": "in force", "day": "12-31"},
    "top": [mean("t", "a", "b")],
    "area": [
        {"code": "a", "title": "A", "rule": "weighted mean", "weights": {"i": 0.1, "j": 0.9}},
        {**mean("b", "k"), "surveyed_from": 2010},
    ],
    "indicator": [{"code": "i", "title": "I", **LOOKUP}, answered("j"), answered("k")],
    "question": [answered("q1"), answered("q2")],
}
MISSING = object()


def small(*path, to):
    """The small codebook with one value changed, or taken away."""
    data = copy.deepcopy(SMALL)
    *inside, last = path
    place = data
    for step in inside:
        place = place[step]
    if to is MISSING:
        del place[last]
    elif isinstance(place, list) and last == len(place):
        place.append(to)
    else:
        place[last] = to
    return data


def test_the_small_codebook_is_sound():
    assert len(parse_codebook(SMALL).nodes) == 8


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (
            small("titel", to="x"),
            "says 'titel', which means nothing here; did you mean 'title'?",
        ),
        (small("title", to=MISSING), "codebook: has no title; give it a text"),
        (small("edition", to=2020), "codebook: has 2020 for its edition; give it a text"),
        (small("published", to="2020"), "has '2020' for its published; give it a date and"),
        (small("published", to=datetime(2020, 1, 1)), "published has no time zone"),  # noqa: DTZ001
        (small("levels", to=["top"]), "codebook: has one level alone; name two or more"),
        (small("levels", to=[1]), "has 1 among its levels; put it in quotes"),
        (small("scale", to=[9, 0]), "scale: cannot be"),
        (small("scale", to=[0, "9"]), "scale: '9' is no number"),
        (small("scale", to=[0, float("inf")]), "scale: inf is no number to count with"),
        (small("scale", to=[0, True]), "scale: True is no number"),
        (small("headline", to=["a"]), "has no top 'a' for a headline"),
        (small("headline", to=["x"]), "has no top 'x' for a headline"),
        (small("cut_off", "rule", to="adopted"), "has no rule 'adopted'; use 'in force'"),
        (small("cut_off", "day", to="02-29"), "'02-29' is not a day of every year"),
        (small("cut_off", "days", to="1"), "cut_off: says 'days'"),
        (small("recorded", to={"soon": 1}), "recorded: 'soon' is no year"),
        (small("title", to=16**5_000), "has a number of very many digits for its title"),
        (
            small("recorded", to={"2020": 1}),
            "recorded: has 1 for its 2020; give it a date and time",
        ),
        (
            small("area", to=MISSING),
            "codebook: has a level 'area' without nodes; add a [[area]]",
        ),
        (small("area", 0, to="a"), "has 'a' among its area; write it as a table"),
        (small("area", 1, "code", to=MISSING), "area number 2: has no code"),
        (small("area", 1, "code", to="a"), "a: is there twice; rename or remove one"),
        (
            small("area", 1, "rule", to="median"),
            "b: has no rule 'median'; did you mean 'mean'?",
        ),
        (small("area", 1, "parts", to=[]), "b: has [] for its parts; give it a list"),
        (small("area", 1, "parts", to=["k", []]), "b: has an empty bracket among its parts"),
        (small("area", 1, "parts", to=["k", ["k"]]), "b: counts a part twice"),
        (small("area", 1, "parts", to=["k", 7]), "b: has 7 among its parts; put it in quotes"),
        (small("area", 1, "parts", to=["k", "x"]), "b: counts 'x', which is nowhere"),
        (small("area", 1, "parts", to=["k", "j"]), "j: is part of a and b; keep one of them"),
        (small("area", 1, "parts", to=["k", "b"]), "b: (area) counts 'b' (area); move one"),
        (small("area", 1, "parts", to=["k", "t"]), "b: (area) counts 't' (top); move one"),
        (small("area", 1, "weights", to={"k": 1}), "b: says 'weights'"),
        (small("area", 1, "options", to=[[1, "x"]]), "b: says 'options'"),
        (small("area", 1, "surveyed_from", to="2010"), "b: was surveyed in '2010'"),
        (small("area", 1, "surveyed_in", to=[2010, "x"]), "b: was surveyed in 'x'"),
        (small("area", 1, "key", to=1), "b: has 1 for its key; give it a text"),
        (small("area", 0, "weights", to={"i": 0.5, "j": 0.6}), "a: has weights of 1.1 in all"),
        (small("area", 0, "weights", to={"i": 1, "j": 0}), "a: has a weight that is not above"),
        (small("area", 0, "weights", "i", to="0.1"), "a: '0.1' is no number"),
        (small("indicator", 3, to=answered("l")), "l: is part of nothing; name it among"),
        (
            small("indicator", 1, "surveyed_from", to=2010),
            "j: says when it was surveyed; say so",
        ),
        (
            small("indicator", 1, "question", to=""),
            "j: has '' for its question; give it a text",
        ),
        (small("indicator", 1, "options", to=["yes"]), "j: has an option 'yes'; write it as"),
        (small("indicator", 1, "options", to=[[9, "y"]]), "j: leaves no choice"),
        (small("indicator", 1, "options", to=[[9, "y"], [9, "n"]]), "two options of one score"),
        (
            small("indicator", 1, "options", to=[[10, "y"], [9, "n"]]),
            "j: 10 is outside the scale",
        ),
        (small("indicator", 0, "rows", 2, to=MISSING), "i: has no row for q1=9, q2=9; add one"),
        (
            small("indicator", 0, "rows", 3, to={"q2": 9, "score": 1}),
            "i: has 2 rows for q1=9, q2=9",
        ),
        (
            small("indicator", 0, "rows", 3, to={"q1": 4, "score": 1}),
            "that never fits; remove it",
        ),
        (small("indicator", 0, "rows", 0, "q3", to=0), "i, a row of its table: says 'q3'"),
        (
            small("indicator", 0, "rows", 0, "score", to=MISSING),
            "i: has a row without a score; give it one",
        ),
        (small("indicator", 0, "rows", 0, "score", to=99), "i: 99 is outside the scale"),
    ],
)
def test_a_codebook_that_does_not_fit_together_says_what_to_mend(data, says):
    with pytest.raises(CodebookError) as error:
        parse_codebook(data)

    assert says in str(error.value)
    assert "; " in str(error.value)


@pytest.mark.parametrize("levels", [["top"], ["top", "top"]])
def test_a_codebook_has_two_levels_or_more(levels):
    one = {key: SMALL[key] for key in SMALL if key not in ("area", "indicator", "question")}
    data = one | {"levels": levels, "headline": ["q"], "top": [answered("q")]}

    with pytest.raises(CodebookError):
        parse_codebook(data)


def test_a_table_may_look_up_another_table_but_not_a_mean():
    rows = [{"i": 0, "score": 0}, {"i": 5, "score": 1}, {"i": 9, "score": 9}]
    table = {"code": "a", "title": "A", "rule": "table", "parts": ["i"], "rows": rows}
    data = small("area", 0, to=table) | {"top": [mean("t", "a", "b", "j")]}

    codebook = parse_codebook(data)

    assert isinstance(codebook.node("a").rule, Table)
    assert score(codebook, {"q1": 9, "q2": 0}).values["a"] == 1
    data["indicator"][0] = mean("i", "q1", "q2")
    with pytest.raises(CodebookError, match="a: looks up 'i', which is a mean"):
        parse_codebook(data)


def with_parts(count):
    """A table of questions, each of five options, that looks at the first of them alone."""
    options = [[score, str(score)] for score in (0, 1, 5, 8, 9)]
    codes = [f"p{number}" for number in range(count)]
    rows = [{"p0": score, "score": score} for score, _ in options]
    table = {"code": "i", "title": "I", "rule": "table", "parts": codes, "rows": rows}
    questions = [answered(code) | {"options": options} for code in codes]
    data = small("indicator", 0, to=table)
    others = [one for one in data["question"] if one["code"] not in ("q1", "q2")]
    return data | {"question": others + questions}


def test_a_table_that_could_never_be_tried_to_its_end_is_refused():
    codebook = parse_codebook(with_parts(5))
    assert score(codebook, {"p0": 8}).values["i"] == 8
    with pytest.raises(CodebookError) as error:
        parse_codebook(with_parts(12))
    (fault,) = error.value.faults
    assert str(fault).startswith("i: has more than 10,000 combinations of answers")
    assert "split it" in fault.remedy
    assert fault.path[-1] == "parts"


def test_what_belongs_to_no_area_is_surveyed_each_year():
    data = small("top", 0, to=mean("t", "a", "b", "q3"))
    data["question"].append(answered("q3"))

    codebook = parse_codebook(data)

    assert codebook.node("q3").area is None
    assert surveyed(codebook, "q3", 2000)
