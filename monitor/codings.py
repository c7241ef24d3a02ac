"""Codings: what several coders answered to the same questions, read from a file."""

import csv
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite

from monitor.editions import number, refuse, refuse_place, rows_of
from scoring import Codebook

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
    header = next(csv.reader(text.removeprefix("\ufeff").splitlines()[:1]), [])
    columns = (*CODINGS, "year") if "year" in header else CODINGS
    codings: dict[Asked, dict[str, float]] = defaultdict(dict)
    faults: list[str] = []
    for line, row in rows_of(text, columns):
        row = {column: cell.strip() for column, cell in row.items()}
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


def read_coding(row: Mapping[str, str], codebook: Codebook | None) -> tuple[Asked, str, float]:
    """One answer: what was asked, who answered, and what."""
    for column in ("country", "indicator", "coder"):
        if not row[column]:
            raise ValueError(f"the {column} is missing")
    year = read_year(row["year"]) if row.get("year") else None
    answer = number(row["answer"], "answer")
    if not isfinite(answer):
        raise ValueError(f"answer is a number, not {row['answer']!r}")
    if codebook:
        refuse_unasked(row["country"], row["indicator"], answer, codebook)
    return Asked(row["country"], row["indicator"], year), row["coder"], answer


def read_year(text: str) -> int:
    """A year, in digits."""
    if not (text.isdecimal() and text.isascii()):
        raise ValueError(f"year is a year in digits, not {text!r}")
    return int(text)


def refuse_unasked(country: str, code: str, answer: float, codebook: Codebook) -> None:
    """Let pass what a codebook asks, where it asks, on its scale."""
    refuse_place(country, codebook)
    node = codebook.nodes.get(code)
    if node is None or node.rule is not None:
        raise ValueError(f"{code!r} is no question of {codebook.id}; see its codebook")
    low, high = codebook.scale
    if not low <= answer <= high:
        raise ValueError(f"the answer {answer:g} lies outside {low:g}–{high:g}")


def off_options(codings: Codings, codebook: Codebook) -> list[str]:
    """The answers that are no option of their question: kept, and pointed at."""
    options = {node.code: {o.score for o in node.options} for node in codebook.leaves}
    return [
        f"{asked.country} {asked.indicator}: {coder} gives {answer:g}, which is no option"
        for asked, answers in codings.items()
        for coder, answer in answers.items()
        if answer not in options[asked.indicator]
    ]
