"""Answers that come by mail, from a real mailbox to the record and back."""

from dataclasses import replace
from datetime import date
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlmodel import select

from app import jobs
from app.answer_tables import AnswerMail
from app.bootstrap import policy
from app.doors import both
from config.settings import Settings
from monitor import checkin_queries, people, queries, reports, words
from monitor.confirm import Confirmation
from monitor.desk_tables import (
    AreaAffirmed,
    CheckIn,
    CountrySetting,
    Place,
    Seat,
    Verdict,
    Way,
    Word,
)
from monitor.people_tables import Role
from monitor.tables import Change, Report, ReportState
from newsletters.reply_form import check_in_form, form
from newsletters.tables import Delivery

YES = {
    "My answer": "yes",
    "In force from": "27.6.2024",
    "Law": "StARModG, BGBl. 2024 I Nr. 104",
    "Questions": "fd115ab=a",
}


class Box:
    """A Maildir, and whoever writes to it."""

    def __init__(self, site, folder: Path) -> None:
        self.folder = folder / "mailboxes" / "answers"
        for name in ("new", "cur", "tmp"):
            (self.folder / name).mkdir(parents=True)
        self.site, self.sent = site, 0

    def gets(self, body: str, by=None, subtype="plain", **headers) -> None:
        self.sent += 1
        mail = EmailMessage()
        mail["From"] = f"Ada <{(by or self.site.ada).email}>"
        mail["Subject"] = "Re: Germany: did the law change?"
        mail["Message-ID"] = headers.pop("id", f"<{self.sent}@desk.example>")
        for name, value in headers.items():
            mail[name.replace("_", "-")] = value
        mail.set_content(body, subtype=subtype)
        (self.folder / "new" / f"{self.sent}.mail").write_bytes(bytes(mail))

    def read(self) -> dict[str, int]:
        came = jobs.read_answers(self.site.service)
        self.site.do(lambda session: None)
        return dict(came)

    def told(self, to=None) -> list[Delivery]:
        query = select(Delivery).where(Delivery.email == (to or self.site.ada).email)
        rows = self.site.look(lambda s: s.exec(query.order_by(Delivery.made_at)).all())
        return [row for row in rows if row.notice.startswith("answer:")]

    def question(self, report, to=None, **said) -> str:
        """The form of a question, as it is filled in and quoted."""
        service, person = self.site.service, people.recipient(to or self.site.ada)
        asked = self.site.look(lambda s: queries.question(s, report))
        blank = form(asked, person, service.codebook, service.letters)
        return quoted(filled(blank, said))

    def period(self, check_in, **said) -> str:
        service, person = self.site.service, people.recipient(self.site.ada)
        asked = self.site.look(lambda s: checkin_queries.month_question(s, check_in))
        return quoted(
            filled(check_in_form(asked, person, service.codebook, service.letters), said)
        )


def filled(blank: str, said) -> str:
    return "\n".join(
        f"{name}: {said[name]}" if (name := line.partition(":")[0]) in said else line
        for line in blank.splitlines()
    )


def quoted(text: str) -> str:
    return "\n".join("> " + line for line in text.splitlines())


@pytest.fixture
def box(site, tmp_path):
    door = both(policy(Settings()), tmp_path / "mailboxes")
    settings = site.service.settings.model_copy(update={"replies": "maildir:answers"})
    letters = replace(site.service.letters, reads_answers=True)
    site.service = replace(site.service, door=door, settings=settings, letters=letters)
    return Box(site, tmp_path)


def test_a_filled_form_is_her_word_and_she_gets_a_receipt_without_a_score(site, box):
    report = site.report("DEU")
    box.gets("Thanks!\n\n" + box.question(report, **YES))
    assert box.read() == {"noted": 1}
    change = site.look(lambda s: s.exec(select(Change)).one())
    assert (change.report_id, change.law) == (report, YES["Law"])
    word = site.look(lambda s: s.exec(select(Word)).one())
    assert (word.by_way_of, word.person_id) == ("mail", site.ada.id)
    (receipt,) = box.told()
    assert receipt.subject == "Your answer is noted: Dual nationality allowed"
    assert "27 June 2024" in receipt.text
    assert "100" not in receipt.text
    assert "If it was not you" in receipt.text


def test_a_mail_acts_once_however_often_it_is_read_or_sent(site, box):
    report = site.report("DEU")
    no = box.question(report, **{"My answer": "no", "Note": "A bill only."})
    box.gets(no, id="<one@desk.example>")
    assert box.read() == {"noted": 1}
    assert box.read() == {}
    box.gets(no, id="<one@desk.example>")
    assert box.read() == {"known": 1}
    box.gets(no)
    assert box.read() == {"late": 1}
    assert len(box.told()) == 2
    assert site.look(lambda s: s.get_one(Report, report)).state is ReportState.REJECTED


