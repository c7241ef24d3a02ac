"""Signing in by a mailed link, and out."""

from datetime import datetime, timedelta
from secrets import token_urlsafe
from uuid import uuid4

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from app import limits, login, passkeys
from app.bootstrap import Service
from app.web.deps import FormDep, PageDep, ServiceDep, SessionDep, SignedInDep
from app.web.headers import SCRIPTED
from app.web.pages import Page
from app.web.visitors import (
    BROWSER,
    SEEN,
    cookie,
    cookie_name,
    keep,
    limited,
    visitor,
)
from monitor import people
from monitor.people_tables import STAFF, Person, Role
from monitor.released import Recipient
from newsletters.notices import send_sign_in

HOUR = timedelta(hours=1)
#: Links that one visitor may ask for, for whomever; a whole office may be behind one address.
ASKS = limited("sign-in", most=30, per=HOUR)
#: Links and passkeys that one visitor may try.
TRIES = limited("entering", most=60, per=HOUR)
#: Links to one address: as one visitor asks for them, as all do; and all our links.
LINKS = (("sign-in to by", 3), ("sign-in to", 12))
ALL_LINKS = 500
#: A mail may take its time, and whoever asked still has the page open.
BROWSER_LASTS = timedelta(hours=4)

#: Where people begin, by what they are to the monitor.
FIRST = {role: "/staff" if role in STAFF else "/desk" for role in Role}

router = APIRouter()


@router.get("/sign-in")
def sign_in(page: PageDep, service: ServiceDep) -> Response:
    """Ask for an address or a passkey; once it was given, say that a link may be on its way."""
    return show("sign-in.html", page, service, sent="sent" in page.request.query_params)


def show(template: str, page: Page, service: Service, sent: bool = False) -> Response:
    """A page with the form that shows a passkey."""
    browser = cookie(page.request, BROWSER) or token_urlsafe(32)
    challenge = passkeys.challenge(house(service), browser, service.clock())
    options = passkeys.to_show(house(service), challenge)
    answer = page(template, challenge=challenge, options=options, sent=sent)
    keep(answer, page.request, BROWSER, browser, BROWSER_LASTS)
    answer.headers.update(SCRIPTED)
    return answer


@router.post("/sign-in", dependencies=[Depends(ASKS)])
def send_link(
    request: Request, session: SessionDep, service: ServiceDep, form: FormDep
) -> Response:
    """Mail a link to whoever works here; to everybody the answer is the same."""
    email, now = str(form.get("email", "")).strip().lower(), service.clock()
    browser = cookie(request, BROWSER) or token_urlsafe(32)
    by = (f"{visitor(request)} {email}", email)
    spared = [
        taken(session, service, what, who, most)
        for (what, most), who in zip(LINKS, by, strict=True)
    ]
    write(
        session,
        service,
        login.invited(session, email, now) if all(spared) else None,
        browser,
        now,
    )
    answer = RedirectResponse("/sign-in?sent=1", 303)
    keep(answer, request, BROWSER, browser, BROWSER_LASTS)
    return answer


def taken(session: Session, service: Service, what: str, who: str, most: int) -> bool:
    """Whether one link more may be written in this hour."""
    secret, now = service.secret, service.clock()
    return limits.take(session, what, who, most=most, per=HOUR, secret=secret, now=now)


def write(
    session: Session, service: Service, person: Person | None, browser: str, now: datetime
) -> None:
    """Write a person the mail with her link; for nobody, write one and throw it away.

    So it takes the same time, and nobody learns who works here.
    """
    aside = session.begin_nested()
    to = people.recipient(person) if person else Recipient(uuid4(), "", "nobody", "en")
    token = login.issue(session, person.id, now, browser) if person else token_urlsafe(32)
    url = f"{service.letters.links.base_url.rstrip('/')}/sign-in/{token}"
    send_sign_in(session, to, url, now, service.letters)
    if taken(session, service, "sign-in links", "", ALL_LINKS) and person:
        aside.commit()
    else:
        aside.rollback()


@router.get("/sign-in/{token}")
def enter_page(token: str, page: PageDep, session: SessionDep) -> Response:
    """One button: machines that open the links of mails use none up."""
    ours = login.is_of(session, token, cookie(page.request, BROWSER))
    return page("enter.html", token=token, ours=ours)


@router.post("/sign-in/{token}", dependencies=[Depends(TRIES)])
def enter(token: str, page: PageDep, session: SessionDep, service: ServiceDep) -> Response:
    """Let in, once, in the browser that asked."""
    browser, now = cookie(page.request, BROWSER), service.clock()
    try:
        opened = login.enter(session, token, now, browser)
    except login.OtherBrowser:
        return page("enter.html", 403, token=token, ours=False)
    return let_in(opened, page, session, service)


def let_in(opened: str, page: Page, session: Session, service: Service) -> Response:
    """Begin a session, and end the one that this browser had."""
    login.leave(session, cookie(page.request))
    session.flush()
    found = login.current(session, opened, service.clock())
    response = RedirectResponse(FIRST[found[0].role] if found else "/", 303)
    keep(response, page.request, "", opened, login.SESSION_LASTS)
    return response


def house(service: Service) -> passkeys.House:
    """For whom passkeys are made."""
    return passkeys.House(service.settings.base_url, service.secret)


@router.post("/sign-out")
def sign_out(
    signed_in: SignedInDep, session: SessionDep, service: ServiceDep, page: PageDep
) -> Response:
    """End the session."""
    login.leave(session, cookie(page.request))
    return out(service)


def out(service: Service) -> Response:
    """The way out, and a browser that keeps nothing of the session."""
    response = RedirectResponse("/", 303)
    for which in ("", SEEN):
        name = cookie_name(service.settings.base_url, which)
        response.delete_cookie(name, secure=name.startswith("__Host-"), httponly=True)
    return response
