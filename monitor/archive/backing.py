"""What reports rest on: documents in the archive, and those still to be archived."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from monitor.address import place
from monitor.errors import NotFound
from monitor.evidence_tables import Evidence, ReportEvidence, Wanted
from monitor.source_tables import EntryVersion
from monitor.tables import Change, EntryRow, Fetch, ReleaseItem, Report, ReportEntry
from store import add_rows


@dataclass(frozen=True, slots=True)
class Backing:
    """The documents that a report rests on, oldest first, and those it still waits for."""

    documents: tuple[Evidence, ...] = ()
    awaited: tuple[Wanted, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """An entry that a document brought, and how its source rewrote it, and when."""

    entry: EntryRow
    rewritten: tuple[tuple[datetime, EntryVersion], ...]


def back(session: Session, report_id: UUID, evidence_id: UUID | None) -> None:
    """Let a report rest on a document; what was not archived backs nothing."""
    if evidence_id is not None:
        row = ReportEvidence(report_id=report_id, evidence_id=evidence_id)
        add_rows(session, ReportEvidence, [row.model_dump()])


def want(session: Session, report_id: UUID, address: str, now: datetime) -> None:
    """Have a web address that a report points to archived, once however it was come by.

    Other addresses lead nowhere.
    """
    address = address.strip()
    asked = session.exec(select(Wanted.address).where(Wanted.report_id == report_id))
    if not address.startswith(("https://", "http://")) or document(address) in map(
        document, asked
    ):
        return
    row = Wanted(report_id=report_id, address=address, due_at=now)
    add_rows(session, Wanted, [row.model_dump()])


def document(address: str) -> str:
    """What tells the document at one address from others, wherever in it a link points."""
    whole = address.partition("#")[0]
    return place(whole) or whole


def back_rewritten(session: Session, fetch: Fetch) -> None:
    """Let reports rest on the document that rewrote an entry of theirs."""
    rewritten = (
        select(ReportEntry.report_id)
        .join(EntryVersion, col(EntryVersion.entry_id) == col(ReportEntry.entry_id))
        .where(EntryVersion.fetch_id == fetch.id)
    )
    for report_id in session.exec(rewritten.distinct()).all():
        back(session, report_id, fetch.evidence_id)


def found(session: Session, evidence_id: UUID) -> Evidence:
    """The receipt of this id.

    Raises:
        NotFound: there is none.
    """
    document = session.get(Evidence, evidence_id)
    if document is None:
        raise NotFound("evidence", evidence_id)
    return document


def backing(session: Session, report_id: UUID) -> Backing:
    """What a report rests on."""
    return backings(session, [report_id])[report_id]


def backings(session: Session, reports: Collection[UUID]) -> dict[UUID, Backing]:
    """What each of these reports rests on."""
    documents: dict[UUID, list[Evidence]] = {report: [] for report in reports}
    awaited: dict[UUID, list[Wanted]] = {report: [] for report in reports}
    kept = (
        select(ReportEvidence.report_id, Evidence)
        .join(Evidence, col(Evidence.id) == col(ReportEvidence.evidence_id))
        .where(col(ReportEvidence.report_id).in_(reports))
        .order_by(col(Evidence.received_at), Evidence.address)
    )
    for report, document in session.exec(kept):
        documents[report].append(document)
    to_come = (
        select(Wanted)
        .where(col(Wanted.report_id).in_(reports), col(Wanted.evidence_id).is_(None))
        .order_by(Wanted.address)
    )
    for wanted in session.exec(to_come):
        awaited[wanted.report_id].append(wanted)
    return {
        report: Backing(tuple(documents[report]), tuple(awaited[report])) for report in reports
    }


def report_of(session: Session, change_id: UUID) -> UUID:
    """The report that a change was.

    Raises:
        NotFound: there is no such change.
    """
    change = session.get(Change, change_id)
    if change is None:
        raise NotFound("change", change_id)
    return change.report_id


def reports_on(session: Session, evidence_id: UUID) -> Sequence[Report]:
    """The reports that rest on a document, oldest first."""
    query = (
        select(Report)
        .join(ReportEvidence, col(ReportEvidence.report_id) == col(Report.id))
        .where(ReportEvidence.evidence_id == evidence_id)
    )
    return session.exec(query.order_by(col(Report.reported_at), col(Report.id))).all()


def released_on(session: Session, evidence_id: UUID) -> Sequence[Change]:
    """The released changes that rest on a document, in the order they came into force."""
    query = (
        select(Change)
        .join(ReleaseItem, col(ReleaseItem.change_id) == col(Change.id))
        .join(ReportEvidence, col(ReportEvidence.report_id) == col(Change.report_id))
        .where(ReportEvidence.evidence_id == evidence_id)
    )
    return session.exec(query.order_by(col(Change.in_force_from), col(Change.id))).all()


def told_by(session: Session, evidence_id: UUID, reports: Sequence[UUID]) -> list[Told]:
    """The entries of a document that these reports rest on, with what became of them."""
    query = (
        select(EntryRow)
        .join(ReportEntry, col(ReportEntry.entry_id) == col(EntryRow.id))
        .join(Fetch, col(Fetch.id) == col(EntryRow.fetch_id))
        .where(Fetch.evidence_id == evidence_id, col(ReportEntry.report_id).in_(reports))
        .order_by(EntryRow.title, EntryRow.key)
    )
    entries = session.exec(query).all()
    later = rewritten(session, [entry.id for entry in entries])
    return [Told(entry, tuple(later[entry.id])) for entry in entries]


def rewritten(
    session: Session, entries: Collection[UUID]
) -> Mapping[UUID, list[tuple[datetime, EntryVersion]]]:
    """How a source wrote each of these entries later, oldest first."""
    query = (
        select(Fetch.fetched_at, EntryVersion)
        .join(Fetch, col(Fetch.id) == col(EntryVersion.fetch_id))
        .where(col(EntryVersion.entry_id).in_(entries))
        .order_by(col(Fetch.fetched_at))
    )
    later = defaultdict(list)
    for at, version in session.exec(query):
        later[version.entry_id].append((at, version))
    return later
