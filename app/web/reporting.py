"""Reporting without an account: the form, the confirmed address, and what became of it."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response
from itsdangerous import BadSignature, URLSafeSerializer
from starlette.datastructures import FormData

from app import limits
from app.bootstrap import Service
from app.web import choices
from app.web.deps import FormDep, PageDep, PanelDep, ServiceDep, SessionDep
from app.web.pages import Page
from app.web.panel import Panel
from app.web.subscriptions import path
from app.web.visitors import OFTEN, is_too_often
from monitor import countries
from monitor.errors import NotFound
from monitor.outsiders import public_reports
from monitor.outsiders.public_reports import Told
from newsletters.addresses import address
from newsletters.errors import BadLink
from newsletters.outside import ask_owner
from newsletters.translate import marked as _

router = APIRouter()

#: The fields in the order of the form; the last two are no person's to fill.
FIELDS = ("country", "title", "url", "summary", "areas", "name", "email", "website", "sent")
#: Nobody fills the form in less, and nobody takes longer.
QUICK, SLOW = timedelta(seconds=3), timedelta(days=1)
#: Reports of one visitor in an hour.
MOST = 10
DAY = timedelta(days=1)
STAMP = "report.form"


class ForgottenReport(BadLink):
    """A report's link was cut off, or nobody confirmed it in time."""


def stamp(service: Service) -> str:
    """When a form was given out, signed."""
    seconds = int(service.clock().timestamp())
    signed = URLSafeSerializer(service.secret, salt=STAMP).dumps(seconds)
    return signed if isinstance(signed, str) else signed.decode()


def age(given: str, service: Service) -> timedelta | None:
    """How long ago a form was given out; None where its stamp is not ours."""
    try:
        seconds = URLSafeSerializer(service.secret, salt=STAMP).loads(given)
    except BadSignature:
        return None
    return timedelta(seconds=service.clock().timestamp() - int(seconds))


def told_in(form: FormData, page: Page) -> Told:
    """What was typed, whether or not it can be taken."""
    typed = {name: str(form.get(name, "")).strip() for name in FIELDS[:4]}
    email = str(form.get("email", ""))
    return Told(
        **typed,
        areas=tuple(map(str, form.getlist("areas"))),
        name=str(form.get("name", "")).strip(),
        email=address(email) or email,
        language=page.words.language,
    )


def faults_of(form: FormData, told: Told, service: Service) -> dict[str, str]:
    """Everything that keeps a report from being taken, a machine's haste too."""
    wrong = public_reports.faults(told)
    if address(told.email) is None:
        wrong["email"] = _("Write an address such as reader@example.org.")
    if form.get("website"):
        wrong["website"] = _("Leave this empty; it is there for programs that fill everything.")
    since = age(str(form.get("stamp", "")), service)
    if since is None or since > SLOW:
        wrong["sent"] = _("The page was open for very long. Send it once more.")
    elif since < QUICK:
        wrong["sent"] = _("That was very quick. Read it through once, and send it again.")
    return wrong


@router.get("/report")
def report_form(
    page: PageDep, panel: PanelDep, service: ServiceDep, country: str = ""
) -> Response:
    """The form that anyone may fill; a country may be chosen already."""
    if "sent" in page.request.query_params:
        return page("public-report-sent.html")
    chosen = country if country in countries.known() else ""
    return form_page(page, panel, service, Told(email="", country=chosen, title=""), {})


@router.post("/report")
def report(
    page: PageDep, panel: PanelDep, session: SessionDep, service: ServiceDep, form: FormDep
) -> Response:
    """Keep a report, and ask the owner of its address; the answer is the same for each."""
    told, now = told_in(form, page), service.clock()
    wrong = faults_of(form, told, service)
    if not wrong and is_too_often(page.request, session, "report", told.email, MOST):
        wrong["sent"] = OFTEN
    if wrong:
        given = str(form.get("stamp", "")) if age_is_fine(form, service) else ""
        return form_page(page, panel, service, told, wrong, given)
    kept = public_reports.keep(session, told, now)
    # One mail a day: it lets her confirm all that was reported in her name.
    if limits.take(
        session, "report mail", told.email, most=1, per=DAY, secret=service.secret, now=now
    ):
        ask_owner(session, kept, now, service.letters)
    return RedirectResponse("/report?sent=1", 303)


def age_is_fine(form: FormData, service: Service) -> bool:
    """Whether a form may keep its stamp, so that sending it again is no longer quick."""
    since = age(str(form.get("stamp", "")), service)
    return since is not None and since <= SLOW


def form_page(
    page: Page,
    panel: Panel,
    service: Service,
    told: Told,
    faults: Mapping[str, str],
    given: str = "",
) -> Response:
    """The form with all that was typed, and what is to be put right."""
    said = choices.ordered(choices.translated(faults, page.words), FIELDS)
    return page(
        "public-report.html",
        422 if faults else 200,
        filled=asdict(told),
        website="",
        faults=said,
        stamp=given or stamp(service),
        countries=choices.all_places(page.words),
        topics=choices.topics(panel.codebook, page.words),
    )


def named(service: Service, token: str) -> UUID:
    """The report that a link names.

    Raises:
        ForgottenReport: it names none.
    """
    try:
        return service.letters.links.reported_by(token)
    except BadLink as error:
        raise ForgottenReport(str(error)) from error


@router.get("/report/confirm/{token}")
def confirm_page(
    token: str, page: PageDep, session: SessionDep, service: ServiceDep
) -> Response:
    """One button: machines that open the links of mails confirm nothing."""
    id = named(service, token)
    try:
        rows = public_reports.waiting(session, id)
    except NotFound as error:
        raise ForgottenReport(str(error)) from error
    if not rows:
        return RedirectResponse(path(service.letters.links.reported(id)), 303)
    page.request.state.language = rows[0].language
    return page("public-report-confirm.html", rows=rows, faults={})


@router.post("/report/confirm/{token}")
def confirm(
    token: str, page: PageDep, session: SessionDep, service: ServiceDep, form: FormDep
) -> Response:
    """The owner of the address says which reports are hers; they are opened."""
    id = named(service, token)
    try:
        rows = public_reports.waiting(session, id)
    except NotFound as error:
        raise ForgottenReport(str(error)) from error
    hers = {row.id for row in rows if len(rows) == 1 or str(row.id) in form.getlist("hers")}
    if rows and not hers:
        page.request.state.language = rows[0].language
        fault = page.words.gettext("Tick what you reported. If none is yours, close this page.")
        return page("public-report-confirm.html", 422, rows=rows, faults={"hers": fault})
    public_reports.confirm(session, id, hers, now=service.clock())
    shown = id if id in hers or not hers else min(hers)
    return RedirectResponse(path(service.letters.links.reported(shown)), 303)


@router.get("/reported/{public_report}")
def standing(public_report: UUID, page: PageDep, session: SessionDep) -> Response:
    """How far a report has come; nothing of whoever made it, and none of its words."""
    return page(
        "public-report-state.html", standing=public_reports.standing(session, public_report)
    )
