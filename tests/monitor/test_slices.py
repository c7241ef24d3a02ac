"""A feed cut at its entries reads as it would whole, or is read whole."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.entry import Document
from monitor.sources import feed

ITEM = "<item><guid>{0}</guid><title>Act {0}</title><link>https://x.example/{0}</link></item>"
FEED = (
    "<?xml version='1.0'?><rss version='2.0'><channel><title>Gazette</title>{}</channel></rss>"
)


def rss(*numbers):
    return Document(FEED.format("\n".join(ITEM.format(n) for n in numbers)).encode())


def again(document, before):
    """Read a document in the light of what an earlier reading left."""
    return feed.read(replace(document, memory=before.memory))


def test_only_what_is_new_is_read():
    first = feed.read(rss(1, 2, 3))
    second = again(rss(4, 1, 2), first)
    assert [entry.id for entry in second.entries] == ["4"]
    assert (second.known, second.held) == (2, 3)
    assert set(second.present) == {entry.fingerprint for entry in first.entries[:2]}


def test_what_left_the_feed_is_forgotten_and_read_when_it_comes_back():
    first = feed.read(rss(1, 2))
    second = again(rss(2, 3), first)
    assert [entry.id for entry in again(rss(1, 2, 3), second).entries] == ["1"]


def test_an_entry_that_was_rewritten_is_read_again():
    first = feed.read(rss(1, 2))
    edited = rss(1, 2).body.replace(b"Act 2", b"Act 2, corrected")
    assert [e.title for e in again(Document(edited), first).entries] == ["Act 2, corrected"]


def test_a_feed_in_which_nothing_is_new_is_not_empty():
    first = feed.read(rss(1, 2))
    moved = Document(rss(1, 2).body.replace(b"Gazette", b"The Gazette"))
    second = again(moved, first)
    assert (second.entries, second.held, second.problems) == ((), 2, ())
    assert again(moved, second).held == 2


@pytest.mark.parametrize(
    "inside",
    [
        ITEM.format(1) + "<!-- " + ITEM.format(2) + " -->",
        "<item><guid>1</guid><title>a</title><item><guid>2</guid></item></item>",
        ITEM.format(1) + "<item><guid>2</guid><title>a & b</title></item>",
        ITEM.format(1) + "<item/>",
    ],
)
def test_a_feed_that_cannot_be_cut_for_sure_is_read_whole_each_time(inside):
    document = Document(FEED.format(inside).encode())
    first = feed.read(document)
    assert first.memory == ""
    assert again(document, first) == first


def test_an_entry_that_is_cut_in_its_middle_is_read_whole_each_time():
    inside = "<item><guid>1</guid><title><![CDATA[</item>]]></title></item>" + ITEM.format(2)
    document = Document(FEED.format(inside).encode())
    first = feed.read(document)
    assert again(document, first).entries == first.entries
    assert len(first.entries) == 2


def test_a_known_entry_beside_one_that_breaks_the_feed_is_read_again_and_not_lost():
    first = feed.read(rss(1, 2))
    broken = FEED.format(ITEM.format(1) + ITEM.format(2) + "<item><guid>3</guid><title>a & b")
    second = again(Document(broken.encode()), first)
    assert [entry.id for entry in second.entries][:2] == ["1", "2"]


@given(st.text(max_size=200))
def test_no_memory_makes_it_fall_or_lose_an_entry(memory):
    read = feed.read(replace(rss(1, 2), memory=memory))
    assert read.held == 2


@pytest.mark.shared
def test_a_cut_feed_reads_as_it_would_whole(shared):
    cut = 0
    files = [
        json.loads(line)["file"] for line in open_lines(shared / "feeds/suites/cases.jsonl")
    ]
    files = [shared / "feeds/suites" / file for file in sorted(set(files))]
    files += sorted((shared / "feeds/real").rglob("*.*ml"))
    for file in files:
        body = file.read_bytes()
        whole = feed.read(Document(body))
        lines = whole.memory.split("\n")
        if len(lines) < 2:
            continue
        cut += 1
        half = "\n".join(lines[::2])
        rest = feed.read(Document(body, memory=half))
        known = {line.split()[0] for line in lines[::2]}
        expected = [
            entry
            for line, entry in zip(lines, whole.entries, strict=False)
            if line.split()[0] not in known
        ]
        assert list(rest.entries) == expected, file.name
        assert rest.held == whole.held, file.name
    assert cut > 50


def open_lines(path):
    return path.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize(
    "piece",
    [
        "<category>" + "<![CDATA[x]]>",
        "<item>",
        "<!--",
        "<![CDATA[",
        "<category><![CDATA[",
        "<category>x",
        "<![CDATA[x]]>",
        "<category ",
        "</item ",
        "<item></item",
    ],
)
def test_what_never_ends_is_read_in_a_time_that_grows_with_its_length(piece):
    body = b"<rss version='2.0'><channel>" + piece.encode() * 20_000
    assert feed.read(Document(body)).problems
