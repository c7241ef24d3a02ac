"""A codebook file looked through: every fault, on its line."""

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring import (
    Codebook,
    CodebookError,
    Fault,
    Finding,
    check_codebook,
    parse_codebook,
)

SMALL = """\
id = "small"
edition = "1"
title = "Small"
citation = "…"
source = "https://example.org"
published = 2020-01-01T00:00:00Z
version = "2"
levels = ["top", "area", "indicator", "question"]
scale = [0, 9]
headline = ["t"]
availability = { top = 1, area = 0.5 }
cut_off = { rule = "in force", day = "12-31" }
jurisdictions = { within = "ESP", regions = { ES-CT = "Catalonia" } }
changelog = [
  { version = "2", date = 2021-02-01, what = "more" },
  { version = "1", date = 2021-01-01, what = "all" },
]

[[band]]
title = "Low"
from = 0
until = 5
status = "assumed"

[[band]]
title = "High"
from = 5
until = 9
status = "published"

[[group]]
title = "Able"
status = "assumed"
where = { a = [5, 9], j = [0, 5] }

[[group]]
title = "Others"
status = "published"

[[top]]
code = "t"
title = "T"
rule = "mean"
parts = ["a", "b"]

[[area]]
code = "a"
key = "q"
title = "A"
rule = "weighted mean"
weights = { i = 0.1, j = 0.9 }

[[area]]
code = "b"
title = "B"
rule = "mean"
parts = [
  "k",
  ["l", "m"],
]
surveyed_from = 2010

[[indicator]]
code = "i"
title = "I"
rule = "table"
parts = ["q1", "q2"]
rows = [
  { q1 = 0, score = 0 },
  { q1 = 9, q2 = 0, score = 5 },
  { q1 = 9, q2 = 9, score = 9 },
]
"""
for code in ("j", "k", "l", "m"):
    SMALL += f'[[indicator]]\ncode = "{code}"\ntitle = "{code}"\nquestion = "?"\n'
    SMALL += 'options = [\n  [9, "yes"],\n  [0, "no"],\n]\n'
for code in ("q1", "q2"):
    SMALL += f'[[question]]\ncode = "{code}"\ntitle = "{code}"\nquestion = "?"\n'
    SMALL += 'options = [[9, "yes"], [0, "no"]]\n'


#: What is known of countries here, alpha-3 → alpha-2.
LETTERS = {"ESP": "ES", "FRA": "FR"}


def line_of(text, part):
    """The line on which a part of a text ends."""
    return text[: text.index(part) + len(part)].count("\n") + 1


