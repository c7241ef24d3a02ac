"""The job that lets go of what nothing rests on: documents first, then what entries said."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, delete, select, update

from monitor.evidence import Archive
from monitor.evidence_tables import Evidence, ReportEvidence, Wanted
from monitor.source_tables import EntryVersion
from monitor.tables import EntryRow, Fetch, ReportEntry
from store import Sessions, fulltext

#: How long a document is kept that no report rests on.
DOCUMENTS = timedelta(days=90)
#: How long the texts of an entry are kept that no report rests on.
ENTRIES = timedelta(days=400)
BATCH = 500
#: Whether a report rests on an entry.
RESTED_ON = (
    select(ReportEntry.entry_id).where(col(ReportEntry.entry_id) == col(EntryRow.id)).exists()
)


@dataclass(frozen=True, slots=True)
class LetGo:
    """How many receipts, documents and entries went."""

    receipts: int = 0
    documents: int = 0
    entries: int = 0


def let_go(looking: Sessions, sessions: Sessions, archive: Archive, now: datetime) -> LetGo:
    """Let go of everything whose time is over, a batch at a time."""
    receipts = documents = entries = 0
    while receipts_gone := forget_documents(sessions, archive, now - DOCUMENTS):
        receipts += receipts_gone[0]
        documents += receipts_gone[1]
    over = idle(looking, now - ENTRIES)
    for start in range(0, len(over), BATCH):
        entries += bury(sessions, over[start : start + BATCH], now)
    return LetGo(receipts, documents, entries)


def forget_documents(
    sessions: Sessions, archive: Archive, before: datetime
) -> tuple[int, int] | None:
    """Forget one batch of receipts, and the documents that nobody has a receipt for now."""
    with sessions() as session:
        rows = unneeded(session, before)
        ids = [row.id for row in rows]
        forget(session, ids)
        digests = {d for row in rows for d in (row.sha256, row.text_sha256) if d}
        nobodys = sorted(digests - kept(session, digests))
        session.commit()
    for digest in nobodys:
        archive.remove(digest)
    return (len(ids), len(nobodys)) if ids else None


def unneeded(session: Session, before: datetime) -> list[Evidence]:
    """Receipts from before this instant that no report rests on or asked for, oldest first."""
    backs = select(ReportEvidence.evidence_id).where(
        col(ReportEvidence.evidence_id) == col(Evidence.id)
    )
    wanted = select(Wanted.evidence_id).where(col(Wanted.evidence_id) == col(Evidence.id))
    query = select(Evidence).where(
        col(Evidence.received_at) < before, ~backs.exists(), ~wanted.exists()
    )
    return list(session.exec(query.order_by(col(Evidence.received_at)).limit(BATCH)))


def forget(session: Session, ids: Collection[UUID]) -> None:
    """Remove receipts; a fetch no longer knows what it brought."""
    forgotten = col(Fetch.evidence_id).in_(ids)
    session.exec(update(Fetch).where(forgotten).values(evidence_id=None))
    session.exec(delete(Evidence).where(col(Evidence.id).in_(ids)))


def kept(session: Session, digests: Collection[str]) -> set[str]:
    """Those of these documents that somebody still has a receipt for."""
    held: set[str] = set()
    for column in (Evidence.sha256, Evidence.text_sha256):
        held.update(session.exec(select(column).where(col(column).in_(digests))))
    return held


def idle(looking: Sessions, before: datetime) -> Sequence[UUID]:
    """Entries with words, fetched before this instant, that no report rests on.

    It is looked for among all that was ever fetched, so nobody who writes waits for it.
    """
    query = (
        select(EntryRow.id)
        .join(Fetch, col(Fetch.id) == col(EntryRow.fetch_id))
        .where(col(Fetch.fetched_at) < before, col(EntryRow.buried_at).is_(None), ~RESTED_ON)
    )
    with looking() as session:
        return session.exec(query).all()


def bury(sessions: Sessions, over: Sequence[UUID], now: datetime) -> int:
    """Empty these entries, save those in use by now; their keys keep them known."""
    with sessions() as session:
        emptied = (
            update(EntryRow)
            .where(col(EntryRow.id).in_(over), ~RESTED_ON)
            .values(title="", summary="", link="", buried_at=now)
            .returning(col(EntryRow.id))
        )
        ids = session.exec(emptied).scalars().all()
        session.exec(delete(EntryVersion).where(col(EntryVersion.entry_id).in_(ids)))
        fulltext.drop(session, ids)
        session.commit()
    return len(ids)
