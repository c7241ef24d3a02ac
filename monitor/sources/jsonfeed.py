"""JSON Feed 1.0 and 1.1, also where it broke off (pure)."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from monitor.entry import Entry, Feed, first_date, made, plain, web_address

FORMATS = {
    "https://jsonfeed.org/version/1": "json1",
    "https://jsonfeed.org/version/1.1": "json11",
}
ITEMS = re.compile(r'"items"\s*:\s*\[')
BETWEEN = re.compile(r"[\s,]*")

#: An id may be a number of any length; it is kept as it is written.
DECODER = json.JSONDecoder(strict=False, parse_int=str, parse_float=str)


def read(text: str, lang: str | None = None, address: str = "") -> Feed:
    """Read a JSON Feed; one that broke off gives the entries before the break."""
    problems: tuple[str, ...] = ()
    try:
        said = DECODER.decode(text.strip())
    except (ValueError, RecursionError):
        items = list(whole_items(text))
        said = {"items": items}
        problems = (
            f"the JSON is broken or broke off; entries read all the same: {len(items)}; "
            "tell its publisher",
        )
    if not isinstance(said, Mapping) or not isinstance(said.get("items"), list):
        return Feed("", problems=("this is JSON but no JSON Feed: it has no list of items",))
    lang = lang or word(said, "language") or None
    base = web_address(word(said, "home_page_url"), address) or address
    items = [item for item in said["items"] if isinstance(item, Mapping)]
    return Feed(
        format=FORMATS.get(word(said, "version").rstrip("/"), "json"),
        title=plain(word(said, "title")),
        entries=tuple(read_item(item, lang, base) for item in items),
        problems=problems,
    )


def whole_items(text: str) -> Iterator[Any]:
    """Read the items of a broken JSON Feed one by one, up to the break."""
    start = ITEMS.search(text)
    at = start.end() if start else len(text)
    while gap := BETWEEN.match(text, at):
        try:
            item, at = DECODER.raw_decode(text, gap.end())
        except (ValueError, RecursionError):
            return
        yield item


def read_item(item: Mapping[str, Any], lang: str | None, base: str) -> Entry:
    """Read one item; its text stands in for a summary that is missing."""
    html = word(item, "content_html")
    text = word(item, "summary") or word(item, "content_text")
    return made(
        id=word(item, "id"),
        link=web_address(word(item, "url") or word(item, "external_url"), base),
        title=plain(word(item, "title")),
        summary=plain(text) or plain(html, markup=True),
        said=first_date((word(item, "date_published"), word(item, "date_modified")), lang),
    )


def word(said: Mapping[str, Any], name: str) -> str:
    """Give a member that should be text; empty where it is missing or something else."""
    value = said.get(name)
    return value if isinstance(value, str) else ""
