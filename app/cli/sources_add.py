"""`mipex sources add`: find the feed of a page, try it, and write its stanza."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

import typer

from app.cli.said import Place, give, opened, plain, say
from monitor import catalogue
from monitor.errors import Refused
from monitor.scout import Tried, proposal, scout
from monitor.source import RHYTHMS, TRUST, Source, check, make, parse_sources, stanza
from monitor.source_file import dumped, gap
from monitor.sources import KINDS

#: Entries that are shown of a feed before it is taken.
SHOWN = 5
#: What to write where a page has no feed.
BY_HAND = """It has no feed that we can find. Look for an API, or let the page itself be read.
One of these into {file}:

[{id}]
kind = "list"  # a page whose links are the entries
name = "…"
url = "{url}"
read = {{ select = "main li a" }}  # the links, by a CSS selector

[{id}]
kind = "page"  # a page whose text matters: each change of it is an entry
name = "…"
url = "{url}"
read = {{ select = "main" }}

Then `mipex sources check {id}` says what is read there."""


def web_address(text: str) -> str:
    """An address of the web, as typed in a call; https where it names no scheme."""
    whole = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(whole)
        good = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        good = False
    if not good:
        raise typer.BadParameter(f"{text!r} is no address; write it as https://example.org/")
    return whole


def trust(text: str) -> str:
    """Who speaks, as typed in a call."""
    return one_of(TRUST, text)


def rhythm(text: str) -> str:
    """How often something new comes, as typed in a call."""
    return one_of(tuple(RHYTHMS), text)


def one_of(words: Sequence[str], text: str) -> str:
    """One of a few words."""
    if text not in words:
        raise typer.BadParameter(f"{text!r} is none of {', '.join(words)}")
    return text


def add(
    url: Annotated[str, typer.Argument(parser=web_address, help="A page, or its feed.")],
    place: Place = None,
    name: Annotated[str, typer.Option(help="What readers see; the feed's own if none.")] = "",
    language: Annotated[str, typer.Option(help="ISO 639-1; guessed if none.")] = "",
    trusted: Annotated[
        str, typer.Option("--trust", parser=trust, help=f"Who speaks: {', '.join(TRUST)}.")
    ] = TRUST[0],
    often: Annotated[
        str | None,
        typer.Option("--rhythm", parser=rhythm, help=f"{', '.join(RHYTHMS)}; guessed if none."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Write it without asking.")] = False,
) -> None:
    """Find the feed of a page, show what it holds, and write it into the sources file."""
    service = opened()
    with service.reading() as session:
        everything = catalogue.sources(session, service.sources)
    refuse_double(everything.values(), url)
    tried = scout(service.door, url)
    file = service.settings.sources
    if not tried[0].feed.format:
        say_nothing_found(tried, url, file, place)
        raise typer.Exit(1)
    said = {"jurisdiction": place, "name": name, "language": language, "trust": trusted}
    lines = proposal(tried[0]) | {k: v for k, v in (said | {"rhythm": often}).items() if v}
    refuse_double(everything.values(), lines["url"])
    source = named(lines, everything)
    show(tried)
    text = dumped(source.id, stanza(source))
    give(text.rstrip("\n"))
    if not yes:
        typer.confirm(f"Write this into {file}?", abort=True, err=True)
    write(file, text, source.id)


def refuse_double(everything: Iterable[Source], url: str) -> None:
    """Let no address be watched twice.

    Raises:
        Refused: it is; by which source is said.
    """
    if known := catalogue.double(everything, url):
        raise Refused({known.id: f"watches {url} already; see `mipex sources list`"})


def named(lines: Mapping[str, Any], everything: Mapping[str, Source]) -> Source:
    """The source of these lines, under an id of its own.

    Raises:
        BadParameter: a line cannot be so.
    """
    whole = {"name": urlsplit(lines["url"]).hostname, **lines}
    if faults := check(whole, KINDS):
        raise typer.BadParameter("; ".join(faults))
    place = whole.get("jurisdiction")
    return make(catalogue.new_id(place, whole["name"], whole["url"], everything), whole)


def show(tried: Sequence[Tried]) -> None:
    """Show what the best address holds, and which others hold something too."""
    best, others = tried[0], tried[1:]
    say(f"{best.candidate.url}: {best.feed.format}, {len(best.feed.entries)} entries")
    for entry in best.feed.entries[:SHOWN]:
        when = plain(entry.published.date()) if entry.published else "no date   "
        say(f"  {when}  {entry.title or entry.link}")
    if best.problem:
        say(f"  but {best.problem}")
    for other in others:
        if other.feed.entries:
            say(f"also there: {other.candidate.url}, {other.feed.title}")


def say_nothing_found(tried: Sequence[Tried], url: str, file: Path, place: str | None) -> None:
    """Say what was tried, and what can be written instead."""
    for one in tried:
        say(f"{one.candidate.url}: {one.problem}")
    id = catalogue.new_id(place, "", url)
    say(BY_HAND.format(file=file, id=id, url=url))


def write(file: Path, text: str, id: str) -> None:
    """Add a stanza to the file of sources; all that stands in it stays byte for byte.

    Raises:
        BadCatalogue: the file would no longer be one.
    """
    old = file.read_bytes()
    new = (gap(old.decode("utf-8-sig")) + text).encode()
    parse_sources(tomllib.loads((old + new).decode("utf-8-sig")), KINDS)
    try:
        with file.open("ab") as written:
            written.write(new)
    except OSError as error:
        say(f"{file} cannot be written ({error.strerror}); put the stanza above there by hand")
        raise typer.Exit(1) from None
    say(f"[{id}] stands in {file}; a running service reads it when it starts again")
