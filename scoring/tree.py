"""Whether the nodes of a codebook fit together, and the order in which they do."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import product

from scoring.codebook import Node, Table
from scoring.errors import CodebookError


def grow(levels: tuple[str, ...], nodes: Mapping[str, Node]) -> dict[str, Node]:
    """The nodes in order from the top down, each knowing its parents and its area.

    Raises:
        CodebookError: a part is unknown, no part of anything, counted twice or not of a lower
            level; or a table lacks a row.
    """
    if len(levels) < 2 or len(set(levels)) != len(levels):
        raise CodebookError("levels", "are too few or repeated", "name two or more, top down")
    for node in nodes.values():
        _check_parts(node, nodes, levels)
        _check_survey(node, levels[1])
    parents = {code: _parents(nodes[code], nodes, levels[0]) for code in nodes}
    grown = {
        code: replace(
            nodes[code], parents=parents[code], area=_area(code, parents, nodes, levels[1])
        )
        for code in _top_down(nodes, levels[0])
    }
    for node in grown.values():
        if isinstance(node.rule, Table):
            _check_table(node.code, node.rule, grown)
    return grown


def _check_parts(node: Node, nodes: Mapping[str, Node], levels: tuple[str, ...]) -> None:
    """A part exists, on a lower level; so nothing can contain itself."""
    for part in node.parts:
        if part not in nodes:
            raise CodebookError(
                node.code, f"counts {part!r}, which is nowhere", "add or drop it"
            )
        if levels.index(nodes[part].level) <= levels.index(node.level):
            raise CodebookError(
                node.code,
                f"({node.level}) counts {part!r} ({nodes[part].level})",
                "move one of them: a part is of a lower level",
            )


def _check_survey(node: Node, level: str) -> None:
    if (node.surveyed_from or node.surveyed_in) and node.level != level:
        raise CodebookError(node.code, "says when it was surveyed", f"say so of its {level}")


def _parents(node: Node, nodes: Mapping[str, Node], top: str) -> tuple[str, ...]:
    parents = [other for other in nodes.values() if node.code in other.parts]
    below_top = [parent.code for parent in parents if parent.level != top]
    if not parents and node.level != top:
        raise CodebookError(node.code, "is part of nothing", "name it among some parts")
    if len(below_top) > 1:
        raise CodebookError(
            node.code, f"is part of {' and '.join(below_top)}", "keep one of them"
        )
    return tuple(parent.code for parent in parents)


def _top_down(nodes: Mapping[str, Node], top: str) -> list[str]:
    """The codes of the top level, then each other code right before its own parts."""
    found = dict.fromkeys(code for code, node in nodes.items() if node.level == top)

    def descend(code: str) -> None:
        for part in nodes[code].parts:
            if part not in found:
                found[part] = None
                descend(part)

    for code in tuple(found):
        descend(code)
    return list(found)


def _area(
    code: str, parents: Mapping[str, tuple[str, ...]], nodes: Mapping[str, Node], level: str
) -> str | None:
    """The node itself or the one above it that is of the level of areas."""
    if nodes[code].level == level:
        return code
    above = (_area(parent, parents, nodes, level) for parent in parents[code])
    return next((area for area in above if area), None)


def _check_table(code: str, table: Table, nodes: Mapping[str, Node]) -> None:
    """Exactly one row fits each combination of answers, and each row fits one at least."""
    used = set()
    for answers in product(*(_possible(nodes[part], code) for part in table.parts)):
        given = dict(zip(table.parts, answers, strict=True))
        fitting = [row for row in table.rows if row.fits(given)]
        if len(fitting) != 1:
            what = ", ".join(f"{part}={answer:g}" for part, answer in given.items())
            remedy = "remove all but one" if fitting else "add one"
            raise CodebookError(code, f"has {len(fitting)} rows for {what}", remedy)
        used.add(fitting[0])
    for row in table.rows:
        if row not in used:
            raise CodebookError(code, f"has a row for {row.wants} that never fits", "remove it")


def _possible(node: Node, code: str) -> list[float]:
    """The scores that a part of a table can have."""
    if node.options:
        return [option.score for option in node.options]
    if isinstance(node.rule, Table):
        return sorted({row.score for row in node.rule.rows})
    raise CodebookError(code, f"looks up {node.code!r}, which is a mean", "look up its parts")
