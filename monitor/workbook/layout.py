"""Where everything stands in a country's sheet, as MPG lays it out (pure).

At the top stand the overall scores; under them a block for each policy area, in the order of
the codebook. A block begins with "Policy strand" in column A. Its columns come in threes: year,
score, comment; first the area's own, then those of its questions. Codes and years are typed by
hand and often wrong, so a column is known by its place in the block, and a row by its place
under the year that most labels of the block agree on.
"""

from collections import Counter
from collections.abc import Mapping

import pycountry

from monitor.errors import BadFile
from monitor.workbook.formula import Address, number_in
from monitor.workbook.sheet import EMPTY, Block, Cells, Sheet, name_of
from scoring import Codebook, Node

#: The two sheets that are not named by ISO 3166-1 alpha-2.
EXCEPTIONS = {"TU": "TUR", "UK": "GBR"}
#: The order of the columns, where it is not the codebook's: here each entitlement stands beside
#: the information about it.
ORDER = {
    "h": (
        *("h145a", "h148", "h146a", "h149", "h147a", "h150"),
        *("h152c", "h153c", "h156a", "h159", "h163", "h165"),
    )
}
#: Rows from the beginning of a block to its headings and to its first year.
INDICATOR, SUBINDICATOR, HEADER, FIRST = 1, 2, 6, 7
STRAND = "policy strand"
#: The share of a block's labels that have to agree on the years of its rows. In the official
#: workbook 17 of 20 or more do; where a row was put in or taken out, about half.
AGREEMENT = 0.6
#: What can be a year, and no score or number of a row.
YEARS = range(1900, 2200)


def country_of(name: str) -> str | None:
    """The country that the name of a sheet stands for, if it is one."""
    short = name.strip().upper()
    country = pycountry.countries.get(alpha_2=short)
    return EXCEPTIONS.get(short) or (country.alpha_3 if country else None)


def begins(cells: Cells) -> list[int]:
    """The rows in which a block of a policy area begins."""
    return sorted(
        row
        for (row, column), cell in cells.items()
        if column == 1 and cell.text.casefold() == STRAND
    )


def lay_out(name: str, country: str, cells: Cells, codebook: Codebook) -> Sheet:
    """A country's sheet, everything in its place.

    Raises:
        BadFile: it is laid out otherwise; it says where, and what was expected.
    """
    starts, areas = begins(cells), codebook.at(codebook.levels[1])
    if len(starts) != len(areas):
        raise BadFile(
            [
                f"sheet {name}: {len(starts)} blocks begin with 'Policy strand' in column A; "
                f"expected are {len(areas)}, one for each policy area"
            ]
        )
    ends = [*starts[1:], max(row for row, _ in cells) + 1]
    try:
        blocks = (
            top_block(cells, codebook, starts[0]),
            *(
                area_block(cells, columns_of(codebook, area), start, end)
                for area, start, end in zip(areas, starts, ends, strict=True)
            ),
        )
    except Misfit as misfit:
        raise BadFile([f"sheet {name}, {misfit}"]) from None
    return Sheet(name, country, cells, blocks)


class Misfit(ValueError):
    """Something stands where the layout wants something else."""

    def __init__(self, address: Address, problem: str) -> None:
        super().__init__(f"cell {name_of(address)}: {problem}")


def columns_of(codebook: Codebook, area: Node) -> tuple[str, ...]:
    """The codes of an area's columns, from left to right."""
    inside = tuple(
        node.code
        for node in codebook.nodes.values()
        if node.area == area.code and node.code != area.code
    )
    order = ORDER.get(area.code, inside)
    return area.code, *(order if set(order) == set(inside) else inside)


def area_block(cells: Cells, codes: tuple[str, ...], start: int, end: int) -> Block:
    """The block of a policy area between two rows."""
    columns = {code: 2 + 3 * place for place, code in enumerate(codes)}
    headings = {
        code: ((start + INDICATOR, column), (start + SUBINDICATOR, column))
        for code, column in columns.items()
    }
    expect(cells, (start + INDICATOR, 2), codes[0])
    expect(cells, (start + HEADER, 1), "year")
    expect(cells, (start + HEADER, 2), "score")
    beyond = (start + INDICATOR, 2 + 3 * len(codes))
    if cells.get(beyond, EMPTY).text:
        raise Misfit(beyond, f"a column too many; expected are only {', '.join(codes)}")
    labels = tuple((column - 1, code) for code, column in columns.items())
    for code, column in columns.items():
        if not any((row, column) in cells for row in range(start, end)):
            raise Misfit((start + INDICATOR, column), f"the column of {code} is expected here")
    return block(cells, columns, labels, headings, range(start + FIRST, end))


def top_block(cells: Cells, codebook: Codebook, end: int) -> Block:
    """The overall scores, above the first block of an area."""
    codes = [node.code for node in codebook.at(codebook.levels[0])]
    columns = {code: 2 + place for place, code in enumerate(codes)}
    header = next(
        (r for r in range(1, end) if cells.get((r, 1), EMPTY).text.casefold() == "year"), None
    )
    if header is None:
        raise Misfit((2, 1), "'Year' is expected here, above the overall scores")
    return block(cells, columns, ((1, None),), {}, range(header + 1, end))


def block(
    cells: Cells,
    columns: Mapping[str, int],
    labels: tuple[tuple[int, str | None], ...],
    headings: Mapping[str, tuple[Address, ...]],
    space: range,
) -> Block:
    """A block with the rows that have a label or a formula, and the years most labels name."""
    years = {
        (row, column): int(year)
        for row in space
        for column, _ in labels
        if (year := number_in(cells.get((row, column), EMPTY).value)) and year in YEARS
    }
    if not years:
        raise Misfit((space.start, labels[0][0]), "a row for each year is expected from here")
    ahead = Counter(year - row for (row, _), year in years.items())
    labelled = {row for row, _ in years}
    filled = [
        row
        for row in space
        if row in labelled
        or any(cells.get((row, column), EMPTY).formula for column in columns.values())
    ]
    rows = range(filled[0], filled[-1] + 1)
    agreed, labels_of_it = ahead.most_common(1)[0]
    there = {row for row, _ in cells}
    if blank := [row for row in rows if row not in there]:
        raise Misfit((blank[0], 1), "an empty row stands among the years")
    if labels_of_it < AGREEMENT * len(years):
        raise Misfit((rows.start, labels[0][0]), "from here the years contradict their places")
    since = rows.start + agreed
    return Block(columns, labels, headings, space, rows, since)


def expect(cells: Cells, address: Address, word: str) -> None:
    """Refuse a cell that does not say what the layout has there."""
    if (found := cells.get(address, EMPTY).text).casefold() != word:
        raise Misfit(address, f"{word!r} is expected here, not {found[:40]!r}")
