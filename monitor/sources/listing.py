"""Pages whose links are the entries, found by CSS selectors (pure)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from monitor.dates import Dated
from monitor.entry import Document, Entry, Feed, clean, first_date, made, web_address
from monitor.sources.markup import (
    BadSelector,
    no_page,
    one_line,
    parts,
    text_of,
    title_of,
    tree_of,
)

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

#: `select` finds the elements, one for each entry. The others look within one: a selector, `@`
#: and an attribute of the element itself, or both, `time@datetime`.
NEEDS = frozenset({"select"})
FIELDS = ("link", "title", "summary", "date")
TAKES = frozenset(FIELDS)

ATTRIBUTE = re.compile(r"[\w:-]+")

#: How the listing of a folder links to itself in another order.
ORDER = re.compile(r"C=[NMSD][;&]O=[AD]")
#: How it shows that a name was cut.
CUT = "..>"


def read(document: Document) -> Feed:
    """Read a page of links; the lines of `how` are selectors."""
    text = text_of(document.body, document.content_type)
    if problem := no_page(document.body, text):
        return Feed("", problems=(problem,))
    tree = tree_of(text)
    try:
        return read_tree(tree, document)
    except BadSelector as error:
        return Feed("", problems=(str(error),))


def read_tree(tree: "LexborHTMLParser", document: Document) -> Feed:
    """Read the elements of a page.

    Raises:
        BadSelector: a line is no selector.
    """
    how = document.how
    elements = parts(tree, how.get("select", ""))
    base = base_of(tree, document.address)
    read = [read_element(element, base, document) for element in elements]
    entries = once(entry for entry in read if entry and not above(entry.link, document.address))
    problems = lacking(elements, entries, how) if elements else [without(tree, how)]
    return Feed("list" if elements else "", title_of(tree), entries, tuple(problems))


def base_of(tree: "LexborHTMLParser", address: str) -> str:
    """What relative links of a page start from."""
    return web_address(attribute(tree.css_first("base[href]"), "href"), address) or address


def read_element(element: "LexborNode", base: str, document: Document) -> Entry | None:
    """Read one element; None for a link that leads nowhere on the web."""
    how = document.how
    anchor = anchor_of(element, how.get("link", ""))
    href = attribute(anchor, halves(how.get("link", ""))[1] or "href")
    link = web_address(href, base) if href.strip("# ") else ""
    if anchor is not None and not link:
        return None
    title = said(element, how["title"]) if "title" in how else name_of(anchor or element)
    if link and (not title or title.endswith(CUT)):
        title = file_name(link) or title
    summary = said(element, how["summary"]) if "summary" in how else ""
    return made("", link, title, summary, dated(element, how, document.lang))


def anchor_of(element: "LexborNode", line: str) -> "LexborNode | None":
    """The element whose link an entry's is: the one that is named, or the first."""
    node = found(element, line)
    if node is None or halves(line)[1]:
        return node
    return node.css_first("a[href], area[href]")


def halves(line: str) -> tuple[str, str]:
    """The selector and the attribute of a line; either may be empty."""
    selector, mark, name = line.rpartition("@")
    named = mark and ATTRIBUTE.fullmatch(name)
    return (selector.strip(), name) if named else (line.strip(), "")


def found(element: "LexborNode", line: str) -> "LexborNode | None":
    """What a line finds in an element; without a selector the element itself."""
    selector = halves(line)[0]
    return next(iter(parts(element, selector)), None) if selector else element


def said(element: "LexborNode", line: str) -> str:
    """What a line finds in an element, as plain text."""
    node, name = found(element, line), halves(line)[1]
    if name:
        return clean(attribute(node, name))
    return one_line(node)


def attribute(node: "LexborNode | None", name: str) -> str:
    """An attribute as it is written; empty where there is none."""
    return (node.attributes.get(name) or "") if node is not None else ""


def name_of(node: "LexborNode") -> str:
    """What an element says; a picture alone says what stands for it."""
    names = (one_line(node), attribute(node, "title"), attribute(node, "aria-label"))
    picture = attribute(node.css_first("img[alt]"), "alt")
    return next((clean(name) for name in (*names, picture) if clean(name)), "")


def file_name(link: str) -> str:
    """The last part of an address, as a person reads it."""
    return clean(unquote(urlsplit(link).path.rstrip("/").rpartition("/")[2]))


def dated(element: "LexborNode", how: Mapping[str, str], lang: str | None) -> Dated | None:
    """When an element says that it was published."""
    return first_date(dates(element, how), lang)


def dates(element: "LexborNode", how: Mapping[str, str]) -> Iterator[str]:
    """What the line for dates finds: a <time> says to programs what it shows to people."""
    if line := how.get("date", ""):
        if not halves(line)[1]:
            yield attribute(found(element, line), "datetime")
        yield said(element, line)


def above(link: str, address: str) -> bool:
    """Whether a link only leads to its own page, in any order, or to the folders above it."""
    if not link or not address:
        return False
    to, here = urlsplit(link), urlsplit(address)
    if to.netloc != here.netloc or to.fragment:
        return False
    if ORDER.fullmatch(to.query):
        return to.path == here.path
    up = to.path.endswith("/") and here.path.startswith(to.path)
    return not to.query and (up or to.path == here.path)


def once(entries: Iterator[Entry]) -> tuple[Entry, ...]:
    """Each entry once: a picture and a headline may have the same link, and one says more."""
    kept: dict[str, Entry] = {}
    for entry in entries:
        before = kept.get(entry.id)
        if before is None or len(before.title) < len(entry.title):
            kept[entry.id] = entry
    return tuple(kept.values())


def without(tree: "LexborHTMLParser", how: Mapping[str, str]) -> str:
    """Say that no element was found, and what the page has instead."""
    links = len(tree.css("a[href]"))
    if not links:
        return (
            "the page has no links; if a browser shows some, a program draws them: "
            "look for its feed or API"
        )
    lists = len(tree.css("ul:has(a[href]), ol:has(a[href]), table:has(a[href])"))
    return (
        f"the selector {how.get('select', '')!r} finds nothing; the page has {links} links, "
        f"and {lists} lists or tables with links; mend the line 'select'"
    )


def lacking(
    elements: "Sequence[LexborNode]", entries: Sequence[Entry], how: Mapping[str, str]
) -> Iterator[str]:
    """Say which lines find nothing in any element, and that no date could be read."""
    for name in FIELDS:
        line = how.get(name, "")
        if line and not any(found(element, line) is not None for element in elements):
            yield f"the line {name!r} finds nothing in {len(elements)} entries; mend {line!r}"
    told = [date for element in elements for date in dates(element, how) if date]
    if told and not any(entry.published for entry in entries):
        yield f"no date could be read, such as {told[0][:40]!r}; mend the line 'date'"
