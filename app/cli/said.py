"""How commands speak: to programs on standard output, to people on standard error."""

import csv
import json
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from app.bootstrap import Service, bootstrap, load_editions, settings_of
from app.files import read_codebook, read_codebooks
from monitor import countries
from monitor.errors import BadFile
from monitor.rescore import Codebooks
from newsletters.addresses import address
from scoring import Codebook

#: For people; tables and progress go here.
console = Console(stderr=True, highlight=False, soft_wrap=True)


def say(text: str) -> None:
    """Say something to a person."""
    console.print(text, markup=False)


def give(*lines: str) -> None:
    """Give lines of data to a program."""
    sys.stdout.write("".join(f"{line}\n" for line in lines))


def give_json(value: Any) -> None:
    """Give one JSON value; days and instants are in ISO 8601."""
    give(json.dumps(value, ensure_ascii=False, default=plain))


def give_rows(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Give a table as CSV; days and instants are in ISO 8601, and None is an empty cell."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(["" if cell is None else plain(cell) for cell in row] for row in rows)


def plain(value: object) -> str:
    """A value as programs read it: 2026-01-31, 2026-01-31T12:00:00+00:00, else its text."""
    return value.isoformat() if isinstance(value, date) else str(value)


def exact(score: float) -> str:
    """A score as data: unrounded, and whole where it is whole."""
    return str(int(score)) if score.is_integer() else repr(score)


def opened() -> Service:
    """The service, its database in shape and the editions on record."""
    service = bootstrap()
    load_editions(service)
    return service


def book_of(service: Service, name: str) -> Codebook:
    """A codebook that the service knows, by its id as typed in a call."""
    return among(service.codebooks, name)


def chosen(name: str) -> Codebook:
    """A codebook by its id or its file, as typed in a call that needs no service."""
    if name.endswith(".toml"):
        return read_codebook(Path(name))
    return among(read_codebooks(settings_of().codebooks), name)


def among(codebooks: Codebooks, name: str) -> Codebook:
    """The codebook of this id."""
    if name not in codebooks:
        raise typer.BadParameter(f"no codebook {name!r}; there are: {', '.join(codebooks)}")
    return codebooks[name]


def text_of(file: Path) -> str:
    """A file's text; `-` is standard input.

    Raises:
        BadFile: it cannot be read, or is no text.
    """
    try:
        data = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        return data.decode("utf-8-sig")
    except OSError as error:
        raise BadFile([f"{file}: {error.strerror}"]) from error
    except UnicodeDecodeError as error:
        raise BadFile([f"{file}: this is no text in UTF-8 (byte {error.start})"]) from error


def day(text: str) -> date:
    """A day of law, as typed in a call."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no day; write it as 2018-12-31") from None


def instant(text: str) -> datetime:
    """An instant, as typed in a call."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise typer.BadParameter(
            f"{text!r} is no instant with its zone; write it as 2026-01-01T00:00Z"
        )
    return moment.astimezone(UTC)


def country(text: str) -> str:
    """A country, or a region of one, as typed in a call."""
    known = text.upper() in {code.upper() for code in countries.known()}
    if not known and not countries.region_name(text.upper()):
        raise typer.BadParameter(
            f"{text!r} is no country; write an ISO 3166-1 code such as DEU"
        )
    return text.upper()


def mail_address(text: str) -> str:
    """An e-mail address, as typed in a call."""
    found = address(text)
    if found is None:
        raise typer.BadParameter(f"{text!r} is no address; write it as ana@example.org")
    return found


Index = Annotated[str, typer.Option("--codebook", help="An index, by its id.")]
IndexOrFile = Annotated[
    str, typer.Option("--codebook", help="The index to score by: its id, or a .toml file.")
]
On = Annotated[date | None, typer.Option("--on", parser=day, help="A day; today if none.")]
Known = Annotated[
    datetime | None, typer.Option("--known", parser=instant, help="As known then; now if none.")
]
Released = Annotated[
    bool, typer.Option("--released", help="From what staff released, not all confirmed.")
]
Place = Annotated[
    str | None, typer.Option("--country", parser=country, help="One country; all if none.")
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON value.")]
