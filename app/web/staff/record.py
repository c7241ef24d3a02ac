"""The record of who did what, the newest first, and whether it is intact."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session, col, select

from app import jobs
from app.web.deps import PageDep, ServiceDep, SessionDep, StaffDep
from app.web.staff import deeds
from app.web.staff.story import as_id
from monitor import record_check
from monitor.people_tables import Person
from monitor.record_tables import AuditEntry, AuditHead
from monitor.tables import Report, ReportState

router = APIRouter(prefix="/staff/record")

MOST = 50
#: The number of an entry, as databases keep numbers.
Number = Annotated[int | None, Query(ge=1, lt=2**63)]
#: What would tell somebody who answers blind what others read or said.
TELLING = ("report.opened", "word.said")


@router.get("")
def record(
    person: StaffDep,
    page: PageDep,
    session: SessionDep,
    deed: str = "",
    ref: str = "",
    who: Annotated[str, Query(alias="person")] = "",
    number: Number = None,
    before: Number = None,
) -> Response:
    """Deeds of one kind, on one thing, or of one person, if they are named."""
    asked = {"deed": deed, "ref": ref, "person": who}
    entries = wanted(session, deed, ref.strip(), as_id(who.strip()), number, before)
    shown = entries[:MOST]
    words = page.words
    return page(
        "record.html",
        entries=shown,
        older=shown[-1].number if len(entries) > MOST else None,
        hidden=hidden(session, shown),
        people=named(session, shown),
        head=session.get(AuditHead, 1),
        last=record_check.last(session),
        asked=asked,
        narrowed=any(asked.values()) or number is not None,
        deeds=[(name, words.gettext(said), "") for name, said in deeds.DEEDS.items()],
        spoken=lambda deed: deeds.spoken(deed, words),
    )


def wanted(
    session: Session,
    deed: str,
    ref: str,
    by: UUID | None,
    number: int | None,
    before: int | None,
) -> Sequence[AuditEntry]:
    """The entries that are asked for, the newest first, and one more than a page shows."""
    query = select(AuditEntry).order_by(col(AuditEntry.number).desc()).limit(MOST + 1)
    if deed:
        query = query.where(AuditEntry.deed == deed)
    if ref:
        query = query.where(AuditEntry.ref == ref)
    if by is not None:
        query = query.where(AuditEntry.by == by)
    if number is not None:
        query = query.where(AuditEntry.number == number)
    if before is not None:
        query = query.where(AuditEntry.number < before)
    return session.exec(query).all()


def hidden(session: Session, entries: Sequence[AuditEntry]) -> set[int]:
    """What is said of questions that are still open: whoever may yet answer must not see it."""
    said = {entry.number: as_id(entry.ref) for entry in entries if entry.deed in TELLING}
    query = select(Report.id).where(
        col(Report.id).in_([id for id in said.values() if id]),
        Report.state == ReportState.OPEN,
    )
    waiting = set(session.exec(query))
    return {number for number, id in said.items() if id in waiting}


def named(session: Session, entries: Sequence[AuditEntry]) -> dict[UUID, Person]:
    """Who did these, by their ids."""
    ids = {entry.by for entry in entries if entry.by}
    return {p.id: p for p in session.exec(select(Person).where(col(Person.id).in_(ids)))}


@router.post("/check")
def check(person: StaffDep, session: SessionDep, service: ServiceDep) -> Response:
    """Follow the chain now."""
    session.rollback()  # the job has transactions of its own
    jobs.check_record(service)
    return RedirectResponse("/staff/record", 303)
