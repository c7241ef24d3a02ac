"""The service as a process: serve it, or show the whole loop once."""

import socket
import sys
from dataclasses import replace

import uvicorn
from sqlmodel import col, select

from app import demo
from app.bootstrap import Service
from app.cli.people import link_for
from app.cli.said import console, give, opened, say
from app.postbox import open_postbox
from app.schedule import Timetable
from app.web import create_app
from monitor import catalogue, people
from monitor.people_tables import Person, Role
from newsletters.mailer import SmtpMailer

#: Who signs in where nobody has been let in yet; only ever made in development.
FIRST_STAFF = "staff@mipex.example"


def serve() -> None:
    """Serve the pages, with everything that runs on time inside."""
    service = opened()
    settings = service.settings
    if not is_free(settings.host, settings.port):
        say(
            f"Port {settings.port} is taken, perhaps by another `make run`: "
            "stop that, or set MIPEX_PORT to another."
        )
        sys.exit(1)
    if service.mailer is None and settings.dev:
        postbox = open_postbox(settings.var / "outbox")
        service = replace(service, mailer=SmtpMailer("127.0.0.1", postbox.port, tls="none"))
    announce(service)
    timetable = Timetable(service)
    app = create_app(service, wake=timetable.wake)
    timetable.start()
    try:
        uvicorn.run(
            app, host=settings.host, port=settings.port, log_config=None, access_log=False
        )
    finally:
        timetable.stop()


def is_free(host: str, port: int) -> bool:
    """Whether nobody listens there yet."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def announce(service: Service) -> None:
    """Say where it is, what becomes of mails, and how to get in."""
    settings = service.settings
    say(f"MIPEX between editions: {settings.base_url}")
    if settings.dev:
        say(f"Staff come in once by: {link_for(service, first_staff(service))}")
        say(f"Mails are kept in {settings.var / 'outbox'}: {settings.base_url}/outbox")
    elif service.mailer is None:
        say("No mail server is configured (MIPEX_SMTP_HOST): mails wait until there is one.")
    say(watched(service))
    say("Stop with Ctrl+C.")


def watched(service: Service) -> str:
    """How many publishers are about to be asked, and how to ask others."""
    with service.reading() as session:
        asked = len(catalogue.watched(session, service.sources))
    if not asked:
        return "No source is watched: nobody is asked."
    return (
        f"{asked} sources are watched, and asked from now on; MIPEX_SOURCES=FILE watches those "
        "of another file, MIPEX_SOURCES=/dev/null none."
    )


def first_staff(service: Service) -> str:
    """The address of an administrator; in an empty house, of a first one."""
    with service.writing() as session:
        known = session.exec(
            select(Person.email)
            .where(Person.role == Role.ADMINISTRATOR, col(Person.active))
            .order_by(Person.email)
        ).first()
        if known is None:
            people.add(
                session,
                email=FIRST_STAFF,
                name="Staff",
                role=Role.ADMINISTRATOR,
                now=service.clock(),
            )
            session.commit()
    return known or FIRST_STAFF


def show_loop() -> None:
    """Run the whole loop once, from a feed to an inbox, in a folder of its own."""
    for line in demo.run(console):
        give(line)
