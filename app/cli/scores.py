"""Commands of the measurement: check an edition, score a file, ask what held when."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from app.bootstrap import INDEX, Service, read_baseline, settings_of
from app.cli.said import (
    Index,
    IndexOrFile,
    Json,
    Known,
    On,
    Place,
    Released,
    book_of,
    chosen,
    exact,
    give,
    give_json,
    give_rows,
    opened,
    say,
    text_of,
)
from monitor import editions
from monitor.ground import ground
from scoring import Codebook, in_force_everywhere
from scoring import score as score_card


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("check-edition")(check_edition)
    app.command("score")(score)
    app.command("scores")(scores)


def check_edition(
    file: Annotated[
        Path, typer.Argument(help="Published scores, as CSV; - is standard input.")
    ],
    codebook: IndexOrFile = INDEX,
) -> None:
    """Recompute every published area and overall score, and print each that differs."""
    book = chosen(codebook)
    cards = editions.scorecards(book, read_baseline(settings_of(), book))
    check = editions.check_edition(book, cards, text_of(file))
    for d in check.differences:
        ours = "none" if d.recomputed is None else exact(d.recomputed)
        give(
            f"{d.country} {d.year} {d.code}: published {exact(d.published)}, recomputed {ours}"
        )
    give(f"{check.compared} values compared, {len(check.differences)} differ")
    raise typer.Exit(bool(check.differences))


def score(
    file: Annotated[
        Path, typer.Argument(help="country,year,code,answer; - is standard input.")
    ],
    codebook: IndexOrFile = INDEX,
    as_json: Json = False,
) -> None:
    """Score answers: every level of every country and year, unrounded."""
    book = chosen(codebook)
    baseline = editions.read_answers(text_of(file), book)
    for warning in editions.unusual(book, baseline):
        say(f"warning: {warning}; it is kept")
    cards = editions.scorecards(book, baseline)
    rows = [
        (place, year, book.nodes[code].level, code, value)
        for (place, year), card in cards.items()
        for code, value in card.values.items()
        if value is not None
    ]
    if as_json:
        give_json([dict(zip(editions.SCORES, row, strict=True)) for row in rows])
    else:
        give_rows(editions.SCORES, ((*row[:4], exact(row[4])) for row in rows))


def scores(
    on: On = None,
    known: Known = None,
    place: Place = None,
    released: Released = False,
    codebook: Index = INDEX,
    as_json: Json = False,
) -> None:
    """The scores in force on a day, as known at an instant, from the database."""
    service = opened()
    now = service.clock()
    book = book_of(service, codebook)
    rows = in_force(service, book, place, on or now.date(), known or now, released=released)
    if not rows:
        say("nothing was on record for that day, as known then")
    if as_json:
        give_json([{"country": c, "code": code, "score": s} for c, code, s in rows])
    else:
        give_rows(("country", "code", "score"), ((c, code, exact(s)) for c, code, s in rows))


def in_force(
    service: Service,
    book: Codebook,
    place: str | None,
    on: date,
    known: datetime,
    *,
    released: bool,
) -> list[tuple[str, str, float]]:
    """Country, code and score of everything that is scored."""
    with service.reading() as session:
        some = None if place is None else [place]
        histories = ground(session, book, known, confirmed=not released, countries=some)
    panel = in_force_everywhere(histories, on, known)
    return [
        (country, code, value)
        for country, held in panel.items()
        for code, value in score_card(book, held).values.items()
        if value is not None
    ]
