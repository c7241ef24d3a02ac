"""Commands about people: who may sign in, and a link that lets someone in."""

from typing import Annotated

import typer
from sqlmodel import select

from app import login
from app.bootstrap import Service
from app.cli.loop import acting
from app.cli.said import Json, give, give_json, give_rows, opened, say
from monitor import people
from monitor.tables import Person, Role


def register(app: typer.Typer) -> None:
    """Add these commands."""
    room = typer.Typer(help="Staff and national correspondents.", no_args_is_help=True)
    room.command("add")(add)
    room.command("list")(list_people)
    app.add_typer(room, name="people")
    app.command("sign-in-link")(sign_in_link)


def add(
    email: str,
    name: Annotated[str, typer.Option(help="How mails greet this person.")],
    role: Annotated[Role, typer.Option()] = Role.CORRESPONDENT,
    country: Annotated[list[str] | None, typer.Option(help="A country to watch.")] = None,
    language: str = "en",
) -> None:
    """Let a person in, or change what she is."""
    service = opened()
    with service.writing() as session:
        person = people.add(
            session,
            email=email,
            name=name,
            role=role,
            watches=[code.upper() for code in country or ()],
            language=language,
            now=service.clock(),
        )
        session.commit()
    say(f"{person.name} is {person.role}")


def list_people(as_json: Json = False) -> None:
    """Everyone who may sign in."""
    with opened().reading() as session:
        rows = [
            (p.email, p.name, p.role.value, " ".join(sorted(people.watched(session, p))))
            for p in session.exec(select(Person).order_by(Person.email))
        ]
    columns = ("email", "name", "role", "countries")
    if as_json:
        give_json([dict(zip(columns, row, strict=True)) for row in rows])
    else:
        give_rows(columns, rows)


def sign_in_link(email: str) -> None:
    """A link that lets a person in once, for the operator to hand over."""
    give(link_for(opened(), email))


def link_for(service: Service, email: str) -> str:
    """A one-time sign-in link of a person."""
    with service.writing() as session:
        token = login.issue(session, acting(session, email).id, service.clock())
        session.commit()
    return f"{service.settings.base_url.rstrip('/')}/sign-in/{token}"
