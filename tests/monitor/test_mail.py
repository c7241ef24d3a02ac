"""Mails become entries, however malformed; golden files stand in tests/data."""

import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from app import jobs
from app.doors import both
from monitor.archive.readable import readable_text
from monitor.entry import Document
from monitor.mails.mbox import bounded, joined
from monitor.request import Policy
from monitor.source import Source
from monitor.sources import KINDS
from monitor.sources.mail import LONGEST_TEXT, MOST_PARTED, read_mail
from monitor.tables import EntryRow, SourceState


def read(*mails, **how):
    how = {name.rstrip("_"): line for name, line in how.items()}
    return KINDS["mailbox"].read(Document(joined(mails), how=how))


def entry(mail, **how):
    (found,) = read(mail, **how).entries
    return found


def mail(*headers, body="Hello.", sender="news@gazette.example"):
    """A mail of these headers."""
    lines = [f"From: {sender}", *headers, "", body]
    return "\n".join(lines).encode("utf-8", "surrogateescape")


# What its headers say


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        ("Plain words", "Plain words"),
        ("=?utf-8?q?Gesetz_=C3=BCber?= =?utf-8?b?IEFzeWw=?=", "Gesetz über Asyl"),
        ("=?utf-8?q?Split_in_=C3?= =?utf-8?q?=A9t=C3=A9?=", "Split in été"),
        ("=?iso-8859-2?q?Ustawa_o_cudzoziemcach,_=B6roda?=", "Ustawa o cudzoziemcach, środa"),
        ("No =?utf-8?q?5?= of =?nowhere?q?caf=C3=A9?=", "No 5 of café"),
        ("=?utf-8?b?broken!?= rest", "=?utf-8?b?broken!?= rest"),
        ("Bytes as they are: Änderung, ő", "Bytes as they are: Änderung, ő"),
        ("Folded over\n two lines", "Folded over two lines"),
        ("Turned\u202eround", "Turnedround"),
    ],
)
def test_a_title_is_decoded_whatever_it_is_written_in(subject, title):
    assert entry(mail(f"Subject: {subject}")).title == title


def test_a_title_of_another_time_in_its_own_bytes_is_read():
    raw = mail("Subject: X").replace(b"X", "Gesetz über Bürger".encode("cp1252"))
    assert entry(raw).title == "Gesetz über Bürger"


def test_a_day_that_is_no_day_is_none_and_not_another():
    for written in ("Wed, 15 Dec 2010 59:10 -0500", "Fri, 32 Jan 2026 10:00:00 +0000", ""):
        assert entry(mail(f"Date: {written}")).published is None


def test_a_mail_without_an_id_is_known_by_what_it_says_and_when():
    one, other = mail("Date: Fri, 20 Nov 2026 10:00:00 +0000"), mail("Subject: Act 1")
    ids = [each.id for each in read(one, other, one).entries]
    assert len(set(ids)) == len(ids) == 2


# Whose mails are read


@pytest.mark.parametrize(
    ("sender", "wanted"),
    [
        ("news@gazette.example", True),
        ("NEWS@Gazette.Example", True),
        ("Gazette <bounce@mail.gazette.example>", True),
        ("=?utf-8?q?Di=C3=A1rio?= <a@gazette.example>", True),
        ("clerk@court.example", True),
        ("other@court.example", False),
        ("news@notgazette.example", False),
        ("gazette.example@evil.example", False),
        ('"news@gazette.example" <x@evil.example>', False),
        ("news@gazette.example, x@evil.example", False),
        ("", False),
    ],
)
def test_mails_of_others_are_no_entries(sender, wanted):
    feed = read(mail(sender=sender), from_="@gazette.example, clerk@court.example")
    assert (len(feed.entries), feed.known) == ((1, 0) if wanted else (0, 1))
    assert bool(feed.problems) == (not wanted)


def test_spam_between_wanted_mails_is_nothing_to_speak_of():
    feed = read(mail(), mail(sender="x@evil.example"), from_="gazette.example")
    assert (len(feed.entries), feed.known, feed.problems) == (1, 1, ())


