"""The readable text of a document: what a person would read of it (pure)."""

import re

from monitor.entry import UNSEEN
from monitor.sources.mailbox import text_of_mails
from monitor.sources.markup import text_of
from monitor.sources.page import text_of_page
from monitor.sources.pdf import text_of_pdf

#: Characters of a text that are kept.
LONGEST = 1_000_000
PDF = re.compile(rb"\s*%PDF-")
HTML = re.compile(rb"\s*<(?:!doctype\s+html|html)\b", re.IGNORECASE)


def readable_text(body: bytes, content_type: str) -> str:
    """The text of a page, a PDF, a plain text or mails; empty for what machines read."""
    declared = content_type.partition(";")[0].strip().lower()
    if PDF.match(body):
        text = text_of_pdf(body)
    elif declared in ("text/html", "application/xhtml+xml") or HTML.match(body):
        text = text_of_page(body, content_type)
    elif declared == "text/plain":
        text = text_of(body, content_type)
    elif declared == "application/mbox":
        text = text_of_mails(body)
    else:
        text = ""
    return UNSEEN.sub("", text).strip()[:LONGEST]
