"""Editions: the published answers as the baseline, and the check that we count as they did."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from sqlalchemy import select as select_columns
from sqlmodel import Session, col, func, select

from monitor.csv_files import (
    Row,
    answer_of,
    number,
    question_of,
    refuse,
    refuse_place,
    rows_of,
    year_of,
)
from monitor.tables import AnswerRow
from scoring import Codebook, Scorecard, ScoringError, equal, off_scale, score
from store import add_new

#: (Country, year) → question code → score of the answer.
Baseline = Mapping[tuple[str, int], Mapping[str, float]]
Cards = Mapping[tuple[str, int], Scorecard]

ANSWERS = ("country", "year", "code", "answer")
SCORES = ("country", "year", "level", "code", "score")


@dataclass(frozen=True, slots=True)
class Difference:
    """A published score that the answers do not give."""

    country: str
    year: int
    code: str
    published: float
    recomputed: float | None


@dataclass(frozen=True, slots=True)
class Check:
    """How many published scores were compared, and which differ."""

    compared: int
    differences: tuple[Difference, ...]


def read_answers(text: str, codebook: Codebook) -> Baseline:
    """The answers of a file of `country,year,code,answer`.

    Raises:
        BadFile: every fault with its line, and what to write instead.
    """
    answers: dict[tuple[str, int], dict[str, float]] = {}
    faults: list[str] = []
    for line, row in rows_of(text, ANSWERS, faults=faults, others=True):
        try:
            place, code, answer = read_answer(row, codebook)
        except ValueError as fault:
            faults.append(f"line {line}: {fault}")
            continue
        if code in answers.setdefault(place, {}):
            faults.append(f"line {line}: {code} is answered twice for {place[0]} {place[1]}")
        answers[place][code] = answer
    refuse(faults)
    return answers


def read_answer(row: Row, codebook: Codebook) -> tuple[tuple[str, int], str, float]:
    """One answer: its country and year, its code and its score."""
    refuse_place(row["country"], codebook)
    node = question_of(row["code"], codebook)
    answer = answer_of(row["answer"], "answer", codebook)
    return (row["country"], year_of(row["year"])), node.code, answer


def scorecards(codebook: Codebook, baseline: Baseline) -> dict[tuple[str, int], Scorecard]:
    """Every country and year, scored.

    Raises:
        BadFile: the answers of a country contradict the codebook.
    """
    cards = {}
    faults = []
    for place, answers in sorted(baseline.items()):
        try:
            cards[place] = score(codebook, answers)
        except ScoringError as fault:
            faults.append(f"{place[0]} {place[1]}: {fault}")
    refuse(faults)
    return cards


def unusual(codebook: Codebook, baseline: Baseline) -> list[str]:
    """The official answers that are no option of their question: kept, and pointed at."""
    return [
        f"{country} {year}: {code} is {answers[code]:g}, which is none of its options"
        for (country, year), answers in sorted(baseline.items())
        for code in off_scale(codebook, answers)
    ]


def check_edition(codebook: Codebook, cards: Cards, published: str) -> Check:
    """Compare every published area and overall score with ours.

    Raises:
        BadFile: the file of published scores has faults.
    """
    compared, differences = 0, []
    faults: list[str] = []
    top = set(codebook.levels[:2])
    for line, row in rows_of(published, SCORES, faults=faults, others=True):
        if row["level"] not in top:
            continue
        try:
            year, official = year_of(row["year"]), number(row["score"], "score")
        except ValueError as fault:
            faults.append(f"line {line}: {fault}")
            continue
        card = cards.get((row["country"], year))
        ours = card.values.get(row["code"]) if card else None
        compared += 1
        if not equal(ours, official):
            differences.append(Difference(row["country"], year, row["code"], official, ours))
    refuse(faults)
    return Check(compared, tuple(differences))


def import_edition(session: Session, codebook: Codebook, baseline: Baseline) -> int:
    """Put an edition's answers on record, each once; say how many were new.

    A year's answers hold from its 1 January and are known since the codebook's word. More years
    can follow later; what is on record stays.

    Raises:
        BadFile: answers contradict what is on record; each is named, and none is taken.
    """
    standing = on_record(session, codebook)
    refuse(contradictions(baseline, standing))
    rows = [
        {
            "id": uuid4(),
            "codebook": codebook.id,
            "country": country,
            "code": code,
            "score": answer,
            "in_force_from": date(year, 1, 1),
            "in_force_until": None,
            "recorded_at": codebook.recorded_at(year),
            "origin": codebook.id,
            "change_id": None,
        }
        for (country, year), answers in sorted(baseline.items())
        for code, answer in answers.items()
        if code not in standing.get((country, year), {})
    ]
    return len(add_new(session, AnswerRow, rows))


def on_record(session: Session, codebook: Codebook) -> dict[tuple[str, int], dict[str, float]]:
    """The answers of the edition that are on record."""
    row = AnswerRow
    query = select_columns(
        col(row.country), col(row.in_force_from), col(row.code), col(row.score)
    ).where(col(row.origin) == codebook.id)
    found: dict[tuple[str, int], dict[str, float]] = {}
    for country, since, code, answer in session.execute(query):
        found.setdefault((country, since.year), {})[code] = answer
    return found


def contradictions(baseline: Baseline, standing: Baseline) -> list[str]:
    """The answers of a country's year that are others than those on record, or are gone."""
    found = [
        f"{country} {year}: {code} is "
        f"{f'{answers[code]:g}' if code in answers else 'not answered'} here, "
        f"but {known:g} on record"
        for (country, year), answers in sorted(baseline.items())
        for code, known in standing.get((country, year), {}).items()
        if answers.get(code) != known
    ]
    remedy = (
        "what is on record stays: put a correction there by `mipex changes import`, "
        "or import into an empty database"
    )
    return [remedy, *found] if found else []


def last_year(session: Session, codebook: Codebook) -> int | None:
    """The last year of the edition that is on record, if any is."""
    query = select(func.max(AnswerRow.in_force_from)).where(AnswerRow.origin == codebook.id)
    last = session.exec(query).one()
    return last.year if last else None


def begun(session: Session, codebook: Codebook) -> bool:
    """Whether any answer to a codebook is on record, an edition's or a change's."""
    query = select(AnswerRow.id).where(AnswerRow.codebook == codebook.id).limit(1)
    return session.exec(query).first() is not None
