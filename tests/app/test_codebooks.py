"""Codebooks at the command line, and an index that a service carries by its files alone."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from app.bootstrap import bootstrap, load_editions
from app.files import read_codebooks
from config.settings import Settings
from monitor import answers, countries, editions
from monitor.errors import BadFile
from scoring import CodebookError

CODEBOOKS = Path(__file__).parents[2] / "config" / "codebooks"
EXAMPLES = CODEBOOKS / "examples"


@pytest.fixture
def broken(tmp_path):
    """The regional example with two faults."""
    text = (EXAMPLES / "regions.toml").read_text("utf-8")
    file = tmp_path / "broken.toml"
    file.write_text(text.replace('"edu_2"]', '"edu_3"]').replace('[50, "In', '[500, "In'))
    return file


def line_of(file, part):
    text = file.read_text("utf-8")
    return text[: text.index(part)].count("\n") + 1


def test_a_sound_codebook_is_summed_up_in_a_line(run):
    code, out, _ = run("codebook", "check", EXAMPLES / "regions.toml")
    assert code == 0
    assert out.endswith(
        "regions.toml: sound; regions-esp 2026: "
        "1 overall, 2 area, 4 indicator, 2 question; 5 questions\n"
    )


def test_every_codebook_of_the_house_is_sound(run):
    for file in sorted(CODEBOOKS.rglob("*.toml")):
        assert run("codebook", "check", file, "--json")[:2] == (0, "[]\n"), file


def test_each_fault_of_a_codebook_is_printed_with_its_line(run, broken):
    orphan = 'code = "edu_2"'
    code, out, _ = run("codebook", "check", broken)
    assert code == 1
    assert out.splitlines() == [
        f"{broken}:{line_of(broken, 'edu_3')}: edu: counts 'edu_3', which is nowhere; "
        "did you mean 'edu_2'?",
        f"{broken}:{line_of(broken, orphan)}: edu_2: is part of nothing; "
        "name it among some parts",
        f"{broken}:{line_of(broken, '500')}: hea_2: 500 is outside the scale; "
        "stay within 0 and 100",
    ]


def test_the_faults_of_a_codebook_are_one_json_array(run, broken):
    code, out, _ = run("codebook", "check", broken, "--json")
    assert code == 1
    assert json.loads(out)[-1] == {
        "line": line_of(broken, "500"),
        "where": "hea_2",
        "problem": "500 is outside the scale",
        "remedy": "stay within 0 and 100",
    }


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b'id = "x"\nlevels = [', ":2: file: is no TOML: Invalid value; mend this line first"),
        (b'id = "x"\ntitle = "\xe9"', ":2: file: has a byte that is no UTF-8 (0xe9); save the"),
        (b"x = 1\nx = " + b"[" * 3_000, ":2: file: has more than 50 brackets within one"),
        (b"\nscale = [0, " + b"9" * 5_000, ":2: file: has a number of more than 1,000 digits"),
        (b'\xef\xbb\xbfid = ""', ":1: codebook: has '' for its id; give it a text"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_its_line(run, tmp_path, data, says):
    (tmp_path / "x.toml").write_bytes(data)
    code, out, _ = run("codebook", "check", tmp_path / "x.toml")
    assert code == 1
    assert f"x.toml{says}" in out


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('within = "ESP"', 'within = "ESQ"', "jurisdictions: 'ESQ' is no code of a place; "),
        ('ES-PV = "', 'FR-PV = "', "jurisdictions: 'FR-PV' is no region of ESP; "),
    ],
)
def test_a_country_that_iso_does_not_know_is_a_fault_on_its_line(run, tmp_path, old, new, says):
    file = tmp_path / "places.toml"
    file.write_text((EXAMPLES / "regions.toml").read_text("utf-8").replace(old, new))
    code, out, _ = run("codebook", "check", file)
    assert code == 1
    assert out.startswith(f"{file}:{line_of(file, new)}: {says}")
    with pytest.raises(CodebookError, match="is no"):
        read_codebooks(tmp_path)


@pytest.mark.parametrize("value", ["[" * 3_000, "9" * 5_000, "0x" + "f" * 5_000])
def test_a_service_refuses_a_codebook_that_python_cannot_read(tmp_path, value):
    (tmp_path / "x.toml").write_text(f"scale = [0, {value}]\n")
    with pytest.raises((BadFile, CodebookError)):
        read_codebooks(tmp_path)


def test_a_file_that_is_not_there_is_said_to_a_person(run, tmp_path):
    code, out, err = run("codebook", "check", tmp_path / "none.toml")
    assert (code, out) == (1, "")
    assert "none.toml: No such file" in err


def test_answers_are_scored_by_a_codebook_that_is_a_file(run, tmp_path):
    file = tmp_path / "answers.csv"
    file.write_text("country,year,code,answer\nES-CT,2026,edu_1,100\nES-CT,2026,edu_2,50\n")
    code, out, _ = run("score", file, "--codebook", EXAMPLES / "regions.toml")
    assert code == 0
    assert "ES-CT,2026,area,edu,75\n" in out


def test_a_folder_of_codebooks_is_read_without_its_examples():
    assert list(read_codebooks(CODEBOOKS)) == ["mipex-core"]


# ── Who an index is about ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("place", "code", "says"),
    [
        ("ES-XX", "hea_1b", "'ES-XX' is not in regions-esp; write one of ES"),
        ("ESP", "hea_1b", "'ESP' is not in regions-esp"),
        ("DEU", "res_pol1", "'DEU' is not in niem-like; write one of CZE, ESP,"),
        ("ES-CT", "lab_1a", "'ES-CT' is no country; write its ISO 3166-1"),
    ],
)  # fmt: skip
def test_an_answer_from_elsewhere_is_refused(place, code, says):
    book = next(b for b in read_codebooks(EXAMPLES).values() if code in b.nodes)
    with pytest.raises(BadFile, match=says):
        editions.read_answers(f"country,year,code,answer\n{place},2020,{code},1\n", book)


def test_a_region_is_named_as_its_country_names_it():
    assert countries.name("DE-BY", "en") == "Bayern"
    assert countries.name("DE-XX", "en") == "DE-XX"


# ── A service that a folder of files makes ───────────────────────────────────────────────


@pytest.fixture
def service(tmp_path, database_url, clock):
    """A service of four indexes; the answers of two are published."""
    for name in ("codebooks", "baselines"):
        (tmp_path / name).mkdir()
    for file in (CODEBOOKS / "mipex-core.toml", *EXAMPLES.glob("*.toml")):
        shutil.copy(file, tmp_path / "codebooks")
    (tmp_path / "baselines" / "mipex-iii.csv").write_text(
        "country,year,code,answer\n"
        + "".join(f"PRT,2010,{s}_{d}{x},2\n" for s in STRANDS for d in "1234" for x in "ab")
    )
    (tmp_path / "baselines" / "regions-esp.csv").write_text(
        "country,year,code,answer\nES-CT,2026,hea_1a,100\nES-CT,2026,hea_1b,0\n"
    )
    settings = Settings(
        var=tmp_path,
        database_url=database_url,
        secret="a secret of the tests",
        codebooks=tmp_path / "codebooks",
        baselines=tmp_path / "baselines",
        sources=Path(__file__).parents[1] / "data" / "sources.toml",
    )
    made = bootstrap(settings, clock=clock)
    yield made
    made.engine.dispose()


STRANDS = ("lab", "fam", "edu", "pol", "res", "nat", "dis")


def card(service, codebook, place):
    book = service.codebooks[codebook]
    with service.reading() as session:
        record = answers.confirmed(session, book.id, place)
        return answers.card(book, record, date(2026, 6, 1), service.clock())


def test_an_index_comes_into_the_database_by_its_files_alone(service):
    assert load_editions(service) == 56 + 2
    assert load_editions(service) == 0
    assert card(service, "mipex-iii", "PRT").values["all"] == 2
    assert card(service, "regions-esp", "ES-CT").values["hea"] == 40
    assert card(service, "niem-like", "PRT").values["full"] is None
