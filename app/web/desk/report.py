"""Reporting a change: by whoever signed in, or on the way from a check-in's mail."""

from collections.abc import Mapping
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session, col, select

from app.web import choices
from app.web.deps import (
    FormDep,
    PageDep,
    PanelDep,
    ReporterDep,
    ServiceDep,
    SessionDep,
)
from app.web.pages import Page
from monitor import countries, people, reports
from monitor.errors import NotFound, Refused
from monitor.people_tables import Person
from monitor.tables import Report, ReportState

router = APIRouter(prefix="/desk")


@router.get("/report")
def report_form(
    person: ReporterDep, page: PageDep, panel: PanelDep, session: SessionDep, country: str = ""
) -> Response:
    """The form that reports a change; whoever watches one country reports on that."""
    mine = people.watched(session, person)
    if not country and len(mine) == 1:
        (country,) = mine
    filled = {"country": country, "title": "", "url": "", "summary": "", "areas": []}
    return report_page(person, page, panel, session, filled, {})


@router.post("/report")
def report(
    person: ReporterDep,
    page: PageDep,
    panel: PanelDep,
    session: SessionDep,
    service: ServiceDep,
    form: FormDep,
) -> Response:
    """Report a change; by the rule of two, another person decides on it.

    What she reported before and nobody has decided on yet is not reported again.
    """
    filled = {name: str(form.get(name, "")) for name in ("country", "title", "url", "summary")}
    areas = tuple(map(str, form.getlist("areas")))
    try:
        if not reported_before(session, person, filled):
            reports.report_change(
                session, by=person, areas=areas, now=service.clock(), **filled
            )
    except Refused as refused:
        session.rollback()
        faults = choices.translated(refused.faults, page.words)
        return report_page(person, page, panel, session, filled | {"areas": areas}, faults)
    carried = {k: v for k, v in page.request.query_params.items() if k in ("check_in", "key")}
    onward = urlencode({"country": filled["country"]} | carried)
    return RedirectResponse(f"/desk/reported?{onward}", 303)


def reported_before(session: Session, by: Person, said: Mapping[str, str]) -> bool:
    """Whether a report of hers says the same and still waits: the form was sent twice."""
    # Held, so that of two forms sent at once the second sees the first.
    session.exec(select(Person).where(Person.id == by.id).with_for_update(key_share=True)).one()
    same = tuple(said[name].strip() for name in ("country", "title", "url"))
    return same in [(r.country, r.title, r.url) for r in open_reports(session, by)]


def open_reports(session: Session, by: Person) -> list[Report]:
    """What a person reported and nobody has decided on yet, oldest first."""
    query = select(Report).where(Report.reported_by == by.id, Report.state == ReportState.OPEN)
    return list(session.exec(query.order_by(col(Report.reported_at), col(Report.id))))


@router.get("/reported")
def reported(person: ReporterDep, page: PageDep, country: str) -> Response:
    """Thanks for a report; to read this again reports nothing again."""
    if country not in countries.known():
        raise NotFound("country", country)
    return page("reported.html", country=country)


def report_page(
    person: Person,
    page: Page,
    panel: PanelDep,
    session: Session,
    filled: Mapping[str, object],
    faults: Mapping[str, str],
) -> Response:
    """The form that reports a change, her own countries first."""
    mine = people.watched(session, person)
    offered = mine or set(panel.standings) or countries.known()
    return page(
        "report.html",
        422 if faults else 200,
        filled=filled,
        faults=faults,
        countries=choices.places(offered, page.words),
        topics=choices.topics(panel.codebook, page.words),
        action=here(page.request),
    )


def here(request: Request) -> str:
    """This address with its key, as a browser asks for it."""
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")
