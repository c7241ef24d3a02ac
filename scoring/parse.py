"""From the tables of a codebook file to a codebook, or to an error that says what to mend.

The file is read by whoever calls; its language is explained at the top of
`config/codebooks/mipex-core.toml`. Here each table is read by itself; whether the nodes fit
together is asked in `scoring.tree`.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction
from math import isfinite
from types import MappingProxyType
from typing import Any, TypeVar

from scoring.codebook import (
    Codebook,
    CutOff,
    Mean,
    Node,
    Option,
    Row,
    Rule,
    Table,
    WeightedMean,
)
from scoring.errors import CodebookError
from scoring.tree import grow

T = TypeVar("T")
Data = Mapping[str, Any]
Scale = tuple[float, float]

CODEBOOK = "codebook"
HEAD = {
    *("id", "edition", "title", "citation", "source", "published", "levels", "scale"),
    *("headline", "cut_off", "recorded", "availability"),
}
#: What a value of each kind is to whoever edits the file.
KINDS: Mapping[type, str] = {
    str: "a text",
    list: "a list",
    dict: "a table",
    datetime: "a date and time",
}
ABOUT = {"code", "key", "title", "surveyed_from", "surveyed_in"}
QUESTION = {"question", "options"}


def parse_codebook(data: Data) -> Codebook:
    """Make a codebook of the tables of its file (TOML, already read).

    Raises:
        CodebookError: something is missing, unknown or contradicts itself.
    """
    levels = tuple(_texts(data, "levels", CODEBOOK))
    _only(data, {*HEAD, *levels}, CODEBOOK)
    scale = _scale(data)
    nodes = grow(levels, _nodes(data, levels, scale, _availability(data, levels)))
    return Codebook(
        id=_take(data, "id", str, CODEBOOK),
        edition=_take(data, "edition", str, CODEBOOK),
        title=_take(data, "title", str, CODEBOOK),
        citation=_take(data, "citation", str, CODEBOOK),
        source=_take(data, "source", str, CODEBOOK),
        published=_instant(data, "published", CODEBOOK),
        levels=levels,
        scale=scale,
        headline=_headline(data, nodes, levels[0]),
        cut_off=_cut_off(_take(data, "cut_off", dict, CODEBOOK)),
        nodes=MappingProxyType(nodes),
        recorded=MappingProxyType(_recorded(data)),
    )


def _nodes(
    data: Data, levels: tuple[str, ...], scale: Scale, needs: Mapping[str, Fraction]
) -> dict[str, Node]:
    nodes: dict[str, Node] = {}
    for level in levels:
        for place, row in enumerate(_tables(data, level, CODEBOOK), start=1):
            node = _node(level, row, f"{level} number {place}", scale)
            if node.code in nodes:
                raise CodebookError(node.code, "is there twice", "rename or remove one of them")
            nodes[node.code] = replace(node, availability=needs[level])
    return nodes


def _availability(data: Data, levels: tuple[str, ...]) -> dict[str, Fraction]:
    row = _take(data, "availability", dict, CODEBOOK) if "availability" in data else {}
    _only(row, set(levels), "availability")
    needs = {
        level: Fraction(str(_number(row.get(level, 0), "availability"))) for level in levels
    }
    if not all(0 <= need <= 1 for need in needs.values()):
        raise CodebookError("availability", "is no share", "write a number from 0 to 1")
    return needs


def _node(level: str, row: Data, place: str, scale: Scale) -> Node:
    code = _take(row, "code", str, place)
    node = Node(
        code=code,
        level=level,
        title=_take(row, "title", str, code),
        key=_take(row, "key", str, code) if "key" in row else None,
        surveyed_from=_year(row["surveyed_from"], code) if "surveyed_from" in row else None,
        surveyed_in=_years(row, code) if "surveyed_in" in row else None,
    )
    if "rule" in row:
        return replace(node, rule=_rule(row, code, scale))
    _only(row, ABOUT | QUESTION, code)
    question = _take(row, "question", str, code)
    return replace(node, question=question, options=_options(row, code, scale))


def _options(row: Data, code: str, scale: Scale) -> tuple[Option, ...]:
    options = []
    for pair in _take(row, "options", list, code):
        if not (isinstance(pair, list) and len(pair) == 2 and isinstance(pair[1], str)):
            raise CodebookError(code, f"has an option {pair!r}", "write it as [score, text]")
        options.append(Option(_score(pair[0], code, scale), pair[1]))
    if len({option.score for option in options}) != len(options):
        raise CodebookError(code, "has two options of one score", "give each its own")
    if len(options) < 2:
        raise CodebookError(code, "leaves no choice", "give it two options or more")
    return tuple(options)


def _rule(row: Data, code: str, scale: Scale) -> Rule:
    name = _take(row, "rule", str, code)
    if name not in RULES:
        raise CodebookError(code, f"has no rule {name!r}", f"use one of {', '.join(RULES)}")
    keys, read = RULES[name]
    _only(row, ABOUT | {"rule"} | keys, code)
    rule = read(row, code, scale)
    if len(set(rule.parts)) != len(rule.parts):
        raise CodebookError(code, "counts a part twice", "name each part once")
    return rule


def _mean(row: Data, code: str, scale: Scale) -> Mean:
    parts = _take(row, "parts", list, code)
    if [] in parts:
        raise CodebookError(code, "has an empty bracket among its parts", "remove it")
    groups = (part if isinstance(part, list) else [part] for part in parts)
    return Mean(tuple(_strings(group, "parts", code) for group in groups))


def _weighted_mean(row: Data, code: str, scale: Scale) -> WeightedMean:
    weights = _take(row, "weights", dict, code)
    # Through the text, so that 0.67 is 67/100 and not the binary number next to it.
    exact = {part: Fraction(str(_number(w, code))) for part, w in weights.items()}
    if any(weight <= 0 for weight in exact.values()):
        raise CodebookError(code, "has a weight that is not above zero", "leave that part out")
    if sum(exact.values()) != 1:
        total = float(sum(exact.values()))
        raise CodebookError(code, f"has weights of {total:g} in all", "make them add up to 1")
    return WeightedMean(tuple(exact.items()))


def _table(row: Data, code: str, scale: Scale) -> Table:
    parts = tuple(_texts(row, "parts", code))
    rows = _tables(row, "rows", code)
    return Table(parts, tuple(_row(line, parts, code, scale) for line in rows))


def _row(line: Data, parts: tuple[str, ...], code: str, scale: Scale) -> Row:
    _only(line, {"score", *parts}, f"{code}, a row of its table")
    wants = tuple((part, _number(line[part], code)) for part in parts if part in line)
    return Row(wants, _score(line.get("score"), code, scale))


#: The name of each rule in the file → what it is read from, and how.
RULES: Mapping[str, tuple[set[str], Callable[[Data, str, Scale], Rule]]] = {
    "mean": ({"parts"}, _mean),
    "weighted mean": ({"weights"}, _weighted_mean),
    "table": ({"parts", "rows"}, _table),
}


def _headline(data: Data, nodes: Mapping[str, Node], top: str) -> tuple[str, ...]:
    codes = _texts(data, "headline", CODEBOOK)
    for code in codes:
        if code not in nodes or nodes[code].level != top:
            raise CodebookError(
                CODEBOOK, f"has no {top} {code!r} for a headline", "name another"
            )
    return codes


def _cut_off(row: Data) -> CutOff:
    where = "cut_off"
    _only(row, {"rule", "day"}, where)
    rule, day = _take(row, "rule", str, where), _take(row, "day", str, where)
    if rule != "in force":
        raise CodebookError(where, f"has no rule {rule!r}", "use 'in force'")
    try:
        # A common year, since the day must exist in every year.
        in_2001 = date.fromisoformat(f"2001-{day}")
    except ValueError:
        raise CodebookError(
            where, f"{day!r} is not a day of every year", "try '12-31'"
        ) from None
    return CutOff(rule, in_2001.month, in_2001.day)


def _recorded(data: Data) -> dict[int, datetime]:
    row = _take(data, "recorded", dict, CODEBOOK) if "recorded" in data else {}
    for year in row:
        if not year.isdecimal():
            raise CodebookError("recorded", f"{year!r} is no year", "write it in digits")
    return {int(year): _instant(row, year, "recorded") for year in row}


def _instant(row: Data, name: str, where: str) -> datetime:
    instant = _take(row, name, datetime, where)
    if instant.utcoffset() is None:
        raise CodebookError(where, f"{name} has no time zone", "end it in Z")
    return instant


def _scale(data: Data) -> Scale:
    ends = [_number(end, "scale") for end in _take(data, "scale", list, CODEBOOK)]
    if len(ends) != 2 or not ends[0] < ends[1]:
        raise CodebookError("scale", f"cannot be {ends}", "write it as [lowest, highest]")
    return ends[0], ends[1]


def _score(value: object, code: str, scale: Scale) -> float:
    number = _number(value, code)
    if not scale[0] <= number <= scale[1]:
        raise CodebookError(code, f"{number:g} is outside the scale", f"stay within {scale}")
    return number


def _number(value: object, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise CodebookError(where, f"{value!r} is no number", "write a number without quotes")
    if not isfinite(value):
        raise CodebookError(where, f"{value} is no number to count with", "write another")
    return float(value)


def _year(value: object, code: str) -> int:
    if not isinstance(value, int):
        raise CodebookError(code, f"was surveyed in {value!r}", "write the year in digits")
    return value


def _years(row: Data, code: str) -> tuple[int, ...]:
    return tuple(_year(year, code) for year in _take(row, "surveyed_in", list, code))


def _texts(row: Data, name: str, where: str) -> tuple[str, ...]:
    return _strings(_take(row, name, list, where), name, where)


def _strings(values: list[Any], name: str, where: str) -> tuple[str, ...]:
    for value in values:
        if not isinstance(value, str):
            raise CodebookError(where, f"has {value!r} among its {name}", "put it in quotes")
    return tuple(values)


def _tables(row: Data, name: str, where: str) -> list[Data]:
    tables: list[Data] = _take(row, name, list, where)
    for table in tables:
        if not isinstance(table, dict):
            raise CodebookError(where, f"has {table!r} among its {name}", "write it as a table")
    return tables


def _take(row: Data, name: str, kind: type[T], where: str) -> T:
    value = row.get(name)
    if not isinstance(value, kind) or not value:
        raise CodebookError(where, f"has no {name}", f"give it {KINDS[kind]}")
    return value


def _only(row: Data, known: Collection[str], where: str) -> None:
    for name in row:
        if name not in known:
            raise CodebookError(where, f"says {name!r}, which means nothing here", "remove it")
