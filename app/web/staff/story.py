"""A report's whole story, and what staff can do about it now."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from app.bootstrap import Service
from app.web import choices
from app.web.deps import FormDep, PageDep, ServiceDep, SessionDep, StaffDep
from app.web.desk.answering import said_of
from app.web.desk.rows import rows
from app.web.evidence import resting
from app.web.pages import Page
from app.web.staff import deeds
from app.web.staff.line import Line, line_of
from app.web.word import filled_with, questions
from monitor import catalogue, reports, words
from monitor.asking import handing, seats
from monitor.desk_tables import Verdict, Word
from monitor.errors import MonitorError, NotAllowed, Refused
from monitor.hearing import ruling, spoken, supplements
from monitor.people_tables import Person
from monitor.tables import Report, ReportState
from newsletters.cards import area_titles

router = APIRouter(prefix="/staff/reports/{report_id}")

NO_FAULTS: Mapping[str, str] = {}


@router.get("")
def story(
    report_id: UUID,
    person: StaffDep,
    page: PageDep,
    session: SessionDep,
    service: ServiceDep,
) -> Response:
    """All that happened to a report, and what can be done about it."""
    return story_page(reports.found(session, report_id), person, page, session, service)


@router.post("")
def assign(
    report_id: UUID,
    person: StaffDep,
    page: PageDep,
    session: SessionDep,
    service: ServiceDep,
    form: FormDep,
) -> Response:
    """Say whose law a report is about."""
    country, now = str(form.get("country", "")), service.clock()
    try:
        reports.assign(session, report_id, by=person, country=country, now=now)
    except Refused as refused:
        session.rollback()
        report = reports.found(session, report_id)
        faults = choices.translated(refused.faults, page.words)
        return story_page(report, person, page, session, service, faults)
    return RedirectResponse(f"/staff/reports/{report_id}?done=assigned", 303)


@router.post("/hand-over")
def hand_over(
    report_id: UUID,
    person: StaffDep,
    page: PageDep,
    session: SessionDep,
    service: ServiceDep,
    form: FormDep,
) -> Response:
    """Give somebody's question to a colleague of hers."""
    of, to = (as_id(str(form.get(name, ""))) for name in ("of", "to"))
    try:
        if to is None or of is None:
            raise Refused({"to": CHOOSE})
        handing.hand_over(session, report_id, of=of, to=to, by=person, now=service.clock())
    except Refused as refused:
        session.rollback()
        report = reports.found(session, report_id)
        faults = choices.translated(refused.faults, page.words)
        return story_page(report, person, page, session, service, faults)
    return RedirectResponse(f"/staff/reports/{report_id}?done=handed-over", 303)


#: The same words as monitor.asking.handing has for whoever cannot be asked.
CHOOSE = "Choose a colleague of this country who may be asked and is there."


def as_id(text: str) -> UUID | None:
    """An id that a form gives; None where it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def story_page(
    report: Report,
    person: Person,
    page: Page,
    session: Session,
    service: Service,
    faults: Mapping[str, str] = NO_FAULTS,
) -> Response:
    """A report with its line, and the forms of what is possible."""
    line = line_of(session, report, person)
    read = report.areas if words.seen_by(session, person, report).reading else ()
    areas = questions(service.codebook, {}, report.areas)
    return page(
        "story.html",
        422 if faults else 200,
        line=line,
        report=report,
        done=page.request.query_params.get("done", ""),
        now=service.clock(),
        spoken=lambda deed: deeds.spoken(deed, page.words),
        said=lambda word: rows(filled_with(said_of(word)), areas, page.words),
        sources=catalogue.names(session, service.sources),
        areas=area_titles(read, service.letters, page.words),
        countries=choices.all_places(page.words),
        faults=faults,
        **possible(session, line, person, service),
        **resting(session, report.id, page.request),
    )


def possible(session: Session, line: Line, person: Person, service: Service) -> dict[str, Any]:
    """What she can do about a report now."""
    report = line.report
    is_open = report.state is ReportState.OPEN
    takers = handing.takers(session, report, service.clock()) if is_open else {}
    sitting = seats.open_seats(session, report.id)
    disputed = line.dispute is not None and line.dispute.ruled_at is None
    return {
        "is_open": is_open,
        "disputed": disputed,
        "may_rule": disputed and may_rule(session, person, report),
        "may_answer": line.mends is None and may_answer(session, person, report),
        "sitting": sitting,
        "takers": [(str(id), name, "") for id, name in takers.items()],
    }


def may_rule(session: Session, person: Person, report: Report) -> bool:
    """Whether she may rule on what differs."""
    try:
        ruling.check_may_rule(session, person, report)
    except NotAllowed:
        return False
    return True


def may_answer(session: Session, person: Person, report: Report) -> bool:
    """Whether the question may be answered by her."""
    try:
        words.place_of(session, person, report)
    except MonitorError:
        return False
    return True


@router.get("/supplement")
def supplement(
    report_id: UUID, person: StaffDep, page: PageDep, session: SessionDep
) -> Response:
    """What somebody lacks, and the form that adds it."""
    return supplement_page(reports.found(session, report_id), page, session, {}, NO_FAULTS)


@router.post("/supplement")
def add(
    report_id: UUID,
    person: StaffDep,
    page: PageDep,
    session: SessionDep,
    service: ServiceDep,
    form: FormDep,
) -> Response:
    """Add what somebody lacks; she is asked again."""
    filled = {name: str(form.get(name, "")) for name in ("text", "url")}
    try:
        supplements.add(session, report_id, by=person, now=service.clock(), **filled)
    except Refused as refused:
        session.rollback()
        faults = choices.translated(refused.faults, page.words)
        report = reports.found(session, report_id)
        return supplement_page(report, page, session, filled, faults)
    return RedirectResponse(f"/staff/reports/{report_id}?done=added", 303)


def supplement_page(
    report: Report,
    page: Page,
    session: Session,
    filled: Mapping[str, str],
    faults: Mapping[str, str],
) -> Response:
    """The form with what is missing above it."""
    return page(
        "supplement.html",
        422 if faults else 200,
        report=report,
        missing=missing(session, report),
        added=supplements.of(session, report.id),
        filled=filled,
        faults=faults,
        **resting(session, report.id, page.request),
    )


def missing(session: Session, report: Report) -> list[tuple[Word, str]]:
    """What somebody needs before she can answer, and who she is."""
    lacking = (w for w in spoken.said_on(session, report) if w.verdict is Verdict.MORE)
    return [(word, session.get_one(Person, word.person_id).name) for word in lacking]
