"""Where the feed of a page may be, and what a feed says of itself (pure)."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from itertools import pairwise
from statistics import median
from typing import Any
from urllib.parse import urljoin, urlsplit

from monitor.address import normal
from monitor.entry import web_address
from monitor.source import RHYTHMS
from monitor.sources.feed import decode

#: The types under which pages name their feeds.
FEED_TYPES = frozenset(
    f"application/{kind}"
    for kind in ("rss+xml", "atom+xml", "rdf+xml", "feed+json", "x.atom+xml", "x-rss+xml")
) | {"text/rss", "text/rss+xml", "text/atom+xml", "application/rss", "application/atom"}
#: Types that some feeds have and other things too: the address must look like one as well.
VAGUE_TYPES = frozenset({"text/xml", "application/xml", "application/json"})
#: An address, or the words of a link, that promise a feed.
FEEDLIKE = re.compile(r"(?<![a-z])(?:rss|(?:atom|rdf|\w*feeds?)(?![a-z]))", re.IGNORECASE)
#: What readers of a page say about it is no law.
ASIDE = re.compile(r"comment|kommentar|podcast|oembed", re.IGNORECASE)
#: Where feeds stand on many sites; the first also below the page, as WordPress has it.
USUAL = ("feed", "rss", "atom.xml", "rss.xml", "feed.xml", "index.xml")
WORDPRESS = "https://api.w.org/"
#: Links of a page that are tried at most.
MOST = 12
LANGUAGE = re.compile(
    r"<language>\s*([a-z]{2})\b|\b(?:xml:)?lang\s*=\s*[\"']([a-z]{2})\b"
    r'|"language"\s*:\s*"([a-z]{2})\b',
    re.IGNORECASE,
)


class How(IntEnum):
    """How a candidate was found, the surest first."""

    GIVEN = 0
    DECLARED = 1
    LINKED = 2
    USUAL = 3
    WORDPRESS = 4


@dataclass(frozen=True, slots=True)
class Candidate:
    """An address where a feed may be."""

    url: str
    how: How
    title: str = ""


def candidates(body: bytes, address: str, content_type: str = "") -> list[Candidate]:
    """Where the feed of a page may be, the likeliest first; what readers comment comes last."""
    # Imported when a page is searched: most commands search none.
    from selectolax.lexbor import LexborHTMLParser

    page = LexborHTMLParser(decode(body, content_type).replace("\0", ""))
    base = web_address(attribute(page.css_first("base[href]"), "href"), address) or address
    linked = sorted(
        (*declared(page, base), *links(page, base)),
        key=lambda c: (bool(ASIDE.search(c.url + c.title)), c.how),
    )
    return unlike(address, [*linked[:MOST], *usual(address), *wordpress(page, base)])


def declared(page: Any, base: str) -> Iterator[Candidate]:
    """What the page itself calls its feeds."""
    for node in page.css("link[href]"):
        kind = attribute(node, "type").partition(";")[0].strip().lower()
        relations = attribute(node, "rel").lower().split()
        vague = kind in VAGUE_TYPES and FEEDLIKE.search(attribute(node, "href"))
        if not {"alternate", "feed"}.isdisjoint(relations) and (kind in FEED_TYPES or vague):
            yield from candidate(node, base, How.DECLARED, attribute(node, "title"))


def links(page: Any, base: str) -> Iterator[Candidate]:
    """The links whose address or words promise a feed."""
    for node in page.css("a[href]"):
        words = f"{node.text()} {attribute(node, 'title')}".strip()
        if FEEDLIKE.search(attribute(node, "href")) or FEEDLIKE.search(words[:80]):
            yield from candidate(node, base, How.LINKED, " ".join(words.split())[:80])


def usual(address: str) -> Iterator[Candidate]:
    """Where feeds stand on many sites, below the page first."""
    parts = urlsplit(address)
    below = f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}/{USUAL[0]}/"
    yield Candidate(below, How.USUAL)
    for name in USUAL:
        yield Candidate(urljoin(address, f"/{name}"), How.USUAL)


def wordpress(page: Any, base: str) -> Iterator[Candidate]:
    """The posts of a WordPress that says it is one: the last resort, since feeds say more."""
    for node in page.css(f'link[rel="{WORDPRESS}"]'):
        if root := web_address(attribute(node, "href"), base):
            yield Candidate(f"{root.rstrip('/')}/wp/v2/posts", How.WORDPRESS)


def candidate(node: Any, base: str, how: How, title: str) -> Iterator[Candidate]:
    """A candidate of a link, if it leads anywhere on the web."""
    href = re.sub("^feed:(?://)?(?=https?:)", "", attribute(node, "href").strip())
    url = web_address(re.sub("^feed:", "http:", href), base).partition("#")[0]
    if urlsplit(url).scheme in ("http", "https"):
        yield Candidate(url, how, title)


def unlike(address: str, found: Iterable[Candidate]) -> list[Candidate]:
    """Each address once, and never that of the page itself."""
    first: dict[str, Candidate] = {}
    for one in found:
        first.setdefault(normal(one.url), one)
    first.pop(normal(address), None)
    return list(first.values())


def attribute(node: Any, name: str) -> str:
    """An attribute of a node; empty where either is missing."""
    return (node.attributes.get(name) or "") if node is not None else ""


def declared_language(body: bytes) -> str | None:
    """The language that a feed or page says it is in, ISO 639-1."""
    found = LANGUAGE.search(decode(body[:20_000]))
    return next(code for code in found.groups() if code).lower() if found else None


def rhythm(published: Sequence[datetime]) -> str:
    """How often something new comes, by the dates of the entries; weekly where none say it."""
    days = sorted({moment.date() for moment in published}, reverse=True)
    gaps = [(later - earlier).days for later, earlier in pairwise(days)]
    if not gaps:
        return "weekly"
    usual_gap = median(gaps)
    return next((name for name, most in RHYTHMS.items() if usual_gap <= 1.5 * most), "rarely")
