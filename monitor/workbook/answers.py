"""The answers of a sheet, and the slips in the cells that hold them (pure)."""

from dataclasses import dataclass, field

from monitor.workbook.figures import Figures
from monitor.workbook.formula import Figure, number_in
from monitor.workbook.sheet import Cell, Sheet
from monitor.workbook.slip import Kind, Slip
from scoring import Codebook, Node

#: Kind of a slip, and the sentence that explains it.
Fault = tuple[Kind, str]


@dataclass(frozen=True, slots=True)
class Answered:
    """What a sheet answers, year → question → score, and the slips of the answers' cells."""

    years: dict[int, dict[str, float]] = field(default_factory=dict)
    slips: list[Slip] = field(default_factory=list)


def read_answers(sheet: Sheet, figures: Figures, codebook: Codebook) -> Answered:
    """The answers of a sheet; a cell that holds none is left out, and pointed at."""
    answered = Answered()
    low, high = codebook.scale
    for code, year, place in sheet.places(node.code for node in codebook.leaves):
        figure, cell = figures.at(place), sheet.cell(place)
        answer = number_in(figure)
        fault = fault_of(cell, figure, answer, codebook.nodes[code])
        if answer is not None and not low <= answer <= high:
            fault = Kind.OFF_SCALE, f"the scale is {low:g}–{high:g}; this is no answer"
        elif answer is not None:
            answered.years.setdefault(year, {})[code] = answer
        if fault:
            right = answer if fault[0] is Kind.TEXT else None
            answered.slips.append(sheet.slip(fault, code, year, place, figure, right))
    return answered


def fault_of(cell: Cell, figure: Figure, answer: float | None, node: Node) -> Fault | None:
    """What is wrong with the cell of an answer, if anything is."""
    if cell.formula:
        return Kind.FORMULA, f"{cell.formula} stands where an answer is typed"
    if isinstance(figure, str):
        return Kind.TEXT, text_fault(figure, answer)
    if answer is not None and answer not in (scores := [o.score for o in node.options]):
        options = ", ".join(f"{score:g}" for score in sorted(scores))
        return Kind.OFF_SCALE, f"none of the options {options}; kept as an official answer"
    return None


def text_fault(text: str, answer: float | None) -> str:
    """What is wrong with a text where a number belongs."""
    if not text.strip():
        return "spaces where an answer belongs; it counts as missing"
    if answer is None:
        return "a text where an answer belongs; it counts as missing"
    return "a number that is stored as text; AVERAGE skips it"
