"""From the tables of a codebook file to a codebook, or to all that is to be mended in it.

The file is read by whoever calls; its language is explained at the top of
`config/codebooks/mipex-core.toml`. Each table is read by itself here (its head in
`scoring.heading`, its rules in `scoring.rules`); whether the nodes fit together is asked in
`scoring.tree`.
"""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from scoring import heading
from scoring.codebook import Codebook, Node
from scoring.errors import CodebookError
from scoring.piece import Piece
from scoring.rules import NAMING, RULES, Scale, read_options, read_rule
from scoring.tree import Planted, check_tree, grow

ABOUT = {"code", "key", "title", "surveyed_from", "surveyed_in"}
QUESTION = {"question", "options"}


def parse_codebook(
    data: Mapping[str, Any], letters: Mapping[str, str] | None = None
) -> Codebook:
    """Make a codebook of the tables of its file (TOML, already read).

    `letters` are ISO 3166-1, alpha-3 → alpha-2; without them any three letters are a country.

    Raises:
        CodebookError: it contradicts itself or is not understood; every fault is named.
    """
    file = Piece(data, "codebook", (), [])
    codebook = _head(file, letters)
    planted = _planted(file, codebook.levels, codebook.scale)
    if codebook.levels:
        file.only({*heading.KEYS, *codebook.levels})
        if all(level in data for level in codebook.levels):
            check_tree(planted, codebook.levels)
            heading.check_codes(file, codebook, [node for node, _ in planted])
    if file.faults:
        raise CodebookError(file.faults)
    nodes = {node.code: node for node, _ in planted}
    return replace(codebook, nodes=MappingProxyType(grow(codebook.levels, nodes)))


def _head(file: Piece, letters: Mapping[str, str] | None) -> Codebook:
    """The codebook before its nodes."""
    scale = heading.read_scale(file)
    version, changelog = heading.read_changelog(file)
    countries, regions = heading.read_jurisdictions(file, letters)
    return Codebook(
        id=heading.read_id(file),
        edition=file.text("edition"),
        title=file.text("title"),
        citation=file.text("citation"),
        source=heading.read_source(file),
        published=file.instant("published"),
        levels=heading.read_levels(file),
        scale=scale,
        headline=tuple(code.value for code in file.distinct("headline")),
        cut_off=heading.read_cut_off(file),
        nodes={},
        recorded=heading.read_recorded(file),
        version=version,
        changelog=changelog,
        bands=heading.read_bands(file, scale),
        groups=heading.read_groups(file, scale),
        countries=countries,
        regions=regions,
    )


def _planted(file: Piece, levels: tuple[str, ...], scale: Scale) -> list[Planted]:
    needs = heading.read_availability(file, levels)
    return [
        Planted(replace(_node(level, table, scale), availability=needs[level]), table)
        for level in levels
        for table in _tables(file, level, levels.index(level))
    ]


def _tables(file: Piece, level: str, depth: int) -> list[Piece]:
    """The tables of a level, each called by its code, or by its place where it has none."""
    if level not in file.value:
        named = file.at("levels", depth)
        named.fault(f"has a level {level!r} without nodes", f"add a [[{level}]] to it")
        return []
    return [
        table.called(_name(table.value.get("code")) or f"{level} number {place}")
        for place, table in enumerate(file.tables(level), start=1)
    ]


def _name(code: object) -> str:
    return code if isinstance(code, str) else ""


def _node(level: str, table: Piece, scale: Scale) -> Node:
    node = Node(
        code=table.text("code"),
        level=level,
        title=table.text("title"),
        key=table.text("key") if "key" in table.value else None,
        surveyed_from=_year(table.at("surveyed_from"))
        if "surveyed_from" in table.value
        else None,
        surveyed_in=tuple(_year(year) for year in table.items("surveyed_in"))
        if "surveyed_in" in table.value
        else None,
    )
    if node.surveyed_from is not None and node.surveyed_in is not None:
        problem = "says both surveyed_from and surveyed_in"
        table.at("surveyed_in").fault(problem, "keep one of them")
    if "rule" in table.value:
        name = _name(table.value["rule"])
        table.only(ABOUT | {"rule"} | (RULES[name][0] if name in RULES else {*NAMING, "rows"}))
        return replace(node, rule=read_rule(table, scale))
    table.only(ABOUT | QUESTION)
    return replace(node, question=table.text("question"), options=read_options(table, scale))


def _year(piece: Piece) -> int:
    if isinstance(piece.value, bool) or not isinstance(piece.value, int):
        piece.fault(f"was surveyed in {piece.brief}", "write the year in digits")
        return 0
    return piece.value
