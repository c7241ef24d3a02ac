"""Whether the nodes of a codebook fit together, and the order in which they do."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from math import prod
from typing import NamedTuple

from scoring.codebook import Node, Table
from scoring.piece import Piece, did_you_mean
from scoring.rules import parts_of

#: Whoever counts by a table tries all that its parts can be, so there is an end to it.
MOST_COMBINATIONS = 10_000


class Planted(NamedTuple):
    """A node as read by itself, and the piece of the file that it was read from."""

    node: Node
    piece: Piece


def check_tree(planted: Sequence[Planted], levels: tuple[str, ...]) -> None:
    """Note what does not fit together.

    A part is unknown, part of nothing or of two, counted twice or not of a lower level; a
    code or a key is there twice; a table has no row for some answers, or two.
    """
    nodes: dict[str, Planted] = {}
    for each in planted:
        if each.node.code in nodes:
            each.piece.at("code").fault("is there twice", "rename or remove one of them")
        elif each.node.code:
            nodes[each.node.code] = each
        _check_survey(each, levels[1])
    _check_keys(planted)
    _check_parts(planted, nodes, levels)
    for each in planted:
        if isinstance(each.node.rule, Table):
            _check_table(each.piece, each.node.rule, nodes)


def _check_survey(each: Planted, level: str) -> None:
    for key in ("surveyed_from", "surveyed_in"):
        if key in each.piece.value and each.node.level != level:
            each.piece.at(key).fault("says when it was surveyed", f"say so of its {level}")


def _check_keys(planted: Sequence[Planted]) -> None:
    owners: dict[str, str] = {}
    for node, piece in planted:
        if node.key and owners.setdefault(node.key, node.code) != node.code:
            problem = f"has the key {node.key!r}, as {owners[node.key]} has"
            piece.at("key").fault(problem, "give each its own")


def _check_parts(
    planted: Sequence[Planted], nodes: Mapping[str, Planted], levels: tuple[str, ...]
) -> None:
    parents: dict[str, dict[str, None]] = defaultdict(dict)
    for each in planted:
        for part, mention in parts_of(each.piece):
            if each.node.code in parents[part]:
                mention.fault(f"counts a part twice: {part!r}", "name each part once")
                continue
            _check_part(each.node, part, mention, nodes, levels)
            others = [p for p in parents[part] if nodes[p].node.level != levels[0]]
            if others and each.node.level != levels[0]:
                both = f"is part of {others[0]} and {each.node.code}"
                mention.called(part).fault(both, "keep one of them")
            if each.node.code in nodes:
                parents[part][each.node.code] = None
    named = {part for each in planted for part, _ in parts_of(each.piece)}
    for code, each in nodes.items():
        if code not in named and each.node.level != levels[0]:
            each.piece.at("code").fault("is part of nothing", "name it among some parts")


def _check_part(
    node: Node, part: str, mention: Piece, nodes: Mapping[str, Planted], levels: tuple[str, ...]
) -> None:
    """A part exists, on a lower level; so nothing can contain itself."""
    if part not in nodes:
        remedy = did_you_mean(part, nodes) or "add or drop it"
        mention.fault(f"counts {part!r}, which is nowhere", remedy)
    elif levels.index(nodes[part].node.level) <= levels.index(node.level):
        mention.fault(
            f"({node.level}) counts {part!r} ({nodes[part].node.level})",
            "move one of them: a part is of a lower level",
        )


def _check_table(piece: Piece, table: Table, nodes: Mapping[str, Planted]) -> None:
    """Exactly one row fits each combination of answers, and each row fits one at least."""
    parts = [nodes[part] for part in table.parts if part in nodes]
    if len(parts) < len(table.parts) or not all(
        p.sound for p in (piece, *(p for _, p in parts))
    ):
        return
    answers = [list(_possible(node)) for node, _ in parts]
    for place, possible in enumerate(answers):
        if not possible:
            mention = piece.at("parts", place)
            mention.fault(f"looks up {mention.value!r}, which is a mean", "look up its parts")
    if prod(len(possible) + 1 for possible in answers) > MOST_COMBINATIONS:
        piece.at("parts").fault(
            f"has more than {MOST_COMBINATIONS:,} combinations of answers and missing ones",
            "split it: give some of its parts a table of their own",
        )
    if piece.sound:
        _check_rows(piece, table, answers)


def _check_rows(piece: Piece, table: Table, answers: list[list[float]]) -> None:
    used: set[int] = set()
    doubled: dict[int, str] = {}
    lacking: list[str] = []
    for combination in product(*answers):
        given = dict(zip(table.parts, combination, strict=True))
        fitting = [place for place, row in enumerate(table.rows) if row.fits(given)]
        what = ", ".join(f"{part}={answer:g}" for part, answer in given.items())
        used.update(fitting)
        if not fitting:
            lacking.append(what)
        for place in fitting[1:]:
            doubled.setdefault(place, f"has {len(fitting)} rows for {what}")
    for place, problem in doubled.items():
        piece.at("rows", place).fault(problem, "remove all but one")
    for place, row in enumerate(table.rows):
        if place not in used:
            wants = ", ".join(f"{part}={want:g}" for part, want in row.wants)
            piece.at("rows", place).fault(f"has a row for {wants} that never fits", "remove it")
    if lacking:
        others = f" (nor for {len(lacking) - 1} more)" if len(lacking) > 1 else ""
        piece.at("rows").fault(f"has no row for {lacking[0]}{others}", "add one")


def _possible(node: Node) -> Iterator[float]:
    """The scores that a part of a table can have; none of a mean."""
    if isinstance(node.rule, Table):
        yield from sorted({row.score for row in node.rule.rows})
    yield from (option.score for option in node.options)


def grow(levels: tuple[str, ...], nodes: Mapping[str, Node]) -> dict[str, Node]:
    """The nodes in order from the top down, each knowing its parents and its area.

    They fit together: `check_tree` had nothing to say.
    """
    parents: dict[str, list[str]] = {code: [] for code in nodes}
    for node in nodes.values():
        for part in node.parts:
            parents[part].append(node.code)
    return {
        code: replace(
            nodes[code],
            parents=tuple(parents[code]),
            area=_area(code, parents, nodes, levels[1]),
        )
        for code in _top_down(nodes, levels[0])
    }


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
    code: str, parents: Mapping[str, list[str]], nodes: Mapping[str, Node], level: str
) -> str | None:
    """The node itself or the one above it that is of the level of areas."""
    if nodes[code].level == level:
        return code
    above = (_area(parent, parents, nodes, level) for parent in parents[code])
    return next((area for area in above if area), None)