def test_only_titles_that_are_asked_for_are_read():
    feed = read(mail("Subject: Gazette no. 5"), mail("Subject: Survey"), subject="gazette")
    assert [each.title for each in feed.entries] == ["Gazette no. 5"]
    assert feed.known == 1


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-generated (vacation)\nIn-Reply-To: <1@x>",
        "Return-Path: <>",
        "Precedence: auto_reply",
        "X-Autoreply: yes",
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b",
    ],
)
def test_replies_of_machines_are_counted_and_are_no_entries(header):
    feed = read(mail(header))
    assert (feed.entries, feed.known, feed.problems) == ((), 1, ())


def test_a_newsletter_may_call_itself_generated():
    assert entry(mail("Auto-Submitted: auto-generated", "Precedence: bulk")).summary == "Hello."


# Where it can be read, and its links

PAGE = "Content-Type: text/html"


@pytest.mark.parametrize(
    ("html", "link"),
    [
        ("<a href='https://x.example/1'>View in your browser</a>", "https://x.example/1"),
        ("<a href='https://x.example/1'>Voir dans le navigateur</a>", "https://x.example/1"),
        ("<a href='https://x.example/1'>Zobacz w przeglądarce</a>", "https://x.example/1"),
        ("<a href='https://x.example/'>Home</a>", ""),
        ("<a href='/relative'>View in browser</a>", ""),
        ("<a href='javascript:alert(1)'>View in browser</a>", ""),
    ],
)
def test_a_mail_leads_to_its_own_page_or_nowhere(html, link):
    assert entry(mail(PAGE, body=html)).link == link


def test_links_may_be_chosen_by_where_they_stand():
    html = "<div class=act><a href='https://x.example/1'>Act 1</a></div><a href='https://x.example/2'>2</a>"
    by_box, by_link = (read(mail(PAGE, body=html), select=s) for s in (".act", ".act a"))
    assert by_box.entries == by_link.entries
    assert [each.title for each in by_box.entries] == ["Act 1"]


def test_a_link_without_words_is_called_as_its_mail():
    html = "<a href='https://x.example/1'><img src=x></a>"
    assert entry(mail(PAGE, "Subject: Act 1", body=html), links=".").title == "Act 1"


def test_mails_without_the_links_are_a_failure_and_stay_unread():
    feed = read(mail("Subject: Acts of the week"), links="/act/")
    assert feed.held == 0
    assert feed.problems == (
        "mails without a link that is asked for: 1, such as 'Acts of the week'; "
        "mend the lines 'links' and 'select'",
    )


@pytest.mark.parametrize("how", [{"links": "("}, {"subject": "["}, {"select": "a["}])
def test_a_line_that_is_no_pattern_says_so(how):
    feed = read(mail(), **how)
    assert feed.held == 0
    assert len(feed.problems) == 1
    assert next(iter(how.values())) in feed.problems[0]


def test_a_mail_that_was_cut_is_an_entry_and_a_word():
    feed = read(bounded(mail("Subject: Annual report", body="x" * 900), 200))
    assert [each.title for each in feed.entries] == ["Annual report"]
    assert feed.problems == ("'Annual report' is too big: it was read up to 200 bytes",)


def test_a_text_without_end_is_read_up_to_a_length():
    long = mail("Subject: Minutes", body="x" * (LONGEST_TEXT + 1))
    assert len(entry(long).summary) == LONGEST_TEXT
    assert "too big" in read(long).problems[0]


def test_a_document_without_mails_says_so():
    assert "no mail" in KINDS["mailbox"].read(Document(b"<html>")).problems[0]


def test_an_archived_mail_can_be_read_by_a_person():
    body = joined(
        [mail("Subject: Act 1", body="A & B"), mail(PAGE, body="<p>C &amp; D</p><p>E</p>")]
    )
    assert readable_text(body, "application/mbox").split("\n") == [
        *("Act 1", "news@gazette.example", "", "", "A & B", "", ""),
        *("", "news@gazette.example", "", "", "C & D", "E"),
    ]


# Whatever comes

