"""Interests of her own, which keep her from being asked, and whether she may be named."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from app.bootstrap import Service
from app.web import choices
from app.web.deps import AskedDep, FormDep, PageDep, PersonDep, ServiceDep, SessionDep
from app.web.evidence import queried
from app.web.pages import Page
from monitor import people, reports
from monitor.asking import terms
from monitor.errors import Refused
from monitor.hearing import conflicts
from monitor.people_tables import Person
from monitor.tables import Report

router = APIRouter(prefix="/desk")

HERE = "/desk/interests"
#: How far an interest in a question's matter reaches.
THIS, COUNTRY = "this", "country"


@router.get("/interests")
def interests(
    person: PersonDep, page: PageDep, session: SessionDep, service: ServiceDep
) -> Response:
    """The interests that she declared, and whether she may be named."""
    return show(person, page, session, service, {}, {})


@router.post("/interests")
def declare(
    person: PersonDep, page: PageDep, session: SessionDep, service: ServiceDep, form: FormDep
) -> Response:
    """Declare an interest in the law of a country, or in one policy area of it."""
    said = {name: str(form.get(name, "")) for name in ("country", "area", "why")}
    country, area, why = said.values()
    try:
        conflicts.declare(
            session, person, why=why, now=service.clock(), country=country, area=area
        )
    except Refused as refused:
        session.rollback()
        faults = choices.translated(refused.faults, page.words)
        return show(person, page, session, service, said, faults)
    return RedirectResponse(HERE, 303)


@router.post("/interests/name")
def consent(
    person: PersonDep, session: SessionDep, service: ServiceDep, form: FormDep
) -> Response:
    """Say whether pages may name her beside what she confirmed."""
    terms.consent(session, person, form.get("named") == "yes", now=service.clock())
    return RedirectResponse(HERE, 303)


@router.post("/interests/{conflict_id}/end")
def end(
    conflict_id: UUID, person: PersonDep, session: SessionDep, service: ServiceDep
) -> Response:
    """Say that an interest is over."""
    conflicts.end(session, conflict_id, by=person, now=service.clock())
    return RedirectResponse(HERE, 303)


def show(
    person: Person,
    page: Page,
    session: Session,
    service: Service,
    filled: Mapping[str, str],
    faults: Mapping[str, str],
) -> Response:
    """What is declared, and the forms that change it."""
    mine = sorted(people.watched(session, person))
    declared = conflicts.of(session, person.id)
    return page(
        "interests.html",
        422 if faults else 200,
        declared=declared,
        titles={
            one.report_id: reports.found(session, one.report_id).title
            for one in declared
            if one.report_id
        },
        countries=choices.places(mine, page.words),
        topics=choices.topics(service.codebook, page.words),
        named=person.named,
        filled=filled or {"country": mine[0] if len(mine) == 1 else ""},
        faults=faults,
    )


@router.get("/reports/{report_id}/interest")
def interest(
    asked: AskedDep, page: PageDep, session: SessionDep, service: ServiceDep
) -> Response:
    """The form that says that what a question is about touches her herself."""
    return interest_page(asked[1], page, service, {}, {})


@router.post("/reports/{report_id}/interest")
def declare_here(
    asked: AskedDep, page: PageDep, session: SessionDep, service: ServiceDep, form: FormDep
) -> Response:
    """Declare it of this question alone, or of all that concerns the country."""
    person, report = asked
    wide = form.get("reach") == COUNTRY
    try:
        conflicts.declare(
            session, person, why=str(form.get("why", "")), now=service.clock(),
            report_id=None if wide else report.id, country=report.country if wide else "",
        )  # fmt: skip
    except Refused as refused:
        session.rollback()
        faults = choices.translated(refused.faults, page.words)
        return interest_page(report, page, service, form, faults)
    return RedirectResponse(f"/desk/reports/{report.id}{queried(page.request)}", 303)


def interest_page(
    report: Report,
    page: Page,
    service: Service,
    filled: Mapping[str, Any],
    faults: Mapping[str, str],
) -> Response:
    """The form, filled with what was typed."""
    return page(
        "interest.html",
        422 if faults else 200,
        report=report,
        filled=filled,
        faults=faults,
        query=queried(page.request),
    )
