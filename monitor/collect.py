"""The job that watches: due sources → fetch → read → decide what is new → store."""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

from sqlmodel import Session, col, select, update

from monitor.entry import Document, Entry
from monitor.events import EntriesCollected
from monitor.fetch import Fetched, Request
from monitor.source import Source
from monitor.sources import KINDS
from monitor.tables import EntryRow, Fetch, SourceState
from store import Sessions, add_new, record

#: The door: asks many addresses, and says of each what came.
Door = Callable[[Iterable[Request]], Iterator[tuple[Request, Fetched]]]

#: A collector that dies gives its sources back after this long.
LEASE = timedelta(minutes=10)
#: A source that fails is asked ever later, but at least this often: it is never given up.
SLOWEST = timedelta(days=1)

#: Characters of a title and a summary that are kept.
LONGEST_TITLE, LONGEST_SUMMARY = 1_000, 20_000

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Visit:
    """What became of one source in one run."""

    source: str
    entries: int = 0
    new: int = 0
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """What a source answered, read: its entries, or what was wrong."""

    source: Source
    fetched: Fetched
    entries: tuple[Entry, ...] = ()
    problems: tuple[str, ...] = field(default=())


def collect(
    sessions: Sessions, door: Door, sources: Mapping[str, Source], now: datetime
) -> list[Visit]:
    """Ask every source that is due, once, whoever else collects at the same time."""
    claimed = claim(sessions, sources, now)
    requests = [
        Request(source.url, state.etag, state.last_modified, source=source.id)
        for source, state in claimed
    ]
    return [
        kept(sessions, read(sources[request.source], fetched), now)
        for request, fetched in door(requests)
    ]


def claim(
    sessions: Sessions, sources: Mapping[str, Source], now: datetime
) -> list[tuple[Source, SourceState]]:
    """Take the sources that are due, so that no other collector takes them too."""
    with sessions() as session:
        known = set(session.exec(select(SourceState.source)))
        unknown = [SourceState(source=id, due_at=now) for id in sorted(sources.keys() - known)]
        add_new(session, SourceState, [state.model_dump() for state in unknown])
        taken = session.scalars(
            update(SourceState)
            .where(col(SourceState.due_at) <= now, col(SourceState.source).in_(list(sources)))
            .values(due_at=now + LEASE)
            .returning(SourceState)
        ).all()
        session.commit()
    return [(sources[state.source], state) for state in sorted(taken, key=lambda s: s.source)]


def read(source: Source, fetched: Fetched) -> Found:
    """What the source's kind makes of an answer; a fault of one is a fault of one."""
    if fetched.error:
        return Found(source, fetched, problems=(fetched.error,))
    if fetched.not_modified:
        return Found(source, fetched)
    try:
        address = fetched.final_url or source.url
        document = Document(fetched.body, fetched.content_type, address, source.language)
        feed = KINDS[source.kind].read(document)
    except Exception as error:
        logger.exception("source %s could not be read", source.id)
        return Found(source, fetched, problems=(f"its answer cannot be read: {error}",))
    return Found(source, fetched, feed.entries, feed.problems)


def kept(sessions: Sessions, found: Found, now: datetime) -> Visit:
    """Keep what a source answered; what cannot be kept is its fault, and no other's."""
    try:
        return keep(sessions, found, now)
    except Exception as error:
        logger.exception("the answer of source %s could not be kept", found.source.id)
        problem = f"its answer cannot be kept: {type(error).__name__}"
        failed = Fetched(found.fetched.url, error=problem)
        return keep(sessions, Found(found.source, failed, problems=(problem,)), now)


def keep(sessions: Sessions, found: Found, now: datetime) -> Visit:
    """Store what is new, and when to come again."""
    with sessions() as session:
        new = store_new(session, found, now)
        state = session.get_one(SourceState, found.source.id)
        remember(state, found, new, now)
        session.commit()
    return Visit(found.source.id, len(found.entries), new, found.problems)


def store_new(session: Session, found: Found, now: datetime) -> int:
    """Store the entries that this source never published before; say how many."""
    keyed = {entry.fingerprint: entry for entry in found.entries}
    query = select(EntryRow.key).where(EntryRow.source == found.source.id)
    known = set(session.exec(query.where(col(EntryRow.key).in_(list(keyed)))))
    new = [entry for key, entry in keyed.items() if key not in known]
    if not new:
        return 0
    fetch = Fetch(source=found.source.id, fetched_at=now)
    session.add(fetch)
    session.flush()
    added = add_new(session, EntryRow, [row(fetch, found.source, entry) for entry in new])
    record(session, EntriesCollected(fetch_id=fetch.id))
    return len(added)


def row(fetch: Fetch, source: Source, entry: Entry) -> dict[str, object]:
    """An entry as it is stored."""
    return {
        "id": uuid4(),
        "fetch_id": fetch.id,
        "source": source.id,
        "key": entry.fingerprint,
        "link": entry.link,
        "title": shortened(entry.title, LONGEST_TITLE),
        "summary": shortened(entry.summary, LONGEST_SUMMARY),
        "lang": source.language,
        "published": entry.published,
        "precision": entry.precision,
        "doubtful": False,
        "buried_at": None,
    }


def shortened(text: str, most: int) -> str:
    """A text that a person could read; what is longer is no title and no summary."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def remember(state: SourceState, found: Found, new: int, now: datetime) -> None:
    """Write down how the visit went, for the next one and for staff."""
    failed = bool(found.problems) and not found.entries
    state.failures = state.failures + 1 if failed else 0
    state.error = "; ".join(found.problems)[:1000]
    state.due_at = now + wait(found, state.failures, now)
    if found.fetched.error:
        return
    state.fetched_at = now
    if failed:
        return
    state.parsed_at = now
    state.new_at = now if new else state.new_at
    if not found.fetched.not_modified:
        state.etag = found.fetched.etag
        state.last_modified = found.fetched.last_modified


def wait(found: Found, failures: int, now: datetime) -> timedelta:
    """How long until the next visit: its rhythm, slowed by failures or by its own wish."""
    usual = found.source.every
    slowed = min(usual * (1 << min(failures, 10)), max(usual, SLOWEST))
    wish = found.fetched.retry_after
    asked = wish - now if isinstance(wish, datetime) else wish
    return max(slowed, min(asked, SLOWEST)) if asked else slowed