PIECES = st.sampled_from(
    [
        *("From: a@b.example", "Subject: =?utf-8?b?", "=?x?q?=E4?=", "Date: ", "Message-ID: <"),
        *("Content-Type: multipart/mixed; boundary=b", "Content-Type: message/rfc822", "--b"),
        *(
            "--b--",
            "Content-Type: text/plain; charset=utf-7",
            "charset*=x''%ff",
            "<a href='x'>",
        ),
        *("Content-Transfer-Encoding: base64", "Content-Transfer-Encoding: uuencode", "="),
        *(
            "Content-Type: text/html",
            "Content-Type: multipart/report",
            "Content-Disposition: ;",
        ),
        *(
            "begin 644 x",
            "\n",
            "\r\n",
            "\r",
            "\n\n",
            " ",
            "\t",
            "\0",
            "\xff",
            ";",
            "ü",
            "\ud800",
        ),
    ]
) | st.text(max_size=6)
RAW = st.lists(PIECES).map(lambda pieces: "".join(pieces).encode("utf-8", "surrogatepass"))


@settings(deadline=None, max_examples=60)
@given(RAW | st.binary())
@example(b"Content-Type: message/rfc822\n" * 3_000)
@example(
    b"".join(
        b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n" % (n, n) for n in range(3_000)
    )
)
@example(b"Subject: " + b"=?utf-8?q?x?= " * 50_000)
@example(b"From: " + b"(" * 50_000)
@example(b"Content-Type: text/html\n\n" + b"<div>" * 60_000)
def test_no_mail_makes_it_fall(raw):
    read_mail(raw)
    for how in ({}, {"links": "."}, {"select": "a"}, {"from_": "b.example"}):
        for each in read(raw, **how).entries:
            assert each.id
            assert "\n" not in each.title + each.summary + each.link


def test_more_parts_than_a_mail_has_are_left_packed():
    deep = b"Subject: Deep\n" + b"Content-Type: message/rfc822\n\n" * (MOST_PARTED + 1)
    assert entry(deep + b"Hello.").title == "Deep"


@pytest.mark.shared
def test_real_mails_are_told_from_what_machines_reply(shared):
    automatic = Counter()
    for part in ("bounces", "other"):
        for line in (shared / "mail" / part / "cases.jsonl").read_text().splitlines():
            case = json.loads(line)
            raw = (shared / "mail" / part / case["file"]).read_bytes()
            feed = read(raw)
            assert feed.held == 1
            kind = case.get("kind") or ("bounce" if case["is_bounce"] else "other")
            automatic[kind] += len(feed.entries) == 0
    assert automatic["human_mail"] == automatic["malformed_mail"] == 0
    assert automatic["bounce"] >= 233  # of 255: of the others many name no sender at all
    assert automatic["complaint_arf"] >= 11  # of 14


# From a folder to entries on record


def test_mails_are_collected_once(service, clock, tmp_path):
    box = tmp_path / "mails" / "gazette"
    for place in ("new", "cur", "tmp"):
        (box / place).mkdir(parents=True)
    source = Source(
        "prt-mail", "mailbox", "Gazette", "maildir:gazette", "PRT", "pt",
        how={"from": "gazette.example"},
    )  # fmt: skip
    door = both(Policy(contact="desk@example.org"), tmp_path / "mails")
    reading = replace(service, sources={"prt-mail": source}, door=door)

    def collect():
        clock.pass_(hours=14)
        return [visit.new for visit in jobs.collect_sources(reading)]

    date = "Date: Fri, 20 Nov 2026 10:00:00 +0000"
    (box / "new" / "1").write_bytes(mail("Subject: Act 1", "Message-ID: <1@x>", date))
    assert collect() == [1]
    (box / "new" / "1").rename(box / "cur" / "1:2,S")
    assert collect() == [0]
    (box / "new" / "2").write_bytes(mail("Subject: Act 2", "Message-ID: <2@x>", date))
    (box / "new" / "3").write_bytes(mail("Subject: Act 1", "Message-ID: <1@x>", date))
    assert collect() == [1]
    with service.reading() as session:
        rows = session.exec(select(EntryRow).order_by(EntryRow.title)).all()
        state = session.get_one(SourceState, "prt-mail")
    assert [row.title for row in rows] == ["Act 1", "Act 2"]
    assert rows[0].published == datetime(2026, 11, 20, 10, tzinfo=UTC)
    assert state.error == ""
