"""Plots as files of their own: plain SVG without scripts, for a phone, a screen or paper."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from scoring.robustness import Stand
from scoring.variants import Step

WIDTH, ROW, TOP, FOOT = 400, 18, 142, 26
#: Names stand left of this; the first place is there, and the last before the other margin.
LEFT, RIGHT = 152, 388
#: A name with more letters than this would run into the plot.
LONGEST = 21
STYLE = """
svg { background: #fff; display: block; margin: 0 auto;
  width: 100%; max-width: 44rem; height: auto }
text { font: 13px system-ui, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif;
  fill: #1b2021 }
.title { font-size: 18px; font-weight: 700 }
.soft { fill: #525c5d }
.name, .end { text-anchor: end }
.tick { text-anchor: middle; fill: #525c5d; font-size: 12px }
.grid { stroke: #dbd5c8 }
.row { stroke: #efebe2 }
.all { stroke: #b9cdcb; stroke-width: 9 }
.most { stroke: #0a585d; stroke-width: 3 }
circle { fill: #fff; stroke: #0a585d; stroke-width: 2 }
@media print { svg { height: 100vh } }
"""


@dataclass(frozen=True, slots=True)
class Caption:
    """What stands above a plot, and what it says to who cannot see it.

    `draws` says what was drawn for the dark bars; nothing if there are none.
    """

    title: str
    about: str
    draws: str
    description: str


def rank_ranges(countries: Sequence[Stand], names: Sequence[str], caption: Caption) -> str:
    """Each country in a row, from first to last: its place, and where it could stand.

    A pale bar spans all variants, a dark one the middle 90 % of the draws of weights.
    """
    last = len(countries)
    bottom = TOP + ROW * last
    svg = Element(
        "svg",
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {WIDTH} {bottom + FOOT}",
        width="100%",
        role="img",
    )
    svg.set("aria-labelledby", "title description")
    SubElement(svg, "title", id="title").text = caption.title
    SubElement(svg, "desc", id="description").text = caption.description
    SubElement(svg, "style").text = STYLE
    add_head(svg, caption)
    for place in ticks(last):
        at = across(place, last)
        add_line(svg, "grid", at, at, TOP - 4, bottom + 4)
        for y in (TOP - 10, bottom + 18):
            add_text(svg, "tick", at, y, str(place))
    for row, (stand, name) in enumerate(zip(countries, names, strict=True)):
        add_row(svg, TOP + ROW * row + ROW / 2, stand, name, last)
    indent(svg)
    return tostring(svg, encoding="unicode") + "\n"


def add_head(svg: Element, caption: Caption) -> None:
    """The title, what the plot is about, and what its marks mean."""
    add_text(svg, "title", 12, 28, caption.title)
    add_text(svg, "soft", 12, 48, caption.about)
    add_dot(svg, 24, 64)
    add_text(svg, "soft", 44, 68, "its place")
    add_line(svg, "all", 14, 34, 82, 82)
    add_text(svg, "soft", 44, 86, "where any other choice would put it")
    if caption.draws:
        add_line(svg, "most", 14, 34, 100, 100)
        add_text(svg, "soft", 44, 104, caption.draws)
    add_text(svg, "soft end", LEFT - 10, TOP - 10, "place")


def add_row(svg: Element, y: float, stand: Stand, name: str, last: int) -> None:
    """One country: its name, where it could stand, and where it does."""
    row = SubElement(svg, "g")
    SubElement(row, "title").text = spoken(stand, name)
    short = name if len(name) <= LONGEST else f"{name[: LONGEST - 1].rstrip()}…"
    add_text(row, "name", LEFT - 10, y + 4.5, short)
    add_line(row, "row", LEFT, RIGHT, y, y)
    add_line(row, "all", *wide(stand.best, stand.worst, last), y, y)
    if weights := stand.reaches.get(Step.WEIGHTS):
        add_line(row, "most", *wide(weights.low, weights.high, last), y, y)
    add_dot(row, across(stand.place, last), y)


def spoken(stand: Stand, name: str) -> str:
    """One row in words."""
    return f"{name}: place {stand.place}, from {stand.best} to {stand.worst}"


def across(place: float, last: int) -> float:
    """Where a place stands, from left to right."""
    return round(LEFT + (RIGHT - LEFT) * (place - 1) / max(last - 1, 1), 1)


def wide(best: float, worst: float, last: int) -> tuple[float, float]:
    """A bar from one place to another, seen even where they are one."""
    return across(best, last) - 2, across(worst, last) + 2


def ticks(last: int) -> Iterator[int]:
    """The places that are written: first, last, and round ones with room between them."""
    by = next(step for step in (1, 5, 10, 50, 100, 1000) if last / step <= 12 or step == 1000)
    yield 1
    yield from (place for place in range(by, last, by) if 1 < place <= last - by / 2)
    if last > 1:
        yield last


def add_text(parent: Element, kind: str, x: float, y: float, text: str) -> None:
    """A line of text."""
    SubElement(parent, "text", {"class": kind, "x": f"{x:g}", "y": f"{y:g}"}).text = text


def add_line(parent: Element, kind: str, x1: float, x2: float, y1: float, y2: float) -> None:
    """A stroke."""
    ends = {"x1": x1, "x2": x2, "y1": y1, "y2": y2}
    SubElement(parent, "line", {"class": kind} | {k: f"{v:g}" for k, v in ends.items()})


def add_dot(parent: Element, x: float, y: float) -> None:
    """A place."""
    SubElement(parent, "circle", cx=f"{x:g}", cy=f"{y:g}", r="3.5")
