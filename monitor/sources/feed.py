"""Feeds: RSS 0.9 to 2.0, RDF, Atom and JSON Feed, however malformed (pure)."""

import codecs
import io
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import feedparser

from monitor.entry import Document, Entry, Feed, clean, first_date, made, plain, web_address
from monitor.sources import jsonfeed, slices
from monitor.sources.harmless import attempts

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\0?\0", "utf-16-le"),
    (b"\0<\0?", "utf-16-be"),
)

#: What people mean who declare these: the set that contains it, as browsers read it.
MEANT = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}

#: Codecs of Python that are no encoding of documents.
NOT_MEANT = frozenset(
    {"idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape", "utf-7"}
)

DECLARED = re.compile(
    rb"""^\s{0,100}<\?xml[^>]{0,200}?\sencoding\s*=\s*["']([\w.:-]{1,40})["']"""
)
CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:-]{1,40})""", re.IGNORECASE)

#: How the names of the types end that are markup.
MARKUP = ("html", "xml")

#: When it was published; what comes after the first stands in only where that is missing.
DATES = ("published", "updated", "created")

#: Which link leads to an entry, best first.
RELATIONS = ("alternate", "canonical", "self", "via", "related", "enclosure")

HTML = re.compile(r"<(?:!doctype\s+html|html)\b", re.IGNORECASE)
ALTERNATE = re.compile(
    r"""<link\b(?=[^>]{0,500}(?:rss|atom|feed)\+(?:xml|json))[^>]{0,500}?\bhref=["']?([^"'\s>]+)""",
    re.IGNORECASE,
)
ROOT = re.compile(r"<([A-Za-z][\w:.-]{0,60})")


def read(document: Document) -> Feed:
    """Read a feed: all its entries, and what is wrong with it.

    An entry was published when its source says so; only where it says nothing does its last
    change stand in.
    """
    text = decode(document.body, document.content_type)
    if text.lstrip().startswith("{"):
        return jsonfeed.read(text, document.lang, document.address)
    sliced = slices.cut(text)
    known = slices.remembered(document.memory)
    digests = [slices.digest(piece) for piece in sliced.slices]
    if not known.keys().isdisjoint(digests):
        rest = read_text(sliced.without([d in known for d in digests]), document)
        new = [d for d in digests if d not in known]
        if is_cut(rest, new):
            old = {d: known[d] for d in digests if d in known}
            return replace(
                rest,
                known=len(digests) - len(new),
                present=tuple(old.values()),
                memory=slices.memory(old | slices.paired(new, rest.entries)),
            )
    whole = read_text(text, document)
    if not is_cut(whole, digests):
        return whole
    return replace(whole, memory=slices.memory(slices.paired(digests, whole.entries)))


def is_cut(feed: Feed, digests: Sequence[str]) -> bool:
    """Whether each slice became one entry, and nothing was wrong."""
    return not feed.problems and len(feed.entries) == len(digests)


def read_text(text: str, document: Document) -> Feed:
    """Read a feed, all that stands there."""
    return understood(parse(text), text, document)


def understood(parsed: Any, text: str, document: Document) -> Feed:
    """What feedparser made of a text, as it is kept."""
    format, entries = parsed.get("version", ""), parsed.get("entries", [])
    if not format and not entries:
        return Feed("", problems=(what_else(document.body, text, document.address),))
    lang = document.lang or word(parsed["feed"], "language") or None
    atom = format.startswith("atom")
    home = word(parsed["feed"], "link")
    base = web_address(home, document.address) or document.address
    return Feed(
        format=format,
        title=text_of(parsed["feed"], "title"),
        entries=tuple(read_item(item, lang, base, atom=atom) for item in entries),
        problems=(broken(parsed, len(entries)),) if parsed["bozo"] else (),
        ttl=ttl(word(parsed["feed"], "ttl")),
    )


def ttl(said: str) -> timedelta | None:
    """How long a feed says that it stays as it is: minutes."""
    said = said.strip()
    return timedelta(minutes=int(said)) if said.isdecimal() and len(said) < 7 else None


def parse(text: str) -> Any:
    """Let feedparser read a text that can neither harm nor break it."""
    for attempt, is_whole in attempts(text):
        try:
            parsed = feedparsed(attempt)
        except Exception:  # it raises whatever its readers of extensions run into
            continue
        if is_whole or not parsed["bozo"]:
            return parsed
    return {}


def feedparsed(text: str) -> Any:
    """What feedparser makes of a text; in a stream, since it takes bytes for a file's name."""
    return feedparser.parse(
        io.BytesIO(text.encode()),
        response_headers={"content-type": "application/xml; charset=utf-8"},
        resolve_relative_uris=False,
        sanitize_html=False,
    )


