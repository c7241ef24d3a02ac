"""The mails that a trial run keeps in a folder; there is no such page in public."""

from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, Response

from app.web.deps import PageDep, ServiceDep

#: The HTML of a mail is looked at in a page without rights: no script, no form, no request.
CAGE = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"

router = APIRouter(prefix="/outbox")


@dataclass(frozen=True, slots=True)
class Kept:
    """A mail of the folder and its number."""

    number: int
    subject: str
    to: str
    date: str
    text: str
    html: str


def kept(file: Path) -> Kept:
    """A mail as it was written down."""
    mail = message_from_bytes(file.read_bytes(), policy=default)
    assert isinstance(mail, EmailMessage)
    subject, to, date = (str(mail[name] or "") for name in ("subject", "to", "date"))
    return Kept(int(file.stem), subject, to, date, part(mail, "plain"), part(mail, "html"))


def part(mail: EmailMessage, kind: str) -> str:
    """The text or the HTML of a mail; nothing where it has none."""
    body = mail.get_body((kind,))
    return str(body.get_content()) if body is not None else ""


def found(service: ServiceDep, number: int) -> Kept:
    """A mail by its number."""
    file = service.settings.var / "outbox" / f"{number:04}.eml"
    if not file.is_file():
        raise HTTPException(404)
    return kept(file)


@router.get("")
def outbox(page: PageDep, service: ServiceDep) -> Response:
    """All mails, the latest first."""
    files = sorted((service.settings.var / "outbox").glob("*.eml"), reverse=True)
    return page("outbox.html", mails=[kept(file) for file in files])


@router.get("/{number}")
def mail(number: int, page: PageDep, service: ServiceDep) -> Response:
    """A mail as plain text, with the way to its HTML."""
    return page("mail.html", mail=found(service, number))


@router.get("/{number}/html")
def mail_html(number: int, service: ServiceDep) -> Response:
    """The HTML of a mail, by itself and without any rights."""
    headers = {"Content-Security-Policy": CAGE}
    return HTMLResponse(found(service, number).html, headers=headers)
