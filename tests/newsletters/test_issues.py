"""An issue is made once, and each change is told once to each reader."""

import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import SQLModel, col, select

from monitor.events import ScoresReleased
from monitor.tables import Change
from newsletters.cadence import CADENCES
from newsletters.issues import alert, close_due
from newsletters.subscribers import Preferences, change_preferences, suppress, unsubscribe
from newsletters.tables import Delivery, Issue, Subscription, Telling
from store import make_engine, writing

SOON = datetime(2026, 12, 1, 1, tzinfo=UTC)


def closing(sessions, now, letters):
    with sessions() as session:
        made = [(issue.cadence, issue.period) for issue in close_due(session, now, letters)]
        session.commit()
    return made


def alerting(sessions, release, letters):
    with sessions() as session:
        alert(session, ScoresReleased(release_id=release.id), letters=letters)
        session.commit()


def mails(sessions, reader):
    with sessions() as session:
        hers = select(Delivery).where(Delivery.subscription_id == reader.id)
        return list(session.exec(hers.order_by(col(Delivery.made_at))))


def test_nothing_is_closed_before_the_first_release(sessions, letters):
    assert closing(sessions, SOON, letters) == []


def test_a_period_closes_once_even_if_it_has_nothing_for_anybody(sessions, letters, world):
    world.released()
    assert closing(sessions, SOON, letters) == [("monthly", "2026-11")]
    assert closing(sessions, SOON, letters) == []


def test_a_sleep_of_months_closes_each_missed_period_once(sessions, letters, world):
    reader = world.reader(cadence="monthly")
    world.released()
    world.released(at=datetime(2027, 2, 5, tzinfo=UTC), country="FIN")
    made = closing(sessions, datetime(2027, 3, 15, tzinfo=UTC), letters)
    assert made == [
        ("monthly", "2026-11"),
        ("monthly", "2026-12"),
        ("monthly", "2027-01"),
        ("monthly", "2027-02"),
        ("quarterly", "2026-Q4"),
        ("yearly", "2026"),
    ]
    assert [mail.subject.split(":")[0] for mail in mails(sessions, reader)] == [
        "Germany",
        "Finland",
    ]


ZONES = ["Europe/Brussels", "Europe/Lisbon", "Asia/Beirut", "Africa/Cairo", "America/Santiago"]


# The zones are the same arithmetic on every database: one of them shows PostgreSQL's part.
@pytest.mark.parametrize(
    ("engine", "zone"),
    [*(("sqlite", zone) for zone in ZONES), ("postgresql", ZONES[-1])],
    indirect=["engine"],
)
def test_every_month_of_two_decades_closes_once_whatever_the_wake_ups_were(
    sessions, letters, world, zone
):
    """Missed, doubled, late by minutes or by months: the timetable only wakes."""
    here = replace(letters, zone=ZoneInfo(zone))
    world.released(at=datetime(2020, 1, 15, tzinfo=UTC))
    random, now, made = Random(zone), datetime(2020, 1, 20, tzinfo=UTC), []
    while now.year < 2041 or now.day < 3:
        made += closing(sessions, now, here)
        made += closing(sessions, now, here) if random.random() < 0.2 else []
        now += timedelta(minutes=random.choice([20, 700, 40_000, 50_000, 130_000]))
    made += closing(sessions, now, here)
    months = [period for cadence, period in made if cadence == "monthly"]
    assert months[:252] == [f"{y}-{m:02}" for y in range(2020, 2041) for m in range(1, 13)]
    with sessions() as session:
        assert len(session.exec(select(Issue)).all()) == len(made) == len(set(made))


def test_a_release_at_the_last_instant_belongs_to_its_month(sessions, letters, world):
    reader = world.reader(cadence="monthly")
    midnight = datetime(2026, 11, 30, 23, tzinfo=UTC)
    world.released(at=midnight - timedelta(microseconds=1))
    world.released(at=midnight, country="FIN")
    assert closing(sessions, midnight + timedelta(minutes=14), letters) == []
    assert closing(sessions, midnight + timedelta(minutes=15), letters) == [
        ("monthly", "2026-11")
    ]
    (mail,) = mails(sessions, reader)
    assert "Germany" in mail.subject
    assert "Finland" not in mail.text


