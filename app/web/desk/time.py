"""Her time: how much of it she gives, when she is away, and who answers a question instead."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from app.bootstrap import Service
from app.web import choices
from app.web.days import PARTS, BadDay, read_day
from app.web.deps import AskedDep, FormDep, PageDep, PersonDep, ServiceDep, SessionDep
from app.web.evidence import queried
from app.web.pages import Page
from monitor import people
from monitor.asking import absences, handing, terms
from monitor.desk import desk_queries
from monitor.errors import Refused
from monitor.people_tables import Person
from newsletters.cadence import day_in
from newsletters.translate import Words
from newsletters.translate import marked as _

router = APIRouter(prefix="/desk")

HERE = "/desk/time"
NO_DAY = _("Write the day in three fields, such as 27 6 2024.")


@router.get("/time")
def time(
    person: PersonDep, page: PageDep, session: SessionDep, service: ServiceDep
) -> Response:
    """How much time she gives, and when she is away."""
    return show(person, page, session, service, {}, {})


@router.post("/time")
def give(
    person: PersonDep, page: PageDep, session: SessionDep, service: ServiceDep, form: FormDep
) -> Response:
    """Say how many minutes a month may be asked of her."""
    typed = str(form.get("minutes", "")).strip()
    minutes = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else -1
    try:
        terms.give(session, person, minutes, now=service.clock())
    except Refused as refused:
        return refusal(person, page, session, service, form, refused.faults)
    return RedirectResponse(HERE, 303)


@router.post("/time/away")
def leave(
    person: PersonDep, page: PageDep, session: SessionDep, service: ServiceDep, form: FormDep
) -> Response:
    """Say that she is away, and who answers instead."""
    days, faults = read_days(form, page.words)
    there = {str(id): id for id in absences.stand_ins(session, person)}
    if faults:
        return refusal(person, page, session, service, form, faults)
    try:
        absences.declare(
            session, person, **days,
            instead=there.get(str(form.get("instead", ""))), now=service.clock(),
        )  # fmt: skip
    except Refused as refused:
        return refusal(person, page, session, service, form, refused.faults)
    return RedirectResponse(HERE, 303)


def read_days(form: Mapping[str, Any], words: Words) -> tuple[dict[str, Any], dict[str, str]]:
    """The first day away and the day she is back, and what is wrong with them."""
    days, faults = {}, {}
    for name in ("first", "until"):
        try:
            days[name] = read_day(form, name, words)
        except BadDay as fault:
            faults[name] = str(fault)
            continue
        if days[name] is None:
            faults[name] = words.gettext(NO_DAY)
    return days, faults


@router.post("/time/away/{absence_id}/end")
def come_back(
    absence_id: UUID, person: PersonDep, session: SessionDep, service: ServiceDep
) -> Response:
    """Say that she is back, or does not leave."""
    absences.end(session, absence_id, by=person, now=service.clock())
    return RedirectResponse(HERE, 303)


def refusal(
    person: Person,
    page: Page,
    session: Session,
    service: Service,
    form: Mapping[str, Any],
    faults: Mapping[str, str],
) -> Response:
    """The page again, with what was typed and what is wrong with it."""
    session.rollback()
    return show(person, page, session, service, form, choices.translated(faults, page.words))


def show(
    person: Person,
    page: Page,
    session: Session,
    service: Service,
    filled: Mapping[str, Any],
    faults: Mapping[str, str],
) -> Response:
    """Her month so far, and the forms that change it."""
    now = service.clock()
    today = day_in(now, service.zone)
    ins = absences.stand_ins(session, person)
    begins = {f"first-{part}": str(getattr(today, part)) for part in PARTS}
    return page(
        "time.html",
        422 if faults else 200,
        load=desk_queries.load(session, person, now, service.zone),
        minutes=person.minutes_a_month,
        absences=absences.of(session, person.id, today),
        names=ins,
        stand_ins=[(str(id), name, "") for id, name in ins.items()],
        filled=filled or begins,
        faults=faults,
    )


@router.get("/reports/{report_id}/hand-over")
def hand_over_form(
    asked: AskedDep, page: PageDep, session: SessionDep, service: ServiceDep
) -> Response:
    """Who could answer a question instead."""
    return hand_over_page(asked, page, session, service, {})


@router.post("/reports/{report_id}/hand-over")
def hand_over(
    asked: AskedDep, page: PageDep, session: SessionDep, service: ServiceDep, form: FormDep
) -> Response:
    """Give a question to a colleague, who is asked from the same place."""
    person, report = asked
    there = {str(id): id for id in handing.takers(session, report, service.clock())}
    to = there.get(str(form.get("to", "")))
    if to is None:
        fault = {"to": page.words.gettext(_("Choose who is asked instead of you."))}
        return hand_over_page(asked, page, session, service, fault)
    handing.hand_over(session, report.id, to=to, by=person, now=service.clock())
    return RedirectResponse(f"/desk/reports/{report.id}{queried(page.request)}", 303)


def hand_over_page(
    asked: AskedDep, page: Page, session: Session, service: Service, faults: Mapping[str, str]
) -> Response:
    """The colleagues who may be asked.

    Raises:
        OwnReport, NotAllowed: she answers nothing here, and their names are not for her.
    """
    person, report = asked
    people.check_may_decide(session, person, report)
    there = handing.takers(session, report, service.clock())
    return page(
        "hand-over.html",
        422 if faults else 200,
        report=report,
        there=[(str(id), name, "") for id, name in there.items()],
        faults=faults,
        query=queried(page.request),
    )
