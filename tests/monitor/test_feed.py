"""Feeds become entries, whatever they look like; golden files stand in tests/data."""

import json
import os
import socket
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.entry import Document, Entry, clean, plain, unmark, web_address
from monitor.sources import KINDS, feed
from monitor.sources.feed import decode

GOLDEN = Path(__file__).parents[1] / "data" / "sources" / "feed"
ITEM = "<rss version='2.0'><channel><item>{}</item></channel></rss>"
ENTITIES = "<!ENTITY a 'lol'>" + "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">'
    for before, name in zip("abcdefghi", "bcdefghij", strict=True)
)


def read(body, content_type="", lang=None, address=""):
    return feed.read(Document(body, content_type, address, lang))


def shown(feed):
    """A feed as its golden file writes it."""
    return {
        "format": feed.format,
        "title": feed.title,
        "entries": [
            {
                "id": entry.id,
                "link": entry.link,
                "title": entry.title,
                "summary": entry.summary,
                "published": entry.published and entry.published.isoformat(),
            }
            for entry in feed.entries
        ],
        "problems": list(feed.problems),
    }


def item(inside, **kwargs):
    """The one entry of an RSS feed with this inside."""
    (entry,) = read(ITEM.format(inside).encode(), **kwargs).entries
    return entry


@pytest.mark.parametrize("expected", sorted(GOLDEN.glob("*.*.json")), ids=lambda p: p.stem)
def test_a_feed_reads_as_its_golden_file_says(expected):
    got = KINDS["feed"].read(Document(expected.with_suffix("").read_bytes()))
    assert shown(got) == json.loads(expected.read_text())


# Dates


def test_a_date_is_never_taken_for_another_one():
    assert item("<pubDate>2016/6/29</pubDate>").published in (
        None,
        datetime(2016, 6, 29, tzinfo=UTC),
    )


def test_a_day_stays_a_day():
    entry = item("<pubDate>2026-11-20</pubDate>")
    assert entry.published.date().isoformat() == "2026-11-20"
    assert entry.precision == "day"


def test_the_last_change_stands_in_only_where_nothing_was_published():
    changed = "<dc:date xmlns:dc='http://purl.org/dc/elements/1.1/'>2026-11-20T00:00Z</dc:date>"
    assert item(changed).published == datetime(2026, 11, 20, tzinfo=UTC)
    assert item("<pubDate>some day</pubDate>" + changed).published is None


# What an entry is known by


def test_an_entry_without_id_and_link_keeps_one_id_from_reading_to_reading():
    body = ITEM.format("<title>Act</title><description>It holds</description>").encode()
    (first,), (second,) = read(body).entries, read(body).entries
    assert first.id == second.id != item("<title>Decree</title>").id


def test_an_edit_or_a_new_stamp_makes_no_other_entry():
    old = Entry("1", "https://x.example", "Act", "draft", datetime(2026, 1, 1, tzinfo=UTC))
    new = Entry("1", "https://x.example", "Act", "passed", datetime(2026, 1, 1, tzinfo=UTC))
    stamped = Entry("1", "https://x.example", "Act", "draft", datetime(2026, 2, 2, tzinfo=UTC))
    assert old.fingerprint == new.fingerprint == stamped.fingerprint


def test_an_id_does_not_move_with_the_address_of_its_source():
    inside = "<guid>act-1</guid>"
    here = item(inside, address="http://a.example/feed")
    assert here.id == item(inside, address="https://b.example/feed").id == "act-1"
    assert here.link == ""


# Links


@pytest.mark.parametrize(
    ("link", "base", "whole"),
    [
        ("/a b", "https://x.example/feed", "https://x.example/a%20b"),
        ("https://x.example/\n\ta", "", "https://x.example/a"),
        ("//y.example/a", "https://x.example/feed", "https://y.example/a"),
        ("/a", "", "/a"),
        ("", "https://x.example/feed", ""),
        ("JavaScript:alert(1)", "https://x.example/feed", ""),
        ("java\tscript:alert(1)", "", ""),
        ("\x01javascript:alert(1)", "", ""),
        ("data:text/html,x", "", ""),
        ("http://[nonsense", "https://x.example/feed", ""),
    ],
)
def test_a_link_is_absolute_where_it_can_be_and_leads_to_the_web(link, base, whole):
    assert web_address(link, base) == whole


def test_relative_links_follow_the_home_page_then_the_address():
    home = b"<rss><channel><link>https://home.example/n/</link><item><link>1</link></item></channel></rss>"
    assert read(home, address="https://feeds.example/f").entries[0].link == (
        "https://home.example/n/1"
    )
    assert item("<link>1</link>", address="https://x.example/f").link == "https://x.example/1"


# Texts