def test_two_closers_at_once_make_one_issue(sessions, letters, world):
    world.reader(cadence="monthly")
    world.released()
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: closing(sessions, SOON, letters), range(4)))
    assert sorted(made) == [[], [], [], [("monthly", "2026-11")]]
    with sessions() as session:
        assert len(session.exec(select(Delivery)).all()) == 1


def test_an_alert_and_a_digest_at_once_tell_a_reader_once(sessions, letters, world):
    reader = world.reader(cadence="alert")
    release = world.released()
    jobs = [
        lambda: alerting(sessions, release, letters),
        lambda: closing(sessions, SOON, letters),
    ]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda job: job(), jobs))
    assert len(mails(sessions, reader)) == 1


def test_a_repeated_alert_makes_no_second_mail(sessions, letters, world):
    reader = world.reader()
    release = world.released()
    alerting(sessions, release, letters)
    alerting(sessions, release, letters)
    assert len(mails(sessions, reader)) == 1


def test_nobody_is_written_to_who_did_not_say_yes_or_said_no(sessions, letters, world):
    unconfirmed, _, gone = (world.reader(name) for name in ("a", "b", "c"))
    with sessions() as session:
        session.get_one(Subscription, unconfirmed.id).confirmed_at = None
        suppress(session, "B@example.org", "bounced", SOON)
        unsubscribe(session, gone.id)
        session.commit()
    alerting(sessions, world.released(), letters)
    with sessions() as session:
        assert session.exec(select(Delivery)).all() == []
        assert len(session.exec(select(Issue)).all()) == 1


def test_what_was_released_before_a_reader_said_yes_is_not_news(
    sessions, letters, world, clock
):
    reader = world.reader(since=clock() + timedelta(hours=1))
    release = world.released(at=clock())
    alerting(sessions, release, letters)
    closing(sessions, SOON, letters)
    assert mails(sessions, reader) == []


def test_alerts_that_overtake_each_other_lose_nothing(sessions, letters, world, clock):
    reader = world.reader()
    first = world.released(at=clock())
    world.reader("watcher")
    second = world.released(at=clock() + timedelta(hours=1), country="FIN")
    alerting(sessions, second, letters)
    alerting(sessions, first, letters)
    (mail,) = mails(sessions, reader)
    assert "Germany" in mail.text
    assert "Finland" in mail.text


def test_a_late_alert_still_tells_its_own_release(sessions, letters, world, clock):
    reader = world.reader()
    with sessions() as session:
        session.get_one(Subscription, reader.id).told_until = clock() + timedelta(hours=1)
        session.commit()
    alerting(sessions, world.released(at=clock()), letters)
    assert len(mails(sessions, reader)) == 1


def test_whoever_switches_to_alerts_still_hears_of_what_was_released_before(
    sessions, letters, world, clock
):
    reader = world.reader(cadence="monthly")
    world.released(at=clock())
    with sessions() as session:
        change_preferences(session, reader.id, Preferences("alert", "en"), letters)
        session.commit()
    closing(sessions, SOON, letters)
    assert len(mails(sessions, reader)) == 1


def test_a_reader_gets_what_she_follows_in_her_language_with_her_own_links(
    sessions, letters, world
):
    world.reader("ada", countries=["DEU"], language="fr")
    world.reader("eva", countries=["DEU"], language="fr")
    world.reader("ida", countries=["FIN"])
    alerting(sessions, world.released(), letters)
    with sessions() as session:
        found = session.exec(select(Delivery).order_by(Delivery.email)).all()
    assert [d.email for d in found] == ["ada@example.org", "eva@example.org"]
    for delivery in found:
        assert delivery.subject.startswith("Allemagne")
        for shape in (delivery.text, delivery.html):
            assert letters.links.unsubscribe(delivery.subscription_id) in shape
            assert letters.links.preferences(delivery.subscription_id) in shape
            assert ".invalid" not in shape


def test_an_issue_and_its_tellings_stand_or_fall_together(sessions, letters, world):
    reader = world.reader()
    release = world.released()
    with sessions() as session:
        alert(session, ScoresReleased(release_id=release.id), letters=letters)
        session.rollback()
    with sessions() as session:
        assert session.exec(select(Issue)).all() == session.exec(select(Telling)).all() == []
        assert session.get_one(Subscription, reader.id).told_until is None


