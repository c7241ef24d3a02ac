"""Commands as they are called: data on one stream, words on the other, honest exit codes."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

DE_RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>Gazette</title><item>
<guid>7</guid><title>A law</title><link>https://gazette.example/7</link>
<pubDate>Sat, 21 Nov 2026 08:00:00 +0100</pubDate></item></channel></rss>"""


def table(done):
    return list(csv.DictReader(io.StringIO(done.stdout)))


def test_scores_are_those_in_force_on_the_day(mipex):
    done = mipex("scores", "--country", "DEU", "--on", "2018-12-31")
    found = {row["code"]: float(row["score"]) for row in table(done)}
    assert done.returncode == 0
    assert {row["country"] for row in table(done)} == {"DEU"}
    assert found["f"] == pytest.approx(41.75)
    assert {"ov_h", "ov", "ov_noedu", "aa1", "bb28a"} <= set(found)


def test_nothing_was_known_before_the_edition_was_published(mipex):
    known = "2020-12-08T23:59Z"
    done = mipex("scores", "--country", "DEU", "--on", "2018-12-31", "--known", known, "--json")
    assert (done.returncode, json.loads(done.stdout)) == (0, [])


def test_json_is_one_array_of_all_countries(mipex):
    done = mipex("scores", "--on", "2019-12-31", "--json")
    found = json.loads(done.stdout)
    assert len({row["country"] for row in found}) == 56
    assert sum(row["code"] == "ov_h" for row in found) == 56


@pytest.mark.parametrize(
    "call",
    [
        ["scores", "--on", "2018-13-45"],
        ["scores", "--on", "31.12.2018"],
        ["scores", "--country", "XX"],
        ["scores", "--known", "2026-01-01T00:00"],
        ["score", "--codebook", "niem", "-"],
        ["check-edition"],
        ["no-such-command"],
        ["confirm", "not-an-id", "--as", "x", "--law", "x", "--in-force-from", "2024-01-01"],
    ],
)
def test_a_wrong_call_is_told_so_and_exits_with_two(mipex, call):
    done = mipex(*call)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr
    assert done.stderr.strip()


def test_answers_are_scored_at_every_level_unrounded(mipex):
    answers = "country,year,code,answer\n" + "".join(
        f"PRT,2026,{code},{answer}\n"
        for code, answer in {"fa98": 50, "fa102_new": 67, "fb106": 0, "fd115ab": 100}.items()
    )
    done = mipex("score", "--codebook", "mipex-core", "-", given=answers)
    found = {(row["level"], row["code"]): row["score"] for row in table(done)}
    assert found["area", "f"] == "54.25"
    assert found["subindicator", "fb106"] == found["indicator", "fb_new"] == "0"
    assert not any(level == "overall" for level, _ in found)


