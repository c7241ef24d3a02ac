"""Writing and checking the texts of countries."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from app.bootstrap import Service
from app.web import choices
from app.web.deps import FormDep, PageDep, PersonDep, ServiceDep, SessionDep
from app.web.pages import Page
from app.web.texts import SubjectDep, titles
from monitor import countries, people
from monitor.difference import word_by_word
from monitor.errors import AlreadyDecided, NotAllowed, NotFound, Overtaken, Refused
from monitor.people_tables import Person, Role
from monitor.texts import profile_queries, profiles
from monitor.texts.profile_queries import Stands, Version
from monitor.texts.profile_rules import WHOLE, Subject

router = APIRouter(prefix="/desk/texts")


@router.get("")
def text_desk(
    person: PersonDep,
    page: PageDep,
    session: SessionDep,
    service: ServiceDep,
    country: str = "",
) -> Response:
    """What waits for her, what is on its way, and what a country has."""
    mine = hers(session, person)
    chosen = country if country in mine else (min(mine) if len(mine) == 1 else "")
    going = profile_queries.on_their_way(session, person, None if person.is_staff else mine)
    versions = profile_queries.released(session, chosen) if chosen else []
    return page(
        "text-desk.html",
        going={stand.name: [one for one in going if one.stands is stand] for stand in Stands},
        country=chosen,
        countries=choices.places(mine, page.words),
        under_way={one.subject: one for one in going},
        released={one.subject: one.version for one in reversed(versions)},
        titles=titles(service.codebook, page.words),
        subject=Subject,
        place=place,
    )


def place(about: Subject) -> str:
    """Where a text is written."""
    return f"/desk/texts/{about.country}/{about.area or WHOLE}/{about.language}"


def hers(session: Session, person: Person) -> frozenset[str]:
    """The countries whose texts a person writes or checks.

    Raises:
        NotAllowed: she informs, and decides nothing.
    """
    if person.is_staff:
        return frozenset(countries.known())
    if person.role is not Role.CORRESPONDENT:
        raise NotAllowed("correspondents and staff write and check the texts")
    return people.watched(session, person)


def check_sees(session: Session, person: Person, about: Subject) -> None:
    """Let see a text on its way: the country's correspondents and staff.

    Raises:
        NotAllowed: she is neither.
    """
    if about.country not in hers(session, person):
        raise NotAllowed("another country's correspondents write this text")


@router.get("/{country}/{area}/{language}")
def text_form(
    about: SubjectDep,
    person: PersonDep,
    page: PageDep,
    session: SessionDep,
    service: ServiceDep,
) -> Response:
    """A text as it stands, and the form that goes on with it for whoever may."""
    check_sees(session, person, about)
    return writing(about, person, page, session, service)


@router.post("/{country}/{area}/{language}")
def write(
    about: SubjectDep,
    person: PersonDep,
    page: PageDep,
    session: SessionDep,
    service: ServiceDep,
    form: FormDep,
) -> Response:
    """Keep what she wrote, or hand it in; if somebody else wrote meanwhile, show both."""
    text, offer = str(form.get("text", "")), form.get("do") == "offer"
    try:
        profiles.write(
            session, about, text,
            seen=str(form.get("seen", "")), offer=offer, by=person, now=service.clock(),
        )  # fmt: skip
    except Refused as refused:
        session.rollback()
        faults = choices.translated(refused.faults, page.words)
        return writing(about, person, page, session, service, faults=faults, typed=text)
    except Overtaken:
        session.rollback()
        return writing(about, person, page, session, service, typed=text, overtaken=True)
    kept = "offered" if offer else "kept"
    return RedirectResponse(f"{place(about)}?{kept}", 303)


def writing(
    about: Subject,
    person: Person,
    page: Page,
    session: Session,
    service: Service,
    *,
    faults: Mapping[str, str] | None = None,
    typed: str | None = None,
    overtaken: bool = False,
) -> Response:
    """The page of a text; what she typed stays whatever happened meanwhile."""
    found = profile_queries.newest(session, about)
    stands, remark = stand_of(session, person, found)
    return page(
        "text-write.html",
        409 if overtaken else 422 if faults else 200,
        faults=faults or {},
        typed=typed if typed is not None else found.text if found else "",
        pieces=word_by_word(found.text, typed) if overtaken and found and typed else (),
        overtaken=overtaken,
        stands=stands,
        remark=remark,
        may_write=profile_queries.may_write(session, person, about),
        **shown(about, found, page, service),
    )


def stand_of(
    session: Session, person: Person, found: Version | None
) -> tuple[Stands | None, str]:
    """How a text stands with a person, and what is to be mended in it."""
    if found is None or found.released_at is not None:
        return None, ""
    return profile_queries.standing(session, person, found)


def shown(
    about: Subject, found: Version | None, page: Page, service: Service
) -> dict[str, Any]:
    """What every page of a text says of it."""
    return {
        "about": about,
        "found": found,
        "title": titles(service.codebook, page.words)[about.area],
        "action": place(about),
        "asked": page.request.query_params,
        "Stands": Stands,
    }


@router.get("/{country}/{area}/{language}/check")
def check_form(
    about: SubjectDep,
    person: PersonDep,
    page: PageDep,
    session: SessionDep,
    service: ServiceDep,
) -> Response:
    """A text that was handed in, what changed in it, and whether it is right."""
    check_sees(session, person, about)
    return checking(about, person, page, session, service, {}, "")


@router.post("/{country}/{area}/{language}/check")
def check(
    about: SubjectDep,
    person: PersonDep,
    page: PageDep,
    session: SessionDep,
    service: ServiceDep,
    form: FormDep,
) -> Response:
    """Say that a text is right, or give it back with what is to be mended."""
    check_sees(session, person, about)
    found = profile_queries.newest(session, about)
    if found is None:
        raise NotFound("text", place(about))
    seen, why = str(form.get("seen", "")), str(form.get("why", ""))
    said: dict[str, Any] = {"seen": seen, "by": person, "now": service.clock()}
    try:
        if form.get("do") == "right":
            profiles.check(session, found.id, **said)
        else:
            profiles.give_back(session, found.id, why, **said)
    except Refused as refused:
        session.rollback()
        faults = choices.translated(refused.faults, page.words)
        return checking(about, person, page, session, service, faults, why)
    except AlreadyDecided:
        session.rollback()
        return checking(about, person, page, session, service, {}, why, overtaken=True)
    return RedirectResponse("/desk/texts", 303)


def checking(
    about: Subject,
    person: Person,
    page: Page,
    session: Session,
    service: Service,
    faults: Mapping[str, str],
    why: str,
    overtaken: bool = False,
) -> Response:
    """The page that checks a text; what has nothing to check is only read."""
    found = profile_queries.newest(session, about)
    stands, _remark = stand_of(session, person, found)
    if stands is not Stands.CHECK and not overtaken:
        return RedirectResponse(place(about), 303)
    every = profile_queries.released(session, about.country)
    older = next(iter(profile_queries.of_subject(every, about)), None)
    return page(
        "text-check.html",
        409 if overtaken else 422 if faults else 200,
        faults=faults,
        why=why,
        overtaken=overtaken,
        stands=stands,
        older=older,
        pieces=word_by_word(older.text, found.text) if older and found else (),
        **shown(about, found, page, service),
    )
