"""Collecting, from an answer to what is on record."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from app import jobs
from monitor import mending, people
from monitor.evidence_tables import Evidence
from monitor.people_tables import Role
from monitor.silence.heard import days_spoken
from monitor.source import Source, stanza
from monitor.source_tables import EntryKey, EntryVersion, GazetteNumber, SourceSetting
from monitor.tables import EntryRow, Fetch, Report, SourceState
from monitor.visits.keeping import owners
from monitor.visits.numbering import Gap, gaps

GAZETTE = "https://gazette.example/rss"
FEED = "<?xml version='1.0'?><rss version='2.0'><channel><title>G</title>{}</channel></rss>"
ITEM = "<item><guid>{id}</guid><title>{title}</title><link>{link}</link>{more}</item>"


def item(id, title="", link="", more=""):
    return ITEM.format(
        id=id, title=title or f"Act {id}", link=link or f"https://x.example/{id}", more=more
    )


def feed(*items):
    return FEED.format("".join(items))


@pytest.fixture
def gazette(service, door, clock):
    """Publishes, and is read some hours later."""

    def publish(body, **head):
        clock.pass_(hours=14)
        door.serves(GAZETTE, body, **head)
        (visit,) = [v for v in jobs.collect_sources(service) if v.source == "deu-gazette"]
        jobs.drain_events(service)
        return visit

    return publish


def rows(service, table, **where):
    with service.reading() as session:
        found = session.exec(select(table)).all()
    return [r for r in found if all(getattr(r, k) == v for k, v in where.items())]


def state(service):
    return next(iter(rows(service, SourceState, source="deu-gazette")))


def watching(service, **changes):
    """The service with another stanza for the gazette."""
    source = replace(service.sources["deu-gazette"], **changes)
    return replace(service, sources={"deu-gazette": source})


def test_a_guid_that_changed_brings_nothing_new_and_is_learned(service, gazette):
    assert gazette(feed(item(1), item(2))).new == 2
    again = feed(item("urn:1", "Act 1", "https://x.example/1?utm_source=rss"), item(2))
    assert gazette(again).new == 0
    assert gazette(feed(item("urn:1", "Act 1, edited", "https://x.example/1"))).new == 0
    assert len(rows(service, EntryRow)) == 2


def test_what_a_source_rewrote_is_kept_beside_what_it_wrote_first(service, gazette):
    gazette(feed(item(1)))
    gazette(feed(item(1, "Act 1, corrected")))
    gazette(feed(item(1)))
    gazette(feed(item(1, "Act 1, corrected")))
    (entry,), (version,) = rows(service, EntryRow), rows(service, EntryVersion)
    assert (entry.title, version.title) == ("Act 1", "Act 1, corrected")
    assert version.entry_id == entry.id
    assert len(rows(service, Fetch)) == 2


def test_an_entry_that_becomes_relevant_when_it_is_rewritten_is_reported(service, gazette):
    law = "Gesetz zur Modernisierung des Staatsangehörigkeitsrechts verkündet: Einbürgerung"
    gazette(feed(item(1, "Bekanntmachung")))
    assert rows(service, Report) == []
    gazette(feed(item(1, law)))
    (report,) = rows(service, Report)
    assert report.title == law
    gazette(feed(item(1, law + " (Berichtigung)")))
    assert len(rows(service, Report)) == 1


def test_the_document_of_something_new_is_archived_as_it_came(service, gazette):
    body = feed(item(1))
    gazette(body)
    (fetch,), (evidence,) = rows(service, Fetch), rows(service, Evidence)
    assert fetch.evidence_id == evidence.id
    assert service.archive.get(evidence.sha256) == body.encode()
    gazette(body.replace("<title>G<", "<title>H<"))
    assert len(rows(service, Evidence)) == 1


def test_a_document_that_cannot_be_archived_is_not_lost_and_asked_for_again(service, gazette):
    class Full:
        def put(self, body):
            raise OSError("no space left")

    broken = replace(service, archive=Full())
    service.door.serves(GAZETTE, feed(item(1)))
    visits = {visit.source: visit for visit in jobs.collect_sources(broken)}
    assert "cannot be kept" in visits["deu-gazette"].problems[0]
    assert rows(service, EntryRow) == []
    assert gazette(feed(item(1))).new == 1


def test_a_poll_in_which_nothing_changed_writes_no_entry_and_no_event(service, gazette, clock):
    gazette(feed(item(1)), etag='"a"', last_modified="then")
    assert gazette(feed(item(1)), not_modified=True).entries == 1
    asked = [r for r in service.door.asked if r.url == GAZETTE][-1]
    assert (asked.etag, asked.last_modified) == ('"a"', "then")
    assert len(rows(service, Fetch)) == 1
    assert state(service).parsed_at == clock()


def test_at_the_turn_of_the_month_what_was_missed_is_found(service, gazette, clock):
    gazette(feed(item(1), item(2)), etag='"a"')
    with service.writing() as session:  # as if they had never been stored
        for table in (EntryKey, EntryRow):
            for found in session.exec(select(table)):
                session.delete(found)
            session.flush()
        session.commit()
    assert gazette(feed(item(1), item(2))).new == 0
    clock.pass_(days=11)
    assert gazette(feed(item(1), item(2))).new == 2
    assert [r for r in service.door.asked if r.url == GAZETTE][-1].etag == ""


def test_an_empty_feed_where_there_were_entries_is_an_error(service, gazette):
    gazette(feed(item(1)))
    visit = gazette(feed())
    assert "holds no entry, though it held 1 last time" in visit.problems[0]
    assert state(service).failures == 1
    assert gazette(feed(item(1))).problems == ()


def test_an_implausible_date_is_kept_and_flagged(service, gazette):
    dates = ("Sat, 21 Nov 3200 08:00:00 GMT", "Thu, 01 Jan 1970 00:00:00 GMT")
    gazette(feed(*(item(n, more=f"<pubDate>{d}</pubDate>") for n, d in enumerate(dates))))
    assert [row.doubtful for row in rows(service, EntryRow)] == [True, True]
    gazette(feed(item(9, more="<pubDate>2026-11-20</pubDate>")))
    (row,) = rows(service, EntryRow, title="Act 9")
    assert (row.doubtful, row.precision) == (False, "day")


def test_numbers_that_never_came_are_gaps(service, clock):
    numbered = watching(service, numbered=r"Nr\. (?P<number>\d+)/(?P<year>\d{4})")

    def publish(*numbers):
        clock.pass_(days=2)
        body = feed(*(item(n, f"BGBl. Nr. {n}/2026") for n in numbers))
        service.door.serves(GAZETTE, body)
        jobs.collect_sources(numbered)

    def missing():
        with service.reading() as session:
            return list(gaps(session, clock()).get("deu-gazette", ()))

    publish(7, 8)
    publish(8, 12, 11)
    assert missing() == []
    clock.pass_(days=4)
    assert missing() == [Gap(2026, 9, 10)]
    publish(9)
    clock.pass_(days=4)
    assert missing() == [Gap(2026, 10, 10)]
    assert len(rows(service, GazetteNumber)) == 5
    clock.pass_(days=397)
    assert missing() == []  # what came before they were remembered is no hole


def test_a_source_without_its_key_is_not_asked_and_says_so(service, door):
    locked = watching(service, key="dip", url="https://x.example/?key={key}")
    (visit,) = jobs.collect_sources(locked)
    assert "it wants the key 'dip'" in visit.problems[0]
    assert door.asked == []


def test_a_key_is_sent_and_never_kept(service, door, clock):
    url = "https://x.example/feed?key={key}"
    locked = watching(service, key="dip", url=url, headers={"Authorization": "ApiKey {key}"})
    keys = {**service.settings.source_keys, "dip": "s3cret"}
    means = replace(jobs.means(locked), keys=keys)
    door.serves("https://x.example/feed?key=s3cret", feed(item(1)))
    (visit,) = jobs.collect(means, locked.sources, clock())
    assert visit.new == 1
    assert door.asked[0].headers == (("Authorization", "ApiKey s3cret"),)
    kept = [*rows(service, SourceState), *rows(service, Evidence), *rows(service, EntryRow)]
    assert "s3cret" not in str(kept)


def test_days_that_were_missed_are_caught_up(service, door, clock):
    daily = watching(service, url="https://x.example/{year}-{month}-{day}")
    day = clock().date()
    door.serves(f"https://x.example/{day}", feed(item(1)))
    jobs.collect_sources(daily)
    clock.pass_(days=3)
    for ahead in (1, 2, 3):
        there = f"https://x.example/{day + timedelta(days=ahead)}"
        door.serves(there, feed(item(f"n{ahead}")))
    (visit,) = jobs.collect_sources(daily)
    assert visit.new == 3
    assert len(rows(service, Evidence)) == 4


def test_a_source_that_is_off_is_not_asked(service, door):
    assert jobs.collect_sources(watching(service, on=False)) == []
    assert door.asked == []


def test_sources_that_are_many_are_all_visited_once(service, door):
    many = {f"s{n}": Source(f"s{n}", "feed", "x", f"https://x{n}.example/") for n in range(450)}
    for n in range(0, 450, 3):
        door.serves(f"https://x{n}.example/", feed(item(n)))
    crowd = replace(service, sources=many)
    visits = jobs.collect_sources(crowd)
    assert sorted(visit.source for visit in visits) == sorted(many)
    assert sum(visit.new for visit in visits) == 150
    assert jobs.collect_sources(crowd) == []


@pytest.fixture
def mend(service, clock):
    """Has staff mend the gazette."""
    with service.writing() as session:
        bob = people.add(session, email="b@x.example", name="Bob", role=Role.STAFF, now=clock())
        session.commit()

    def do(**changes):
        lines = stanza(service.sources["deu-gazette"]) | changes
        with service.writing() as session:
            seeds = service.sources
            mending.mend(session, seeds, "deu-gazette", lines, by=bob, now=clock())
            session.commit()

    return do


def test_what_staff_mend_holds_at_the_next_visit_though_nothing_changed(
    service, door, mend, clock
):
    page = "<h2><a href='/a'>Act one</a></h2><p><a href='/b'>Bill two of it</a></p>"
    door.serves(GAZETTE, f"<html><body>{page}</body></html>", etag='"a"')
    mend(kind="list", read={"select": "h2 a"})
    jobs.collect_sources(service)
    mend(kind="list", read={"select": "p a"})
    clock.pass_(hours=1)
    jobs.collect_sources(service)
    assert [r.etag for r in door.asked if r.url == GAZETTE] == ["", ""]
    assert {row.title for row in rows(service, EntryRow)} == {"Act one", "Bill two of it"}


def test_what_is_mended_during_a_round_is_asked_as_it_is_now(service, door, mend, clock):
    door.serves(GAZETTE, feed(item(1)))

    def meanwhile(requests):
        mend(url="https://gazette.example/new")
        yield from door(requests)

    means = replace(jobs.means(service), door=meanwhile)
    (visit,) = [
        visit
        for visit in jobs.collect(means, service.sources, clock())
        if visit.source == "deu-gazette"
    ]
    assert visit.new == 1
    assert len(rows(service, EntryRow)) == 1
    assert (state(service).due_at, state(service).asked) == (clock(), "")
    door.serves("https://gazette.example/new", feed(item(2)))
    assert [v.new for v in jobs.collect_sources(service)] == [1]


def test_a_visit_says_when_it_was_and_since_when_there_are_any(service, gazette, door, clock):
    begun = clock()
    jobs.collect_sources(service)
    gazette(feed(item(1)))
    seen = clock()
    clock.pass_(hours=14)
    door.fails(GAZETTE, "took too long")
    jobs.collect_sources(service)
    now_so = state(service)
    assert (now_so.watched_since, now_so.fetched_at, now_so.visited_at) == (
        begun,
        seen,
        clock(),
    )


def test_more_keys_than_a_statement_bears_are_looked_up(service, gazette):
    gazette(feed(item(1)))
    (known,) = rows(service, EntryRow)
    keys = [*map(str, range(70_000)), known.key]
    with service.reading() as session:
        assert owners(session, "deu-gazette", keys) == {known.id}


PAGE = "<html><body><main><h1>Einbürgerung</h1><p>Die Frist beträgt {} Jahre.</p></main></body>"


@pytest.mark.parametrize(("trust", "reports"), [("official", 1), ("media", 0)])
def test_each_change_of_an_official_page_in_a_policy_area_is_reported(
    service, door, clock, trust, reports
):
    page = Source("deu-gazette", "page", "Office", "https://office.example/", "DEU", "de")
    kept = SourceSetting(
        source=page.id, stanza=stanza(replace(page, trust=trust)), changed_at=clock()
    )
    with service.writing() as session:
        session.add(kept)
        session.commit()
    for years in ("acht", "sechs", "fünf"):
        door.serves("https://office.example/", PAGE.format(years))
        jobs.collect_sources(service)
        jobs.drain_events(service)
        clock.pass_(hours=14)
    told = [entry.summary for entry in rows(service, EntryRow)]
    assert sorted("fünf" in summary for summary in told) == [False, True]
    assert len(rows(service, Report)) == reports


def test_what_is_old_when_a_source_is_first_read_is_kept_and_asks_nobody(service, gazette):
    law = "Gesetz zur Modernisierung des Staatsangehörigkeitsrechts verkündet: Einbürgerung"
    old = item(1, law, more="<pubDate>Fri, 01 Mar 2019 08:00:00 GMT</pubDate>")
    gazette(feed(old))
    assert len(rows(service, EntryRow)) == 1
    assert rows(service, Report) == []
    late = item(2, law, more="<pubDate>Mon, 01 Apr 2019 08:00:00 GMT</pubDate>")
    gazette(feed(old, late))
    assert len(rows(service, Report)) == 1


def test_a_clock_that_ran_ahead_once_puts_no_source_to_sleep(service, door, clock):
    door.serves(GAZETTE, feed(item(1)))
    clock.pass_(days=3650)
    jobs.collect_sources(service)
    clock.pass_(days=-3650)
    assert "deu-gazette" in {visit.source for visit in jobs.collect_sources(service)}


def test_a_dead_source_that_counts_its_readers_is_silent_and_grows_no_further(
    service, gazette, clock
):
    gazette(feed(item(1)))
    for n in range(25):
        gazette(feed(item(1, more=f"<description>{n} views</description>")))
    assert len(rows(service, EntryVersion)) == 20
    with service.reading() as session:
        (days,) = days_spoken(session, clock()).values()
    assert len(days) == 1
