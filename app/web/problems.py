"""What each error means to a reader: a status, what happened, and what to do next."""

import logging
from dataclasses import dataclass, replace

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from app.login import NoEntry
from app.passkeys import BadPasskey
from app.web.deps import page
from app.web.entry import FIRST
from app.web.headers import ALWAYS, ASIDE
from app.web.reporting import ForgottenReport
from app.web.subscriptions import BrokenLink
from app.web.visitors import ForeignForm, PasskeyFirst, SignInFirst, TooOften
from monitor.errors import (
    AlreadyDecided,
    Damaged,
    FiguresMoved,
    InDispute,
    MonitorError,
    NotAllowed,
    NotFound,
    OwnReport,
    Refused,
)
from monitor.people_tables import STAFF, Role
from newsletters.errors import BadLink, NewsletterError, NoSubscription
from newsletters.errors import Refused as Declined
from newsletters.translate import marked as _
from scoring import ScoringError

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Problem:
    """A status, what happened, what to do, and the words and address of the way on."""

    status: int
    title: str
    advice: str
    way: tuple[str, str] = (_("Go to the first page"), "/")


SIGN_IN = (_("Ask for a link to sign in"), "/sign-in")
SUBSCRIBE = (_("Subscribe"), "/subscribe")
#: The way on for whoever signed in and may not do this one thing.
BACK = {role: _("What waits") if role in STAFF else _("Your desk") for role in Role}
UNKNOWN = Problem(
    500,
    _("Something broke on our side"),
    _("Nothing was changed. Try again in a minute; if it stays, tell us when it happened."),
)
MISSING = Problem(
    404,
    _("There is no such page"),
    _("The address may be cut off, or speak of something that is not released yet."),
)
FOREIGN = Problem(
    403,
    _("This form came from somewhere else, or is too old"),
    _("Nothing was changed. Open the page here again and send it once more."),
)
OFTEN = Problem(
    429,
    _("Too many tries from here"),
    _("Nothing was changed. Wait an hour, then try again."),
)

WRONG = Problem(422, _("Something has to be put right"), _("Go back and check the form."))

#: What the parts below raise, knowing nothing of HTTP.
PROBLEMS: dict[type[Exception], Problem] = {
    NotFound: MISSING,
    RequestValidationError: MISSING,
    ForeignForm: FOREIGN,
    TooOften: OFTEN,
    NotAllowed: Problem(
        403,
        _("This page is for somebody else"),
        _("You may be signed in with another address, or the country is another person’s."),
        SIGN_IN,
    ),
    OwnReport: Problem(
        403,
        _("Another person decides on your report"),
        _("Whoever reports a change does not confirm it. Your colleagues were asked."),
    ),
    NoEntry: Problem(
        410,
        _("This sign-in link was used, or is over"),
        _("A link lets you in once, and within half an hour. Ask for a new one."),
        SIGN_IN,
    ),
    BadPasskey: Problem(
        403,
        _("This passkey does not open the door"),
        _(
            "It may not be known here, or the page was open for too long. "
            "Try once more, or use a mailed link."
        ),
        SIGN_IN,
    ),
    InDispute: Problem(
        409,
        _("Two answers to this question differ"),
        _("Staff rule on it, and both answers stand until then. Nothing was changed."),
    ),
    AlreadyDecided: Problem(
        409,
        _("This was decided before"),
        _("Somebody was faster. Nothing was changed by what you sent."),
    ),
    FiguresMoved: Problem(
        409,
        _("The figures have moved since you looked"),
        _("Nothing was released. Look at them again."),
        (_("Go to the drafts"), "/staff/changes"),
    ),
    Damaged: Problem(
        500,
        _("The kept bytes are not what was received"),
        _("Tell whoever runs the service: mipex evidence verify names every such document."),
    ),
    Refused: WRONG,
    Declined: WRONG,
    ScoringError: Problem(
        422,
        _("This answer cannot be scored"),
        _("It does not fit the index’s questions. Go back and choose another, or tell staff."),
    ),
    BadLink: Problem(
        404,
        _("This link does not work"),
        _(
            "It may be cut off: open it from the mail itself. "
            "Correspondents and staff can also sign in."
        ),
        SIGN_IN,
    ),
    ForgottenReport: Problem(
        404,
        _("This link does not work"),
        _("It may be cut off, or your report was not confirmed within a week. Send it anew."),
        (_("Tell us of a change"), "/report"),
    ),
    BrokenLink: Problem(
        404,
        _("This link does not work"),
        _("It may be cut off: open it from the mail itself, or subscribe anew."),
        SUBSCRIBE,
    ),
    NoSubscription: Problem(
        410,
        _("This subscription has ended"),
        _("Nothing is sent to you any more. You can subscribe again at any time."),
        SUBSCRIBE,
    ),
}  # fmt: skip

#: What the frame around the routes says.
REFUSALS: dict[int, Problem] = {
    400: FOREIGN,
    404: MISSING,
    405: MISSING,
    408: FOREIGN,
    413: Problem(
        413,
        _("This is too long"),
        _("Go back and shorten what you wrote; a source can be given by its address."),
    ),
}


def problem_of(error: Exception) -> Problem:
    """What an error means to a reader, by its nearest kind."""
    if isinstance(error, HTTPException):
        return REFUSALS.get(error.status_code, MISSING)
    return next((PROBLEMS[kind] for kind in type(error).__mro__ if kind in PROBLEMS), UNKNOWN)


def explain(request: Request, error: Exception) -> Response:
    """An error as a page."""
    problem = problem_of(error)
    if problem.status == 500:
        # The route's pattern, not the address: that may hold a token.
        route = getattr(request.scope.get("route"), "path", "a page")
        logger.error("%s %s failed", request.method, route, exc_info=error)
    person = getattr(request.state, "person", None)
    if problem.status == 403 and person is not None:
        problem = replace(problem, way=(BACK[person.role], FIRST[person.role]))
    answer = page(request)("problem.html", problem.status, problem=problem)
    answer.headers.update(ALWAYS | ASIDE)  # what stands around a broken page adds none
    return answer


def sign_in_first(request: Request, error: Exception) -> Response:
    """The way in, for whoever has not signed in."""
    return RedirectResponse("/sign-in", 303)


def passkey_first(request: Request, error: Exception) -> Response:
    """The way to a passkey, for whoever came by a mailed link alone."""
    return RedirectResponse("/passkey", 303)


def explain_errors(app: FastAPI) -> None:
    """Let every error end in a page."""
    kinds = (MonitorError, NewsletterError, ScoringError, HTTPException)
    for kind in (*kinds, ForeignForm, TooOften, RequestValidationError, Exception):
        app.add_exception_handler(kind, explain)
    app.add_exception_handler(SignInFirst, sign_in_first)
    app.add_exception_handler(PasskeyFirst, passkey_first)
