"""The commands of agreement and robustness, as they are called."""

import csv
import io
import json
import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
from statements import statements

from app.cli.robustness import in_force

EXAMPLES = Path(__file__).parents[2] / "config" / "codebooks" / "examples"
CODINGS = """country,indicator,coder,answer
DEU,aa1,ana,100
DEU,aa1,ben,100
DEU,aa1,eva,50
FRA,aa1,ana,0
FRA,aa1,ben,0
DEU,fa98,ana,50
DEU,fa98,ben,50
FRA,fa98,ana,50
FRA,fa98,ben,50
ITA,fa98,eva,0
"""


@pytest.fixture
def codings(tmp_path):
    file = tmp_path / "codings.csv"
    file.write_text(CODINGS, encoding="utf-8")
    return file


@pytest.fixture
def observers(tmp_path):
    """Krippendorff's four observers and twelve units; a dot is a missing answer."""
    rows = ("123321412...", "1233224125..", ".33323422513", "12332441251.")
    lines = [
        f"X,q{unit},coder {coder},{answer.strip('.')}"
        for coder, row in enumerate(rows)
        for unit, answer in enumerate(row)
    ]
    file = tmp_path / "observers.csv"
    file.write_text("\n".join(["country,indicator,coder,answer", *lines]), encoding="utf-8")
    return file


def table(out):
    return list(csv.DictReader(io.StringIO(out)))


# ── agreement ────────────────────────────────────────────────────────────────────────────


def test_agreement_of_all_is_one_line_with_its_intervals(run, observers):
    code, out, err = run("agreement", observers)
    (row,) = table(out)
    assert code == 0
    assert (row["all"], row["units"], row["note"]) == ("all", "11", "")
    # As Krippendorff and Gwet published them.
    assert (row["agreement"], row["alpha"]) == ("0.8182", "0.8154")
    for name in ("agreement", "alpha", "ac"):
        low, value, high = (float(row[f"{name}{end}"]) for end in ("_low", "", "_high"))
        assert low < value < high <= 1
    assert "1 of 12 units have one coder" in err
    assert "AC2, weights: ordinal" in err


@pytest.mark.parametrize(
    ("by", "names"),
    [
        ("indicator", ["aa1", "fa98"]),
        ("area", ["a", "f"]),
        ("country", ["DEU", "FRA", "ITA"]),
        ("pair", ["ana – ben", "ana – eva", "ben – eva"]),
    ],
)
def test_agreement_is_told_one_by_one(run, codings, by, names):
    code, out, _ = run("agreement", codings, "--by", by, "--codebook", "mipex-core")
    assert code == 0
    assert [row[by] for row in table(out)] == names


def test_where_there_is_no_number_there_is_a_reason(run, codings):
    _, out, _ = run("agreement", codings, "--by", "country")
    notes = {row["country"]: (row["alpha"], row["note"]) for row in table(out)}
    assert notes["ITA"] == ("", "nothing was answered by two coders")
    _, out, _ = run("agreement", codings, "--by", "indicator", "--json")
    uniform = next(each for each in json.loads(out) if each["indicator"] == "fa98")
    assert uniform["agreement"]["value"] == 1
    assert uniform["alpha"]["value"] is uniform["ac"]["value"] is None
    assert uniform["alpha"]["why"] == "all answers are the same"


def test_the_level_and_the_weights_can_be_chosen(run, codings):
    _, nominal, err = run("agreement", codings, "--level", "nominal", "--draws", 0)
    assert "AC1, weights: identity" in err
    _, ordinal, _ = run("agreement", codings, "--draws", 0)
    _, linear, _ = run("agreement", codings, "--weights", "linear", "--draws", 0)
    (one,), (two,), (three,) = map(table, (nominal, ordinal, linear))
    assert one["alpha_low"] == ""
    assert len({row["ac"] for row in (one, two, three)}) == 3
    assert two["alpha"] == three["alpha"] != one["alpha"]


def test_the_same_seed_gives_the_same_line(run, observers):
    call = ("agreement", observers, "--seed")
    assert run(*call, 5) == run(*call, 5)
    assert run(*call, 5) != run(*call, 6)


def test_areas_are_known_to_a_codebook_alone(run, codings):
    code, out, err = run("agreement", codings, "--by", "area")
    assert (code, out) == (2, "")
    assert "--codebook" in err


def test_a_faulty_file_of_codings_gives_no_data(run, codings):
    codings.write_text(CODINGS + "DEU,zz9,ana,0\nDEU,aa1,ana,0\n")
    code, out, err = run("agreement", codings, "--codebook", "mipex-core")
    assert (code, out) == (1, "")
    assert "line 12: 'zz9' is no question" in err
    assert "line 13: ana answers aa1 twice for DEU" in err


def test_answers_between_options_are_pointed_at_and_kept(run, codings):
    extra = "".join(f"DEU,aa1,coder {n},75\n" for n in range(7))
    codings.write_text(CODINGS + extra)
    code, out, err = run("agreement", codings, "--codebook", "mipex-core", "--draws", 0)
    assert (code, len(table(out))) == (0, 1)
    assert "warning: DEU aa1: coder 0 gives 75, which is no option; it is kept" in err
    assert "2 more answers are no option" in err


# ── robustness ───────────────────────────────────────────────────────────────────────────


def test_the_fullest_year_is_ranked_by_the_fullest_score(run):
    code, out, err = run("robustness", "--draws", 20)
    rows = table(out)
    assert code == 0
    assert [row["country"] for row in rows[:3]] == ["SWE", "FIN", "PRT"]
    assert len(rows) == 56
    assert "ranked by ov_h (Overall, all eight areas), mipex-core 2019" in err
    assert "no missing rule changes anything" in err
    assert "20 draws of weights" in err
    for row in rows:
        assert int(row["best"]) <= int(row["place"]) <= int(row["worst"])


