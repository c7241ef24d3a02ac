"""Confirmed changes from a file, and the portrait of a country, as typed in a terminal."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

REPLAY = Path(__file__).parents[2] / "bench" / "replay.py"

CHANGES = """country,indicator,new_answer,in_force_from,kind,law
DEU,fd115ab,0,2007-01-01,first,
DEU,fa98,50,2007-01-01,first,
DEU,fa102_new,50,2007-01-01,first,
DEU,fd115ab,100,2024-06-27,policy,StARModG
DEU,fa102_new,0,2024-06-27,policy,StARModG
DEU,fa98,100,2007-01-01,correction,
"""


@pytest.fixture
def changes(tmp_path):
    file = tmp_path / "changes.csv"
    file.write_text(CHANGES, encoding="utf-8")
    return file


def test_a_record_made_of_a_file_is_listed_and_scored(bare_mipex, changes):
    done = bare_mipex("changes", "import", changes, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["answers"] == 6

    assert "with 6 answers put on record; 0 answers stood there already" in done.stderr

    again = bare_mipex("changes", "import", changes)
    assert "6 answers stood there already" in again.stderr

    listed = json.loads(bare_mipex("changes", "list", "--country", "DEU", "--json").stdout)
    assert [(c["kind"], c["indicator"], c["answer"]) for c in listed][-2:] == [
        ("policy", "fa102_new", 0),
        ("policy", "fd115ab", 100),
    ]
    assert all("T" in c["confirmed_at"] for c in listed)
    assert {c["kind"] for c in listed} == {"first", "policy", "correction"}

    scores = bare_mipex("scores", "--country", "DEU", "--on", "2024-06-27", "--json")
    assert {s["code"]: s["score"] for s in json.loads(scores.stdout)}["f"] == pytest.approx(
        200 / 3
    )


def test_a_portrait_says_which_law_moved_what_and_by_how_much(bare_mipex, changes):
    bare_mipex("changes", "import", changes)
    seen = bare_mipex("country", "DEU", "--json")
    assert seen.returncode == 0, seen.stderr
    portrait = json.loads(seen.stdout)
    turn = portrait["turns"][-1]

    assert (turn["from"], turn["official"]) == ("2024-06-27", False)
    assert {change["law"] for change in turn["changes"]} == {"StARModG"}
    assert turn["because"]["f"]["since"] == "2024-06-26"
    assert turn["because"]["f"]["answers"] == pytest.approx(
        {"fd115ab": 100 / 3, "fa102_new": -50 / 3}
    )
    assert portrait["intervals"]["f"]["may_be_missing"] is False
    assert portrait["scores"]["fd115ab"] == 100
    assert [ground["by_file"] for ground in portrait["rests_on"]] == []

    told = bare_mipex("country", "deu", "--on", "2019-12-31").stdout
    assert "There is no score" in told


def test_a_country_of_the_edition_is_shown_with_its_series_and_its_rank(mipex):
    told = mipex("country", "DEU").stdout
    for said in (
        "Germany (DEU)",
        "14 of 56",
        "2014 57 · 2019 58",
        "Rests on: 100 % the edition",
    ):
        assert said in told


def test_a_fault_is_named_with_its_line_and_a_wrong_call_is_2(bare_mipex, changes):
    changes.write_text(CHANGES.replace("fa98,50", "fa98,fifty"), encoding="utf-8")
    refused = bare_mipex("changes", "import", changes)
    assert refused.returncode == 1
    assert refused.stderr.startswith("line 3: the new answer is a number, not 'fifty'")

    assert bare_mipex("changes", "import", "nowhere.csv").returncode == 1
    assert bare_mipex("changes", "import").returncode == 2
    assert bare_mipex("country", "Germany").returncode == 2
    assert bare_mipex("scores", "--codebook", "nothing").returncode == 2
    unknown = bare_mipex("changes", "list", "--codebook", "nothing")
    assert unknown.returncode == 2
    assert "no codebook 'nothing'" in unknown.stderr


@pytest.mark.shared
def test_an_edition_is_replayed_from_its_first_answers_to_every_official_score(shared):
    done = subprocess.run(
        [sys.executable, REPLAY],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"MIPEX_SHARED_DATA": str(shared)},
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert found == {"changes": 489, "compared": 5237, "differences": 0}
