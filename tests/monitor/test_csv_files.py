"""Files of figures: whatever wrote them, the same rows; every fault with its line."""

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.csv_files import MOST_FAULTS, question_of, refuse, rows_of
from monitor.errors import BadFile

NEEDED, OPTIONAL = ("country", "answer"), ("year",)


def read(text, others=False):
    faults = []
    rows = list(rows_of(text, NEEDED, OPTIONAL, faults=faults, others=others))
    return [(line, tuple(row.values())) for line, row in rows], faults


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_file_is_read_alike_whatever_system_wrote_it(mark, end):
    lines = ["country, answer ,year", "DEU,50,2019", "", '"FRA", 100', ",,", "ITA,0,"]
    assert read(mark + end.join(lines)) == (
        [(2, ("DEU", "50", "2019")), (4, ("FRA", "100", "")), (6, ("ITA", "0", ""))],
        [],
    )


cells = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=5)


@given(st.lists(st.tuples(cells, cells, cells), max_size=5))
def test_what_was_written_is_read_and_each_row_has_the_line_on_which_it_begins(rows):
    file = StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow((*NEEDED, *OPTIONAL))
    line, expected = 2, []
    for row in rows:
        writer.writerow(row)
        stripped = tuple(map(str.strip, row))
        if any(stripped):
            expected.append((line, stripped))
        line += 1 + "".join(row).count("\n")
    assert read(file.getvalue()) == (expected, [])


@pytest.mark.parametrize(
    ("head", "says"),
    [
        ("country,year", "line 1: the column answer is missing; the columns are country,"),
        ("country,answer,yaer", "line 1: there is no column 'yaer'; did you mean 'year'?"),
        ("country,answer,coder", "line 1: there is no column 'coder'; the columns are"),
        ("country,answer,,year", "line 1: there is no column ''"),
        ("country,answer,answer", "line 1: the column answer is there twice"),
        ("country;answer;year", "line 1: the column country is missing"),
        ("", "line 1: the column country is missing"),
    ],
)
def test_other_columns_are_named(head, says):
    with pytest.raises(BadFile) as bad:
        read(f"{head}\nDEU,50,2019\n")
    assert says in str(bad.value)


def test_a_file_may_have_other_columns_where_they_say_nothing_but_no_slip_of_the_pen():
    assert read("country,note,answer\nDEU,x,50\n", others=True)[0] == [
        (2, ("DEU", "50", "", "x"))
    ]
    with pytest.raises(BadFile, match="did you mean 'year'"):
        read("country,answer,yaer\nDEU,50,2019\n", others=True)


def test_the_empty_cells_that_spreadsheets_add_are_none():
    assert read("country,answer,,\nDEU,50,,\n") == ([(2, ("DEU", "50", ""))], [])


def test_a_row_with_cells_too_many_is_named_and_left_out():
    rows, faults = read("country,answer\nDEU,50,5\nFRA,0\n")
    assert rows == [(3, ("FRA", "0", ""))]
    assert faults == ["line 2: it has more cells than columns: '5'; quote a text with commas"]


@pytest.mark.parametrize("broken", ["D" * 140_000 + ",50", '"DEU,50\nFRA,0', '"D"EU,50'])
def test_what_is_no_csv_is_named_with_the_line_on_which_it_begins(broken):
    rows, (fault,) = read(f"country,answer\nITA,0\n{broken}\nESP,0\n")
    assert rows == [(2, ("ITA", "0", ""))]
    assert fault.startswith("line 3: this is no CSV: ")


def test_a_question_that_a_file_misspells_is_guessed(codebook):
    with pytest.raises(ValueError, match=r"'fd115' is no question .*mean 'fd115ab'\?"):
        question_of("fd115", codebook)
    with pytest.raises(ValueError, match="but counted from bb29a, bb29b, bb29c; answer those"):
        question_of("bb29", codebook)


def test_the_faults_of_another_kind_of_file_are_not_all_listed():
    with pytest.raises(BadFile) as bad:
        refuse([f"line {line}: wrong" for line in range(2, 102)])
    assert len(bad.value.faults) == MOST_FAULTS + 1
    assert bad.value.faults[-1] == "… and 80 more"
    refuse([])
