"""The official workbook as an import: what is an answer goes on record, and nothing else."""

from zipfile import ZipFile

import pytest
from openpyxl import Workbook as Spreadsheet
from sqlalchemy import delete, update
from workbooks import YEARS, Draft, save

from app.bootstrap import load_editions, read_baseline
from monitor import answers, editions
from monitor.errors import BadFile
from monitor.tables import AnswerRow
from monitor.workbook import Kind, edition_of, read_workbook
from monitor.workbook.layout import country_of
from monitor.workbook.sheet import Cell


def edition(draft, until=None):
    return edition_of((draft.sheet(),), draft.codebook, until)


@pytest.fixture
def empty(service):
    """A database without any answer."""
    with service.writing() as session:
        session.execute(delete(AnswerRow))
        session.commit()
    return service


def record(service, baseline):
    with service.writing() as session:
        added = editions.import_edition(session, service.codebook, baseline)
        session.commit()
    return added


def test_what_is_answered_is_read(codebook, tmp_path):
    one, two = Draft(codebook), Draft(codebook, "UK", seed=8)
    book = read_workbook(save(tmp_path / "w.xlsx", one, two), codebook)
    assert edition_of(book.sheets, codebook).answers == {
        **{("DEU", year): given for year, given in one.answers.items()},
        **{("GBR", year): given for year, given in two.answers.items()},
    }


def test_a_part_ends_with_its_year(codebook):
    draft = Draft(codebook)
    draft.put("aa1", 2015, 13)
    found = edition(draft, until=2014)
    assert [year for _, year in found.answers] == [2012, 2013, 2014]
    assert found.slips == ()


def test_rows_are_known_by_their_place_and_not_by_their_label(codebook):
    draft = Draft(codebook)
    for (code, year), (row, column) in draft.places.items():
        if not code.startswith("ov") and (year, code[0]) in ((2013, "a"), (2015, "g")):
            draft.cells[row, column - 1] = Cell(2019)
    assert edition(draft).answers == {("DEU", y): a for y, a in draft.answers.items()}


def test_columns_are_known_by_their_place_and_not_by_a_careless_code(codebook):
    draft = Draft(codebook)
    for column in range(5, 30, 3):
        draft.cells[9, column] = Cell("xy9")
    found = edition(draft)
    assert found.answers == {("DEU", y): a for y, a in draft.answers.items()}
    assert [slip.kind for slip in found.slips] == [Kind.CODE] * 9


def test_a_column_that_names_another_question_is_refused_since_nobody_can_tell(codebook):
    draft = Draft(codebook)
    draft.cells[9, 8] = Cell("aa5")
    with pytest.raises(BadFile, match=r"DE!H9  code  'aa5' → 'aa3'  this names aa5"):
        edition(draft)


@pytest.mark.parametrize("number", [-1, 500, "101"])
def test_a_number_beyond_the_scale_is_refused_with_its_cell(codebook, number):
    draft = Draft(codebook)
    draft.put("aa3", 2013, number)
    with pytest.raises(BadFile, match=rf"DE!{draft.at('aa3', 2013)}  off-scale"):
        edition(draft)


def test_an_official_answer_between_the_options_is_kept_and_pointed_at(codebook):
    draft = Draft(codebook)
    draft.put("aa3", 2013, 75)
    found = edition(draft)
    assert found.answers["DEU", 2013]["aa3"] == 75
    assert [(slip.kind, slip.cell) for slip in found.slips] == [
        (Kind.OFF_SCALE, draft.at("aa3", 2013))
    ]


@pytest.mark.parametrize("text", ["see 2012", " ", "\xa0", "#N/A", True])
def test_a_text_is_no_answer_and_pointed_at(codebook, text):
    draft = Draft(codebook)
    draft.put("aa3", 2013, text)
    found = edition(draft)
    assert "aa3" not in found.answers["DEU", 2013]
    assert [slip.kind for slip in found.slips] == [Kind.TEXT]


def test_a_number_that_is_stored_as_text_is_an_answer_and_pointed_at(codebook):
    draft = Draft(codebook)
    draft.put("aa3", 2013, " 50")
    found = edition(draft)
    assert found.answers["DEU", 2013]["aa3"] == 50
    assert [slip.kind for slip in found.slips] == [Kind.TEXT]