def test_a_year_without_health_is_ranked_without_health(run):
    _, out, err = run("robustness", "--year", 2016, "--draws", 5)
    assert len(table(out)) == 56
    assert "ranked by ov (" in err


def test_another_score_can_be_asked_for(run):
    _, _, err = run("robustness", "--overall", "ov_noedu", "--draws", 0)
    assert "ranked by ov_noedu" in err
    assert "draws" not in err


def test_who_cannot_be_ranked_is_named(run):
    _, out, err = run("robustness", "--year", 2015, "--overall", "ov_h", "--draws", 0)
    ranked = {row["country"] for row in table(out)}
    left = re.search(r"not ranked, for want of ov_h: (.+)", err)[1].split(", ")
    assert (len(ranked), len(left), ranked & set(left)) == (10, 46, set())


def test_a_day_is_asked_of_the_database(tmp_path, sqlite_template):
    places = {"MIPEX_DATABASE_URL": f"sqlite:///{sqlite_template}", "MIPEX_VAR": str(tmp_path)}
    call = [Path(sys.executable).parent / "mipex", "robustness", "--on", "2021-06-30"]
    done = subprocess.run(
        [*call, "--draws", "0", "--svg", tmp_path / "places.svg"],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | places,
    )
    assert len(table(done.stdout)) == 56
    assert "ranked by ov_h (Overall, all eight areas), mipex-core 2021-06-30" in done.stderr
    assert "draws" not in (tmp_path / "places.svg").read_text("utf-8")


def test_variants_and_areas_are_tables_too(run):
    _, out, _ = run("robustness", "--year", 2012, "--draws", 5, "--table", "variants")
    rows = table(out)
    steps = [row["step"] for row in rows]
    counted = {step: steps.count(step) for step in steps}
    assert list(counted) == [
        "without_area", "without_indicator", "aggregation", "missing", "weights",
    ]  # fmt: skip
    assert list(counted.values()) == [7, 47, 3, 3, 1]
    assert next(row["ranked"] for row in rows if row["name"] == "complete only") == "35"
    _, out, _ = run("robustness", "--year", 2012, "--draws", 5, "--table", "areas")
    rows = table(out)
    assert [row["area"] for row in rows] == list("abcdefg")
    assert sum(float(row["variance"]) for row in rows) == pytest.approx(1, abs=1e-3)


def test_json_has_every_table_and_what_was_asked(run):
    _, out, _ = run("robustness", "--draws", 5, "--seed", 7, "--json")
    found = json.loads(out)
    assert {key: found[key] for key in ("codebook", "when", "noise", "draws", "seed")} == {
        "codebook": "mipex-core", "when": "2019", "noise": 0.25, "draws": 5, "seed": 7,
    }  # fmt: skip
    assert found["overall"] == "ov_h"
    assert [len(found[key]) for key in ("countries", "variants", "areas")] == [56, 71, 8]
    assert found["countries"][0]["reaches"]["weights"]["best"] == 1


def test_the_plot_has_a_row_for_each_country_a_title_and_no_script(run, tmp_path):
    file = tmp_path / "places.svg"
    code, _, _ = run("robustness", "--draws", 20, "--svg", file)
    svg = ElementTree.fromstring(file.read_text("utf-8"))
    name = "{http://www.w3.org/2000/svg}"
    names = [each.text for each in svg.iter(f"{name}text") if each.get("class") == "name"]
    assert code == 0
    assert (len(names), names[0], names[-1]) == (56, "Sweden", "Saudi Arabia")
    assert svg.find(f"{name}title").text == "How firm is each place?"
    assert "56 places" in svg.find(f"{name}desc").text
    assert svg.get("role") == "img"
    assert svg.find(f".//{name}script") is None
    rows = [group.find(f"{name}title").text for group in svg.iter(f"{name}g")]
    assert rows[0] == "Sweden: place 1, from 1 to 2"
    width = float(svg.get("viewBox").split()[2])
    for line in svg.iter(f"{name}line"):
        assert 0 <= float(line.get("x1")) <= float(line.get("x2")) <= width


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (("--year", 2030), "there are 2007–2021"),
        (("--year", 2019, "--on", "2019-12-31"), "exclude each other"),
        (("--codebook", EXAMPLES / "regions.toml"), "it has no edition"),
        (("--table", "rows"), "countries"),
        (("--noise", 2), "less than or equal to 1"),
    ],
)
def test_a_wrong_call_is_told_what_to_write(run, call, said):
    code, out, err = run("robustness", *call)
    assert (code, out) == (2, "")
    assert said in " ".join(err.split())


@pytest.mark.parametrize(("overall", "said"), [("aa1", "no overall"), ("zz", "is unknown")])
def test_what_does_not_rank_is_refused(run, overall, said):
    code, out, err = run("robustness", "--overall", overall)
    assert (code, out) == (1, "")
    assert said in err


def test_the_cards_of_a_day_are_those_in_force_and_read_at_once(service):
    book = service.codebook
    with statements(service.engine) as said:
        cards = in_force(service, book, date(2019, 12, 31))
    assert sum(statement.startswith("SELECT") for statement in said) == 1
    assert len(cards) == 56
    assert cards["DEU"].values["f"] == pytest.approx(41.75)
    assert in_force(service, book, date(2000, 1, 1))["DEU"].values["ov"] is None
