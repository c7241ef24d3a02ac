"""The feed of a page is found; and what a check says of a source."""

from datetime import UTC, datetime, timedelta

import pytest
from fakes import FakeDoor
from hypothesis import given
from hypothesis import strategies as st

from monitor.checkup import State, look
from monitor.discover import How, candidates, declared_language, rhythm
from monitor.request import Fetched
from monitor.scout import proposal, scout
from monitor.source import Source, check
from monitor.sources import KINDS

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
HERE = "https://court.example/en/news"
FEED = """<rss version="2.0"><channel><title>A court</title><language>fr-FR</language>
<item><title>Arrêt</title><link>https://court.example/1</link>
<pubDate>Fri, 20 Nov 2026 10:00:00 GMT</pubDate></item></channel></rss>"""
EMPTY = '<rss version="2.0"><channel><title>A court</title></channel></rss>'


def found(page, address=HERE):
    return [c.url for c in candidates(page.encode(), address) if c.how < How.USUAL]


@pytest.mark.parametrize(
    "line",
    [
        '<link rel="alternate" type="application/rss+xml" href="/x">',
        '<link rel="alternate" type="application/atom+xml; charset=utf-8" href="/x">',
        '<link rel="feed" type="application/feed+json" href="../x">',
        '<link rel="alternate" type="APPLICATION/RDF+XML" href="https://court.example/x">',
        '<link rel="alternate" type="application/rss+xml" href="feed://court.example/x">',
        '<link rel="alternate" type="application/rss+xml" href="feed:https://court.example/x">',
        '<base href="https://court.example/"><link rel=alternate type=text/rss href=x>',
    ],
)
def test_what_a_page_declares_as_its_feed_is_found(line):
    assert [url.replace("http:", "https:") for url in found(line)] == [
        "https://court.example/x"
    ]


@pytest.mark.parametrize(
    "href",
    ["/rss", "/RSSNewsfeed.xml?id=2", "/feeds/all", "/node/2/atom.xml", "/newsfeed", "/a.rdf"],
)
def test_a_link_that_looks_like_a_feed_is_found(href):
    assert found(f'<a href="{href}">All news</a>') == [f"https://court.example{href}"]


@pytest.mark.parametrize(
    "line",
    [
        '<a href="/feedback">Write to us</a>',
        '<a href="/press/cross-border">Crossing</a>',
        '<a href="javascript:rss()">RSS</a>',
        '<a href="mailto:rss@court.example">RSS</a>',
        '<link rel="alternate" hreflang="fr" href="/fr">',
        '<link rel="alternate" type="application/json+oembed" href="/oembed">',
        '<link rel="alternate" type="application/json" href="/wp-json/posts/1">',
        '<link rel="stylesheet" type="text/css" href="/feed.css">',
    ],
)
def test_what_is_no_feed_is_not_taken_for_one(line):
    assert found(line) == []


def test_what_is_declared_comes_first_and_what_readers_comment_last():
    page = """<a href="/all.rss">RSS</a>
    <link rel=alternate type="application/rss+xml" title="Comments" href="/comments/feed/">
    <link rel=alternate type="application/rss+xml" href="/news/feed/">
    <link rel="https://api.w.org/" href="https://court.example/wp-json/">"""
    urls = [
        c.url.removeprefix("https://court.example") for c in candidates(page.encode(), HERE)
    ]
    assert urls[:3] == ["/news/feed/", "/all.rss", "/comments/feed/"]
    assert urls[3] == "/en/news/feed/"
    assert urls[-1] == "/wp-json/wp/v2/posts"


@given(st.binary(), st.sampled_from([HERE, "http://x.example", "https://x.example/?a=b"]))
def test_no_bytes_make_the_search_fall(body, address):
    urls = [c.url for c in candidates(body, address)]
    assert len(urls) == len(set(urls))
    assert all(url.startswith(("http://", "https://")) for url in urls)
    declared_language(body)


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ([], "weekly"), ([0, 1, 2, 3], "daily"), ([0, 0, 7, 14], "weekly"),
        ([0, 30, 61], "monthly"), ([0, 400], "rarely"),
    ],
)  # fmt: skip
def test_a_rhythm_is_read_off_the_dates(days, said):
    assert rhythm([NOW - timedelta(days=day) for day in days]) == said


