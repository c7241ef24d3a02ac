"""Who may sign in, what they may do, and how much of their time is asked for."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session, col, select
from starlette.datastructures import FormData

from app import login
from app.bootstrap import Service
from app.web import choices
from app.web.deps import AdministratorDep, FormDep, PageDep, ServiceDep, SessionDep, StaffDep
from app.web.pages import Page
from app.web.staff.roster import listed
from monitor import countries, people
from monitor.asking import absences, handing, minutes
from monitor.desk_tables import Seat
from monitor.errors import NotFound, Refused
from monitor.hearing import conflicts
from monitor.people_tables import INSIDE, Person, Role
from monitor.tables import Report, ReportState
from monitor.zones import day_in, month_of
from newsletters import welcome
from newsletters.translate import Words
from newsletters.translate import marked as _

router = APIRouter(prefix="/staff/people")

FIELDS = ("email", "name", "role", "country", "organisation", "minutes", "language")
#: What a person can be here, and what that means.
ROLES = {
    Role.CORRESPONDENT: (_("Correspondent"), _("Knows the law of a country, and confirms")),
    Role.PARTNER: (_("Partner"), _("Of an organisation or public body; informs and checks in")),
    Role.GOVERNMENT: (
        _("Government"),
        _("Informs, and replies to what is said of its country"),
    ),
    Role.STAFF: (_("Staff"), _("Assign, rule, look at drafts and release")),
    Role.ADMINISTRATOR: (
        _("Administrator"),
        _("Of staff; lets people in, and sets how countries work"),
    ),
}


@router.get("")
def everybody(
    person: StaffDep, page: PageDep, session: SessionDep, service: ServiceDep
) -> Response:
    """Who may do what, and the form that lets somebody in."""
    empty = dict.fromkeys(FIELDS, "") | {"language": page.words.language, "minutes": "240"}
    return list_page(page, session, service, empty | {"countries": []}, {})


@router.post("")
def let_in(
    person: AdministratorDep,
    page: PageDep,
    session: SessionDep,
    service: ServiceDep,
    form: FormDep,
) -> Response:
    """Let a person in, or change what she is."""
    filled = typed(form)
    try:
        put(session, service, filled, filled["email"], by=person)
    except Refused as refused:
        session.rollback()
        return list_page(page, session, service, filled, said(refused, page.words))
    return RedirectResponse("/staff/people", 303)


@router.get("/{person_id}")
def show(
    person_id: UUID,
    person: StaffDep,
    page: PageDep,
    session: SessionDep,
    service: ServiceDep,
) -> Response:
    """One person: what she may do, what is asked of her, when she is away."""
    known = found(session, person_id)
    return person_page(known, page, session, service, as_form(session, known), {})


@router.post("/{person_id}")
def change(
    person_id: UUID,
    person: AdministratorDep,
    page: PageDep,
    session: SessionDep,
    service: ServiceDep,
    form: FormDep,
) -> Response:
    """Change what a person is; her address stays."""
    filled, email = typed(form), found(session, person_id).email
    try:
        put(session, service, filled, email, by=person)
    except Refused as refused:
        session.rollback()
        known = found(session, person_id)
        return person_page(known, page, session, service, filled, said(refused, page.words))
    return RedirectResponse(f"/staff/people/{person_id}?done=changed", 303)


@router.post("/{person_id}/sign-off")
def sign_off(
    person_id: UUID,
    person: AdministratorDep,
    page: PageDep,
    session: SessionDep,
    service: ServiceDep,
) -> Response:
    """Let a person act no longer; what was asked of her passes to others."""
    known, now = found(session, person_id), service.clock()
    try:
        people.sign_off(session, known, by=person.id, now=now)
    except Refused as refused:
        session.rollback()
        known = found(session, person_id)
        filled = as_form(session, known)
        return person_page(known, page, session, service, filled, said(refused, page.words))
    login.forget(session, known.id)
    handing.leave(session, known.id, "gone", now=now)
    return RedirectResponse(f"/staff/people/{person_id}?done=signed-off", 303)


@router.post("/{person_id}/welcome")
def welcome_again(
    person_id: UUID, person: AdministratorDep, session: SessionDep, service: ServiceDep
) -> Response:
    """Write a person once more where she signs in."""
    known = found(session, person_id)
    if known.active:
        welcome.tell(session, people.recipient(known), service.clock(), service.letters)
    return RedirectResponse(f"/staff/people/{person_id}?done=written", 303)


def put(
    session: Session, service: Service, filled: Mapping[str, Any], email: str, *, by: Person
) -> None:
    """Let somebody be as a form says.

    Raises:
        Refused: a field cannot be taken; each is named.
    """
    role = {role.value: role for role in INSIDE}.get(filled["role"])
    faults = {} if role else {"role": CHOOSE}
    if not filled["name"].strip():
        faults["name"] = NAMELESS
    if not filled["minutes"].isascii() or not filled["minutes"].isdigit():
        faults["minutes"] = MINUTES
    if role is None or faults:
        raise Refused(faults)
    people.add(
        session,
        email=email,
        name=filled["name"].strip(),
        role=role,
        watches=filled["countries"],
        language=filled["language"] or "en",
        organisation=filled["organisation"].strip(),
        minutes_a_month=int(filled["minutes"]),
        by=by.id,
        now=service.clock(),
    )


CHOOSE = _("Choose a role.")
NAMELESS = _("Write a name, as mails will use it.")
MINUTES = _("Write a number of minutes, such as 240.")


def typed(form: FormData) -> dict[str, Any]:
    """What stands in the form of a person."""
    filled: dict[str, Any] = {name: str(form.get(name, "")) for name in FIELDS}
    filled["minutes"] = filled["minutes"].strip() or "240"
    return filled | {"countries": [str(country) for country in form.getlist("country")]}


def as_form(session: Session, known: Person) -> dict[str, Any]:
    """A person as the form has her."""
    return {
        "email": known.email,
        "name": known.name,
        "role": known.role.value,
        "organisation": known.organisation,
        "minutes": str(known.minutes_a_month),
        "language": known.language,
        "countries": sorted(people.watched(session, known)),
    }


def said(refused: Refused, words: Words) -> dict[str, str]:
    """Faults in the reader's language, in the order of the form."""
    return choices.ordered(choices.translated(refused.faults, words), FIELDS)


