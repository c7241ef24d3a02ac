"""The audit of a workbook: every cell that is not what its answers and rule give (pure).

A slip is told once, where it began. A score that is rightly counted from a wrong part is
no slip of its own; the sentence about the part names it.
"""

from dataclasses import dataclass, replace
from functools import cached_property

from openpyxl.utils.cell import coordinate_to_tuple

from monitor.workbook.answers import Fault, read_answers
from monitor.workbook.figures import Figures
from monitor.workbook.formula import Address, UnreadFormula, evaluated, number_in, parsed
from monitor.workbook.headings import heading_slips, label_slips, stray_slips
from monitor.workbook.rules import misreading
from monitor.workbook.sheet import Sheet, name_of
from monitor.workbook.slip import Kind, Slip, shown
from scoring import Answers, Codebook, Node, NoRow, Scores, Table, equal, surveyed
from scoring.score import counted


def audit(sheet: Sheet, codebook: Codebook) -> list[Slip]:
    """Every slip of a country's sheet, row by row."""
    figures = Figures(sheet)
    answered = read_answers(sheet, figures, codebook)
    slips = [*heading_slips(sheet, codebook), *label_slips(sheet), *stray_slips(sheet, figures)]
    for year in sheet.years:
        card = Card(sheet, figures, codebook, year, answered.years.get(year, {}))
        of_answers = [slip for slip in answered.slips if slip.year == year]
        slips += map(card.with_effects, [*of_answers, *card.slips])
    return sorted(slips, key=lambda slip: coordinate_to_tuple(slip.cell))


@dataclass(frozen=True)
class Card:
    """The scores of a year: as a sheet publishes them, and as its answers give them."""

    sheet: Sheet
    figures: Figures
    codebook: Codebook
    year: int
    answers: Answers

    @cached_property
    def published(self) -> Scores:
        """The numbers that the sheet shows."""
        return {
            code: self.figures.number(self.sheet.place(code, self.year))
            for code in self.codebook.nodes
        }

    @cached_property
    def correct(self) -> Scores:
        """The scores recomputed; where a table knows no row for its answers, as published."""
        values: dict[str, float | None] = dict.fromkeys(self.codebook.nodes)
        values.update(self.answers)
        for node in self.codebook.bottom_up:
            try:
                values[node.code] = counted(node, values)
            except NoRow:
                values[node.code] = self.published[node.code]
        return values

    def is_wrong(self, code: str) -> bool:
        """Whether the score that is published, or its absence, is not what the answers give."""
        return not equal(self.published[code], self.correct[code])

    def is_disturbed(self, node: Node) -> bool:
        """Whether a part of a node is published wrongly, or as a text."""
        return any(
            self.is_wrong(part) or isinstance(self.figures.at(place), str)
            for part in node.parts
            if (place := self.sheet.place(part, self.year))
        )

    @cached_property
    def slips(self) -> list[Slip]:
        """The slips of the cells that are counted."""
        return [
            self.sheet.slip(
                fault,
                node.code,
                self.year,
                place,
                self.figures.at(place),
                self.due(node.code),
            )
            for node in self.codebook.bottom_up
            if (place := self.sheet.place(node.code, self.year))
            and (fault := self.fault(node, place))
        ]

    def due(self, code: str) -> float | None:
        """The score that ought to stand in a cell; none where nothing was surveyed."""
        is_due = surveyed(self.codebook, code, self.year) or self.published[code] is not None
        return self.correct[code] if is_due else None

    def fault(self, node: Node, place: Address) -> Fault | None:
        """What is wrong with a cell that is counted, if anything is."""
        cell = self.sheet.cell(place)
        if cell.formula:
            return self.formula_fault(node, place, cell.formula)
        if cell.value is None:
            is_due = self.due(node.code) is not None
            return (Kind.VALUE, "empty, though the answers give a score") if is_due else None
        if cell.number is None:
            return Kind.TEXT, f"a text where {self.belongs(node)}"
        return self.number_fault(node)

    def belongs(self, node: Node) -> str:
        """What ought to stand in a cell that is counted."""
        if self.due(node.code) is None:
            return "nothing belongs, since nothing is scored"
        return "a score belongs" if isinstance(node.rule, Table) else "a formula belongs"

    def number_fault(self, node: Node) -> Fault | None:
        """What is wrong with a score that was typed; the sheets type those of tables."""
        wrong = self.is_wrong(node.code)
        if isinstance(node.rule, Table):
            if not wrong or self.is_disturbed(node):
                return None
            parts = ", ".join(f"{part}={shown(self.correct[part])}" for part in node.parts)
            return Kind.VALUE, f"the table gives another for {parts}"
        return Kind.HAND_TYPED, (
            "a number where a formula belongs, and not what the answers give"
            if wrong
            else "a number where a formula belongs, though the right one so far"
        )

    def formula_fault(self, node: Node, place: Address, formula: str) -> Fault | None:
        """What is wrong with a formula, or with the value that is kept of it."""
        wrong, is_kept = self.is_wrong(node.code), self.sheet.cell(place).value is not None
        try:
            tree = parsed(formula)
            if problem := misreading(self.sheet, node, self.year, tree):
                return Kind.FORMULA, f"{formula} {problem}"
            gives = evaluated(tree, self.figures.at)
        except UnreadFormula:
            if is_kept:
                return (Kind.VALUE, f"{formula} gave another") if wrong else None
            return (
                Kind.FORMULA,
                f"{formula} is not understood, and the file keeps no value of it",
            )
        if not wrong:
            return None
        if not equal(number_in(gives), self.published[node.code]):
            return Kind.VALUE, f"{formula} gives {shown(number_in(gives))}, not the value kept"
        if self.is_disturbed(node):
            return None
        return (
            Kind.VALUE,
            f"{formula} takes a part that is missing for zero, or does without it",
        )

    def with_effects(self, slip: Slip) -> Slip:
        """A slip that also names the scores that are rightly counted from it."""
        told = {other.code for other in self.slips}
        above = self.above(slip.code)
        effects = [
            f"{node.code} ({name_of(place)})"
            for node in self.codebook.bottom_up
            if node.code in above - told and self.is_wrong(node.code)
            if (place := self.sheet.place(node.code, self.year))
            and self.figures.at(place) is not None
        ]
        if not effects:
            return slip
        return replace(slip, message=f"{slip.message}; carried into {', '.join(effects)}")

    def above(self, code: str | None) -> set[str]:
        """The codes that are counted from a node, directly or through others."""
        parents = self.codebook.nodes[code].parents if code else ()
        return {*parents, *(above for parent in parents for above in self.above(parent))}
