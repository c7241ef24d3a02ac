"""Whether a formula says what the rule of its node says (pure)."""

import ast
from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction

from monitor.workbook.formula import Address, evaluated, names
from monitor.workbook.sheet import Sheet, name_of
from scoring import Node, Table


def misreading(sheet: Sheet, node: Node, year: int, tree: ast.expr) -> str:
    """What a formula does otherwise than its rule; nothing if both say the same.

    A table is no sum, so a formula in its place is judged by its value alone.

    Raises:
        UnreadFormula: it says more than is understood.
    """
    if node.rule is None or isinstance(node.rule, Table):
        return ""
    places = {part: sheet.place(part, year) for part in node.parts}
    if without := [part for part, place in places.items() if place is None]:
        return f"stands in a year for which the sheet has no row of {', '.join(without)}"
    shares = {place: node.rule.shares[part] for part, place in places.items() if place}
    if problem := difference(names(tree), shares):
        return problem
    return "" if is_sum(tree, shares) else "weighs its parts otherwise than the rule"


def is_sum(tree: ast.expr, shares: Mapping[Address, Fraction]) -> bool:
    """Whether a formula is the sum of cells with these weights, however it is written.

    Both are asked for numbers that nothing else relates, and answer exactly.
    """
    for first, step in ((3, 7), (101, -13)):
        cells = {cell: Fraction(first + step * n * n) for n, cell in enumerate(shares)}
        if evaluated(tree, cells.get) != sum(shares[c] * given for c, given in cells.items()):
            return False
    return True


def difference(found: Collection[Address], wanted: Collection[Address]) -> str:
    """Which other cells a formula reads than it should; nothing if it reads the same."""
    astray = [cell for cell in dict.fromkeys(found) if cell not in wanted]
    lacking = [cell for cell in wanted if cell not in found]
    swapped = {cell: near[0] for cell in astray if (near := beside(cell, lacking))}
    said = [
        *(f"reads {name_of(cell)} for {name_of(other)}" for cell, other in swapped.items()),
        *told("leaves out", (cell for cell in lacking if cell not in swapped.values())),
        *told("also reads", (cell for cell in astray if cell not in swapped)),
    ]
    return " and ".join(said)


def beside(cell: Address, others: Iterable[Address]) -> list[Address]:
    """The cells of the same column, the nearest first."""
    same = (other for other in others if other[1] == cell[1])
    return sorted(same, key=lambda other: abs(other[0] - cell[0]))


def told(verb: str, cells: Iterable[Address]) -> list[str]:
    """What is done to some cells, if there are any."""
    names = ", ".join(map(name_of, cells))
    return [f"{verb} {names}"] if names else []
