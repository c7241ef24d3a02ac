"""The audit: exactly the slips that a sheet has, each once, with what would be right."""

import random
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from workbooks import YEARS, Draft, save

from monitor.audit import audit
from monitor.workbook import Kind, read_workbook
from monitor.workbook.sheet import Cell
from scoring import Mean, Table, WeightedMean

SEEDS = st.integers(0, 10_000)
#: A sheet of four years takes some hundredths of a second to write and audit.
sheets = settings(max_examples=20, deadline=None)


def slips_of(draft):
    return audit(draft.sheet(), draft.codebook)


def facts(slips):
    return [(slip.cell, slip.kind) for slip in slips]


def counted(draft, *rules):
    """Where a sheet has a formula of these rules."""
    return [
        place
        for place, cell in draft.places.items()
        if isinstance(draft.codebook.nodes[place[0]].rule, rules) and cell in draft.cells
    ]


def answered(draft):
    leaves = {leaf.code for leaf in draft.codebook.leaves}
    return [
        place
        for place, cell in draft.places.items()
        if place[0] in leaves and cell in draft.cells
    ]


@sheets
@given(SEEDS, st.booleans())
def test_a_sheet_without_a_slip_has_none(codebook, seed, kept):
    draft = Draft(codebook, seed=seed)
    if not kept:
        draft.forget()
    assert slips_of(draft) == []


@sheets
@given(SEEDS, st.randoms(use_true_random=False))
def test_a_value_that_is_not_what_its_formula_gives_is_one_slip(codebook, seed, chance):
    draft = Draft(codebook, seed=seed)
    code, year = chance.choice(counted(draft, Mean, WeightedMean))
    right = draft.cards[year][code]
    draft.put(code, year, right + 1, draft.formula(code, year))
    (slip,) = slips_of(draft)
    assert (slip.cell, slip.kind) == (draft.at(code, year), Kind.VALUE)
    assert (slip.code, slip.year) == (code, year)
    assert (slip.published, slip.correct) == pytest.approx((right + 1, right))


@sheets
@given(SEEDS, st.randoms(use_true_random=False))
def test_a_score_that_its_table_does_not_give_is_one_slip(codebook, seed, chance):
    draft = Draft(codebook, seed=seed)
    code, year = chance.choice(counted(draft, Table))
    right = draft.cards[year][code]
    draft.put(code, year, right + 1)
    draft.forget()
    (slip,) = slips_of(draft)
    assert (slip.cell, slip.kind, slip.correct) == (draft.at(code, year), Kind.VALUE, right)


@sheets
@given(SEEDS, st.randoms(use_true_random=False), st.booleans())
def test_a_formula_that_reads_another_row_is_one_slip_whatever_it_gives(
    codebook, seed, chance, kept
):
    draft = Draft(codebook, seed=seed)
    code, year = chance.choice(counted(draft, Mean, WeightedMean))
    part = chance.choice(codebook.nodes[code].parts)
    other = chance.choice([y for y in YEARS if y != year])
    formula = draft.formula(code, year)
    cell = draft.at(part, year)
    at = formula.index(cell)
    wrong = formula[:at] + draft.at(part, other) + formula[at + len(cell) :]
    draft.put(code, year, draft.cards[year][code], wrong)
    if not kept:
        draft.forget()
    (slip,) = slips_of(draft)
    assert (slip.cell, slip.kind) == (draft.at(code, year), Kind.FORMULA)
    assert f"reads {draft.at(part, other)} for {cell}" in slip.message
    assert slip.correct == pytest.approx(draft.cards[year][code])


@pytest.mark.parametrize(
    ("formula", "problem"),
    [
        ("=AVERAGE(E63,((H63+K63)/2),((N63+Q63+T63)/3))", "leaves out W63"),
        ("=AVERAGE(E63,H63,K63,N63,Q63,T63,W63)", "weighs its parts otherwise"),
        ("=AVERAGE(E63,((H63+K63)/2),((N63+Q63+T63)/3),W63,Z63)", "also reads Z63"),
        ("=AVERAGE(E63,((H63+K63)/2),((N63+Q63+T63)/3),W63)+0.01", "weighs its parts"),
        ("=AVERAGE(E63:W63)", "also reads F63"),
        ("=MEDIAN(E63,H63,K63,N63,Q63,T63,W63)", "is not understood"),
        ("=E63*", "is not understood"),
    ],
)
def test_a_formula_that_says_another_rule_is_told_how(codebook, formula, problem):
    draft = Draft(codebook)
    assert draft.at("ea80", 2012) == "E63"
    draft.put("e", 2012, None, formula)
    (slip,) = slips_of(draft)
    assert (slip.cell, slip.kind) == ("B63", Kind.FORMULA)
    assert problem in slip.message


