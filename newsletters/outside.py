"""Mails to people outside the house: who reports something, and who governs a country."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from monitor import people
from monitor.events import ReplyGiven, ScoresDrafted, ScoresReleased
from monitor.outsiders import public_reports, replies
from newsletters import outside_words
from newsletters.letters import Letters
from newsletters.notices import leave, post
from newsletters.subscribers import is_suppressed


def ask_owner(session: Session, public_report: UUID, now: datetime, letters: Letters) -> None:
    """Ask the owner of an address whether a report is hers; never one who wants no mail."""
    row = public_reports.kept(session, public_report)
    if is_suppressed(session, row.email):
        return
    words = letters.translations.of(row.language)
    link = letters.links.report(row.id)
    notice = outside_words.confirm_report(row.title, row.country, link, words)
    leave(session, f"public-report:{row.id}", row.email, notice, now, words)


def tell_of_release(session: Session, event: ScoresReleased, *, letters: Letters) -> None:
    """Tell whoever reported a change that it is public, or that it is mended."""
    for fate in public_reports.fates(session, event.release_id):
        key = f"released:{fate.released_id}:{fate.to.id}"
        notice = outside_words.released(fate, letters)
        post(session, key, fate.to, notice, fate.released_at, letters)


def invite_governments(session: Session, event: ScoresDrafted, *, letters: Letters) -> None:
    """Tell a government what was confirmed of its law; once, however often it is rescored."""
    invited = replies.invite(session, event.change_id)
    told = replies.confirmed(session, event.change_id)
    for person in invited:
        key = f"reply:{event.change_id}:{person.id}"
        notice = outside_words.invitation(told, person, letters)
        post(session, key, person, notice, told.confirmed_at, letters)


def tell_staff_of_reply(session: Session, event: ReplyGiven, *, letters: Letters) -> None:
    """Tell staff what a government says of a change."""
    told, given = replies.change_of(session, event.reply_id)
    page = letters.links.story(replies.report_of(session, told.change_id))
    for person in people.staff(session):
        key = f"replied:{given.id}:{person.id}"
        notice = outside_words.replied(told, given, page, person, letters)
        post(session, key, person, notice, given.said_at, letters)
