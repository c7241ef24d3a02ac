"""A government's reply to a change of its country."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import URL

from app.web import choices
from app.web.deps import FormDep, PageDep, ServiceDep, SessionDep, answering
from app.web.desk.report import here
from app.web.pages import Page
from monitor.errors import Refused
from monitor.outsiders import replies
from monitor.outsiders.outside import Confirmed
from monitor.people_tables import Person
from newsletters.outside_words import answers_in_words

router = APIRouter(prefix="/desk")


def replying(
    request: Request,
    change_id: UUID,
    session: SessionDep,
    service: ServiceDep,
    form: FormDep,
    key: str = "",
) -> tuple[Person, Confirmed]:
    """Who replies to a change, by the key of her mail or by her session; and the change."""
    named = service.letters.links.replied_by(key) if key else None
    who = answering(request, session, service, form, named, change_id)
    replies.check_may_reply(session, who, change_id)
    return who, replies.confirmed(session, change_id)


ReplyingDep = Annotated[tuple[Person, Confirmed], Depends(replying)]


@router.get("/changes/{change_id}/reply")
def reply_form(
    asked: ReplyingDep, page: PageDep, session: SessionDep, service: ServiceDep
) -> Response:
    """What was confirmed, what was replied before, and the form; it shows no score."""
    return reply_page(asked[1], page, session, service, {"text": ""}, {})


@router.post("/changes/{change_id}/reply")
def reply(
    asked: ReplyingDep,
    page: PageDep,
    session: SessionDep,
    service: ServiceDep,
    form: FormDep,
) -> Response:
    """Set a reply beside a change."""
    person, change = asked
    text = str(form.get("text", ""))
    try:
        with session.begin_nested():
            replies.reply(session, change.change_id, text, by=person, now=service.clock())
    except Refused as refused:
        faults = choices.translated(refused.faults, page.words)
        return reply_page(change, page, session, service, {"text": text}, faults)
    return RedirectResponse(str(URL(here(page.request)).include_query_params(done=1)), 303)


def reply_page(
    change: Confirmed,
    page: Page,
    session: SessionDep,
    service: ServiceDep,
    filled: dict[str, str],
    faults: dict[str, str],
) -> Response:
    """The page of a reply."""
    return page(
        "reply.html",
        422 if faults else 200,
        change=change,
        answers=answers_in_words(change, service.codebooks, page.words),
        state=replies.state(session, change.change_id),
        filled=filled,
        faults=faults,
        done="done" in page.request.query_params,
        action=here(page.request),
    )
