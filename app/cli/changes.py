"""Commands about confirmed changes: put a file of them on record, and list them."""

from dataclasses import astuple
from pathlib import Path
from typing import Annotated

import typer

from app.bootstrap import INDEX, bootstrap
from app.cli.said import (
    Index,
    Json,
    book_of,
    country,
    give_json,
    give_rows,
    opened,
    say,
    text_of,
)
from monitor import changes, imports
from monitor.change_files import read_file

COLUMNS = (
    *("change", "country", "kind", "in_force_from", "in_force_until", "adopted"),
    *("indicator", "answer", "law", "confirmed_at", "released_at"),
)


def register(app: typer.Typer) -> None:
    """Add these commands."""
    room = typer.Typer(help="Confirmed changes of law and policy.", no_args_is_help=True)
    room.command("import")(import_changes)
    room.command("list")(list_changes)
    app.add_typer(room, name="changes")


def import_changes(
    file: Annotated[
        Path,
        typer.Argument(
            help="country,indicator,new_answer,in_force_from[,in_force_until,adopted,kind,law,"
            "reference,note]; - is standard input."
        ),
    ],
    codebook: Index = INDEX,
    as_json: Json = False,
) -> None:
    """Put confirmed changes on record from a file: all of them, or none.

    Kinds are policy (the default), correction and first. A line that is on record already
    adds nothing.
    """
    # An edition is not loaded here: a record can begin with the first answers of a file.
    service = bootstrap()
    book, text = book_of(service, codebook), text_of(file)
    now = service.clock()
    changes_of_file = read_file(file.name, text, book, now.date())
    with service.writing() as session:
        done = imports.import_changes(session, changes_of_file, codebook=book, now=now)
        session.commit()
    report(done)
    if as_json:
        done_as = {"changes": done.changes, "answers": done.answers, "already": done.already}
        give_json({"import": done.id, **done_as})


def report(done: imports.Imported) -> None:
    """Say what a file brought."""
    for warning in done.warnings:
        say(f"warning: {warning}; it is kept")
    say(
        f"{counted(done.changes, 'change')} with {counted(done.answers, 'answer')} put on "
        f"record; {counted(done.already, 'answer')} stood there already"
    )
    if done.changes:
        say("`mipex drain`, or the running service, drafts their scores")


def counted(number: int, what: str) -> str:
    """So many of something."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def list_changes(
    place: Annotated[
        str | None, typer.Option("--country", parser=country, help="One country; all if none.")
    ] = None,
    codebook: Index = INDEX,
    as_json: Json = False,
) -> None:
    """The confirmed changes in the order they came into force, one line for each answer."""
    service = opened()
    book = book_of(service, codebook)
    with service.reading() as session:
        found = changes.answers_changed(session, book.id, place)
    if as_json:
        give_json([dict(zip(COLUMNS, astuple(answer), strict=True)) for answer in found])
    else:
        give_rows(
            COLUMNS,
            (["" if cell is None else cell for cell in astuple(answer)] for answer in found),
        )
