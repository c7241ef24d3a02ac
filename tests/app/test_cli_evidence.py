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
from monitor.tables import Report
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
