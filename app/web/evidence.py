"""Evidence as people see it: who may read a document, and who may only see that it is kept.

That it is kept is public where a released change rests on it. What it says is for those who
check it: publishers' texts are not ours to publish.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.web.deps import (
    FormDep,
    PageDep,
    ServiceDep,
    SessionDep,
    answering,
    person,
)
from app.web.visitors import SignInFirst
from monitor import catalogue, people
from monitor.archive import backing
from monitor.errors import Damaged, NotAllowed, NotFound
from monitor.evidence import Archive
from monitor.evidence_tables import Evidence
from monitor.people_tables import Person
from monitor.tables import Change, Report
from newsletters.errors import BadLink

router = APIRouter(prefix="/evidence")

#: A document is only ever saved, and never opened here: it may hold scripts.
CAGED = {
    "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
}
#: How the names of saved files end, where nothing can run in them.
ENDINGS = {"application/pdf": "pdf", "application/json": "json", "text/plain": "txt"}
#: Characters of a text that a page shows.
LONGEST = 100_000


@dataclass(frozen=True, slots=True)
class Opened:
    """A document, what rests on it, and how much of it its reader may see."""

    document: Evidence
    #: The reports on it that the reader may see.
    reports: Sequence[Report]
    #: The released changes that rest on it.
    changes: Sequence[Change]
    #: Whether the reader may read it; else only that it is kept.
    inside: bool


def opened(
    request: Request,
    evidence_id: UUID,
    session: SessionDep,
    service: ServiceDep,
    form: FormDep,
    key: str = "",
) -> Opened:
    """What a reader may see of a document, by the key of her mail or by her session.

    Raises:
        SignInFirst, BadLink, NotFound, NotAllowed: as they say.
    """
    reports = backing.reports_on(session, evidence_id)
    changes = backing.released_on(session, evidence_id)
    if key:
        named = service.letters.links.asked_by(key)
        if named[1] not in {report.id for report in reports}:
            raise BadLink("this link was made for another question")
        who: Person | None = answering(request, session, service, form, named, named[1])
        reports = [report for report in reports if report.id == named[1]]
    else:
        who = visitor(request, session, service, form)
    if who is None and not changes:
        raise SignInFirst
    document = backing.found(session, evidence_id)
    mine = [report for report in reports if who and sees(session, who, report)]
    inside = bool(mine) or (who is not None and who.is_staff)
    if not inside and not changes:
        raise NotAllowed("this document backs another country's question")
    return Opened(document, mine, changes, inside)


OpenedDep = Annotated[Opened, Depends(opened)]


def visitor(
    request: Request, session: Session, service: ServiceDep, form: FormDep
) -> Person | None:
    """Whoever signed in, or nobody."""
    with suppress(SignInFirst):
        return person(request, session, service, form)
    return None


def sees(session: Session, who: Person, report: Report) -> bool:
    """Whether a person may see a report."""
    try:
        people.check_sees(session, who, report.country, report.reported_by)
    except NotAllowed:
        return False
    return True


@router.get("/{evidence_id}")
def evidence_page(
    opened: OpenedDep, page: PageDep, session: SessionDep, service: ServiceDep
) -> Response:
    """A document: where it came from and when, its hash, and for some what it says."""
    shown: dict[str, Any] = {"text": "", "cut": False, "damaged": False}
    told = backing.told_by(session, opened.document.id, [r.id for r in opened.reports])
    names = catalogue.names(session, service.sources)
    session.close()  # the archive may be far, and a transaction waits for nothing
    if opened.inside:
        shown = said(service.archive, opened.document)
    return page(
        "evidence.html",
        opened=opened,
        document=opened.document,
        query=queried(page.request),
        told=told,
        source_names=names,
        **shown,
    )


def said(archive: Archive, document: Evidence) -> dict[str, Any]:
    """What a document says, as far as a page shows it; or that its bytes are not what came."""
    try:
        text = archive.get(document.text_sha256).decode() if document.text_sha256 else ""
        damaged = not archive.has(document.sha256)
    except (NotFound, Damaged):
        text, damaged = "", True
    return {"text": text[:LONGEST], "cut": len(text) > LONGEST, "damaged": damaged}


@router.get("/{evidence_id}/raw")
def raw(opened: OpenedDep, session: SessionDep, service: ServiceDep) -> Response:
    """The bytes as they were received, to be saved.

    Raises:
        NotAllowed: the reader may only see that they are kept.
        Damaged: they are not there any more, or are others.
    """
    if not opened.inside:
        raise NotAllowed("this document backs another country's question")
    session.close()
    document = opened.document
    kind = document.content_type.partition(";")[0].strip().lower()
    name = f"{document.sha256[:16]}.{ENDINGS.get(kind, 'bin')}"
    try:
        body = service.archive.get(document.sha256)
    except NotFound:
        raise Damaged(document.sha256) from None
    return Response(
        body,
        media_type="application/octet-stream",
        headers=CAGED | {"Content-Disposition": f'attachment; filename="{name}"'},
    )


def resting(session: Session, report_id: UUID, request: Request) -> dict[str, Any]:
    """What a report rests on, for a page about it that a mail's key may have opened."""
    return {"backing": backing.backing(session, report_id), "query": queried(request)}


def queried(request: Request) -> str:
    """The key of a mail, carried on from a question's page to its evidence and back."""
    key = request.query_params.get("key")
    return f"?key={key}" if key else ""
