"""What is kept of an answer: new entries, rewritten ones, and how the visit went."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any, TypeVar
from uuid import UUID, uuid4

from sqlmodel import Session, col, select

from monitor.dates import is_plausible
from monitor.entry import Entry
from monitor.events import EntriesCollected
from monitor.evidence_tables import Evidence
from monitor.source import Source
from monitor.source_tables import EntryKey, EntryVersion
from monitor.tables import EntryRow, Fetch
from monitor.visits import numbering
from monitor.visits.found import Found
from monitor.visits.identity import Keyed, Settled, Stored, content, keyed, settle
from store import add_rows, record

#: What is written anew more often is a counter, and no news.
MOST_VERSIONS = 20
#: Characters of a title and a summary that are kept.
LONGEST_TITLE, LONGEST_SUMMARY = 1_000, 20_000
#: So many values go into one statement: PostgreSQL counts to 65,535, SQLite to 32,766.
MANY = 10_000
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class News:
    """The entries of an answer that its source never published before, or wrote anew."""

    new: tuple[Settled, ...] = ()
    rewritten: tuple[Settled, ...] = ()
    #: Known entries that came under keys which nobody knew.
    learned: tuple[Settled, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.new or self.rewritten)


def news(session: Session, found: Found) -> News:
    """Which entries of an answer are new, rewritten, or known under other keys."""
    if not found.feed.entries:
        return News()
    entries = keyed([fit(entry) for entry in found.feed.entries])
    on_record = stored(session, found.source.id, entries)
    present = owners(session, found.source.id, found.feed.present)
    settled = settle(entries, on_record, present)
    return News(
        tuple(each for each in settled if each.stored is None),
        first_written(session, [each for each in settled if each.rewritten]),
        tuple(each for each in settled if each.stored and each.keys),
    )


def fit(entry: Entry) -> Entry:
    """An entry with texts that a person could read; longer ones are cut."""
    if len(entry.title) <= LONGEST_TITLE and len(entry.summary) <= LONGEST_SUMMARY:
        return entry
    title, summary = (
        shortened(entry.title, LONGEST_TITLE),
        shortened(entry.summary, LONGEST_SUMMARY),
    )
    return Entry(entry.id, entry.link, title, summary, entry.published, entry.precision)


def shortened(text: str, most: int) -> str:
    """A text of so many characters at most."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def stored(session: Session, source: str, entries: Sequence[Keyed]) -> dict[str, Stored]:
    """The entries on record that these keys mean, as their source wrote them last."""
    own = select(EntryKey.key).where(EntryKey.source == source)
    if session.exec(own.limit(1)).first() is None:
        return {}
    query = (
        select(EntryKey.key, EntryRow)
        .join(EntryRow, col(EntryRow.id) == col(EntryKey.entry_id))
        .where(EntryKey.source == source)
    )
    asked = list(dict.fromkeys(key for each in entries for key in each.asked))
    found = (session.exec(query.where(col(EntryKey.key).in_(s))) for s in portions(asked))
    return {
        key: Stored(
            row.id, row.link, row.title, row.summary, row.published, row.buried_at is not None
        )
        for key, row in chain.from_iterable(found)
    }


def portions(of: Sequence[T], most: int = MANY) -> Iterator[Sequence[T]]:
    """All of it, so many at a time."""
    return (of[start : start + most] for start in range(0, len(of), most))


def first_written(session: Session, rewritten: Sequence[Settled]) -> tuple[Settled, ...]:
    """Those that were never written so before, and not ever anew.

    Some sources go to and fro, and some count their readers in what they write.
    """
    if not rewritten:
        return ()
    ids = [each.stored.id for each in rewritten if each.stored]
    query = select(EntryVersion.entry_id, EntryVersion.digest)
    found = (
        session.exec(query.where(col(EntryVersion.entry_id).in_(s))) for s in portions(ids)
    )
    versions = set(chain.from_iterable(found))
    often = Counter(entry for entry, _ in versions)
    return tuple(
        each
        for each in rewritten
        if each.stored
        and (each.stored.id, content(each.entry)) not in versions
        and often[each.stored.id] < MOST_VERSIONS
    )


def owners(session: Session, source: str, keys: Collection[str]) -> set[UUID]:
    """The entries on record that these keys mean."""
    query = select(EntryKey.entry_id).where(EntryKey.source == source)
    asked = portions(list(keys))
    found = (session.exec(query.where(col(EntryKey.key).in_(some))) for some in asked)
    return set(chain.from_iterable(found))


def keep(
    session: Session, source: Source, news: News, evidence: Evidence | None, now: datetime
) -> None:
    """Store what is new, and the fact that others wait for."""
    if news:
        fetch = kept_fetch(session, source, evidence, now)
        rows = [row(fetch, source, each, now) for each in news.new]
        add_rows(session, EntryRow, rows)
        ids = [entry["id"] for entry in rows]
        add_rows(session, EntryKey, key_rows(source, zip(news.new, ids, strict=True)))
        add_rows(session, EntryVersion, [version(fetch, each) for each in news.rewritten])
        numbering.remember(session, source, (each.entry for each in news.new), now)
        record(session, EntriesCollected(fetch_id=fetch.id))
    again = ((each, each.stored.id) for each in news.learned if each.stored)
    add_rows(session, EntryKey, key_rows(source, again))


def kept_fetch(
    session: Session, source: Source, evidence: Evidence | None, now: datetime
) -> Fetch:
    """The fetch that brought something new, with its document."""
    if evidence:
        add_rows(session, Evidence, [evidence.model_dump()])
    fetch = Fetch(
        source=source.id, fetched_at=now, evidence_id=evidence.id if evidence else None
    )
    add_rows(session, Fetch, [fetch.model_dump()])
    return fetch


def key_rows(source: Source, owned: Iterable[tuple[Settled, UUID]]) -> list[dict[str, Any]]:
    """The keys of entries as they are stored."""
    return [
        {"source": source.id, "key": key, "entry_id": id}
        for settled, id in owned
        for key in settled.keys
    ]


def row(fetch: Fetch, source: Source, settled: Settled, now: datetime) -> dict[str, Any]:
    """An entry as it is stored."""
    entry, said = settled.entry, settled.entry.published
    return {
        "id": uuid4(),
        "fetch_id": fetch.id,
        "source": source.id,
        "key": settled.keys[0],
        "link": entry.link,
        "title": entry.title,
        "summary": entry.summary,
        "lang": source.language,
        "published": said,
        "precision": entry.precision,
        "doubtful": said is not None and not is_plausible(said, now),
        "buried_at": None,
    }


def version(fetch: Fetch, settled: Settled) -> dict[str, Any]:
    """An entry as its source wrote it anew."""
    entry, before = settled.entry, settled.stored
    assert before is not None  # only an entry on record is written anew
    return {
        "id": uuid4(),
        "entry_id": before.id,
        "fetch_id": fetch.id,
        "digest": content(entry),
        "link": entry.link,
        "title": entry.title,
        "summary": entry.summary,
        "published": entry.published,
    }
