"""The job that watches: due sources → fetch → read → decide what is new → store."""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

from sqlalchemy import ColumnElement, bindparam, literal, or_
from sqlmodel import Session, SQLModel, col, func, select, update

from monitor import catalogue
from monitor.evidence import Archive, archived
from monitor.request import Fetched, Request
from monitor.silence import outages
from monitor.source import Source
from monitor.sources import KINDS
from monitor.tables import SourceState
from monitor.visits.asking import Asking, Remembered, asking, with_secret
from monitor.visits.found import Found, read
from monitor.visits.keeping import keep, news, portions
from monitor.visits.outcome import outcome
from store import Sessions, add_rows

#: The door: asks many addresses, and gives each answer as soon as it is there.
Door = Callable[[Iterable[Request]], Iterator[tuple[Request, Fetched]]]

#: A collector that dies gives its sources back after this long.
LEASE = timedelta(minutes=10)
#: No visit is put off for longer.
FARTHEST = timedelta(days=32)
#: So many rows are written at once: of visits that brought nothing, of sources seen first.
MANY = 200
#: Columns of a source's state that are needed to ask it.
COLUMNS = tuple(field.name for field in fields(Remembered))
STATE = SQLModel.metadata.tables[str(SourceState.__tablename__)]

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Visit:
    """What became of one source in one run."""

    source: str
    entries: int = 0
    new: int = 0
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Claimed:
    """A source that is due, as it was left, and how it is asked now."""

    source: Source
    known: Remembered
    asking: Asking


@dataclass(frozen=True, slots=True)
class Means:
    """What collecting works with."""

    sessions: Sessions
    door: Door
    archive: Archive
    #: Secrets of sources, by the names that stanzas give.
    keys: Mapping[str, str]


def collect(means: Means, seeds: Mapping[str, Source], now: datetime) -> list[Visit]:
    """Ask every source that is due, once, whoever else collects at the same time."""
    with means.sessions() as session:
        watched = catalogue.watched(session, seeds)
    claimed = claim(means.sessions, watched, now)
    visits: list[Visit] = []
    quiet: list[tuple[Claimed, Found]] = []
    for place, answers in answered(means, claimed):
        found = understood(means, place, answers)
        if found.quiet:
            quiet.append((place, found))
        else:
            visits.append(kept(means, place, found, now))
        if len(quiet) == MANY:
            visits += written_down(means.sessions, quiet, now)
            quiet.clear()
    return visits + written_down(means.sessions, quiet, now)


def claim(
    sessions: Sessions, watched: Mapping[str, Source], now: datetime
) -> dict[str, Claimed]:
    """Take the sources that are due, so that no other collector takes them too."""
    since = func.coalesce(STATE.c.watched_since, at(now))
    with sessions() as session:
        known = set(session.exec(select(SourceState.source)))
        unasked = SourceState(source="", due_at=now).model_dump()
        for some in portions(sorted(watched.keys() - known), MANY):
            add_rows(session, SourceState, [unasked | {"source": id} for id in some])
        taken = session.execute(
            update(SourceState)
            .where(is_due(now), col(SourceState.source).in_(list(watched)))
            .values(due_at=now + LEASE, watched_since=since)
            .returning(
                col(SourceState.source), *(getattr(SourceState, name) for name in COLUMNS)
            )
        )
        left = {id: Remembered(*rest) for id, *rest in taken}
        session.commit()
    return {
        id: Claimed(watched[id], known, asking(watched[id], known, now))
        for id, known in sorted(left.items())
    }


def is_due(now: datetime) -> ColumnElement[bool]:
    """Whose turn it is; what is due in months was written by a clock that ran ahead."""
    due_at = col(SourceState.due_at)
    return or_(due_at <= now, due_at > now + FARTHEST)


def answered(
    means: Means, claimed: Mapping[str, Claimed]
) -> Iterator[tuple[Claimed, list[Fetched]]]:
    """Each source with all its answers, in the order of its addresses, once they are there."""
    asked: dict[str, list[Request]] = {}
    for place in claimed.values():
        if is_keyless(place.source, means.keys):
            yield place, [Fetched(place.source.url, error=keyless(place.source))]
        else:
            asked[place.source.id] = requests(place, means.keys)
    came: dict[str, dict[Request, Fetched]] = {}
    for request, fetched in means.door(list(chain.from_iterable(asked.values()))):
        mine = came.setdefault(request.source, {})
        mine[request] = fetched
        if len(mine) == len(asked[request.source]):
            yield claimed[request.source], [mine[r] for r in asked.pop(request.source)]
            del came[request.source]


