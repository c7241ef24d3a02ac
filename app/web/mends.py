"""Mending what was released: staff propose how, and another person confirms it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from app.bootstrap import Service
from app.web import choices, word
from app.web.deps import (
    FormDep,
    PageDep,
    PersonDep,
    ServiceDep,
    SessionDep,
    StaffDep,
)
from app.web.pages import Page
from monitor import confirm, mend_queries, people, queries
from monitor.amends import mends
from monitor.confirm import Confirmation
from monitor.desk_tables import Verdict
from monitor.errors import Refused
from monitor.people_tables import Person
from monitor.record_tables import Mending
from monitor.released import ReleasedChange
from monitor.tables import Change
from monitor.words import Said
from newsletters.translate import Words
from scoring import Codebook, Node

router = APIRouter()
#: The fields of a proposal, in their order.
FIELDS = ("how", "reason", *word.FIELDS)


@router.get("/staff/changes/{change_id}/mend")
def proposal(
    change_id: UUID, person: StaffDep, page: PageDep, session: SessionDep, service: ServiceDep
) -> Response:
    """The form that says what was wrong with a released change, and what is right."""
    released = queries.released_change(session, change_id)
    said = Said(verdict=Verdict.CONFIRM, confirmation=as_it_was(session, change_id))
    return proposal_page(released, word.filled_with(said), {}, page, session, service)


@router.post("/staff/changes/{change_id}/mend")
def propose(
    change_id: UUID,
    person: StaffDep,
    page: PageDep,
    session: SessionDep,
    service: ServiceDep,
    form: FormDep,
) -> Response:
    """Put a correction or a withdrawal before another person."""
    released = queries.released_change(session, change_id)
    filled = {name: str(value) for name, value in form.items()}
    how = {kind.value: kind for kind in Mending}.get(filled.get("how", ""))
    said, faults = stated(session, change_id, how, filled, service, page.words)
    if how is None:
        faults["how"] = page.words.gettext("Choose whether to correct or to withdraw it.")
    elif not faults:
        try:
            report = mends.propose(
                session,
                change_id,
                how=how,
                said=said,
                reason=filled.get("reason", ""),
                by=person,
                codebook=service.codebook,
                now=service.clock(),
            )
            return RedirectResponse(f"/mends/{report}", 303)
        except Refused as refused:
            session.rollback()
            faults = choices.translated(refused.faults, page.words)
    return proposal_page(released, filled, faults, page, session, service)


def stated(
    session: Session,
    change_id: UUID,
    how: Mending | None,
    filled: Mapping[str, str],
    service: Service,
    words: Words,
) -> tuple[Confirmation, dict[str, str]]:
    """What would hold instead, and what is wrong with how its days are written."""
    was = as_it_was(session, change_id)
    if how is not Mending.CORRECTED:
        return was, {}
    said, wrong = word.confirmation(filled, service.clock().date(), words)
    return replace(said, kind=was.kind, note=was.note), wrong


def as_it_was(session: Session, change_id: UUID) -> Confirmation:
    """What a change said when it was released."""
    return mend_queries.as_released(session, session.get_one(Change, change_id))


def proposal_page(
    released: ReleasedChange,
    filled: Mapping[str, Any],
    faults: dict[str, str],
    page: Page,
    session: Session,
    service: Service,
) -> Response:
    """The form, with what stands in it."""
    return page(
        "mend.html",
        422 if faults else 200,
        released=released,
        filled=filled,
        faults=choices.ordered(faults, FIELDS),
        asked=questions(service.codebook, released, filled, page.words),
        mended=mend_queries.mended_by(session, released.change_id),
    )


def questions(
    codebook: Codebook, released: ReleasedChange, filled: Mapping[str, Any], words: Words
) -> list[tuple[Node, list[tuple[Node, choices.Choices]]]]:
    """The questions of the areas that a change touches, each with all that can be answered."""
    answered = {node.area for node in codebook.leaves if filled.get(word.ANSWER + node.code)}
    return [
        (
            area,
            [
                (leaf, options(leaf, words))
                for leaf in codebook.leaves
                if leaf.area == area.code
            ],
        )
        for area in codebook.areas
        if (area.key or area.code) in released.areas or area.code in answered
    ]


def options(leaf: Node, words: Words) -> choices.Choices:
    """What a question can be answered by."""
    return [(f"{one.score:g}", words.gettext(one.title), "") for one in leaf.options]


@router.get("/mends/{report_id}")
def mend(
    report_id: UUID, person: PersonDep, page: PageDep, session: SessionDep, service: ServiceDep
) -> Response:
    """What is said to be wrong, before and after, for another person to decide."""
    return mend_page(report_id, person, page, session, service, {})


@router.post("/mends/{report_id}")
def decide(
    report_id: UUID,
    person: PersonDep,
    page: PageDep,
    session: SessionDep,
    service: ServiceDep,
    form: FormDep,
) -> Response:
    """Confirm that it was wrong, or say why it was right."""
    check_may_see(session, person, report_id)
    now = service.clock()
    faults = {}
    try:
        if form.get("word") == "confirm":
            mends.settle(session, report_id, by=person, codebook=service.codebook, now=now)
        elif form.get("word") == "reject":
            note = str(form.get("note", ""))
            mends.reject(session, report_id, note=note, by=person, now=now)
        else:
            faults["word"] = page.words.gettext("Say whether it was wrong.")
    except Refused as refused:
        session.rollback()
        faults = choices.translated(refused.faults, page.words)
    if faults:
        return mend_page(report_id, person, page, session, service, faults)
    return RedirectResponse(f"/mends/{report_id}", 303)


def check_may_see(session: Session, person: Person, report_id: UUID) -> None:
    """Let see a proposal: staff, and the country's correspondents.

    Raises:
        NotFound: there is none.
        NotAllowed: she is none of them.
    """
    proposed = mend_queries.proposed(session, report_id)
    people.check_sees(session, person, proposed.country, proposed.by.id)


def mend_page(
    report_id: UUID,
    person: Person,
    page: Page,
    session: Session,
    service: Service,
    faults: Mapping[str, str],
) -> Response:
    """A proposal as whoever decides sees it."""
    check_may_see(session, person, report_id)
    proposed, kept = (
        mend_queries.proposed(session, report_id),
        mend_queries.of(session, report_id),
    )
    was, said = as_it_was(session, kept.mends), confirm.from_data(kept.said)
    return page(
        "mend-decide.html",
        422 if faults else 200,
        proposed=proposed,
        report=mend_queries.report(session, report_id),
        mends=kept.mends,
        was=was,
        said=said if kept.how is Mending.CORRECTED else None,
        differing=[code for code in service.codebook.nodes if differs(code, was, said)],
        answer=lambda told, code: answer(told, code, service, page.words),
        mine=proposed.by.id == person.id,
        faults=faults,
    )


def differs(code: str, was: Confirmation, said: Confirmation) -> bool:
    """Whether two statements answer a question, and not alike."""
    return was.answers.get(code) != said.answers.get(code)


def answer(told: Confirmation, code: str, service: Service, words: Words) -> str:
    """What a statement answers, in the codebook's words."""
    options = service.codebook.nodes[code].options
    title = next((o.title for o in options if o.score == told.answers.get(code)), "")
    return words.gettext(title) if title else ""
