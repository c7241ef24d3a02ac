"""Every country has four lamps, and none of them lies."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from statements import statements

from app import jobs
from monitor.desk_tables import CheckIn, CheckInState
from monitor.people_tables import Person, Responsibility, Role
from monitor.silence import lights, outages, review
from monitor.silence.lights import Light, Looks, Visits, Why
from monitor.source import Source
from monitor.source_tables import GazetteNumber, SourceOutage, SourceSetting
from monitor.tables import EntryRow, Fetch, Report, ReportEntry, ReportState, SourceState

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)  # a Saturday


def ago(**span):
    return NOW - timedelta(**span)


def source(id="deu-bgbl", **said):
    usual = {"kind": "feed", "name": "Bundesgesetzblatt", "url": "https://x.example/"}
    place = {"jurisdiction": "DEU", "language": "de", "rhythm": "daily"}
    return Source(id, **usual | place | said)


def entry_of(fetch):
    said = {"key": str(uuid4()), "link": "", "title": "t", "summary": ""}
    return EntryRow(fetch_id=fetch.id, source=fetch.source, **said)


class World:
    """A service that listens to these sources, and what came of it."""

    def __init__(self, service):
        self.service = service

    def watches(self, *sources):
        self.service = replace(self.service, sources={s.id: s for s in sources})

    def add(self, *rows):
        with self.service.writing() as session:
            for kind in dict.fromkeys(map(type, rows)):
                session.add_all(row for row in rows if type(row) is kind)
                session.flush()
            session.commit()
        return rows[-1] if rows else None

    def visited(self, source="deu-bgbl", at=NOW, **state):
        usual = {"due_at": NOW, "visited_at": NOW, "whole_at": at, "held": 20}
        usual |= {"fetched_at": at, "parsed_at": at}
        self.add(SourceState(source=source, **usual | state))

    def spoke(self, *days_ago, source="deu-bgbl"):
        came = [Fetch(source=source, fetched_at=ago(days=days)) for days in days_ago]
        self.add(*came, *(entry_of(fetch) for fetch in came))

    def daily(self, until, source="deu-bgbl"):
        """It spoke on every working day of a year, the last of them so many days ago."""
        days = range(until, 365)
        self.spoke(*(n for n in days if ago(days=n).weekday() < 5), source=source)

    def person(self, role, *countries):
        person = Person(email=f"{uuid4()}@x.example", name="Ada", role=role)
        watches = (Responsibility(person_id=person.id, country=c, since=NOW) for c in countries)
        self.add(person, *watches)
        return person

    def reported(self, fetched_at, decided_at=None, country="DEU", source="deu-bgbl"):
        fetch = Fetch(source=source, fetched_at=fetched_at)
        entry = entry_of(fetch)
        state = ReportState.REJECTED if decided_at else ReportState.OPEN
        said = {"country": country, "title": "t", "summary": "", "url": ""}
        when = {"reported_at": fetched_at, "decided_at": decided_at, "state": state}
        report = Report(**said, **when)
        self.add(fetch, entry, report, ReportEntry(entry_id=entry.id, report_id=report.id))

    def places(self):
        with self.service.reading() as session:
            return {p.code: p for p in jobs.lamps_of(self.service, session)}

    def ear(self, source="deu-bgbl"):
        ears = (ear for place in self.places().values() for ear in place.sources)
        return next(ear for ear in ears if ear.source.id == source)


@pytest.fixture
def world(service):
    made = World(service)
    made.watches(source())
    return made


def lit(lamps):
    return {name: (lamp.light.value, lamp.why) for name, lamp in lamps}


def test_all_is_well(world):
    world.visited()
    world.daily(until=1)
    world.person(Role.CORRESPONDENT, "DEU")
    world.reported(ago(days=5), ago(days=3))
    good = {
        "fetched": ("good", Why.ANSWERS),
        "parsed": ("good", Why.READ),
        "relevant": ("good", Why.FOUND),
        "looked": ("good", Why.LOOKED),
    }
    assert lit(world.ear().lamps) == good
    germany = world.places()["DEU"]
    assert lit(germany.lamps) == good
    assert germany.lamps.parsed.of == "Bundesgesetzblatt"
    assert germany.silence.days == world.ear().silence.days == 0


def test_every_country_of_the_index_is_listed_and_the_dark_ones_first(world):
    world.visited()
    world.daily(until=1)
    places = world.places()
    assert len(places) == 57
    assert list(places)[-1] == "DEU"
    assert lit(places["EU"].lamps)["fetched"] == ("off", Why.UNHEARD)
    assert lit(places["JOR"].lamps)["looked"] == ("bad", Why.NOBODY)


def test_a_source_that_goes_quiet_darkens_its_lamp_and_its_countrys(world):
    world.visited()
    world.daily(until=9)
    assert lit(world.ear().lamps)["parsed"] == ("bad", Why.QUIET)
    germany = world.places()["DEU"]
    assert germany.silence.quiet
    assert not germany.lamps.heard


def test_another_source_keeps_a_country_heard(world):
    world.watches(source(), source("deu-bmi", name="Ministry"))
    for id, until in (("deu-bgbl", 9), ("deu-bmi", 1)):
        world.visited(id)
        world.daily(until, id)
    germany = world.places()["DEU"]
    assert germany.lamps.heard
    assert germany.lamps.parsed.of == "Ministry"
    assert not world.ear().lamps.heard


def test_what_does_not_answer_is_not_called_silent(world):
    world.visited(at=ago(days=9), failures=12, error="no answer in time")
    world.daily(until=10)
    ear = world.ear()
    assert lit(ear.lamps)["fetched"] == ("bad", Why.DOWN)
    assert not ear.silence.quiet
    assert ear.visits.error == "no answer in time"


def test_an_outage_of_the_past_is_no_silence(world):
    world.visited()
    world.daily(until=12)
    assert world.ear().silence.quiet
    world.add(SourceOutage(source="deu-bgbl", since=ago(days=12), until=ago(days=1)))
    assert not world.ear().silence.late


@pytest.mark.parametrize(("hours", "noted"), [(50, 0), (200, 1)])
def test_an_outage_is_noted_when_a_source_is_heard_again(world, hours, noted):
    with world.service.writing() as session:
        outages.note(session, source(), None, NOW)
        outages.note(session, source(), ago(hours=hours), NOW)
        session.commit()
    with world.service.reading() as session:
        days = outages.unheard(session)["deu-bgbl"]
    assert (date(2026, 11, 16) in days) is bool(noted)
    assert NOW.date() not in days


def test_a_source_that_never_said_anything_goes_quiet_in_time(world):
    world.visited(watched_since=ago(days=40))
    assert lit(world.ear().lamps)["parsed"] == ("bad", Why.QUIET)
    assert world.ear().silence.since == ago(days=40).date()


def test_a_source_that_could_never_be_read_is_not_called_silent(world):
    world.visited(watched_since=ago(days=40), fetched_at=NOW, parsed_at=None, failures=9)
    assert lit(world.ear().lamps)["parsed"] == ("bad", Why.UNREADABLE)
    assert world.ear().silence is None


def test_gaps_are_told_in_the_weekly_look(world):
    numbered = r"Nr\. (?P<number>\d+)/(?P<year>\d{4})"
    world.watches(source(numbered=numbered))
    world.visited()
    came = {"source": "deu-bgbl", "year": 2026, "seen_at": ago(days=30)}
    world.add(*(GazetteNumber(number=number, **came) for number in (1, 4, 6)))
    found = review.compared(tuple(world.places().values()), lights.Review())
    assert [(told.source, told.missing) for told in found.gaps] == [
        ("deu-bgbl", "2026/2–3, 2026/5")
    ]


def test_media_alone_do_not_make_a_country_heard_well(world):
    world.watches(source(trust="media"))
    world.visited()
    world.daily(until=1)
    assert lit(world.places()["DEU"].lamps)["fetched"] == ("partly", Why.UNOFFICIAL)


def test_what_rests_is_listed_with_who_why_and_since(world):
    world.watches(
        source(), source("deu-off", on=False, note="not checked"), source("a", key="k")
    )
    bob = world.person(Role.STAFF)
    world.add(
        SourceSetting(
            source="deu-bgbl",
            paused_at=ago(days=3),
            why="It repeats another.",
            changed_at=ago(days=3),
            changed_by=bob.id,
        )
    )
    rest = world.ear().rest
    assert (rest.why, rest.note, rest.by) == (Why.PAUSED, "It repeats another.", "Ada")
    assert rest.since == ago(days=3)
    assert world.ear("deu-off").rest.note == "not checked"
    assert world.ear("a").rest.why is Why.KEYLESS
    assert lit(world.places()["DEU"].lamps)["fetched"] == ("off", Why.UNHEARD)


def test_a_language_without_keywords_is_said(world):
    world.watches(source(language="sw"))
    world.visited()
    world.daily(until=1)
    lamp = world.ear().lamps.relevant
    assert (lamp.light, lamp.why, lamp.of) == (Light.BAD, Why.NO_KEYWORDS, "sw")


def test_what_speaks_of_many_countries_stands_by_itself(world):
    world.watches(source(jurisdiction=None))
    world.visited()
    world.daily(until=1)
    many = world.places()[""]
    assert many.lamps.heard
    assert many.lamps.looked.light is Light.OFF


def test_an_answered_month_is_a_look(world):
    world.person(Role.CORRESPONDENT, "DEU")
    assert lit(world.places()["DEU"].lamps)["looked"] == ("bad", Why.LONG_AGO)
    month = CheckIn(
        country="DEU",
        month=date(2026, 10, 1),
        asked_at=ago(days=20),
        state=CheckInState.NOTHING,
        answered_at=ago(days=10),
    )
    world.add(month)
    assert lit(world.places()["DEU"].lamps)["looked"] == ("good", Why.LOOKED)
    world.reported(ago(days=40))
    assert lit(world.places()["DEU"].lamps)["looked"] == ("partly", Why.WAITS)


def test_a_persons_report_is_a_word_of_her_country(world):
    world.visited()
    world.daily(until=9)
    ada = world.person(Role.CORRESPONDENT, "DEU")
    said = {"country": "DEU", "title": "t", "summary": "", "url": ""}
    world.add(Report(**said, reported_at=ago(days=1), reported_by=ada.id))
    assert not world.places()["DEU"].silence.quiet
    assert world.ear().silence.quiet


def test_the_number_of_questions_to_the_database_does_not_grow_with_the_sources(world):
    def asked():
        with statements(world.service.engine) as said:
            world.places()
        return len(said)

    few = asked()
    world.watches(*(source(f"deu-{n}", language="de") for n in range(40)))
    for n in range(40):
        world.visited(f"deu-{n}")
        world.spoke(1, 3, 8, source=f"deu-{n}")
    assert asked() == few < 20


# ── each lamp by itself ──────────────────────────────────────────────────────────────────

WELL = Visits(
    visited_at=NOW, fetched_at=ago(hours=6), parsed_at=ago(hours=6), whole_at=NOW, held=20
)


@pytest.mark.parametrize(
    ("visits", "light", "why"),
    [
        (WELL, Light.GOOD, Why.ANSWERS),
        (Visits(), Light.PARTLY, Why.NOT_YET),
        (Visits(failures=1), Light.PARTLY, Why.DOWN),
        (Visits(failures=3), Light.BAD, Why.DOWN),
        (replace(WELL, failures=2), Light.PARTLY, Why.FAILS),
        (replace(WELL, failures=3), Light.BAD, Why.DOWN),
        (replace(WELL, parsed_at=ago(days=3), failures=3), Light.BAD, Why.DOWN),
        (replace(WELL, fetched_at=NOW, failures=3), Light.GOOD, Why.ANSWERS),
        (replace(WELL, visited_at=ago(days=3), fetched_at=ago(days=3)), Light.BAD, Why.UNASKED),
        (replace(WELL, visited_at=ago(days=3), failures=1), Light.BAD, Why.UNASKED),
    ],
)
def test_fetched(visits, light, why):
    lamp = lights.fetched(source(), visits, NOW)
    assert (lamp.light, lamp.why) == (light, why)


@pytest.mark.parametrize(
    ("visits", "light", "why"),
    [
        (WELL, Light.GOOD, Why.READ),
        (Visits(), Light.OFF, Why.NOT_YET),
        (replace(WELL, held=0), Light.BAD, Why.EMPTY),
        (replace(WELL, parsed_at=ago(days=1), failures=1), Light.PARTLY, Why.UNREADABLE),
        (replace(WELL, parsed_at=ago(days=1), failures=3), Light.BAD, Why.UNREADABLE),
        (Visits(fetched_at=NOW, failures=1), Light.BAD, Why.UNREADABLE),
    ],
)
def test_parsed(visits, light, why):
    lamp = lights.parsed(source(), visits, None)
    assert (lamp.light, lamp.why) == (light, why)


def test_an_empty_document_is_well_where_its_stanza_says_so():
    lamp = lights.parsed(source(may_be_empty=True), replace(WELL, held=0), None)
    assert lamp.light is Light.GOOD


@pytest.mark.parametrize(
    ("relevant", "since", "light", "why"),
    [
        (30, 400, Light.GOOD, Why.FOUND),
        (None, 30, Light.PARTLY, Why.EARLY),
        (None, 200, Light.PARTLY, Why.NOTHING_RELEVANT),
        (None, 400, Light.BAD, Why.NOTHING_RELEVANT),
        (200, 800, Light.PARTLY, Why.NOTHING_RELEVANT),
    ],
)
def test_relevant(relevant, since, light, why):
    looks = Looks(ago(days=relevant) if relevant else None)
    lamp = lights.relevant(["de"], {"de"}, looks, ago(days=since), NOW)
    assert (lamp.light, lamp.why) == (light, why)


@pytest.mark.parametrize(
    ("looks", "light", "why"),
    [
        (Looks(), Light.OFF, Why.NOTHING_TO_LOOK_AT),
        (Looks(NOW, None, NOW), Light.PARTLY, Why.UNDECIDED),
        (Looks(NOW, NOW), Light.GOOD, Why.LOOKED),
        (Looks(NOW, NOW, ago(days=40)), Light.BAD, Why.WAITS),
    ],
)
def test_looked_at_a_source(looks, light, why):
    lamp = lights.looked_at_source(looks, NOW)
    assert (lamp.light, lamp.why) == (light, why)


@pytest.mark.parametrize(
    ("decided", "watched", "light", "why"),
    [
        (5, False, Light.GOOD, Why.LOOKED),
        (100, True, Light.PARTLY, Why.LONG_AGO),
        (300, True, Light.BAD, Why.LONG_AGO),
        (100, False, Light.BAD, Why.NOBODY),
    ],
)
def test_looked_at_a_country(decided, watched, light, why):
    looks = Looks(decided_at=ago(days=decided))
    lamp = lights.looked_at_country(looks, None, watched, NOW)
    assert (lamp.light, lamp.why) == (light, why)


# ── the weekly look ──────────────────────────────────────────────────────────────────────


def test_staff_are_told_once_a_week_of_what_changed_and_not_again(world, clock, mailer):
    world.person(Role.STAFF)
    assert not jobs.review_sources(world.service)  # nothing was asked yet
    world.visited()
    world.daily(until=9)
    assert jobs.review_sources(world.service)
    assert not jobs.review_sources(world.service)
    clock.pass_(days=7)
    assert jobs.review_sources(world.service)
    jobs.follow_up(world.service)
    first, second = (message["subject"] for message in mail_of(mailer))
    assert first == "One source went quiet"
    assert second == "57 countries are not heard"


def mail_of(mailer):
    return sorted(
        (mail.message for mail in mailer.sent), key=lambda m: "quiet" not in m["subject"]
    )


def test_what_is_heard_again_is_told(world):
    world.visited()
    world.daily(until=1)
    last = lights.Review(dark=("deu-bgbl",))
    found = review.compared(tuple(world.places().values()), last)
    assert [told.source for told in found.came_back] == ["deu-bgbl"]
    assert found.dark == found.went_dark == ()


def test_a_review_is_read_as_it_was_written():
    told = lights.Told("deu-bgbl", "Bundesgesetzblatt", "DEU", Why.QUIET, 9)
    whole = lights.Review(("deu-bgbl",), (told,), (), ("JOR",), off=3)
    shape = review.SHAPE.dump_python(whole, mode="json")
    assert review.SHAPE.validate_python(shape) == whole
    assert not whole.well
    assert lights.Review(off=3).well


def test_a_source_that_is_heard_again_after_days_leaves_an_outage(world, door, clock):
    feed = source(url="https://x.example/feed.xml")
    world.watches(feed)
    door.serves(
        feed.url,
        "<rss version='2.0'><channel><title>x</title>"
        "<item><title>A law</title><link>https://x.example/1</link></item></channel></rss>",
    )
    world.visited(at=ago(days=9), due_at=ago(days=1), failures=8, error="no answer in time")
    jobs.collect_sources(world.service)
    with world.service.reading() as session:
        missed = outages.unheard(session)
    assert len(missed["deu-bgbl"]) == 8
