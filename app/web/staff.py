"""What staff do: assign, look at drafts, release, let people in."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session, col, select

from app.web import choices, gate
from app.web.deps import FormDep, PageDep, ServiceDep, SessionDep, StaffDep
from app.web.health import trouble
from app.web.pages import Page
from monitor import people, queries, reports
from monitor.errors import FiguresMoved, NotFound, Refused
from monitor.release import release
from monitor.tables import Person, Responsibility, Role
from newsletters.queries import subscribers

router = APIRouter(prefix="/staff")


@router.get("")
def overview(
    person: StaffDep, page: PageDep, session: SessionDep, service: ServiceDep
) -> Response:
    """What waits, and what does not go well."""
    waiting = queries.open_questions(session)
    known = sorted(
        (q for q in waiting if q.country), key=lambda q: page.words.country(q.country)
    )
    by_country = [(c, list(group)) for c, group in groupby(known, key=lambda q: q.country)]
    return page(
        "staff.html",
        now=service.clock(),
        unknown=[question for question in waiting if not question.country],
        by_country=by_country,
        drafts=queries.count_drafts(session),
        trouble=trouble(session, service.sources),
        subscribers=sum(subscribers(session).values()),
    )


@router.get("/reports/{report_id}")
def report_page(
    report_id: UUID, person: StaffDep, page: PageDep, session: SessionDep
) -> Response:
    """A report whose country is to be said."""
    return assign_page(report_id, page, session, {})


@router.post("/reports/{report_id}")
def assign(
    report_id: UUID, person: StaffDep, page: PageDep, session: SessionDep, form: FormDep
) -> Response:
    """Say whose law a report is about."""
    country = str(form.get("country", ""))
    try:
        reports.assign(session, report_id, by=person, country=country)
    except Refused as refused:
        session.rollback()
        faults = choices.translated(refused.faults, page.words)
        return assign_page(report_id, page, session, faults)
    return RedirectResponse("/staff", 303)


def assign_page(
    report_id: UUID, page: Page, session: Session, faults: dict[str, str]
) -> Response:
    """The form that says whose law a report is about."""
    return page(
        "assign.html",
        422 if faults else 200,
        question=queries.question(session, report_id),
        countries=choices.all_places(page.words),
        faults=faults,
    )


@router.get("/changes")
def drafts(
    person: StaffDep, page: PageDep, session: SessionDep, service: ServiceDep
) -> Response:
    """The drafts, each with what it would move, to be released together."""
    asked = page.request.query_params
    return page(
        "drafts.html",
        sheets=gate.drafts(session, service, page.words),
        released="released" in asked,
        none_chosen=asked.get("chosen") == "none",
    )


@router.get("/release")
def preview(
    person: StaffDep, page: PageDep, session: SessionDep, service: ServiceDep
) -> Response:
    """The figures that would be released, the texts, and what stands in the way."""
    chosen = page.request.query_params.getlist("change")
    return release_page(person, chosen, "", page, session, service)


@router.post("/release")
def publish(
    person: StaffDep, page: PageDep, session: SessionDep, service: ServiceDep, form: FormDep
) -> Response:
    """Publish exactly the figures that were looked at."""
    chosen = [str(change) for change in form.getlist("change")]
    note = str(form.get("note", ""))
    try:
        release(
            session,
            [change_id(text) for text in chosen],
            by=person,
            seal=str(form.get("seal", "")),
            codebooks=service.codebooks,
            now=service.clock(),
            note=note,
        )
    except FiguresMoved:
        session.rollback()
        return release_page(person, chosen, note, page, session, service, moved=True)
    return RedirectResponse("/staff/changes?released=1", 303)


def change_id(text: str) -> UUID:
    """A change that a form names.

    Raises:
        NotFound: that is no id.
    """
    try:
        return UUID(text)
    except ValueError:
        raise NotFound("change", text) from None


def release_page(
    person: Person,
    chosen: Sequence[str],
    note: str,
    page: Page,
    session: Session,
    service: ServiceDep,
    moved: bool = False,
) -> Response:
    """What would be released, with the seal of its figures."""
    if not chosen:
        return RedirectResponse("/staff/changes?chosen=none", 303)
    ids = [change_id(text) for text in chosen]
    seen = gate.look(session, ids, service, page.words, person)
    return page(
        "release.html",
        409 if moved else 200,
        seen=seen,
        note=note,
        moved=moved,
        readers=sum(subscribers(session).values()),
    )


@router.get("/people")
def people_page(
    person: StaffDep, page: PageDep, session: SessionDep, service: ServiceDep
) -> Response:
    """Who may do what, and the form that lets somebody in."""
    empty = {
        "email": "",
        "name": "",
        "role": "",
        "language": page.words.language,
        "countries": [],
    }
    return list_people(page, session, service, empty, {})


@router.post("/people")
def add_person(
    person: StaffDep, page: PageDep, session: SessionDep, service: ServiceDep, form: FormDep
) -> Response:
    """Let a person in, or change what she is."""
    filled = {name: str(form.get(name, "")) for name in ("email", "name", "role", "language")}
    watches = [str(country) for country in form.getlist("country")]
    role = {role.value: role for role in Role}.get(filled["role"])
    faults = {} if role else {"role": page.words.gettext("Choose a role.")}
    if not filled["name"].strip():
        faults["name"] = page.words.gettext("Write a name, as mails will use it.")
    try:
        if role and not faults:
            people.add(
                session,
                email=filled["email"],
                name=filled["name"].strip(),
                role=role,
                watches=watches,
                language=filled["language"] or page.words.language,
                now=service.clock(),
            )
            return RedirectResponse("/staff/people", 303)
    except Refused as refused:
        session.rollback()
        faults |= choices.translated(refused.faults, page.words)
    return list_people(page, session, service, filled | {"countries": watches}, faults)


def list_people(
    page: Page,
    session: Session,
    service: ServiceDep,
    filled: Mapping[str, object],
    faults: Mapping[str, str],
) -> Response:
    """Everybody who may sign in, with the countries they watch."""
    everybody = session.exec(select(Person).order_by(Person.name, Person.email)).all()
    watched: dict[UUID, list[str]] = {}
    for row in session.exec(select(Responsibility).order_by(col(Responsibility.country))):
        watched.setdefault(row.person_id, []).append(row.country)
    return page(
        "people.html",
        422 if faults else 200,
        everybody=everybody,
        watched=watched,
        filled=filled,
        faults=choices.ordered(faults, ("email", "name", "role", "country")),
        countries=choices.all_places(page.words),
        tongues=choices.tongues(service.letters),
    )