def found(session: Session, person_id: UUID) -> Person:
    """A person who can sign in, or could.

    Raises:
        NotFound: there is none, or she was erased.
    """
    known = session.get(Person, person_id)
    if known is None or known.erased_at is not None:
        raise NotFound("person", person_id)
    return known


def list_page(
    page: Page,
    session: Session,
    service: Service,
    filled: Mapping[str, Any],
    faults: Mapping[str, str],
) -> Response:
    """Everybody who may sign in, those who may no longer at the end."""
    return page(
        "people.html",
        422 if faults else 200,
        rows=listed(session, service),
        now=service.clock(),
        filled=filled,
        faults=faults,
        **offered(page, service, filled["countries"]),
    )


def offered(page: Page, service: Service, chosen: Collection[str]) -> dict[str, Any]:
    """What the lists of the form offer, the countries that are chosen first."""
    words = page.words
    return {
        "called": {role.value: words.gettext(title) for role, (title, _about) in ROLES.items()},
        "roles": [
            (role.value, words.gettext(title), words.gettext(about))
            for role, (title, about) in ROLES.items()
        ],
        "countries": choices.places(countries.known(), words, chosen),
        "tongues": choices.tongues(service.letters),
    }


def person_page(
    known: Person,
    page: Page,
    session: Session,
    service: Service,
    filled: Mapping[str, Any],
    faults: Mapping[str, str],
) -> Response:
    """One person, with what is typed into her form."""
    now = service.clock()
    asked = (
        select(Seat, Report)
        .join(Report, col(Report.id) == col(Seat.report_id))
        .where(Seat.person_id == known.id, col(Seat.closed_at).is_(None))
        .where(Report.state == ReportState.OPEN)
    )
    month = month_of(now, service.zone)
    return page(
        "person.html",
        422 if faults else 200,
        known=known,
        now=now,
        asked=session.exec(asked.order_by(col(Seat.taken_at))).all(),
        spent=minutes.spent(session, [known.id], month)[known.id],
        absences=absences.of(session, known.id, day_in(now, service.zone)),
        conflicts=conflicts.of(session, known.id),
        done=page.request.query_params.get("done", ""),
        filled=filled,
        faults=faults,
        **offered(page, service, filled["countries"]),
    )
