"""When a source is asked, at which addresses, and what its state keeps of a visit."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.entry import Entry
from monitor.request import Fetched
from monitor.source import Source
from monitor.visits.asking import SLOWEST, Remembered, asking, wait
from monitor.visits.found import read
from monitor.visits.outcome import outcome

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
FEED = Source("s", "feed", "Gazette", "https://x.example/feed")
KNOWN = Remembered(
    asked=FEED.url,
    etag='"a"',
    last_modified="then",
    parsed_at=NOW - timedelta(hours=6),
    whole_at=NOW - timedelta(days=2),
)
INSTANTS = st.timedeltas(timedelta(0), timedelta(days=7600)).map(
    lambda since: datetime(2020, 1, 1, tzinfo=UTC) + since
)


def known(**changes):
    usual = {name: getattr(KNOWN, name) for name in KNOWN.__slots__}
    return Remembered(**usual | changes)


# How it is asked


def test_both_validators_go_with_the_address_that_they_came_from():
    asked = asking(FEED, KNOWN, NOW)
    assert (asked.addresses, asked.etag, asked.last_modified) == ((FEED.url,), '"a"', "then")
    moved = Source("s", "feed", "Gazette", "https://y.example/feed")
    assert asking(moved, KNOWN, NOW).etag == ""


def test_a_server_that_says_nothing_changed_is_believed_for_a_week():
    assert asking(FEED, known(whole_at=NOW - timedelta(days=6)), NOW).etag
    late = asking(FEED, known(whole_at=NOW - timedelta(days=7)), NOW)
    assert (late.etag, late.last_modified, late.whole) == ("", "", False)


def test_at_the_turn_of_a_month_everything_is_read_again():
    first = datetime(2026, 12, 1, 1, tzinfo=UTC)
    asked = asking(FEED, known(whole_at=first - timedelta(hours=3)), first)
    assert (asked.etag, asked.whole) == ("", True)
    assert not asking(FEED, known(whole_at=first), first + timedelta(days=3)).whole


def test_an_address_with_a_date_is_that_of_the_day():
    daily = Source("s", "json", "x", "https://x.example/{day}-{month}-{year}")
    assert asking(daily, Remembered(), NOW).addresses == ("https://x.example/20-11-2026",)


def test_days_that_nobody_asked_about_are_caught_up():
    daily = Source("s", "json", "x", "https://x.example/{year}{month}{day}")
    asked = asking(daily, Remembered(parsed_at=NOW - timedelta(days=2)), NOW)
    assert [a[-8:] for a in asked.addresses] == ["20261120", "20261119", "20261118"]


@given(INSTANTS, st.timedeltas(timedelta(0), timedelta(days=90)))
def test_at_the_turn_of_a_month_the_whole_last_month_is_asked_again(now, ago):
    monthly = Source("s", "json", "x", "https://x.example/{year}/{month}")
    yearly = Source("s", "json", "x", "https://x.example/{year}")
    daily = Source("s", "json", "x", "https://x.example/{year}/{month}/{day}")
    before = now - ago
    left = Remembered(parsed_at=before)
    turned = before.month != now.month or before.year != now.year
    months = asking(monthly, left, now).addresses
    assert months[0] == f"https://x.example/{now:%Y/%m}"
    last = now.replace(day=1) - timedelta(days=1)
    assert (f"https://x.example/{last:%Y/%m}" in months) == turned
    days = asking(daily, left, now).addresses
    assert days[0] == f"https://x.example/{now:%Y/%m/%d}"
    assert not turned or f"https://x.example/{last:%Y/%m}/01" in days
    assert len(days) == len(set(days)) <= 63
    assert len(asking(yearly, left, now).addresses) <= 2


@given(INSTANTS, st.integers(0, 40), st.floats(0.1, 700))
def test_a_source_is_never_given_up(now, failures, hours):
    source = Source("s", "feed", "x", "https://x.example", every=timedelta(hours=hours))
    waits = wait(source, failures, None, now)
    assert 0.9 * source.every <= waits <= max(source.every, SLOWEST)


def test_failing_sources_are_asked_ever_later():
    waits = [wait(FEED, n, None, NOW) for n in range(3)]
    assert all(1.5 < later / before < 2.5 for before, later in pairwise(waits))


def test_sources_of_one_hour_do_not_come_all_at_once():
    sources = [Source(str(n), "feed", "x", "https://x.example") for n in range(100)]
    waits = [wait(source, 0, None, NOW) / FEED.every for source in sources]
    assert max(waits) - min(waits) > 0.08
    assert wait(FEED, 0, None, NOW) == wait(FEED, 0, None, NOW)


@pytest.mark.parametrize("wish", [timedelta(hours=12), NOW + timedelta(hours=12)])
def test_a_server_is_left_alone_for_as_long_as_it_wishes(wish):
    assert wait(FEED, 0, wish, NOW) == timedelta(hours=12)
    assert wait(FEED, 0, timedelta(days=400), NOW) == SLOWEST
    assert wait(FEED, 0, timedelta(minutes=1), NOW) >= 0.9 * FEED.every


# What is kept of a visit

ENTRY = Entry("1", "https://x.example/1", "Act", "")
BODY = (
    b"<rss version='2.0'><channel><item><guid>1</guid><title>Act</title></item></channel></rss>"
)


def visit(fetched, left=KNOWN, source=FEED, memory="", now=NOW):
    asked = asking(source, left, now)
    found = read(source, [fetched], asked, left, memory)
    return found, outcome(found, asked, left, new=bool(found.feed.entries), now=now)


def test_a_document_that_was_read_leaves_its_validators():
    found, kept = visit(Fetched(FEED.url, 200, BODY, etag='"b"', last_modified="now"))
    assert (kept["etag"], kept["last_modified"], kept["asked"]) == ('"b"', "now", FEED.url)
    assert (kept["held"], kept["failures"], kept["error"]) == (1, 0, "")
    assert kept["parsed_at"] == kept["fetched_at"] == kept["whole_at"] == kept["new_at"] == NOW
    assert found.feed.memory == kept["memory"]


def test_the_same_bytes_are_not_read_again():
    _, kept = visit(Fetched(FEED.url, 200, BODY))
    again, later = visit(
        Fetched(FEED.url, 200, BODY),
        known(digest=kept["digest"], held=1),
        memory=kept["memory"],
    )
    assert again.unchanged
    assert "memory" not in later
    assert later["whole_at"] == NOW


def test_an_answer_that_nothing_changed_does_not_count_as_a_whole_document():
    found, kept = visit(Fetched(FEED.url, 304, not_modified=True))
    assert found.unchanged
    assert "whole_at" not in kept
    assert kept["parsed_at"] == NOW


def test_what_is_wrong_in_a_document_stays_wrong_while_nothing_changes():
    left = known(error="the feed is not well-formed")
    assert visit(Fetched(FEED.url, 304, not_modified=True), left)[1]["error"] == left.error
    failed = known(error="took longer than 30 s", failures=2)
    assert visit(Fetched(FEED.url, 304, not_modified=True), failed)[1]["error"] == ""


def test_an_empty_document_where_entries_are_expected_is_an_error():
    empty = b"<rss version='2.0'><channel><title>Gazette</title></channel></rss>"
    found, kept = visit(Fetched(FEED.url, 200, empty), known(held=12))
    assert found.failed
    assert "it held 12 last time" in kept["error"]
    assert kept["failures"] == 1
    assert "etag" not in kept
    calm = Source("s", "feed", "x", FEED.url, may_be_empty=True)
    assert not visit(Fetched(FEED.url, 200, empty), source=calm)[0].failed


def test_a_failing_fetch_leaves_what_was_known():
    found, kept = visit(Fetched(FEED.url, error="the host does not exist"))
    assert found.failed
    assert set(kept) == {"visited_at", "due_at", "failures", "error"}


def test_a_host_that_wants_to_be_left_alone_is_no_failure():
    deferred = Fetched(FEED.url, deferred=True, error="wait", retry_after=timedelta(hours=8))
    _, kept = visit(deferred, known(failures=2))
    assert kept.keys() == {"due_at", "error"}
    assert kept["due_at"] >= NOW + timedelta(hours=8)


@pytest.mark.parametrize(
    ("day", "believed"), [(0, False), (3, False), (6.9, False), (7, True), (20, True)]
)
def test_a_permanent_redirect_is_believed_after_seven_days_of_agreement(day, believed):
    there = "https://new.example/feed"
    answer = Fetched(FEED.url, 200, BODY, moved_to=there)
    left = known(moved_to=there, moved_since=NOW - timedelta(days=day))
    _, kept = visit(answer, left)
    assert (kept.get("address") == there) == believed
    after = Remembered(address=there, moved_from=FEED.url)
    assert asking(FEED, after, NOW).addresses == (there,)


def test_one_visit_that_disagrees_begins_the_seven_days_anew():
    left = known(moved_to="https://new.example/", moved_since=NOW - timedelta(days=6))
    elsewhere = Fetched(FEED.url, 200, BODY, moved_to="https://other.example/")
    assert visit(elsewhere, left)[1]["moved_since"] == NOW
    _, kept = visit(Fetched(FEED.url, 200, BODY), left)
    assert (kept["moved_to"], kept["moved_since"]) == ("", None)


def test_a_believed_address_that_fails_is_given_up_for_that_of_the_stanza():
    left = known(address="https://new.example/", moved_from=FEED.url, failures=2)
    _, kept = visit(Fetched("https://new.example/", error="gone"), left)
    assert (kept["address"], kept["moved_from"]) == ("", "")


def test_a_stanza_that_was_mended_is_asked_at_its_own_address():
    left = known(address="https://new.example/", moved_from="https://older.example/feed")
    assert asking(FEED, left, NOW).addresses == (FEED.url,)


def test_an_address_with_a_secret_is_never_kept():
    secret = Source("s", "feed", "x", "https://x.example/?k={key}", key="k")
    _, kept = visit(Fetched("", 200, BODY, moved_to="https://y.example/?k=abc"), source=secret)
    assert "abc" not in str(kept)


def test_a_day_without_a_gazette_is_no_error_where_that_is_usual():
    daily = Source("s", "feed", "x", "https://x.example/{year}{month}{day}", may_be_empty=True)
    missing = Fetched("", 404, error="404 Not Found")
    assert not visit(missing, source=daily)[0].problems
    assert visit(missing)[0].failed


def test_a_day_that_could_not_be_caught_up_is_asked_again():
    daily = Source("s", "feed", "x", "https://x.example/{year}{month}{day}")
    left = Remembered(parsed_at=NOW - timedelta(days=1))
    asked = asking(daily, left, NOW)
    answers = [Fetched("", 200, BODY), Fetched("", error="took too long")]
    found = read(daily, answers, asked, left, "")
    assert not found.failed
    assert "parsed_at" not in outcome(found, asked, left, new=True, now=NOW)


def test_a_feed_says_how_long_it_stays_as_it_is():
    body = BODY.replace(b"<item>", b"<ttl>720</ttl><item>")
    _, kept = visit(Fetched(FEED.url, 200, body))
    assert kept["due_at"] >= NOW + timedelta(hours=12)
    _, kept = visit(Fetched(FEED.url, 200, BODY, fresh_for=timedelta(hours=10)))
    assert kept["due_at"] >= NOW + timedelta(hours=10)


def test_an_api_that_renamed_its_members_is_an_error_and_its_entries_are_not_kept():
    how = {"items": "items", "id": "id", "title": "title", "link": "url"}
    api = Source("s", "json", "API", FEED.url, how=how)
    well = b'{"items": [{"id": 1, "title": "Act", "url": "https://x.example/1"}]}'
    assert visit(Fetched(FEED.url, 200, well), source=api)[0].feed.held == 1
    renamed = well.replace(b"title", b"name").replace(b"url", b"href")
    found, kept = visit(Fetched(FEED.url, 200, renamed), source=api)
    assert found.failed
    assert "none of its 1 entries has a title" in kept["error"]


def test_a_day_that_has_no_document_yet_does_not_hold_up_the_days_before():
    daily = Source("s", "feed", "x", "https://x.example/{year}{month}{day}")
    left = Remembered(parsed_at=NOW - timedelta(days=1))
    asked = asking(daily, left, NOW)
    found = read(
        daily, [Fetched("", 404, error="404"), Fetched("", 200, BODY)], asked, left, ""
    )
    assert not found.quiet
    assert [each.feed.held for each in found.past] == [1]


def test_a_secret_of_an_address_does_not_get_into_the_links_of_entries():
    secret = Source("s", "feed", "x", "https://x.example/feed?k={key}", key="k")
    body = BODY.replace(b"<guid>1</guid>", b"<link>#act</link>")
    answer = Fetched("https://x.example/feed?k=abc", 200, body)
    (entry,) = visit(answer, source=secret)[0].feed.entries
    assert entry.link == "https://x.example/feed#act"