def test_a_release_without_changes_alerts_nobody(sessions, letters, world):
    alerting(sessions, world.release(), letters)
    with sessions() as session:
        assert session.exec(select(Issue)).all() == []


CHOICES = st.sampled_from(["alert", *CADENCES])
STEPS = st.one_of(
    st.tuples(st.just("passes"), st.integers(1, 120)),
    st.tuples(st.just("release"), st.sampled_from(["DEU", "FIN"])),
    st.tuples(st.just("switch"), CHOICES),
    st.tuples(st.just("handle"), st.integers(0, 5)),
    st.tuples(st.just("wake"), st.none()),
)


@pytest.fixture(scope="module")
def one_database():
    with tempfile.TemporaryDirectory() as folder:
        engine = make_engine(f"sqlite:///{folder}/switches.db")
        SQLModel.metadata.create_all(engine)
        yield lambda: writing(engine)
        engine.dispose()


class Story:
    """A reader who follows Germany, and whatever happens to her."""

    def __init__(self, sessions, world, letters, cadence):
        self.sessions, self.world, self.letters = sessions, world, letters
        self.now = datetime(2026, 11, 21, 9, tzinfo=UTC)
        since = self.now - timedelta(1)
        self.reader = world.reader(uuid4().hex, cadence, since=since, countries=["DEU"])
        self.waiting, self.expected = [], []

    def tell(self, step, value):
        self.now += timedelta(minutes=1)
        getattr(self, step)(value)

    def passes(self, days):
        self.now += timedelta(days=days)

    def release(self, country):
        title = f"change {uuid4().hex}"
        self.waiting.append(self.world.released(at=self.now, country=country, title=title))
        self.expected += [title] if country == "DEU" else []

    def switch(self, cadence):
        with self.sessions() as session:
            wanted = Preferences(cadence, "en", ("DEU",))
            change_preferences(session, self.reader.id, wanted, self.letters)
            session.commit()

    def handle(self, number):
        if self.waiting:
            release = self.waiting.pop(number % len(self.waiting))
            alerting(self.sessions, release, self.letters)

    def wake(self, _):
        closing(self.sessions, self.now, self.letters)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(first=CHOICES, steps=st.lists(STEPS, max_size=14))
def test_each_change_is_told_once_whatever_a_reader_switches_to(
    one_database, make_world, letters, first, steps
):
    with one_database() as session:
        for table in reversed(SQLModel.metadata.sorted_tables):
            session.exec(table.delete())
        session.commit()
    story = Story(one_database, make_world(one_database), letters, first)
    for step, value in [*steps, ("passes", 800), ("wake", None)]:
        story.tell(step, value)
    while story.waiting:
        story.handle(0)
    text = "".join(mail.text for mail in mails(one_database, story.reader))
    assert {title: text.count(title) for title in story.expected} == dict.fromkeys(
        story.expected, 1
    )
    assert text.count("FINLAND") == 0


def test_no_feed_can_name_the_place_where_a_readers_own_links_go(sessions, letters, world):
    """What stands in for them is made anew for each issue; a fixed mark could be guessed."""
    reader = world.reader(cadence="monthly")
    change = world.change()
    with sessions() as session:
        session.get_one(
            Change, change.id
        ).url = "https://evil.example/?u=https://preferences.invalid/"
        session.commit()
    world.release(change)
    closing(sessions, SOON, letters)
    (mail,) = mails(sessions, reader)
    assert "https://evil.example/?u=https://preferences.invalid/" in mail.text
    assert mail.text.count(letters.links.preferences(reader.id)) == 1


def test_whoever_stops_while_an_issue_is_made_gets_nothing_and_leaves_no_address(
    sessions, letters, world
):
    reader = world.reader(cadence="monthly")
    world.released()
    with ThreadPoolExecutor(2) as pool:
        made = pool.submit(closing, sessions, SOON, letters)

        def stop():
            with sessions() as session:
                unsubscribe(session, reader.id)
                session.commit()

        pool.submit(stop).result()
        made.result()
    with sessions() as session:
        assert session.exec(select(Delivery).where(Delivery.email != "")).all() == []