def test_a_sound_file_makes_a_codebook():
    assert isinstance(check_codebook(SMALL), Codebook)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('title = "B"', 'titel = "B"', "b: says 'titel', which means nothing here; did you"),
        ('edition = "1"', "edition = 1", "codebook: has 1 for its edition; give it a text"),
        ('"top", "area",', '"top", "aera",', "has a level 'aera' without nodes"),
        ('"area", "ind', '"area", "band", "ind', "has a level 'band', a key of the head"),
        ('"area", "ind', '"area", "top", "ind', "has 'top' twice among its levels"),
        ("scale = [0, 9]", "scale = [9, 0]", "scale: cannot be [9, 0]"),
        ('headline = ["t"]', 'headline = ["t", "a"]', "has no top 'a' for a headline"),
        ("area = 0.5", "area = 1.5", "availability: 1.5 is no share; write a number from 0 to"),
        ("area = 0.5", "aera = 0.5", "availability: says 'aera', which means nothing here"),
        ('day = "12-31"', 'day = "02-29"', "'02-29' is not a day of every year"),
        ("2021-01-01,", "2021-03-01,", "changelog is out of order at 2021-03-01"),
        ("2021-01-01,", '"last week",', "has 'last week' for its date; give it a date such as"),
        ("2021-01-01,", "2021-01-01T00:00:00Z,", "leave the hour out"),
        ('version = "2"', 'version = "3"', "is of version '3', which the changelog does not"),
        ("ES-CT =", "Catalonia =", "'Catalonia' is no code of a place; write an ISO 3166-2"),
        ('headline = ["t"]', 'headline = ["t", "t"]', "has 't' twice among its headline"),
        ('id = "small"', 'id = "../small"', "has the id '../small', which is no plain name"),
        ('id = "small"', 'id = ".."', "has the id '..', which is no plain name; write letters"),
        ("https://ex", "javascript:ex", "which is no address; begin it with https://"),
        ("surveyed_from = 2010", "surveyed_from = 2010\nsurveyed_in = [2014]", "b: says both"),
        ('within = "ESP"', 'within = "ESQ"', "'ESQ' is no code of a place; write an ISO"),
        ("ES-CT =", "FR-CT =", "'FR-CT' is no region of ESP; let it begin with ES-"),
        ("ES-CT =", "XY-CT =", "'XY-CT' is no region of ESP; let it begin with ES-"),
        ('within = "ESP"', 'within = "ES"', "'ES' is no code of a place; write an ISO 3166-1"),
        ("from = 5", "from = 4", "High: starts below the end of 'Low'; let bands meet"),
        ("until = 9", "until = 10", "High: 10 is outside the scale; stay within 0 and 9"),
        ("until = 5", "until = 0", "Low: runs from 0 to 0; let it end above its start"),
        ('"published"\n\n[[g', '"known"\n\n[[g', "High: has the status 'known'; say"),
        ("where = { a =", "where = { x =", "Able: says 'x', which means nothing here"),
        ("a = [5, 9]", "a = [5]", "Able: has [5] for a; write it as [lowest, highest]"),
        ("a = [5, 9]", "a = [5, 5]", "Able: runs from 5 to 5"),
        ('"k",\n', '"kk",\n', "b: counts 'kk', which is nowhere; did you mean 'k'?"),
        ('["l", "m"]', '["l", "l"]', "b: counts a part twice: 'l'; name each part once"),
        ('["l", "m"]', '["l", 7]', "b: has 7 among its parts; put it in quotes"),
        ('["l", "m"]', '["l", "b"]', "b: (area) counts 'b' (area); move one of them"),
        ('["l", "m"]', '["l", "t"]', "b: (area) counts 't' (top); move one of them"),
        ('["l", "m"]', '["l", "m", "j"]', "j: is part of a and b; keep one of them"),
        ('["l", "m"]', "[]", "b: has an empty bracket among its parts; remove it"),
        ('title = "B"', 'title = "B"\nkey = "q"', "b: has the key 'q', as a has"),
        ("{ i = 0.1, j = 0.9 }", '"i"', "a: has 'i' for its weights; give it a table"),
        ("j = 0.9", "j = 0.8", "a: has weights of 0.9 in all; make them add up to 1"),
        ("j = 0.9", 'j = "0.9"', "a: '0.9' is no number; write a number without quotes"),
        ('rule = "weighted mean"', 'rule = "weighed"', "a: has no rule 'weighed'; did you"),
        ('code = "m"', 'code = "l" # too', "l: is there twice; rename or remove one of them"),
        ('code = "m"', 'code = ""', "indicator number 5: has '' for its code; give it a text"),
        ('[9, "yes"],\n', '[90, "yes"],\n', "j: 90 is outside the scale; stay within 0 and 9"),
        ('[9, "yes"],\n', '["9", "yes"],\n', "j: '9' is no number; write a number without"),
        ('[0, "no"],\n', '[9, "no"],\n', "j: has two options of one score; give each its own"),
        ("q1 = 9, q2 = 0,", "q2 = 9,", "i: has 2 rows for q1=0, q2=9; remove all but one"),
        ("q1 = 9, q2 = 0,", "q1 = 4,", "i: has a row for q1=4 that never fits; remove it"),
        ("q2 = 0, score", "q3 = 0, score", "i, a row of its table: says 'q3', which means"),
        ('code = "k"', 'code = "k"\nsurveyed_in = [2010]', "k: says when it was surveyed; say"),
    ],
)  # fmt: skip
def test_a_fault_is_named_on_its_line(old, new, says):
    broken = SMALL.replace(old, new, 1)
    assert broken != SMALL
    line = line_of(broken, new.rstrip("\n").split("\n\n")[0])

    found = check_codebook(broken, LETTERS)

    assert [f.line for f in found if says in str(f.fault)] == [line], found


