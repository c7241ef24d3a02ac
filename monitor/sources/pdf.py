"""Documents in PDF: an entry each time that their text changed (pure)."""

import re
from collections.abc import Iterable
from io import BytesIO
from itertools import islice
from typing import TYPE_CHECKING

from monitor.entry import Document, Feed, clean
from monitor.sources.watched import unread, watched

if TYPE_CHECKING:
    from pypdf import PdfReader

#: Pages that are read.
PAGES = 200
#: Characters of a first line that make a title.
TITLE = 200

#: The number of a page, alone on its first or last line.
NUMBER = re.compile(r"\W*\d{1,4}(?:\s?[/|]\s?\d{1,4})?\W*")
#: Where a paragraph ends, and where one begins whatever stood before.
END = re.compile(r"[.:;!?…。؟]['\"»”)\]]*$")
START = re.compile(r"[§•–—(]|\w{1,4}[.)]\s")
#: What word processors put before a title.
PREFIX = re.compile(r"^(?:Microsoft Word|Microsoft PowerPoint) - |\.(?:docx?|pdf|indd)$", re.I)

HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)


class Unreadable(Exception):
    """A PDF gives no text; the message says why, and what to do."""


def read(document: Document) -> Feed:
    """Read the text of a PDF; an entry says what changed in it."""
    try:
        title, lines = contents(document.body)
    except Unreadable as error:
        return unread(document, str(error))
    return watched(document, "pdf", title, lines)


def text_of_pdf(body: bytes) -> str:
    """The text of a PDF, a paragraph a line; empty where it gives none."""
    try:
        return "\n".join(contents(body)[1])
    except Unreadable:
        return ""


def contents(body: bytes) -> tuple[str, list[str]]:
    """The title and the paragraphs of a PDF.

    Raises:
        Unreadable: it is broken, encrypted, scanned, or none at all.
    """
    if b"%PDF-" not in body[:1024]:
        raise Unreadable(no_pdf(body))
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, FileNotDecryptedError

    try:
        reader = PdfReader(BytesIO(body))
        lines = paragraphs(page.extract_text() for page in islice(reader.pages, PAGES))
        title = title_of(reader)
    except (FileNotDecryptedError, DependencyError) as error:
        raise Unreadable("the PDF is encrypted; ask its publisher for an open one") from error
    except Exception as error:  # it raises whatever a broken file makes it run into
        reason = clean(str(error)) or type(error).__name__
        raise Unreadable(
            f"the PDF is broken ({reason}); wait for its next turn, or tell its publisher"
        ) from error
    if not lines:
        raise Unreadable(
            "the PDF holds pictures of pages, not text; ask its publisher for its text, "
            "or read it by eye"
        )
    return title or lines[0][:TITLE], lines


def no_pdf(body: bytes) -> str:
    """Say what a body is that is no PDF, and what to do about it."""
    if not body.strip():
        return "the body is empty; check the address, or wait for its next turn"
    if HTML.search(body[:1000]):
        return "this is a page, not a PDF; check the address, or make its kind 'page'"
    return "this is no PDF; check the address"


def title_of(reader: "PdfReader") -> str:
    """What a PDF calls itself, without the marks of the program that made it."""
    said = reader.metadata.title if reader.metadata else None
    return PREFIX.sub("", clean(said)) if isinstance(said, str) else ""


def paragraphs(pages: Iterable[str]) -> list[str]:
    """The paragraphs of pages: lines are joined until one ends a sentence."""
    joined: list[str] = []
    for page in pages:
        for line in unnumbered(page):
            if not joined or END.search(joined[-1]) or START.match(line):
                joined.append(line)
            elif joined[-1].endswith("-") and line[0].islower():
                joined[-1] = joined[-1][:-1] + line
            else:
                joined[-1] += " " + line
    return joined


def unnumbered(page: str) -> list[str]:
    """The lines of a page, without its number."""
    lines = [line for line in map(clean, page.splitlines()) if line]
    for end in (0, -1):
        if lines and NUMBER.fullmatch(lines[end]):
            del lines[end]
    return lines
