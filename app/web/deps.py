"""What routes may ask for, and the one place that says who may come in."""

import re
from asyncio import timeout
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Depends, HTTPException, Request
from sqlmodel import Session
from starlette.datastructures import FormData

from app import login, rules
from app.bootstrap import Service
from app.tables import WebSession
from app.web.pages import Page, Pages
from app.web.panel import Panel, Panels
from app.web.visitors import (
    SEEN,
    ForeignForm,
    PasskeyFirst,
    SignInFirst,
    cookie,
    mark_seen,
    the_service,
)  # fmt: skip
from monitor import checkins, people, reports
from monitor.desk_tables import CheckIn, CheckInState
from monitor.people_tables import Person
from monitor.tables import Report
from newsletters.cadence import day_in
from newsletters.errors import BadLink

#: No form of ours is longer than this.
LONGEST_FORM = 256 * 1024
MOST_FIELDS = 1000
#: Seconds for a form to arrive.
PATIENCE = 20
#: NUL, which PostgreSQL refuses, and halves of characters, which nothing can store.
UNTYPED = re.compile("[\x00\ud800-\udfff]")
#: A page that is read renews that mark, though not at every turn.
MARKED_EVERY = timedelta(minutes=5)


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


def signed_in(
    request: Request, session: SessionDep, service: ServiceDep, form: FormDep
) -> tuple[Person, WebSession]:
    """Whoever signed in, by a mailed link alone too; a form carries the key of her session.

    Raises:
        SignInFirst: nobody did, or it is over.
        ForeignForm: the form is not from a page of this session.
    """
    token, now = cookie(request), service.clock()
    seen = login.seen(service.secret, token, cookie(request, SEEN))
    found = login.current(session, token, now, seen)
    if found is None:
        raise SignInFirst
    if request.method == "POST" and not login.is_form_key(
        str(form.get("form_key", "")), service.secret, token
    ):
        raise ForeignForm
    person, held = found
    if max(held.begun_at, seen or held.begun_at) <= now - MARKED_EVERY:
        mark_seen(request, login.mark(service.secret, token, now), login.SESSION_LASTS)
    request.state.person = person
    request.state.language = person.language
    request.state.form_key = login.form_key(service.secret, token)
    return found


SignedInDep = Annotated[tuple[Person, WebSession], Depends(signed_in)]


def person(request: Request, session: SessionDep, service: ServiceDep, form: FormDep) -> Person:
    """Whoever signed in, and has shown a passkey where that is demanded of her.

    Raises:
        SignInFirst, ForeignForm, PasskeyFirst: as they say.
    """
    found, held = signed_in(request, session, service, form)
    if not held.firm and rules.asks_passkey(session, found):
        raise PasskeyFirst
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


def administrator(person: PersonDep) -> Person:
    """Whoever signed in, if she is an administrator.

    Raises:
        NotAllowed: she is not.
    """
    people.check_administrator(person)
    return person


AdministratorDep = Annotated[Person, Depends(administrator)]


def by_key(request: Request, session: Session, named: tuple[UUID, UUID], id: UUID) -> Person:
    """The person whom a mailed link names, for the one question that it names.

    Raises:
        BadLink: it was made for another question.
        SignInFirst: a mailed link alone is not enough of her.
    """
    if named[1] != id:
        raise BadLink("this link was made for another question")
    who = people.active(session, named[0])
    if rules.asks_passkey(session, who):
        raise SignInFirst
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
        with suppress(SignInFirst):
            return by_key(request, session, named, id)
    return person(request, session, service, form)


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
    people.check_sees(session, who, report.country, report.reported_by)
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
    people.check_checks_in(session, who, check_in.country)
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
    people.check_checks_in(session, who, month.country)
    country = form.get("country", request.query_params.get("country"))
    if month.state is not CheckInState.SOMETHING or country != month.country:
        raise BadLink("this link reports what changed in its month and country")
    return who


ReporterDep = Annotated[Person, Depends(reporter)]
