"""Mails to one person: questions to staff, news for staff and reporters, links.

Handlers know no clock. A notice is due from the instant of the fact it speaks of, or, where the
fact tells none, from the beginning of time: either way at once.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from sqlmodel import Session

from monitor import changes, country_settings, people, queries
from monitor.events import (
    ChangesImported,
    ReportDecided,
    ScoresDrafted,
    SourcesReviewed,
    StaffAsked,
)
from monitor.released import Recipient
from monitor.silence import review
from newsletters import lamp_words, question_words, wording
from newsletters.letters import Letters, Notice
from newsletters.render import notice_mail
from newsletters.tables import Delivery, DeliveryState
from newsletters.translate import Words
from store import add_new

OPEN = "open"


def ask_staff(session: Session, event: StaffAsked, *, letters: Letters) -> None:
    """Ask staff about a claim, as a body; never whoever made it."""
    asked = queries.question(session, event.report_id)
    if asked.state != OPEN:
        return
    theirs = country_settings.is_staffs(session, asked.country)
    for person in others(people.staff(session), asked.reported_by):
        notice = question_words.to_staff(asked, person, letters, theirs=theirs)
        key = f"question:{asked.report_id}:{person.id}"
        post(session, key, person, notice, asked.reported_at, letters)


def others(recipients: Sequence[Recipient], reporter: Recipient | None) -> list[Recipient]:
    """The rule of two: a person's report needs another person."""
    return [person for person in recipients if reporter is None or person.id != reporter.id]


def tell_staff(session: Session, event: ScoresDrafted, *, letters: Letters) -> None:
    """Tell staff that drafts wait; once for each change, however often it is rescored."""
    drafted = queries.drafted(session, event.change_id)
    for person in people.staff(session):
        key = f"draft:{drafted.change_id}:{person.id}"
        post(
            session,
            key,
            person,
            wording.drafts(drafted, person, letters),
            drafted.drafted_at,
            letters,
        )


def tell_staff_of_file(session: Session, event: ChangesImported, *, letters: Letters) -> None:
    """Tell staff once of a file of changes, however many it holds."""
    told = changes.imported_file(session, event.import_id)
    for person in people.staff(session):
        key = f"import:{told.import_id}:{person.id}"
        notice = wording.imported(told, person, letters)
        post(session, key, person, notice, told.imported_at, letters)


def tell_staff_of_sources(
    session: Session, event: SourcesReviewed, *, letters: Letters
) -> None:
    """Tell staff how the lamps are in a week, also where all are lit; each person once."""
    found, made_at = review.made(session, event.week)
    for person in people.staff(session):
        key = f"lamps:{event.week}:{person.id}"
        post(
            session, key, person, lamp_words.reviewed(found, person, letters), made_at, letters
        )


def tell_reporter(session: Session, event: ReportDecided, *, letters: Letters) -> None:
    """Tell what became of a report, where a person made it."""
    asked = queries.question(session, event.report_id)
    if (person := asked.reported_by) is not None:
        key = f"decided:{asked.report_id}"
        notice = wording.decided(asked, person, letters)
        post(session, key, person, notice, asked.decided_at or asked.reported_at, letters)


def send_sign_in(
    session: Session, recipient: Recipient, url: str, now: datetime, letters: Letters
) -> None:
    """Write a person the link that lets her in; how often, the shell decides."""
    words = letters.translations.of(recipient.language)
    key = f"sign-in:{recipient.id}:{uuid4()}"
    post(session, key, recipient, wording.sign_in(recipient.name, url, words), now, letters)


def post(
    session: Session, key: str, to: Recipient, notice: Notice, at: datetime, letters: Letters
) -> bool:
    """Leave a notice to a person for delivery; a key that was used before posts nothing."""
    return leave(session, key, to.email, notice, at, letters.translations.of(to.language))


def leave(
    session: Session,
    key: str,
    email: str,
    notice: Notice,
    at: datetime,
    words: Words,
    *,
    subscription: UUID | None = None,
) -> bool:
    """Leave a notice to an address, under a key that is used once; say whether it was new."""
    mail = notice_mail(notice, words)
    delivery = Delivery(
        id=uuid4(),
        subscription_id=subscription,
        notice=key,
        email=email,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        state=DeliveryState.WAITING,
        made_at=at,
        due_at=at,
    )
    return bool(add_new(session, Delivery, [delivery.model_dump()]))
