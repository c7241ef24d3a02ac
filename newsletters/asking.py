"""Job: each person is mailed once a day, at most, what waits for her answer.

Between two commits the archive is read for the provisions that the mails quote. A mail and the
note that it was written commit together, so whoever dies in between asks nobody twice.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from monitor import answers, people
from monitor.archive import backing
from monitor.archive.quoting import quote
from monitor.asking import minutes
from monitor.asking.rules import Waiting
from monitor.desk import desk_queries
from monitor.evidence import Archive
from monitor.provision import sought
from monitor.released import Question, Recipient
from monitor.triage import quoted
from monitor.zones import day_in
from newsletters import question_words, reply_form
from newsletters.letters import Letters
from newsletters.notices import post
from newsletters.question_words import SECOND, Quotes
from scoring import Codebook, in_force

Sessions = Callable[[], Session]


@dataclass(frozen=True)
class Asking:
    """What asking works with."""

    reading: Sessions
    writing: Sessions
    archive: Archive
    letters: Letters
    #: The index whose questions are asked.
    codebook: Codebook
    #: Sources that speak for a state.
    official: Collection[str]


def ask_people(asking: Asking, now: datetime) -> int:
    """Mail everybody what waits for her, as far as her time allows; say how many mails."""
    zone = asking.letters.zone
    with asking.reading() as session:
        batches = {
            person.id: due
            for person in desk_queries.those_asked(session, now)
            if (due := desk_queries.due(session, person, now, zone, asking.official))
        }
        texts = texts_of(session, batches.values())
    mails = 0
    for person, due in batches.items():
        quotes = quotes_of(asking.archive, due, texts)
        with asking.writing() as session:
            mails += ask(session, person, quotes, asking, now)
            session.commit()
    return mails


def ask(
    session: Session, person_id: UUID, quotes: Quotes, asking: Asking, now: datetime
) -> bool:
    """Leave a person her mail of the day, and note what it asks; say if there was one."""
    person, letters = people.active(session, person_id), asking.letters
    due = desk_queries.due(session, person, now, letters.zone, asking.official)
    if not due:
        return False
    to = people.recipient(person)
    form = form_of(session, due, to, asking, now) if letters.reads_answers else ""
    notice = question_words.asking(due, to, quotes, letters, form)
    # Days of UTC are never longer than a day: one key is one mail.
    written = post(session, f"asked:{person.id}:{now:%Y-%m-%d}", to, notice, now, letters)
    if written:
        minutes.mailed(session, person.id, due, now)
    return written


def form_of(
    session: Session, due: Collection[Waiting], to: Recipient, asking: Asking, now: datetime
) -> str:
    """The form that answers by mail what is asked; several things at once have none."""
    if len(due) > 1:
        return ""
    (one,) = due
    codebook, letters = asking.codebook, asking.letters
    if one.check_in is not None:
        return reply_form.check_in_form(one.check_in, to, codebook, letters)
    if one.question is None:
        return ""
    on_record = answers.confirmed(session, codebook.id, one.country)
    holding = in_force(on_record, day_in(now, letters.zone), answers.EVER)
    return reply_form.form(
        one.question,
        to,
        codebook,
        letters,
        blind=one.place == SECOND,
        holding=holding,
        filled=reply_form.filled_by(one.heard, codebook),
    )


def texts_of(
    session: Session, batches: Iterable[Collection[Waiting]]
) -> Mapping[UUID, list[str]]:
    """Where the texts of the documents lie that questions rest on, by report."""
    asked = [question.report_id for due in batches for question in single(due)]
    return {
        report: [document.text_sha256 for document in backed.documents if document.text_sha256]
        for report, backed in backing.backings(session, asked).items()
    }


def quotes_of(
    archive: Archive, due: Collection[Waiting], texts: Mapping[UUID, list[str]]
) -> Quotes:
    """The provision that each question is about, where a document has one."""
    found = {
        question.report_id: quote(
            archive,
            texts[question.report_id],
            sought(quoted(question.because), question.title, question.summary),
        )
        for question in single(due)
    }
    return {report: told for report, told in found.items() if told is not None}


def single(due: Collection[Waiting]) -> list[Question]:
    """The question of a mail that asks one; what asks several quotes nothing."""
    if len(due) > 1:
        return []
    return [one.question for one in due if one.question is not None and one.place != SECOND]
