"""Mails to staff about questions that only they can bring forward."""

from sqlmodel import Session

from monitor import people, queries
from monitor.events import Disputed, MoreNeeded
from monitor.hearing import ruling, supplements
from newsletters import desk_words
from newsletters.letters import Letters
from newsletters.notices import post


def tell_staff_of_more(session: Session, event: MoreNeeded, *, letters: Letters) -> None:
    """Tell staff that somebody needs more before she can answer; once for each such word."""
    missing = supplements.missing(session, event.word_id)
    asked = queries.question(session, missing.report_id)
    for person in people.staff(session):
        key = f"more:{event.word_id}:{person.id}"
        notice = desk_words.needs_more(asked, missing.by, missing.what, person, letters)
        post(session, key, person, notice, missing.said_at, letters)


def tell_staff_of_dispute(session: Session, event: Disputed, *, letters: Letters) -> None:
    """Tell those of staff who may rule that two answers differ."""
    since, rulers = ruling.awaited(session, event.report_id)
    asked = queries.question(session, event.report_id)
    for person in rulers:
        key = f"dispute:{event.report_id}:{person.id}"
        post(session, key, person, desk_words.disputed(asked, person, letters), since, letters)