def jurisdictions(said):
    """The faults of the small codebook when its places are those."""
    whole = '{ within = "ESP", regions = { ES-CT = "Catalonia" } }'
    found = check_codebook(SMALL.replace(whole, said), LETTERS)
    return [str(fault) for _, fault in found] if isinstance(found, list) else []


def test_a_country_of_no_known_code_and_one_named_twice_are_faults():
    assert jurisdictions('{ countries = ["FRA", "XXZ", "ESP", "FRA"] }') == [
        "jurisdictions: has 'FRA' twice among its countries; name each once",
        "jurisdictions: 'XXZ' is no code of a place; write an ISO 3166-1 code such as ESP",
    ]
    assert jurisdictions('{ countries = ["FRA", "ESP"] }') == []


def test_regions_of_an_unknown_country_are_one_fault():
    assert len(jurisdictions('{ within = "ESQ", regions = { XY-CT = "X", ES-CT = "Y" } }')) == 1


def test_without_a_list_of_countries_any_three_letters_are_one():
    text = SMALL.replace('within = "ESP"', 'within = "ESQ"')
    assert isinstance(check_codebook(text), Codebook)


def test_bands_may_leave_a_gap_between_them():
    text = SMALL.replace("from = 5", "from = 6")
    assert text != SMALL
    assert isinstance(check_codebook(text), Codebook)


def test_options_of_one_score_and_one_off_the_scale_are_told_at_once():
    options = '  [0, "no"],\n'
    broken = SMALL.replace(options, f'{options}  [0, "no again"],\n  [150, "x"],\n', 1)
    line = line_of(broken, "no again")
    assert [(line, str(fault)) for line, fault in check_codebook(broken)] == [
        (line, "j: has two options of one score; give each its own"),
        (line + 1, "j: 150 is outside the scale; stay within 0 and 9"),
    ]


@pytest.mark.parametrize(
    ("value", "what"),
    [
        ("[" * 3_000, "has more than 50 brackets within one another"),
        ("[" * 3_000 + "]" * 3_000, "has more than 50 brackets within one another"),
        ("{ a = " * 3_000, "has more than 50 brackets within one another"),
        ("[0, " + "9" * 5_000 + "]", "has a number of more than 1,000 digits"),
        ("[0, -" + "9_" * 5_000 + "9]", "has a number of more than 1,000 digits"),
        ("0x" + "f" * 5_000, "has a number of more than 1,000 digits"),
    ],
)  # fmt: skip
def test_what_no_reader_can_take_in_is_one_fault_on_its_line(value, what):
    text = f"# [[[ and 'so on\n{SMALL.splitlines()[0]}\nscale = {value}\n"
    assert check_codebook(text) == [Finding(3, Fault("file", what, "mend this line first"))]


def test_brackets_and_digits_in_texts_and_comments_are_not_counted():
    much = "[" * 3_000 + "9" * 5_000
    text = f"# {much}\n" + SMALL.replace('"Small"', f'"{much}"')
    assert isinstance(check_codebook(text), Codebook)


def test_what_is_missing_is_named_where_it_should_be():
    broken = SMALL.replace('title = "B"\n', "").replace("  { q1 = 0, score = 0 },\n", "")
    found = check_codebook(broken)
    assert [(line, str(fault).removesuffix(", in quotes")) for line, fault in found] == [
        (line_of(broken, '[[area]]\ncode = "b"') - 1, "b: has no title; give it a text"),
        (
            line_of(broken, "rows = ["),
            "i: has no row for q1=0, q2=9 (nor for 1 more); add one",
        ),
    ]  # fmt: skip