def test_what_is_missing_is_named_and_the_form_comes_back_as_she_filled_it(site, box):
    report = site.report("DEU")
    wrong = YES | {"In force from": "6/7/2024", "Questions": "fd115ab=z", "Note": "See § 10."}
    box.gets(box.question(report, **wrong | {"Law": ""}))
    assert box.read() == {"faulty": 1}
    assert site.look(lambda s: s.exec(select(Word)).all()) == []
    (back,) = box.told()
    text = " ".join(back.text.split())
    for said in (
        "“In force from”: Write the day as",
        "“Questions”: Write codes",
        "Note: See § 10.",
    ):
        assert said in text
    mended = back.text.replace("6/7/2024", "7 June 2024").replace("fd115ab=z", "fd115ab=a")
    box.gets(quoted(mended.replace("\nLaw:", "\nLaw: StARModG")))
    assert box.read() == {"noted": 1}
    assert site.look(lambda s: s.exec(select(Change)).one()).law == "StARModG"


def test_an_answer_in_html_alone_is_read(site, box):
    report = site.report("DEU")
    text = box.question(report).replace("> ", "")
    rows = "".join(f"<div>{line}</div>" for line in text.splitlines())
    mine = "<p><b>My answer:</b>&nbsp;no<br>Note: A bill only.</p>"
    box.gets(f"<html><body>{mine}<blockquote>{rows}</blockquote>", subtype="html")
    assert box.read() == {"noted": 1}


def test_machines_and_strangers_are_not_answered(site, box):
    report = site.report("DEU")
    no = box.question(report, **{"My answer": "no", "Note": "x"})
    box.gets(no, Auto_Submitted="auto-replied")
    box.gets(no, Auto_Submitted="auto-generated")
    box.gets(no, Precedence="bulk")
    box.gets(no, Return_Path="<>")
    box.gets("Could you call me?")
    box.gets(no, by=site.do(lambda s: site.person(s, "rae", Role.CORRESPONDENT, "FRA")))
    stranger = site.eve.model_copy(update={"email": "stranger@example.org"})
    box.gets(no, by=stranger)
    assert box.read() == {"automatic": 4, "no code": 1, "not hers": 1, "stranger": 1}
    assert site.look(lambda s: s.exec(select(Word)).all()) == []
    assert box.told() == []
    assert box.told(stranger) == []


def test_a_code_that_was_changed_counts_for_nothing_and_she_is_told(site, box):
    report = site.report("DEU")
    no = box.question(report, **{"My answer": "no", "Note": "x"})
    code = site.links.answer_code(site.ada.id, report)
    box.gets(no.replace(code, code[:-1] + ("a" if code[-1] != "a" else "b")))
    assert box.read() == {"not hers": 1}
    assert "leave the code as it is" in " ".join(box.told()[0].text.split())


def test_two_machines_do_not_talk_for_ever(site, box):
    report = site.report("DEU")
    for _ in range(22):
        box.gets(box.question(report))
    assert box.read() == {"faulty": 20, "too many": 2}


def test_a_check_in_is_answered_by_mail_and_says_what_changed(site, box):
    month = site.month("DEU")
    box.gets(box.period(month, Health="A new act on emergency care"))
    assert box.read() == {"faulty": 1}
    back = box.told()[0].text
    assert "\nHealth: A new act on emergency care\n" in back
    box.gets(quoted(back.replace("\nMy answer:", "\nMy answer: nothing")))
    assert box.read() == {"noted": 1}
    states = site.look(lambda s: s.exec(select(AreaAffirmed)).all())
    assert {(a.area, a.state.value) for a in states if a.state == "something"} == {
        ("health", "something")
    }
    assert len(states) == 8
    assert site.look(lambda s: s.get_one(CheckIn, month)).answered_by == site.ada.id
    report = site.look(lambda s: s.exec(select(Report)).one())
    assert (report.title, report.reported_by) == ("A new act on emergency care", site.ada.id)


def test_something_else_is_reported_by_replying(site, box):
    asked = site.report("DEU")
    more = "\nNew report: A new act on schools\nIts source: https://gazette.example/9\n\n"
    box.gets(more + box.question(asked))
    box.gets(more.replace("https://", "") + box.question(asked))
    assert box.read() == {"reported": 1, "faulty": 1}
    titles = site.look(lambda s: s.exec(select(Report.title)).all())
    assert sorted(titles) == ["A new act on schools", "Dual nationality allowed"]
    assert site.look(lambda s: s.get_one(Report, asked)).state is ReportState.OPEN


