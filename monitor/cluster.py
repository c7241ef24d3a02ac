"""Is this the same law? Two laws told apart cost less than two made one (pure)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from unicodedata import normalize
from urllib.parse import parse_qsl, urlencode, urlsplit
from uuid import UUID

#: Titles shorter than this are headings such as "Decree", which many laws share.
TELLING = 25
#: Parameters that say how a reader came, not what she reads.
TRACKING = re.compile(r"^(utm_.*|fbclid|gclid|mc_[ce]id|ref|source|src)$")


@dataclass(frozen=True, slots=True)
class Claim:
    """What says that a law changed: an entry, or a report that stands open."""

    id: UUID
    country: str
    title: str
    url: str


def same_law(claim: Claim, reports: Iterable[Claim]) -> UUID | None:
    """The open report that speaks of the same law, by its address or by its very title."""
    for report in reports:
        if report.country != claim.country:
            continue
        if address(claim.url) and address(claim.url) == address(report.url):
            return report.id
        if len(heading(claim.title)) >= TELLING and heading(claim.title) == heading(
            report.title
        ):
            return report.id
    return None


def address(url: str) -> str:
    """An address without its scheme, its tracking parameters and its fragment; else nothing."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    asked = urlencode([(k, v) for k, v in parse_qsl(parts.query) if not TRACKING.match(k)])
    host = parts.netloc.lower().removeprefix("www.")
    return f"{host}{parts.path.rstrip('/')}?{asked}" if host else ""


def heading(title: str) -> str:
    """A title without the differences of writing that tell no laws apart."""
    return " ".join(re.findall(r"\w+", normalize("NFKC", title).casefold()))
