"""Countries at a glance, and how each of them works."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session, col, select
from starlette.datastructures import FormData

from app import jobs
from app.bootstrap import Service
from app.web import choices
from app.web.deps import AdministratorDep, FormDep, PageDep, ServiceDep, SessionDep, StaffDep
from app.web.pages import Page
from app.web.watch import lamps_page
from monitor import countries as places
from monitor import country_settings
from monitor.desk import glance
from monitor.desk.backlog import questions
from monitor.desk_tables import AreaAffirmed, CheckIn, Way, When
from monitor.errors import NotFound, Refused
from monitor.hearing import agreements
from monitor.people_tables import Person, Responsibility
from monitor.record_tables import Profile
from monitor.vocabulary import AREAS
from newsletters.cards import area_titles
from newsletters.translate import marked as _

router = APIRouter(prefix="/staff/countries")

#: The check-ins that a page shows.
MOST_CHECK_INS = 12
FIELDS = ("way", "whens", "quorum", "second_share")
#: The ways of working that were put to the project's partners, in plain words.
WAYS = {
    Way.CORRESPONDENT: (
        _("The correspondent does, staff check"),
        _("She looks out for changes, and updates answers and texts."),
    ),
    Way.STAFF: (
        _("Staff do, and check with the partner"),
        _("Staff update answers and texts; the correspondent says whether they are right."),
    ),
    Way.PARTNERS: (
        _("Partners inform, the correspondent checks the facts"),
        _("Partners and public bodies say what changed; an independent expert confirms."),
    ),
}
WHENS = {
    When.EACH: (_("Whenever a change is reported"), _("By mail, at most once a day")),
    When.MONTH: (_("At each month’s end"), _("“Has anything changed in your country?”")),
    When.YEAR: (_("At each year’s end"), _("The same question, of twelve months")),
}


@router.get("")
def overview(
    person: StaffDep, page: PageDep, session: SessionDep, service: ServiceDep
) -> Response:
    """Every country, the worst first."""
    now = service.clock()
    lit = {place.code: place for place in jobs.lamps_of(service, session) if place.code}
    seen = glance.countries(session, lit, now)
    dark = {code: place.lamps.weight for code, place in lit.items()}
    seen.sort(key=lambda one: [-n for n in (*one.trouble(now), *dark.get(one.country, ()))])
    return lamps_page(page, "staff-countries.html", now, seen=seen, lit=lit)


@router.get("/{country}")
def one(
    country: str, person: StaffDep, page: PageDep, session: SessionDep, service: ServiceDep
) -> Response:
    """How one country works, who is there, what waits, and what was affirmed."""
    check(country)
    setting = country_settings.of(session, country)
    return country_page(country, page, session, service, as_form(setting), {})


@router.post("/{country}")
def change(
    country: str,
    person: AdministratorDep,
    page: PageDep,
    session: SessionDep,
    service: ServiceDep,
    form: FormDep,
) -> Response:
    """Let a country work another way from now on."""
    check(country)
    filled = typed(form)
    try:
        put(session, country, filled, person, service)
    except Refused as refused:
        session.rollback()
        faults = choices.ordered(choices.translated(refused.faults, page.words), FIELDS)
        return country_page(country, page, session, service, filled, faults)
    return RedirectResponse(f"/staff/countries/{country}?done=1", 303)


def check(country: str) -> None:
    """See that there is such a country.

    Raises:
        NotFound: there is none.
    """
    if country not in places.known():
        raise NotFound("country", country)


def put(
    session: Session, country: str, filled: Mapping[str, Any], by: Person, service: Service
) -> None:
    """Set how a country works.

    Raises:
        Refused: a field cannot be taken; each is named.
    """
    way = {way.value: way for way in Way}.get(filled["way"])
    share, quorum = filled["second_share"].replace(",", "."), filled["quorum"]
    faults = {} if way else {"way": UNCHOSEN}
    if share and not is_number(share):
        faults["second_share"] = NO_SHARE
    if way is None or faults:
        raise Refused(faults)
    country_settings.change(
        session,
        country,
        way=way,
        whens=[when for when in When if when.value in filled["whens"]],
        quorum=int(quorum) if quorum.isascii() and quorum.isdigit() else 0,
        second_share=float(share) / 100 if share else None,
        by=by,
        now=service.clock(),
    )


UNCHOSEN = _("Choose who does what.")
NO_SHARE = _("Write a share from 0 to 100 percent, or leave it empty.")


def is_number(text: str) -> bool:
    """Whether somebody typed a number in figures."""
    return text.isascii() and text.replace(".", "", 1).isdigit()


def typed(form: FormData) -> dict[str, Any]:
    """What stands in the form of a country."""
    filled: dict[str, Any] = {name: str(form.get(name, "")).strip() for name in FIELDS}
    return filled | {"whens": [str(when) for when in form.getlist("whens")]}


def as_form(setting: country_settings.Setting) -> dict[str, Any]:
    """A setting as it stands in the form."""
    share = setting.second_share
    return {
        "way": setting.way.value,
        "whens": [when.value for when in setting.whens],
        "quorum": str(setting.quorum),
        "second_share": "" if share is None else f"{share * 100:g}",
    }


def country_page(
    country: str,
    page: Page,
    session: Session,
    service: Service,
    filled: Mapping[str, Any],
    faults: Mapping[str, str],
) -> Response:
    """One country, with what is typed into its form."""
    now, words = service.clock(), page.words
    lit = next((p for p in jobs.lamps_of(service, session) if p.code == country), None)
    people = (
        select(Person)
        .join(Responsibility, col(Responsibility.person_id) == col(Person.id))
        .where(Responsibility.country == country, col(Person.active))
    )
    return lamps_page(
        page,
        "staff-country.html",
        now,
        status=422 if faults else 200,
        country=country,
        place=lit,
        people=session.exec(people.order_by(Person.role, Person.name)).all(),
        waits=[one for one in questions(session, now) if one.country == country],
        check_ins=check_ins(session, country),
        titles=dict(zip(AREAS, area_titles(AREAS, service.letters, words), strict=True)),
        texts=session.exec(select(Profile.id).where(Profile.country == country)).first(),
        share=agreements.share(session, country, service.settings.second_share),
        ways=[(way.value, *map(words.gettext, said)) for way, said in WAYS.items()],
        whens=[(when.value, *map(words.gettext, said)) for when, said in WHENS.items()],
        filled=filled,
        faults=faults,
        done="done" in page.request.query_params,
    )


def check_ins(
    session: Session, country: str
) -> list[tuple[CheckIn, Person | None, list[AreaAffirmed]]]:
    """What was asked of a country's periods and said of its areas, the newest first."""
    query = (
        select(CheckIn, Person)
        .outerjoin(Person, col(Person.id) == col(CheckIn.answered_by))
        .where(CheckIn.country == country)
        .order_by(col(CheckIn.month).desc(), col(CheckIn.months))
        .limit(MOST_CHECK_INS)
    )
    rows = session.exec(query).all()
    ids = [check_in.id for check_in, _person in rows]
    said: dict[UUID, list[AreaAffirmed]] = {id: [] for id in ids}
    for area in session.exec(
        select(AreaAffirmed).where(col(AreaAffirmed.check_in_id).in_(ids))
    ):
        said[area.check_in_id].append(area)
    return [(check_in, who, said[check_in.id]) for check_in, who in rows]
