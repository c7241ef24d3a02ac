"""Subscribing, confirming, changing, and stopping."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse, RedirectResponse, Response
from sqlmodel import Session
from starlette.datastructures import FormData

from app.web import choices
from app.web.deps import FormDep, PageDep, PanelDep, ServiceDep, SessionDep
from app.web.pages import Page
from app.web.panel import Panel
from app.web.visitors import OFTEN, is_too_often
from newsletters import subscribers
from newsletters.cadence import ALERT, CADENCES
from newsletters.errors import BadLink, Refused
from newsletters.letters import Letters
from newsletters.queries import Subscribed, subscription
from newsletters.subscribers import Preferences
from newsletters.translate import Words
from newsletters.translate import marked as _

ALL, SOME = "all", "some"
#: Tries of one visitor in an hour; a whole office may be behind one address.
MOST = 30
#: The fields in the order of the form.
FIELDS = ("email", "cadence", "places", "countries", "areas", "language")

router = APIRouter()


class BrokenLink(BadLink):
    """A reader's link was cut off or altered; she has no desk to sign in to."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What stands in the form, whether or not it can be taken."""

    email: str = ""
    cadence: str = "monthly"
    language: str = "en"
    places: str = ""
    countries: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()

    @property
    def preferences(self) -> Preferences:
        """What is wanted: all countries, or those that are ticked."""
        chosen = () if self.places == ALL else self.countries
        return Preferences(self.cadence, self.language, chosen, self.areas)

    @property
    def faults(self) -> dict[str, str]:
        """What only the form can know: no country ticked does not mean all of them."""
        if self.places == SOME and not self.countries:
            return {"countries": _("Tick at least one country, or choose all of them.")}
        if self.places not in (ALL, SOME):
            return {"places": _("Choose all countries, or only some.")}
        return {}


def path(url: str) -> str:
    """An address of ours as this browser reached us: a form leads to no other host."""
    return urlsplit(url).path


def refuse(faults: Mapping[str, str]) -> None:
    """Take nothing of a form with faults.

    Raises:
        Refused: there are some.
    """
    if faults:
        raise Refused(faults)


def wanted_of(form: FormData) -> Wanted:
    """What was typed."""
    return Wanted(
        email=str(form.get("email", "")),
        cadence=str(form.get("cadence", "")),
        language=str(form.get("language", "")),
        places=str(form.get("places", "")),
        countries=tuple(map(str, form.getlist("countries"))),
        areas=tuple(map(str, form.getlist("areas"))),
    )


def offer(panel: Panel, words: Words, letters: Letters, wanted: Wanted) -> dict[str, Any]:
    """What the form offers; a country once chosen stays on the list."""
    return {
        "wanted": wanted,
        "cadences": (ALERT, *CADENCES),
        "names": choices.places(
            {*panel.standings, *wanted.countries}, words, first=wanted.countries
        ),
        "topics": choices.topics(panel.codebook, words),
        "tongues": choices.tongues(letters),
    }


def form_again(
    template: str,
    page: Page,
    offered: Mapping[str, Any],
    faults: Mapping[str, str],
    **more: Any,
) -> Response:
    """The form with all that was typed, and what is to be put right."""
    told = choices.ordered(choices.translated(faults, page.words), FIELDS)
    return page(template, 422, faults=told, **offered, **more)


def named(read: Callable[[str], UUID], token: str) -> UUID:
    """The subscription that a reader's link names.

    Raises:
        BrokenLink: it names none.
    """
    try:
        return read(token)
    except BadLink as error:
        raise BrokenLink(str(error)) from error


def hers(session: Session, id: UUID, page: Page) -> Subscribed:
    """A subscription; from here on the page speaks its language.

    Raises:
        NoSubscription: it is gone.
    """
    found = subscription(session, id)
    page.request.state.language = found.preferences.language
    return found


@router.get("/subscribe")
def subscribe_form(page: PageDep, panel: PanelDep, service: ServiceDep) -> Response:
    """What to receive, and how often; a country may be chosen already."""
    asked = page.request.query_params
    if "sent" in asked:
        return page("inbox.html")
    places = tuple(c for c in asked.getlist("country") if c in panel.standings)
    wanted = Wanted(
        language=page.words.language,
        places=SOME if places else "",
        countries=places,
    )
    offered = offer(panel, page.words, service.letters, wanted)
    return page("subscribe.html", faults={}, **offered)


