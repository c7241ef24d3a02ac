"""What routes may ask for, and the one place that says who may come in."""

import re
from asyncio import timeout
from collections.abc import Iterator
from typing import Annotated
from urllib.parse import urlsplit
from uuid import UUID

from fastapi import Depends, HTTPException, Request
from sqlmodel import Session
from starlette.datastructures import FormData

from app import login
from app.bootstrap import Service
from app.web.pages import Page, Pages
from app.web.panel import Panel, Panels
from monitor import checkins, people, reports
from monitor.desk_tables import CheckIn, CheckInState
from monitor.errors import NotAllowed
from monitor.tables import Person, Report
from newsletters.cadence import day_in
from newsletters.errors import BadLink

#: No form of ours is longer than this.
LONGEST_FORM = 256 * 1024
MOST_FIELDS = 1000
#: Seconds for a form to arrive.
PATIENCE = 20
#: NUL, which PostgreSQL refuses, and halves of characters, which nothing can store.
UNTYPED = re.compile("[\x00\ud800-\udfff]")
#: Mail programs post here by themselves; the address alone is the key, no cookie counts.
ONE_CLICK = "/unsubscribe/"


class SignInFirst(Exception):
    """The page is for people who signed in."""


class ForeignForm(Exception):
    """The form came from another site, or from a page that is too old."""


def cookie_name(base_url: str) -> str:
    """The name of the session's cookie; over https, browsers bind it to this host."""
    return "__Host-mipex" if base_url.startswith("https:") else "mipex"


def refuse_foreign_posts(request: Request) -> None:
    """Let no other site's page post here, whatever cookies the browser would send along.

    Raises:
        ForeignForm: the browser says that another site sent the form.
    """
    if request.method != "POST" or request.url.path.startswith(ONE_CLICK):
        return
    site = request.headers.get("sec-fetch-site")
    if site not in (None, "same-origin", "none"):
        raise ForeignForm
    origin = request.headers.get("origin", "null")
    if site is None and origin != "null":
        ours = {
            request.headers.get("host"),
            urlsplit(the_service(request).settings.base_url).netloc,
        }
        if urlsplit(origin).netloc not in ours:
            raise ForeignForm


def the_service(request: Request) -> Service:
    """The service that the pages belong to."""
    service: Service = request.app.state.service
    return service


ServiceDep = Annotated[Service, Depends(the_service)]


async def typed(request: Request) -> FormData:
    """What was typed into a form, without what no keyboard types.

    Raises:
        HTTPException: it is longer than any form of ours, never ends, or is no form.
    """
    length = int(request.headers.get("content-length", "0"))
    if request.method != "POST" or not length:
        return FormData()
    if length > LONGEST_FORM:
        raise HTTPException(413)
    try:
        async with timeout(PATIENCE):
            form = await request.form(max_files=0, max_fields=MOST_FIELDS)
    except TimeoutError:
        raise HTTPException(408) from None
    except (LookupError, UnicodeError):
        raise HTTPException(400) from None
    texts = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
    return FormData([(UNTYPED.sub("", name), UNTYPED.sub("", value)) for name, value in texts])


FormDep = Annotated[FormData, Depends(typed)]


def session(request: Request, service: ServiceDep, form: FormDep) -> Iterator[Session]:
    """One transaction a request: a GET cannot write, a POST commits if the route returns.

    It is opened when the form has arrived, so that nobody's slow line holds a lock.
    """
    if request.method != "POST":
        with service.reading() as reading:
            yield reading
        return
    with service.writing() as writing:
        yield writing
        writing.commit()
    request.app.state.wake()


#: The commit comes before the answer: by FastAPI's default a failing one would still say 200.
SessionDep = Annotated[Session, Depends(session, scope="function")]


def page(request: Request) -> Page:
    """Writes the answer, in the reader's language."""
    pages: Pages = request.app.state.pages
    return pages.to(request)


PageDep = Annotated[Page, Depends(page)]


def panel(request: Request, session: SessionDep, service: ServiceDep) -> Panel:
    """Where all countries stand today."""
    panels: Panels = request.app.state.panels
    return panels.of(session, service.codebook, day_in(service.clock(), service.zone))


