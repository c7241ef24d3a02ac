"""A file of confirmed changes: each line as a value, or every fault with its line."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from io import StringIO

from monitor.confirm import EARLIEST, YEARS_AHEAD, ends_well
from monitor.editions import refuse_place
from monitor.errors import BadFile
from monitor.tables import ChangeKind
from scoring import Codebook, Node

NEEDED = ("country", "indicator", "new_answer", "in_force_from")
OPTIONAL = ("in_force_until", "adopted", "kind", "law", "reference", "note")

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One answer that a confirmed change makes true, as a line of the file says it."""

    number: int
    country: str
    code: str
    score: float
    in_force_from: date
    in_force_until: date | None = None
    adopted: date | None = None
    kind: ChangeKind = ChangeKind.POLICY
    law: str = ""
    reference: str = ""
    note: str = ""


def read_changes(text: str, codebook: Codebook, today: date) -> list[Line]:
    """The lines of a file, in the order in which they came into force.

    The columns are `country,indicator,new_answer,in_force_from` and, where wanted,
    `in_force_until,adopted,kind,law,reference,note`; kind is policy, correction or first.

    Raises:
        BadFile: every fault with its line; of such a file nothing is taken.
    """
    lines: list[Line] = []
    faults: list[str] = []
    for number, row in rows_of(text):
        try:
            lines.append(read_line(number, row, codebook, today))
        except BadFile as found:
            faults += [f"line {number}: {fault}" for fault in found.faults]
    faults += repeated(lines)
    if faults:
        raise BadFile(sorted(faults, key=line_of))
    if not lines:
        raise BadFile(["line 2: there is no change in this file"])
    return sorted(lines, key=in_order)


def line_of(fault: str) -> int:
    """The number of the line that a fault names."""
    return int(fault.removeprefix("line ").partition(":")[0])


def in_order(line: Line) -> tuple[date, int, int]:
    """First answers come before changes of them, and corrections after, on one day."""
    kinds = (ChangeKind.FIRST, ChangeKind.POLICY, ChangeKind.CORRECTION)
    return line.in_force_from, kinds.index(line.kind), line.number


