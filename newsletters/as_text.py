"""HTML as the lines that a person sees, what is quoted marked as in a plain mail (pure)."""

import re

from monitor.entry import clean, too_deep
from monitor.sources.markup import BREAK, tree_of

#: Stand where a quotation begins and ends, and before a paragraph.
DEEPER, LESS, PARAGRAPH = "\x1c", "\x1d", "\x1f"
MARKS = re.compile(f"([{BREAK}{DEEPER}{LESS}{PARAGRAPH}])")
#: No conversation is quoted deeper; a hostile mail holds marks of its own, and many lines.
DEEPEST = 30
#: Characters of HTML; a mail that answers a form is a tenth of it.
LONGEST = 500_000


def lines_of(html: str) -> str:
    """The text of HTML, line by line; quotations begin with > as often as they are nested.

    Before a paragraph stands an empty line. What is nested too deep to be read is nothing.
    """
    if too_deep(html := html[:LONGEST]):
        return ""
    tree = tree_of(html)
    for quote in tree.css("blockquote"):
        quote.insert_before(DEEPER)
        quote.insert_after(LESS)
    for paragraph in tree.css("p"):
        paragraph.insert_before(PARAGRAPH)
    return "\n".join(told(tree.body.text() if tree.body else ""))


def told(text: str) -> list[str]:
    """The lines of a text with marks."""
    lines, quotes = [], 0
    for piece in MARKS.split(text):
        quotes = min(max(0, quotes + (piece == DEEPER) - (piece == LESS)), DEEPEST)
        if piece == PARAGRAPH:
            lines.append("")
        elif line := clean(piece):
            lines.append("> " * quotes + line)
    return lines
