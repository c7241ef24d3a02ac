"""Evidence at the terminal: verify, list, show."""

import csv
import json
from datetime import UTC, datetime
from hashlib import sha256
from io import StringIO

import pytest
from sqlmodel import Session

from monitor.archive import backing
from monitor.archive.gather import make_readable
from monitor.evidence import Archive, archived
from monitor.evidence_tables import Wanted
from monitor.request import Fetched
from monitor.tables import Report, SourceState
from store import make_engine, writing

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
LAW = b"<html><body><p>Nobody gives up a nationality.</p></body></html>"
DIGEST = sha256(LAW).hexdigest()


@pytest.fixture
def archive(tmp_path):
    return Archive(str(tmp_path / "var" / "evidence"))


@pytest.fixture
def report(mipex, tmp_path, archive):
    """A report that rests on one document and waits for another."""
    engine = make_engine(f"sqlite:///{tmp_path / 'mipex.db'}")
    row = Report(country="DEU", title="t", summary="", url="", reported_at=NOW)
    with Session(engine, expire_on_commit=False) as session:
        document = archived(archive, Fetched("https://a.example/", 200, LAW, "text/html"), NOW)
        session.add_all([row, document])
        session.flush()
        backing.back(session, row.id, document.id)
        waiting = Wanted(
            report_id=row.id, address="https://b.example/", due_at=NOW, tries=1, error="away"
        )
        session.add(waiting)
        session.commit()
    make_readable(lambda: writing(engine), archive)
    engine.dispose()
    return row.id


def test_an_archive_that_is_whole_verifies(mipex, report):
    done = mipex("evidence", "verify")
    assert (done.returncode, done.stdout) == (0, "2 documents, all as received\n")
    done = mipex("evidence", "verify", "--json")
    assert json.loads(done.stdout) == {"documents": 2, "faults": []}


def test_an_empty_archive_is_whole(mipex):
    assert mipex("evidence", "verify").stdout == "0 documents, all as received\n"


def test_each_broken_document_is_named_and_the_exit_code_is_one(mipex, report, archive):
    archive.remove(DIGEST)
    stranger = archive.put(b"nobody's")
    done = mipex("evidence", "verify")
    assert done.returncode == 1
    assert set(done.stdout.splitlines()) == {f"missing {DIGEST}", f"unknown {stranger}"}
    assert "3 documents: 1 missing, 1 unknown" in done.stderr
    done = mipex("evidence", "verify", "--json")
    assert done.returncode == 1
    assert {"fault": "missing", "sha256": DIGEST} in json.loads(done.stdout)["faults"]


def test_the_evidence_of_a_report_is_listed_as_data(mipex, report):
    done = mipex("evidence", "list", "--report", report)
    (row,) = csv.DictReader(StringIO(done.stdout))
    assert (row["sha256"], row["address"]) == (DIGEST, "https://a.example/")
    assert row["received_at"] == "2026-11-21T09:00:00+00:00"
    assert "still to be archived: https://b.example/ (try 1 of 10: away; next 2026-11-21)" in (
        done.stderr
    )
    told = json.loads(mipex("evidence", "list", "--report", report, "--json").stdout)
    assert told["evidence"][0]["size"] == len(LAW)
    assert told["awaited"] == [
        {
            "address": "https://b.example/",
            "tries": 1,
            "error": "away",
            "due_at": "2026-11-21T09:00:00+00:00",
        }
    ]


@pytest.fixture
def long_ago(mipex, tmp_path, archive):
    """A document that no report rests on, a report that waits for another, a source asked."""
    engine = make_engine(f"sqlite:///{tmp_path / 'mipex.db'}")
    then = datetime(2020, 1, 1, tzinfo=UTC)
    row = Report(country="DEU", title="t", summary="", url="", reported_at=then)
    with Session(engine) as session:
        document = archived(archive, Fetched("https://a.example/", 200, LAW, "text/html"), then)
        session.add_all([row, document])
        session.flush()
        session.add(Wanted(report_id=row.id, address="http://127.0.0.1:9/", due_at=then))
        session.add(SourceState(source="dead", due_at=then, fetched_at=then))
        session.commit()
    engine.dispose()


def test_what_reports_point_to_is_gathered_by_hand(mipex, long_ago):
    done = mipex("gather")
    (row,) = csv.DictReader(StringIO(done.stdout))
    assert (row["address"], done.returncode) == ("http://127.0.0.1:9/", 1)
    assert row["error"]
    done = mipex("gather", "--json")
    assert (json.loads(done.stdout), done.returncode) == ([], 0)


def test_closing_also_lets_go_and_reviews_the_sources(mipex, long_ago):
    done = mipex("close")
    assert done.returncode == 0
    assert "1 documents and 0 entries let go" in done.stderr
    assert "the sources were reviewed" in done.stderr
    assert mipex("evidence", "verify").stdout == "0 documents, all as received\n"
    assert "reviewed" not in mipex("close").stderr


def test_a_call_that_names_no_report_says_what_to_write(mipex):
    nothing = "00000000-0000-0000-0000-000000000000"
    done = mipex("evidence", "list")
    assert done.returncode == 2
    assert "--report ID or --change ID" in done.stderr
    for option in ("--report", "--change"):
        done = mipex("evidence", "list", option, nothing)
        assert done.returncode == 1
        assert f"there is no {option[2:]} {nothing}" in done.stderr


def test_a_document_and_its_text_are_written_as_they_are(mipex, report):
    assert mipex("evidence", "show", DIGEST.upper()).stdout.encode() == LAW
    text = mipex("evidence", "show", DIGEST, "--text").stdout
    assert text.strip() == "Nobody gives up a nationality."


def test_a_document_that_is_not_there_is_said_to_be_missing(mipex):
    for arguments in (["0" * 64], ["0" * 64, "--text"], ["../secret"]):
        done = mipex("evidence", "show", *arguments)
        assert (done.returncode, done.stdout) == (1, "")
        assert "there is no" in done.stderr