@pytest.mark.parametrize(
    "formula",
    [
        "=average( $E$63 , ($H63+K$63)/2, (N63+Q63+T63)/3, W63 )",
        "=+(E63+(H63+K63)/2+(N63+Q63+T63)/3+W63)/4",
        "=SUM(E63,AVERAGE(H63:H63,K63),AVERAGE(N63,Q63,T63),W63)/4",
        "=0.25*E63+0.125*(H63+K63)+SUM(N63,Q63,T63)/12--W63/4",
    ],
)
def test_a_rule_may_be_written_in_any_way(codebook, formula):
    draft = Draft(codebook)
    draft.put("e", 2012, None, formula)
    assert slips_of(draft) == []


def test_a_formula_of_another_language_is_judged_by_the_value_that_is_kept(codebook):
    draft = Draft(codebook)
    formula = "=MEDIAN(E63,H63,K63,N63,Q63,T63,W63)"
    draft.put("e", 2012, draft.cards[2012]["e"], formula)
    assert slips_of(draft) == []
    draft.put("e", 2012, draft.cards[2012]["e"] + 1, formula)
    assert facts(slips_of(draft)) == [("B63", Kind.VALUE)]


@pytest.mark.parametrize(
    "formula",
    [
        "=1E400",
        f"=1{'0' * 400}",
        f"=1{'0' * 400}*E63",
        "=" + "+".join(["E63"] * 450),
        "=" + "-" * 1500 + "E63",
        "=" + "(" * 150 + "E63" + ")" * 150,
    ],
    ids=["infinite", "400 digits", "beyond", "450 terms", "1500 signs", "150 brackets"],
)
def test_a_formula_that_nobody_would_write_is_a_slip_and_no_crash(codebook, formula):
    draft = Draft(codebook)
    draft.put("e", 2012, None, formula)
    assert (draft.at("e", 2012), Kind.FORMULA) in facts(slips_of(draft))
    draft.put("e", 2012, draft.cards[2012]["e"] + 1, formula)
    slips = {slip.cell: slip.kind for slip in slips_of(draft)}
    assert slips[draft.at("e", 2012)] in (Kind.VALUE, Kind.FORMULA)


@pytest.mark.parametrize("number", [10**400, float("inf")], ids=["digits", "infinity"])
def test_a_number_that_no_spreadsheet_holds_is_a_slip_and_no_crash(codebook, number):
    draft = Draft(codebook)
    draft.put("aa3", 2013, number)
    assert (draft.at("aa3", 2013), Kind.TEXT) in facts(slips_of(draft))


@sheets
@given(SEEDS, st.randoms(use_true_random=False), st.sampled_from([0, 12.5]))
def test_a_number_in_place_of_a_formula_is_one_slip_even_if_it_is_right(
    codebook, seed, chance, error
):
    draft = Draft(codebook, seed=seed)
    code, year = chance.choice(counted(draft, Mean, WeightedMean))
    right = draft.cards[year][code]
    draft.put(code, year, right + error)
    draft.forget()
    (slip,) = slips_of(draft)
    assert (slip.cell, slip.kind) == (draft.at(code, year), Kind.HAND_TYPED)
    assert (slip.published, slip.correct) == pytest.approx((right + error, right))


@sheets
@given(SEEDS, st.randoms(use_true_random=False), st.sampled_from([13, 75.5, -1, 500]))
def test_an_answer_that_is_no_option_is_one_slip(codebook, seed, chance, answer):
    draft = Draft(codebook, seed=seed)
    code, year = chance.choice(answered(draft))
    draft.put(code, year, answer)
    draft.forget()
    (slip,) = slips_of(draft)
    assert (slip.cell, slip.kind) == (draft.at(code, year), Kind.OFF_SCALE)
    assert (slip.published, slip.correct) == (answer, None)


