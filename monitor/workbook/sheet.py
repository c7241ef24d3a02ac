"""A country's sheet: its cells, and the blocks that they form (pure)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import isnan

from openpyxl.utils import get_column_letter

from monitor.workbook.formula import Address, Figure, number_in
from monitor.workbook.slip import Kind, Slip


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell: its value, and the formula that gave it, if one did.

    The value of a formula is None where the file does not keep it. `error` says that the value
    is the name of a spreadsheet's error, such as #DIV/0!.
    """

    value: object
    formula: str = ""
    error: bool = False

    @property
    def number(self) -> float | None:
        """Its value, if that is a number, and one to count with."""
        return None if isinstance(self.value, str) else number_in(self.value)

    @property
    def text(self) -> str:
        """Its value as a person reads it, spaces around it aside."""
        return "" if self.value is None else str(self.value).strip()


EMPTY = Cell(None)
Cells = Mapping[Address, Cell]


@dataclass(frozen=True, slots=True)
class Block:
    """The columns and rows of a policy area, or of the overall scores.

    `scores` are the columns of scores by code, `labels` those of years with the code that they
    stand beside, `headings` the cells where a code may be typed; of the rows below them, its
    `space`, `rows` have years, the first of them `since`.
    """

    scores: Mapping[str, int]
    labels: tuple[tuple[int, str | None], ...]
    headings: Mapping[str, tuple[Address, ...]]
    space: range
    rows: range
    since: int

    @property
    def years(self) -> range:
        """The years of its rows."""
        return range(self.since, self.since + len(self.rows))


@dataclass(frozen=True)
class Sheet:
    """A country's sheet: its cells, and the blocks that they form, the overall scores first."""

    name: str
    country: str
    cells: Cells
    blocks: tuple[Block, ...]

    def cell(self, address: Address) -> Cell:
        """What stands there, if anything does."""
        return self.cells.get(address, EMPTY)

    def place(self, code: str, year: int) -> Address | None:
        """Where the score of a node in a year stands; None where the sheet has no such row."""
        block = self._block_of[code]
        if year not in block.years:
            return None
        return block.rows[year - block.since], block.scores[code]

    def places(self, codes: Iterable[str]) -> Iterator[tuple[str, int, Address]]:
        """Every row of these codes: code, year and where its score stands."""
        for code in codes:
            block = self._block_of[code]
            for year, row in zip(block.years, block.rows, strict=True):
                yield code, year, (row, block.scores[code])

    def slip(
        self,
        fault: tuple[Kind, str],
        code: str | None,
        year: int | None,
        address: Address,
        published: Figure,
        correct: float | str | None,
    ) -> Slip:
        """A slip of a cell; of an error nothing is published."""
        kind, message = fault
        if published is not None and not isinstance(published, str):
            published = None if isnan(published) else float(published)
        return Slip(
            self.name,
            self.country,
            name_of(address),
            kind,
            code,
            year,
            published,
            correct,
            message,
        )

    @cached_property
    def years(self) -> list[int]:
        """The years of all blocks."""
        return sorted({year for block in self.blocks for year in block.years})

    @cached_property
    def _block_of(self) -> dict[str, Block]:
        return {code: block for block in self.blocks for code in block.scores}


def name_of(address: Address) -> str:
    """A cell as spreadsheets call it."""
    row, column = address
    return f"{get_column_letter(column)}{row}"