def test_an_answer_by_formula_is_taken_even_if_the_file_keeps_no_value(codebook):
    draft = Draft(codebook)
    draft.put("aa3", 2013, None, f"=({draft.at('aa3', 2012)}+{draft.at('aa3', 2012)})/2")
    found = edition(draft)
    assert found.answers["DEU", 2013]["aa3"] == draft.answers[2012]["aa3"]
    assert [slip.kind for slip in found.slips] == [Kind.FORMULA]


def test_an_unanswered_question_is_missing_and_never_zero(codebook):
    draft = Draft(codebook)
    draft.put("aa3", 2013, None)
    assert "aa3" not in edition(draft).answers["DEU", 2013]


@pytest.mark.parametrize(
    ("name", "country"),
    [
        ("TU", "TUR"),
        ("UK", "GBR"),
        (" de ", "DEU"),
        ("GB", "GBR"),
        ("XX", None),
        ("Notes", None),
    ],
)
def test_a_sheet_is_named_by_two_letters(name, country):
    assert country_of(name) == country


def without(rows, columns):
    return {(row, column): Cell(None) for row in rows for column in columns}


#: What is put into a sheet, and what is said of it.
OTHER_SHAPES = {
    "a block less": (
        {(8, 1): Cell("Strand")},
        "7 blocks begin with 'Policy strand' in column A; expected are 8",
    ),
    "blocks changed": ({(9, 2): Cell("b")}, "cell B9: 'a' is expected here, not 'b'"),
    "no header": ({(14, 1): Cell("Note")}, "cell A14: 'year' is expected here, not 'Note'"),
    "a column too many": (
        {(9, 32): Cell("aa99")},
        "cell AF9: a column too many; expected are only a, aa1",
    ),
    "a column less": (
        without(range(8, 19), [29]),
        "cell AC9: the column of ad18 is expected here",
    ),
    "no years": (
        without(range(15, 19), range(1, 30, 3)),
        "cell A15: a row for each year is expected from here",
    ),
    "a row put in": (
        without([16], range(1, 32)),
        "cell A16: an empty row stands among the years",
    ),
    "years that contradict their places": (
        {
            (row, column): Cell(YEARS[row - 14])
            for row in (15, 16)
            for column in range(1, 30, 3)
        },
        "cell A15: from here the years contradict their places",
    ),
    "no overall": (
        {(2, 1): Cell("Jahr")},
        "cell A2: 'Year' is expected here, above the overall scores",
    ),
}


@pytest.mark.parametrize("shape", OTHER_SHAPES)
def test_a_sheet_of_another_shape_is_told_where_and_what_was_expected(
    codebook, tmp_path, shape
):
    draft = Draft(codebook)
    cells, said = OTHER_SHAPES[shape]
    draft.cells |= cells
    with pytest.raises(BadFile) as bad:
        read_workbook(save(tmp_path / "w.xlsx", draft), codebook)
    (fault,) = bad.value.faults
    assert fault.startswith("w.xlsx: sheet DE")
    assert said in fault


def test_every_sheet_of_another_shape_is_named(codebook, tmp_path):
    drafts = [Draft(codebook, name) for name in ("DE", "XX", "FR")]
    drafts[0].cells |= OTHER_SHAPES["no header"][0]
    drafts[2].cells |= OTHER_SHAPES["no overall"][0]
    with pytest.raises(BadFile) as bad:
        read_workbook(save(tmp_path / "w.xlsx", *drafts), codebook)
    assert [fault.split()[2].strip(",:") for fault in bad.value.faults] == ["DE", "XX", "FR"]


def test_two_sheets_of_one_country_are_refused(codebook, tmp_path):
    file = save(tmp_path / "w.xlsx", Draft(codebook, "UK"), Draft(codebook, "GB"))
    with pytest.raises(BadFile, match="sheet GB: GBR has the sheet UK already"):
        read_workbook(file, codebook)


