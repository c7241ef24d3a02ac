"""When sources were not heard: no evidence of their silence."""

from collections import defaultdict
from datetime import date, datetime, timedelta

from sqlmodel import Session, select

from monitor.source import Source
from monitor.source_tables import SourceOutage
from store import add_rows

#: What is heard again so soon after its time was only late.
LATE = timedelta(days=2)


def note(session: Session, source: Source, heard_at: datetime | None, now: datetime) -> None:
    """Write down that a source is heard again, where it was not for a while."""
    if heard_at is not None and now - heard_at > source.every + LATE:
        row = {"source": source.id, "since": heard_at, "until": now}
        add_rows(session, SourceOutage, [row])


def unheard(session: Session) -> dict[str, set[date]]:
    """The whole days on which each source was not heard, as far as it is heard again."""
    found: dict[str, set[date]] = defaultdict(set)
    for outage in session.exec(select(SourceOutage)):
        found[outage.source] |= between(outage.since, outage.until)
    return found


def between(since: datetime, until: datetime) -> set[date]:
    """The whole days between two instants."""
    days = (until.date() - since.date()).days
    return {since.date() + timedelta(days=n) for n in range(1, days)}
