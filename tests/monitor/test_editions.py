"""Editions: the published answers go on record once, and our scores are the published ones."""

import csv
from datetime import date

import pytest

from app.bootstrap import load_editions, read_baseline
from monitor import answers, editions
from monitor.errors import BadFile
from scoring import in_force, score

HEAD = "country,year,code,answer\n"


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("XYZ,2019,aa1,100", "line 2: 'XYZ' is no country"),
        ("DEU,2019,zz9,100", "line 2: 'zz9' is no question of mipex-core"),
        ("DEU,2019,a,100", "line 2: 'a' is no question of mipex-core"),
        ("DEU,2019,aa1,yes", "line 2: answer is a number, not 'yes'"),
        ("DEU,2019,aa1,", "line 2: answer is a number, not ''"),
        ("DEU,year,aa1,100", "line 2: year is a year such as 2019, not 'year'"),
        ("DEU,2019,aa1,101", "line 2: the answer 101 lies outside 0–100"),
        ("DEU,2019,aa1,nan", "line 2: answer is a number, not 'nan'"),
        ("DEU,2019,aa1,50\nDEU,2019,aa1,100", "line 3: aa1 is answered twice for DEU 2019"),
        ("DEU,2019,aa1", "line 2: answer is a number, not ''"),
        ("DEU,0000,aa1,50", "line 2: year is a year such as 2019, not '0000'"),
        ("DEU,inf,aa1,50", "line 2: year is a year such as 2019, not 'inf'"),
        ("DEU,2019,aa1,50,5", "line 2: it has more cells than columns: '5'"),
        ("DEU,2019,bb29,50", "but counted from bb29a, bb29b, bb29c; answer those"),
        ("DEU,2019,aa1," + "5" * 140_000, "line 2: this is no CSV: field larger than"),
    ],
)
def test_a_faulty_row_is_named_by_its_line_and_nothing_is_taken(codebook, line, fault):
    with pytest.raises(BadFile) as bad:
        editions.read_answers(f"{HEAD}{line}\n", codebook)
    assert fault in str(bad.value)


def test_every_fault_of_a_file_is_named_not_only_the_first(codebook):
    with pytest.raises(BadFile) as bad:
        editions.read_answers(f"{HEAD}XYZ,2019,aa1,100\nDEU,2019,zz9,100\n", codebook)
    assert len(bad.value.faults) == 2


def test_a_file_of_another_kind_is_told_which_columns_it_lacks(codebook):
    with pytest.raises(
        BadFile, match=r"line 1: the column code is missing; .*\n.*answer is missing"
    ):
        editions.read_answers("country,year,indicator,score\nDEU,2019,aa1,100\n", codebook)


def test_an_edition_goes_on_record_once(service):
    with service.reading() as session:
        before = answers.count(session)
    assert load_editions(service) == 0
    baseline = read_baseline(service.settings, service.codebook)
    with service.writing() as session:
        assert editions.import_edition(session, service.codebook, baseline) == 0
        session.commit()
    with service.reading() as session:
        assert answers.count(session) == before == 35375


def test_off_scale_official_answers_are_kept_and_pointed_at(service):
    baseline = read_baseline(service.settings, service.codebook)
    warned = editions.unusual(service.codebook, baseline)
    assert len(warned) == 22
    assert warned[0] == "BEL 2009: cb50 is 75, which is none of its options"


def test_a_score_that_was_tampered_with_is_found(service):
    book = service.codebook
    cards = editions.scorecards(book, read_baseline(service.settings, book))
    true = cards["DEU", 2019].values
    published = "country,year,level,code,score\n" + "".join(
        f"DEU,2019,area,{area},{true[area] + (area == 'f') * 1e-6!r}\n" for area in "abcdefgh"
    )
    check = editions.check_edition(book, cards, published)
    assert check.compared == 8
    assert [d.code for d in check.differences] == ["f"]


@pytest.mark.shared
def test_every_published_score_is_what_the_answers_on_record_give(service, shared):
    """Scored from the database as of each 31 December: the path that every page takes."""
    published = shared / "mipex" / "scores_core_2007-2019.csv"
    book, cards, compared = service.codebook, {}, 0
    with service.reading() as session, published.open(newline="") as file:
        for row in csv.DictReader(file):
            if row["level"] not in ("area", "overall"):
                continue
            country, year = row["country"], int(row["year"])
            if (country, year) not in cards:
                history = answers.history(session, book.id, country)
                day = date(year, 12, 31)
                cards[country, year] = score(book, in_force(history, day, answers.EVER))
            ours = cards[country, year].values[row["code"]]
            assert ours == pytest.approx(float(row["score"]), abs=1e-9), row
            compared += 1
    assert compared == 5237
