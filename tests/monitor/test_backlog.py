"""What waits for staff, and for what first of all."""

from datetime import timedelta

import pytest
from asked import Desk, one_database
from sqlmodel import col, update

from monitor.desk import backlog
from monitor.desk.backlog import Waits
from monitor.desk_tables import Place, Seat, Verdict
from monitor.hearing import conflicts, supplements
from monitor.people_tables import Person
from monitor.record_tables import Profile, ReleasePlan
from monitor.tables import Report

pytestmark = one_database


@pytest.fixture
def desk(service):
    return Desk(service)


def waits(desk) -> list[Waits]:
    now = desk.service.clock()
    return [one.what for one in desk.look(lambda session: backlog.waiting(session, now))]


def mailed(desk):
    now = desk.service.clock()
    desk.do(lambda session: session.exec(update(Seat).values(mailed_at=now)))


def test_a_question_is_asked_then_overdue(desk, clock):
    desk.report(ana=Place.FIRST)
    mailed(desk)
    assert waits(desk) == [Waits.ANSWER]
    clock.pass_(days=14)
    assert waits(desk) == [Waits.OVERDUE]


def test_a_question_that_no_mail_told_of_is_held_back(desk, clock):
    desk.report(ana=Place.FIRST)
    clock.pass_(days=2)
    assert waits(desk) == [Waits.HELD]


def test_a_mail_from_before_she_was_asked_tells_of_nothing(desk, clock):
    desk.report(ana=Place.FIRST)
    mailed(desk)
    clock.pass_(days=20)
    now = clock()
    desk.do(lambda session: session.exec(update(Seat).values(taken_at=now)))
    assert waits(desk) == [Waits.ANSWER]


def test_staff_answer_where_somebody_is_lacking(desk):
    desk.report(needed=2, ana=Place.FIRST)
    assert waits(desk) == [Waits.STAFF]


def test_what_is_missing_is_staffs_until_it_is_added(desk, clock):
    report = desk.report(ana=Place.FIRST)
    mailed(desk)
    desk.say("ana", report, Verdict.MORE, "Which paragraph?")
    assert waits(desk) == [Waits.MORE]

    def add(session):
        by = session.get_one(Person, desk.people["eva"])
        supplements.add(session, report, text="Paragraph 10", by=by, now=clock())

    clock.pass_(minutes=1)
    desk.do(add)
    assert waits(desk) == [Waits.ANSWER]


def test_a_dispute_is_more_urgent_than_all_else(desk):
    desk.report(cleo=Place.FIRST)
    report = desk.report(needed=2, ana=Place.FIRST, bea=Place.SECOND)
    desk.say("ana", report)
    desk.say("bea", report, Verdict.REJECT, "A bill.")
    assert waits(desk) == [Waits.RULING, Waits.ANSWER]


def test_a_report_of_no_country_waits_for_one(desk):
    report = desk.report()
    unknown = update(Report).where(col(Report.id) == report).values(country="")
    desk.do(lambda session: session.exec(unknown))
    assert waits(desk) == [Waits.COUNTRY]


def test_whose_interest_stands_in_the_way_counts_for_nobody(desk, clock):
    report = desk.report(ana=Place.FIRST)

    def declare(session):
        ana = session.get_one(Person, desk.people["ana"])
        conflicts.declare(session, ana, why="My own case.", report_id=report, now=clock())

    desk.do(declare)
    assert waits(desk) == [Waits.STAFF]


def test_plans_and_texts_are_lines_of_their_own(desk, clock):
    eva, now = desk.people["eva"], clock()

    def put(session):
        session.add(ReleasePlan(due_at=now, planned_at=now, planned_by=eva, seal="x"))
        gone = now - timedelta(days=30)
        session.add(
            ReleasePlan(
                due_at=gone,
                planned_at=gone,
                planned_by=eva,
                seal="x",
                ended_at=gone,
                why="Moved",
            )
        )
        for area in ("education", "health"):
            session.add(
                Profile(
                    country="DEU", area=area, language="en", version=1, text="A law.",
                    written_by=desk.people["ana"], written_at=now, offered_at=now,
                )
            )  # fmt: skip

    desk.do(put)
    found = desk.look(lambda session: backlog.waiting(session, now))
    assert [(one.what, one.count) for one in found] == [(Waits.PLAN, 1), (Waits.TEXT, 2)]
    assert backlog.counted(found) == {Waits.PLAN: 1, Waits.TEXT: 2}
