"""Signing in by a mailed link, and out."""

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from app import login
from app.web.deps import FormDep, PageDep, PersonDep, ServiceDep, SessionDep, cookie_name
from monitor import people
from monitor.tables import STAFF, Role
from newsletters.notices import send_sign_in

#: Where people begin, by what they are to the monitor.
FIRST = {role: "/staff" if role in STAFF else "/desk" for role in Role}

router = APIRouter()


@router.get("/sign-in")
def sign_in(page: PageDep) -> Response:
    """Ask for an address; once it was given, say that a link may be on its way."""
    return page("sign-in.html", sent="sent" in page.request.query_params)


@router.post("/sign-in")
def send_link(session: SessionDep, service: ServiceDep, form: FormDep) -> Response:
    """Mail a link to whoever works here; to everybody the answer is the same."""
    now = service.clock()
    asked = login.ask(session, str(form.get("email", "")), now)
    if asked is not None:
        person, token = asked
        url = f"{service.letters.links.base_url.rstrip('/')}/sign-in/{token}"
        send_sign_in(session, people.recipient(person), url, now, service.letters)
    return RedirectResponse("/sign-in?sent=1", 303)


@router.get("/sign-in/{token}")
def enter_page(token: str, page: PageDep) -> Response:
    """One button: machines that open the links of mails use none up."""
    return page("enter.html", token=token)


@router.post("/sign-in/{token}")
def enter(token: str, session: SessionDep, service: ServiceDep) -> Response:
    """Let in, once."""
    now = service.clock()
    cookie = login.enter(session, token, now)
    person = login.who(session, cookie, now)
    response = RedirectResponse(FIRST[person.role] if person else "/", 303)
    response.set_cookie(
        cookie_name(service.settings.base_url),
        cookie,
        int(login.SESSION_LASTS.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=service.settings.base_url.startswith("https:"),
    )
    return response


@router.post("/sign-out")
def sign_out(
    person: PersonDep, session: SessionDep, service: ServiceDep, page: PageDep
) -> Response:
    """End the session."""
    name = cookie_name(service.settings.base_url)
    login.leave(session, page.request.cookies.get(name, ""))
    response = RedirectResponse("/", 303)
    response.delete_cookie(name, secure=name.startswith("__Host-"), httponly=True)
    return response
