"""`mipex agreement`: how far coders agree who answered the same questions."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from random import Random
from typing import Annotated, Any

import typer
from rich.progress import track

from app.cli.said import Json, chosen, console, give_json, give_rows, say, text_of
from monitor.codings import Asked, Codings, off_options, read_codings
from scoring import Codebook
from scoring.agreement import Agreement, Coefficient, agreement, pairs
from scoring.distance import WEIGHTS, Level, Weights

COLUMNS = (
    "units", "agreement", "agreement_low", "agreement_high", "alpha", "alpha_low", "alpha_high",
    "ac", "ac_low", "ac_high", "note",
)  # fmt: skip
#: How many answers between the options are named one by one.
NAMED = 5


class By(StrEnum):
    """What agreement is asked for one by one."""

    INDICATOR = "indicator"
    AREA = "area"
    COUNTRY = "country"
    PAIR = "pair"


#: The answers to each unit, and the indicators that they are about.
Group = tuple[Sequence[Collection[float]], frozenset[str]]


File = Annotated[
    Path, typer.Argument(help="country,indicator,coder,answer[,year]; - is standard input.")
]
One = Annotated[By | None, typer.Option(help="A line for each; else one for all.")]
Against = Annotated[
    str | None, typer.Option("--codebook", help="The index to check the file against.")
]
Answers = Annotated[Level, typer.Option(help="What answers are to each other.")]
Weighed = Annotated[
    Weights | None, typer.Option(help="For Gwet's AC; those of the level if none.")
]
Draws = Annotated[int, typer.Option(min=0, help="Resamples for the intervals.")]
Seed = Annotated[int, typer.Option(help="The same seed gives the same intervals.")]


def register(app: typer.Typer) -> None:
    """Add this command."""
    app.command("agreement")(agree)


def agree(
    file: File,
    by: One = None,
    codebook: Against = None,
    level: Answers = Level.ORDINAL,
    weights: Weighed = None,
    draws: Draws = 1000,
    seed: Seed = 1,
    as_json: Json = False,
) -> None:
    """How far coders agree: percent, Krippendorff's alpha, Gwet's AC, 95 % intervals."""
    book = chosen(codebook) if codebook else None
    if by is By.AREA and not book:
        raise typer.BadParameter("--by area needs the --codebook that knows the areas")
    codings = read_codings(text_of(file), book)
    point_out(codings, book)
    weights = weights or WEIGHTS[level]
    quiet = not console.is_terminal
    found = {
        name: agreement(
            units,
            level,
            weights=weights,
            options=options_of(indicators, book),
            draws=draws,
            chance=Random(seed).random if draws else None,
        )
        for name, (units, indicators) in track(
            grouped(codings, by, book).items(), "comparing …", console=console, disable=quiet
        )
    }
    say(f"AC is Gwet's AC{1 if weights is Weights.IDENTITY else 2}, weights: {weights}")
    if as_json:
        give_json([{by or "all": name, **as_data(each)} for name, each in found.items()])
    else:
        rows = ((name, *as_row(each)) for name, each in found.items())
        give_rows((by or "all", *COLUMNS), rows)


def point_out(codings: Codings, book: Codebook | None) -> None:
    """Say what of a file is unusual, and what cannot count."""
    unusual = off_options(codings, book) if book else []
    for line in unusual[:NAMED]:
        say(f"warning: {line}; it is kept")
    if len(unusual) > NAMED:
        say(f"warning: {len(unusual) - NAMED} more answers are no option; they are kept")
    alone = sum(len(answers) == 1 for answers in codings.values())
    if alone:
        say(f"{alone} of {len(codings)} units have one coder, and no pair to compare")


def grouped(codings: Codings, by: By | None, book: Codebook | None) -> dict[str, Group]:
    """The units of each line, in the order of the codebook or of the alphabet."""
    if by is By.PAIR:
        everything = frozenset(asked.indicator for asked in codings)
        both = pairs(codings.values())
        return {f"{one} – {other}": (units, everything) for (one, other), units in both.items()}
    found: dict[str, list[Asked]] = {}
    for asked in codings:
        found.setdefault(key(asked, by, book), []).append(asked)
    order = list(book.nodes) if book else []
    return {
        name: (
            [codings[asked].values() for asked in found[name]],
            frozenset(asked.indicator for asked in found[name]),
        )
        for name in sorted(found, key=lambda n: (order.index(n) if n in order else 0, n))
    }


def key(asked: Asked, by: By | None, book: Codebook | None) -> str:
    """The line that a unit belongs to."""
    match by:
        case By.INDICATOR:
            return asked.indicator
        case By.COUNTRY:
            return asked.country
        case By.AREA if book:
            return book.nodes[asked.indicator].area or ""
        case _:
            return "all"


def options_of(indicators: Iterable[str], book: Codebook | None) -> set[float]:
    """The answers that could have been given."""
    if book is None:
        return set()
    return {option.score for code in indicators for option in book.nodes[code].options}


def as_row(found: Agreement) -> tuple[object, ...]:
    """Numbers to four places, and why one is missing."""
    numbers = (found.percent, found.alpha, found.ac)
    told = (n for each in numbers for n in (each.value, each.low, each.high))
    notes = dict.fromkeys(each.why.value for each in numbers if each.why)
    written = ("" if n is None else f"{n:.4f}" for n in told)
    return (found.units, *written, "; ".join(notes))


def as_data(found: Agreement) -> Mapping[str, Any]:
    """The same, unrounded."""

    def data(each: Coefficient) -> Mapping[str, Any]:
        return {"value": each.value, "low": each.low, "high": each.high, "why": each.why}

    return {
        "units": found.units,
        "agreement": data(found.percent),
        "alpha": data(found.alpha),
        "ac": data(found.ac),
    }
