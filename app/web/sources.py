"""What staff do to one source in the browser; whatever they say is asked soon, not at once."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session
from starlette.datastructures import FormData

from app.bootstrap import Service
from app.web import choices
from app.web.deps import FormDep, PageDep, ServiceDep, SessionDep, StaffDep
from app.web.pages import Page
from monitor import catalogue, mending
from monitor.errors import Refused
from monitor.source import RHYTHMS, TRUST, stanza
from monitor.sources import KINDS
from newsletters.translate import Words
from newsletters.translate import marked as _

router = APIRouter(prefix="/staff/sources")

#: The fields of the form, in their order; each is a line of the stanza.
FIELDS = (
    "url", "name", "jurisdiction", "language", "kind", "read", "trust", "rhythm", "every_hours",
    "institution", "numbered", "may_be_empty", "note",
)  # fmt: skip
EMPTY = {"kind": "feed", "trust": TRUST[0], "rhythm": "weekly", "every_hours": 6.0}
#: What was done, in the words of the page that shows it.
DONE = {
    "added": _("Added. It is asked within minutes, and what comes is shown here."),
    "mended": _("Saved. It is asked within minutes."),
    "paused": _("Paused. It is not asked until staff say so."),
    "resumed": _("It is asked again, within minutes."),
    "due": _("It is asked within minutes."),
    "forgotten": _("It is as the sources file has it again."),
}
KIND_TITLES = {
    "feed": _("Feed: RSS, Atom or JSON Feed"),
    "list": _("List: a page whose links are the entries"),
    "page": _("Page: each change of its text is an entry"),
    "json": _("API that answers in JSON"),
    "pdf": _("PDF: each change of its text is an entry"),
    "mailbox": _("Mailbox: the mails that it sends"),
}
TRUST_TITLES = {
    "official": _("Official: it makes or publishes the law"),
    "partner": _("Partner: it watches the law with us"),
    "media": _("Media: it tells what others did"),
}
#: Not in the template, which takes its own sentences for markup.
NUMBERED = _(
    "For a gazette whose entries are numbered: it holds (?P<number>…), and (?P<year>…) where "
    "numbers begin anew"
)
RHYTHM_TITLES = {
    "daily": _("daily"),
    "weekly": _("weekly"),
    "monthly": _("monthly"),
    "rarely": _("rarely"),
}


@router.get("/new")
def new(person: StaffDep, page: PageDep) -> Response:
    """The form that adds a source."""
    return form_page(page, filled(EMPTY), {})


@router.post("/new")
def add(
    person: StaffDep, page: PageDep, session: SessionDep, service: ServiceDep, form: FormDep
) -> Response:
    """Watch a new source."""
    try:
        id = mending.add(session, service.sources, lines(form), by=person, now=service.clock())
    except Refused as refused:
        session.rollback()
        return form_page(page, typed(form), refused.faults)
    return done(id, "added")


@router.get("/{id}")
def show(
    id: str, person: StaffDep, page: PageDep, session: SessionDep, service: ServiceDep
) -> Response:
    """One source: how its visits went, what came, and its stanza as a form."""
    return source_page(id, page, session, service)


@router.post("/{id}")
def mend(
    id: str,
    person: StaffDep,
    page: PageDep,
    session: SessionDep,
    service: ServiceDep,
    form: FormDep,
) -> Response:
    """Let a source be as the form says."""
    now = service.clock()
    try:
        mending.mend(session, service.sources, id, lines(form), by=person, now=now)
    except Refused as refused:
        session.rollback()
        return source_page(id, page, session, service, typed(form), refused.faults)
    return done(id, "mended")


@router.post("/{id}/pause")
def pause(
    id: str,
    person: StaffDep,
    page: PageDep,
    session: SessionDep,
    service: ServiceDep,
    form: FormDep,
) -> Response:
    """Ask a source no more, for a reason."""
    why, now = str(form.get("why", "")), service.clock()
    try:
        mending.pause(session, service.sources, id, by=person, why=why, now=now)
    except Refused as refused:
        session.rollback()
        return source_page(id, page, session, service, faults=refused.faults)
    return done(id, "paused")


@router.post("/{id}/resume")
def resume(
    id: str, person: StaffDep, page: PageDep, session: SessionDep, service: ServiceDep
) -> Response:
    """Ask a source again."""
    try:
        mending.resume(session, service.sources, id, by=person, now=service.clock())
    except Refused as refused:
        session.rollback()
        return source_page(id, page, session, service, faults=refused.faults)
    return done(id, "resumed")


@router.post("/{id}/ask")
def ask(id: str, person: StaffDep, session: SessionDep, service: ServiceDep) -> Response:
    """Have a source asked when the collector next wakes."""
    mending.ask_at_once(session, service.sources, id, by=person, now=service.clock())
    return done(id, "due")


@router.post("/{id}/forget")
def forget(id: str, person: StaffDep, session: SessionDep, service: ServiceDep) -> Response:
    """Let a source be as the file has it again."""
    mending.forget(session, service.sources, id, by=person, now=service.clock())
    return done(id, "forgotten")


def done(id: str, what: str) -> Response:
    """Back to the source, which says what was done."""
    return RedirectResponse(f"/staff/sources/{quote(id, safe='')}?done={what}", 303)


def form_page(page: Page, values: Mapping[str, str], faults: Mapping[str, str]) -> Response:
    """The form of a source that is not there yet."""
    return page(
        "source-new.html",
        422 if faults else 200,
        filled=values,
        faults=in_order(faults, page.words),
        offered=offered(page.words),
    )


def source_page(
    id: str,
    page: Page,
    session: Session,
    service: Service,
    values: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
) -> Response:
    """One source, with what was typed into its form."""
    known = catalogue.known(session, service.sources, id)
    differ = {
        line: [spoken(EMPTY.get(line) if value is None else value) for value in both]
        for line, both in known.differences.items()
    }
    return page(
        "source.html",
        422 if faults else 200,
        known=known,
        differ=differ,
        filled=values or filled(EMPTY | stanza(known.source)),
        faults=in_order(faults or {}, page.words),
        offered=offered(page.words),
        hours=hours_until(known.state.due_at, service.clock()) if known.state else 0,
        done=page.words.gettext(DONE.get(page.request.query_params.get("done", ""), " ")),
    )


def lines(form: FormData) -> dict[str, Any]:
    """The lines of a stanza that a form says; what is left empty is as usual."""
    said: dict[str, Any] = {name: value for name, value in typed(form).items() if value}
    if "every_hours" in said:
        said["every_hours"] = number(said["every_hours"])
    if "read" in said:
        said["read"] = table(said["read"])
    if "may_be_empty" in said:
        said["may_be_empty"] = True
    return said


def typed(form: FormData) -> dict[str, str]:
    """What stands in the fields of the form, as it was typed."""
    return {name: str(form.get(name, "")).strip() for name in FIELDS}


def filled(lines: Mapping[str, Any]) -> dict[str, str]:
    """The lines of a stanza as they stand in the fields of the form."""
    return {name: spoken(lines[name]) if name in lines else "" for name in FIELDS}


def spoken(value: object) -> str:
    """A value of a stanza as a person types it."""
    if isinstance(value, Mapping):
        return "\n".join(f"{name} = {text}" for name, text in value.items())
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value or "")


def number(text: str) -> float | str:
    """A number as people type it; what is none is left for the check to refuse."""
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return text


def table(text: str) -> dict[str, str]:
    """Lines like `select = main a`; one without a value keeps none, and is refused."""
    pairs = (line.partition("=") for line in text.splitlines() if line.strip())
    return {name.strip(): unquoted(value.strip()) for name, _, value in pairs}


def unquoted(text: str) -> str:
    """A value without the quotes that the sources file has around it."""
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] in "\"'" else text


def hours_until(due: datetime, now: datetime) -> int:
    """How many hours until a visit; 0 within this one."""
    return max(0, round((due - now).total_seconds() / 3600))


def in_order(faults: Mapping[str, str], words: Words) -> dict[str, str]:
    """Faults in the reader's language, as their fields stand in the form."""
    return choices.ordered(choices.translated(faults, words), ("why", *FIELDS))


def offered(words: Words) -> dict[str, Any]:
    """What the lists of the form offer."""
    languages = {code: name for code, name in words.locale.languages.items() if len(code) == 2}
    by_name = sorted(languages.items(), key=lambda item: item[1].casefold())
    return {
        "countries": choices.all_places(words),
        "languages": [(code, name, "") for code, name in by_name],
        "kinds": titled(KINDS, KIND_TITLES, words),
        "trust": titled(TRUST, TRUST_TITLES, words),
        "rhythms": titled(RHYTHMS, RHYTHM_TITLES, words),
        "numbered": words.gettext(NUMBERED),
        "reads": [(name, sorted(k.needs), sorted(k.takes)) for name, k in KINDS.items()],
    }


def titled(
    names: Mapping[str, object] | tuple[str, ...], titles: Mapping[str, str], words: Words
) -> choices.Choices:
    """Names with their titles in the reader's language."""
    return [(name, words.gettext(titles.get(name, name)), "") for name in names]
