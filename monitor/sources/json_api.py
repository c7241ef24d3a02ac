"""APIs that answer in JSON: items by a path, their members by paths or templates (pure).

A path names members from the outside in, `results.bill`; `[2]` is one element of a list, `[]`
each of them. A template is a text with paths in braces, `https://x.example/{year}/{pos}`.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from monitor.dates import Dated
from monitor.entry import Document, Entry, Feed, clean, first_date, made, plain, web_address
from monitor.sources import jsonfeed
from monitor.sources.feed import decode

NEEDS = frozenset({"items"})
#: `columns` is the path to the names of the columns where items are rows; `count` the path to
#: the number of items, for an API that leaves the items out where there are none.
FIELDS = ("id", "title", "link", "date", "summary")
TAKES = frozenset({*FIELDS, "columns", "count"})

STEP = re.compile(r"[^.\[\]]+|\[\d{0,6}\]")
PLACE = re.compile(r"\{([^{}]*)\}")

#: Milliseconds since 1970, from 2001 to 2030, bare or as .NET writes them.
MILLISECONDS = re.compile(r"(?:/Date\()?(1[0-8]\d{8})\d{3}(?:[+-]\d{4})?(?:\)/)?")
#: An hour without a zone names no instant, but its day stands.
ZONELESS = re.compile(r"(\d{4}-\d\d-\d\d)[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?")

#: Members that a problem names, at most.
NAMED = 12


class Elsewhere(Exception):
    """A path leads nowhere; the message says what is there instead."""


def read(document: Document) -> Feed:
    """Read the answer of an API; the lines of `how` are paths and templates."""
    text = decode(document.body, document.content_type)
    try:
        said = jsonfeed.DECODER.decode(text.strip())
    except (ValueError, RecursionError) as error:
        return Feed("", problems=(not_json(text, error),))
    try:
        items = items_of(said, document.how)
    except Elsewhere as error:
        return Feed("", problems=(str(error),))
    entries = tuple(read_item(item, document) for item in items)
    return Feed("json", entries=entries, problems=tuple(lacking(items, entries, document.how)))


def not_json(text: str, error: Exception) -> str:
    """Say what a body is that cannot be read as JSON, and what to do about it."""
    if not text.strip():
        return "the body is empty; check the address, or wait for its next turn"
    if text.lstrip().startswith("<"):
        return (
            "this is markup, not JSON; check the address, or ask for JSON by a header "
            'such as Accept = "application/json"'
        )
    where = f"line {error.lineno}" if isinstance(error, json.JSONDecodeError) else "its depth"
    return f"the JSON is broken or broke off ({where}); wait for its next turn"


def items_of(said: Any, how: Mapping[str, str]) -> list[Mapping[str, Any]]:
    """Find the items; rows become items by the names of their columns.

    Raises:
        Elsewhere: there are none where they are looked for.
    """
    paths = [path.strip() for path in how.get("items", "").split(",")]
    values = [v for path in paths for v in elements(said, path) if v is not None]
    if not values and all(reached(said, path)[1] != [] for path in paths):
        if first(said, how.get("count", "")) == "0":
            return []
        raise Elsewhere(astray(said, paths[0], "items"))
    if "columns" in how:
        values = rows(said, how["columns"], values)
    items = [value for value in values if isinstance(value, Mapping)]
    if values and not items:
        raise Elsewhere(
            f"the path {paths[0]!r} leads to {shown(values[0])}, not to items with members; "
            "mend the line 'items'"
        )
    return items


def rows(said: Any, path: str, values: list[Any]) -> list[Any]:
    """Make items of rows."""
    names = [clean(str(name)) for name in elements(said, path)]
    if not names:
        raise Elsewhere(astray(said, path, "columns"))
    return [
        dict(zip(names, row, strict=False)) if isinstance(row, list) else row for row in values
    ]


def elements(said: Any, path: str) -> list[Any]:
    """What a path leads to; a list stands for its elements."""
    return found(said, path.removesuffix("[]") + "[]")


def found(said: Any, path: str) -> list[Any]:
    """Everything that a path leads to."""
    values = [said]
    for step in STEP.findall(path):
        values = [further for value in values for further in stepped(value, step)]
    return values


def stepped(value: Any, step: str) -> list[Any]:
    """Go one step of a path; where something stands alone, it is its own list."""
    if step == "[]":
        return value if isinstance(value, list) else [value]
    if step.startswith("["):
        return value[int(step[1:-1]) :][:1] if isinstance(value, list) else []
    held = value if isinstance(value, list) else [value]
    return [each[step] for each in held if isinstance(each, Mapping) and step in each]


def reached(said: Any, path: str) -> tuple[str, Any]:
    """How far a path leads, and the first of what is there; perhaps an empty list."""
    here, walked = said, ""
    for step in STEP.findall(path):
        further = stepped(here, step)
        if not further:
            break
        here, walked = further[0], f"{walked}.{step}".lstrip(".")
    return walked, here


def astray(said: Any, path: str, line: str) -> str:
    """Say where a path leaves the answer, and what it could go on with there."""
    walked, here = reached(said, path)
    place = repr(walked) if walked else "its top"
    return (
        f"the path {path!r} leads nowhere: at {place} there is {shown(here)}; "
        f"mend the line {line!r}"
    )


def shown(value: Any) -> str:
    """Say what a value is, with its members where it has some."""
    match value:
        case Mapping():
            names = [clean(name)[:40] for name in list(value)[:NAMED]]
            return f"an object with {', '.join(names)}" + ", …" * (len(value) > NAMED)
        case list():
            return f"a list of {len(value)}" + (
                f", first {shown_in(value[0])}" if value else ""
            )
        case str():
            return f"the value {clean(value)[:40]!r}"
    return "nothing" if value is None else "a value"


def shown_in(value: Any) -> str:
    """Say what the first of a list is; a list in it is not opened."""
    return "a list" if isinstance(value, list) else shown(value)


def read_item(item: Mapping[str, Any], document: Document) -> Entry:
    """Read one item by the lines of the stanza."""
    how = document.how
    return made(
        id=worded(item, how.get("id", "")),
        link=web_address(linked(item, how.get("link", "")), document.address),
        title=plain(worded(item, how.get("title", ""))),
        summary=plain(worded(item, how.get("summary", ""))),
        said=dated(item, how.get("date", ""), document.lang),
    )


def worded(item: Any, line: str) -> str:
    """A text of an item: the first path that leads to one, or a template filled."""
    if PLACE.search(line):
        return filled(item, line)
    return next((text for path in line.split(",") if (text := first(item, path))), "")


def linked(item: Any, line: str) -> str:
    """A link of an item; what fills a template is quoted, save where the address begins."""
    return filled(item, line, safe="/:") if PLACE.search(line) else worded(item, line)


def filled(item: Any, template: str, safe: str | None = None) -> str:
    """A template with its places filled; empty where one has nothing."""
    texts = {found[1]: worded(item, found[1]) for found in PLACE.finditer(template)}
    if not all(texts.values()):
        return ""
    return PLACE.sub(
        lambda found: (
            texts[found[1]]
            if safe is None or not found.start()
            else quote(texts[found[1]], safe)
        ),
        template,
    )


def first(item: Any, path: str) -> str:
    """What a path leads to as text, several texts joined; an empty path leads nowhere."""
    values = elements(item, path.strip()) if path.strip() else []
    return ", ".join(text for value in values if (text := text_of(value)))


def text_of(value: Any) -> str:
    """A value as text: numbers were kept as they are written."""
    return value.strip() if isinstance(value, str) else ""


def dated(item: Any, line: str, lang: str | None) -> Dated | None:
    """The first date of an item that is given at all."""
    return first_date([plainly(worded(item, line))], lang)


def plainly(text: str) -> str:
    """A date as programs write it, as the reader of dates takes it."""
    if found := MILLISECONDS.fullmatch(text) or ZONELESS.fullmatch(text):
        return found[1]
    return text


def lacking(
    items: list[Mapping[str, Any]], entries: tuple[Entry, ...], how: Mapping[str, str]
) -> Iterator[str]:
    """Say which lines find nothing in any item: their paths are wrong, or the API changed."""
    for name in FIELDS:
        paths = [
            p for p in PLACE.findall(how.get(name, "")) or how.get(name, "").split(",") if p
        ]
        if items and paths and not any(found(item, p) for item in items for p in paths):
            yield (
                f"the line {name!r} finds nothing: an item is {shown(items[0])}; "
                f"mend the path {how[name]!r}"
            )
    dates = [date for item in items if (date := worded(item, how.get("date", "")))]
    if dates and not any(entry.published for entry in entries):
        yield f"no date could be read, such as {dates[0][:40]!r}; mend the line 'date'"