def test_a_band_without_an_end_is_named_where_it_begins():
    broken = SMALL.replace("until = 5\n", "")
    assert [(line, str(fault)) for line, fault in check_codebook(broken)] == [
        (line_of(broken, "[[band]]"), "Low: has no until; give it a number of the scale")
    ]


def test_a_file_that_is_no_toml_is_named_on_its_line():
    assert check_codebook('id = "a"\nlevels = [,]\n') == [
        Finding(2, check_codebook('id = "a"\nlevels = [,]\n')[0].fault)
    ]
    assert "is no TOML: Invalid value" in str(check_codebook("a = 1\nb = [,]")[0].fault)
    assert check_codebook("a = 1\n\nb = [1,\n")[0].line == 3
    assert check_codebook("a = 1\na = 2\n")[0].line == 2


def test_an_empty_file_lacks_everything_on_its_first_line():
    found = check_codebook("")
    assert {line for line, _ in found} == {1}
    assert {fault.problem for _, fault in found} >= {
        "has no id",
        "has no levels",
        "has no scale",
    }


def test_a_broken_head_does_not_hide_what_is_broken_further_down():
    broken = SMALL.replace("scale = [0, 9]", "scale = 9").replace('"k",\n', '"kk",\n')
    assert [fault.where for _, fault in check_codebook(broken)] == ["codebook", "b", "k"]


def test_levels_that_cannot_be_told_are_the_only_fault():
    broken = SMALL.replace('levels = ["top", "area", "indicator", "question"]', "levels = 4")
    assert [fault.problem for _, fault in check_codebook(broken)] == ["has 4 for its levels"]


@pytest.mark.parametrize(
    "text",
    [
        "levels = [[], 1]",
        "levels = ['a', 'b']\na = 1\nb = [1]",
        "levels = ['a', 'b']\n[a]\nb = 1\n[[b]]\nrule = []",
        "levels = ['a', 'b']\n"
        "[[a]]\ncode = 'x'\nrule = 'mean'\nparts = {x = 1}\n[[b]]\nparts = 1",
        "levels = ['a', 'b']\n"
        "[[a]]\ncode = 'x'\nrule = 'table'\nparts = ['y']\nrows = 1\n[[b]]",
        "scale = [nan, inf]\nrecorded = 1\navailability = []\njurisdictions = ''",
        "band = [1]\ngroup = [{where = 3}, {where = {a = 'x'}}]\nchangelog = [{date = 1}]",
        f"scale = [1{'0' * 400}, 2]",
        "jurisdictions = { countries = ['Spain', 4], within = 'ESP' }",
        f"recorded = {{ '{'9' * 5_000}' = 2020-01-01T00:00:00Z }}",
    ],
)  # fmt: skip
def test_whatever_stands_in_a_file_is_a_fault_and_not_a_crash(text):
    found = check_codebook(text)
    assert found
    assert all(fault.problem and fault.remedy for _, fault in found)


# ── The real codebook, broken at any place ───────────────────────────────────────────────

