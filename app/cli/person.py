"""`mipex person`: what is held of somebody, and how she is forgotten."""

from typing import Annotated, Any

import typer

from app import personal
from app.cli.said import give_json, mail_address, opened, say
from monitor import people
from monitor.errors import NotAllowed

Address = Annotated[str, typer.Argument(parser=mail_address, help="Her e-mail address.")]


def register(app: typer.Typer) -> None:
    """Add these commands."""
    room = typer.Typer(help="What is held of a person, on her request.", no_args_is_help=True)
    room.command("export")(export)
    room.command("erase")(erase)
    app.add_typer(room, name="person")


def export(email: Address) -> None:
    """Print everything that is held of an address, as one JSON value."""
    service = opened()
    with service.writing() as session:
        operator = people.operator(session)
        found = personal.export(session, email, by=operator, now=service.clock())
        session.commit()
    if not personal.is_anything(found):
        say(f"nothing is held of {email}")
    give_json(found)


def erase(
    email: Address,
    yes: Annotated[bool, typer.Option("--yes", help="Do it without asking.")] = False,
) -> None:
    """Forget who has an address; what she said and did stays on record under her id."""
    service = opened()
    with service.reading() as session:
        found = personal.held(session, email)
    if not personal.is_anything(found):
        say(f"nothing is held of {email}")
        return
    for line in plan(found):
        say(line)
    if not yes and not typer.confirm("Erase?", err=True):
        raise NotAllowed("nothing was erased")
    with service.writing() as session:
        operator = people.operator(session)
        personal.erase(session, email, by=operator, now=service.clock())
        session.commit()
    say(f"{email} is forgotten here; backups and the mailboxes that we read are yours to clean")


def plan(found: dict[str, Any]) -> list[str]:
    """What erasing will do, in words."""
    rows = {name: len(held) for name, held in found.get("rows", {}).items()}
    said = [
        f"deleted: {len(found['subscriptions'])} subscriptions, {rows.get('passkey', 0)} "
        f"passkeys, {rows.get('web_session', 0)} sessions, {rows.get('word_draft', 0)} drafts, "
        "and mails on their way",
        f"emptied: address and text of {len(found['deliveries'])} mails, "
        f"{len(found['public_reports'])} public reports",
    ]
    if found["person"]:
        said += [
            "emptied: her name, address, organisation, notes to staff and reasons of conflicts",
            f"kept under {found['person']['id']}: {rows.get('word', 0)} words, "
            f"{rows.get('change', 0)} changes, {rows.get('report', 0)} reports, "
            f"{rows.get('reply', 0)} replies, and the record",
        ]
    if found["suppression"]:
        said.append("kept: the address among those that are never written to")
    return said