def test_the_yes_of_whoever_checks_stands_for_all_that_staff_said(site, box):
    ways = CountrySetting(
        country="DEU", way=Way.STAFF, changed_at=site.now, changed_by=site.bob.id
    )
    site.do(lambda session: session.add(ways))
    report = site.report("DEU")
    said = Confirmation(
        title="Dual nationality allowed",
        law="StARModG",
        in_force_from=date(2024, 6, 27),
        answers={"fd115ab": 100.0},
    )
    word = words.Said(verdict=Verdict.CONFIRM, confirmation=said)
    book, now = site.service.codebook, site.now
    site.do(lambda s: words.say(s, report, word, by=site.bob, codebook=book, now=now))
    box.gets(box.question(report, **{"My answer": "yes"}))
    assert box.read() == {"noted": 1}
    change = site.look(lambda s: s.exec(select(Change)).one())
    assert (change.law, change.in_force_from) == ("StARModG", date(2024, 6, 27))


def test_a_blind_second_is_mailed_and_answers_without_the_machines_reading(site, box):
    report = site.report("DEU")
    row = Seat(report_id=report, person_id=site.dora.id, place=Place.SECOND, taken_at=site.now)
    site.do(lambda session: session.add(row))
    box.gets(box.question(report, site.dora, **{"My answer": "yes", "Law": "x"}), by=site.dora)
    assert box.read() == {"faulty": 1}
    (back,) = box.told(site.dora)
    assert all(f"{leaf.code}  " in back.text for leaf in site.service.codebook.leaves)
    assert "(on record)" in back.text


def test_her_own_report_is_not_hers_to_answer_by_mail_either(site, box):
    report = site.report("DEU", by=site.ada)
    box.gets(box.question(report, **{"My answer": "no", "Note": "x"}))
    assert box.read() == {"not hers": 1}


def test_what_others_wrote_is_no_answer_wherever_a_mail_breaks_its_lines(site, box):
    lines = ("My answer:yes", f"Law:{66 * 'x'}", "In force from:2024-06-27", f"Note:{65 * 'x'}")
    row = Report(
        country="DEU", title="Law: a dual passport", url="", reported_at=site.now,
        summary=" ".join(["y" * 70, *lines]), reported_by=site.gus.id,
    )  # fmt: skip
    site.do(lambda session: reports.open_report(session, row))
    jobs.ask_people(site.service)
    (asked,) = site.look(lambda s: s.exec(select(Delivery)).all())
    assert "yes\n" in asked.text.split("Law")[1]
    box.gets("I am away until Monday.\n\n" + quoted(asked.text))
    assert box.read() == {"faulty": 1}
    again = box.told()[0].text
    box.gets("My answer: no\nNote: Only a bill: see § 10.\n" + quoted(again))
    assert box.read() == {"noted": 1}
    word = site.look(lambda s: s.exec(select(Word)).one())
    assert (word.verdict, word.note) == (Verdict.REJECT, "Only a bill: see § 10.")


def test_a_form_comes_back_to_nobody_who_may_not_answer_any_more(site, box):
    report, month = site.report("DEU"), site.month()
    codes = (site.links.answer_code, site.links.check_in_code)
    for code, about in zip(codes, (report, month), strict=True):
        box.gets(f"Code: {code(site.eve.id, about)}\nMy answer: perhaps", by=site.eve)
    assert box.read() == {"not hers": 2}
    assert all("mail changed nothing" in mail.subject for mail in box.told(site.eve))


def test_a_mail_that_the_database_could_not_take_comes_again(site, box):
    report = site.report("DEU")
    box.gets(box.question(report, **YES))
    rename = "ALTER TABLE word RENAME TO {}"
    site.do(lambda s: s.execute(text(rename.format("elsewhere"))))
    with pytest.raises(OperationalError):
        box.read()
    site.do(lambda s: s.execute(text("ALTER TABLE elsewhere RENAME TO word")))
    assert box.read() == {"noted": 1}


def test_a_mailbox_that_cannot_be_read_is_read_another_time(site, box):
    box.folder.rename(box.folder.with_name("gone"))
    assert box.read() == {}
    box.folder.with_name("gone").rename(box.folder)
    box.gets("Hello")
    assert box.read() == {"no code": 1}
    assert len(site.look(lambda s: s.exec(select(AnswerMail)).all())) == 1


def test_the_command_reads_what_came(mipex, tmp_path):
    assert mipex("answers", "read").returncode == 1
    for name in ("new", "cur"):
        (tmp_path / "var" / "mailboxes" / "answers" / name).mkdir(parents=True)
    done = mipex("answers", "read", "--json", MIPEX_REPLIES="maildir:answers")
    assert (done.returncode, done.stdout) == (0, "{}\n")