def test_the_program_is_installed_and_can_stand_in_a_pipe():
    done = subprocess.run(
        [Path(sys.executable).parent / "mipex", "score", "-"],
        input="country,year,code,answer\nPRT,2026,aa1,fifty\n",
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("line 2:")


def test_an_off_scale_answer_is_kept_with_a_warning(mipex):
    done = mipex("score", "-", given="country,year,code,answer\nBEL,2019,cb50,75\n")
    assert done.returncode == 0
    assert "BEL 2019: cb50 is 75" in done.stderr
    assert "BEL,2019,indicator,cb50,75" in done.stdout


def test_a_faulty_file_is_told_its_line_and_gives_no_data(mipex):
    done = mipex("score", "-", given="country,year,code,answer\nZZZ,2019,aa1,100\n")
    assert (done.returncode, done.stdout) == (1, "")
    assert "line 2: 'ZZZ' is no country" in done.stderr


@pytest.mark.shared
def test_every_published_score_is_recomputed(mipex, shared):
    done = mipex("check-edition", shared / "mipex" / "scores_core_2007-2019.csv")
    assert done.returncode == 0
    assert done.stdout == "5237 values compared, 0 differ\n"


def test_a_check_that_fails_exits_with_one_and_names_the_difference(mipex):
    published = "country,year,level,code,score\nDEU,2019,area,f,41.0\n"
    done = mipex("check-edition", "-", given=published)
    assert done.returncode == 1
    first, last = done.stdout.splitlines()
    assert first.startswith("DEU 2019 f: published 41, recomputed 41.75")
    assert last == "1 values compared, 1 differ"


def test_a_feed_is_shown_as_it_is_read(mipex, tmp_path):
    (tmp_path / "a.xml").write_text(DE_RSS)
    done = mipex("inspect", "feed", "a.xml", "-", given="<html>no feed</html>")
    feed, page = map(json.loads, done.stdout.splitlines())
    assert (feed["file"], feed["format"], feed["title"]) == ("a.xml", "rss20", "Gazette")
    assert feed["entries"] == [
        {
            "id": "7",
            "link": "https://gazette.example/7",
            "title": "A law",
            "summary": "",
            "published": "2026-11-21T07:00:00Z",
        }
    ]
    assert (page["file"], page["entries"], done.returncode) == ("-", [], 0)
    assert page["problems"]


def test_a_file_that_is_not_there_is_named_and_the_others_are_read(mipex, tmp_path):
    (tmp_path / "a.xml").write_text(DE_RSS)
    done = mipex("inspect", "feed", "none.xml", "a.xml")
    none, there = map(json.loads, done.stdout.splitlines())
    assert (none["entries"], len(there["entries"]), done.returncode) == ([], 1, 1)
    assert "No such file" in none["problems"][0]


def test_dates_are_shown_as_they_are_read(mipex):
    lines = [
        {"id": 1, "text": "Sat, 21 Nov 2026 08:00:00 CET", "seen": "2026-11-21T09:00:00Z"},
        {"id": 2, "text": "21. November 2026", "lang": "de", "seen": "2026-11-18T23:00:00Z"},
        {"id": 3, "text": "21.11.2026 08:00", "lang": None},
        {"id": 4, "text": "1 Jan 1970", "lang": "de"},
    ]
    done = mipex("inspect", "date", "-", given="\n".join(map(json.dumps, lines)))
    assert [json.loads(line) for line in done.stdout.splitlines()] == [
        {"id": 1, "utc": "2026-11-21T07:00:00Z", "precision": "instant", "plausible": True},
        {"id": 2, "utc": "2026-11-21T00:00:00Z", "precision": "day", "plausible": False},
        {"id": 3, "utc": None, "precision": None, "plausible": None},
        {"id": 4, "utc": "1970-01-01T00:00:00Z", "precision": "day", "plausible": False},
    ]


def test_one_date_can_be_tried_by_hand(run):
    code, out, _ = run("inspect", "date", "--text", "20 noiembrie 2020", "--lang", "ro")
    read = {"id": None, "utc": "2020-11-20T00:00:00Z", "precision": "day", "plausible": True}
    assert (code, json.loads(out)) == (0, read)


def test_dates_are_tried_from_files_or_from_the_call_and_not_from_both(run):
    for arguments in ((), ("lines.jsonl", "--text", "2020-11-20")):
        code, out, err = run("inspect", "date", *arguments)
        assert (code, out) == (2, "")
        assert "--text" in err


def test_a_verdict_of_triage_says_why(mipex):
    line = {
        "id": "x",
        "title": "Parliament adopts law: foreigners may vote in local elections",
        "summary": None,
        "lang": "en",
        "jurisdiction": "SVN",
    }
    done = mipex("inspect", "triage", "-", given=json.dumps(line))
    verdict = json.loads(done.stdout)
    assert list(verdict) == [
        "id", "relevant", "score", "lang", "jurisdiction", "areas", "because",
    ]  # fmt: skip
    assert (verdict["relevant"], verdict["jurisdiction"]) == (True, "SVN")
    assert verdict["areas"] == ["political_participation"]
    assert verdict["because"]


def test_a_bad_line_is_named_and_the_others_go_on(mipex):
    given = (
        '{"id": 1, "text": "2026-11-21"}\nnonsense\n{"id": 3}\n'
        '{"id": 4, "text": "2026-11-22"}\n{"id": 5, "text": "2026-11-22", "seen": "today"}'
    )
    done = mipex("inspect", "date", "-", given=given)
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == [1, 4]
    assert "line 2" in done.stderr
    assert "line 3: text is missing" in done.stderr
    assert 'line 5: "seen" is no instant' in done.stderr
    assert done.returncode == 1


def test_the_loop_can_be_gone_by_hand(mipex):
    assert (
        mipex("people", "add", "ana@x.example", "--name", "Ana", "--country", "prt").returncode
        == 0
    )
    listed = table(mipex("people", "list"))
    assert [(row["email"], row["countries"]) for row in listed] == [("ana@x.example", "PRT")]
    collected = mipex("collect")
    assert (collected.returncode, table(collected)[0]["new"]) == (1, "0")
    assert "dead: " in collected.stderr
    for command in ("drain", "close"):
        assert mipex(command).returncode == 0
    deliver = mipex("deliver")
    assert (deliver.returncode, "MIPEX_SMTP_HOST" in deliver.stderr) == (1, True)
    assert mipex("sign-in-link", "ana@x.example").stdout.startswith(
        "https://index.example/sign-in/"
    )
    assert mipex("sign-in-link", "eva@x.example").returncode == 1
    assert json.loads(mipex("reports", "--json").stdout) == []
    assert json.loads(mipex("drafts", "--json").stdout) == []


def test_a_person_with_a_country_that_does_not_exist_is_refused_with_what_to_write(mipex):
    done = mipex("people", "add", "ana@x.example", "--name", "Ana", "--country", "ZZZ")
    assert done.returncode == 2
    assert "ISO 3166-1" in done.stderr


def test_a_broken_codebook_is_named_with_what_to_do(mipex, tmp_path):
    folder = tmp_path / "codebooks"
    folder.mkdir()
    source = Path(__file__).parents[2] / "config" / "codebooks" / "mipex-core.toml"
    text = source.read_text().replace('rule = "weighted mean"', 'rule = "median"', 1)
    (folder / "mipex-core.toml").write_text(text)
    done = mipex("score", "-", MIPEX_CODEBOOKS=str(folder))
    assert done.returncode == 1
    assert "median" in done.stderr
    assert "mipex-core.toml" in done.stderr
