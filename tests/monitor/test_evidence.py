"""Evidence: kept as received, found again, proved to be the same, and let go in its time."""

from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfWriter
from sqlmodel import select
from statements import statements

from app import jobs
from monitor import reports
from monitor.archive import backing
from monitor.archive.custody import Checked, Fault, count, verify
from monitor.archive.gather import LEASE, WAITS, claim, gather, make_readable
from monitor.archive.readable import readable_text
from monitor.archive.retention import BATCH, LetGo, bury, idle
from monitor.errors import BadArchive, Damaged, NotFound
from monitor.events import EntriesCollected
from monitor.evidence import FOLDERS, Archive, archived, open_archive
from monitor.evidence_tables import TRIES, Evidence, ReportEvidence, Wanted
from monitor.people_tables import Person, Role
from monitor.request import Fetched
from monitor.source_tables import EntryKey, EntryVersion
from monitor.tables import EntryRow, Fetch, Report, ReportEntry
from store import drain, record

PAGE = "https://gazette.example/2026/1"
LAW = "<html><title>Law</title><body><h1>Law 1</h1><p>Nobody gives up a nationality.</p></body>"


@pytest.fixture(params=["folder", "memory"])
def archive(request, tmp_path):
    place = tmp_path / "evidence" if request.param == "folder" else f"memory://{uuid4().hex}"
    return Archive(str(place))


def fetched(body=b"a law", **said):
    head = {"status": 200, "content_type": "text/html", "final_url": PAGE}
    return Fetched(PAGE, body=body, **head | said)


# The archive


@given(body=st.binary(max_size=3000))
def test_what_is_put_comes_back_byte_for_byte(body):
    archive = Archive("memory://laws")
    digest = archive.put(body)
    assert digest == sha256(body).hexdigest()
    assert archive.get(digest) == body


def test_a_document_is_written_once_and_listed_by_its_hash(archive):
    digests = {archive.put(body) for body in (b"one", b"two", b"one")}
    assert {d for folder in FOLDERS for d in archive.listed(folder)} == digests
    assert len(digests) == 2


def test_a_document_lies_compressed_under_its_hash_and_no_draft_beside_it(tmp_path):
    body = b"the same sentence again. " * 1000
    digest = Archive(str(tmp_path)).put(body)
    (file,) = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert file == tmp_path / digest[:2] / f"{digest[2:]}.zst"
    assert file.stat().st_size < len(body) / 50


def test_what_cannot_be_written_is_not_there_and_leaves_no_draft(tmp_path):
    digest = sha256(b"a law").hexdigest()
    (tmp_path / digest[:2]).write_text("in the way")
    archive = Archive(str(tmp_path))
    with pytest.raises(OSError, match="exists"):
        archive.put(b"a law")
    assert not archive.has(digest)
    assert [path.name for path in tmp_path.iterdir()] == [digest[:2]]


def test_what_is_gone_is_gone_and_to_remove_it_again_changes_nothing(archive):
    digest = archive.put(b"a law")
    for _ in range(2):
        archive.remove(digest)
        assert not archive.has(digest)


def test_what_is_not_there_is_said_to_be_missing(archive):
    with pytest.raises(NotFound):
        archive.get("0" * 64)


@pytest.mark.parametrize("name", ["", "../../secret", "A" * 64, "0" * 63, "0" * 64 + "/"])
def test_what_is_no_hash_names_no_file(archive, name):
    with pytest.raises(NotFound):
        archive.get(name)


@pytest.mark.parametrize("bytes_", [b"", b"no archive wrote this", None])
def test_what_was_altered_is_not_given_out(tmp_path, bytes_):
    archive = Archive(str(tmp_path))
    digest, other = archive.put(b"a law"), archive.put(b"another law")
    path = tmp_path / digest[:2] / f"{digest[2:]}.zst"
    swapped = (tmp_path / other[:2] / f"{other[2:]}.zst").read_bytes()
    path.write_bytes(swapped if bytes_ is None else bytes_)
    with pytest.raises(Damaged):
        archive.get(digest)


