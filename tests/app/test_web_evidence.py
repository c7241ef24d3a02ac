"""Evidence in the browser: two clicks from a score, and the text for those who check it."""

import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from app.web import create_app
from app.web.evidence import LONGEST
from monitor.archive import backing
from monitor.evidence import Archive
from monitor.evidence_tables import TRIES, Evidence, Wanted
from monitor.source_tables import EntryVersion
from monitor.tables import EntryRow, Fetch, ReportEntry

LAW = b"<html><body><h1>Law 1</h1><p>Nobody gives up a nationality.</p></body></html>"
TEXT = "Nobody gives up a nationality."


def text_of(answer):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.text)))


def links(answer, begin):
    return [one for one in re.findall(r'href="([^"]+)"', answer.text) if one.startswith(begin)]


def receipt(site, evidence):
    return site.look(lambda s: s.get(Evidence, evidence))


def test_from_a_countrys_score_to_its_evidence_are_two_clicks(site):
    change = site.released("LUX")
    evidence = site.backed(change, LAW)
    reader = site.client()
    (first,) = set(links(reader.get("/countries/LUX"), "/changes/"))
    second = f"/evidence/{evidence}"
    assert second in links(reader.get(first), "/evidence/")
    page = text_of(reader.get(second))
    assert receipt(site, evidence).sha256 in page
    assert "https://gazette.example/1" in page
    assert f"{len(LAW)} bytes" in page
    assert "21 November 2026, 09:00:00 UTC" in page


def test_the_public_reads_that_a_document_is_kept_and_not_what_it_says(site):
    evidence = site.evidence(site.report("LUX"), LAW, headers=(("X-Powered-By", "Coffee"),))
    published = site.backed(site.released("LUX"), LAW)
    for who in (None, site.eve):
        answer = site.client(who).get(f"/evidence/{published}")
        assert answer.status_code == 200
        assert TEXT not in answer.text
        assert "/raw" not in answer.text
        assert site.client(who).get(f"/evidence/{evidence}").status_code != 200
    inside = site.client(site.ada).get(f"/evidence/{evidence}").text
    assert TEXT in inside
    assert "Coffee" in inside
    assert f"/evidence/{evidence}/raw" in inside


def test_the_key_of_a_mail_opens_the_evidence_of_its_question_and_no_other(site):
    report, other = site.report("DEU"), site.report("DEU", title="Another law")
    mine, theirs = site.evidence(report, LAW), site.evidence(other, LAW)
    visitor = site.client()
    (onward,) = links(visitor.get(site.links.question(site.ada.id, report)), "/evidence/")
    page = visitor.get(unescape(onward))
    assert onward.startswith(f"/evidence/{mine}?key=")
    assert TEXT in page.text
    for address in links(page, f"/evidence/{mine}/raw") + links(
        page, f"/desk/reports/{report}"
    ):
        assert visitor.get(unescape(address)).status_code == 200
    assert visitor.get(onward.replace(str(mine), str(theirs))).status_code == 404
    assert visitor.get(onward[:-1]).status_code == 404


def test_evidence_that_nobody_knows_is_no_page_and_tells_nobody_so(site):
    unknown = "/evidence/00000000-0000-0000-0000-000000000000"
    assert site.client().get(unknown).headers["location"] == "/sign-in"
    assert site.client(site.bob).get(unknown).status_code == 404
    assert site.client(site.bob).get("/evidence/nothing").status_code == 404


def test_the_bytes_are_only_ever_saved(site):
    evidence = site.evidence(site.report("DEU"), LAW)
    answer = site.client(site.ada).get(f"/evidence/{evidence}/raw")
    assert answer.content == LAW
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-security-policy"].startswith("sandbox")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    name = receipt(site, evidence).sha256[:16]
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}.bin"'


def test_a_file_that_can_run_nothing_is_saved_under_its_own_ending(site):
    evidence = site.evidence(site.report(), b"%PDF-", content_type="Application/PDF; q=1")
    answer = site.client(site.ada).get(f"/evidence/{evidence}/raw")
    assert answer.headers["content-disposition"].endswith('.pdf"')


def test_what_a_publisher_sent_is_text_and_never_markup(site):
    script = "<script>alert(1)</script>"
    evidence = site.evidence(
        site.report("DEU"),
        f"x {script}".encode(),
        content_type="text/plain",
        headers=(("X-Evil", script),),
        final_url=f"javascript:{script}",
    )
    page = site.client(site.bob).get(f"/evidence/{evidence}").text
    assert "<script" not in page
    assert 'href="javascript' not in page
    assert page.count("&lt;script&gt;") == 3


def test_a_long_text_is_cut_and_says_so(site):
    body = b"law " * LONGEST
    evidence = site.evidence(site.report("DEU"), body, content_type="text/plain")
    page = site.client(site.ada).get(f"/evidence/{evidence}")
    assert "The text goes on" in page.text
    assert len(page.text) < LONGEST * 1.2


