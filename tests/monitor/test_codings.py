"""Codings: read whole, or refused with every fault on its line."""

import pytest

from monitor.codings import Asked, off_options, read_codings
from monitor.errors import BadFile

HEAD = "country,indicator,coder,answer\n"


def test_answers_are_read_by_what_was_asked_and_who_answered(codebook):
    text = HEAD + "DEU,aa1,ana,100\nDEU,aa1,ben,50\nFRA,aa1,ana,0\nFRA,aa1,ben,\n"
    assert read_codings(text, codebook) == {
        Asked("DEU", "aa1", None): {"ana": 100, "ben": 50},
        Asked("FRA", "aa1", None): {"ana": 0},
    }


def test_years_are_asked_apart():
    text = "coder,year,country,indicator,answer\nana,2018,X,q,1\nana,2019,X,q,2\n"
    assert read_codings(text) == {
        Asked("X", "q", 2018): {"ana": 1},
        Asked("X", "q", 2019): {"ana": 2},
    }


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (",q,ana,1", "the country is missing"),
        ("X,,ana,1", "the indicator is missing"),
        ("X,q, ,1", "the coder is missing"),
        ("X,q,ana,yes", "answer is a number, not 'yes'"),
        ("X,q,ana,nan", "answer is a number, not 'nan'"),
        ("X,q,ana,inf", "answer is a number, not 'inf'"),
    ],
)
def test_a_fault_is_told_with_its_line(row, fault):
    with pytest.raises(BadFile) as error:
        read_codings(f"{HEAD}X,q,eva,1\n{row}\n")
    assert error.value.faults == (f"line 3: {fault}",)


def test_a_coder_answers_a_question_once():
    with pytest.raises(BadFile) as error:
        read_codings(HEAD + "X,q,ana,1\nX,q,ben,1\nX,q,ana,2\n")
    assert error.value.faults == ("line 4: ana answers q twice for X",)


def test_a_year_is_written_in_digits():
    with pytest.raises(BadFile, match=r"line 2: year is a year such as 2019, not '2018\.5'"):
        read_codings("country,indicator,coder,answer,year\nX,q,ana,1,2018.5\n")


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("ZZZ,aa1,ana,0", "'ZZZ' is no country"),
        ("DEU,zz9,ana,0", "'zz9' is no question of mipex-core"),
        ("DEU,bb29,ana,0", "'bb29' is no question of mipex-core"),
        ("DEU,aa1,ana,101", "the answer 101 lies outside 0–100"),
    ],
)
def test_a_codebook_knows_what_is_asked_and_where(codebook, row, fault):
    with pytest.raises(BadFile, match=f"line 2: {fault}"):
        read_codings(HEAD + row, codebook)
    assert read_codings(HEAD + row)


def test_every_fault_is_told_at_once():
    with pytest.raises(BadFile) as error:
        read_codings(HEAD + "X,q,ana,a\nX,q,ben,b\n")
    assert len(error.value.faults) == 2


def test_a_missing_column_is_named():
    with pytest.raises(BadFile, match="line 1: the column coder is missing"):
        read_codings("country,indicator,answer\nX,q,1\n")


@pytest.mark.parametrize("text", ["", "\n", HEAD])
def test_an_empty_file_has_no_codings_or_no_columns(text):
    if text == HEAD:
        assert read_codings(text) == {}
    else:
        with pytest.raises(BadFile, match="line 1"):
            read_codings(text)


def test_an_answer_between_the_options_is_pointed_at(codebook):
    codings = read_codings(HEAD + "BEL,cb50,ana,75\nBEL,cb50,ben,50\n", codebook)
    assert off_options(codings, codebook) == ["BEL cb50: ana gives 75, which is no option"]