@pytest.mark.parametrize("address", ["nowhere://laws", "simplecache://laws"])
def test_an_archive_that_cannot_be_opened_says_which_setting_is_wrong(tmp_path, address):
    with pytest.raises(BadArchive, match=r"MIPEX_EVIDENCE: .*://laws cannot be opened"):
        open_archive(address, tmp_path, {}).put(b"a law")


def test_without_a_setting_the_archive_is_a_folder_in_var(tmp_path):
    digest = open_archive("", tmp_path, {}).put(b"a law")
    assert (tmp_path / "evidence" / digest[:2]).is_dir()


# The receipt


def test_a_receipt_says_what_came_from_where_and_when(archive, clock):
    headers = (("Last-Modified", "Fri, 20 Nov 2026 08:00:00 GMT"),)
    found = archived(archive, fetched(headers=headers), clock())
    assert found == Evidence(
        id=found.id,
        sha256=sha256(b"a law").hexdigest(),
        address=PAGE,
        received_at=clock(),
        status=200,
        content_type="text/html",
        headers=[("Last-Modified", "Fri, 20 Nov 2026 08:00:00 GMT")],
        size=5,
    )
    assert archive.get(found.sha256) == b"a law"


def test_no_secret_stands_in_a_receipt(archive, clock):
    answer = fetched(
        final_url="https://me:pass@api.example/laws?key=s%2Fcr+t&again=s%2Fcr%20t",
        headers=(
            ("Link", "<https://api.example/laws?key=s%2Fcr+t&page=2>; rel=next"),
            ("X-Echo", "s/cr t \udc80\x00"),
        ),
    )
    found = archived(archive, answer, clock(), ("", "cr", "s/cr t"))
    assert found.address == "https://api.example/laws?key=***&again=***"
    assert found.headers == [
        ("Link", "<https://api.example/laws?key=***&page=2>; rel=next"),
        ("X-Echo", "*** "),
    ]


@given(secret=st.text(min_size=1).filter(lambda text: text not in "***"))
def test_a_secret_is_blanked_wherever_it_stands(secret):
    answer = fetched(final_url=f"https://api.example/{secret}", headers=(("X", secret),))
    found = archived(Archive("memory://laws"), answer, None, (secret,))
    assert found.headers[0][1].strip("*") == ""


# What reports rest on


def report(session, now, **said) -> Report:
    row = Report(country="DEU", title="t", summary="", url=PAGE, reported_at=now, **said)
    reports.open_report(session, row)
    return row


@pytest.fixture
def wanted(service, clock):
    """A report whose page is wanted."""
    with service.writing() as session:
        row = report(session, clock())
        backing.want(session, row.id, PAGE, clock())
        session.commit()
    return row.id


def rests_on(service, report_id):
    with service.reading() as session:
        return backing.backing(session, report_id)


def rows(service, table):
    with service.reading() as session:
        return session.exec(select(table)).all()


def a_fetch(session, service, now, body=b"a feed", **entries) -> Fetch:
    """A fetch that was archived, with what it brought: key=title."""
    document = archived(service.archive, fetched(body, content_type="text/xml"), now)
    fetch = Fetch(source="gazette", fetched_at=now, evidence_id=document.id)
    session.add_all([document, fetch])
    session.flush()
    for key, title in entries.items():
        link = f"https://gazette.example/{key}"
        row = EntryRow(
            fetch_id=fetch.id, source="gazette", key=key, link=link, title=title,
            summary="", lang="en",
        )  # fmt: skip
        session.add(row)
        session.flush()
        session.add(EntryKey(source="gazette", key=key, entry_id=row.id))
    return fetch


TITLE = "Act amending the Nationality Act enters into force for immigrants (No. 1)"


def test_an_entry_that_opens_a_report_brings_its_document_and_wants_its_page(service, clock):
    with service.writing() as session:
        fetch = a_fetch(session, service, clock(), one=TITLE, two=f"{TITLE} ")
        record(session, EntriesCollected(fetch_id=fetch.id))
        session.commit()
    drain(service.writing, service.handlers, clock)
    (opened,) = rows(service, Report)
    found = rests_on(service, opened.id)
    assert [d.id for d in found.documents] == [fetch.evidence_id]
    assert {w.address for w in found.awaited} == {
        "https://gazette.example/one",
        "https://gazette.example/two",
    }


