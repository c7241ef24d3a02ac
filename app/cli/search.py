"""Search over everything, in the terminal."""

from typing import Annotated

import typer

from app.cli.said import Json, Place, give_json, give_rows, opened, say
from monitor.finding.search import ALL, find

COLUMNS = ("kind", "id", "report", "country", "when", "heading", "text")


def register(app: typer.Typer) -> None:
    """Add this command."""
    app.command("search")(search)


def search(
    words: Annotated[list[str], typer.Argument(help="Beginnings of words; all must be there.")],
    kind: Annotated[str, typer.Option(help=f"One of: {', '.join(ALL)}; all if none.")] = "",
    place: Place = None,
    as_json: Json = False,
) -> None:
    """Reports, changes, entries, people, sources and texts that have these words."""
    if kind and kind not in ALL:
        raise typer.BadParameter(f"no kind {kind!r}; there are: {', '.join(ALL)}")
    service = opened()
    with service.reading() as session:
        findings = find(
            session, " ".join(words), service.sources, kind=kind, country=place or ""
        )
    rows = [
        (f.kind, f.ref, f.report, f.country or None, f.at, f.heading, f.text)
        for f in findings.found
    ]
    if as_json:
        give_json([dict(zip(COLUMNS, row, strict=True)) for row in rows])
    else:
        give_rows(COLUMNS, rows)
    if findings.more:
        say(f"these are the first {len(rows)}; write another word to find fewer")
    if not rows:
        say("nothing has all of these words; what was said a minute ago may not be found yet")
