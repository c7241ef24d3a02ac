"""Everything that staff can find by its words.

The index proposes and the row decides: what the index names is read again, and shown only if
it still has the words. So nobody who was erased is found, and no text that was taken back.
People and sources are few, and are read through without an index.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlmodel import Session, col, select

from monitor import catalogue
from monitor.finding.findable import HEAD, KINDS, key, texts_of
from monitor.people_tables import Person
from monitor.source import Source
from store import fulltext

#: Kinds that are read through, and all that can be asked for.
FEW = ("person", "source")
ALL = (*FEW, *KINDS)
#: Of a question no more words are taken, and no more answers given.
MOST_WORDS = 12
MOST = 100


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that has the words; its heading may be another's, and lack them."""

    kind: str
    #: Its own id.
    ref: str
    heading: str
    text: str
    country: str = ""
    #: The report whose story it is part of; and what else leads to it: the source of an
    #: entry; area, language and version of a text.
    report: UUID | None = None
    of: str = ""
    #: None where it has no day of its own.
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Findings:
    """What has the words: people and sources first, then the newest."""

    found: tuple[Found, ...]
    #: Whether there is more than is given.
    more: bool
    #: The words as they were looked for.
    words: tuple[str, ...]


def find(
    session: Session,
    typed: str,
    seeds: Mapping[str, Source],
    *,
    kind: str = "",
    country: str = "",
    most: int = MOST,
) -> Findings:
    """What has words that begin with all of those typed; of one kind or country if named."""
    wanted = fulltext.words_of(typed)[:MOST_WORDS]
    kinds = [name for name in ALL if kind in ("", name)]
    if not wanted:
        return Findings((), False, ())
    everything = (
        found
        for found in chain_of(session, seeds, wanted, kinds)
        if country in ("", found.country)
    )
    first = list(islice(everything, most + 1))
    return Findings(tuple(first[:most]), len(first) > most, tuple(wanted))


def chain_of(
    session: Session,
    seeds: Mapping[str, Source],
    wanted: Sequence[str],
    kinds: Collection[str],
) -> Iterator[Found]:
    """All that has the words, one after the other."""
    for one in few(session, seeds, kinds):
        if fulltext.has(fulltext.words_of(one.heading, one.text), wanted):
            yield one
    for kind, refs in fulltext.proposed(session, wanted, [k for k in kinds if k in KINDS]):
        standing = {row[0]: row for row in rows_of(session, kind, refs)}
        for ref in refs:
            row = standing.get(ref)
            if row is not None and fulltext.has(fulltext.words_of(*texts_of(row)), wanted):
                yield found_in(kind, row)


def few(
    session: Session, seeds: Mapping[str, Source], kinds: Collection[str]
) -> Iterator[Found]:
    """Everybody who is known by name, and every source."""
    if "person" in kinds:
        known = select(Person).where(col(Person.erased_at).is_(None))
        for person in session.exec(known.order_by(Person.name, col(Person.id))):
            about = f"{person.email} {person.organisation}"
            yield Found("person", str(person.id), person.name, about)
    if "source" in kinds:
        for source in catalogue.sources(session, seeds).values():
            about = " ".join((source.url, source.institution or "", source.note, source.id))
            place = source.jurisdiction or ""
            yield Found("source", source.id, source.name, about, place, of=source.id)


def found_in(kind: str, row: Row[*tuple[Any, ...]]) -> Found:
    """A row of its kind as others know it."""
    ref, at, report, country, of, heading = row[:HEAD]
    text = "\n".join(text for text in texts_of(row) if text and text != heading)
    return Found(kind, str(ref), heading, text, country, report, of, at)


def rows_of(
    session: Session, kind: str, refs: Collection[UUID]
) -> Sequence[Row[*tuple[Any, ...]]]:
    """The rows of a kind with these ids, as they stand now."""
    query = KINDS[kind]
    return session.execute(query.where(key(query).in_(refs))).all()
