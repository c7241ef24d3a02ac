"""The index of what can be found by its words: filled by events and by jobs, mended daily.

What is found is read again by `monitor.finding.search`, so that an index that is behind hides
what is newest and shows nothing that is gone.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, or_
from sqlmodel import Session, col, select

from monitor.events import EntriesCollected
from monitor.finding.findable import KINDS, key, texts_of, touched
from monitor.source_tables import EntryVersion
from monitor.tables import EntryRow
from store import Sessions, fulltext
from store.fulltext import Searchable

#: What sources publish; much of it, so that its own event brings it here.
PUBLISHED: Mapping[str, Any] = {"entry": EntryRow, "rewritten": EntryVersion}
BATCH = 500


def index_entries(session: Session, event: EntriesCollected) -> None:
    """Let be found what a fetch brought: new entries, and those that were rewritten."""
    for kind, table in PUBLISHED.items():
        brought = KINDS[kind].where(col(table.fetch_id) == event.fetch_id)
        note(session, kind, session.execute(brought).all())


def note(session: Session, kind: str, rows: Iterable[Row[*tuple[Any, ...]]]) -> None:
    """Put these rows of a kind in the index, as they stand now."""
    fulltext.put(session, [noted(kind, row) for row in rows])


def noted(kind: str, row: Row[*tuple[Any, ...]]) -> Searchable:
    """A row as the index has it."""
    return Searchable(kind=kind, ref=row[0], at=row[1], words=words_in(row))


def words_in(row: Row[*tuple[Any, ...]]) -> str:
    """The words that a row is found by."""
    return " ".join(fulltext.words_of(*texts_of(row)))


def catch_up(reading: Sessions, writing: Sessions) -> int:
    """Put in the index what people said since the last time; say how much it was."""
    done = 0
    for kind in KINDS.keys() - PUBLISHED.keys():
        while rows := unknown(reading, kind):
            with writing() as session:
                note(session, kind, rows)
                session.commit()
            done += len(rows)
    return done


def unknown(reading: Sessions, kind: str) -> Sequence[Row[*tuple[Any, ...]]]:
    """Rows of a kind that the index has not, or has as they stood before."""
    query = KINDS[kind]
    known = and_(col(Searchable.ref) == key(query), col(Searchable.kind) == kind)
    behind = or_(col(Searchable.ref).is_(None), col(Searchable.at) != touched(query))
    with reading() as session:
        return session.execute(
            query.outerjoin(Searchable, known).where(behind).limit(BATCH)
        ).all()


def sweep(reading: Sessions, writing: Sessions) -> int:
    """Go through everything once, and put right what the index has otherwise; say how much."""
    return sum(sweep_kind(reading, writing, kind) for kind in KINDS)


def sweep_kind(reading: Sessions, writing: Sessions, kind: str) -> int:
    """The same of one kind, a batch of ids at a time."""
    done, after = 0, None
    while True:
        with reading() as session:
            rows, stands, last = batch(session, kind, after)
        wrong = [row for row in rows if stands.pop(row[0], None) != words_in(row)]
        with writing() as session:
            note(session, kind, wrong)
            fulltext.drop(session, stands.keys(), kind)
            session.commit()
        done, after = done + len(wrong) + len(stands), last
        if last is None:
            return done


def batch(
    session: Session, kind: str, after: UUID | None
) -> tuple[Sequence[Row[*tuple[Any, ...]]], dict[UUID, str], UUID | None]:
    """The next rows of a kind, what the index has in their span, and where it ends."""
    query = KINDS[kind]
    ids = key(query)
    known = select(Searchable.ref, Searchable.words).where(Searchable.kind == kind)
    if after is not None:
        query, known = query.where(ids > after), known.where(col(Searchable.ref) > after)
    rows = session.execute(query.order_by(ids).limit(BATCH)).all()
    last = rows[-1][0] if len(rows) == BATCH else None
    if last is not None:
        known = known.where(col(Searchable.ref) <= last)
    return rows, {ref: words for ref, words in session.exec(known)}, last