@sheets
@given(SEEDS, st.randoms(use_true_random=False), st.sampled_from(["n/a", " ", "\xa0", "nan"]))
def test_a_text_for_an_answer_is_one_slip(codebook, seed, chance, text):
    draft = Draft(codebook, seed=seed)
    code, year = chance.choice(answered(draft))
    draft.put(code, year, text)
    draft.forget()
    (slip,) = slips_of(draft)
    assert (slip.cell, slip.kind) == (draft.at(code, year), Kind.TEXT)
    assert (slip.published, slip.correct) == (text, None)


@sheets
@given(SEEDS, st.randoms(use_true_random=False))
def test_a_number_that_is_stored_as_text_is_one_slip_and_still_an_answer(
    codebook, seed, chance
):
    draft = Draft(codebook, seed=seed)
    code, year = chance.choice(answered(draft))
    answer = draft.answers[year][code]
    draft.put(code, year, f"{answer:g}")
    draft.forget()
    (slip,) = slips_of(draft)
    assert (slip.cell, slip.kind) == (draft.at(code, year), Kind.TEXT)
    assert slip.correct == answer


@sheets
@given(SEEDS, st.randoms(use_true_random=False))
def test_a_text_for_a_score_is_one_slip(codebook, seed, chance):
    draft = Draft(codebook, seed=seed)
    code, year = chance.choice(counted(draft, Mean, WeightedMean, Table))
    draft.put(code, year, "see above")
    draft.forget()
    (slip,) = slips_of(draft)
    assert (slip.cell, slip.kind) == (draft.at(code, year), Kind.TEXT)
    assert slip.correct == pytest.approx(draft.cards[year][code])


@sheets
@given(SEEDS, st.randoms(use_true_random=False))
def test_a_score_that_is_lacking_is_one_slip(codebook, seed, chance):
    draft = Draft(codebook, seed=seed)
    code, year = chance.choice(counted(draft, Mean, WeightedMean, Table))
    draft.put(code, year, None)
    draft.forget()
    (slip,) = slips_of(draft)
    assert (slip.cell, slip.kind, slip.published) == (draft.at(code, year), Kind.VALUE, None)


def test_a_formula_that_takes_a_missing_answer_for_zero_is_a_slip(codebook):
    draft = Draft(codebook)
    draft.put("eb84a", 2012, 100)
    draft.put("eb85", 2012, None)
    draft.forget()
    (slip,) = slips_of(draft)
    assert (slip.cell, slip.kind) == ("B63", Kind.VALUE)
    assert slip.published == pytest.approx(slip.correct - 12.5)
    assert "ov (C3), ov_noedu (D3)" in slip.message


def test_an_answer_that_is_counted_by_a_formula_is_a_slip(codebook):
    draft = Draft(codebook)
    draft.put("ga117", 2013, None, f"={draft.at('ga117', 2012)}")
    draft.forget()
    assert facts(slips_of(draft)) == [(draft.at("ga117", 2013), Kind.FORMULA)]


def test_cells_that_count_in_a_circle_end(codebook):
    draft = Draft(codebook)
    here, next_year = draft.at("ga117", 2012), draft.at("ga117", 2013)
    draft.put("ga117", 2012, None, f"={next_year}")
    draft.put("ga117", 2013, None, f"={here}")
    found = slips_of(draft)
    assert {(here, Kind.FORMULA), (next_year, Kind.FORMULA)} <= set(facts(found))
    assert next(slip.published for slip in found if slip.cell == here) is None


@sheets
@given(
    SEEDS, st.randoms(use_true_random=False), st.sampled_from([2019, 1, "Answer options", None])
)
def test_a_wrong_year_beside_a_row_is_one_slip(codebook, seed, chance, label):
    draft = Draft(codebook, seed=seed)
    code, year = chance.choice([p for p in draft.places if not p[0].startswith("ov")])
    row, column = draft.places[code, year]
    draft.cells[row, column - 1] = Cell(label)
    (slip,) = slips_of(draft)
    assert slip.kind is Kind.YEAR
    assert (slip.year, slip.published, slip.correct) == (year, label, year)


def test_a_year_that_is_stored_as_text_is_a_slip(codebook):
    draft = Draft(codebook)
    draft.cells[3, 1] = Cell("2012")
    assert facts(slips_of(draft)) == [("A3", Kind.TEXT)]


def test_most_labels_of_a_block_outvote_a_row_of_wrong_ones(codebook):
    draft = Draft(codebook)
    row, _ = draft.places["h", 2014]
    for column in range(1, 39, 3):
        draft.cells[row, column] = Cell(2019)
    assert Counter(slip.kind for slip in slips_of(draft)) == {Kind.YEAR: 13}


