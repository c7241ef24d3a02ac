"""`mipex inspect`: what the monitor makes of an input, as JSON lines; nothing is stored."""

import json
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from app.bootstrap import read_tables, settings_of
from app.cli.said import give_json, say, text_of
from monitor.dates import read_date
from monitor.entry import Document, Feed
from monitor.errors import BadFile
from monitor.sources import KINDS
from monitor.triage import Item, triage
from monitor.vocabulary import Vocabulary, parse_vocabulary

Files = Annotated[list[Path], typer.Argument(help="Files; - is standard input.")]
Line = dict[str, Any]


def register(app: typer.Typer) -> None:
    """Add these commands."""
    inspect = typer.Typer(help=__doc__, no_args_is_help=True)
    inspect.command("feed")(feed)
    inspect.command("date")(date)
    inspect.command("triage")(triage_lines)
    app.add_typer(inspect, name="inspect")


def feed(files: Files) -> None:
    """What is read of feeds: one line a file."""
    unread = 0
    for file in files:
        try:
            body = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        except OSError as error:
            unread += 1
            found = Feed(format="", problems=(f"the file cannot be read: {error.strerror}",))
        else:
            found = KINDS["feed"].read(Document(body))
        give_json(feed_line(str(file), found))
    raise typer.Exit(bool(unread))


def feed_line(file: str, found: Feed) -> Line:
    """A feed as it is printed."""
    return {
        "file": file,
        "format": found.format or None,
        "title": found.title,
        "entries": [
            {
                "id": entry.id,
                "link": entry.link,
                "title": entry.title,
                "summary": entry.summary,
                "published": iso(entry.published),
            }
            for entry in found.entries
        ],
        "problems": list(found.problems),
    }


def date(files: Files) -> None:
    """What is read of dates: lines of {"id", "text", "lang"?}."""
    each(files, ("id", "text"), date_line)


def date_line(line: Line) -> Line:
    """A date as it is printed."""
    read = read_date(text(line, "text"), line.get("lang"))
    return {
        "id": line["id"],
        "utc": iso(read.utc) if read else None,
        "precision": read.precision.value if read else None,
    }


def triage_lines(files: Files) -> None:
    """What is made of entries: lines of {"id", "title", "summary", "lang"?, "url"?, …}."""
    vocabulary = parse_vocabulary(read_tables(settings_of().keywords))
    each(files, ("id",), lambda line: triage_line(line, vocabulary))


def triage_line(line: Line, vocabulary: Vocabulary) -> Line:
    """A verdict as it is printed."""
    item = Item(
        title=text(line, "title"),
        summary=text(line, "summary"),
        lang=line.get("lang"),
        url=text(line, "url"),
        jurisdiction=line.get("jurisdiction"),
    )
    verdict = triage(item, vocabulary)
    return {
        "id": line["id"],
        "relevant": verdict.relevant,
        "score": round(verdict.score, 4),
        "lang": verdict.lang,
        "jurisdiction": verdict.jurisdiction,
        "areas": list(verdict.areas),
        "because": list(verdict.because),
    }


def each(files: list[Path], wanted: tuple[str, ...], work: Callable[[Line], Line]) -> None:
    """Work on every line of every file; a bad line is named, and the others go on."""
    bad = 0
    for where, read in lines(files):
        if isinstance(read, str):
            bad += 1
            say(f"{where}: {read}")
        elif missing := [name for name in wanted if name not in read]:
            bad += 1
            say(f"{where}: {', '.join(missing)} is missing")
        else:
            give_json(work(read))
    raise typer.Exit(bool(bad))


def lines(files: list[Path]) -> Iterator[tuple[str, Line | str]]:
    """Where a line stands, and the line, or what is wrong with it."""
    for file in files:
        try:
            content = text_of(file)
        except BadFile as error:
            yield str(file), str(error)
            continue
        for number, line in enumerate(content.split("\n"), 1):
            if line.strip():
                yield f"{file}, line {number}", parsed(line)


def parsed(line: str) -> Line | str:
    """A JSON object, or what is wrong with it."""
    try:
        value = json.loads(line)
    except json.JSONDecodeError as error:
        return f"this is no JSON: {error}"
    return value if isinstance(value, dict) else "a line is one JSON object, such as {…}"


def text(line: Line, name: str) -> str:
    """A text of a line; none and other things are read as they would be written."""
    value = line.get(name)
    return "" if value is None else str(value)


def iso(moment: datetime | None) -> str | None:
    """An instant in UTC as ISO 8601, to the second."""
    if moment is None:
        return None
    return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"
