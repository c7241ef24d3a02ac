"""The commands of the official workbook, as they are called."""

import json

import pytest
from workbooks import Draft, save


@pytest.fixture
def file(codebook, tmp_path):
    draft = Draft(codebook)
    draft.put("ea80", 2013, 13)
    draft.put("ov", 2013, 12.5)
    return save(tmp_path / "w.xlsx", draft)


def test_an_audit_prints_a_line_for_each_slip_and_their_count(bare_mipex, file):
    done = bare_mipex("audit", file)
    assert (done.returncode, done.stderr) == (0, "")
    first, second, count = done.stdout.splitlines()
    assert first.startswith("DE!C4  hand-typed  12.5 → ")
    assert second.startswith("DE!E64  off-scale  13 → —  none of the options")
    assert count == "sheets: 1, slips: 2 (1 hand-typed, 1 off-scale)"


def test_an_audit_as_json_is_one_array(bare_mipex, file):
    done = bare_mipex("audit", file, "--json")
    found = json.loads(done.stdout)
    assert [slip["cell"] for slip in found] == ["C4", "E64"]
    assert found[1] == {
        "sheet": "DE",
        "country": "DEU",
        "cell": "E64",
        "kind": "off-scale",
        "code": "ea80",
        "year": 2013,
        "published": 13,
        "correct": None,
        "message": found[1]["message"],
    }


def test_a_file_that_is_no_workbook_is_told_so_and_exits_with_one(bare_mipex, tmp_path):
    (tmp_path / "a.xlsx").write_text("no workbook")
    for file, said in {"a.xlsx": "no Excel workbook", "b.xlsx": "No such file"}.items():
        for call in (["audit", file], ["import-edition", "--workbook", file]):
            done = bare_mipex(*call)
            assert (done.returncode, done.stdout) == (1, "")
            assert said in done.stderr
            assert "Traceback" not in done.stderr


def test_a_record_grows_from_a_part_of_a_workbook(bare_mipex, file):
    part = bare_mipex("import-edition", "--workbook", file, "--until", 2012)
    assert part.returncode == 0
    assert part.stderr == "60 answers are new, 60 are on record\n"
    whole = bare_mipex("import-edition", "--workbook", file)
    assert "warning: DE!E64  off-scale  13" in whole.stderr
    assert "mipex audit" in whole.stderr
    assert "192 answers are new, 252 are on record" in whole.stderr
    again = bare_mipex("import-edition", "--workbook", file)
    assert "0 answers are new, 252 are on record" in again.stderr
    late = bare_mipex("import-edition", "--workbook", file, "--until", 2013)
    assert late.returncode == 1
    assert "answers up to 2015 are on record" in late.stderr
    assert "252 answers are on record" in bare_mipex("import-edition").stderr


def test_a_part_without_a_year_or_a_workbook_is_told_so(bare_mipex, file):
    none = bare_mipex("import-edition", "--workbook", file, "--until", 2000)
    assert none.returncode == 1
    assert "nothing is answered there up to 2000" in none.stderr
    wrong = bare_mipex("import-edition", "--until", 2014)
    assert (wrong.returncode, wrong.stdout) == (2, "")


def test_answers_that_no_score_can_be_made_of_are_refused(bare_mipex, codebook, tmp_path):
    draft = Draft(codebook)
    draft.put("bb28a", 2013, 13)
    done = bare_mipex("import-edition", "--workbook", save(tmp_path / "w.xlsx", draft))
    assert done.returncode == 1
    assert "DEU 2013: the table of 'bb28' has no row" in done.stderr
