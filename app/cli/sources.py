"""Commands about what is watched: list it, check it, add to it, write it down."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from app.bootstrap import Service
from app.cli import sources_add
from app.cli.said import Json, Place, console, give, give_json, give_rows, opened, plain, say
from monitor import catalogue
from monitor.checkup import DEAF, Finding, look
from monitor.source import Source
from monitor.source_file import rewritten

LISTED = ("source", "country", "kind", "language", "trust", "state", "name", "url")
FOUND = ("source", "state", "entries", "newest", "format", "advice")


def register(app: typer.Typer) -> None:
    """Add these commands."""
    room = typer.Typer(help="The places that are watched.", no_args_is_help=True)
    room.command("list")(list_sources)
    room.command("check")(check_sources)
    room.command("add")(sources_add.add)
    room.command("export")(export)
    app.add_typer(room, name="sources")


def list_sources(place: Place = None, as_json: Json = False) -> None:
    """Every source, also those that are not asked."""
    service = opened()
    with service.reading() as session:
        everything = catalogue.sources(session, service.sources)
        paused = catalogue.paused(session)
    rows = [
        (s.id, s.jurisdiction, s.kind, s.language, s.trust, state(s, paused), s.name, s.url)
        for s in everything.values()
        if place in (None, s.jurisdiction)
    ]
    if as_json:
        give_json([dict(zip(LISTED, row, strict=True)) for row in rows])
    else:
        give_rows(LISTED, rows)


def state(source: Source, paused: set[str]) -> str:
    """Whether a source is asked, and who says that it is not: staff, or the file."""
    return "paused" if source.id in paused else "asked" if source.on else "off"


def check_sources(
    ids: Annotated[list[str] | None, typer.Argument(help="Sources; all if none.")] = None,
    place: Place = None,
    also_off: Annotated[bool, typer.Option("--all", help="Also those not asked.")] = False,
    as_json: Json = False,
) -> None:
    """Ask each source once, and say what was found and what to do; nothing is stored."""
    service = opened()
    sources = chosen(service, ids or [], place, also_off)
    keys = {name: key.get_secret_value() for name, key in service.settings.source_keys.items()}
    found: list[Finding] = []
    looking = counted(look(service.door, sources, keys, service.clock()), len(sources), found)
    if as_json:
        give_json([dict(zip(FOUND, cells(finding), strict=True)) for finding in looking])
    elif sys.stdout.isatty():
        give_table(map(cells, looking))
    else:
        give_rows(FOUND, map(cells, looking))
    deaf = sum(finding.state in DEAF for finding in found)
    say(f"{len(found)} looked at, {deaf} of them would not be heard")
    raise typer.Exit(bool(deaf))


def chosen(service: Service, ids: list[str], place: str | None, also_off: bool) -> list[Source]:
    """The sources that a call names; those that it names one by one whether asked or not."""
    with service.reading() as session:
        everything = catalogue.sources(session, service.sources)
        asked = catalogue.watched(session, service.sources)
    for id in ids:
        if id not in everything:
            raise typer.BadParameter(f"no source {id!r}; see `mipex sources list`")
    among = {id: everything[id] for id in ids} or (everything if also_off else asked)
    return [source for source in among.values() if place in (None, source.jurisdiction)]


def counted(findings: Iterator[Finding], total: int, found: list[Finding]) -> Iterator[Finding]:
    """These findings as they come, kept in `found` and counted by a bar for people."""
    from rich.progress import MofNCompleteColumn, Progress, TimeElapsedColumn

    columns = (*Progress.get_default_columns()[:2], MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(
        *columns,
        console=console,
        transient=True,
        redirect_stdout=False,  # what is data stays on standard output
        disable=not console.is_terminal,
    ) as progress:
        for finding in progress.track(findings, total, description="asking"):
            found.append(finding)
            yield finding


def cells(finding: Finding) -> tuple[str, str, int, str | None, str | None, str]:
    """A finding as a line of a table."""
    newest = plain(finding.newest.date()) if finding.newest else None
    head = (finding.source.id, finding.state.value, finding.entries)
    return (*head, newest, finding.format or None, finding.advice)


def give_table(rows: Iterable[tuple[object, ...]]) -> None:
    """Give a table to a person who looks at standard output."""
    from rich.console import Console
    from rich.table import Table

    table = Table(*FOUND, box=None, pad_edge=False)
    for row in rows:
        table.add_row(*("" if cell is None else str(cell) for cell in row))
    Console(markup=False, highlight=False).print(table)


def export(
    file: Annotated[
        Path | None, typer.Argument(help="Where to; standard output if none.")
    ] = None,
) -> None:
    """Write the sources file anew: what staff changed, and the rest as it stands."""
    service = opened()
    with service.reading() as session:
        stanzas = catalogue.export(session, service.sources)
    text = rewritten(service.settings.sources.read_text("utf-8-sig"), stanzas)
    if file is None:
        give(text.rstrip("\n"))
        return
    if file.is_dir():
        raise typer.BadParameter(f"{file} is a folder; name a file in it")
    draft = file.with_name(f"{file.name}.new")
    draft.write_text(text, "utf-8")
    draft.replace(file)
    say(f"{len(stanzas)} sources stand in {file}; a running service reads it when it starts")
