"""The one mail of a day: what it quotes, in whose language, and that it comes once."""

import shutil
from dataclasses import replace

import pytest
from asked import Desk
from conftest import settings
from sqlmodel import select

from app import jobs
from app.bootstrap import bootstrap
from monitor import reports
from monitor.archive import backing
from monitor.archive.gather import make_readable
from monitor.desk_tables import Seat
from monitor.evidence import archived
from monitor.people_tables import Person
from monitor.request import Fetched
from monitor.tables import Report
from newsletters.tables import Delivery

LAW = (
    "<html lang=de><title>Gesetz</title><p>Artikel 1 regelt anderes.</p>"
    "<p>§ 10: Die Einbürgerung ist nach fünf Jahren möglich, in Kraft ab 27. Juni 2024.</p>"
).encode()


@pytest.fixture
def desk(sqlite_template, tmp_path, mailer, door, clock):
    shutil.copy(sqlite_template, tmp_path / "mipex.db")
    told = settings(tmp_path, f"sqlite:///{tmp_path / 'mipex.db'}")
    told = told.model_copy(update={"replies": str(tmp_path / "replies")})
    service = bootstrap(told, mailer=mailer, door=door, clock=clock)
    yield Desk(service)
    service.engine.dispose()


def opened(desk, country="LUX"):
    """A report that a document backs, as triage opens it."""
    service = desk.service
    fetched = Fetched("https://x.example/1", 200, LAW, "text/html")
    document = archived(service.archive, fetched, service.clock())
    row = Report(
        country=country, title="Einbürgerung nach fünf Jahren", summary="",
        url="https://x.example/1", areas=["access_to_nationality"],
        because=["“Einbürgerung” hints at access_to_nationality"],
        reported_at=service.clock(),
    )  # fmt: skip

    def open_one(session):
        session.add(document)
        report = reports.open_report(session, row)
        backing.back(session, report, document.id)
        return report

    report = desk.do(open_one)
    make_readable(service.writing, service.archive)
    jobs.drain_events(service)
    return report


def mail_to(desk, name):
    (mail,) = desk.service.mailer.to(f"{name}@example.org")[-1:]
    return mail.get_body(("plain",)).get_content()


def test_it_quotes_the_provision_and_carries_a_form_in_her_language(desk):
    def french(session):
        session.get_one(Person, desk.people["ana"]).language = "fr"

    desk.do(french)
    report = opened(desk)
    assert jobs.ask_people(desk.service) == 1
    jobs.send_mails(desk.service)
    text = mail_to(desk, "ana")
    assert "Luxembourg : le droit a-t-il changé ?" in text
    assert "Le passage" in text
    assert "Die Einbürgerung ist nach fünf Jahren" in text
    assert "Artikel 1" not in text
    assert desk.service.letters.links.question(desk.people["ana"], report) in text
    assert desk.service.letters.links.answer_code(desk.people["ana"], report) in text


def test_nobody_is_asked_before_what_her_mail_quotes_was_fetched(desk, door):
    door.served["https://x.example/1"] = Fetched("https://x.example/1", 200, LAW, "text/html")
    row = Report(
        country="LUX", title="Einbürgerung", summary="", url="https://x.example/1",
        areas=["access_to_nationality"], reported_at=desk.service.clock(),
        because=["“Einbürgerung” hints at access_to_nationality"],
    )  # fmt: skip

    def noticed(session):
        backing.want(session, reports.open_report(session, row), row.url, row.reported_at)

    desk.do(noticed)
    for job in (jobs.follow_up, jobs.gather_and_ask, jobs.follow_up):
        job(desk.service)
    assert desk.service.mailer.to("ana@example.org") == []
    for job in (jobs.gather_and_ask, jobs.follow_up):
        job(desk.service)
    assert "Die Einbürgerung ist nach fünf Jahren" in mail_to(desk, "ana")


def test_several_things_come_in_one_mail_that_has_no_form(desk):
    opened(desk)
    opened(desk)
    assert jobs.ask_people(desk.service) == 1
    jobs.send_mails(desk.service)
    text = mail_to(desk, "ana")
    assert text.count("/desk/reports/") == 2
    assert "====" not in text


def test_what_was_mailed_is_not_mailed_again_that_day_nor_once_it_is_answered(desk):
    report = opened(desk)
    jobs.ask_people(desk.service)
    opened(desk)
    for _ in range(2):
        assert jobs.ask_people(desk.service) == 0
    desk.service.clock.pass_(days=1)
    desk.say("ana", report)
    assert jobs.ask_people(desk.service) == 1
    desk.service.clock.pass_(days=7)
    assert jobs.ask_people(desk.service) == 1
    jobs.send_mails(desk.service)
    assert len(desk.service.mailer.to("ana@example.org")) == 3


def test_a_mail_and_the_note_that_it_was_written_are_kept_together_or_not_at_all(desk):
    """Whoever dies between deciding and writing has asked nobody."""
    opened(desk)

    class Dies(Exception):
        pass

    def broken():
        raise Dies

    dying = replace_letters(desk.service, broken)
    with pytest.raises(Dies):
        jobs.ask_people(dying)
    assert desk.count(Delivery) == 0
    assert desk.look(lambda s: s.exec(select(Seat)).one()).mailed_at is None
    assert jobs.ask_people(desk.service) == 1


def replace_letters(service, fails):
    """A service whose letters cannot be written."""

    class Silent:
        def of(self, language):
            return fails()

    return replace(service, letters=replace(service.letters, translations=Silent()))