def test_a_sheet_of_notes_is_left_aside(codebook, tmp_path):
    notes = Draft(codebook, "Notes")
    notes.cells = {(1, 1): Cell("Read me")}
    book = read_workbook(save(tmp_path / "w.xlsx", Draft(codebook), notes), codebook)
    assert ([sheet.country for sheet in book.sheets], book.others) == (["DEU"], ("Notes",))


def test_a_file_that_is_no_workbook_says_so(codebook, tmp_path):
    text = tmp_path / "a.xlsx"
    text.write_text("country,year\n")
    with ZipFile(tmp_path / "b.xlsx", "w") as archive:
        archive.writestr("hello.txt", "hello")
    Spreadsheet().save(tmp_path / "c.xlsx")
    for name, said in {
        "a.xlsx": "no Excel workbook",
        "b.xlsx": "no Excel workbook",
        "c.xlsx": "no sheet is a country's",
        "d.xlsx": "No such file",
    }.items():
        with pytest.raises(BadFile, match=said):
            read_workbook(tmp_path / name, codebook)


def test_a_broken_sheet_says_so(codebook, tmp_path):
    whole = save(tmp_path / "w.xlsx", Draft(codebook))
    torn = tmp_path / "torn.xlsx"
    with ZipFile(whole) as source, ZipFile(torn, "w") as target:
        for item in source.namelist():
            data = source.read(item)
            target.writestr(item, data[: len(data) // 2] if "sheet1" in item else data)
    with pytest.raises(BadFile, match="the sheet DE is broken"):
        read_workbook(torn, codebook)


def test_a_cell_at_the_end_of_the_world_is_not_walked_to(codebook, tmp_path):
    draft = Draft(codebook)
    draft.cells[1_000_000, 16_000] = Cell("here I am")
    book = read_workbook(save(tmp_path / "w.xlsx", draft), codebook)
    assert edition_of(book.sheets, codebook).answers == edition(Draft(codebook)).answers


def test_a_record_begins_with_a_part_and_the_bundled_edition_stays_out(empty):
    draft = Draft(empty.codebook)
    part = edition(draft, until=2013).answers
    assert record(empty, part) == sum(map(len, part.values()))
    assert load_editions(empty) == 0
    with empty.reading() as session:
        assert answers.count(session) == sum(map(len, part.values()))
        assert editions.last_year(session, empty.codebook) == 2013


def test_more_years_are_added_and_the_same_answers_do_nothing(empty):
    draft = Draft(empty.codebook)
    first, rest = edition(draft, until=2013).answers, edition(draft).answers
    record(empty, first)
    assert record(empty, first) == 0
    assert record(empty, rest) == sum(len(rest["DEU", year]) for year in YEARS if year > 2013)
    assert record(empty, rest) == 0
    with empty.reading() as session:
        assert editions.on_record(session, empty.codebook) == rest


def test_answers_that_contradict_the_record_are_each_named_and_none_is_taken(empty):
    draft = Draft(empty.codebook)
    record(empty, edition(draft, until=2013).answers)
    before = draft.answers[2012]["aa1"]
    draft.put("aa1", 2012, 0 if before else 100)
    draft.put("aa3", 2013, None)
    with pytest.raises(BadFile) as bad:
        record(empty, edition(draft).answers)
    remedy, *named = bad.value.faults
    assert "mipex changes import" in remedy
    assert [fault.split(" is ")[0] for fault in named] == ["DEU 2012: aa1", "DEU 2013: aa3"]
    assert "aa3 is not answered here" in named[1]
    with empty.reading() as session:
        assert editions.last_year(session, empty.codebook) == 2013


def test_an_answer_that_came_by_a_change_keeps_the_bundled_edition_out(service):
    with service.writing() as session:
        session.execute(delete(AnswerRow).where(AnswerRow.country != "DEU"))
        session.execute(update(AnswerRow).values(origin="a change"))
        session.commit()
    assert load_editions(service) == 0


@pytest.mark.shared
def test_the_official_workbook_holds_exactly_the_answers_that_came_along(
    official, codebook, service
):
    found = edition_of(official.sheets, codebook)
    assert found.answers == read_baseline(service.settings, codebook)
    assert sum(map(len, found.answers.values())) == 35375
    assert record(service, found.answers) == 0
