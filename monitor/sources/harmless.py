"""The text of a feed made harmless, and lean, before a parser sees it (pure)."""

import re
from collections.abc import Iterator

#: Characters that XML knows no way to hold, as themselves and as references.
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
REFERENCE = re.compile(r"&#(?:([0-9]+)|[xX]([0-9a-fA-F]+));?")

#: What stands for them, so that no new one forms over the gap; `clean` takes it out.
DROPPED = "\u2060"

#: Entities other than short plain ones are broken before a parser can unfold them.
UNSAFE_ENTITY = re.compile(r'<!ENTITY(?!\s{1,9}\w{1,40}\s{1,9}"(?:&#\w{1,8};|[^&"<>%]{0,40})")')

#: All but the elements that are read here, and namespaces that are no address: feedparser
#: stumbles over malformed ones, and a second attempt goes without.
STUMBLING = re.compile(
    r"</?(?!(?:rss|rdf:rdf|channel|feed|(?:atom:|a10:)?(?:item|entry|title|link|id|guid|pubdate"
    r"|published|issued|updated|modified|created|description|summary|content)"
    r"|dc:date|dc:title|dc:description|content:encoded)[\s/>])[a-z][^<>]{0,2000}>"
    r"""|\sxmlns(?::[\w.-]{1,40})?\s?=\s?["'][^"'\s<>]{0,300}\s[^"'<>]{0,300}["']""",
    re.IGNORECASE,
)

LONG_GAP = re.compile(r"[ \t\r\n]{100,}")

#: Elements that nobody here reads, each with all that it holds; what may look like one without
#: being one, CDATA and comments, is found first and kept.
UNREAD = re.compile(
    r"<(?:!\[CDATA\[[^\]]*+(?:\](?!\]>)[^\]]*+)*+(?:\]\]>|\Z)|!--.*?(?:-->|\Z)"
    r"|((category|dc:creator|dc:subject|slash:comments|wfw:commentRss|comments|media:keywords"
    r"|media:credit|media:thumbnail)(?:\s[^<>]*)?(?:/>|(?<!/)>(?>[^<]{0,300}(?:<!\[CDATA\[.{0,300}?\]\]>)?[^<]{0,300})</\2\s*>)))",
    re.DOTALL,
)


def attempts(text: str) -> Iterator[tuple[str, bool]]:
    """The texts to let a parser read, until it reads one; and whether each is the whole feed.

    The first is without what nobody reads, which is a third of what feeds hold, and is only
    believed where the parser finds nothing wrong.
    """
    safe = UNSAFE_ENTITY.sub("<!entity", NOT_XML.sub(DROPPED, text))
    safe = LONG_GAP.sub("\n", REFERENCE.sub(keep_reference, safe))
    yield UNREAD.sub(keep_read, safe), False
    yield safe, True
    yield STUMBLING.sub("", safe), True


def keep_read(found: re.Match[str]) -> str:
    """Drop an element that nobody reads; keep what only looked like one."""
    return "" if found[1] else found[0]


def keep_reference(found: re.Match[str]) -> str:
    """Keep a numeric reference to a character that XML can hold; drop any other."""
    decimal, hexadecimal = found.groups()
    digits = (decimal or hexadecimal).lstrip("0")
    code = int(digits or "0", 10 if decimal else 16) if len(digits) < 8 else 0
    return found[0] if 0 < code < 0x110000 and not NOT_XML.match(chr(code)) else DROPPED
