"""The timetable only wakes; what is due is in the database."""

import logging
from dataclasses import replace
from threading import Event
from time import monotonic, sleep

import pytest
from sqlmodel import select

from app import jobs
from app.schedule import TIMETABLE, Timetable
from monitor.events import ReportOpened
from monitor.people_tables import Person, Role
from monitor.reports import report_change
from monitor.request import Fetched, Request
from monitor.tables import Report
from newsletters.tables import Delivery
from store import record

PATIENCE = 20


@pytest.fixture
def timetable(service):
    made = Timetable(service)
    yield made
    if made.scheduler.running:
        made.stop()


def soon(true) -> bool:
    """Whether something becomes true before anyone would lose patience."""
    end = monotonic() + PATIENCE
    while monotonic() < end:
        if true():
            return True
        sleep(0.02)
    return False


def test_it_runs_in_utc_and_by_intervals(timetable):
    for job in timetable.scheduler.get_jobs():
        assert type(job.trigger).__name__ == "IntervalTrigger"
    assert str(timetable.scheduler.timezone) == "UTC"


def test_every_job_is_woken_at_the_start(timetable, door, service):
    timetable.start()
    assert soon(lambda: len(door.asked) == len(service.sources))
    assert {job.id for job in timetable.scheduler.get_jobs()} == {j.__name__ for j in TIMETABLE}


def test_what_a_person_did_is_followed_at_once_not_in_a_minute(timetable, service, mailer):
    timetable.start()
    assert soon(lambda: all(job.next_run_time for job in timetable.scheduler.get_jobs()))
    with service.writing() as session:
        person = Person(email="eva@example.org", name="Eva", role=Role.STAFF)
        reporter = Person(email="ana@example.org", name="Ana", role=Role.CORRESPONDENT)
        session.add_all([person, reporter])
        session.flush()
        report_change(
            session,
            by=reporter,
            country="DEU",
            title="A law",
            url="https://x.example/1",
            now=service.clock(),
        )
        session.commit()
    timetable.wake()
    assert soon(lambda: mailer.to("eva@example.org") or timetable.wake())


def test_a_job_that_fails_is_logged_and_comes_again(timetable, caplog):
    ran = Event()

    def fails(service):
        ran.set()
        raise ValueError("not today")

    with caplog.at_level(logging.ERROR):
        timetable.run(fails)
    assert ran.is_set()
    assert "will be tried again" in caplog.text


def test_without_a_mail_server_mails_wait(service):
    with service.writing() as session:
        session.add(Person(email="eva@example.org", name="Eva", role=Role.STAFF))
        report = Report(
            country="DEU", title="t", summary="", url="", reported_at=service.clock()
        )
        session.add(report)
        session.flush()
        record(session, ReportOpened(report_id=report.id))
        session.commit()
    silent = replace(service, mailer=None)
    jobs.drain_events(silent)
    assert jobs.send_mails(silent).sent == 0
    with service.reading() as session:
        assert len(session.exec(select(Delivery)).all()) == 1
    assert jobs.send_mails(service).sent == 1


def test_a_round_of_many_sources_does_not_hold_up_the_end(service):
    asked = []

    def door(requests):
        for n in range(10_000):
            asked.append(n)
            yield Request("https://x.example/"), Fetched("https://x.example/", error="late")

    timetable = Timetable(service)
    answers = timetable.until_stopped(door)([])
    next(answers)
    timetable.stopped.set()
    assert list(answers) == []
    assert asked == [0]
