"""A report's story as one line of stops, each with its number in the record."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, func, select

from app.web.staff.deeds import DEEDS
from monitor import audit_log, words
from monitor.desk_tables import Dispute, Seat, Word
from monitor.hearing import spoken, supplements
from monitor.people_tables import Person
from monitor.record_tables import AuditEntry, Mend, Reply
from monitor.tables import (
    Change,
    Draft,
    EntryRow,
    Release,
    ReleaseItem,
    Report,
    ReportEntry,
    ReportState,
)
from newsletters.tables import Telling


@dataclass(slots=True)
class Stop:
    """Something that was done, by whom, and its row; its number once the record has it."""

    deed: str
    at: datetime
    by: UUID | None = None
    row: Any = None
    number: int | None = None
    #: People whom it names besides.
    to: tuple[UUID, ...] = ()


@dataclass(slots=True)
class Line:
    """All that happened to a report, the oldest first."""

    report: Report
    stops: list[Stop]
    people: Mapping[UUID, Person]
    seats: Sequence[Seat]
    change: Change | None = None
    draft: Draft | None = None
    release: Release | None = None
    dispute: Dispute | None = None
    #: What this report mends, and the reports that mend its change.
    mends: Mend | None = None
    mended: Sequence[Mend] = ()
    sightings: Sequence[EntryRow] = ()
    #: How many readers were told of the change.
    told: int = 0
    #: Whether words are kept from whoever looks, as she may still answer.
    hidden: bool = False


def line_of(session: Session, report: Report, looks: Person) -> Line:
    """A report's story, as far as somebody may see it."""
    line = Line(report, [], {}, spoken.seated(session, report.id))
    line.sightings = session.exec(
        select(EntryRow)
        .join(ReportEntry, col(ReportEntry.entry_id) == col(EntryRow.id))
        .where(ReportEntry.report_id == report.id)
        .order_by(col(EntryRow.published), EntryRow.title)
    ).all()
    line.mends = session.get(Mend, report.id)
    line.dispute = session.get(Dispute, report.id)
    line.change = session.exec(select(Change).where(Change.report_id == report.id)).first()
    if line.change is not None:
        follow(session, line, line.change)
    line.hidden = is_hidden(session, report, looks)
    told = chain(asking(session, line, looks), deciding(line), releasing(session, line))
    line.stops = numbered(list(told), on_record(session, line))
    line.people = named(session, line)
    return line


def is_hidden(session: Session, report: Report, looks: Person) -> bool:
    """Whether others' words are kept from her: while she may still say one herself."""
    if report.state is not ReportState.OPEN:
        return False
    return words.seen_by(session, looks, report).place is not None


def follow(session: Session, line: Line, change: Change) -> None:
    """What became of a report's change."""
    line.draft = session.get(Draft, change.id)
    item = session.get(ReleaseItem, change.id)
    line.release = session.get(Release, item.release_id) if item else None
    line.mended = session.exec(select(Mend).where(Mend.mends == change.id)).all()
    tellings = select(func.count()).where(col(Telling.change_id) == change.id)
    line.told = session.exec(tellings).one()


def asking(session: Session, line: Line, looks: Person) -> Iterator[Stop]:
    """From the report to what people said of it."""
    report = line.report
    yield Stop("report.opened", report.reported_at, report.reported_by, report)
    for word in session.exec(select(Word).where(Word.report_id == report.id)):
        open_to_her = not line.hidden or word.person_id == looks.id
        yield Stop("word.said", word.said_at, word.person_id, word if open_to_her else None)
    for added in supplements.of(session, report.id):
        yield Stop("report.supplemented", added.added_at, added.added_by, added)


def deciding(line: Line) -> Iterator[Stop]:
    """What the words came to."""
    if line.dispute is not None:
        yield Stop("dispute.opened", line.dispute.since)
        if line.dispute.ruled_at is not None:
            yield Stop(
                "dispute.ruled", line.dispute.ruled_at, line.dispute.ruled_by, line.dispute
            )
    if line.report.decided_at is not None:
        yield Stop(
            "report.decided", line.report.decided_at, line.report.decided_by, line.report
        )
    if line.change is not None:
        change = line.change
        yield Stop("change.confirmed", change.confirmed_at, change.confirmed_by, change)


def releasing(session: Session, line: Line) -> Iterator[Stop]:
    """From the draft to its readers, and to whoever replied."""
    if line.draft is not None:
        yield Stop("scores.drafted", line.draft.drafted_at, None, line.draft)
    if line.release is not None:
        release = line.release
        yield Stop("release.made", release.released_at, release.released_by, release)
    if line.change is not None:
        for reply in session.exec(select(Reply).where(Reply.change_id == line.change.id)):
            yield Stop("reply.given", reply.said_at, reply.person_id, reply)


def on_record(session: Session, line: Line) -> list[AuditEntry]:
    """What the record has of it."""
    entries = audit_log.of(session, "report", line.report.id)
    if line.change is not None:
        entries += audit_log.of(session, "change", line.change.id)
    if line.release is not None:
        entries += audit_log.of(session, "release", line.release.id)
    return entries


def numbered(stops: list[Stop], entries: Iterable[AuditEntry]) -> list[Stop]:
    """Stops with their numbers; what the record alone has becomes a stop of its own."""
    known = defaultdict(list)
    for stop in stops:
        known[stop.deed, stop.at].append(stop)
    for entry in entries:
        same = [s for s in known[entry.deed, entry.at] if s.number is None and s.by == entry.by]
        same = same or [s for s in known[entry.deed, entry.at] if s.number is None]
        if same:
            same[0].number = entry.number
            continue
        alone = Stop(entry.deed, entry.at, entry.by, None, entry.number, ids_in(entry))
        stops.append(alone)
    # What one moment brought stands in the order in which a change lives it.
    order = {deed: place for place, deed in enumerate(DEEDS)}
    return sorted(stops, key=lambda stop: (stop.at, order.get(stop.deed, len(order))))


def ids_in(entry: AuditEntry) -> tuple[UUID, ...]:
    """The people whom an entry of the record names."""
    people = entry.what.get("people") or [entry.what.get(name) for name in ("from", "to")]
    return tuple(UUID(id) for id in people if id)


def named(session: Session, line: Line) -> dict[UUID, Person]:
    """Everybody who has a part in it, by their ids."""
    ids = {id for stop in line.stops for id in (stop.by, *stop.to) if id}
    ids |= {seat.person_id for seat in line.seats}
    return {p.id: p for p in session.exec(select(Person).where(col(Person.id).in_(ids)))}
