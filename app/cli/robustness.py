"""`mipex robustness`: how firm a ranking is when the choices behind it are others."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, astuple, dataclass, fields
from datetime import date
from enum import StrEnum
from itertools import chain
from pathlib import Path
from random import Random
from typing import Annotated, Any

import typer
from rich.progress import track

from app.bootstrap import INDEX, Service, read_baseline, settings_of
from app.cli.plots import Caption, rank_ranges
from app.cli.said import (
    IndexOrFile,
    Json,
    chosen,
    console,
    day,
    exact,
    give_json,
    give_rows,
    opened,
    say,
)
from monitor import answers, countries, editions
from scoring import Codebook, Scorecard, surveyed
from scoring.robustness import Influence, Robustness, Shift, robustness, typical
from scoring.variants import (
    Base,
    Step,
    Variant,
    base,
    with_noise,
    with_other_means,
    with_other_missing,
    without_areas,
    without_indicators,
)

Cards = Mapping[str, Scorecard]


class Table(StrEnum):
    """Which of the results is printed as CSV."""

    COUNTRIES = "countries"
    VARIANTS = "variants"
    AREAS = "areas"


Year = Annotated[int | None, typer.Option(help="A year of the edition; its fullest if none.")]
On = Annotated[
    date | None, typer.Option(parser=day, help="What is confirmed on a day, instead.")
]
Overall = Annotated[
    str | None, typer.Option(help="The score to rank by; the one most have if none.")
]
Noise = Annotated[
    float, typer.Option(min=0, max=1, help="How far a weight may be off: 0.25 is 25 %.")
]
Draws = Annotated[int, typer.Option(min=0, help="How often weights are drawn.")]
Seed = Annotated[int, typer.Option(help="The same seed gives the same draws.")]
Printed = Annotated[Table, typer.Option("--table", help="What is printed.")]
Svg = Annotated[Path | None, typer.Option(help="Write a plot of the places to this file.")]


def register(app: typer.Typer) -> None:
    """Add this command."""
    app.command("robustness")(doubt)


def doubt(
    codebook: IndexOrFile = INDEX,
    year: Year = None,
    on: On = None,
    overall: Overall = None,
    noise: Noise = 0.25,
    draws: Draws = 1000,
    seed: Seed = 1,
    table: Printed = Table.COUNTRIES,
    svg: Svg = None,
    as_json: Json = False,
) -> None:
    """How firm the ranking is: places under other weights, parts, means and missing rules."""
    if year is not None and on is not None:
        raise typer.BadParameter("--year and --on exclude each other")
    book = chosen(codebook)
    if on:
        when, cards = str(on), in_force(opened(), book, on)
        codes = book.headline
    else:
        year, cards = of_edition(book, year)
        when = str(year)
        codes = tuple(code for code in book.headline if surveyed(book, code, year))
    ranking = base(book, cards, overall or commonest(codes or book.headline, cards))
    choices = Choices(book.id, when, noise, draws, seed)
    found = robustness(ranking, drawn(ranking, choices))
    say_what(ranking, found, cards, choices)
    if svg:
        svg.write_text(plotted(ranking, found, choices), encoding="utf-8")
    if as_json:
        give_json({**asdict(choices), **as_data(found)})
    else:
        give_rows(*TABLES[table](found))


@dataclass(frozen=True, slots=True)
class Choices:
    """What a call asked for: the same ones give the same results."""

    codebook: str
    when: str
    noise: float
    draws: int
    seed: int


def of_edition(book: Codebook, year: int | None) -> tuple[int, Cards]:
    """A year of the edition and its cards; if none is named, the last of the fullest years."""
    baseline = read_baseline(settings_of(), book)
    sizes = Counter(y for _, y in baseline)
    if not sizes or year not in (None, *sizes):
        there = (
            f"there are {min(sizes)}–{max(sizes)}" if sizes else "it has no edition; try --on"
        )
        raise typer.BadParameter(f"{book.id} has no answers of {year or 'any year'}; {there}")
    chosen_year = year or max(sizes, key=lambda y: (sizes[y], y))
    wanted = {place: given for place, given in baseline.items() if place[1] == chosen_year}
    cards = editions.scorecards(book, wanted)
    return chosen_year, {country: card for (country, _), card in cards.items()}


def in_force(service: Service, book: Codebook, on: date) -> Cards:
    """The cards of a day, from the answers that are confirmed."""
    with service.reading() as session:
        histories = answers.histories(session, book.id)
    return {country: answers.card(book, history, on) for country, history in histories.items()}


def commonest(codes: Sequence[str], cards: Cards) -> str:
    """The overall score that most have; the fuller one of two that equally many have."""
    return max(codes, key=lambda code: having(code, cards))


def having(code: str, cards: Cards) -> int:
    """How many have a score."""
    return sum(card.values.get(code) is not None for card in cards.values())


def drawn(ranking: Base, choices: Choices) -> Iterator[Variant]:
    """Every variant, with its progress."""
    every = chain(
        without_areas(ranking),
        without_indicators(ranking),
        with_other_means(ranking),
        with_other_missing(ranking),
        with_noise(ranking, choices.noise, choices.draws, Random(choices.seed).random),
    )
    total = len(ranking.weights) + len(ranking.indicators) + 3 + choices.draws
    quiet = not console.is_terminal
    yield from track(every, "ranking …", total=total, console=console, disable=quiet)


def say_what(ranking: Base, found: Robustness, cards: Cards, choices: Choices) -> None:
    """Say what was ranked, what was not, and how firm it is."""
    code = found.overall
    say(f"ranked by {code} ({ranking.overall.title}), {choices.codebook} {choices.when}")
    if left := sorted(cards.keys() - ranking.cards.keys()):
        say(f"not ranked, for want of {code}: {', '.join(left)}")
    if not any(shift.step is Step.MISSING for shift in found.shifts):
        say("nothing is missing, so that no missing rule changes anything")
    if weights := typical(found.shifts, Step.WEIGHTS):
        say(
            f"{choices.draws} draws of weights, each off by {choices.noise:.0%} at most (seed "
            f"{choices.seed}): countries move by {weights.mean:.1f} places in the median draw, "
            f"and by {weights.largest} at most{f' ({weights.whose})' if weights.whose else ''}"
        )


def plotted(ranking: Base, found: Robustness, choices: Choices) -> str:
    """The places as a plot."""
    regions = ranking.codebook.regions
    named = regions.names if regions else {}
    names = [named.get(s.country) or countries.name(s.country, "en") for s in found.countries]
    widest, stand = max(enumerate(found.countries), key=lambda each: each[1].range)
    return rank_ranges(
        found.countries,
        names,
        Caption(
            "How firm is each place?",
            f"{choices.codebook} {choices.when}, ranked by {found.overall}",
            f"9 in 10 draws of weights, off by {choices.noise:.0%} at most"
            if choices.draws
            else "",
            f"{len(names)} places, and those that other choices would give. The widest range "
            f"is that of {names[widest]}: place {stand.place}, from {stand.best} to "
            f"{stand.worst}.",
        ),
    )


Rows = tuple[Sequence[str], Sequence[Sequence[object]]]


def countries_table(found: Robustness) -> Rows:
    """A line for each country, by place."""
    steps = list(dict.fromkeys(step for stand in found.countries for step in stand.reaches))
    columns = [f"{step}_{name}" for step in steps for name in REACH]
    rows = [
        (
            *(s.country, exact(s.score), s.place, s.best, s.worst),
            *(told(getattr(s.reaches[step], name)) for step in steps for name in REACH),
        )
        for s in found.countries
    ]
    return ("country", "score", "place", "best", "worst", *columns), rows


def variants_table(found: Robustness) -> Rows:
    """A line for each variant; the draws of weights as one."""
    rows = [tuple(map(told, astuple(shift))) for shift in merged(found)]
    return [field.name for field in fields(Shift)], rows


def areas_table(found: Robustness) -> Rows:
    """A line for each area."""
    rows = [tuple(map(told, astuple(area))) for area in found.areas]
    return [field.name for field in fields(Influence)], rows


REACH = ("best", "worst", "median", "same")
TABLES: Mapping[Table, Callable[[Robustness], Rows]] = {
    Table.COUNTRIES: countries_table,
    Table.VARIANTS: variants_table,
    Table.AREAS: areas_table,
}


def told(value: object) -> object:
    """A number to four places, and anything else as it is."""
    return f"{value:.4f}".rstrip("0").rstrip(".") if isinstance(value, float) else value


def merged(found: Robustness) -> list[Shift]:
    """The variants, with the draws of weights as one of them."""
    single = [shift for shift in found.shifts if shift.step is not Step.WEIGHTS]
    weights = typical(found.shifts, Step.WEIGHTS)
    return [*single, weights] if weights else single


def as_data(found: Robustness) -> Mapping[str, Any]:
    """All tables, unrounded."""
    return {
        "overall": found.overall,
        "countries": [
            {**asdict(stand), "best": stand.best, "worst": stand.worst}
            for stand in found.countries
        ],
        "variants": [asdict(shift) for shift in merged(found)],
        "areas": [asdict(area) for area in found.areas],
    }
