"""The command that prints scores over time, for one country or the whole panel."""

from typing import Annotated

import typer

from app.bootstrap import INDEX
from app.cli.said import (
    Index,
    Json,
    Known,
    Place,
    Released,
    book_of,
    exact,
    give_json,
    give_rows,
    opened,
)
from monitor.ground import ground


def register(app: typer.Typer) -> None:
    """Add this command."""
    app.command("series")(series)


def series(
    place: Place = None,
    code: Annotated[
        list[str] | None, typer.Option(help="A score, as ov_h; overall and areas if none.")
    ] = None,
    known: Known = None,
    released: Released = False,
    codebook: Index = INDEX,
    as_json: Json = False,
) -> None:
    """Scores as step functions: each day since which a score is another; empty: no score."""
    # Arrays take a while to load, and most commands do without.
    from monitor import panels

    service = opened()
    book = book_of(service, codebook)
    codes = code or [n.code for level in book.levels[:2] for n in book.at(level)]
    nodes = [book.node(code).code for code in codes]
    at = known or service.clock()
    some = None if place is None else [place]
    with service.reading() as session:
        histories = ground(session, book, at, confirmed=not released, countries=some)
    rows = [
        (s.country, s.code, s.since, s.score) for s in panels.series(book, histories, nodes, at)
    ]
    columns = ("country", "code", "since", "score")
    if as_json:
        give_json([dict(zip(columns, row, strict=True)) for row in rows])
    else:
        give_rows(
            columns, ((*row[:3], "" if row[3] is None else exact(row[3])) for row in rows)
        )
