"""Who is asked and told what, and only once."""

from sqlmodel import select

from monitor.events import ReportDecided, ScoresDrafted, StaffAsked
from monitor.people_tables import Role
from monitor.tables import Draft, ReportState
from newsletters.notices import (
    ask_staff,
    tell_reporter,
    tell_staff,
)
from newsletters.tables import Delivery


def handled(sessions, letters, handler, event, times=2):
    """What a handler leaves for delivery, however often it runs."""
    for _ in range(times):
        with sessions() as session:
            handler(session, event, letters=letters)
            session.commit()
    with sessions() as session:
        return session.exec(select(Delivery).order_by(Delivery.email)).all()


def test_staff_are_asked_where_no_correspondent_can_answer(sessions, letters, world):
    ada = world.person("Ada", "DEU")
    boss = world.person("Boss", role=Role.STAFF)
    report = world.report(by=ada)
    (mail,) = handled(sessions, letters, ask_staff, StaffAsked(report_id=report.id))
    assert mail.email == "boss@desk.example"
    assert "so this comes to staff" in mail.text.replace("\n", " ")
    assert "Reported by: Ada" in mail.text
    assert letters.links.question(boss.id, report.id) in mail.text


def test_staff_are_not_asked_about_their_own_report_or_what_is_decided(
    sessions, letters, world
):
    boss = world.person("Boss", role=Role.STAFF)
    own, decided = world.report(by=boss), world.report(state=ReportState.REJECTED)
    for report in (own, decided):
        assert not handled(sessions, letters, ask_staff, StaffAsked(report_id=report.id))


def test_a_report_of_an_unknown_country_goes_to_staff(sessions, letters, world, clock):
    world.person("Boss", role=Role.STAFF)
    report = world.report(country="")
    (mail,) = handled(sessions, letters, ask_staff, StaffAsked(report_id=report.id))
    assert mail.subject == "A country still to be found: did the law change?"
    assert mail.due_at <= clock()


def test_the_reporter_is_told_what_became_of_her_report(sessions, letters, world):
    ada = world.person("Ada", "DEU")
    report = world.report(by=ada, state=ReportState.REJECTED, note="That law was withdrawn.")
    (mail,) = handled(sessions, letters, tell_reporter, ReportDecided(report_id=report.id))
    assert mail.email == "ada@desk.example"
    assert "not confirmed" in mail.text
    assert "That law was withdrawn." in mail.text


def test_a_machine_is_told_nothing(sessions, letters, world):
    report = world.report(state=ReportState.CONFIRMED)
    assert not handled(sessions, letters, tell_reporter, ReportDecided(report_id=report.id))


def test_staff_are_told_that_drafts_wait(sessions, letters, world, clock):
    world.person("Chief", role=Role.STAFF)
    change = world.change()
    world.add(Draft(change_id=change.id, drafted_at=clock()))
    mails = handled(sessions, letters, tell_staff, ScoresDrafted(change_id=change.id))
    chief = next(mail for mail in mails if mail.email == "chief@desk.example")
    assert chief.subject == "Germany: a confirmed change waits for release"
    assert letters.links.drafts() in chief.text
