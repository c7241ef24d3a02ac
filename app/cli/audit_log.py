"""`mipex audit-log`: the record of who did what, and whether it was touched."""

import re
from typing import Annotated

import typer

from app.cli.said import Json, give, give_json, give_rows, opened
from monitor import audit_log
from monitor.record_tables import AuditEntry

HASH = re.compile("[0-9a-f]{64}")
COLUMNS = ("number", "at", "by", "deed", "kind", "ref", "hash")
Head = Annotated[
    str, typer.Option("--head", help="An end of the chain that you kept: its hash.")
]
Kind = Annotated[str, typer.Option(help="Deeds on one kind of thing, such as report.")]
Ref = Annotated[str, typer.Option(help="Deeds on the thing of this id.")]


def register(app: typer.Typer) -> None:
    """Add these commands."""
    room = typer.Typer(help="Who did what, on which evidence.", no_args_is_help=True)
    room.command("verify")(verify)
    room.command("list")(list_entries)
    app.add_typer(room, name="audit-log")


def verify(head: Head = "") -> None:
    """Follow the chain to its end, and say whether anything in it was touched.

    Keep the hash that it prints elsewhere: with --head it later says whether the chain still
    passes through it, which somebody who wrote the whole chain anew cannot bring about.
    """
    if head and not HASH.fullmatch(head):
        raise typer.BadParameter(f"{head!r} is no hash: one has 64 digits, 0 to 9 and a to f")
    with opened().reading() as session:
        found = audit_log.verify(session)
        passed = not head or audit_log.passes(session, head)
    give(f"head {found.head}")
    if found.broken is not None:
        number, fault = found.broken
        give(f"entry {number} {fault}")
    elif not passed:
        give(f"no entry has the hash {head}: the chain was written anew")
    else:
        give(f"{found.entries} entries, chain intact")
    raise typer.Exit(found.broken is not None or not passed)


def list_entries(kind: Kind = "", ref: Ref = "", as_json: Json = False) -> None:
    """Every deed on record, the oldest first."""
    with opened().reading() as session:
        rows = [
            entry.model_dump()
            for entry in audit_log.entries(session)
            if is_asked_for(entry, kind, ref)
        ]
    if as_json:
        give_json(rows)
    else:
        give_rows(COLUMNS, ([row[column] for column in COLUMNS] for row in rows))


def is_asked_for(entry: AuditEntry, kind: str, ref: str) -> bool:
    """Whether an entry is among those that a call names."""
    return kind in ("", entry.kind) and ref in ("", entry.ref)
