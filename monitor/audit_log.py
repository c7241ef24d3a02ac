"""The record: who did what, on which evidence; each entry chained to the one before it.

An entry names people by their ids and texts by their digests, so that a person can be erased
and the chain still holds.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from json import dumps
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select, update

from monitor.record_tables import AuditEntry, AuditHead

#: What the first entry is chained to.
BEGINNING = "0" * 64
#: So many entries are read at a time.
BATCH = 1000


@dataclass(frozen=True, slots=True)
class Found:
    """How the chain stands: so many entries, its end, and what breaks it first, if anything."""

    entries: int
    head: str
    #: The first entry that is not what was recorded, and why; None where the chain is intact.
    broken: tuple[int, str] | None


def log(
    session: Session,
    deed: str,
    kind: str,
    ref: object,
    *,
    by: UUID | None,
    now: datetime,
    evidence: Sequence[str] = (),
    what: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Put a deed on record, in the caller's transaction; its last statement, best of all.

    `what` holds plain values of JSON and no personal data but ids: `fingerprint` names texts.
    The end of the chain is held until the transaction ends, so that entries come one by one.
    """
    number, before = session.execute(
        update(AuditHead)
        .values(number=AuditHead.number + 1)
        .returning(col(AuditHead.number), col(AuditHead.hash))
    ).one()
    entry = AuditEntry(
        number=number,
        at=now,
        by=by,
        deed=deed,
        kind=kind,
        ref=str(ref),
        evidence=sorted(set(evidence)),
        what=dict(what or {}),
        before=before,
        hash="",
    )
    entry.hash = hash_of(entry)
    session.add(entry)
    session.flush()
    session.exec(update(AuditHead).values(hash=entry.hash))
    return entry


def fingerprint(text: str) -> str:
    """What the record keeps of a text that may one day be erased: its SHA-256."""
    return sha256(text.encode()).hexdigest()


def hash_of(entry: AuditEntry) -> str:
    """The SHA-256 of an entry and of the one before it."""
    said = [
        entry.before, entry.number, entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        str(entry.by or ""), entry.deed, entry.kind, entry.ref, entry.evidence, entry.what,
    ]  # fmt: skip
    return sha256(dumps(said, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def verify(session: Session) -> Found:
    """Follow the chain from its beginning to its end, or to the first entry that breaks it."""
    head = session.exec(select(AuditHead)).first()
    expected, before = 1, BEGINNING
    for entry in entries(session):
        if fault := fault_of(entry, expected, before):
            return Found(expected - 1, before, (expected, fault))
        expected, before = expected + 1, entry.hash
    if head is None or (head.number, head.hash) != (expected - 1, before):
        return Found(expected - 1, before, (expected, "is missing: the chain was cut short"))
    return Found(expected - 1, before, None)


def passes(session: Session, hash: str) -> bool:
    """Whether the chain passes through a hash that somebody kept; the beginning counts."""
    kept = select(AuditEntry.number).where(AuditEntry.hash == hash)
    return hash == BEGINNING or session.exec(kept).first() is not None


def fault_of(entry: AuditEntry, expected: int, before: str) -> str:
    """What is wrong with an entry at its place in the chain; nothing if it is as recorded."""
    if entry.number != expected:
        return "is missing"
    if entry.before != before:
        return "does not follow the one before it"
    return "" if entry.hash == hash_of(entry) else "is not what was recorded"


def entries(session: Session) -> Iterator[AuditEntry]:
    """All entries in their order, read a thousand at a time."""
    last = 0
    while True:
        rows = session.exec(
            select(AuditEntry)
            .where(AuditEntry.number > last)
            .order_by(col(AuditEntry.number))
            .limit(BATCH)
        ).all()
        yield from rows
        if len(rows) < BATCH:
            return
        last = rows[-1].number


def of(session: Session, kind: str, ref: object) -> list[AuditEntry]:
    """What was done to one thing, in order."""
    query = select(AuditEntry).where(AuditEntry.kind == kind, AuditEntry.ref == str(ref))
    return list(session.exec(query.order_by(col(AuditEntry.number))))
