"""A question as it is first seen: the evidence, what the index says, and three ways to answer.

It shows no score, and a second neither another's word nor the machine's.
"""

from collections.abc import Mapping
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from app.web import word
from app.web.deps import AskedDep, PageDep, ServiceDep, SessionDep
from app.web.desk import outcome
from app.web.desk.answering import Answering, answering, said_of
from app.web.desk.rows import rows
from app.web.evidence import resting
from monitor import mend_queries
from monitor.archive.quoting import quote
from monitor.asking.rules import QUESTION
from monitor.people_tables import Person
from monitor.provision import sought
from monitor.tables import ReportState
from monitor.triage import quoted
from newsletters.cards import area_titles

router = APIRouter(prefix="/desk/reports/{report_id}")


@router.get("")
def question(
    asked: AskedDep, page: PageDep, session: SessionDep, service: ServiceDep
) -> Response:
    """A report and what answers it; once she said her word, what came of it."""
    person, report = asked
    if mend_queries.is_mend(session, report.id):
        return RedirectResponse(f"/mends/{report.id}", 303)
    if report.state is not ReportState.OPEN:
        return outcome.decided(report, person, page, session, service)
    if report.reported_by == person.id:
        return page(
            "own-report.html", report=report, **resting(session, report.id, page.request)
        )
    given = answering(person, report, page, session, service)
    if given.has_answered or given.seen.place is None:
        return outcome.waiting(given)
    return show(given, {})


def show(given: Answering, faults: Mapping[str, str]) -> Response:
    """The evidence, and the three ways to answer."""
    report, page = given.report, given.page
    found = quoted(report.because) if given.seen.reading else ()
    touched = report.areas if given.seen.reading else ()
    checked = word.filled_with(said_of(given.checked)) if given.checked else {}
    rests = resting(given.session, report.id, page.request)
    shown = {
        "report": report,
        "reporter": role_of(given.session, report.reported_by),
        "seat": given.seen.place,
        "minutes": QUESTION,
        "areas": area_titles(touched, given.service.letters, page.words),
        "asked": given.areas,
        "found": found,
        "supplements": given.added,
        "checked": checked,
        "theirs": rows(checked, given.areas, page.words) if checked else [],
        "mine": given.mine,
        "begun": given.begun,
        "onward": given.first_undone(),
        "chosen": given.filled.get("word", ""),
        "base": given.here,
        "faults": faults,
    }
    given.session.close()  # the archive may be far, and a transaction waits for nothing
    claims = (report.title, report.summary) if given.seen.reading else ()
    texts = [kept.text_sha256 for kept in rests["backing"].documents if kept.text_sha256]
    told = quote(given.service.archive, texts, sought(found, *claims))
    return page("question.html", 422 if faults else 200, provision=told, **shown, **rests)


def role_of(session: Session, person_id: UUID | None) -> str:
    """What whoever reported it is to the monitor; nothing for a machine."""
    return session.get_one(Person, person_id).role if person_id else ""