def requests(place: Claimed, keys: Mapping[str, str]) -> list[Request]:
    """What is asked of a source that has its secret, the present address first."""
    source, asked = place.source, place.asking
    headers = tuple(
        (name, with_secret(text, source, keys)) for name, text in source.headers.items()
    )
    page = KINDS[source.kind].page
    urls = [with_secret(address, source, keys) for address in asked.addresses]
    first = Request(urls[0], asked.etag, asked.last_modified, page, headers, source.id)
    past = [Request(url, page=page, headers=headers, source=source.id) for url in urls[1:]]
    return [first, *past]


def is_keyless(source: Source, keys: Mapping[str, str]) -> bool:
    """Whether a source wants a secret that the operator did not give."""
    return bool(source.key) and source.key not in keys


def keyless(source: Source) -> str:
    """What is wrong where a source's secret is missing."""
    return (
        f"it wants the key {source.key!r}; the operator names it in MIPEX_SOURCE_KEYS, "
        "or staff pause the source"
    )


def understood(means: Means, place: Claimed, answers: Sequence[Fetched]) -> Found:
    """What a source's answers hold, in the light of what its last ones left."""
    memory = ""
    if answers[0].body and place.known.held:
        with means.sessions() as session:
            query = select(SourceState.memory).where(SourceState.source == place.source.id)
            memory = session.exec(query).one()
    return read(place.source, answers, place.asking, place.known, memory)


def kept(means: Means, place: Claimed, found: Found, now: datetime) -> Visit:
    """Keep what a source answered; what cannot be kept is its fault, and no other's."""
    try:
        new = keep_found(means, place, found, now)
    except Exception as error:
        logger.exception("the answer of source %s could not be kept", found.source.id)
        problem = f"its answer cannot be kept: {type(error).__name__}"
        failed = Found(
            found.source, Fetched(found.fetched.url, error=problem), problems=(problem,)
        )
        return written_down(means.sessions, [(place, failed)], now)[0]
    return Visit(found.source.id, found.feed.held, new, found.problems)


def keep_found(means: Means, place: Claimed, found: Found, now: datetime) -> int:
    """Store what is new, each document first, and how the visit went; say how much was new."""
    count = 0
    for each in (*found.past, found):
        with means.sessions() as session:
            new = news(session, each)
        evidence = None
        if new:
            secrets = [secret for name, secret in means.keys.items() if name == each.source.key]
            evidence = archived(means.archive, each.fetched, at=now, secrets=secrets)
        with means.sessions() as session:
            keep(session, each.source, new, evidence, now)
            if each is found:
                write_down(session, [(place, found)], now, new=bool(new))
            session.commit()
        count += len(new.new)
    return count


def written_down(
    sessions: Sessions, quiet: Sequence[tuple[Claimed, Found]], now: datetime
) -> list[Visit]:
    """Write down how visits went that brought nothing."""
    if quiet:
        with sessions() as session:
            write_down(session, quiet, now, new=False)
            session.commit()
    return [
        Visit(found.source.id, 0 if found.failed else place.known.held, 0, found.problems)
        for place, found in quiet
    ]


def write_down(
    session: Session, went: Iterable[tuple[Claimed, Found]], now: datetime, *, new: bool
) -> None:
    """Write down how visits went, for the next ones and for staff; likes at once.

    What staff made due in the meantime stays so: this visit did not know what they want.
    """
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for place, found in went:
        values = outcome(found, place.asking, place.known, new=new, now=now)
        if "parsed_at" in values:
            heard_at = place.known.parsed_at or place.known.watched_since
            outages.note(session, place.source, heard_at, now)
        alike.setdefault(tuple(values), []).append(values | {"of": found.source.id})
    for names, rows in alike.items():
        values = {name: bindparam(name) for name in names}
        taken = STATE.c.source == bindparam("of"), STATE.c.due_at == at(now + LEASE)
        session.connection().execute(update(STATE).where(*taken).values(values), rows)


def at(moment: datetime) -> Any:
    """An instant as a statement holds it."""
    return literal(moment, STATE.c.due_at.type)
