"""Where two answers differ: both side by side, and the form by which staff rule."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session
from starlette.datastructures import FormData

from app.bootstrap import Service
from app.web import choices
from app.web.deps import FormDep, PageDep, ServiceDep, SessionDep, StaffDep
from app.web.desk.answering import said_of
from app.web.desk.rows import Row, rows
from app.web.evidence import resting
from app.web.pages import Page
from app.web.word import AskedArea, filled_with, questions, read_word
from monitor import answers, reports
from monitor.desk_tables import Word
from monitor.errors import Refused
from monitor.hearing import ruling
from monitor.hearing.agreements import area_of
from monitor.hearing.spoken import said_on
from monitor.people_tables import Person
from monitor.tables import Report
from monitor.words import Said
from newsletters.cadence import day_in
from newsletters.translate import Words
from newsletters.translate import marked as _
from scoring import in_force

router = APIRouter(prefix="/staff/reports/{report_id}/ruling")

#: What is chosen where none of the answers holds.
OTHER = "other"
CHOOSE = _("Choose the answer that holds, or write another one.")


@dataclass(frozen=True, slots=True)
class Aspect:
    """One thing that was said, by each in turn, and whether all said the same."""

    label: str
    said: tuple[str, ...]
    #: Whether it is compared; words are not.
    counts: bool

    @property
    def same(self) -> bool:
        """Whether nobody said anything else."""
        return len(set(self.said)) == 1


@router.get("")
def look(
    report_id: UUID,
    person: StaffDep,
    page: PageDep,
    session: SessionDep,
    service: ServiceDep,
) -> Response:
    """Both answers, and what differs."""
    report = reports.found(session, report_id)
    return ruling_page(report, person, page, session, service, {}, {})


@router.post("")
def rule(
    report_id: UUID,
    person: StaffDep,
    page: PageDep,
    session: SessionDep,
    service: ServiceDep,
    form: FormDep,
) -> Response:
    """Say which answer holds, or write a third, and why."""
    report = reports.found(session, report_id)
    said, faults = read(form, session, report, service, page.words)
    reason = str(form.get("reason", ""))
    try:
        if said is None or faults:
            raise Refused(faults)
        ruling.rule(
            session,
            report_id,
            said,
            reason=reason,
            by=person,
            codebook=service.codebook,
            now=service.clock(),
        )
    except Refused as refused:
        session.rollback()
        report = reports.found(session, report_id)
        told = choices.translated(refused.faults, page.words)
        return ruling_page(report, person, page, session, service, dict(form), told)
    return RedirectResponse(f"/staff/reports/{report_id}?done=ruled", 303)


def read(
    form: FormData, session: Session, report: Report, service: Service, words: Words
) -> tuple[Said | None, Mapping[str, str]]:
    """What a ruling says, and all that is wrong with it."""
    unsaid = {} if str(form.get("reason", "")).strip() else {"reason": REASON}
    chosen = str(form.get("choice", ""))
    if chosen == OTHER:
        today = day_in(service.clock(), service.zone)
        reading = read_word(form, report, service.codebook, today, words)
        faults = {k: v for k, v in reading.faults.items() if k != "why_not"}
        return reading.said, faults | unsaid
    for word in said_on(session, report):
        if str(word.id) == chosen:
            return said_of(word), unsaid
    return None, {"choice": CHOOSE} | unsaid


REASON = _("Say why you rule so; both who answered will read it.")


def ruling_page(
    report: Report,
    person: Person,
    page: Page,
    session: Session,
    service: Service,
    filled: Mapping[str, Any],
    faults: Mapping[str, str],
) -> Response:
    """The answers side by side, and the form.

    Raises:
        NotFound, NotAllowed, OwnReport, AlreadyDecided: there is nothing that she rules on.
    """
    ruling.found(session, report)
    ruling.check_may_rule(session, person, report)
    words = said_on(session, report)
    areas = asked(session, report, service, words)
    names = [session.get_one(Person, word.person_id).name for word in words]
    return page(
        "ruling.html",
        422 if faults else 200,
        report=report,
        answers=list(zip(words, names, strict=True)),
        aspects=aspects(words, areas, page.words),
        asked=areas,
        filled=filled or first_filled(words),
        faults=choices.ordered(faults, ("choice", "reason")),
        **resting(session, report.id, page.request),
    )


def first_filled(words: Sequence[Word]) -> dict[str, Any]:
    """A third answer begins as the first of those that differ and say that the law changed."""
    said = (filled_with(said_of(word)) for word in words if word.said.get("law"))
    return next(said, {}) | {"choice": ""}


def asked(
    session: Session, report: Report, service: Service, words: Sequence[Word]
) -> list[AskedArea]:
    """The questions of the index; the areas of the report and of its answers come first."""
    today = day_in(service.clock(), service.zone)
    on_record = answers.confirmed(session, service.codebook.id, report.country)
    named = {code for word in words for code in word.said.get("answers", {})}
    book = service.codebook
    areas = {area_of(code, book) for code in named if code in book.nodes}
    holding = in_force(on_record, today, answers.EVER)
    return questions(service.codebook, holding, areas | set(report.areas))


def aspects(words: Sequence[Word], areas: Sequence[AskedArea], told: Words) -> list[Aspect]:
    """What was said, thing by thing, each beside the other."""
    lists = [
        [
            Row("word", told.gettext(VERDICT), told.gettext(VERDICTS[word.verdict]), ""),
            *rows(filled_with(said_of(word)), areas, told),
        ]
        for word in words
    ]
    labels = {row.field: row.label for said in lists for row in said}
    by_field = [{row.field: row.said for row in said} for said in lists]
    stays = told.gettext(_("stays as it is"))
    return [
        Aspect(
            label,
            tuple(said.get(field, stays if "answer-" in field else "–") for said in by_field),
            field not in IN_WORDS,
        )
        for field, label in labels.items()
    ]


#: What each says in words of her own, or what no score rests on; see
#: monitor.hearing.quorum.Claim.
IN_WORDS = ("law", "title", "summary", "url", "adopted", "why_not", "picked")
VERDICT = _("The answer")
VERDICTS = {
    "confirm": _("Yes, this changed"),
    "reject": _("No, it did not"),
    "more": _("Needs more"),
}
