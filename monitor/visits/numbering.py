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


def gaps(session: Session, source: str, now: datetime) -> list[Gap]:
    """The numbers of a source that are missing, though later ones came a while ago."""
    query = select(GazetteNumber).where(GazetteNumber.source == source)
    rows = session.exec(query.order_by(col(GazetteNumber.year), col(GazetteNumber.number)))
    by_year = groupby(rows, key=lambda row: row.year)
    return [gap for year, seen in by_year for gap in holes(year, seen, now)]


def holes(year: int, came: Iterable[GazetteNumber], now: datetime) -> Iterator[Gap]:
    """What is missing between the first and the last of the numbers that came, in order."""
    for before, after in pairwise(came):
        if after.number > before.number + 1 and now - after.seen_at >= PATIENCE:
            yield Gap(year, before.number + 1, after.number - 1)