def decode(body: bytes, content_type: str = "") -> str:
    """Make text of bytes: by their mark, by what is declared, else by what they look like.

    UTF-8 is tried before the Western encodings: these fit any bytes, and are often declared
    by a server that never looked.
    """
    for mark, encoding in BOMS:
        if body.startswith(mark):
            return body.decode(encoding, "replace").removeprefix("\ufeff")
    declared = CHARSET.findall(content_type) + [
        name.decode() for name in DECLARED.findall(body[:1000])
    ]
    named = [encoding for name in declared if (encoding := meant(name, body))]
    for encoding in sorted([*named, "utf-8"], key=lambda name: name == "cp1252"):
        try:
            return body.decode(encoding)
        except UnicodeError:
            continue
    return mostly_utf8(body) or body.decode("cp1252", "replace")


def meant(name: str, body: bytes) -> str:
    """Name the encoding that a declaration means; empty when it cannot mean any."""
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        return ""
    # Some software writes UTF-16 into the first line of whatever it sends.
    wide = found.startswith(("utf-16", "utf-32")) and b"\0" not in body[:200]
    return "" if wide or found in NOT_MEANT else MEANT.get(found, found)


def mostly_utf8(body: bytes) -> str:
    """Decode UTF-8 with a few bad bytes, as a broken off or patched body has; else empty."""
    text = body.decode("utf-8", "replace")
    beyond_ascii = sum(character > "\x7f" for character in text)
    return text if text.count("\ufffd") * 4 < beyond_ascii else ""


def read_item(item: Any, lang: str | None, base: str, *, atom: bool) -> Entry:
    """Read one entry as feedparser gives it."""
    return made(
        id=word(item, "id"),
        link=link_of(item, base, atom=atom),
        title=text_of(item, "title"),
        summary=text_of(item, "summary") or content_of(item),
        said=first_date((word(item, name) for name in DATES), lang),
    )


def word(said: Any, name: str) -> str:
    """Give a text of an entry or a feed; a stray element may have put something else there.

    Past feedparser's own `get`, which answers with another member where one is missing.
    """
    value = dict.get(said, name)
    return value if isinstance(value, str) else ""


def details(said: Any, name: str) -> list[Any]:
    """Give the members of an entry or a feed that stand under a name."""
    value = dict.get(said, name)
    several = value if isinstance(value, list) else [value]
    return [each for each in several if isinstance(each, dict)]


def text_of(said: Any, name: str) -> str:
    """Give one text of an entry or a feed as plain text."""
    value = word(said, name)
    # feedparser copies a content to a missing summary, but not what type it is of.
    typed = details(said, f"{name}_detail") + details(said, "content")
    kind = next((word(each, "type") for each in typed if word(each, "value") == value), "")
    return plain(value, markup=kind.endswith(MARKUP))


def content_of(item: Any) -> str:
    """Give the first content of an entry that is text."""
    for content in details(item, "content"):
        kind = word(content, "type")
        if kind == "text/plain" or kind.endswith(MARKUP):
            return plain(word(content, "value"), markup=kind.endswith(MARKUP))
    return ""


def link_of(item: Any, base: str, *, atom: bool) -> str:
    """Find where an entry leads: its link, else the best of its others.

    Atom names many links, best first; feedparser gives the last one, which is right in RSS.
    """
    own = word(item, "link")
    if own == word(item, "id") and "/" not in own:
        own = ""  # an RSS id counts as link until it denies it
    if own and not atom and (link := web_address(own, base)):
        return link
    links = sorted(
        (link for link in details(item, "links") if word(link, "rel") in RELATIONS),
        key=lambda link: (RELATIONS.index(link["rel"]), "html" not in word(link, "type")),
    )
    said = [word(link, "href") for link in links]
    return next((link for text in (*said, own) if (link := web_address(text, base))), "")


def broken(parsed: Any, count: int) -> str:
    """Say that a feed is not well-formed, and how much of it could be read."""
    error = parsed["bozo_exception"]
    reason = error.getMessage() if hasattr(error, "getMessage") else str(error)
    return (
        f"the feed is not well-formed XML ({clean(reason)}); "
        f"entries read all the same: {count}; tell its publisher"
    )


def what_else(body: bytes, text: str, address: str) -> str:
    """Say what a body is that is no feed, and what to do about it."""
    if not text.strip():
        return "the body is empty; check the address, or wait for its next turn"
    if b"\0" in body[:1000] or body.startswith(
        (b"%PDF", b"\x89PNG", b"\xff\xd8", b"PK\x03\x04")
    ):
        return "this is a picture, document or archive, not a feed; check the address"
    if HTML.search(text[:5000]):
        found = ALTERNATE.search(text)
        where = web_address(found[1], address) if found else ""
        hint = f"it names {where}" if where else "look for its <link rel=alternate> address"
        return f"this is an HTML page, not a feed; {hint}"
    root = ROOT.search(text)
    kind = f"markup that begins with <{root[1]}>" if root else "plain text"
    return f"this is {kind}, not a feed, or one too broken to be read; check the address"