def test_a_change_of_law_leads_from_its_feed_to_the_law_itself(service, door, clock):
    title = "Gesetz zur Modernisierung des Staatsangehörigkeitsrechts: Einbürgerung"
    feed = f"<rss version='2.0'><channel><item><title>{title}</title><link>{PAGE}</link></item>"
    door.serves("https://gazette.example/rss", f"{feed}</channel></rss>")
    door.serves(PAGE, LAW)
    jobs.collect_sources(service)
    jobs.drain_events(service)
    clock.pass_(minutes=5)
    jobs.gather_evidence(service)
    (opened,) = rows(service, Report)
    found = rests_on(service, opened.id)
    assert found.awaited == ()
    assert [service.archive.get(d.sha256)[:4] for d in found.documents] == [b"<rss", b"<htm"]
    assert {checked.fault for checked in verify(service.reading, service.archive)} == {None}


def test_a_rewritten_entry_brings_the_document_that_rewrote_it(service, clock):
    with service.writing() as session:
        first = a_fetch(session, service, clock(), one=TITLE)
        row = report(session, clock())
        (entry,) = session.exec(select(EntryRow)).all()
        session.add(ReportEntry(entry_id=entry.id, report_id=row.id))
        backing.back(session, row.id, first.evidence_id)
        again = a_fetch(session, service, clock() + timedelta(hours=1), b"the feed, mended")
        version = EntryVersion(
            entry_id=entry.id, fetch_id=again.id, digest="d", link="", title="No. 2", summary=""
        )
        session.add(version)
        session.flush()
        backing.back_rewritten(session, again)
        session.commit()
    found = rests_on(service, row.id)
    assert [d.id for d in found.documents] == [first.evidence_id, again.evidence_id]
    with service.reading() as session:
        (told,) = backing.told_by(session, first.evidence_id, [row.id])
    assert [version.title for _, version in told.rewritten] == ["No. 2"]


def test_what_a_document_told_is_read_at_once_however_much_it_was(service, clock):
    with service.writing() as session:
        row = report(session, clock())
        few, many = (
            a_fetch(session, service, clock(), body, **dict.fromkeys(keys, TITLE))
            for body, keys in ((b"few", ("a",)), (b"many", ("b", "c", "d")))
        )
        for entry in session.exec(select(EntryRow)).all():
            session.add(ReportEntry(entry_id=entry.id, report_id=row.id))
        session.commit()

    def told(evidence_id):
        with service.reading() as session, statements(service.engine) as said:
            entries = backing.told_by(session, evidence_id, [row.id])
        return len(entries), sum(text.startswith("SELECT") for text in said)

    assert told(few.evidence_id) == (1, 2)
    assert told(many.evidence_id) == (3, 2)


def test_a_persons_report_wants_the_page_that_she_names(service, clock):
    with service.writing() as session:
        person = Person(email="eva@example.org", name="Eva", role=Role.STAFF)
        session.add(person)
        session.flush()
        for url in (f" {PAGE} ", ""):
            reports.report_change(
                session, by=person, country="DEU", title="A law", url=url, now=clock()
            )
        session.commit()
    assert [w.address for w in rows(service, Wanted)] == [PAGE]


def test_what_is_wanted_or_backed_twice_stands_once(service, clock, wanted):
    with service.writing() as session:
        document = archived(service.archive, fetched(), clock())
        session.add(document)
        session.flush()
        for _ in range(2):
            backing.want(session, wanted, PAGE, clock())
            backing.want(session, wanted, f" {PAGE}/?utm_source=feed#top ", clock())
            backing.want(session, wanted, "mailto:law@example.org", clock())
            backing.back(session, wanted, document.id)
            backing.back(session, wanted, None)
        session.commit()
    assert len(rows(service, Wanted)) == len(rows(service, ReportEvidence)) == 1


