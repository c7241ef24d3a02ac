"""What `config/sources.toml` watches: every country is heard, and nothing is off unsaid."""

import csv
import re
import tomllib
from datetime import date
from pathlib import Path

import pycountry
import pytest

from monitor.address import normal
from monitor.entry import Entry
from monitor.source import KEY, parse_sources
from monitor.sources import KINDS
from monitor.visits.asking import on_day
from monitor.visits.numbering import number

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data"
GOLDEN = DATA / "sources" / "json"

#: No source but media is known to let a program in.
UNHEARD_BUT_BY_MEDIA = {"ISR"}

#: Feeds and APIs that are in public use and off here; the note of each says why.
OFF = {
    *("alb-gjl", "arg-infoleg", "arg-saij", "aut-judikatur", "aut-parlament-bills"),
    *("aut-parlament-drafts", "bel-codex", "bgr-parliament", "che-parlament-press"),
    *("can-ircc-json", "chl-tc", "chn-npc", "dnk-retsinformation-search", "eu-ep-adopted-api"),
    *("eu-ep-procedures", "fin-eduskunta", "fin-finlex", "fin-proposals", "fra-an-dossiers"),
    *("fra-legifrance", "grc-fek", "grc-ombudsman", "idn-jdihn", "int-codices"),
    *(
        "int-hudoc-esc",
        "int-hudoc-exec",
        "int-hrw-country",
        "int-uhri",
        "ita-cc",
        "ltu-seimas",
        "mda-cc",
    ),
    *("mkd-sobranie-api", "nld-sru-base", "nor-lovdata-api", "nor-stortinget", "pol-saos"),
    *("rou-just", "srb-pis", "svk-nsud", "tur-danistay", "ukr-ccu", "ukr-rada"),
    *("ukr-rada-laws", "zaf-open-gazettes"),
}

#: What took the place of the dead, where something did.
SUCCESSORS = {
    "can-ircc-old": "can-ircc",
    "eu-ewsi-old": "eu-ewsi",
    "eu-home-old": "eu-home",
    "eu-oj-l-old": "eu-oj-l",
    "int-mpi-old": "int-mpi",
    "ita-gu-old": "ita-gu",
    "nld-rijksoverheid-old": "nld-rijksoverheid",
    "nzl-inz-old": "nzl-inz",
    "swe-riksdag-old": "swe-prop",
}

#: A link of each source whose entries are numbered, as its publisher makes them.
NUMBERED = {
    "aut-bgbl": "https://www.ris.bka.gv.at/Dokumente/BgblAuth/BGBLA_2026_I_123/BGBLA_2026_I_123.html",
    "deu-bgbl": "https://www.recht.bund.de/bgbl/1/2026/123/VO.html",
    "deu-bgbl-2": "https://www.recht.bund.de/bgbl/2/2026/123/VO.html",
    "gbr-ukpga": "http://www.legislation.gov.uk/ukpga/2026/123",
    "nld-stb": "https://zoek.officielebekendmakingen.nl/stb-2026-123.html",
    "pol-du": "https://api.sejm.gov.pl/eli/acts/DU/2026/123",
    "pol-mp": "https://api.sejm.gov.pl/eli/acts/MP/2026/123",
}


def parsed(file):
    with file.open("rb") as opened:
        return parse_sources(tomllib.load(opened), KINDS)


SOURCES = parsed(ROOT / "config" / "sources.toml")
DEAD = parsed(DATA / "dead_sources.toml")
ON = {id: source for id, source in SOURCES.items() if source.on}
ADDRESSES = {id: normal(source.url) for id, source in SOURCES.items()}
COUNTRIES = {
    row["country"]
    for file in (ROOT / "config" / "baselines").glob("*.csv")
    for row in csv.DictReader(file.read_text().splitlines())
}


@pytest.fixture
def seen(shared):
    """The addresses that were seen in public use."""
    with (shared / "sources" / "sources_seen.csv").open() as file:
        return list(csv.DictReader(file))


def asking(row):
    """The ids of the sources that ask this address, else of those that ask its pattern."""
    wanted = normal(row["url"])
    stem = re.split(r"[?{]|/2026", row["url"])[0]
    exactly = {id for id, address in ADDRESSES.items() if address == wanted}
    return exactly or {id for id, source in SOURCES.items() if source.url.startswith(stem)}