@given(st.text())
def test_plain_text_holds_no_markup_and_nothing_unseen(text):
    for made in (clean(text), unmark(text), plain(text), plain(f"<p>{text}</p>")):
        assert made == " ".join(made.split())
        made.encode()
    assert "<script" not in unmark(f"a<script>{text}</script>b")


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>One</p><p>two</p>", "One two"),
        ("<ul><li>a<li>b</ul>", "a b"),
        ("re<b>mig</b>ration", "remigration"),
        ("a&nbsp;&amp;&#8211;&lt;b&gt;", "a &–<b>"),
        ("soft\u00adhyphen \u202eflipped", "softhyphen flipped"),
        ("<img src=x onerror=alert(1)>x", "x"),
        ("<style>p{}</style>x<!-- hidden -->", "x"),
    ],
)
def test_markup_becomes_the_text_that_a_reader_sees(markup, text):
    assert plain(markup, markup=True) == text


def test_a_plain_text_may_speak_of_less_and_more():
    assert plain("fee < 5 and > 3, a<b") == "fee < 5 and > 3, a<b"


@pytest.mark.parametrize(
    "inside",
    [
        "<description>&lt;blink&gt;It&lt;/blink&gt; holds</description>",
        "<content:encoded>&lt;blink&gt;It&lt;/blink&gt; holds</content:encoded>",
        "<body xmlns='http://www.w3.org/1999/xhtml'><blink>It</blink> holds</body>",
    ],
)
def test_a_summary_is_plain_wherever_it_stood(inside):
    assert item(inside).summary == "It holds"


# Encodings

WORDS = "Zákon o státním občanství – č. 186"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-2", "windows-1250"])
def test_a_declared_encoding_is_believed(encoding):
    text = f'<?xml version="1.0" encoding="{encoding}"?>' + ITEM.format(
        f"<title>{WORDS.replace('–', '-')}</title>"
    )
    (entry,) = read(text.encode(encoding)).entries
    assert entry.title == WORDS.replace("–", "-")


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (WORDS.encode("windows-1250"), "text/xml; charset=windows-1250"),
        (WORDS.encode("windows-1250"), 'text/xml; charset="Windows-1250"'),
        (WORDS.encode(), "text/xml; charset=iso-8859-1"),
        (WORDS.encode(), "text/xml"),
        (WORDS.encode(), "text/xml; charset=no-such-thing"),
        (WORDS.encode(), "text/xml; charset=unicode_escape"),
        (WORDS.encode("utf-8-sig"), "text/xml; charset=windows-1250"),
        (WORDS.encode("utf-16-le"), "text/xml; charset=utf-16-le"),
        (WORDS.encode(), "text/xml; charset=utf-16"),
    ],
)
def test_text_is_found_behind_a_wrong_or_missing_declaration(body, content_type):
    assert decode(body, content_type) == WORDS


def test_one_bad_byte_spoils_one_character():
    assert decode(WORDS.encode() + b"\xff") == WORDS + "\ufffd"


def test_western_text_needs_no_declaration():
    assert decode("Loi no 5 \u2013 étrangers".encode("cp1252")) == "Loi no 5 – étrangers"


# What is no feed


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"<!doctype html><title>Laws</title><p>Welcome", "HTML page, not a feed; look for"),
        (
            b"<html><head><link rel=alternate type='application/rss+xml' href='/f.rss'></head>",
            "HTML page, not a feed; it names https://x.example/f.rss",
        ),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "picture, document or archive"),
        (b"%PDF-1.7 ...", "picture, document or archive"),
        (b"<urlset><url/></urlset>", "begins with <urlset>"),
        (b"<opml><head><title>x</title></head><body/></opml>", "begins with <opml>"),
        (b"<?xml version='1.0'?><rs", "too broken to be read"),
        (ITEM.format("<link>1</item></link>").encode(), "too broken to be read"),
        (b"Service unavailable", "plain text"),
        (b"\0\1\2", "picture, document or archive"),
        (b'{"error": 404}', "no JSON Feed"),
        (b'{"items": {}}', "no JSON Feed"),
        (b'{"version', "the JSON is broken"),
    ],
)
def test_what_is_no_feed_has_no_entries_and_says_what_it_is(body, says):
    got = read(body, address="https://x.example/")
    assert got.entries == ()
    (problem,) = got.problems
    assert says in problem


def test_a_feed_in_which_nothing_stands_yet_is_no_problem():
    got = read(b"<rss version='2.0'><channel><title>New</title></channel></rss>")
    assert (got.format, got.title, got.entries, got.problems) == ("rss20", "New", (), ())


def test_a_json_feed_that_broke_off_gives_the_entries_before_the_break():
    got = read(b'{"version": "x", "items": [{"id": "1"}, {"id": "2", "title": "a]"}, {"id": "3')
    assert [entry.id for entry in got.entries] == ["1", "2"]
    assert "entries read all the same: 2" in got.problems[0]


# What means harm