PanelDep = Annotated[Panel, Depends(panel)]


def person(request: Request, session: SessionDep, service: ServiceDep, form: FormDep) -> Person:
    """Whoever signed in; a form of hers carries the key of her session.

    Raises:
        SignInFirst: nobody did, or it is over.
        ForeignForm: the form is not from a page of this session.
    """
    cookie = request.cookies.get(cookie_name(service.settings.base_url), "")
    found = login.who(session, cookie, service.clock())
    if found is None:
        raise SignInFirst
    if request.method == "POST" and not login.is_form_key(
        str(form.get("form_key", "")), service.secret, cookie
    ):
        raise ForeignForm
    request.state.person = found
    request.state.language = found.language
    request.state.form_key = login.form_key(service.secret, cookie)
    return found


PersonDep = Annotated[Person, Depends(person)]


def staff(person: PersonDep) -> Person:
    """Whoever signed in, if she is staff.

    Raises:
        NotAllowed: she is not.
    """
    people.check_staff(person)
    return person


StaffDep = Annotated[Person, Depends(staff)]


def by_key(request: Request, session: Session, named: tuple[UUID, UUID], id: UUID) -> Person:
    """The person whom a mailed link names, for the one question that it names.

    Raises:
        BadLink: it was made for another question.
    """
    if named[1] != id:
        raise BadLink("this link was made for another question")
    who = people.active(session, named[0])
    request.state.language = who.language
    return who


def answering(
    request: Request,
    session: Session,
    service: Service,
    form: FormData,
    named: tuple[UUID, UUID] | None,
    id: UUID,
) -> Person:
    """Who answers a question: the one whom a mail's key names, else whoever signed in."""
    if named is not None:
        return by_key(request, session, named, id)
    return person(request, session, service, form)


def check_sees(session: Session, person: Person, country: str, reporter: UUID | None) -> None:
    """Let see what a country is asked: its correspondents, staff, and whoever reported it.

    Raises:
        NotAllowed: she is none of them.
    """
    if person.is_staff or person.id == reporter:
        return
    if country not in people.watched(session, person):
        raise NotAllowed("another country's correspondent answers this question")


def asked(
    request: Request,
    report_id: UUID,
    session: SessionDep,
    service: ServiceDep,
    form: FormDep,
    key: str = "",
) -> tuple[Person, Report]:
    """Who answers for a report, by the key of her mail or by her session; and the report."""
    links = service.letters.links
    named = links.asked_by(key) if key else None
    who = answering(request, session, service, form, named, report_id)
    report = reports.found(session, report_id)
    check_sees(session, who, report.country, report.reported_by)
    return who, report


AskedDep = Annotated[tuple[Person, Report], Depends(asked)]


def checked_in(
    request: Request,
    check_in_id: UUID,
    session: SessionDep,
    service: ServiceDep,
    form: FormDep,
    key: str = "",
) -> tuple[Person, CheckIn]:
    """Who answers for a month, by the key of her mail or by her session; and the check-in."""
    links = service.letters.links
    named = links.checked_in_by(key) if key else None
    who = answering(request, session, service, form, named, check_in_id)
    check_in = checkins.found(session, check_in_id)
    check_sees(session, who, check_in.country, None)
    return who, check_in


CheckedInDep = Annotated[tuple[Person, CheckIn], Depends(checked_in)]


def reporter(
    request: Request,
    session: SessionDep,
    service: ServiceDep,
    form: FormDep,
    key: str = "",
    check_in: UUID | None = None,
) -> Person:
    """Who reports a change: signed in, or on the way from a month's mail, of its country.

    Raises:
        BadLink: it was not said that something changed, or it is another country's form.
    """
    if not (key and check_in):
        return person(request, session, service, form)
    who = by_key(request, session, service.letters.links.checked_in_by(key), check_in)
    month = checkins.found(session, check_in)
    check_sees(session, who, month.country, None)
    country = form.get("country", request.query_params.get("country"))
    if month.state is not CheckInState.SOMETHING or country != month.country:
        raise BadLink("this link reports what changed in its month and country")
    return who


ReporterDep = Annotated[Person, Depends(reporter)]
