"""What words come to: a change, a rejection, a dispute, or that another word is awaited."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, delete

from monitor import audit_log, reports
from monitor.archive import backing
from monitor.confirm import Confirmation, put_on_record
from monitor.desk_tables import Dispute, WordDraft
from monitor.events import Disputed
from monitor.hearing.quorum import State
from monitor.hearing.spoken import is_open, seated
from monitor.tables import Change, Report, ReportState
from scoring import Codebook
from store import record

#: Why a seat is closed once nobody has to answer any more.
DECIDED = "decided"


@dataclass(frozen=True, slots=True)
class Settled:
    """How a report stands, and the change that it became, if it did."""

    state: State
    change: Change | None = None


def confirmed(
    session: Session,
    report: Report,
    said: Confirmation,
    *,
    by: UUID,
    author: UUID,
    note: str,
    codebook: Codebook,
    now: datetime,
) -> Settled:
    """The report is a change by whoever decided it, as its author stated it."""
    reports.decide(session, report, ReportState.CONFIRMED, by=by, note=note, now=now)
    change = put_on_record(session, report, said, by=author, codebook=codebook, now=now)
    let_go(session, report.id, now)
    return Settled(State.CONFIRMED, change)


def rejected(
    session: Session, report: Report, *, by: UUID, note: str, now: datetime
) -> Settled:
    """The report is no change."""
    reports.decide(session, report, ReportState.REJECTED, by=by, note=note, now=now)
    let_go(session, report.id, now)
    return Settled(State.REJECTED)


def disputed(session: Session, report: Report, now: datetime) -> Settled:
    """Staff rule on the report; nobody else is asked any more."""
    session.add(Dispute(report_id=report.id, since=now))
    record(session, Disputed(report_id=report.id))
    let_go(session, report.id, now)
    return Settled(State.DISPUTED)


def let_go(session: Session, report_id: UUID, now: datetime) -> None:
    """Ask nobody any more, and drop what was begun."""
    for seat in seated(session, report_id):
        if is_open(seat):
            seat.closed_at, seat.closed_for = now, DECIDED
    session.exec(delete(WordDraft).where(col(WordDraft.report_id) == report_id))


def log(session: Session, report: Report, settled: Settled, *, by: UUID, now: datetime) -> None:
    """Put on record what a report came to; the last that is done in a transaction."""
    match settled.state:
        case State.WAITING:
            return
        case State.DISPUTED:
            audit_log.log(session, "dispute.opened", "report", report.id, by=by, now=now)
        case _:
            what = {"state": report.state.value, "note": audit_log.fingerprint(report.note)}
            audit_log.log(
                session, "report.decided", "report", report.id, by=by, now=now, what=what
            )
    if settled.change is not None:
        log_change(session, settled.change, by, now)


def log_change(session: Session, change: Change, by: UUID, now: datetime) -> None:
    """Put on record that there is a change, on which documents it rests, and whose it is."""
    what: dict[str, Any] = {
        "report": str(change.report_id),
        "country": change.country,
        "confirmed_by": str(change.confirmed_by),
    }
    audit_log.log(
        session, "change.confirmed", "change", change.id,
        by=by, now=now, evidence=documents(session, change.report_id), what=what,
    )  # fmt: skip


def documents(session: Session, report_id: UUID) -> list[str]:
    """SHA-256 of the documents that a report rests on."""
    return [kept.sha256 for kept in backing.backing(session, report_id).documents]
