"""What a sheet publishes: its numbers, and those that its formulas give (pure)."""

from math import isnan, nan

from monitor.workbook.formula import Address, Figure, UnreadFormula, evaluated, parsed
from monitor.workbook.sheet import Cell, Sheet


class Figures:
    """The figures of a sheet, cell by cell.

    A formula's value is the one that the file keeps. A file that was not written by a
    spreadsheet program keeps none, and the formula is evaluated here.
    """

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._known: dict[Address, Figure] = {}

    def at(self, address: Address) -> Figure:
        """The figure of a cell; nan for an error, None for nothing."""
        if address not in self._known:
            # A formula that reads itself, through whatever others, is an error.
            self._known[address] = nan
            self._known[address] = self._found(self._sheet.cell(address))
        return self._known[address]

    def number(self, address: Address | None) -> float | None:
        """The number of a cell; None where there is none."""
        figure = self.at(address) if address else None
        if figure is None or isinstance(figure, str) or isnan(figure):
            return None
        return float(figure)

    def _found(self, cell: Cell) -> Figure:
        if cell.error:
            return nan
        if cell.formula and cell.value is None:
            return self._counted(cell.formula)
        if cell.value is None or cell.number is not None:
            return cell.number
        return str(cell.value)

    def _counted(self, formula: str) -> float:
        try:
            return float(evaluated(parsed(formula), self.at))
        except (UnreadFormula, OverflowError, RecursionError):
            return nan
