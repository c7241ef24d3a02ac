"""Mends reach whoever was told the wrong figure, at once, whatever she asked for; nobody else.

Whoever was not told it hears in her own time what stands, or nothing (`newsletters.issues`).
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, func, insert, select

from monitor import mend_queries
from monitor.events import ScoresReleased
from monitor.queries import released, released_in
from monitor.released import ReleasedChange
from newsletters.cadence import ALERT, CADENCES
from newsletters.correction_words import Mistake
from newsletters.digest import mistaken
from newsletters.issues import BEGINNING, END, MOMENT, begun, readers
from newsletters.letters import Letters
from newsletters.press import Press
from newsletters.render import correction_mail
from newsletters.tables import Delivery, Issue, Subscription, Telling
from store import add_new

#: The cadence of an issue that mends another.
CORRECTION = "correction"


def correct(session: Session, event: ScoresReleased, *, letters: Letters) -> None:
    """Tell whoever was told what a release mends; each reader in one mail."""
    own = released(session, since=BEGINNING, before=END, release=event.release_id)
    mends = [change for change in own if change.mends is not None]
    if not mends:
        return
    at = max(change.released_at for change in mends)
    issue = begun(session, CORRECTION, str(event.release_id), at)
    if issue is not None:
        # All are held: whoever is being told the wrong figure right now has been, then.
        held = readers(session, {ALERT, *CADENCES}, at + MOMENT)
        tell(session, issue, held, mends, letters)


def tell(
    session: Session,
    issue: Issue,
    held: Iterable[Subscription],
    mends: Iterable[ReleasedChange],
    letters: Letters,
) -> None:
    """Write each of these readers what she was told wrongly, and what stands."""
    chains = mend_queries.chains(session)
    lines = list({chains.first(c.change_id): chains.whole(c.change_id) for c in mends}.values())
    known = {
        change.change_id: change
        for country in {change.country for change in mends}
        for change in released_in(session, country)
    }
    links = [id for line in lines for id in line]
    told = tellings(session, links)
    issue.made_at = after_told(session, links, issue.made_at)
    press = Press(correction_mail, letters)
    deliveries, tells = [], []
    for reader in held:
        hers = told.get(reader.id, set())
        mistakes = tuple(m for line in lines if (m := mistake(hers, line, known)))
        if mistakes:
            deliveries.append(press.delivery(issue, reader, mistakes))
            tells += [
                {"subscription_id": reader.id, "change_id": m.right, "issue_id": issue.id}
                for m in mistakes
            ]
    add_new(session, Delivery, [delivery.model_dump() for delivery in deliveries])
    if tells:
        session.exec(insert(Telling), params=tells)


def after_told(session: Session, changes: Iterable[UUID], at: datetime) -> datetime:
    """An instant after all that told of these changes: what mends a mail goes after it."""
    made = select(func.max(Issue.made_at)).join(Telling, col(Telling.issue_id) == Issue.id)
    newest = session.exec(made.where(col(Telling.change_id).in_(list(changes)))).one()
    return at if newest is None else max(at, newest + MOMENT)


def mistake(
    told: set[UUID], line: list[UUID], known: Mapping[UUID, ReleasedChange]
) -> Mistake | None:
    """What a reader was told wrongly of a chain of mends; None if nothing, or not at all."""
    wrong, since = mistaken(told, line)
    if wrong is None or not since:
        return None
    return Mistake(known[wrong], tuple(known[id] for id in since))


def tellings(session: Session, changes: Iterable[UUID]) -> dict[UUID, set[UUID]]:
    """Who was told of these changes, and of which."""
    found: dict[UUID, set[UUID]] = {}
    query = select(Telling).where(col(Telling.change_id).in_(list(changes)))
    for row in session.exec(query):
        found.setdefault(row.subscription_id, set()).add(row.change_id)
    return found
