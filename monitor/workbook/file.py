"""A workbook as a file: one country's sheet after the other."""

import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import islice
from pathlib import Path

from openpyxl import Workbook as Spreadsheet
from openpyxl import load_workbook
from openpyxl.cell import Cell as FileCell
from openpyxl.cell import MergedCell

from monitor.csv_files import refuse
from monitor.errors import BadFile
from monitor.workbook.layout import begins, country_of, lay_out
from monitor.workbook.sheet import Cell, Cells, Sheet
from scoring import Codebook

#: No sheet goes farther; a stray cell at the end of the world is not looked for.
ROWS, COLUMNS = 1000, 60
#: Walks over the names of sheets, and may show how far it is.
Watch = Callable[[Sequence[str]], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Workbook:
    """The sheets of all countries, in their order; `others` are sheets of no country."""

    sheets: tuple[Sheet, ...]
    others: tuple[str, ...]


def read_workbook(file: Path, codebook: Codebook, watch: Watch = iter) -> Workbook:
    """A workbook in MPG's layout.

    Raises:
        BadFile: it cannot be read, or is laid out otherwise; each such sheet is named.
    """
    typed, kept = spreadsheets(file)
    sheets: dict[str, Sheet] = {}
    others: list[str] = []
    faults: list[str] = []
    for name in watch([sheet.title for sheet in typed.worksheets]):
        cells = cells_of(file, typed, kept, name)
        country = country_of(name)
        if not country and not begins(cells):
            others.append(name)
            continue
        try:
            sheet = lay_out(name, once(name, country, sheets), cells, codebook)
            sheets[sheet.country] = sheet
        except BadFile as fault:
            faults += fault.faults
    if not sheets and not faults:
        faults = ["no sheet is a country's; each is named by two letters, such as DE"]
    refuse([f"{file.name}: {fault}" for fault in faults])
    return Workbook(tuple(sheets.values()), tuple(others))


def once(name: str, country: str | None, sheets: dict[str, Sheet]) -> str:
    """The country of a sheet, if it is one and has no other sheet."""
    if country is None:
        raise BadFile([f"sheet {name}: no country; name it by two letters, such as DE"])
    if country in sheets:
        raise BadFile([f"sheet {name}: {country} has the sheet {sheets[country].name} already"])
    return country


def spreadsheets(file: Path) -> tuple[Spreadsheet, Spreadsheet]:
    """A file opened twice: with the formulas as typed, and with the values that it keeps."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise BadFile([f"{file}: {error.strerror}"]) from error
    try:
        with warnings.catch_warnings():
            # openpyxl warns of styles and extensions that it would not write again.
            warnings.simplefilter("ignore")
            return (
                load_workbook(BytesIO(data), read_only=True),
                load_workbook(BytesIO(data), read_only=True, data_only=True),
            )
    # Its parsers let out whatever they meet in a file that is none, or a broken one.
    except Exception as error:
        raise BadFile([f"{file}: this is no Excel workbook (.xlsx): {error}"]) from error


def cells_of(file: Path, typed: Spreadsheet, kept: Spreadsheet, name: str) -> Cells:
    """The cells of a sheet that hold something."""
    cells = {}
    try:
        pairs = zip(rows_of(typed, name), rows_of(kept, name), strict=True)
        for row, both in enumerate(pairs, 1):
            for column, (one, other) in enumerate(zip(*both, strict=True), 1):
                if one.value is not None:
                    cells[row, column] = cell_of(one, other)
    except Exception as error:
        raise BadFile([f"{file}: the sheet {name} is broken: {error}"]) from error
    return cells


def rows_of(spreadsheet: Spreadsheet, name: str) -> Iterator[tuple[FileCell | MergedCell, ...]]:
    """The rows of a sheet, as many as there are."""
    sheet = spreadsheet[name]
    # How large a sheet is, it says itself, and not always truly.
    sheet.reset_dimensions()
    return islice(sheet.iter_rows(max_col=COLUMNS), ROWS)


def cell_of(typed: FileCell | MergedCell, kept: FileCell | MergedCell) -> Cell:
    """A cell with its formula, if it has one."""
    formula = typed.value if typed.data_type == "f" else ""
    # A formula over several cells is an object that holds its text.
    text = str(getattr(formula, "text", formula))
    return Cell(kept.value, text, error=bool(text) and kept.data_type == "e")
