"""The last step: a word is sent, and with it what it comes to."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from app.web import choices, word
from app.web.deps import AskedDep, FormDep, PageDep, ServiceDep, SessionDep
from app.web.desk import outcome, path, question, screens
from app.web.desk.answering import Answering, answering, on_the_way
from monitor import reports, words
from monitor.errors import AlreadyDecided, InDispute, Refused

router = APIRouter(prefix="/desk/reports/{report_id}")

FIELDS = frozenset({"word", "why_not", *word.TEXTS, *word.PARTS_OF_DAYS})


@router.post("")
def say(
    asked: AskedDep, page: PageDep, session: SessionDep, service: ServiceDep, form: FormDep
) -> Response:
    """Take a whole word; where something is wrong with it, all of it stays, unsent."""
    person, report = asked
    try:
        given = on_the_way(asked, page, session, service).filled_with(typed(form))
        reading = given.reading()
        if reading.said is None:
            return question.show(given, reading.faults)
        if reading.faults:
            return put_right(given, reading.faults)
        words.say(
            session, report.id, reading.said,
            by=person, codebook=service.codebook, now=service.clock(),
        )  # fmt: skip
    except Refused as refused:
        session.rollback()
        return put_right(given, choices.translated(refused.faults, page.words))
    except InDispute:
        session.rollback()
        return outcome.waiting(answering(person, report, page, session, service), 409)
    except AlreadyDecided:
        session.rollback()
        again = reports.found(session, report.id)
        return outcome.decided(again, person, page, session, service, status=409)
    return RedirectResponse(given.address(), 303)


def typed(form: FormData) -> dict[str, Any]:
    """The fields of a whole word, as they were sent."""
    given = {
        name: str(value)
        for name, value in form.items()
        if name in FIELDS or name.startswith(word.ANSWER)
    }
    answered = [name for name, value in given.items() if name.startswith(word.ANSWER) and value]
    return given | {path.PICKED: [name.removeprefix(word.ANSWER) for name in answered]}


def put_right(given: Answering, faults: Mapping[str, str]) -> Response:
    """What was sent, with what is wrong with it; it is kept as it was typed."""
    given.keep()
    screen = path.screens(given.filled)[-1]
    if screen == path.WHY and "note" in faults:
        faults = {"why_not": faults["note"]}
    return screens.show(given, screen, faults)
