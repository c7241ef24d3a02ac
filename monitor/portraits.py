"""The portrait of a country: where it stands on a day among all, and how it came there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col

from monitor import answers, standings
from monitor.certainty import Certainty, certainty
from monitor.changes import answers_changed
from monitor.chronicle import Turn, chronicle
from monitor.standings import Record, Standing
from monitor.tables import AnswerRow
from scoring import Codebook, RankMove, moved

#: Code of an overall or area score → its place among all countries, in the edition and now.
Ranks = Mapping[str, RankMove]


@dataclass(frozen=True, slots=True)
class Portrait:
    """A country on a day, as known at an instant."""

    country: str
    on: date
    codebook: Codebook
    standing: Standing
    ranks: Ranks
    certainty: Certainty
    turns: tuple[Turn, ...]


def portrait(
    session: Session,
    codebook: Codebook,
    country: str,
    on: date,
    known: datetime,
    *,
    released: bool,
) -> Portrait:
    """A country from all confirmed answers, or from the released ones alone."""
    counted = (answers.released_by(known),) if released else ()
    then = col(AnswerRow.recorded_at) <= known
    words = answers.words(session, codebook.id, then, *counted)
    records = standings.recorded(codebook, words)
    empty = Record(country, (), {})
    places = {c: standings.standing(codebook, r, on) for c, r in records.items()}
    changes = [
        change
        for change in answers_changed(session, codebook.id, country)
        if change.confirmed_at <= known
        if not released or (change.released_at is not None and change.released_at <= known)
    ]
    record = records.get(country, empty)
    return Portrait(
        country,
        on,
        codebook,
        places.get(country) or standings.standing(codebook, empty, on),
        ranks_of(codebook, country, places),
        certainty(session, codebook, country, on, known, released=released),
        tuple(chronicle(codebook, record, changes, on)),
    )


def ranks_of(codebook: Codebook, country: str, places: Mapping[str, Standing]) -> Ranks:
    """What became of a country's places since each country's last official year."""

    def move(code: str) -> RankMove:
        before = {c: p.official.values[code] for c, p in places.items() if p.official}
        return moved(country, before, {c: p.card.values[code] for c, p in places.items()})

    top = (node.code for level in codebook.levels[:2] for node in codebook.at(level))
    return {code: move(code) for code in top}