def test_an_address_that_is_a_feed_is_taken_as_it_is():
    door = FakeDoor()
    door.serves("https://amt.gv.at/rss", FEED)
    best = scout(door, "https://amt.gv.at/rss")[0]
    lines = proposal(best)
    assert len(door.asked) == 1
    assert check(lines, KINDS) == []
    assert lines == {
        "kind": "feed", "name": "A court", "url": "https://amt.gv.at/rss",
        "jurisdiction": "AUT", "language": "fr", "rhythm": "weekly",
    }  # fmt: skip


def test_the_search_stops_at_the_first_way_that_finds_entries():
    door = FakeDoor()
    page = '<link rel=alternate type="application/rss+xml" href="/empty"><p>News'
    door.serves(HERE, page)
    door.serves("https://court.example/empty", EMPTY)
    door.serves("https://court.example/rss", FEED)
    tried = scout(door, HERE)
    assert tried[0].candidate.url == "https://court.example/rss"
    assert tried[1].candidate.url == "https://court.example/empty"


def test_posts_of_a_wordpress_are_the_last_resort():
    door = FakeDoor()
    door.serves(HERE, '<link rel="https://api.w.org/" href="/wp-json/"><p>News')
    posts = '[{"id": 7, "title": {"rendered": "A law"}, "link": "https://court.example/7"}]'
    door.serves("https://court.example/wp-json/wp/v2/posts", posts)
    best = scout(door, HERE)[0]
    assert [entry.title for entry in best.feed.entries] == ["A law"]
    assert check(proposal(best) | {"name": "Court"}, KINDS) == []


def test_a_page_that_does_not_answer_is_not_searched():
    door = FakeDoor()
    (tried,) = scout(door, HERE)
    assert tried.problem == "the host does not exist"


def checked(source, keys=None, **answer):
    door = FakeDoor()
    door.served[source.url] = Fetched(source.url, 200, **answer)
    (finding,) = look(door, [source], keys or {}, NOW)
    return finding


SOURCE = Source("fra-court", "feed", "A court", "https://court.example/rss")


def test_a_source_that_reads_well_needs_nothing():
    finding = checked(SOURCE, body=FEED.encode())
    assert (finding.state, finding.advice) == (State.WELL, "")
    assert (finding.entries, finding.format) == (1, "rss20")
    assert finding.newest == datetime(2026, 11, 20, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("answer", "state", "advice"),
    [
        ({"body": EMPTY.encode()}, State.EMPTY, "may_be_empty"),
        ({"body": b"<html>"}, State.FAILS, "HTML"),
        ({"error": "court.example took too long"}, State.FAILS, "too long"),
        ({"error": "it keeps programs out", "forbidden": True}, State.REFUSED, "programs"),
        ({"error": "its robots.txt is not known: no such host"}, State.FAILS, "no such host"),
        ({"error": "it asked for peace", "deferred": True}, State.LATER, "peace"),
        ({"body": FEED.replace("2026", "2021").encode()}, State.WELL, "2021-11-20"),
    ],
)
def test_a_check_says_what_it_found_and_what_to_do(answer, state, advice):
    finding = checked(SOURCE, **answer)
    assert finding.state is state
    assert advice in finding.advice


def test_an_empty_document_is_well_where_it_may_be():
    quiet = Source("x", "feed", "X", "https://court.example/rss", may_be_empty=True)
    assert checked(quiet, body=EMPTY.encode()).state is State.WELL


def test_a_source_without_its_key_is_not_asked():
    keyed = Source("x", "feed", "X", "https://court.example/?k={key}", key="court")
    door = FakeDoor()
    (finding,) = look(door, [keyed], {"other": "secret"}, NOW)
    assert finding.state is State.KEYLESS
    assert door.asked == []


def test_a_new_address_is_told_without_the_secret_in_it():
    keyed = Source(
        "x", "feed", "X", "https://court.example/?k={key}", key="court",
        headers={"X-Key": "Bearer {key}"},
    )  # fmt: skip
    door = FakeDoor()
    asked, moved = "https://court.example/?k=s3cret", "https://new.example/?k=s3cret"
    door.served[asked] = Fetched(asked, 200, FEED.encode(), moved_to=moved)
    (finding,) = look(door, [keyed], {"court": "s3cret"}, NOW)
    assert door.asked[0].headers == (("X-Key", "Bearer s3cret"),)
    assert finding.state is State.MOVED
    assert 'url = "https://new.example/?k={key}"' in finding.advice
    assert "s3cret" not in finding.advice
