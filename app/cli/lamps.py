"""The lamps in the terminal: which countries and sources are heard, and what to do."""

from collections.abc import Iterable
from typing import Any

import typer

from app import jobs
from app.cli.said import Json, Place, give_json, give_rows, opened, say
from monitor.errors import NotFound
from monitor.rhythm import Silence
from monitor.silence.lamps import Ear
from monitor.silence.lamps import Place as Country
from monitor.silence.lights import Lamps
from monitor.visits.numbering import Gap, spelled
from newsletters import lamp_words
from newsletters.translate import ENGLISH, Words

LAMPS = ("fetched", "parsed", "relevant", "looked")
COLUMNS = ("country", "source", *LAMPS, "silent_days", "probability", "missing", "what_to_do")


def register(app: typer.Typer) -> None:
    """Add this command."""
    app.command("lamps")(lamps)


def lamps(place: Place = None, as_json: Json = False) -> None:
    """The lamps of all countries, the worst first; or of the sources of one."""
    service = opened()
    words = service.letters.translations.of(ENGLISH)
    with service.reading() as session:
        found = jobs.lamps_of(service, session)
    if place is None:
        rows = [country_row(one, words) for one in found]
    else:
        rows = [source_row(ear, words) for ear in sources_of(found, place)]
    if as_json:
        give_json([dict(zip(COLUMNS, row, strict=True)) for row in rows])
    else:
        give_rows(COLUMNS, rows)
    unheard = sum(not one.lamps.heard for one in found if one.code)
    if place is None and unheard:
        say(f"{unheard} countries are not heard; mipex lamps --country XXX shows their sources")


def sources_of(found: list[Country], code: str) -> tuple[Ear, ...]:
    """The sources of a country.

    Raises:
        NotFound: it is none of the index, and no source speaks of it.
    """
    for place in found:
        if place.code == code:
            return place.sources
    raise NotFound("country with lamps", code)


def country_row(place: Country, words: Words) -> tuple[Any, ...]:
    """A country as a line; without a code, what speaks of several."""
    return place.code or None, None, *told(place.lamps, place.silence, (), words)


def source_row(ear: Ear, words: Words) -> tuple[Any, ...]:
    """A source as a line."""
    row = told(ear.lamps, ear.silence, ear.gaps, words)
    return ear.source.jurisdiction, ear.source.id, *row


def told(
    lamps: Lamps, silence: Silence | None, gaps: Iterable[Gap], words: Words
) -> tuple[Any, ...]:
    """Lamps, a silence and gaps as cells, the last of them a sentence for each thing to do."""
    todo = dict.fromkeys(lamp_words.sentence(lamp, words) for _, lamp in lamps if lamp.wrong)
    return (
        *(lamp.light.value for _, lamp in lamps),
        silence.days if silence else None,
        silence.probability if silence else None,
        spelled(gaps) or None,
        " ".join(todo),
    )
