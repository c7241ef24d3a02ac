"""The correspondents' desk: questions, months, and reports of one's own."""

from collections.abc import Mapping
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session, col, select

from app.bootstrap import Service
from app.web import choices, word
from app.web.deps import (
    AskedDep,
    CheckedInDep,
    FormDep,
    PageDep,
    PanelDep,
    PersonDep,
    ReporterDep,
    ServiceDep,
    SessionDep,
)
from app.web.evidence import resting
from app.web.pages import Page
from monitor import answers, checkins, confirm, countries, people, queries, reports, rescore
from monitor.desk_tables import CheckInState
from monitor.errors import AlreadyDecided, NotFound, Refused
from monitor.tables import Change, Person, Report, ReportState
from monitor.triage import quoted
from newsletters.cadence import day_in
from newsletters.cards import area_titles
from newsletters.figures import Figure, figure
from newsletters.translate import Words
from scoring import in_force

router = APIRouter(prefix="/desk")


@router.get("")
def desk(person: PersonDep, page: PageDep, session: SessionDep) -> Response:
    """What waits for this person."""
    mine = sorted(people.watched(session, person))
    questions = [
        question
        for question in queries.open_questions(session, mine)
        if question.reported_by is None or question.reported_by.id != person.id
    ]
    return page(
        "desk.html",
        mine=mine,
        questions=questions,
        months=queries.open_months(session, mine),
        reported=open_reports(session, person),
    )


def open_reports(session: Session, by: Person) -> list[Report]:
    """What a person reported and nobody has decided on yet, oldest first."""
    query = select(Report).where(Report.reported_by == by.id, Report.state == ReportState.OPEN)
    return list(session.exec(query.order_by(col(Report.reported_at), col(Report.id))))


@router.get("/reports/{report_id}")
def question(
    asked: AskedDep, page: PageDep, session: SessionDep, service: ServiceDep
) -> Response:
    """A report, and the form that answers it; once decided, what was said."""
    person, report = asked
    if report.state is not ReportState.OPEN:
        return decided(report, person, page, session, service)
    if report.reported_by == person.id:
        rests = resting(session, report.id, page.request)
        return page("own-report.html", report=report, **rests)
    return ask(report, word.first_draft(report), {}, page, session, service)


@router.post("/reports/{report_id}")
def decide(
    asked: AskedDep, page: PageDep, session: SessionDep, service: ServiceDep, form: FormDep
) -> Response:
    """Confirm a report or reject it; what was typed stays if something is wrong with it."""
    person, report = asked
    now = service.clock()
    said = word.read_word(form, report, service.codebook, day_in(now, service.zone), page.words)
    try:
        people.check_may_decide(session, person, report)
        if report.state is not ReportState.OPEN:
            raise AlreadyDecided
        if said.faults:
            raise Refused(said.faults)
        if said.confirmation is not None:
            confirm.confirm(
                session, report.id, said.confirmation,
                by=person, codebook=service.codebook, now=now,
            )  # fmt: skip
        else:
            reports.reject(session, report.id, by=person, note=said.why_not, now=now)
    except Refused as refused:
        session.rollback()
        faults = choices.translated(refused.faults, page.words)
        if said.verdict == word.REJECT and "note" in faults:
            faults = {"why_not": faults["note"]}
        return ask(report, form, faults, page, session, service)
    except AlreadyDecided:
        session.rollback()
        again = reports.found(session, report.id)
        return decided(again, person, page, session, service, status=409)
    return RedirectResponse(here(page.request), 303)


def here(request: Request) -> str:
    """This address with its key, as a browser asks for it."""
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def ask(
    report: Report,
    filled: Mapping[str, object],
    faults: Mapping[str, str],
    page: Page,
    session: Session,
    service: Service,
) -> Response:
    """The form of a question, filled with what is known or was typed. It shows no score."""
    today = day_in(service.clock(), service.zone)
    on_record = answers.confirmed(session, service.codebook.id, report.country)
    holding = in_force(on_record, today, answers.EVER)
    return page(
        "question.html",
        422 if faults else 200,
        question=queries.asked(session, report),
        found=quoted(report.because),
        areas=area_titles(report.areas, service.letters, page.words),
        filled=filled,
        faults=faults,
        asked=word.questions(service.codebook, holding, tuple(report.areas)),
        action=here(page.request),
        **resting(session, report.id, page.request),
    )


def decided(
    report: Report,
    person: Person,
    page: Page,
    session: Session,
    service: Service,
    status: int = 200,
) -> Response:
    """What became of a question, and only now what it moves."""
    change = session.exec(select(Change).where(col(Change.report_id) == report.id)).first()
    by = session.get(Person, report.decided_by) if report.decided_by else None
    mine = report.decided_by == person.id
    return page(
        "decided.html",
        status,
        report=report,
        change=change,
        mine=mine,
        by_staff=by is not None and by.is_staff,
        effect=draft_effect(session, change, service, page.words) if change and mine else [],
        **resting(session, report.id, page.request),
    )


def draft_effect(
    session: Session, change: Change, service: Service, words: Words
) -> list[Figure]:
    """What a confirmed change would move by itself."""
    said = rescore.words(session, [change])
    moved = rescore.effects(said, change, (), service.codebooks).get(service.codebook.id, ())
    return [figure(move, service.codebook, words) for move in moved]


@router.get("/check-ins/{check_in_id}")
def month(asked: CheckedInDep, page: PageDep) -> Response:
    """Has anything changed in a month? Once answered, what was said."""
    _, check_in = asked
    return page("check-in.html", check_in=check_in, faults={}, action=here(page.request))


@router.post("/check-ins/{check_in_id}")
def answer_month(
    asked: CheckedInDep, page: PageDep, session: SessionDep, service: ServiceDep, form: FormDep
) -> Response:
    """Affirm that nothing changed, or go on to say what did."""
    person, check_in = asked
    said = {"nothing": CheckInState.NOTHING, "something": CheckInState.SOMETHING}.get(
        str(form.get("answer", ""))
    )
    if said is None:
        fault = page.words.gettext("Choose one of the two.")
        return page(
            "check-in.html",
            422,
            check_in=check_in,
            faults={"answer": fault},
            action=here(page.request),
        )
    checkins.answer(session, check_in.id, said, by=person, now=service.clock())
    if said is CheckInState.NOTHING:
        return RedirectResponse(here(page.request), 303)
    key = page.request.query_params.get("key", "")
    carried = {"check_in": str(check_in.id), "key": key} if key else {}
    onward = urlencode({"country": check_in.country} | carried)
    return RedirectResponse(f"/desk/report?{onward}", 303)


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