def test_a_number_below_the_years_of_a_block_is_a_slip(codebook):
    draft = Draft(codebook)
    row, column = draft.places["bb31", YEARS[-1]]
    draft.cells[row + 1, column] = Cell(100)
    (slip,) = slips_of(draft)
    assert (slip.kind, slip.code, slip.year, slip.published) == (Kind.YEAR, "bb31", None, 100)


@pytest.mark.parametrize("typed", [" AA3 ", "aa3 (new)", "aa3_new"])
def test_a_code_may_be_typed_carelessly(codebook, typed):
    draft = Draft(codebook)
    draft.cells[9, 8] = Cell(typed)
    assert slips_of(draft) == []


@pytest.mark.parametrize("typed", ["aa5", "ba21", "xyz", None])
def test_a_code_of_another_column_is_a_slip(codebook, typed):
    draft = Draft(codebook)
    draft.cells[9, 8] = Cell(typed)
    (slip,) = slips_of(draft)
    assert (slip.cell, slip.kind, slip.published, slip.correct) == (
        "H9",
        Kind.CODE,
        typed,
        "aa3",
    )


def test_answers_where_nothing_is_scored_are_no_slip(codebook):
    draft = Draft(codebook)
    draft.put("h163", 2013, 100)
    assert slips_of(draft) == []


@sheets
@given(SEEDS, st.randoms(use_true_random=False), st.integers(2, 6))
def test_several_slips_are_each_told_once(codebook, seed, chance, count):
    draft = Draft(codebook, seed=seed)
    places = chance.sample(counted(draft, Mean, WeightedMean), count)
    for code, year in places:
        draft.put(code, year, 33.25)
    draft.forget()
    expected = sorted(draft.at(*place) for place in places)
    assert sorted(slip.cell for slip in slips_of(draft)) == expected


def test_a_slip_reads_as_one_line(codebook):
    draft = Draft(codebook)
    draft.forget()
    draft.put("ga117", 2012, "100 - yes\n50 - " + "so so " * 20)
    (slip,) = slips_of(draft)
    line = str(slip)
    assert line.startswith(f"DE!{slip.cell}  text  '100 - yes 50 - so so")
    assert "…' → —  a text where an answer belongs" in line
    assert "\n" not in line
    assert str(replace(slip, published=1 / 3)).split("  ")[2] == "0.3333333333 → —"


def test_a_file_that_openpyxl_saved_has_the_same_slips(codebook, tmp_path):
    draft = Draft(codebook)
    clean = Draft(codebook, "FR", seed=random.Random(3).randrange(99))
    draft.put("ea80", 2012, 13)
    draft.put("ov", 2013, 12.5)
    draft.put("e", 2014, None, draft.formula("e", 2013))
    book = read_workbook(save(tmp_path / "w.xlsx", draft, clean), codebook)
    found = [slip for sheet in book.sheets for slip in audit(sheet, codebook)]
    assert [(s.country, s.cell, s.kind) for s in found] == [
        ("DEU", "C4", Kind.HAND_TYPED),
        ("DEU", "E63", Kind.OFF_SCALE),
        ("DEU", "B65", Kind.FORMULA),
    ]


@pytest.mark.shared
def test_the_official_workbook_has_these_slips(official, codebook):
    found = [slip for sheet in official.sheets for slip in audit(sheet, codebook)]
    assert Counter(slip.kind for slip in found) == {
        Kind.TEXT: 126,
        Kind.YEAR: 24,
        Kind.OFF_SCALE: 22,
        Kind.FORMULA: 9,
        Kind.HAND_TYPED: 7,
        Kind.CODE: 3,
    }
    places = {(slip.sheet, slip.cell): slip for slip in found}
    assert len(places) == len(found)
    assert "reads H70 for H69" in places["LT", "B69"].message
    assert {s.cell for s in found if s.kind is Kind.HAND_TYPED} == {
        f"N{n}" for n in range(55, 62)
    }
    assert (places["IL", "G171"].published, places["IL", "G171"].correct) == (2019, 2014)
    assert places["AR", "AC73"].kind is Kind.TEXT
    assert {s.country for s in found if s.kind is Kind.OFF_SCALE} == {"BEL"}