@router.post("/subscribe")
def subscribe(
    page: PageDep, panel: PanelDep, session: SessionDep, service: ServiceDep, form: FormDep
) -> Response:
    """Ask the owner of the address to confirm; the answer is the same for every address."""
    wanted = wanted_of(form)
    often = is_too_often(page.request, session, "subscribe", wanted.email, MOST)
    try:
        with session.begin_nested():
            refuse({"email": OFTEN} if often else {})
            now = service.clock()
            subscribers.ask(session, wanted.email, wanted.preferences, now, service.letters)
            refuse(wanted.faults)
    except Refused as refused:
        faults = wanted.faults | refused.faults
        offered = offer(panel, page.words, service.letters, wanted)
        return form_again("subscribe.html", page, offered, faults)
    return RedirectResponse("/subscribe?sent=1", 303)


@router.get("/subscriptions/confirm/{token}")
def confirm_page(
    token: str, page: PageDep, session: SessionDep, service: ServiceDep
) -> Response:
    """One button: machines that open the links of mails confirm nothing."""
    found = hers(session, named(service.letters.links.confirmed_by, token), page)
    return page("subscription-confirm.html", subscription=found, done=found.confirmed)


@router.post("/subscriptions/confirm/{token}")
def confirm(token: str, session: SessionDep, service: ServiceDep) -> Response:
    """The owner of the address says yes, and sees what she gets."""
    id = named(service.letters.links.confirmed_by, token)
    subscribers.confirm(session, id, service.clock())
    return RedirectResponse(
        path(service.letters.links.preferences(id)) + "?saved=confirmed", 303
    )


@router.get("/subscriptions/{token}")
def preferences_page(
    token: str,
    page: PageDep,
    panel: PanelDep,
    session: SessionDep,
    service: ServiceDep,
    saved: str = "",
) -> Response:
    """What a reader gets, to be changed."""
    id = named(service.letters.links.preferred_by, token)
    found = hers(session, id, page)
    kept = found.preferences
    wanted = Wanted(
        found.email,
        kept.cadence,
        kept.language,
        SOME if kept.countries else ALL,
        kept.countries,
        kept.areas,
    )
    return page(
        "preferences.html",
        faults={},
        token=token,
        saved=saved,
        unsubscribe=service.letters.links.unsubscribe(id),
        **offer(panel, page.words, service.letters, wanted),
    )


@router.post("/subscriptions/{token}")
def change_preferences(
    token: str,
    page: PageDep,
    panel: PanelDep,
    session: SessionDep,
    service: ServiceDep,
    form: FormDep,
) -> Response:
    """Want something else from now on."""
    links = service.letters.links
    id = named(links.preferred_by, token)
    hers(session, id, page)
    wanted = wanted_of(form)
    try:
        with session.begin_nested():
            subscribers.change_preferences(session, id, wanted.preferences, service.letters)
            refuse(wanted.faults)
    except Refused as refused:
        offered = offer(panel, page.words, service.letters, wanted)
        ways = {"token": token, "saved": "", "unsubscribe": links.unsubscribe(id)}
        faults = wanted.faults | refused.faults
        return form_again("preferences.html", page, offered, faults, **ways)
    return RedirectResponse(path(links.preferences(id)) + "?saved=changed", 303)


@router.get("/unsubscribe/{token}")
def unsubscribe_page(
    token: str, page: PageDep, session: SessionDep, service: ServiceDep
) -> Response:
    """A choice: stop, or get less."""
    id = named(service.letters.links.unsubscribed_by, token)
    found = hers(session, id, page)
    preferences = service.letters.links.preferences(id)
    return page(
        "unsubscribe.html", token=token, subscription=found, preferences=preferences, faults={}
    )


@router.post("/unsubscribe/{token}")
def unsubscribe(
    token: str, page: PageDep, session: SessionDep, service: ServiceDep, form: FormDep
) -> Response:
    """Stop at once: by the form's choice, or by a mail program's one click (RFC 8058)."""
    links = service.letters.links
    id = named(links.unsubscribed_by, token)
    if form.get("List-Unsubscribe") == "One-Click":
        subscribers.unsubscribe(session, id)
        return PlainTextResponse("Unsubscribed.\n")
    found = hers(session, id, page)
    match form.get("choice"):
        case "stop":
            subscribers.unsubscribe(session, id)
            return page("unsubscribed.html")
        case "less":
            return RedirectResponse(path(links.preferences(id)), 303)
    fault = page.words.gettext("Choose one of the two.")
    return page(
        "unsubscribe.html",
        422,
        token=token,
        subscription=found,
        preferences=links.preferences(id),
        faults={"choice": fault},
    )
