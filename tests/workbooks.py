"""A made-up workbook in MPG's layout, written from the codebook alone."""

import random
from pathlib import Path

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from monitor.workbook.layout import lay_out
from monitor.workbook.sheet import Cell, Sheet
from scoring import Codebook, Mean, Table, WeightedMean, score

YEARS = range(2012, 2016)
TITLES = (
    "Policy strand",
    "Indicator",
    "Sub-indicator",
    "Title",
    "Description",
    "Answer options",
)
#: The order of the health columns, as the official sheets have it.
HEALTH = "145a 148 146a 149 147a 150 152c 153c 156a 159 163 165"


def made_up_answers(codebook: Codebook, seed: int = 7) -> dict[int, dict[str, float]]:
    """An answer to every question in every year; nothing of any country."""
    chance = random.Random(seed)
    return {
        year: {
            leaf.code: chance.choice(leaf.options).score
            for leaf in codebook.leaves
            if leaf.area != "h" or year == 2014
        }
        for year in YEARS
    }


class Draft:
    """A country's sheet as cells, and where the score of each code and year stands."""

    def __init__(self, codebook: Codebook, name: str = "DE", seed: int = 7) -> None:
        self.codebook, self.name = codebook, name
        self.answers = made_up_answers(codebook, seed)
        self.cards = {y: score(codebook, a).values for y, a in self.answers.items()}
        self.cells: dict[tuple[int, int], Cell] = {}
        self.places: dict[tuple[str, int], tuple[int, int]] = {}
        self._headings()
        for year in YEARS:
            self._year(year)

    def _headings(self) -> None:
        self._put((1, 1), "Overall Scores")
        self._put((2, 1), "Year")
        for column, code in enumerate(("ov_h", "ov", "ov_noedu"), 2):
            self._rows(code, 3, column)
        start = 4 + len(YEARS)
        for area in self.codebook.at("area"):
            for number, code in enumerate(self.columns(area.code)):
                column = 2 + 3 * number
                for row, title in enumerate(TITLES, start):
                    if column == 2 or row > start:
                        self._put((row, column - 1), title)
                depth = 2 if self.codebook.nodes[code].level == "subindicator" else 1
                typed = code[1:] if area.code == "h" and code != "h" else code
                self._put((start + depth, column), typed)
                self._put((start + 6, column - 1), "Year")
                self._put((start + 6, column), "Score")
                self._rows(code, start + 7, column)
            start += 8 + len(YEARS)

    def columns(self, area: str) -> list[str]:
        """The codes of an area's columns."""
        if area == "h":
            return ["h", *(f"h{code}" for code in HEALTH.split())]
        return [c for c, node in self.codebook.nodes.items() if node.area == area]

    def _rows(self, code: str, first: int, column: int) -> None:
        for row, year in enumerate(YEARS, first):
            self.places[code, year] = row, column
            self._put((row, 1 if code.startswith("ov") else column - 1), year)

    def _year(self, year: int) -> None:
        for code, value in self.cards[year].items():
            if value is not None:
                self.cells[self.places[code, year]] = Cell(value, self.formula(code, year))

    def formula(self, code: str, year: int) -> str:
        """The formula of a node as the official sheets write it; none for what is typed."""
        match self.codebook.nodes[code].rule:
            case None | Table():
                return ""
            case WeightedMean(weights=weights):
                terms = (f"{float(share)}*{self.at(part, year)}" for part, share in weights)
                return f"={'+'.join(terms)}"
            case Mean(groups=groups):
                return f"=AVERAGE({','.join(self.group(group, year) for group in groups)})"

    def group(self, codes: tuple[str, ...], year: int) -> str:
        """Parts that share a place."""
        cells = [self.at(code, year) for code in codes]
        return cells[0] if len(cells) == 1 else f"(({'+'.join(cells)})/{len(cells)})"

    def at(self, code: str, year: int) -> str:
        """The name of a cell."""
        row, column = self.places[code, year]
        return f"{get_column_letter(column)}{row}"

    def _put(self, address: tuple[int, int], value: object) -> None:
        self.cells[address] = Cell(value)

    def put(self, code: str, year: int, value: object, formula: str = "") -> None:
        """Put something else where a score stands."""
        self.cells[self.places[code, year]] = Cell(value, formula)

    def forget(self) -> None:
        """Lose the values of all formulas, as a file does that no spreadsheet program saved."""
        for address, cell in self.cells.items():
            if cell.formula:
                self.cells[address] = Cell(None, cell.formula)

    def sheet(self) -> Sheet:
        """The sheet in its layout."""
        return lay_out(self.name, "DEU", self.cells, self.codebook)


def save(file: Path, *drafts: Draft) -> Path:
    """A workbook as openpyxl writes it: with formulas, and without their values."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    for draft in drafts:
        sheet = workbook.create_sheet(draft.name)
        for (row, column), cell in draft.cells.items():
            sheet.cell(row, column, cell.formula or cell.value)
    workbook.save(file)
    return file
