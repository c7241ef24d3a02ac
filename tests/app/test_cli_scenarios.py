"""`mipex scenario` as it is called: try, save, show, list, enact."""

import csv
import io
import json
from datetime import datetime

import pytest

from app.cli.scenario_columns import Sheet
from app.files import read_texts
from config.settings import Settings
from newsletters.translate import translations

TRY = ("scenario", "try", "--country", "DEU", "--answer", "fa98=100@2027-01-01")


def test_a_bill_is_tried_and_told_in_columns(mipex):
    done = mipex(*TRY, "--compare", "fra,NLD")
    assert done.returncode == 0
    lines = [line.split() for line in done.stdout.splitlines()]
    assert lines[0] == ["country", "code", "score", "before", "after", "points", "place"]
    assert lines[1][:2] == ["DEU", "ov_h"]
    assert lines[1][-6:] == ["58.3", "59.9", "+1.6", "14", "→", "13"]
    assert ["DEU", "f", "fa98", "+12.5"] in [[*row[:2], *row[-2:]] for row in lines if row]
    beside = [row[0] for row in lines if row and row[0] in ("FRA", "NLD")]
    assert beside == ["FRA"] * 4 + ["NLD"] * 4
    assert "on 2027-01-01, over what was known on" in done.stderr


def test_json_is_one_value_with_unrounded_scores_at_every_level(mipex):
    found = json.loads(mipex(*TRY, "--json", "--on", "2026-12-31").stdout)
    assert [row["difference"] for row in found["effects"]] == [0]
    found = json.loads(mipex(*TRY, "--json", "--compare", "FRA").stdout)
    moved = {row["code"]: row for row in found["effects"]}
    assert moved["f"]["after"] - moved["f"]["before"] == 12.5
    assert moved["ov_h"]["rank_after"] == {"place": 13, "tied": 1, "of": 56}
    assert {row["level"] for row in found["effects"]} == {"overall", "area", "indicator"}
    assert sum(r["points"] for r in found["because"] if r["code"] == "f") == 12.5
    assert found["series"][0]["day"] == found["day"] == "2027-01-01"
    assert [row["country"] for row in found["compare"]] == ["FRA"] * 4
    assert (found["contested"], found["hidden"], found["stack"]) == ([], [], [])


def test_a_saved_bill_has_a_permalink_is_listed_shown_and_stacked(mipex):
    words = ("--country", "DEU", "--answer", "fa98=100@2027-01-01", "--title", "Sooner")
    done = mipex("scenario", "save", *words)
    link = done.stdout.strip()
    assert (done.returncode, len(link)) == (0, 12)
    assert f"https://index.example/scenarios/{link}" in done.stderr
    assert mipex("scenario", "save", *words).stdout.strip() == link
    (row,) = csv.DictReader(io.StringIO(mipex("scenario", "list").stdout))
    assert (row["permalink"], row["title"], row["countries"]) == (link, "Sooner", "DEU")
    shown = json.loads(mipex("scenario", "show", link.upper(), "--json").stdout)
    assert row["saved"] == shown["known"]
    assert datetime.fromisoformat(row["saved"]).isoformat() == row["saved"]
    tried = json.loads(mipex(*TRY, "--json").stdout)
    assert shown["effects"] == tried["effects"] == shown["today"]["effects"]
    assert (shown["today"]["moved"], shown["enacted"]) == (False, None)
    over = mipex("scenario", "try", "--country", "DEU", "--stack", link, "--answer",
                 "fa98=0@2027-01-01")  # fmt: skip
    assert "the order matters: several bills answer fa98 of DEU" in over.stderr
    assert "Sooner" in over.stdout
    assert "(this)" in over.stdout


@pytest.mark.parametrize(
    ("points", "said"), [(-1e-14, "0"), (0.25, "+0.3"), (-0.25, "−0.3"), (None, "–")]
)
def test_points_have_the_sign_of_what_is_shown(codebook, points, said):
    words = translations(read_texts(Settings().locale)).of("en")
    assert Sheet(codebook, words).points(points) == said


def test_a_bill_comes_from_a_file_and_may_touch_several_countries(mipex):
    bill = "country,indicator,new_answer,in_force_from\nDEU,fa98,100,2027-01-01\n"
    done = mipex("scenario", "try", "--file", "-", "--answer", "FRA:fb106=0@2027-01-01",
                 "--json", given=bill)  # fmt: skip
    found = json.loads(done.stdout)
    assert {row["country"] for row in found["effects"]} == {"DEU", "FRA"}


@pytest.mark.parametrize(
    ("call", "code", "said"),
    [
        (["try", "--country", "DEU"], 2, "give an --answer"),
        (["try", "--answer", "fa98=100@2027-01-01"], 1, "whose law is it?"),
        (["try", "--country", "DEU", "--answer", "fa98=33@2027-01-01"], 1, "no option 33"),
        (["try", "--country", "DEU", "--answer", "fa98=100"], 1, "write fa98=100@2027-01-01"),
        (["try", "--country", "DEU", "--answer", "fa98=100@2027-01-01", "--compare", "XX"],
         2, "'XX' is no country"),
        (["try", "--stack", "nowhere"], 1, "there is no scenario nowhere"),
    ],
)  # fmt: skip
def test_a_wrong_bill_is_told_what_to_do_and_gives_no_data(mipex, call, code, said):
    done = mipex("scenario", *call)
    assert (done.returncode, done.stdout) == (code, "")
    assert said in " ".join(done.stderr.replace("│", " ").split())


def test_every_fault_of_a_file_is_told_with_its_line(mipex):
    bill = "country,indicator,new_answer,in_force_from\nDEU,fa9,100,2027-01-01\nXX,fa98,1,x\n"
    done = mipex("scenario", "try", "--file", "-", given=bill)
    assert (done.returncode, done.stdout) == (1, "")
    assert "line 2:" in done.stderr
    assert done.stderr.count("line 3:") == 3


def test_a_bill_is_linked_to_the_law_that_it_became(mipex, tmp_path):
    words = ("--country", "DEU", "--answer", "fa98=100@2026-01-01", "--title", "Sooner")
    link = mipex("scenario", "save", *words).stdout.strip()
    law = tmp_path / "law.csv"
    law.write_text(
        "country,indicator,new_answer,in_force_from,adopted,law\n"
        "DEU,fa98,100,2026-03-01,2025-10-05,StARModG\n"
    )
    mipex("changes", "import", law)
    (change,) = {row["change"] for row in json.loads(mipex("changes", "list", "--json").stdout)}
    done = mipex("scenario", "enact", link, change)
    assert (done.returncode, done.stdout) == (0, "")
    waiting = mipex("scenario", "show", link)
    assert "--confirmed counts it already" in waiting.stderr
    assert "partly kept" not in waiting.stdout
    assert "partly kept" in mipex("scenario", "show", link, "--confirmed").stdout