def rows_of(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows with the number of the line on which each ends.

    Raises:
        BadFile: the first line names other columns.
    """
    lines = StringIO(text.removeprefix("\ufeff"), newline=None)
    reader = csv.DictReader(lines, restkey="", restval="")
    try:
        refuse_columns([name.strip() for name in reader.fieldnames or ()])
        for row in reader:
            yield reader.line_num, {name.strip(): cell(value) for name, value in row.items()}
    except csv.Error as error:
        raise BadFile([f"line {reader.line_num}: this is no CSV: {error}"]) from error


def cell(value: str | list[str]) -> str:
    """What stands in a cell; cells beyond the last column come as a list."""
    return value.strip() if isinstance(value, str) else ",".join(value)


def refuse_columns(names: list[str]) -> None:
    """Say which columns are missing, unknown or there twice."""
    known = (*NEEDED, *OPTIONAL)
    faults = [f"line 1: the column {name} is missing" for name in NEEDED if name not in names]
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, 1)
            hint = f"; is it {near[0]}?" if near else f"; the columns are {','.join(known)}"
            faults.append(f"line 1: there is no column {name!r}{hint}")
    faults += [
        f"line 1: the column {name} is there twice" for name in known if names.count(name) > 1
    ]
    if faults:
        raise BadFile(faults)


def read_line(number: int, row: Row, codebook: Codebook, today: date) -> Line:
    """One line as a value.

    Raises:
        BadFile: every fault of this line.
    """
    faults: list[str] = []
    if row.get(""):
        faults.append(f"it has more cells than columns: {row['']!r}; quote a text with commas")
    kind = read_kind(row, faults)
    node = read_node(row, codebook, faults)
    line = Line(
        number=number,
        country=read_country(row, codebook, faults),
        code=node.code if node else "",
        score=read_score(row, node, kind, codebook, faults),
        in_force_from=read_day(row, "in_force_from", today, faults) or date.min,
        in_force_until=read_day(row, "in_force_until", today, faults),
        adopted=read_day(row, "adopted", today, faults),
        kind=kind,
        law=row.get("law", ""),
        reference=row.get("reference", ""),
        note=row.get("note", ""),
    )
    faults += impossible(line, today)
    if faults:
        raise BadFile(faults)
    return line


def read_country(row: Row, codebook: Codebook, faults: list[str]) -> str:
    """A jurisdiction by its code."""
    country = row["country"].upper()
    try:
        refuse_place(country, codebook)
    except ValueError as fault:
        faults.append(str(fault))
    return country


def read_node(row: Row, codebook: Codebook, faults: list[str]) -> Node | None:
    """The question that is answered."""
    code = row["indicator"]
    node = codebook.nodes.get(code)
    if node is None:
        near = get_close_matches(code, codebook.nodes, 1)
        hint = f"is it {near[0]}?" if near else f"see the codebook {codebook.id}"
        faults.append(f"there is no indicator {code!r}; {hint}")
    elif node.rule is not None:
        faults.append(
            f"{code} is not answered but counted from {', '.join(node.parts)}; answer those"
        )
    return node


def read_score(
    row: Row, node: Node | None, kind: ChangeKind, codebook: Codebook, faults: list[str]
) -> float:
    """The new answer: an option; a first one may lie between them, as official ones do."""
    text = row["new_answer"]
    try:
        score = float(text)
    except ValueError:
        faults.append(f"the new answer is a number, not {text!r}; write the option's score")
        return 0.0
    low, high = codebook.scale
    options = [option.score for option in node.options] if node else []
    if not low <= score <= high:
        faults.append(f"the answer {text} lies outside {low:g}–{high:g}")
    elif options and score not in options and kind is not ChangeKind.FIRST:
        allowed = ", ".join(f"{option:g}" for option in sorted(options))
        faults.append(f"{row['indicator']} has no option {score:g}, only {allowed}")
    return score


def read_kind(row: Row, faults: list[str]) -> ChangeKind:
    """What kind of change it is; a change of policy where the file does not say."""
    kinds = {kind.value: kind for kind in ChangeKind}
    kind = row.get("kind", "").lower() or ChangeKind.POLICY.value
    if kind not in kinds:
        faults.append(f"there is no kind {kind!r}; use {', '.join(kinds)}")
    return kinds.get(kind, ChangeKind.POLICY)


def read_day(row: Row, column: str, today: date, faults: list[str]) -> date | None:
    """A day of law; None where the cell is empty and may be."""
    text = row.get(column, "")
    if not text and column not in NEEDED:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        faults.append(f"{column} is a day such as 2018-12-31, not {text!r}")
        return None
    if not EARLIEST <= day <= date(today.year + YEARS_AHEAD, 12, 31):
        faults.append(f"{column}: check the year, {text} cannot be right")
    return day


def impossible(line: Line, today: date) -> list[str]:
    """Days that contradict one another."""
    faults = []
    if line.adopted is not None and line.adopted > today:
        faults.append(f"adopted: {line.adopted} is still to come; wait until it is adopted")
    if not ends_well(line.in_force_from, line.in_force_until, line.kind):
        faults.append(
            "in_force_until: the end must come after in_force_from; only a correction may end "
            "on the day it begins, to say that the law never held"
        )
    return faults


def repeated(lines: list[Line]) -> list[str]:
    """Lines of one kind that answer the same question from the same day."""
    seen: dict[tuple[str, str, date, ChangeKind], int] = {}
    faults = []
    for line in lines:
        key = (line.country, line.code, line.in_force_from, line.kind)
        first = seen.setdefault(key, line.number)
        if first != line.number:
            faults.append(
                f"line {line.number}: line {first} says already what {line.code} is in "
                f"{line.country} from {line.in_force_from}; keep one of them"
            )
    return faults


def off_options(lines: list[Line], codebook: Codebook) -> list[str]:
    """First answers between the options, which are kept and pointed at."""
    return [
        f"line {line.number}: {line.code} is {line.score:g}, which is none of its options"
        for line in lines
        if line.score not in {option.score for option in codebook.nodes[line.code].options}
    ]
