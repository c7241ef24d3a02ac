"""Who is asked and told what, and only once."""

from datetime import UTC, datetime

from sqlmodel import select

from monitor.events import CheckInAsked, ReportDecided, ReportOpened, ScoresDrafted
from monitor.people import recipient
from monitor.tables import Draft, Report, ReportState, Role
from newsletters.notices import (
    ask_check_in,
    ask_correspondents,
    send_sign_in,
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


def test_the_correspondents_of_a_country_are_asked_about_a_report(sessions, letters, world):
    ada = world.person("Ada", "DEU", language="fr")
    world.person("Eva", "DEU")
    world.person("Ida", "FIN")
    world.person("Boss", role=Role.STAFF)
    report = world.report()
    mails = handled(sessions, letters, ask_correspondents, ReportOpened(report_id=report.id))
    assert [mail.email for mail in mails] == ["ada@desk.example", "eva@desk.example"]
    first = mails[0]
    assert first.subject == "Allemagne : le droit a-t-il changé ?"
    assert first.notice == f"question:{report.id}:{ada.id}"
    assert letters.links.question(ada.id, report.id) in first.text
    assert "https://gazette.example/1" in first.text
    assert "Accès à la nationalité" in first.text
    assert "enters into force" in first.text


def test_nobody_is_asked_about_her_own_report(sessions, letters, world):
    ada = world.person("Ada", "DEU")
    world.person("Eva", "DEU")
    report = world.report(by=ada)
    mails = handled(sessions, letters, ask_correspondents, ReportOpened(report_id=report.id))
    assert [mail.email for mail in mails] == ["eva@desk.example"]
    assert "Reported by: Ada" in mails[0].text


def test_staff_are_asked_where_no_correspondent_can_answer(sessions, letters, world):
    ada = world.person("Ada", "DEU")
    boss = world.person("Boss", role=Role.STAFF)
    report = world.report(by=ada)
    (mail,) = handled(sessions, letters, ask_correspondents, ReportOpened(report_id=report.id))
    assert mail.email == "boss@desk.example"
    assert "comes to staff" in mail.text.replace("\n", " ")
    assert letters.links.question(boss.id, report.id) in mail.text


def test_a_report_of_an_unknown_country_goes_to_staff(sessions, letters, world):
    world.person("Boss", role=Role.STAFF)
    report = world.report(country="")
    (mail,) = handled(sessions, letters, ask_correspondents, ReportOpened(report_id=report.id))
    assert mail.subject == "A country still to be found: did the law change?"


def test_nobody_is_asked_what_is_decided(sessions, letters, world):
    world.person("Ada", "DEU")
    report = world.report(state=ReportState.REJECTED)
    assert not handled(sessions, letters, ask_correspondents, ReportOpened(report_id=report.id))


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


def test_correspondents_are_asked_about_a_month(sessions, letters, world):
    ada = world.person("Ada", "DEU")
    month = world.month()
    (mail,) = handled(sessions, letters, ask_check_in, CheckInAsked(check_in_id=month.id))
    assert mail.subject == "Germany: did anything change in October 2026?"
    assert letters.links.check_in(ada.id, month.id) in mail.text


def test_a_person_gets_one_sign_in_link_a_minute(sessions, letters, world):
    ada = recipient(world.person("Ada", "DEU"))
    now = datetime(2026, 11, 21, 9, 0, 5, tzinfo=UTC)
    url = "http://testserver/sign-in/token"
    for second in (5, 20, 59):
        with sessions() as session:
            send_sign_in(session, ada, url, now.replace(second=second), letters)
            session.commit()
    with sessions() as session:
        (mail,) = session.exec(select(Delivery)).all()
    assert url in mail.text


def test_a_notice_is_due_at_once(sessions, letters, world, clock):
    world.person("Ada", "DEU")
    report = world.report()
    (mail,) = handled(sessions, letters, ask_correspondents, ReportOpened(report_id=report.id))
    assert mail.due_at <= clock()
    with sessions() as session:
        assert session.get_one(Report, report.id).state is ReportState.OPEN
