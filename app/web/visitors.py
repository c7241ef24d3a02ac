"""Who comes to a page, before anybody knows who she is: cookies, other sites' forms, limits."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

from fastapi import Request, Response
from sqlmodel import Session

from app import limits
from app.bootstrap import Service
from newsletters.addresses import inbox
from newsletters.translate import marked as _

#: Mail programs post here by themselves; the address alone is the key, no cookie counts.
ONE_CLICK = "/unsubscribe/"
#: Cookies besides the session's: when its browser was last here, and which browser that is.
SEEN, BROWSER = "seen", "browser"
#: What one inbox may be written because of one form, in a day.
MOST_OF_HER = 10
OFTEN = _("Much was sent from here just now. Wait an hour, and send it again.")


def the_service(request: Request) -> Service:
    """The service that the pages belong to."""
    service: Service = request.app.state.service
    return service


class SignInFirst(Exception):
    """The page is for people who signed in."""


class PasskeyFirst(Exception):
    """The page is for people who have shown a passkey."""


class ForeignForm(Exception):
    """The form came from another site, or from a page that is too old."""


class TooOften(Exception):
    """One visitor did something too often."""


def cookie_name(base_url: str, which: str = "") -> str:
    """A cookie's name, the session's if none; over https, browsers bind it to this host."""
    name = f"mipex-{which}" if which else "mipex"
    return f"__Host-{name}" if base_url.startswith("https:") else name


def cookie(request: Request, which: str = "") -> str:
    """What a browser keeps for us; nothing where it keeps none."""
    base_url = the_service(request).settings.base_url
    return request.cookies.get(cookie_name(base_url, which), "")


def keep(
    response: Response, request: Request, which: str, value: str, lasts: timedelta
) -> None:
    """Let the browser keep a cookie that no script and no other site can read."""
    base_url = the_service(request).settings.base_url
    response.set_cookie(
        cookie_name(base_url, which),
        value,
        int(lasts.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=base_url.startswith("https:"),
    )


def mark_seen(request: Request, mark: str, lasts: timedelta) -> None:
    """Let the answer, whatever it is, tell the browser that it was here now."""
    answer = Response()
    keep(answer, request, SEEN, mark, lasts)
    request.state.cookie = answer.headers["set-cookie"]


def visitor(request: Request) -> str:
    """Whom we count as one visitor: a network address, or the network that it belongs to."""
    return limits.network(request.client.host) if request.client else ""


def limited(what: str, *, most: int, per: timedelta) -> Callable[[Request], None]:
    """What lets one visitor do something so often, and counts what fails as well.

    It counts in a transaction of its own, before the request's begins.
    """

    def check(request: Request) -> None:
        service, who = the_service(request), visitor(request)
        with service.writing() as session:
            taken = limits.take(
                session, what, who, most=most, per=per, secret=service.secret,
                now=service.clock(),
            )  # fmt: skip
            session.commit()
        if not taken:
            raise TooOften

    return check


def is_too_often(request: Request, session: Session, what: str, email: str, most: int) -> bool:
    """Whether a visitor, or what is written to one inbox, can wait with a form that mails.

    An inbox gets few such mails a day, by whatever name of it they are asked for.
    """
    service = the_service(request)
    counted = (
        (what, visitor(request), most, timedelta(hours=1)),
        (f"{what} of", inbox(email.strip().lower()), MOST_OF_HER, timedelta(days=1)),
    )
    return not all(
        limits.take(
            session, which, who, most=most, per=per, secret=service.secret, now=service.clock()
        )
        for which, who, most, per in counted
    )


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