@pytest.mark.parametrize("lost", ["sha256", "text_sha256"])
def test_a_document_that_was_lost_is_said_to_be(site, lost):
    body = f"<p>Lost by its {lost}: {TEXT}</p>".encode()
    evidence = site.evidence(site.report("DEU"), body)
    site.service.archive.remove(getattr(receipt(site, evidence), lost))
    page = site.client(site.ada).get(f"/evidence/{evidence}")
    assert page.status_code == 200
    assert "The kept bytes are not what was received" in page.text


def altered(archive, digest):
    (Path(archive.address) / digest[:2] / f"{digest[2:]}.zst").write_bytes(b"something else")


@pytest.mark.parametrize("spoil", [Archive.remove, altered])
def test_bytes_that_are_not_what_was_received_are_not_given_out(site, spoil, caplog):
    evidence = site.evidence(site.report("DEU"), f"<p>By {spoil.__name__}: {TEXT}".encode())
    digest = receipt(site, evidence).sha256
    spoil(site.service.archive, digest)
    answer = site.client(site.ada).get(f"/evidence/{evidence}/raw")
    assert answer.status_code == 500
    assert "The kept bytes are not what was received" in text_of(answer)
    assert "mipex evidence verify" in answer.text
    assert digest in caplog.text


class Watched(Archive):
    """An archive that sees how many transactions stand open while it is read."""

    def __init__(self, archive, pool):
        super().__init__(archive.address)
        self.pool, self.seen = pool, []

    def get(self, digest):
        self.seen.append(self.pool.checkedout())
        return super().get(digest)


def test_no_transaction_stands_open_while_the_archive_is_read(site):
    evidence = site.evidence(site.report("DEU"), LAW)
    archive = Watched(site.service.archive, site.service.engine.pool)
    visitor = TestClient(create_app(replace(site.service, archive=archive)))
    visitor.cookies = site.client(site.ada).cookies
    assert TEXT in visitor.get(f"/evidence/{evidence}").text
    assert visitor.get(f"/evidence/{evidence}/raw").content == LAW
    assert archive.seen == [0, 0]


def test_the_question_says_what_is_still_to_be_kept_and_what_was_given_up(site):
    report = site.report("DEU")
    ways = {
        "https://a.example/": (0, ""),
        "https://b.example/": (2, "the host does not exist"),
        "https://c.example/": (TRIES, "it refuses programs"),
    }
    rows = [
        Wanted(report_id=report, address=address, due_at=site.now, tries=tries, error=error)
        for address, (tries, error) in ways.items()
    ]
    site.do(lambda session: session.add_all(rows))
    page = text_of(site.client(site.ada).get(f"/desk/reports/{report}"))
    assert "Not kept yet: https://a.example/" in page
    assert "Not kept yet, tried again on 21 November 2026: https://b.example/" in page
    assert "(the host does not exist)" in page
    assert "Given up: https://c.example/ (it refuses programs)" in page


def test_staff_find_the_evidence_beside_the_draft(site):
    change = site.confirmed("LUX")
    evidence = site.backed(change, LAW)
    staff = site.client(site.bob)
    for path in ("/staff/changes", f"/staff/release?change={change}"):
        assert f"/evidence/{evidence}" in staff.get(path).text
    report = site.look(lambda session: backing.report_of(session, change))
    assert f"/evidence/{evidence}" in site.client(site.ada).get(f"/desk/reports/{report}").text


def test_what_a_source_rewrote_stands_beside_what_it_wrote_first(site):
    report = site.report("DEU")
    evidence = site.evidence(report, LAW)

    def tell(session):
        fetches = [
            Fetch(source="gazette", fetched_at=site.now, evidence_id=e)
            for e in (evidence, None)
        ]
        session.add_all(fetches)
        session.flush()
        entry = EntryRow(
            fetch_id=fetches[0].id,
            source="gazette",
            key="1",
            link="",
            title="Law 1",
            summary="",
        )
        session.add(entry)
        session.flush()
        session.add(ReportEntry(entry_id=entry.id, report_id=report))
        version = EntryVersion(
            entry_id=entry.id, fetch_id=fetches[1].id, digest="d", link="", title="Law 1a",
            summary="",
        )  # fmt: skip
        session.add(version)

    site.do(tell)
    page = text_of(site.client(site.ada).get(f"/evidence/{evidence}"))
    assert "rewritten by its source on 21 November 2026 Law 1a" in page


def test_an_object_store_serves_evidence_as_a_folder_does(site):
    service = replace(site.service, archive=Archive("memory://served"))
    site.service = service
    evidence = site.evidence(site.report("DEU"), LAW)
    visitor = TestClient(create_app(service), follow_redirects=False)
    visitor.cookies = site.client(site.ada).cookies
    assert visitor.get(f"/evidence/{evidence}/raw").content == LAW
    assert site.look(lambda s: len(s.exec(select(Evidence)).all())) == 1
