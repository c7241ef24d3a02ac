"""Codings: what several coders answered to the same questions, read from a file (pure)."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

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
from scoring import Codebook, off_scale

CODINGS = ("country", "indicator", "coder", "answer")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it was put to every coder: where, and of which year if the file says so."""

    country: str
    indicator: str
    year: int | None


#: What was asked → coder → the answer; a coder who left it blank is not there.
Codings = Mapping[Asked, Mapping[str, float]]


def read_codings(text: str, codebook: Codebook | None = None) -> Codings:
    """The answers of a file of `country,indicator,coder,answer[,year]`.

    A blank answer is missing. Countries, indicators and the scale are those of the codebook;
    without one, any name will do.

    Raises:
        BadFile: every fault with its line, and what to write instead.
    """
    codings: dict[Asked, dict[str, float]] = defaultdict(dict)
    faults: list[str] = []
    for line, row in rows_of(text, CODINGS, ("year",), faults=faults, others=True):
        if not row["answer"]:
            continue
        try:
            asked, coder, answer = read_coding(row, codebook)
        except ValueError as fault:
            faults.append(f"line {line}: {fault}")
            continue
        if coder in codings[asked]:
            where = " ".join(str(part) for part in (asked.country, asked.year) if part)
            faults.append(f"line {line}: {coder} answers {asked.indicator} twice for {where}")
        codings[asked][coder] = answer
    refuse(faults)
    return dict(codings)


def read_coding(row: Row, codebook: Codebook | None) -> tuple[Asked, str, float]:
    """One answer: what was asked, who answered, and what."""
    for column in ("country", "indicator", "coder"):
        if not row[column]:
            raise ValueError(f"the {column} is missing")
    year = year_of(row["year"]) if row["year"] else None
    asked = Asked(row["country"], row["indicator"], year)
    if codebook is None:
        return asked, row["coder"], number(row["answer"], "answer")
    refuse_place(asked.country, codebook)
    question_of(asked.indicator, codebook)
    return asked, row["coder"], answer_of(row["answer"], "answer", codebook)


def off_options(codings: Codings, codebook: Codebook) -> list[str]:
    """The answers that are no option of their question: kept, and pointed at."""
    given: dict[tuple[str, int | None, str], dict[str, float]] = defaultdict(dict)
    for asked, answers in codings.items():
        for coder, answer in answers.items():
            given[asked.country, asked.year, coder][asked.indicator] = answer
    return [
        f"{country} {code}: {coder} gives {answers[code]:g}, which is no option"
        for (country, _, coder), answers in given.items()
        for code in off_scale(codebook, answers)
    ]