# Gathering


def test_what_is_wanted_is_archived_made_readable_and_backs_its_report(
    service, door, clock, wanted
):
    door.serves(PAGE, LAW)
    assert [done.error for done in jobs.gather_evidence(service)] == [""]
    assert [request.page for request in door.asked] == [True]
    found = rests_on(service, wanted)
    assert found.awaited == ()
    (document,) = found.documents
    assert service.archive.get(document.sha256) == LAW.encode()
    assert (
        "Nobody gives up a nationality." in service.archive.get(document.text_sha256).decode()
    )
    assert jobs.gather_evidence(service) == []


def test_two_reports_that_want_one_page_ask_for_it_once(service, door, clock, wanted):
    with service.writing() as session:
        other = report(session, clock())
        backing.want(session, other.id, PAGE, clock())
        session.commit()
    door.serves(PAGE, LAW)
    jobs.gather_evidence(service)
    assert len(door.asked) == 1
    assert rests_on(service, wanted).documents == rests_on(service, other.id).documents


def test_what_fails_is_tried_ever_later_and_then_shown_as_given_up(
    service, door, clock, wanted
):
    begun = clock()
    for wait in (*WAITS, None):
        jobs.gather_evidence(service)
        assert jobs.gather_evidence(service) == []
        if wait is not None:
            clock.now += wait
    clock.pass_(days=400)
    assert jobs.gather_evidence(service) == []
    assert len(door.asked) == TRIES == 10
    (row,) = rests_on(service, wanted).awaited
    assert row.given_up
    assert (row.tries, row.error) == (TRIES, "the host does not exist")
    assert sum(WAITS, timedelta()) < timedelta(days=30) < clock() - begun


def test_a_host_that_asks_for_peace_costs_no_try(service, door, clock, wanted):
    door.served[PAGE] = Fetched(PAGE, error="the host rests", deferred=True)
    jobs.gather_evidence(service)
    (row,) = rests_on(service, wanted).awaited
    assert (row.tries, row.error, row.due_at) == (0, "the host rests", clock() + WAITS[0])


def test_an_answer_without_a_body_is_no_document(service, door, wanted):
    door.serves(PAGE, b"")
    (done,) = jobs.gather_evidence(service)
    assert done.error == "its server answered with nothing"


def test_what_cannot_be_archived_is_tried_again(service, door, clock, wanted, tmp_path, caplog):
    door.serves(PAGE, LAW)
    (tmp_path / "full").write_text("no folder")
    full = Archive(str(tmp_path / "full"))
    (done,) = gather(service.writing, door, full, clock())
    assert done.error == "it came, and cannot be archived: NotADirectoryError"
    assert "a document could not be archived" in caplog.text
    clock.now += WAITS[0]
    (done,) = jobs.gather_evidence(service)
    assert done.error == ""


def test_a_claim_that_died_comes_back_after_its_lease(service, door, clock, wanted):
    door.serves(PAGE, LAW)
    assert list(claim(service.writing, clock())) == [PAGE]
    assert claim(service.writing, clock()) == {}
    clock.now += LEASE
    assert len(jobs.gather_evidence(service)) == 1


def test_a_document_that_collecting_brought_is_made_readable_too(service, clock, wanted):
    with service.writing() as session:
        text = fetched(b"\xe9tat", content_type="text/plain; charset=latin-1")
        document = archived(service.archive, text, clock())
        session.add(document)
        session.flush()
        backing.back(session, wanted, document.id)
        session.commit()
    assert make_readable(service.writing, service.archive) == 1
    (found,) = rests_on(service, wanted).documents
    assert service.archive.get(found.text_sha256).decode() == "état"
    assert make_readable(service.writing, service.archive) == 0


def test_the_text_of_a_document_that_is_gone_is_not_asked_for_for_ever(
    service, clock, wanted, caplog
):
    with service.writing() as session:
        document = archived(service.archive, fetched(), clock())
        session.add(document)
        session.flush()
        backing.back(session, wanted, document.id)
        session.commit()
    service.archive.remove(document.sha256)
    assert make_readable(service.writing, service.archive) == 1
    assert make_readable(service.writing, service.archive) == 0
    assert f"no text of {document.sha256}" in caplog.text


