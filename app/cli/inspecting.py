"""`mipex inspect`: what the monitor makes of an input, as JSON lines; nothing is stored."""

import json
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from app.bootstrap import settings_of
from app.cli.said import give_json, say, text_of
from app.files import read_vocabulary
from monitor.dates import is_plausible, read_date
from monitor.entry import Document, Feed
from monitor.errors import BadFile
from monitor.source import check_kind
from monitor.sources import KINDS
from monitor.triage import Item, triage
from monitor.vocabulary import Vocabulary

Files = Annotated[list[Path], typer.Argument(help="Files; - is standard input.")]
Line = dict[str, Any]


def register(app: typer.Typer) -> None:
    """Add these commands."""
    inspect = typer.Typer(help=__doc__, no_args_is_help=True)
    inspect.command("feed")(feed)
    inspect.command("source")(source)
    inspect.command("date")(date)
    inspect.command("triage")(triage_lines)
    app.add_typer(inspect, name="inspect")


def feed(files: Files) -> None:
    """What is read of feeds: one line a file."""
    inspected(files, lambda body: KINDS["feed"].read(Document(body)))


def source(
    kind: Annotated[str, typer.Argument(help="How they are read: feed, list, page, json …")],
    files: Files,
    how: Annotated[
        list[str] | None,
        typer.Option("--read", help="A line of the stanza's read table: select=ul.news li"),
    ] = None,
    address: Annotated[
        str, typer.Option("--address", help="Where they were served: the base of their links.")
    ] = "",
    lang: Annotated[
        str | None, typer.Option("--lang", help="The language of their dates, such as de.")
    ] = None,
    before: Annotated[
        Path | None, typer.Option("--before", help="What was served before, for what changed.")
    ] = None,
) -> None:
    """What a kind of source reads of files: one line a file, as of feeds."""
    said = stanza_read(kind, how or [])
    first = partial(Document, address=address, lang=lang, how=said)
    try:
        memory = KINDS[kind].read(first(bytes_of(before))).memory if before else ""
    except BadFile as error:
        raise typer.BadParameter(f"--before {before}: {error}") from error
    inspected(files, lambda body: KINDS[kind].read(first(body, memory=memory)))


def stanza_read(kind: str, how: list[str]) -> dict[str, str]:
    """The read table of a stanza, of lines that were typed."""
    if kind not in KINDS:
        raise typer.BadParameter(f"there is no kind {kind!r}; there are: {', '.join(KINDS)}")
    if wrong := [line for line in how if "=" not in line]:
        raise typer.BadParameter(f"{wrong[0]!r} is no line; write it as select=main")
    said = dict(line.split("=", 1) for line in how)
    url = f"{min(KINDS[kind].schemes)}://source.example"
    if faults := check_kind({"kind": kind, "url": url, "read": said}, KINDS):
        raise typer.BadParameter("; ".join(fault.says for fault in faults))
    return said


def inspected(files: list[Path], read: Callable[[bytes], Feed]) -> None:
    """Print what is read of each file; one that cannot be opened is named, the others go on."""
    unread = 0
    for file in files:
        try:
            found = read(bytes_of(file))
        except BadFile as error:
            unread += 1
            found = Feed(format="", problems=(str(error),))
        give_json(feed_line(str(file), found))
    raise typer.Exit(bool(unread))


def bytes_of(file: Path) -> bytes:
    """What is in a file; `-` is standard input.

    Raises:
        BadFile: it cannot be read.
    """
    try:
        return sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise BadFile([f"the file cannot be read: {error.strerror}"]) from error


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


def date(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Files of lines; - is standard input.")
    ] = None,
    one: Annotated[str | None, typer.Option("--text", help="One text instead.")] = None,
    lang: Annotated[
        str | None, typer.Option("--lang", help="The language of what names none itself.")
    ] = None,
) -> None:
    """What is read of dates: lines of {"id", "text", "lang"?, "seen"?}, or one text.

    "plausible" is false for a date that what was seen then, or is seen now, can hardly have.
    """
    if bool(files) == (one is not None):
        raise typer.BadParameter("name files, with - for standard input, or give one --text")
    now = datetime.now(UTC)
    if one is not None:
        give_json(date_line({"id": None, "text": one, "lang": lang}, now))
    else:
        each(files or [], ("id", "text"), lambda line: date_line({"lang": lang} | line, now))


def date_line(line: Line, now: datetime) -> Line:
    """A date as it is printed.

    Raises:
        BadFile: "seen" is there, and is no instant.
    """
    read = read_date(text(line, "text"), text(line, "lang") or None)
    seen = read_date(text(line, "seen")) if line.get("seen") else None
    if line.get("seen") and seen is None:
        raise BadFile(['"seen" is no instant; write it as 2026-01-01T00:00:00Z'])
    return {
        "id": line["id"],
        "utc": iso(read.utc) if read else None,
        "precision": read.precision.value if read else None,
        "plausible": is_plausible(read.utc, seen.utc if seen else now) if read else None,
    }


def triage_lines(files: Files) -> None:
    """What is made of entries: lines of {"id", "title", "summary", "lang"?, "url"?, …}."""
    vocabulary = read_vocabulary(settings_of().keywords)
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
            try:
                give_json(work(read))
            except BadFile as error:
                bad += 1
                say(f"{where}: {error}")
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
