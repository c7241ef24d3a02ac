"""Commands about people: who may sign in, and a link that lets somebody in."""

from typing import Annotated

import typer
from sqlmodel import col, select

from app import login
from app.bootstrap import Service
from app.cli.loop import acting
from app.cli.said import Json, country, give, give_json, give_rows, mail_address, opened, say
from monitor import people
from monitor.asking import handing
from monitor.people_tables import INSIDE, Person, Role
from newsletters import subscribers


def register(app: typer.Typer) -> None:
    """Add these commands."""
    room = typer.Typer(help="Staff and national correspondents.", no_args_is_help=True)
    room.command("add")(add)
    room.command("list")(list_people)
    room.command("remove")(remove)
    app.add_typer(room, name="people")
    app.command("sign-in-link")(sign_in_link)
    app.command("suppress")(suppress)


def add(
    email: Annotated[str, typer.Argument(parser=mail_address)],
    name: Annotated[str, typer.Option(help="How mails greet this person.")],
    role: Annotated[
        Role, typer.Option(help="What the person is here; nobody is made a reporter.")
    ] = Role.CORRESPONDENT,
    watches: Annotated[
        list[str] | None, typer.Option("--country", parser=country, help="A country to watch.")
    ] = None,
    language: Annotated[str, typer.Option(help="The language of her mails.")] = "en",
    organisation: Annotated[
        str | None, typer.Option(help="For whom a partner or a government speaks.")
    ] = None,
    minutes: Annotated[
        int | None, typer.Option(min=0, help="How much of her time we may ask for in a month.")
    ] = None,
) -> None:
    """Let a person in, or change what she is."""
    service = opened()
    if language not in (spoken := service.letters.translations.languages):
        raise typer.BadParameter(f"mails speak {', '.join(spoken)}, not {language!r}")
    with service.writing() as session:
        if role is Role.STAFF and not people.administrators(session):
            role = Role.ADMINISTRATOR
            say("Nobody can let others in yet: the first of staff is an administrator.")
        person = people.add(
            session,
            email=email,
            name=name,
            role=role,
            watches=watches or (),
            language=language,
            organisation=organisation,
            minutes_a_month=minutes,
            by=people.operator(session).id,
            now=service.clock(),
        )
        session.commit()
    say(f"{person.name} is {person.role}")


def remove(email: str) -> None:
    """Sign a person off: she acts no longer, her sessions end, her questions pass on."""
    service = opened()
    with service.writing() as session:
        person = acting(session, email)
        by = people.operator(session).id
        people.sign_off(session, person, by=by, now=service.clock())
        handing.leave(session, person.id, "gone", now=service.clock())
        login.forget(session, person.id)
        session.commit()
    say(f"{person.name} may act no longer; what was done stays on record")


def suppress(
    email: str, reason: Annotated[str, typer.Option(help="Why, for those who come after.")]
) -> None:
    """Never write to an address again, whatever it subscribes to."""
    service = opened()
    with service.writing() as session:
        subscribers.suppress(session, email, reason, service.clock())
        session.commit()
    say("nothing is sent there any more")


def list_people(as_json: Json = False) -> None:
    """Everyone who may sign in."""
    inside = col(Person.active), col(Person.role).in_(INSIDE)
    known = select(Person).where(*inside).order_by(Person.email)
    with opened().reading() as session:
        rows = [
            (p.email, p.name, p.role.value, " ".join(sorted(people.watched(session, p))))
            for p in session.exec(known)
        ]
    columns = ("email", "name", "role", "countries")
    if as_json:
        give_json([dict(zip(columns, row, strict=True)) for row in rows])
    else:
        give_rows(columns, rows)


def sign_in_link(email: str) -> None:
    """A link that lets a person in once, in any browser, without her passkey."""
    give(link_for(opened(), email))


def link_for(service: Service, email: str) -> str:
    """A one-time sign-in link of a person."""
    with service.writing() as session:
        token = login.issue(session, acting(session, email).id, service.clock())
        session.commit()
    return f"{service.settings.base_url.rstrip('/')}/sign-in/{token}"
