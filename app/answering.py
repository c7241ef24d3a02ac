"""What one mail with a code says, carried out; and what is written back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session

from app import rules
from app.bootstrap import Service
from monitor import answers, checkin_queries, checkins, people, queries, reports, words
from monitor.confirm import Confirmation, from_data
from monitor.desk_tables import CheckInState, Place, Verdict
from monitor.errors import AlreadyDecided, InDispute, NotAllowed, NotFound, Refused
from monitor.people_tables import Person
from monitor.released import MonthQuestion, Question, Recipient
from newsletters import answer_words, form_lines, reply_form
from newsletters.cadence import day_in
from newsletters.errors import BadLink
from newsletters.letters import Notice
from newsletters.links import QUESTION
from newsletters.reply_form import Answered
from scoring import in_force


class PasskeyFirst(NotAllowed):
    """Of staff a passkey is demanded, which no mail can show."""


#: What came of a mail, in a word.
NOTED, FAULTY, LATE, NOT_HERS, REPORTED = "noted", "faulty", "late", "not hers", "reported"
#: Why nothing could be done, and what she is told.
WHY = {
    InDispute: (LATE, answer_words.IN_DISPUTE),
    AlreadyDecided: (LATE, answer_words.DECIDED),
    PasskeyFirst: (NOT_HERS, answer_words.PASSKEY),
    NotAllowed: (NOT_HERS, answer_words.NOT_YOURS),
    NotFound: (NOT_HERS, answer_words.NOT_YOURS),
    BadLink: (NOT_HERS, answer_words.NO_CODE),
}
#: Lines of the form; a fault elsewhere is one of an answer to a question of the index.
LINES = {*form_lines.LABELS, "word", "country"}
Came = tuple[str, Notice]


@dataclass(frozen=True, slots=True)
class Mailed:
    """A person's mail: who she is, the lines that she filled, and when it was read."""

    person: Person
    lines: Mapping[str, str]
    service: Service
    now: datetime

    @property
    def to(self) -> Recipient:
        """Her, as letters know her."""
        return people.recipient(self.person)

    @property
    def today(self) -> date:
        """The day on which it was read."""
        return day_in(self.now, self.service.zone)

    @property
    def about(self) -> tuple[str, UUID]:
        """What she answers, by the code of her mail.

        Raises:
            BadLink: it is not hers.
        """
        links = self.service.letters.links
        return links.answered_by(self.lines[form_lines.CODE], self.person.id)


def taken(session: Session, mail: Mailed) -> Came:
    """Do what a mail says, or nothing of it; say what came of it, and what she is told."""
    try:
        with session.begin_nested():
            return carried_out(session, mail)
    except Refused as error:
        return FAULTY, asked_again(session, mail, error.faults)
    except (AlreadyDecided, NotAllowed, NotFound, BadLink) as error:
        came, why = next(WHY[kind] for kind in type(error).__mro__ if kind in WHY)
        return came, answer_words.not_taken(why, mail.to, mail.service.letters)


def carried_out(session: Session, mail: Mailed) -> Came:
    """Do what a mail says by its code: report what else changed, and answer.

    Raises:
        BadLink: the code is not hers.
        Refused: a line cannot be taken; each is named.
        AlreadyDecided, NotAllowed, NotFound: as they say.
    """
    if mail.person.is_staff and rules.holds(session, rules.PASSKEYS):
        raise PasskeyFirst
    kind, id = mail.about
    asked: Question | MonthQuestion = (
        queries.question(session, id)
        if kind == QUESTION
        else checkin_queries.month_question(session, id)
    )
    if form_lines.REPORT in mail.lines:
        came = report(session, mail, asked.country)
        if form_lines.ANSWER not in mail.lines:
            return came
    if isinstance(asked, Question):
        return answer_question(session, mail, asked)
    return answer_period(session, mail, asked)


def answer_question(session: Session, mail: Mailed, asked: Question) -> Came:
    """Take her word on a report."""
    service, letters = mail.service, mail.service.letters
    # Before its lines: a form that comes back shows the question to whoever may answer it.
    words.place_of(session, mail.person, reports.found(session, asked.report_id))
    given = theirs(session, mail, asked.report_id) | dict(mail.lines)
    said = reply_form.answered(given, service.codebook, mail.today, letters)
    refuse(said.faults)
    try:
        words.say(
            session,
            asked.report_id,
            word_of(said),
            by=mail.person,
            codebook=service.codebook,
            now=mail.now,
            by_way_of="mail",
        )
    except Refused as error:
        of = {field: form_lines.QUESTIONS for field in error.faults if field not in LINES}
        refuse({of.get(field, field): why for field, why in error.faults.items()})
    return NOTED, answer_words.noted(asked, said, mail.to, service.codebook, letters)


