"""Mails about releases to those who make them: mends to be confirmed, plans that failed."""

from sqlmodel import Session

from monitor import mend_queries, people, plans
from monitor.events import MendProposed, PlanEnded
from newsletters import release_words
from newsletters.letters import Letters
from newsletters.notices import post


def ask_for_mend(session: Session, event: MendProposed, *, letters: Letters) -> None:
    """Ask those who may whether a released change was wrong; never who says so."""
    proposed = mend_queries.proposed(session, event.report_id)
    known = [*people.staff(session), *people.correspondents(session, proposed.country)]
    for person in known:
        if person.id != proposed.by.id:
            key = f"mend:{event.report_id}:{person.id}"
            notice = release_words.mend(proposed, person, letters)
            post(session, key, person, notice, proposed.at, letters)


def tell_staff_of_plan(session: Session, event: PlanEnded, *, letters: Letters) -> None:
    """Tell staff that a planned release came to nothing, and why."""
    over = plans.over(session, event.plan_id)
    for person in people.staff(session):
        key = f"plan:{event.plan_id}:{person.id}"
        notice = release_words.plan(over, person, letters)
        post(session, key, person, notice, over.ended_at, letters)