def test_every_country_is_heard_by_more_than_media():
    spoken_of = {source.jurisdiction for source in ON.values() if source.trust != "media"}
    assert len(COUNTRIES) == 56
    assert COUNTRIES - spoken_of == UNHEARD_BUT_BY_MEDIA
    assert {"EU", None} <= spoken_of


def test_every_country_has_sources_of_its_media():
    spoken_of = {source.jurisdiction for source in ON.values() if source.trust == "media"}
    assert spoken_of >= COUNTRIES


def test_only_countries_of_the_index_are_watched():
    assert {source.jurisdiction for source in SOURCES.values()} == COUNTRIES | {"EU", None}


def test_an_id_begins_with_its_jurisdiction():
    for id, source in (SOURCES | DEAD).items():
        begins = (source.jurisdiction or "int").lower()
        assert re.fullmatch(rf"{begins}-[a-z0-9]+(-[a-z0-9]+)*", id)


def test_no_address_is_watched_twice():
    assert len(ADDRESSES) == len(set(ADDRESSES.values()))


def test_no_two_sources_have_one_name():
    names = [source.name for source in SOURCES.values()]
    assert len(names) == len(set(names))


def test_languages_are_those_of_iso_639_1():
    for language in {source.language for source in SOURCES.values()}:
        assert pycountry.languages.get(alpha_2=language), language


def test_triage_reads_every_language_of_a_source():
    read = {file.stem for file in (ROOT / "config" / "keywords").glob("*.toml")}
    assert {source.language for source in SOURCES.values()} - read == set()


def test_what_is_off_says_why():
    assert [id for id, source in SOURCES.items() if not source.on and not source.note] == []


def test_a_source_that_a_note_names_is_watched():
    named = {id for s in SOURCES.values() for id in re.findall(r"\[([\w-]+)\]", s.note)}
    assert named <= ON.keys()


def test_places_for_a_date_are_all_filled():
    filled = [on_day(source.url, date(2026, 11, 2)) for source in SOURCES.values()]
    assert "https://sidof.segob.gob.mx/dof/sidof/notas/02-11-2026" in filled
    assert not any("{" in address.replace(KEY, "") for address in filled)


def test_every_api_that_is_asked_has_a_golden_file_of_its_shape():
    shapes = [tomllib.loads(file.read_text())["read"] for file in GOLDEN.glob("*.toml")]
    assert [id for id, s in ON.items() if s.kind == "json" and s.how not in shapes] == []


def test_numbers_of_gazettes_are_found_in_their_links():
    assert {id for id, source in SOURCES.items() if source.numbered} == NUMBERED.keys()
    for id, link in NUMBERED.items():
        entry = Entry("x", link, "x", "")
        assert number(entry, re.compile(SOURCES[id].numbered)) == (2026, 123)


def test_the_dead_are_not_watched():
    assert not set(ADDRESSES.values()) & {normal(source.url) for source in DEAD.values()}
    assert not any(source.on for source in DEAD.values())


def test_the_successors_of_the_dead_are_asked():
    assert SUCCESSORS.keys() <= DEAD.keys()
    assert set(SUCCESSORS.values()) <= ON.keys()


@pytest.mark.shared
def test_every_feed_and_api_in_use_is_asked_or_says_why_not(seen):
    in_use = [
        row for row in seen if row["kind"] in ("feed", "json") and row["evidence"] in "AB"
    ]
    assert len(in_use) > 400
    assert all(asking(row) for row in in_use)
    assert {id for row in in_use if not asking(row) & ON.keys() for id in asking(row)} == OFF


@pytest.mark.shared
def test_what_nobody_checked_is_not_asked(seen):
    unchecked = {normal(row["url"]) for row in seen if row["evidence"] in "CD"}
    assert [id for id in ON if ADDRESSES[id] in unchecked] == []


@pytest.mark.shared
def test_every_dead_address_is_known_as_dead(seen):
    dead = {normal(source.url) for source in DEAD.values()}
    assert {normal(row["url"]) for row in seen if row["evidence"] == "D"} <= dead
