"""Is this the same law? Two laws told apart cost less than two made one (pure)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from unicodedata import normalize
from uuid import UUID

from monitor.address import place

#: Titles shorter than this are headings such as "Decree", which many laws share.
TELLING = 25


@dataclass(frozen=True, slots=True)
class Claim:
    """What says that a law changed: an entry, or a report that stands open."""

    id: UUID
    country: str
    title: str
    url: str


class Known:
    """The open reports, by all that tells one law from another."""

    def __init__(self, reports: Iterable[Claim]) -> None:
        self._reports: dict[tuple[str, str], UUID] = {}
        for report in reports:
            self.add(report)

    def add(self, report: Claim) -> None:
        """Know one more; the first of two that speak of one law stays the one."""
        for sign in signs(report):
            self._reports.setdefault((report.country, sign), report.id)

    def same_law(self, claim: Claim) -> UUID | None:
        """The report that speaks of the same law, by its address or by its very title."""
        found = (self._reports.get((claim.country, sign)) for sign in signs(claim))
        return next((report for report in found if report), None)


def signs(claim: Claim) -> Iterator[str]:
    """What a law is known by: its address, and its title if that is long enough to tell."""
    if where := place(claim.url):
        yield f"address {where}"
    if len(title := heading(claim.title)) >= TELLING:
        yield f"title {title}"


def heading(title: str) -> str:
    """A title without the differences of writing that tell no laws apart."""
    return " ".join(re.findall(r"\w+", normalize("NFKC", title).casefold()))