@pytest.mark.parametrize("gap", ["", "\n", "<!-- <a -->"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_that_unfold_each_other_stay_folded(gap, encoding):
    body = f"<?xml version='1.0'?>{gap}<!DOCTYPE r [{gap}{ENTITIES.replace('<!', gap + '<!')}]>"
    got = read((body + ITEM.format("<title>x&j;y</title><link>1</link>")).encode(encoding))
    assert len(got.entries[0].title) < 20


@pytest.mark.parametrize("gap", ["", "\n", "<!-- <a -->"])
def test_an_entity_outside_is_never_opened(gap, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("the secret")
    with socket.create_server(("127.0.0.1", 0)) as trap:
        trap.setblocking(False)
        for system in (secret.as_uri(), f"http://127.0.0.1:{trap.getsockname()[1]}/x"):
            doctype = f"<!DOCTYPE r SYSTEM '{system}' [{gap}<!ENTITY a SYSTEM '{system}'>]>"
            body = f"<?xml version='1.0'?>{gap}{doctype}" + ITEM.format("<title>x&a;</title>")
            assert "the secret" not in str(read(body.encode()))
        with pytest.raises(BlockingIOError):
            trap.accept()


def test_a_body_that_names_a_file_or_an_address_opens_neither(tmp_path):
    path = tmp_path / "feed.rss"
    path.write_text(ITEM.format("<title>secret</title>"))
    assert read(os.fsencode(path)).entries == ()
    assert read(b"http://127.0.0.1:9/feed").entries == ()


@pytest.mark.parametrize(
    "inside",
    [
        "<title>a&#xD800;&#0;&#99999999999999999999;b</title>",
        "<title>a\x00\x0b\ufffeb</title>",
        "<title>ab</title><link href='http://[x'/>&#55555555555 &oops",
        "<title>ab</title><x:y xmlns:x='http://a b'>c</x:y>",
        "<title>ab</title><textinput></textinput></item><textinput/><name>x</name>",
        "<title>ab</title><image></image></item><image><width><b>1</width></image>",
        "<title>ab</title><description>&#xD8&#0;00;</description>",
        "<title>ab</title><links>c</links><title_detail>d</title_detail>",
    ],
)
def test_what_makes_parsers_stumble_loses_no_entry(inside):
    assert item(inside).title == "ab"


@given(st.binary(max_size=300), st.sampled_from(["", "text/xml", "text/html; charset=utf-7"]))
def test_no_bytes_make_it_fall(noise, content_type):
    read(noise, content_type)
    body = ITEM.format("<title>Act</title><link>https://x.example/1</link>").encode()
    for entry in read(body[:40] + noise + body[40:], content_type).entries:
        assert entry.id


# The real thing


@pytest.fixture(scope="module")
def suites(shared):
    """What the suites of other readers expect, field by field, beside the feed as read here."""
    folder = shared / "feeds" / "suites"
    expected = defaultdict(list)
    for case in map(json.loads, (folder / "cases.jsonl").read_text().splitlines()):
        headers = {k.lower(): v for k, v in (case["http_headers"] or {}).items()}
        address = headers.get("content-location") or case.get("base_url") or ""
        body = (folder / case["file"]).read_bytes()
        feed = read(body, headers.get("content-type", ""), address=address)
        for canon in filter(None, (check.get("canon") for check in case["checks"])):
            expected[canon["level"], canon["field"]].append((feed, canon))
    return expected


def same(expected, got):
    """Equal but for markup: the suites keep it, and what is read here has none."""
    return got == expected or got in (plain(str(expected), markup=True), clean(str(expected)))


def of_entry(field):
    return lambda feed, at: getattr(feed.entries[at], field) if at < len(feed.entries) else None


@pytest.mark.shared
@pytest.mark.parametrize(
    ("level", "field", "given_by", "least"),
    [
        ("feed", "entry_count", lambda feed, _: len(feed.entries), 1.0),
        ("feed", "title", lambda feed, _: feed.title, 0.99),
        ("entry", "title", of_entry("title"), 0.98),
        ("entry", "link", of_entry("link"), 0.99),
        ("entry", "id", of_entry("id"), 0.99),
        ("entry", "summary", of_entry("summary"), 0.98),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_suites_of_other_readers_agree(suites, level, field, given_by, least):
    asked = suites[level, field]
    met = sum(same(canon["value"], given_by(feed, canon["index"])) for feed, canon in asked)
    assert len(asked) > 100
    assert met / len(asked) >= least


@pytest.mark.shared
def test_captured_feeds_give_all_their_entries(shared):
    folder = shared / "feeds" / "real"
    for line in (folder / "feeds.jsonl").read_text().splitlines():
        known = json.loads(line)
        feed = read((folder / known["file"]).read_bytes())
        assert feed.format
        assert len(feed.entries) >= (known["facts"].get("entries") or 1), known["id"]
        assert all(entry.id and entry.title for entry in feed.entries), known["id"]
