"""What is on record of sources and countries, for their lamps: each question is asked once."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, case, cast, exists, extract
from sqlmodel import Session, col, func, select

from monitor.desk_tables import CheckIn
from monitor.people_tables import Person, Responsibility
from monitor.rhythm import HISTORY
from monitor.silence.lights import Looks, Rest, Visits, Why
from monitor.source import Source
from monitor.source_tables import SourceSetting
from monitor.tables import (
    AnswerRow,
    EntryRow,
    Fetch,
    Report,
    ReportEntry,
    ReportState,
    SourceState,
)

SECONDS = 24 * 3600
EPOCH = date(1970, 1, 1)


def resting(
    session: Session, known: Mapping[str, Source], keys: Collection[str]
) -> list[tuple[Source, Rest | None]]:
    """Every source, and why it is not asked."""
    query = select(SourceSetting, Person.name).outerjoin(
        Person, col(Person.id) == col(SourceSetting.changed_by)
    )
    changed: dict[str, tuple[SourceSetting | None, str]] = {
        setting.source: (setting, name or "") for setting, name in session.exec(query)
    }
    nothing: tuple[SourceSetting | None, str] = None, ""
    return [
        (source, rest(source, *changed.get(id, nothing), keys)) for id, source in known.items()
    ]


def rest(
    source: Source, setting: SourceSetting | None, by: str, keys: Collection[str]
) -> Rest | None:
    """Why a source is not asked: the latest word on it, and whose."""
    if setting is not None and setting.paused_at is not None:
        return Rest(Why.PAUSED, setting.why, by, setting.paused_at)
    if not source.on:
        mended = setting is not None and bool(setting.stanza)
        since = setting.changed_at if setting is not None and mended else None
        return Rest(Why.OFF, source.note, by if mended else "", since)
    if source.key and source.key not in keys:
        return Rest(Why.KEYLESS, source.key)
    return None


def visits(session: Session) -> dict[str, Visits]:
    """How the visits to each source went."""
    columns = (getattr(SourceState, field.name) for field in fields(Visits))
    rows = session.execute(select(SourceState.source, *columns))
    return {source: Visits(*values) for source, *values in rows}


def days_spoken(session: Session, now: datetime) -> dict[str, frozenset[date]]:
    """The days on which each source published something new; to write anew is no new word."""
    query = select(Fetch.source, day_of(col(Fetch.fetched_at)))
    brought = exists().where(col(EntryRow.fetch_id) == col(Fetch.id))
    return by_name(session, query.where(Fetch.fetched_at > now - HISTORY, brought).distinct())


def day_of(instant: Any) -> ColumnElement[int]:
    """The day of an instant in UTC, counted from 1970, whatever zone the server is in."""
    return cast(extract("epoch", instant), BigInteger) // SECONDS


@cache
def nth_day(days: int) -> date:
    """A day by its number since 1970; one object each, since they are many."""
    return EPOCH + timedelta(days=days)


def by_name(session: Session, query: Any) -> dict[str, frozenset[date]]:
    """Days by what stands before them."""
    found: dict[str, list[date]] = defaultdict(list)
    for name, day in session.execute(query):
        found[name].append(nth_day(day))
    return {name: frozenset(days) for name, days in found.items()}


def waits_since() -> Any:
    """Since when the oldest of some questions waits."""
    return func.min(case((col(Report.state) == ReportState.OPEN, Report.reported_at)))


def looks_at_sources(session: Session) -> dict[str, Looks]:
    """What came of the reports that rest on each source."""
    query = (
        select(
            EntryRow.source,
            func.max(Fetch.fetched_at),
            func.max(Report.decided_at),
            waits_since(),
        )
        .join(ReportEntry, col(ReportEntry.entry_id) == col(EntryRow.id))
        .join(Fetch, col(Fetch.id) == col(EntryRow.fetch_id))
        .join(Report, col(Report.id) == col(ReportEntry.report_id))
        .group_by(EntryRow.source)
    )
    return {source: Looks(*looks) for source, *looks in session.exec(query)}


def countries(session: Session, codebook: str) -> list[str]:
    """The countries that have answers on record."""
    query = select(AnswerRow.country).where(AnswerRow.codebook == codebook)
    return list(session.exec(query.distinct()))


@dataclass(frozen=True, slots=True)
class Deeds:
    """What people did, by country."""

    looks: Mapping[str, Looks]
    #: When a month was answered for last.
    answered: Mapping[str, datetime | None]
    #: The days on which somebody reported a change.
    told: Mapping[str, frozenset[date]]
    #: Where there is a correspondent.
    watched: frozenset[str]


def deeds(session: Session) -> Deeds:
    """What people did for each country."""
    answers = select(CheckIn.country, func.max(CheckIn.answered_at))
    watching = select(Responsibility.country).join(
        Person, col(Person.id) == col(Responsibility.person_id)
    )
    told = select(Report.country, day_of(col(Report.reported_at)))
    by_people = told.where(col(Report.reported_by).is_not(None)).distinct()
    return Deeds(
        looks=looks_at_countries(session),
        answered=dict(session.exec(answers.group_by(CheckIn.country)).all()),
        told=by_name(session, by_people),
        watched=frozenset(session.exec(watching.where(col(Person.active)).distinct())),
    )


def looks_at_countries(session: Session) -> dict[str, Looks]:
    """What came of the reports on each country."""
    entries = (
        select(Report.country, func.max(Fetch.fetched_at))
        .join(ReportEntry, col(ReportEntry.report_id) == col(Report.id))
        .join(EntryRow, col(EntryRow.id) == col(ReportEntry.entry_id))
        .join(Fetch, col(Fetch.id) == col(EntryRow.fetch_id))
    )
    relevant = dict(session.exec(entries.group_by(Report.country)).all())
    decided = select(Report.country, func.max(Report.decided_at), waits_since())
    return {
        country: Looks(relevant.get(country), at, waits)
        for country, at, waits in session.exec(decided.group_by(Report.country))
    }
