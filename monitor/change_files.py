"""A file of confirmed changes: each line as a value, or every fault with its line."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from monitor.csv_files import Row, answer_of, question_of, refuse_place, rows_of
from monitor.errors import BadFile
from monitor.fitting import DayFault, Days, faulty_days
from monitor.tables import ChangeKind
from scoring import Codebook, Node, ScoringError, off_scale, refuse_off_scale

NEEDED = ("country", "indicator", "new_answer", "in_force_from")
OPTIONAL = ("in_force_until", "adopted", "kind", "law", "reference", "note")

#: What is said of a day that cannot be right.
DAY_FAULTS = {
    DayFault.YEAR: "check the year, it cannot be right",
    DayFault.TO_COME: "it is still to come; wait until the law is adopted",
    DayFault.END: "the end must come after in_force_from; only a correction may end on the day "
    "it begins, to say that the law never held",
}


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


@dataclass(frozen=True, slots=True)
class ChangeFile:
    """A file of confirmed changes, read: its name, its SHA-256 and its lines in their order."""

    name: str
    digest: str
    lines: tuple[Line, ...]


def read_file(name: str, text: str, codebook: Codebook, today: date) -> ChangeFile:
    """A file as it can be put on record.

    Raises:
        BadFile: every fault with its line; of such a file nothing is taken.
    """
    digest = sha256(text.encode()).hexdigest()
    return ChangeFile(name, digest, tuple(read_changes(text, codebook, today)))


def read_changes(text: str, codebook: Codebook, today: date) -> list[Line]:
    """The lines of a file, in the order in which they came into force.

    The columns are `country,indicator,new_answer,in_force_from` and, where wanted,
    `in_force_until,adopted,kind,law,reference,note`; kind is policy, correction or first.

    Raises:
        BadFile: every fault with its line; of such a file nothing is taken.
    """
    lines: list[Line] = []
    faults: list[str] = []
    for number, row in rows_of(text, NEEDED, OPTIONAL, faults=faults):
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


def read_line(number: int, row: Row, codebook: Codebook, today: date) -> Line:
    """One line as a value.

    Raises:
        BadFile: every fault of this line.
    """
    faults: list[str] = []
    kind, node, score, country = ChangeKind.POLICY, None, 0.0, row["country"].upper()
    with noted(faults):
        kind = read_kind(row["kind"])
    with noted(faults):
        node = question_of(row["indicator"], codebook)
    with noted(faults):
        refuse_place(country, codebook)
    with noted(faults):
        score = read_score(row["new_answer"], node, kind, codebook)
    days = Days(**{name: read_day(name, row[name], faults) for name in Days._fields})
    wrong = faulty_days(days, kind, today)
    faults += [f"{name}: {DAY_FAULTS[fault]}" for name, fault in wrong.items()]
    if faults or node is None or days.in_force_from is None:
        raise BadFile(faults)
    return Line(
        number=number,
        country=country,
        code=node.code,
        score=score,
        in_force_from=days.in_force_from,
        in_force_until=days.in_force_until,
        adopted=days.adopted,
        kind=kind,
        law=row["law"],
        reference=row["reference"],
        note=row["note"],
    )


@contextmanager
def noted(faults: list[str]) -> Iterator[None]:
    """Go on after a fault, which is added to the others."""
    try:
        yield
    except (ValueError, ScoringError) as fault:
        faults.append(str(fault))


def read_kind(text: str) -> ChangeKind:
    """What kind of change it is; a change of policy where the file does not say."""
    kinds = {kind.value: kind for kind in ChangeKind}
    kind = text.lower() or ChangeKind.POLICY.value
    if kind not in kinds:
        raise ValueError(f"there is no kind {kind!r}; use {', '.join(kinds)}")
    return kinds[kind]


def read_score(text: str, node: Node | None, kind: ChangeKind, codebook: Codebook) -> float:
    """The new answer: an option; a first one may lie between them, as official ones do."""
    score = answer_of(text, "the new answer", codebook)
    if node and kind is not ChangeKind.FIRST:
        refuse_off_scale(codebook, {node.code: score})
    return score


def read_day(column: str, text: str, faults: list[str]) -> date | None:
    """A day of law; None where the cell is empty and may be."""
    if not text and column not in NEEDED:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        faults.append(f"{column} is a day such as 2018-12-31, not {text!r}")
        return None


def repeated(lines: Sequence[Line]) -> list[str]:
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


def off_options(lines: Sequence[Line], codebook: Codebook) -> list[str]:
    """First answers between the options, which are kept and pointed at."""
    return [
        f"line {line.number}: {line.code} is {line.score:g}, which is none of its options"
        for line in lines
        if off_scale(codebook, {line.code: line.score})
    ]
