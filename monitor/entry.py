"""The entry, one item that a source published; and what a source's feed holds (pure)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from html import unescape
from itertools import accumulate
from urllib.parse import urljoin, urlsplit

import nh3

from monitor.dates import Dated, read_date

#: Characters that a reader does not see, or that turn the text around them: controls, lone
#: surrogates, soft hyphens, zero-width spaces, byte-order marks, direction overrides.
UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u200b\u202a-\u202e\u2060\u2066-\u2069"
    "\ud800-\udfff\ufeff\ufffe\uffff]"
)

#: Tags that part two words as a space would.
PARTING = re.compile(
    r"<(?=/?(?:address|article|blockquote|br|center|d[dlt]|div|figcaption|figure|footer|h[1-6]"
    r"|header|hr|img|li|ol|option|p|pre|section|t[dhr]|table|tbody|thead|ul)\b)",
    re.IGNORECASE,
)

TAG = re.compile(r"<[^<>]*>")

#: What shows that a text is markup, whatever it was declared to be.
MARKED_UP = re.compile(
    r"</(?:a|abbr|b|blockquote|cite|code|del|div|em|font|h[1-6]|i|ins|li|ol|p|pre|q|s|small"
    r"|span|strong|su[bp]|t[dhr]|table|u|ul)\s*>|<(?:br|hr|p)\s*/?>|<img\s|<a\s+href="
    r"|&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]\w{1,24});",
    re.IGNORECASE,
)


#: Elements in which a parser looks back through all that are open, and how many may be.
NEST = re.compile(
    r"<(/?)(?:address|article|aside|blockquote|center|details|dialog|div|dl|fieldset|figure"
    r"|footer|h[1-6]|header|main|menu|nav|ol|pre|section|summary|table|ul)\b",
    re.IGNORECASE,
)
DEEPEST = 5_000
#: Characters of markup that hold fewer than so many.
FLAT = 30_000

#: A link with another scheme opens no page (and may run a script).
WEB = frozenset({"http", "https", "ftp", ""})


@dataclass(frozen=True, slots=True)
class Entry:
    """One item that a source published; every text is plain, without markup."""

    #: The source's own; else the link; else made from the content, so it is never empty.
    id: str
    link: str
    title: str
    summary: str
    #: When its source says it published it, in UTC.
    published: datetime | None = None
    #: How exact that is: "instant" or "day"; empty without a date.
    precision: str = ""

    @property
    def fingerprint(self) -> str:
        """Tells an entry from every other entry of its source, edited or not."""
        return digest(self.id)


@dataclass(frozen=True, slots=True)
class Document:
    """What a source served, and what is needed to read it."""

    body: bytes
    content_type: str = ""
    #: Where it was served from: the base of relative links.
    address: str = ""
    #: The language of its dates, ISO 639-1.
    lang: str | None = None
    #: The lines of the stanza's `read` table: selectors, paths, patterns.
    how: Mapping[str, str] = field(default_factory=dict)
    #: What the last reading of this source left for this one; empty on the first.
    memory: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """What a source served: its entries, and in sentences what was wrong with it."""

    #: "rss20", "rss10", "atom10", "json11", "list", "page" …; empty when it is no such thing.
    format: str
    title: str = ""
    entries: tuple[Entry, ...] = ()
    problems: tuple[str, ...] = ()
    #: Entries that it holds beside these: known ones that were recognised and not read again.
    known: int = 0
    #: The fingerprints of those that were recognised, where they are told.
    present: tuple[str, ...] = ()
    #: What the next reading shall find in `Document.memory`.
    memory: str = ""
    #: How long its publisher says that it stays as it is.
    ttl: timedelta | None = None

    @property
    def held(self) -> int:
        """How many entries it holds, read now or known before."""
        return len(self.entries) + self.known


def digest(*parts: str) -> str:
    """SHA-256 over texts in this order, in hexadecimal."""
    return sha256("\0".join(parts).encode()).hexdigest()


def clean(text: str) -> str:
    """Make plain text fit to be shown on one line."""
    return " ".join(UNSEEN.sub("", text).split())


def too_deep(text: str) -> bool:
    """Whether elements stand in one another so deep that a parser would be busy for minutes."""
    steps = (-1 if found[1] else 1 for found in NEST.finditer(text))
    depths = accumulate(steps, lambda depth, step: max(0, depth + step), initial=0)
    return any(depth > DEEPEST for depth in depths)


def unmark(markup: str) -> str:
    """Make plain text of HTML; scripts and styles go with what they hold."""
    if len(markup) > FLAT and too_deep(markup):
        return clean(unescape(TAG.sub(" ", markup)))
    parted = PARTING.sub(" <", UNSEEN.sub("", markup))
    return clean(unescape(nh3.clean(parted, tags=set())))


def plain(text: str, *, markup: bool = False) -> str:
    """Make plain text of what a source calls markup, or of what plainly is."""
    return unmark(text) if markup or MARKED_UP.search(text) else clean(text)


def web_address(link: str, base: str) -> str:
    """Make a link absolute and fit to be shown; empty where it leads nowhere on the web."""
    link = re.sub(r"[\t\r\n]", "", UNSEEN.sub("", link)).strip().replace(" ", "%20")
    try:
        whole = urljoin(base, link) if link else ""
        scheme = urlsplit(whole).scheme
    except ValueError:
        return ""
    return whole if scheme in WEB else ""


def made(id: str, link: str, title: str, summary: str, said: Dated | None) -> Entry:
    """Make an entry of plain texts; one without id and link is known by its content."""
    return Entry(
        id=clean(id) or link or f"sha256:{digest(title, summary)}",
        link=link,
        title=title,
        summary=summary,
        published=said.utc if said else None,
        precision=said.precision if said else "",
    )


def first_date(texts: Iterable[str], lang: str | None) -> Dated | None:
    """Read the first date that is given at all; None when that one cannot be read.

    A later one is another date, and would be a guess.
    """
    given = next((text for text in texts if text.strip()), "")
    return read_date(given, lang) if given else None
