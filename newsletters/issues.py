"""Make issues: when a period closes, or at once when scores are released.

An issue is made once, by whoever inserts its row. What a reader was told is a row too, so that
who changes her cadence misses nothing and hears nothing twice.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from sqlmodel import Session, col, insert, select

from monitor import mend_queries
from monitor.amends.restating import restated
from monitor.events import ScoresReleased
from monitor.queries import released
from monitor.released import ReleasedChange
from newsletters.cadence import ALERT, CADENCES, Cadence, Period, day_in, start_of
from newsletters.digest import Section, digest, untold
from newsletters.letters import Letters, Mail
from newsletters.press import Press, Write
from newsletters.render import Asked, Ways, issue_mail, span
from newsletters.subscribers import interest
from newsletters.tables import (
    Delivery,
    Issue,
    Subscription,
    Suppression,
    Telling,
)
from newsletters.translate import Words
from store import add_new

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
END = datetime(9999, 1, 1, tzinfo=UTC)
#: A release at a period's last instant may still be committing; its issue waits for it.
SETTLING = timedelta(minutes=15)
MOMENT = timedelta(microseconds=1)
#: The most frequent digest also brings what an alert could not: releases from before a reader
#: switched to alerts, for which no alert will come.
LEFTOVERS = min(CADENCES.values(), key=lambda cadence: cadence.months).name

When = Callable[[Words], str]
Sections = tuple[Section, ...]


def close_due(session: Session, now: datetime, letters: Letters) -> list[Issue]:
    """Make the issue of every period that is over and has none, also where it is empty."""
    today = day_in(now - SETTLING, letters.zone)
    return [
        issue
        for cadence in CADENCES.values()
        for period in due(session, cadence, now, letters)
        if period.end <= today
        if (issue := close(session, cadence, period, now, letters))
    ]


def due(session: Session, cadence: Cadence, now: datetime, letters: Letters) -> list[Period]:
    """The periods to close, oldest first, from the one that holds the first release ever."""
    today = day_in(now - SETTLING, letters.zone)
    latest = cadence.last_closed(today)
    made = set(session.exec(select(Issue.period).where(Issue.cadence == cadence.name)))
    if latest.name in made:
        return []
    before = start_of(latest.end, letters.zone)
    instants = [c.released_at for c in released(session, since=BEGINNING, before=before)]
    if not instants:
        return []
    first = day_in(min(instants), letters.zone)
    return [p for p in cadence.closed_between(first, today) if p.name not in made]


def close(
    session: Session, cadence: Cadence, period: Period, now: datetime, letters: Letters
) -> Issue | None:
    """Make the issue of one period; None if another worker was first."""
    issue = begun(session, cadence.name, period.name, now)
    if issue is None:
        return None
    cadences = {cadence.name, ALERT} if cadence.name == LEFTOVERS else {cadence.name}
    until = start_of(period.end, letters.zone)
    tell(
        session,
        issue,
        until,
        readers(session, cadences, until),
        lambda words: span(cadence.name, period.first, words),
        letters,
    )
    return issue


def alert(session: Session, event: ScoresReleased, *, letters: Letters) -> None:
    """Tell those who want to know at once of a release, and of whatever they still lack."""
    own = released(session, since=BEGINNING, before=END, release=event.release_id)
    if not own:
        return
    at = max(change.released_at for change in own)
    issue = begun(session, ALERT, str(event.release_id), at)
    if issue is not None:
        day = day_in(at, letters.zone)
        until = at + MOMENT
        tell(
            session,
            issue,
            until,
            readers(session, {ALERT}, until),
            lambda words: words.gettext("Released on %(day)s", day=words.day(day)),
            letters,
            own,
        )


def begun(session: Session, cadence: str, period: str, now: datetime) -> Issue | None:
    """The issue, if it was not made before; the database decides between two makers."""
    issue = Issue(id=uuid4(), cadence=cadence, period=period, made_at=now)
    return issue if add_new(session, Issue, [issue.model_dump()]) else None


def readers(session: Session, cadences: Collection[str], until: datetime) -> list[Subscription]:
    """Who may be told: confirmed, not suppressed, and held until the transaction ends."""
    return list(
        session.exec(
            select(Subscription)
            .where(col(Subscription.cadence).in_(cadences))
            .where(col(Subscription.confirmed_at) < until)
            .where(col(Subscription.email).not_in(select(Suppression.email)))
            .order_by(col(Subscription.id))
            .with_for_update(of=Subscription)
            .execution_options(populate_existing=True)
        )
    )


def tell(
    session: Session,
    issue: Issue,
    until: datetime,
    to: Sequence[Subscription],
    when: When,
    letters: Letters,
    own: Sequence[ReleasedChange] = (),
) -> None:
    """Write each reader what she was not told yet, and that she is told."""
    if not to:
        return
    changes = released(session, since=min(map(untold_from, to)), before=until)
    changes += [change for change in own if change not in changes]
    # Read once the readers are held: whoever mends what they are told now waits for them.
    chains = mend_queries.chains(session)
    stand = standing(session, changes, letters)
    links = {id for change in changes for id in chains.whole(change.change_id)}
    told = tellings(session, to, links)
    press = Press(written(when), letters)
    deliveries, tells = [], []
    for reader in to:
        news = [change.change_id for change in changes if lacks(reader, change, own)]
        fresh = [stand[id] for id in untold(news, told.get(reader.id, set()), chains)]
        if sections := digest(fresh, interest(reader)):
            deliveries.append(press.delivery(issue, reader, sections))
            tells += [
                {"subscription_id": reader.id, "change_id": c.change_id, "issue_id": issue.id}
                for section in sections
                for c in section.changes
            ]
        reader.told_until = max(reader.told_until or until, until)
        session.add(reader)
    add_new(session, Delivery, [delivery.model_dump() for delivery in deliveries])
    if tells:
        session.exec(insert(Telling), params=tells)


def written(when: When) -> Write[Sections]:
    """Writes issues that cover the same days."""

    def write(sections: Sections, asked: Asked, ways: Ways, letters: Letters) -> Mail:
        words = letters.translations.of(asked.language)
        return issue_mail(sections, when(words), asked, ways, letters)

    return write


def standing(
    session: Session, changes: Sequence[ReleasedChange], letters: Letters
) -> dict[UUID, ReleasedChange]:
    """The changes as they stand by now; what rests on a mistake is counted without it."""
    stand = {change.change_id: change for change in changes}
    mended = mend_queries.countries(session)
    for country in sorted({change.country for change in changes} & mended):
        stand |= restated(session, country, letters.codebooks)
    return stand


def untold_from(reader: Subscription) -> datetime:
    """The instant from which on releases may be news to a reader."""
    assert reader.confirmed_at is not None
    return max(reader.confirmed_at, reader.told_until or reader.confirmed_at)


def lacks(reader: Subscription, change: ReleasedChange, own: Sequence[ReleasedChange]) -> bool:
    """Whether a change may be news to her; an alert's own is, even if another overtook it."""
    assert reader.confirmed_at is not None
    since = reader.confirmed_at if change in own else untold_from(reader)
    return change.released_at >= since


def tellings(
    session: Session, to: Sequence[Subscription], changes: Collection[UUID]
) -> dict[UUID, set[UUID]]:
    """Which of these changes these readers were told of, by reader."""
    cadences = {reader.cadence for reader in to}
    rows = session.exec(
        select(Telling.subscription_id, Telling.change_id)
        .join(Subscription, col(Subscription.id) == col(Telling.subscription_id))
        .where(col(Subscription.cadence).in_(cadences))
        .where(col(Telling.change_id).in_(changes))
    )
    found: dict[UUID, set[UUID]] = {}
    for reader, change in rows:
        found.setdefault(reader, set()).add(change)
    return found
