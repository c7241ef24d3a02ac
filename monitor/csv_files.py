"""Files of figures as people write them: CSV, every fault with its line (pure)."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from io import StringIO
from math import isfinite, nan

from monitor import countries
from monitor.errors import BadFile
from scoring import Codebook, Node
from scoring.piece import did_you_mean

#: A file with more faults than this is another file; the rest is not listed.
MOST_FAULTS = 20
YEAR = re.compile(r"[12][0-9]{3}")

#: Column → what stands in it, spaces around it aside; empty where the line has no such cell.
Row = Mapping[str, str]


def rows_of(
    text: str,
    needed: Sequence[str],
    optional: Sequence[str] = (),
    *,
    faults: list[str],
    others: bool = False,
) -> Iterator[tuple[int, Row]]:
    """The rows of a file with the numbers of the lines on which they begin.

    Lines may end as on any system, and a byte order mark is no part of the text. Rows without
    anything in them are passed over. With `others` a file may have columns that say nothing.
    What is wrong with a row by itself is added to the faults, and the row left out.

    Raises:
        BadFile: the first line lacks a column, or names one that means nothing.
    """
    lines = csv.reader(StringIO(text.removeprefix("\ufeff"), newline=None), strict=True)
    line = 1
    try:
        names = [name.strip() for name in next(lines, [])]
        # Spreadsheets fill up the lines with commas.
        while names and not names[-1]:
            names.pop()
        refuse_columns(names, needed, optional, others)
        line = lines.line_num + 1
        for cells in lines:
            row = dict.fromkeys((*needed, *optional), "")
            row |= zip(names, map(str.strip, cells), strict=False)
            if beyond := [cell for cell in cells[len(names) :] if cell.strip()]:
                faults.append(
                    f"line {line}: it has more cells than columns: {','.join(beyond)!r}; "
                    "quote a text with commas"
                )
            elif any(row.values()):
                yield line, row
            line = lines.line_num + 1
    except csv.Error as error:
        faults.append(f"line {line}: this is no CSV: {error}")


def refuse_columns(
    names: Sequence[str], needed: Sequence[str], optional: Sequence[str], others: bool
) -> None:
    """Say which columns are missing, unknown or there twice."""
    known = (*needed, *optional)
    absent = [name for name in known if name not in names]
    all_of_them = f"; the columns are {','.join(known)}"
    faults = [
        f"line 1: the column {name} is missing{all_of_them}"
        for name in needed
        if name not in names
    ]
    for name in names:
        if name not in known and ((near := did_you_mean(name, absent)) or not others):
            hint = f"; {near}" if near else all_of_them
            faults.append(f"line 1: there is no column {name!r}{hint}")
    faults += [
        f"line 1: the column {name} is there twice" for name in known if names.count(name) > 1
    ]
    if faults:
        raise BadFile(faults)


def number(text: str, column: str) -> float:
    """A number that counts, as a file writes it."""
    try:
        found = float(text)
    except ValueError:
        found = nan
    if not isfinite(found):
        raise ValueError(f"{column} is a number, not {text!r}")
    return found


def year_of(text: str) -> int:
    """A year as a file writes it."""
    if not YEAR.fullmatch(text):
        raise ValueError(f"year is a year such as 2019, not {text!r}")
    return int(text)


def answer_of(text: str, column: str, codebook: Codebook) -> float:
    """An answer as a file writes it, an option or not, but on the scale."""
    low, high = codebook.scale
    if not low <= (found := number(text, column)) <= high:
        raise ValueError(f"the answer {found:g} lies outside {low:g}–{high:g}")
    return found


def question_of(code: str, codebook: Codebook) -> Node:
    """The question that a file names."""
    node = codebook.nodes.get(code)
    if node is None:
        raise ValueError(f"{code!r} is no question of {codebook.id}; {hint(code, codebook)}")
    if node.rule is not None:
        parts = ", ".join(node.parts)
        raise ValueError(
            f"{code!r} is no question of {codebook.id} but counted from {parts}; answer those"
        )
    return node


# A file can repeat one slip on each of its lines, and near names are dear to find.
@lru_cache(maxsize=1024)
def hint(code: str, codebook: Codebook) -> str:
    """What to do about an unknown question."""
    return did_you_mean(code, [leaf.code for leaf in codebook.leaves]) or "see its codebook"


def refuse_place(code: str, codebook: Codebook) -> None:
    """Let pass only jurisdictions that the index is about."""
    about = codebook.regions.names if codebook.regions else codebook.countries
    if about and code not in about:
        raise ValueError(f"{code!r} is not in {codebook.id}; write one of {', '.join(about)}")
    if not about and code not in countries.known():
        raise ValueError(f"{code!r} is no country; write its ISO 3166-1 alpha-3 code")


def refuse(faults: Sequence[str]) -> None:
    """Take nothing of a file with faults."""
    if len(faults) > MOST_FAULTS:
        faults = [*faults[:MOST_FAULTS], f"… and {len(faults) - MOST_FAULTS} more"]
    if faults:
        raise BadFile(faults)
