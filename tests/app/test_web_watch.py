"""Staff see who is heard, who went quiet, and where nobody listens."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.source import Source
from monitor.source_tables import GazetteNumber, SourceSetting
from monitor.tables import EntryRow, Fetch, SourceState


@pytest.fixture
def bob(site):
    return site.client(site.bob)


@pytest.fixture
def listens(site):
    """Lets the pages listen to other sources; gives the way to say what they did."""

    def listen(**said):
        usual = {"kind": "feed", "name": "Bundesgesetzblatt", "url": "https://x.example/"}
        place = {"jurisdiction": "DEU", "language": "de", "rhythm": "daily"}
        found = Source("deu-bgbl", **usual | place | said)
        site.service = replace(site.service, sources={found.id: found})
        site.app.state.service = site.service

    return listen


def visited(site, until=1, since=300, **state):
    """It spoke on every working day until so many days ago."""
    moments = (site.now - timedelta(days=n) for n in range(until, since))
    usual = dict.fromkeys(("visited_at", "fetched_at", "parsed_at", "whole_at"), site.now)
    usual["held"] = 9

    def do(session):
        session.add(SourceState(source="deu-bgbl", due_at=site.now, **usual | state))
        for at in moments:
            if at.weekday() < 5:
                fetch = Fetch(source="deu-bgbl", fetched_at=at)
                session.add(fetch)
                session.flush()
                said = {"key": str(at), "link": "", "title": "Act", "summary": ""}
                session.add(EntryRow(fetch_id=fetch.id, source="deu-bgbl", **said))

    site.do(do)


def words_of(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_countries_that_nobody_hears_come_first(site, bob, listens):
    listens()
    visited(site)
    page = words_of(bob.get("/staff/sources").text)
    assert "56 countries are not heard." in page
    assert "Nobody listens here. Add a source, or switch one on." in page
    assert page.index("Albania") < page.index("Germany one source")
    assert "Bundesgesetzblatt" not in page


def test_a_silence_is_told_in_words(site, bob, listens):
    listens()
    visited(site, until=9)
    page = words_of(bob.get("/staff/sources?country=DEU").text)
    assert "It usually speaks every day. Silent for 8 days." in page
    assert "is as long" in page
    assert "Look whether it moved." in page
    assert 'href="/staff/sources/deu-bgbl"' in bob.get("/staff/sources?country=DEU").text


def test_what_failed_moved_and_lacks_is_told(site, bob, listens):
    listens(numbered=r"Nr\. (?P<number>\d+)")
    visited(site, failures=4, error="no answer in time", address="https://y.example/feed")

    def numbers(session):
        at = site.now - timedelta(days=30)
        session.add_all(
            GazetteNumber(source="deu-bgbl", year=2026, number=n, seen_at=at) for n in (1, 4, 6)
        )

    site.do(numbers)
    page = words_of(bob.get("/staff/sources?country=DEU").text)
    assert "no answer in time" in page
    assert "It moved, and is asked at https://y.example/feed." in page
    assert "2026/2–3, 2026/5" in page


def test_a_source_says_whose_voice_it_is_in_the_readers_language(site, bob, listens):
    listens(institution="gazette")
    assert '<p class="soft">gazette</p>' in bob.get("/staff/sources?country=DEU").text
    french = bob.get("/staff/sources?country=DEU&lang=fr").text
    assert '<p class="soft">journal officiel</p>' in french


def test_what_nobody_can_judge_yet_is_no_trouble(site, bob, listens):
    listens()
    visited(site, since=10)
    page = words_of(bob.get("/staff/sources?country=DEU").text)
    assert "too early to judge" not in page
    assert "partly" in page


def test_what_staff_paused_is_never_silently_off(site, bob, listens):
    listens()
    rest = SourceSetting(
        source="deu-bgbl",
        paused_at=site.now,
        why="It repeats another.",
        changed_at=site.now,
        changed_by=site.bob.id,
    )
    site.do(lambda session: session.add(rest))
    page = words_of(bob.get("/staff/sources?country=DEU").text)
    assert "Staff paused it." in page
    assert "It repeats another. · Bob · 21 November 2026" in page


def test_a_country_without_a_source_says_what_to_do(site, bob, listens):
    listens()
    page = bob.get("/staff/sources?country=JOR").text
    assert "Without a source, no change of its law is noticed" in page
    assert 'href="/staff/sources/new"' in page


def test_what_speaks_of_several_countries_has_its_own_page(site, bob, listens):
    listens(jurisdiction=None)
    visited(site)
    assert 'href="/staff/sources?country=many"' in bob.get("/staff/sources").text
    assert "Bundesgesetzblatt" in bob.get("/staff/sources?country=many").text


@pytest.mark.parametrize("country", ["XXX", "VAT", "deu"])
def test_a_country_that_nobody_asked_for_is_not_found(bob, country):
    assert bob.get(f"/staff/sources?country={country}").status_code == 404


def test_the_way_there_stands_on_the_staff_page(bob):
    assert 'href="/staff/sources"' in bob.get("/staff").text
