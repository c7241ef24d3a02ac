"""Pages made for people: their characters, their parts and their paragraphs (pure)."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from monitor.entry import UNSEEN, clean, too_deep
from monitor.sources.feed import CHARSET, decode

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

META = re.compile(rb"<meta\b[^>]{0,300}", re.IGNORECASE)

#: What parts paragraphs, and what parts words.
BLOCKS = (
    "address, article, aside, blockquote, br, center, dd, details, dialog, div, dl, dt, "
    "fieldset, figcaption, figure, footer, form, h1, h2, h3, h4, h5, h6, header, hr, legend, "
    "li, main, nav, ol, option, p, pre, section, summary, table, tbody, tfoot, thead, tr, ul"
)
CELLS = "td, th"
#: Stands between two paragraphs; `clean` takes it for a space.
BREAK = "\x1e"

#: What no reader reads, and what stands around the text of a page.
UNREAD = "script, style, noscript, template, iframe, svg, canvas, object, select"
FRAME = (
    "nav, footer, aside, dialog, header:has(nav), [role=navigation], [role=banner], "
    "[role=contentinfo], [role=dialog]"
)

FEED = re.compile(r"<(?:rss|feed|rdf:RDF)[\s>]")


class BadSelector(Exception):
    """This is no CSS selector."""

    def __init__(self, selector: str) -> None:
        super().__init__(f"{selector!r} is no CSS selector; write one such as 'ul.news li'")


def text_of(body: bytes, content_type: str = "") -> str:
    """Make text of a page's bytes; of its charset the server speaks first, then the page."""
    said = b" ".join(META.findall(body[:4096])).decode("latin-1")
    return decode(
        body, "; ".join([content_type, *(f"charset={n}" for n in CHARSET.findall(said))])
    )


def tree_of(text: str) -> "LexborHTMLParser":
    """The elements of a page that are read, with a mark between its paragraphs."""
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(UNSEEN.sub("", text))
    drop(tree, UNREAD)
    for element in tree.css(BLOCKS):
        element.insert_before(BREAK)
        element.insert_after(BREAK)
    for cell in tree.css(CELLS):
        cell.insert_before(" ")
    return tree


def parts(node: "LexborHTMLParser | LexborNode", selector: str) -> "list[LexborNode]":
    """The elements that a selector names, in their order.

    Raises:
        BadSelector: it is none.
    """
    from selectolax.lexbor import SelectolaxError

    try:
        named = node.css(selector)
    except SelectolaxError as error:
        raise BadSelector(selector) from error
    # It names an element once for each of the selectors between commas that fit it.
    return list({element.mem_id: element for element in named}.values())


def outermost(named: "list[LexborNode]") -> "list[LexborNode]":
    """Those of the elements that stand in no other of them."""
    ids = {element.mem_id for element in named}
    return [element for element in named if ids.isdisjoint(above(element))]


def above(element: "LexborNode") -> Iterator[int]:
    """The elements that an element stands in."""
    while (parent := element.parent) is not None:
        yield parent.mem_id
        element = parent


def drop(tree: "LexborHTMLParser", selector: str) -> None:
    """Take elements out of a page.

    Raises:
        BadSelector: the selector is none.
    """
    for element in parts(tree, selector):
        if element.tag != "html":
            element.decompose()


def title_of(tree: "LexborHTMLParser") -> str:
    """What a page calls itself."""
    return one_line(tree.css_first("title")) or one_line(tree.css_first("h1"))


def one_line(node: "LexborNode | None") -> str:
    """The text of an element on one line."""
    return clean(node.text()) if node is not None else ""


def paragraphs(node: "LexborNode | None") -> list[str]:
    """The text of an element, a paragraph or a row of a table each."""
    lines = node.text().split(BREAK) if node is not None else []
    return [line for line in map(clean, lines) if line]


def no_page(body: bytes, text: str) -> str:
    """Say what a body is that is no page, and what to do about it; empty for a page."""
    if not text.strip():
        return "the body is empty; check the address, or wait for its next turn"
    if body.startswith(b"%PDF"):
        return "this is a PDF, not a page; its kind is 'pdf'"
    if b"\0" in body[:1000] or body.startswith((b"\x89PNG", b"\xff\xd8", b"PK\x03\x04")):
        return "this is a picture, document or archive, not a page; check the address"
    if text.lstrip()[:1] in ("{", "["):
        return "this is JSON, not a page; its kind is 'json'"
    if FEED.search(text[:1000]):
        return "this is a feed, not a page; its kind is 'feed'"
    if too_deep(text):
        return (
            "its elements stand in one another by thousands, as on no page; tell its publisher"
        )
    return ""
