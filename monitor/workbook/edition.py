"""What a workbook's answers put on record, as the published edition that they are (pure)."""

from collections.abc import Mapping
from dataclasses import dataclass

from monitor.csv_files import refuse
from monitor.workbook.answers import read_answers
from monitor.workbook.figures import Figures
from monitor.workbook.formula import number_in
from monitor.workbook.headings import heading_slips, label_slips, meant, stray_slips
from monitor.workbook.layout import YEARS
from monitor.workbook.sheet import Sheet
from monitor.workbook.slip import Kind, Slip
from scoring import Answers, Codebook


@dataclass(frozen=True, slots=True)
class Edition:
    """The answers of a workbook, and what to know about the cells that hold them."""

    answers: Mapping[tuple[str, int], Answers]
    slips: tuple[Slip, ...]


def edition_of(
    sheets: tuple[Sheet, ...], codebook: Codebook, until: int | None = None
) -> Edition:
    """The answers of all countries, up to and with a year if one is named.

    Raises:
        BadFile: a column names another question than its place does, or a number lies beyond
            the scale, so that nobody can tell the answer; each such cell is named.
    """
    end = until if until is not None else max(YEARS)
    answers: dict[tuple[str, int], dict[str, float]] = {}
    slips: list[Slip] = []
    for sheet in sheets:
        figures = Figures(sheet)
        answered = read_answers(sheet, figures, codebook)
        answers |= {(sheet.country, y): a for y, a in answered.years.items() if y <= end}
        slips += [*heading_slips(sheet, codebook), *label_slips(sheet)]
        slips += [*stray_slips(sheet, figures), *answered.slips]
    told = [slip for slip in slips if slip.year is None or slip.year <= end]
    refuse([str(slip) for slip in told if is_riddle(slip, codebook)])
    return Edition(answers, tuple(told))


def is_riddle(slip: Slip, codebook: Codebook) -> bool:
    """Whether a slip leaves open what is answered."""
    low, high = codebook.scale
    if slip.kind is Kind.CODE:
        return meant(str(slip.published or ""), codebook) is not None
    number = number_in(slip.published)
    return slip.kind is Kind.OFF_SCALE and number is not None and not low <= number <= high
