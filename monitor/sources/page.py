"""Pages whose text matters: an entry each time that it changed (pure)."""

from typing import TYPE_CHECKING

from monitor.entry import UNSEEN, Document, Feed, clean
from monitor.sources.markup import (
    FRAME,
    BadSelector,
    drop,
    no_page,
    outermost,
    paragraphs,
    parts,
    text_of,
    title_of,
    tree_of,
)
from monitor.sources.watched import unread, watched

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

#: `select` names the part that matters, `ignore` what in it does not: selectors.
TAKES = frozenset({"select", "ignore"})


def read(document: Document) -> Feed:
    """Read the part of a page that matters; an entry says what changed in it."""
    text = text_of(document.body, document.content_type)
    if problem := no_page(document.body, text):
        return unread(document, problem)
    if "<" not in text:
        return watched(document, "page", "", typed(text))
    tree = tree_of(text)
    select = document.how.get("select", "")
    try:
        lines = part(tree, select, document.how.get("ignore", ""))
    except BadSelector as error:
        return unread(document, str(error))
    if not lines:
        return unread(document, silent(tree, select))
    return watched(document, "page", title_of(tree), lines)


def part(tree: "LexborHTMLParser", select: str, ignore: str = "") -> list[str]:
    """The paragraphs of the part that matters; without a selector, of all but the frame.

    The main text that a library guesses at is not what is watched: it leaves out lists and
    tables of contents, and may guess otherwise tomorrow.

    Raises:
        BadSelector: one of the lines is none.
    """
    if ignore.strip():
        drop(tree, ignore)
    if select.strip():
        return [line for node in outermost(parts(tree, select)) for line in paragraphs(node)]
    whole = paragraphs(tree.body)
    drop(tree, FRAME)
    return paragraphs(tree.body) or whole


def silent(tree: "LexborHTMLParser", select: str) -> str:
    """Say why a page has no text, and what to do about it."""
    if select.strip() and paragraphs(tree.body):
        return f"the selector {select!r} finds no text on the page; mend the line 'select'"
    return (
        "the page holds no text; it is drawn by a program in the browser; "
        "look for its feed or API"
    )


def text_of_page(body: bytes, content_type: str = "") -> str:
    """The main text of a page, a paragraph a line; empty for what is no page."""
    text = text_of(body, content_type)
    if no_page(body, text):
        return ""
    whole = part(tree_of(text), "") if "<" in text else typed(text)
    return "\n".join((main_text(text) if whole and "<" in text else []) or whole)


def main_text(html: str) -> list[str]:
    """The paragraphs of the article in a page, as a library finds them; or none."""
    import trafilatura

    try:
        text = trafilatura.extract(
            UNSEEN.sub("", html), include_comments=False, favor_recall=True
        )
    except Exception:  # it raises whatever its parsers run into
        return []
    return typed(text or "")


def typed(text: str) -> list[str]:
    """The paragraphs of a text without markup."""
    return [line for line in map(clean, text.splitlines()) if line]
