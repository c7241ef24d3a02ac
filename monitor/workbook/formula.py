"""A formula of a spreadsheet: what it reads, and what it gives (pure).

Of the language of spreadsheets this knows what the sheets use: numbers, cells, ranges,
`+ - * /`, brackets, AVERAGE and SUM. It follows their customs: AVERAGE and SUM skip a cell that
is blank or holds a text, while a blank term of a sum is zero.
"""

import ast
import re
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import product
from math import inf, isfinite, nan

from openpyxl.utils import coordinate_to_tuple

Number = float | Fraction
#: A row and a column, both counted from 1.
Address = tuple[int, int]
#: What a cell holds: a number, which is nan for a spreadsheet's error, a text, or nothing.
Figure = Number | str | None
Look = Callable[[Address], Figure]

KNOWN = re.compile(r"[A-Z0-9:,.+*/() -]+")
CELL = re.compile(r"[A-Z]{1,3}[1-9]\d{0,6}")
RANGE = re.compile(r"\b([A-Z]{1,3}\d+) ?: ?([A-Z]{1,3}\d+)\b")
#: More than any formula of a sheet needs, in characters, cells of a range, and steps one inside
#: the other.
LONGEST, WIDEST, DEEPEST = 2000, 2000, 100


class UnreadFormula(ValueError):
    """A formula that says more than is understood here."""


@lru_cache(maxsize=1024)
def parsed(formula: str) -> ast.expr:
    """A formula as a tree; a range stands there as a call of RANGE.

    Raises:
        UnreadFormula: it is no formula, or one of another language.
    """
    text = " ".join(formula.upper().replace("$", "").removeprefix("=").split())
    if len(text) > LONGEST or not KNOWN.fullmatch(text):
        raise UnreadFormula(formula)
    try:
        # But for ranges, what is left of the language is also Python's.
        tree = ast.parse(RANGE.sub(r"RANGE(\1,\2)", text), mode="eval").body
    except (SyntaxError, RecursionError, MemoryError):
        raise UnreadFormula(formula) from None
    if depth(tree) > DEEPEST:
        raise UnreadFormula(formula)
    return tree


def depth(tree: ast.AST) -> int:
    """How many steps of a formula are one inside the other."""
    levels, level = 0, [tree]
    while level:
        levels += 1
        level = [part for node in level for part in ast.iter_child_nodes(node)]
    return levels


def evaluated(tree: ast.expr, look: Look) -> Number:
    """What a formula gives; nan where a spreadsheet shows an error.

    Raises:
        UnreadFormula: it says more than is understood.
    """
    try:
        return counted(tree, look)
    except OverflowError:
        return nan


def counted(tree: ast.expr, look: Look) -> Number:
    """What a part of a formula gives."""
    match tree:
        case ast.BinOp(left=left, op=sign, right=right):
            return reckoned(sign, counted(left, look), counted(right, look))
        case ast.UnaryOp(op=sign, operand=operand):
            return reckoned(sign, Fraction(0), counted(operand, look))
        case ast.Call(func=ast.Name(id="AVERAGE"), args=arguments):
            terms = list(terms_of(arguments, look))
            return sum(terms) / len(terms) if terms else nan
        case ast.Call(func=ast.Name(id="SUM"), args=arguments):
            return sum(terms_of(arguments, look), Fraction(0))
        case ast.Constant(value=int() | float() as value) if abs(value) < inf:
            return Fraction(str(value))
        case ast.Name():
            return as_term(look(address_of(tree)))
        case _:
            raise UnreadFormula(ast.unparse(tree))


def terms_of(arguments: Sequence[ast.expr], look: Look) -> Iterator[Number]:
    """The numbers that a function counts: of cells only those that hold one."""
    for argument in arguments:
        if cells := cells_of(argument):
            figures = (look(cell) for cell in cells)
            yield from (f for f in figures if f is not None and not isinstance(f, str))
        else:
            yield counted(argument, look)


def reckoned(sign: ast.AST, left: Number, right: Number) -> Number:
    """One step of arithmetic."""
    match sign:
        case ast.Add() | ast.UAdd():
            return left + right
        case ast.Sub() | ast.USub():
            return left - right
        case ast.Mult():
            return left * right
        case ast.Div():
            return left / right if right else nan
        case _:
            raise UnreadFormula(type(sign).__name__)


def as_term(figure: Figure) -> Number:
    """A cell as a term of a sum: nothing is zero, and a text that is no number an error."""
    if figure is None:
        return Fraction(0)
    try:
        return float(figure) if isinstance(figure, str) else figure
    except ValueError:
        return nan


def cells_of(tree: ast.expr) -> list[Address]:
    """The cells that a reference names; none if it is no reference."""
    match tree:
        case ast.Name():
            return [address_of(tree)]
        case ast.Call(func=ast.Name(id="RANGE"), args=[first, last]):
            (top, left), (bottom, right) = address_of(first), address_of(last)
            if (bottom - top + 1) * (right - left + 1) > WIDEST:
                raise UnreadFormula("a range is too wide")
            return list(product(range(top, bottom + 1), range(left, right + 1)))
        case _:
            return []


def address_of(tree: ast.expr) -> Address:
    """The place of a cell by its name."""
    if not isinstance(tree, ast.Name) or not CELL.fullmatch(tree.id):
        raise UnreadFormula(ast.unparse(tree))
    return coordinate_to_tuple(tree.id)


def names(tree: ast.AST) -> list[Address]:
    """The cells that a formula reads."""
    if isinstance(tree, ast.expr) and (cells := cells_of(tree)):
        return cells
    inside = tree.args if isinstance(tree, ast.Call) else ast.iter_child_nodes(tree)
    return [cell for part in inside for cell in names(part)]


def number_in(figure: object) -> float | None:
    """The number that a cell holds, or spells as a text; None if it is none."""
    if isinstance(figure, bool) or not isinstance(figure, int | float | Fraction | str):
        return None
    try:
        number = float(figure)
    except (ValueError, OverflowError):
        return None
    return number if isfinite(number) else None