def test_a_text_waits_for_an_archive_that_is_away_for_a_moment(
    service, clock, wanted, tmp_path, caplog
):
    with service.writing() as session:
        for body in (b"first", b"second"):
            document = archived(service.archive, fetched(body), clock())
            session.add(document)
            session.flush()
            backing.back(session, wanted, document.id)
        session.commit()
    (tmp_path / "evidence" / document.sha256[:2]).rename(tmp_path / "away")
    (tmp_path / "evidence" / document.sha256[:2]).write_text("in the way")
    assert make_readable(service.writing, service.archive) == 1
    assert f"the text of {document.sha256} has to wait" in caplog.text
    (tmp_path / "evidence" / document.sha256[:2]).unlink()
    (tmp_path / "away").rename(tmp_path / "evidence" / document.sha256[:2])
    assert make_readable(service.writing, service.archive) == 1
    texts = [service.archive.get(row.text_sha256) for row in rows(service, Evidence)]
    assert sorted(texts) == [b"first", b"second"]


# Readable texts


def a_pdf() -> bytes:
    """A page with nothing on it, as a scan has no text."""
    writer, file = PdfWriter(), BytesIO()
    writer.add_blank_page(200, 200)
    writer.write(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [
        (LAW.encode(), "text/html; charset=utf-8", "Nobody gives up a nationality."),
        (LAW.encode(), "", "Nobody gives up a nationality."),
        (b"\x00a \xe2\x80\xaelaw", "text/plain", "a law"),
        (b"a law", "text/plain; charset=klingon", "a law"),
        (b"<rss><title>a law</title></rss>", "application/rss+xml", ""),
        (b"\x89PNG", "image/png", ""),
        (b"", "", ""),
        (a_pdf(), "application/octet-stream", ""),
        (b"%PDF-1.7 and no more", "application/pdf", ""),
    ],
)
def test_a_readable_text_is_what_a_person_would_read(body, content_type, text):
    assert text in readable_text(body, content_type)
    assert bool(readable_text(body, content_type)) == bool(text)


# Custody


def kept(service, *bodies, at=None):
    """Documents with their receipts; gives the receipts."""
    with service.writing() as session:
        made = [
            archived(service.archive, fetched(body), at or service.clock()) for body in bodies
        ]
        session.add_all(made)
        session.commit()
    return made


def test_an_archive_as_it_was_received_has_no_fault(service):
    made = kept(service, b"one", b"two", b"two")
    found = list(verify(service.reading, service.archive))
    assert {checked.sha256 for checked in found} == {receipt.sha256 for receipt in made}
    assert [checked.fault for checked in found] == [None] * 2
    assert count(service.reading) == 2


def test_each_fault_of_an_archive_is_named(service, tmp_path):
    made = kept(service, b"one", b"two", b"three")
    service.archive.remove(made[0].sha256)
    (file,) = tmp_path.glob(f"evidence/*/{made[1].sha256[2:]}.zst")
    file.write_bytes(file.read_bytes()[:-1])
    stranger = service.archive.put(b"nobody's")
    found = {c.sha256: c.fault for c in verify(service.reading, service.archive)}
    assert found == {
        made[0].sha256: Fault.MISSING,
        made[1].sha256: Fault.DAMAGED,
        made[2].sha256: None,
        stranger: Fault.UNKNOWN,
    }


def test_what_is_archived_while_it_is_verified_is_no_fault(service):
    checking = verify(service.reading, service.archive)
    early = min((f"law {n}".encode() for n in range(40)), key=lambda b: sha256(b).hexdigest())
    digest = service.archive.put(early)
    kept(service, max((b"a", b"b", b"c"), key=lambda b: sha256(b).hexdigest()))
    first = next(checking)
    kept(service, early)
    assert list(checking) == [Checked(digest)]
    assert first.fault is None


# Letting go


