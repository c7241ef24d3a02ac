"""How a node is answered or counted, as its table in the codebook file says."""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

from scoring.codebook import Mean, Option, Row, Rule, Table, WeightedMean
from scoring.piece import Piece, did_you_mean

Scale = tuple[float, float]
#: The keys of a table that name parts.
NAMING = ("parts", "weights")


def read_rule(node: Piece, scale: Scale) -> Rule | None:
    """The rule that a node is counted by; none where nobody knows it."""
    name = node.text("rule")
    if name in RULES:
        return RULES[name][1](node, scale)
    if name:
        known = ", ".join(map(repr, RULES))
        remedy = did_you_mean(name, RULES) or f"use one of {known}"
        node.at("rule").fault(f"has no rule {name!r}", remedy)
    return None


def parts_of(node: Piece) -> Iterator[tuple[str, Piece]]:
    """Each part that a node names, and where; also of a rule that cannot be read."""
    key = next((key for key in NAMING if key in node.value), None)
    if key and isinstance(node.value[key], list | dict):
        yield from _names(node.at(key))


def _names(piece: Piece) -> Iterator[tuple[str, Piece]]:
    if isinstance(piece.value, str):
        yield piece.value, piece
    elif isinstance(piece.value, list):
        for place in range(len(piece.value)):
            yield from _names(piece.at(place))
    elif isinstance(piece.value, dict):
        yield from ((name, piece.at(name)) for name in piece.value)


def read_options(node: Piece, scale: Scale) -> tuple[Option, ...]:
    """The answers that a question allows."""
    items = node.items("options")
    options = [_option(item, scale) for item in items]
    if len(items) == 1:
        node.at("options").fault("leaves no choice", "give it two options or more")
    scores: set[float] = set()
    for item, option in zip(items, options, strict=True):
        if option and item.sound:
            if option.score in scores:
                item.fault("has two options of one score", "give each its own")
            scores.add(option.score)
    return tuple(option for option in options if option)


def _option(item: Piece, scale: Scale) -> Option | None:
    match item.value:
        case [_, str(title)]:
            return Option(item.at(0).score(scale), title)
    item.fault(f"has an option {item.brief}", "write it as [score, text]")
    return None


def _mean(node: Piece, scale: Scale) -> Mean:
    groups = []
    for item in node.items("parts"):
        if isinstance(item.value, list):
            groups.append([item.at(place) for place in range(len(item.value))])
        else:
            groups.append([item])
        if not groups[-1]:
            item.fault("has an empty bracket among its parts", "remove it")
    return Mean(tuple(tuple(p.value for p in group if p.is_text("parts")) for group in groups))


def _weighted_mean(node: Piece, scale: Scale) -> WeightedMean:
    weights = node.take("weights", dict)
    if not weights:
        return WeightedMean(())
    exact = {part: _weight(weights.at(part)) for part in weights.value}
    total = sum(exact.values())
    if weights.sound and total != 1:
        weights.fault(f"has weights of {float(total):.12g} in all", "make them add up to 1")
    return WeightedMean(tuple(exact.items()))


def _weight(piece: Piece) -> Fraction:
    # Through the text, so that 0.67 is 67/100 and not the binary number next to it.
    weight = Fraction(str(piece.number()))
    if piece.sound and weight <= 0:
        piece.fault("has a weight that is not above zero", "leave that part out")
    return weight


def _table(node: Piece, scale: Scale) -> Table:
    parts = tuple(part.value for part in node.texts("parts"))
    rows = node.tables("rows")
    return Table(parts, tuple(_row(row, parts, scale) for row in rows))


def _row(row: Piece, parts: tuple[str, ...], scale: Scale) -> Row:
    row.called(f"{row.where}, a row of its table").only({"score", *parts})
    wants = tuple((part, row.at(part).number()) for part in parts if part in row.value)
    if "score" not in row.value:
        row.fault("has a row without a score", "give it one")
        return Row(wants, scale[0])
    return Row(wants, row.at("score").score(scale))


#: The name of each rule in the file → the keys it has there, and how it is read.
RULES: Mapping[str, tuple[set[str], Callable[[Piece, Scale], Rule]]] = {
    "mean": ({"parts"}, _mean),
    "weighted mean": ({"weights"}, _weighted_mean),
    "table": ({"parts", "rows"}, _table),
}
