"""Check-ins: has anything changed, area by area? That nothing did is published with its day."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session, select

from app.bootstrap import Service
from app.web import choices
from app.web.deps import CheckedInDep, FormDep, PageDep, ServiceDep, SessionDep
from app.web.evidence import queried
from app.web.pages import Page
from monitor import checkins, reports, words
from monitor.checkins import NOTHING, Answers, Noticed
from monitor.desk_tables import AreaAffirmed, CheckIn, CheckInState
from monitor.errors import Refused
from monitor.people_tables import Person
from monitor.vocabulary import AREAS

router = APIRouter(prefix="/desk/check-ins/{check_in_id}")

#: Says "nothing" of all areas, or of those that are left open.
NOTHING_AT_ALL, IN_THE_REST = "nothing", "rest"
STATES = {state.value: state for state in (CheckInState.NOTHING, CheckInState.SOMETHING)}


@router.get("")
def month(
    asked: CheckedInDep, page: PageDep, session: SessionDep, service: ServiceDep
) -> Response:
    """Has anything changed in a period? Once answered, what was said."""
    return show(asked, page, session, service, {}, {})


@router.post("")
def answer_month(
    asked: CheckedInDep, page: PageDep, session: SessionDep, service: ServiceDep, form: FormDep
) -> Response:
    """Affirm that nothing changed, or say in which area what did."""
    person, check_in = asked
    said = typed(form, noticed(session, person, check_in, service))
    try:
        checkins.answer(session, check_in.id, said, by=person, now=service.clock())
    except Refused as refused:
        session.rollback()
        faults = choices.translated(refused.faults, page.words)
        return show(asked, page, session, service, form, faults)
    return RedirectResponse(page.request.url.path + queried(page.request), 303)


def typed(form: Mapping[str, Any], seen: Mapping[str, list[Noticed]]) -> Answers:
    """What a form says of each area; one word for all does only where nothing was seen."""
    if form.get("answer") == NOTHING_AT_ALL and not any(seen.values()):
        return NOTHING
    given = {area: str(form.get(f"area-{area}", "")) for area in AREAS}
    if form.get("answer") == IN_THE_REST:
        given = {area: state or NOTHING_AT_ALL for area, state in given.items()}
    return {
        area: (STATES[state], str(form.get(f"note-{area}", "")))
        for area, state in given.items()
        if state in STATES
    }


def noticed(
    session: Session, person: Person, check_in: CheckIn, service: Service
) -> dict[str, list[Noticed]]:
    """What the monitor saw in the period, as far as this person may see it.

    A report that she answers blind is none of an area: that would be the machine's reading.
    """
    seen = checkins.seen(session, check_in, service.zone)
    blind = {one.report_id: one for found in seen.values() for one in found}
    for report_id in list(blind):
        report = reports.found(session, report_id)
        if words.seen_by(session, person, report).reading:
            del blind[report_id]
    open_to_her = {
        area: [one for one in found if one.report_id not in blind]
        for area, found in seen.items()
    }
    return open_to_her | {"": open_to_her.get("", []) + list(blind.values())}


def show(
    asked: tuple[Person, CheckIn],
    page: Page,
    session: Session,
    service: Service,
    filled: Mapping[str, Any],
    faults: Mapping[str, str],
) -> Response:
    """The form of a period, filled with what was seen or typed; or what was said of it."""
    person, check_in = asked
    topics = [(key, title) for key, title, _ in choices.topics(service.codebook, page.words)]
    if check_in.state is not CheckInState.ASKED:
        return page(
            "checked-in.html",
            check_in=check_in,
            topics=topics,
            said=said_of(session, check_in.id),
            mine=check_in.answered_by == person.id,
            onward=f"&check_in={check_in.id}&key={key}" if (key := key_of(page)) else "",
        )
    seen = noticed(session, person, check_in, service)
    return page(
        "check-in.html",
        422 if faults else 200,
        check_in=check_in,
        topics=topics,
        seen=seen,
        anything=any(seen.values()),
        filled=filled,
        faults={f"area-{area}": why for area, why in faults.items()},
        action=page.request.url.path + queried(page.request),
    )


def said_of(session: Session, check_in_id: UUID) -> dict[str, AreaAffirmed]:
    """What was said of each policy area."""
    query = select(AreaAffirmed).where(AreaAffirmed.check_in_id == check_in_id)
    return {row.area: row for row in session.exec(query)}


def key_of(page: Page) -> str:
    """The key of the mail that led here, if one did."""
    return page.request.query_params.get("key", "")
