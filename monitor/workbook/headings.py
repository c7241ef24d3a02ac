"""What stands beside the figures of a sheet, typed by hand: codes and years (pure)."""

from collections.abc import Iterator

from monitor.workbook.figures import Figures
from monitor.workbook.formula import number_in
from monitor.workbook.sheet import Block, Cell, Sheet
from monitor.workbook.slip import Kind, Slip
from scoring import Codebook


def heading_slips(sheet: Sheet, codebook: Codebook) -> Iterator[Slip]:
    """The columns whose typed code is another than that of their place, or none."""
    for block in sheet.blocks:
        for code, addresses in block.headings.items():
            typed = {a: sheet.cell(a).text for a in addresses if sheet.cell(a).text}
            if any(reads(text, code) for text in typed.values()):
                continue
            address, text = next(iter(typed.items()), (addresses[0], None))
            named = meant(text, codebook)
            fault = (
                Kind.CODE,
                f"this names {named}" if named else f"this is the column of {code}",
            )
            yield sheet.slip(fault, code, None, address, text, code)


def meant(typed: str | None, codebook: Codebook) -> str | None:
    """The node that a typed code names, if it names one."""
    return next((code for code in codebook.nodes if reads(typed or "", code)), None)


def label_slips(sheet: Sheet) -> Iterator[Slip]:
    """The labels that do not name the year of their row."""
    for block in sheet.blocks:
        for column, code in block.labels:
            for year, row in zip(block.years, block.rows, strict=True):
                cell = sheet.cell((row, column))
                if cell.number != year:
                    published = cell.number if cell.number is not None else cell.text or None
                    fault = label_fault(cell, year)
                    yield sheet.slip(fault, code, year, (row, column), published, year)


def label_fault(cell: Cell, year: int) -> tuple[Kind, str]:
    """What is wrong with a label."""
    if not cell.text:
        return Kind.YEAR, "no year beside a row that has one"
    if cell.number is None and number_in(cell.text) == year:
        return Kind.TEXT, "a year that is stored as text"
    return Kind.YEAR, f"by its place in the block this is the row of {year}"


def stray_slips(sheet: Sheet, figures: Figures) -> Iterator[Slip]:
    """The numbers above or below the years of a block, which belong to none."""
    for block in sheet.blocks:
        for code, column in block.scores.items():
            for row in outside(block):
                figure = figures.at((row, column))
                if figure is not None and not isinstance(figure, str):
                    fault = Kind.YEAR, "a number in a row without a year; it counts nowhere"
                    yield sheet.slip(fault, code, None, (row, column), figure, None)


def outside(block: Block) -> Iterator[int]:
    """The rows of a block that have no year."""
    return (row for row in block.space if row not in block.rows)


def reads(typed: str, code: str) -> bool:
    """Whether a code as people type it means this one: 145a is h145a, gc_new (128, 129) gc."""
    word = typed.casefold().partition("(")[0].strip()
    return bool(word) and word in (code, code[1:], f"{code}_new")
