"""Bills as people write them: a file with a line an answer, or answers in a call."""

import re
from collections.abc import Iterable
from datetime import date

from monitor.change_files import (
    NEEDED,
    OPTIONAL,
    Line,
    off_options,
    read_changes,
    read_line,
)
from monitor.errors import BadFile, BadScenario
from scoring import Codebook
from scoring.scenario import Promise

#: How an answer is written in a call.
SHAPE = "fa98=100@2027-01-01, DEU:fa98=100@2027-01-01 or fa98=100@2027-01-01..2030-01-01"
ANSWER = re.compile(
    r"(?:(?P<country>[^:=@]*):)?(?P<indicator>[^:=@]+)=(?P<new_answer>[^=@]+)"
    r"@(?P<in_force_from>[^=@]+?)(?:\.\.(?P<in_force_until>[^=@]+))?"
)


def read_bill(text: str, codebook: Codebook, today: date) -> tuple[Promise, ...]:
    """The answers of a file of `country,indicator,new_answer,in_force_from[,in_force_until]`.

    It is read as a file of confirmed changes is, whose other columns say nothing here.

    Raises:
        BadFile: every fault with its line; of such a file nothing is taken.
    """
    lines = read_changes(text, codebook, today)
    if faults := off_options(lines, codebook):
        raise BadFile(faults)
    return tuple(map(promised, lines))


def read_answers(
    texts: Iterable[str], country: str, codebook: Codebook, today: date
) -> tuple[Promise, ...]:
    """Answers as written in a call, in one country where they name no other.

    Raises:
        BadScenario: every fault, with the answer that has it.
    """
    promises: list[Promise] = []
    faults: list[str] = []
    for text in texts:
        try:
            promises.append(read_answer(text, country, codebook, today))
        except BadFile as found:
            faults += [f"{text}: {fault}" for fault in found.faults]
    if faults:
        raise BadScenario(faults)
    return tuple(promises)


def read_answer(text: str, country: str, codebook: Codebook, today: date) -> Promise:
    """One answer as written in a call.

    Raises:
        BadFile: every fault of it.
    """
    match = ANSWER.fullmatch(text.strip())
    if match is None:
        raise BadFile([f"this is no answer from a day on; write {SHAPE}"])
    row = dict.fromkeys((*NEEDED, *OPTIONAL), "")
    row |= {name: (value or "").strip() for name, value in match.groupdict().items()}
    row["country"] = row["country"] or country
    if not row["country"]:
        raise BadFile(["whose law is it? name the country once, or write DEU: before it"])
    return promised(read_line(0, row, codebook, today))


def promised(line: Line) -> Promise:
    """A line as a promise."""
    return Promise(
        jurisdiction=line.country,
        code=line.code,
        score=line.score,
        in_force_from=line.in_force_from,
        in_force_until=line.in_force_until,
    )
