"""The numbers of a gazette: which came, and which are missing between them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby, pairwise

from sqlmodel import Session, col, select

from monitor.entry import Entry
from monitor.source import Source
from monitor.source_tables import GazetteNumber
from store import add_rows

#: Gazettes publish their numbers out of order; a hole is one when nothing fills it for so long.
PATIENCE = timedelta(days=3)
#: What came longer ago says nothing of what is missing now.
REMEMBERED = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Gap:
    """Numbers of a year that never came, first to last; year 0 where none is said."""

    year: int
    first: int
    last: int


def numbers(entries: Iterable[Entry], source: Source) -> set[tuple[int, int]]:
    """The years and numbers that entries carry in their titles, links or ids."""
    if not source.numbered:
        return set()
    pattern = re.compile(source.numbered)
    return {found for entry in entries if (found := number(entry, pattern))}


def number(entry: Entry, pattern: re.Pattern[str]) -> tuple[int, int] | None:
    """The year and number of an entry; year 0 where the pattern tells none."""
    for text in (entry.title, entry.link, entry.id):
        if found := pattern.search(text):
            said = {name: value or "" for name, value in found.groupdict().items()}
            year, count = said.get("year", ""), said["number"]
            if count.isdecimal() and len(count) < 10:
                return int(year) if year.isdecimal() and len(year) == 4 else 0, int(count)
    return None


def remember(session: Session, source: Source, entries: Iterable[Entry], now: datetime) -> None:
    """Keep the numbers that came."""
    came = sorted(numbers(entries, source))
    rows = [{"source": source.id, "year": y, "number": n, "seen_at": now} for y, n in came]
    add_rows(session, GazetteNumber, rows)


def gaps(session: Session, now: datetime) -> dict[str, tuple[Gap, ...]]:
    """The numbers that are missing, by source, though later ones came a while ago."""
    query = select(GazetteNumber).where(GazetteNumber.seen_at > now - REMEMBERED)
    rows = session.exec(
        query.order_by(GazetteNumber.source, col(GazetteNumber.year), col(GazetteNumber.number))
    )
    found: dict[str, tuple[Gap, ...]] = {}
    for (source, year), seen in groupby(rows, key=lambda row: (row.source, row.year)):
        found[source] = (*found.get(source, ()), *holes(year, seen, now))
    return found


def spelled(gaps: Iterable[Gap]) -> str:
    """Gaps as people write them, each with its year where numbers begin anew."""
    return ", ".join(
        (f"{gap.year}/" if gap.year else "")
        + str(gap.first)
        + (f"–{gap.last}" if gap.last > gap.first else "")
        for gap in gaps
    )


def holes(year: int, came: Iterable[GazetteNumber], now: datetime) -> Iterator[Gap]:
    """What is missing between the first and the last of the numbers that came, in order."""
    for before, after in pairwise(came):
        if after.number > before.number + 1 and now - after.seen_at >= PATIENCE:
            yield Gap(year, before.number + 1, after.number - 1)