def theirs(session: Session, mail: Mailed, report_id: UUID) -> dict[str, str]:
    """What staff said, for whoever checks it: her yes alone says that all of it is right."""
    seen = words.seen_by(session, mail.person, reports.found(session, report_id))
    confirmed = [word for word in seen.words if word.verdict is Verdict.CONFIRM]
    if seen.place is not Place.CHECK or not confirmed:
        return {}
    said = from_data(confirmed[0].said)
    return reply_form.filled_with(
        {
            form_lines.TITLE: said.title,
            form_lines.LAW: said.law,
            form_lines.SOURCE: said.url,
            form_lines.FROM: said.in_force_from,
            form_lines.UNTIL: said.in_force_until,
            form_lines.ADOPTED: said.adopted,
        },
        said.answers,
        mail.service.codebook,
    )


def refuse(faults: Mapping[str, str]) -> None:
    """Take nothing of a mail with faults.

    Raises:
        Refused: there are some.
    """
    if faults:
        raise Refused(faults)


def word_of(said: Answered) -> words.Said:
    """What a form says, as the record takes it."""
    verdict = Verdict(said.verdict)
    since = said.days[form_lines.FROM]
    if verdict is not Verdict.CONFIRM or since is None:
        return words.Said(verdict=verdict, note=said.note)
    stated = Confirmation(
        title=said.title,
        law=said.law,
        url=said.url,
        in_force_from=since,
        in_force_until=said.days[form_lines.UNTIL],
        adopted=said.days[form_lines.ADOPTED],
        answers=said.answers,
        note=said.note,
    )
    return words.Said(verdict=verdict, confirmation=stated, note=said.note)


def answer_period(session: Session, mail: Mailed, month: MonthQuestion) -> Came:
    """Take her answer to a check-in, area by area."""
    service, letters = mail.service, mail.service.letters
    checkins.check_may_answer(session, mail.person, checkins.found(session, month.check_in_id))
    said = reply_form.affirmed(mail.lines, service.codebook, letters)
    refuse(said.faults)
    states = {
        area: (CheckInState.SOMETHING if text else CheckInState.NOTHING, text)
        for area, text in said.areas.items()
    }
    try:
        checkins.answer(session, month.check_in_id, states, by=mail.person, now=mail.now)
    except Refused as error:
        refuse({form_lines.AREA + area: why for area, why in error.faults.items()})
    return NOTED, answer_words.period_noted(month, said, mail.to, service.codebook, letters)


def report(session: Session, mail: Mailed, country: str) -> Came:
    """Report what else changed; another person is asked."""
    title, url = mail.lines[form_lines.REPORT], mail.lines.get(form_lines.ITS_SOURCE, "")
    try:
        reports.report_change(
            session, by=mail.person, country=country, title=title, url=url, now=mail.now
        )
    except Refused as error:
        of = {"title": form_lines.REPORT, "url": form_lines.ITS_SOURCE}
        refuse({of.get(field, field): why for field, why in error.faults.items()})
    notice = answer_words.report_noted(title, country, mail.to, mail.service.letters)
    return REPORTED, notice


def asked_again(session: Session, mail: Mailed, faults: Mapping[str, str]) -> Notice:
    """What is to be put right, and the form as she filled it."""
    kind, id = mail.about
    letters, codebook = mail.service.letters, mail.service.codebook
    if kind != QUESTION:
        month = checkin_queries.month_question(session, id)
        form = reply_form.check_in_form(month, mail.to, codebook, letters, filled=mail.lines)
        way = letters.links.check_in(mail.person.id, id)
        return answer_words.not_noted(faults, form, way, mail.to, codebook, letters)
    seen = words.seen_by(session, mail.person, reports.found(session, id))
    asked = queries.question(session, id)
    on_record = answers.confirmed(session, codebook.id, asked.country)
    form = reply_form.form(
        asked,
        mail.to,
        codebook,
        letters,
        blind=seen.place is Place.SECOND,
        holding=in_force(on_record, mail.today, answers.EVER),
        filled=theirs(session, mail, id) | dict(mail.lines),
    )
    way = letters.links.question(mail.person.id, id)
    return answer_words.not_noted(faults, form, way, mail.to, codebook, letters)