def test_documents_go_after_three_months_unless_a_report_rests_on_them(service, clock, wanted):
    idle, backs, awaited = kept(service, b"idle", b"backs", b"awaited")
    with service.writing() as session:
        backing.back(session, wanted, backs.id)
        session.get_one(Wanted, (wanted, PAGE)).evidence_id = awaited.id
        session.add(Fetch(source="gazette", fetched_at=clock(), evidence_id=idle.id))
        session.commit()
    clock.pass_(days=89)
    (young,) = kept(service, b"young")
    assert jobs.let_go(service) == LetGo()
    clock.pass_(days=2)
    assert jobs.let_go(service) == LetGo(receipts=1, documents=1)
    assert {row.sha256 for row in rows(service, Evidence)} == {
        receipt.sha256 for receipt in (backs, awaited, young)
    }
    assert not service.archive.has(idle.sha256)
    assert [fetch.evidence_id for fetch in rows(service, Fetch)] == [None]


def test_bytes_stay_while_anybody_has_a_receipt_for_them(service, clock):
    old, as_text = kept(service, b"a law", b"a text")
    clock.pass_(days=91)
    (again, other) = kept(service, b"a law", b"another law")
    with service.writing() as session:
        session.get_one(Evidence, other.id).text_sha256 = as_text.sha256
        session.commit()
    assert jobs.let_go(service) == LetGo(receipts=2, documents=0)
    assert service.archive.get(again.sha256) == b"a law"
    assert service.archive.get(as_text.sha256) == b"a text"
    assert old.sha256 == again.sha256


def test_more_than_one_batch_goes_in_one_night(service, clock):
    kept(service, *(b"%d" % number for number in range(BATCH + 1)))
    clock.pass_(days=91)
    assert jobs.let_go(service).documents == BATCH + 1
    assert list(verify(service.reading, service.archive)) == []


def test_an_entry_is_buried_after_400_days_and_known_for_ever(service, clock):
    with service.writing() as session:
        fetch = a_fetch(session, service, clock(), rests=TITLE, idle="Fish of the day")
        row = report(session, clock())
        entries = {e.key: e for e in session.exec(select(EntryRow))}
        session.add(ReportEntry(entry_id=entries["rests"].id, report_id=row.id))
        backing.back(session, row.id, fetch.evidence_id)
        for entry in entries.values():
            version = EntryVersion(
                entry_id=entry.id, fetch_id=fetch.id, digest="d", link="", title="", summary=""
            )
            session.add(version)
        session.commit()
    clock.pass_(days=399)
    assert jobs.let_go(service) == LetGo()
    clock.pass_(days=2)
    assert jobs.let_go(service) == LetGo(entries=1)
    assert jobs.let_go(service) == LetGo()
    found = {entry.key: entry for entry in rows(service, EntryRow)}
    buried = found["idle"]
    assert (buried.title, buried.link, buried.buried_at) == ("", "", clock())
    assert (found["rests"].title, found["rests"].buried_at) == (TITLE, None)
    assert {row.key for row in rows(service, EntryKey)} == {"rests", "idle"}
    assert [row.entry_id for row in rows(service, EntryVersion)] == [found["rests"].id]


def test_more_entries_than_one_batch_are_buried_in_one_night(service, clock):
    with service.writing() as session:
        a_fetch(session, service, clock(), **{f"no_{n}": TITLE for n in range(BATCH + 1)})
        session.commit()
    clock.pass_(days=401)
    assert jobs.let_go(service).entries == BATCH + 1


def test_nobody_who_writes_waits_while_old_entries_are_looked_for(service, clock):
    with service.writing() as session:
        a_fetch(session, service, clock(), one=TITLE)
        session.commit()
    clock.pass_(days=401)
    with service.writing() as busy:
        busy.connection()  # the one who writes
        (over,) = idle(service.reading, clock())
    with service.writing() as session:
        row = report(session, clock())
        session.add(ReportEntry(entry_id=over, report_id=row.id))
        session.commit()
    assert bury(service.writing, [over], clock()) == 0
    assert [entry.title for entry in rows(service, EntryRow)] == [TITLE]
