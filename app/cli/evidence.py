"""Commands about evidence: what a report rests on, the documents, and their custody."""

import sys
from collections import Counter
from typing import Annotated, Any
from uuid import UUID

import typer
from rich.progress import Progress
from sqlmodel import Session, select

from app.bootstrap import bootstrap
from app.cli.said import Json, console, give, give_json, give_rows, say
from monitor import reports
from monitor.archive import backing, custody
from monitor.errors import NotFound
from monitor.evidence_tables import TRIES, Evidence, Wanted

COLUMNS = (
    *("evidence", "sha256", "address", "received_at", "status", "content_type", "size"),
    "text_sha256",
)


def register(app: typer.Typer) -> None:
    """Add these commands."""
    room = typer.Typer(help="Archived documents that reports rest on.", no_args_is_help=True)
    room.command("verify")(verify)
    room.command("list")(list_evidence)
    room.command("show")(show)
    app.add_typer(room, name="evidence")


def verify(as_json: Json = False) -> None:
    """Hash every archived document anew and hold it against its receipt.

    Each one that is missing, damaged or nobody's is given on a line of its own; then the exit
    code is 1.
    """
    service = bootstrap()
    tally: Counter[custody.Fault | None] = Counter()
    faults = []
    with Progress(console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task("documents", total=custody.count(service.reading))
        for checked in custody.verify(service.reading, service.archive):
            bar.advance(task)
            tally[checked.fault] += 1
            if checked.fault is not None and as_json:
                faults.append({"fault": checked.fault, "sha256": checked.sha256})
            elif checked.fault is not None:
                give(f"{checked.fault} {checked.sha256}")
    if as_json:
        give_json({"documents": tally.total(), "faults": faults})
    conclude(tally, as_json)


def conclude(tally: Counter[custody.Fault | None], as_json: bool) -> None:
    """Say how the archive stands."""
    if set(tally) <= {None}:
        if not as_json:
            give(f"{tally.total()} documents, all as received")
        return
    told = ", ".join(f"{tally[fault]} {fault}" for fault in custody.Fault if tally[fault])
    say(f"{tally.total()} documents: {told}; docs/howto/verify-evidence.md says what to do")
    sys.exit(1)


def list_evidence(
    report: Annotated[UUID | None, typer.Option(help="A report, by its id.")] = None,
    change: Annotated[UUID | None, typer.Option(help="A change, by its id.")] = None,
    as_json: Json = False,
) -> None:
    """The documents that a report or a change rests on, oldest first."""
    if (report is None) == (change is None):
        raise typer.BadParameter("name one: --report ID or --change ID")
    with bootstrap().reading() as session:
        found = backing.backing(session, named(session, report, change))
    if as_json:
        documents = [dict(zip(COLUMNS, row(d), strict=True)) for d in found.documents]
        give_json({"evidence": documents, "awaited": [waits(w) for w in found.awaited]})
        return
    give_rows(COLUMNS, map(row, found.documents))
    for wanted in found.awaited:
        say(f"still to be archived: {wanted.address}{after(wanted)}")


def named(session: Session, report: UUID | None, change: UUID | None) -> UUID:
    """The report that is meant."""
    if report is not None:
        return reports.found(session, report).id
    assert change is not None
    return backing.report_of(session, change)


def row(document: Evidence) -> tuple[object, ...]:
    """A receipt as data."""
    return (
        *(document.id, document.sha256, document.address, document.received_at),
        *(document.status, document.content_type, document.size, document.text_sha256),
    )


def waits(wanted: Wanted) -> dict[str, Any]:
    """What is still to be archived, as data."""
    due_at = None if wanted.given_up else wanted.due_at
    told = {"tries": wanted.tries, "error": wanted.error, "due_at": due_at}
    return {"address": wanted.address, **told}


def after(wanted: Wanted) -> str:
    """What became of it so far, in words."""
    if not wanted.tries:
        return ""
    ahead = "given up" if wanted.given_up else f"next {wanted.due_at:%Y-%m-%d}"
    return f" (try {wanted.tries} of {TRIES}: {wanted.error or 'under way'}; {ahead})"


def show(
    sha256: Annotated[str, typer.Argument(help="The SHA-256 of a document or a text.")],
    text: Annotated[bool, typer.Option("--text", help="Its readable text.")] = False,
) -> None:
    """Write a document to standard output, byte by byte as it was received."""
    service = bootstrap()
    if text:
        with service.reading() as session:
            receipts = select(Evidence.text_sha256).where(Evidence.sha256 == sha256.lower())
            texts = [found for found in session.exec(receipts) if found]
        if not texts:
            raise NotFound("readable text of", sha256)
        sha256 = texts[0]
    sys.stdout.buffer.write(service.archive.get(sha256.lower()))
    sys.stdout.buffer.flush()