#: Lines that may be broken, what is put in their place, and what is said of it.
BREAKS = {
    "unknown part": (r'^(parts = \[|  \[?)"', r'"\w+"', '"zzz"', "counts 'zzz', which is now"),
    "part twice": (r'^(parts = \[|  \[?)"', r'("\w+")', r"\1, \1", "counts a part twice"),
    "part of a wrong level": (r'^parts = \["[a-h][a-z]', r"\[", '["a", ', "counts 'a' (area)"),
    "part in no quotes": (r'^(parts = \[|  \[?)"', r'"\w+"', "7", "has 7 among its parts"),
    "off the scale": (r"^  \[\d+, ", r"\d+", "101", "101 is outside the scale"),
    "no number": (r"^  \[\d+, ", r"\d+", '"5"', "'5' is no number"),
    "no option": (r"^  \[\d+, ", r".+", "  5,", "has an option 5; write it as"),
    "unknown key": (r"^title = ", "title", "titel", "says 'titel', which means nothing here"),
    "wrong type": (r"^title = ", '= ".*', "= [1]", "has [1] for its title"),
    "code twice": (r'^code = "(?!ov_h)', '= ".*', '= "ov_h"', "ov_h: is there twice"),
    "unknown rule": (r"^rule = ", '= ".*', '= "mode"', "has no rule 'mode'"),
    "weights": (r"^weights = ", r"0\.\d+", "0.5", "in all; make them add up to 1"),
    "row that never fits": (r"^  \{ .*score", r"= \d+", "= 7", "has a row for"),
    "score of a row": (r"^  \{ .*score", r"score = \d+", "score = -1", "-1 is outside the"),
    "survey": (r'^question = "', "^", "surveyed_from = 2010 #", "says when it was surveyed"),
    "headline": (r"^headline = ", "ov_h", "a", "has no overall 'a' for a headline"),
    "availability": (r"^availability = ", "1", "2", "2 is no share"),
    "band": (r"^from = [2468]0", r"\d+", "1", "starts below the end of"),
    "status": (r"^status = ", "assumed", "guessed", "has the status 'guessed'"),
    "date": (r"^date = ", r"\d.*", '"soon"', "has 'soon' for its date"),
}  # fmt: skip


MIPEX = (Path(__file__).parents[2] / "config/codebooks/mipex-core.toml").read_text("utf-8")
LINES = MIPEX.split("\n")
# A busy machine may take long over a thousand lines.
whole_files = settings(deadline=None, max_examples=50)


@whole_files
@given(st.data(), st.sampled_from(sorted(BREAKS)))
def test_a_break_of_the_real_codebook_is_named_on_its_line(data, how):
    where, old, new, says = BREAKS[how]
    broken = list(LINES)
    at = data.draw(
        st.sampled_from([n for n, line in enumerate(broken) if re.search(where, line)])
    )
    broken[at] = re.sub(old, new, broken[at], count=1)

    found = check_codebook("\n".join(broken))

    assert isinstance(found, list)
    assert (at + 1) in [line for line, fault in found if says in str(fault)], found
    assert [line for line, _ in found] == sorted(line for line, _ in found)


@whole_files
@given(st.data())
def test_a_title_that_the_real_codebook_lacks_is_named_where_its_table_begins(data):
    tables = [n for n, line in enumerate(LINES) if re.match(r"\[\[(?!changelog)", line)]
    at = data.draw(st.sampled_from(tables))
    end = LINES.index("", at)
    kept = [line for line in LINES[at:end] if not line.startswith("title = ")]

    found = check_codebook("\n".join([*LINES[:at], *kept, *LINES[end:]]))

    assert [(line, fault.problem) for line, fault in found] == [(at + 1, "has no title")]


@whole_files
@given(st.data())
def test_a_row_that_a_real_table_lacks_is_named_where_its_rows_begin(data):
    rows = [n for n, line in enumerate(LINES) if re.match(r"  \{ .*score", line)]
    at = data.draw(st.sampled_from(rows))
    begin = max(n for n, line in enumerate(LINES[:at]) if line == "rows = [")

    found = check_codebook("\n".join([*LINES[:at], *LINES[at + 1 :]]))

    assert [line for line, _ in found] == [begin + 1]
    assert "has no row for" in found[0].fault.problem


def test_an_error_names_every_fault():
    data = tomllib.loads(SMALL.replace('"k",', '"kk",'))
    with pytest.raises(CodebookError) as error:
        parse_codebook(data)
    assert [fault.where for fault in error.value.faults] == ["b", "k"]
    assert str(error.value) == "\n".join(map(str, error.value.faults))
