"""What others may read of monitoring, as values."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import Select

from monitor import changes, mend_queries, people, reports
from monitor.errors import NotFound
from monitor.people_tables import Person
from monitor.record_tables import Mend
from monitor.released import (
    DraftedChange,
    Move,
    Question,
    ReleasedChange,
    Sighting,
    Story,
)
from monitor.rescore import waiting
from monitor.tables import (
    Change,
    Draft,
    DraftScore,
    EntryRow,
    Release,
    ReleasedScore,
    ReleaseItem,
    Report,
    ReportEntry,
    ReportState,
)


def released(
    session: Session, *, since: datetime, before: datetime, release: UUID | None = None
) -> list[ReleasedChange]:
    """What was released in [since, before), oldest first; of one release if it is named."""
    conditions = [col(Release.released_at) >= since, col(Release.released_at) < before]
    if release is not None:
        conditions.append(col(Release.id) == release)
    return released_where(session, *conditions)


def released_in(session: Session, country: str) -> list[ReleasedChange]:
    """What was released of a country, newest first."""
    return released_where(session, col(Change.country) == country)[::-1]


def latest(session: Session, most: int) -> list[ReleasedChange]:
    """What was released last, newest first."""
    newest = select(ReleaseItem.change_id).join(
        Release, col(Release.id) == col(ReleaseItem.release_id)
    )
    newest = newest.order_by(col(Release.released_at).desc(), col(ReleaseItem.position).desc())
    return released_where(session, col(Change.id).in_(list(session.exec(newest.limit(most)))))[
        ::-1
    ]


def count_released(session: Session) -> int:
    """How many changes are released: it grows with every release, in whatever order."""
    return session.exec(select(func.count()).select_from(ReleaseItem)).one()


def released_change(session: Session, change_id: UUID) -> ReleasedChange:
    """One released change.

    Raises:
        NotFound: there is none, or none that was released.
    """
    for change in released_where(session, col(Change.id) == change_id):
        return change
    raise NotFound("change", change_id)


def released_where(session: Session, *conditions: ColumnElement[bool]) -> list[ReleasedChange]:
    """Released changes that fulfil all conditions, oldest release first."""
    rows = session.exec(
        select(Change, ReleaseItem, Release, Mend)
        .join(ReleaseItem, col(ReleaseItem.change_id) == col(Change.id))
        .join(Release, col(Release.id) == col(ReleaseItem.release_id))
        .outerjoin(Mend, col(Mend.report_id) == col(Change.report_id))
        .where(*conditions)
        .order_by(col(Release.released_at), col(Release.id), col(ReleaseItem.position))
    ).all()
    scores = scores_of(session, ReleasedScore, [change.id for change, *_ in rows])
    mended = mend_queries.how_mended(session)
    values = (
        value_of(
            change,
            item.areas,
            release.id,
            release.released_at,
            scores.get(change.id, []),
            mend,
        )
        for change, item, release, mend in rows
    )
    return [replace(value, mended=mended.get(value.change_id, "")) for value in values]


def value_of(
    change: Change,
    areas: Sequence[str],
    release: UUID,
    released_at: datetime,
    scores: Sequence[ReleasedScore | DraftScore],
    mend: Mend | None = None,
) -> ReleasedChange:
    """A released change as others know it."""
    return ReleasedChange(
        change_id=change.id,
        release_id=release,
        released_at=released_at,
        confirmed_at=change.confirmed_at,
        country=change.country,
        codebook=scores[0].codebook if scores else "",
        kind=change.kind,
        areas=tuple(areas),
        title=change.title,
        summary=change.summary,
        law=change.law,
        url=change.url,
        adopted=change.adopted,
        in_force_from=change.in_force_from,
        in_force_until=change.in_force_until,
        moves=moves_of(scores),
        mends=mend.mends if mend else None,
        how=mend.how.value if mend else "",
        reason=mend.reason if mend else "",
    )


def moves_of(scores: Sequence[ReleasedScore | DraftScore]) -> tuple[Move, ...]:
    """Scores as others know them."""
    return tuple(
        Move(s.code, s.before, s.after, tuple((code, part) for code, part in s.because))
        for s in scores
    )


Row = TypeVar("Row", ReleasedScore, DraftScore)


def scores_of(
    session: Session, table: type[Row], changes: Sequence[UUID]
) -> dict[UUID, list[Row]]:
    """The scores of several changes, each in the codebook's order."""
    found: dict[UUID, list[Row]] = {}
    query = select(table).where(col(table.change_id).in_(changes))
    for row in session.exec(query.order_by(table.codebook, col(table.position))):
        found.setdefault(row.change_id, []).append(row)
    return found


def story(session: Session, change_id: UUID) -> Story:
    """How a change came to be known, checked and released.

    Raises:
        NotFound: there is none, or none that was released.
    """
    value = released_change(session, change_id)
    change = session.get_one(Change, change_id)
    report = session.get_one(Report, change.report_id)
    entries = session.exec(
        select(EntryRow)
        .join(ReportEntry, col(ReportEntry.entry_id) == col(EntryRow.id))
        .where(ReportEntry.report_id == report.id)
        .order_by(col(EntryRow.published), EntryRow.title)
    )
    return Story(
        change=value,
        reported_at=report.reported_at,
        by_machine=report.reported_by is None,
        by_file=changes.is_imported(session, change.id),
        sightings=tuple(Sighting(e.source, e.title, e.link, e.published) for e in entries),
    )


def question(session: Session, report_id: UUID) -> Question:
    """A report as a correspondent is asked about it.

    Raises:
        NotFound: there is none.
    """
    return asked(session, reports.found(session, report_id))


def asked(session: Session, report: Report) -> Question:
    """The question that a report puts."""
    reporter = report.reported_by and session.get_one(Person, report.reported_by)
    return Question(
        report_id=report.id,
        country=report.country,
        title=report.title,
        summary=report.summary,
        url=report.url,
        areas=tuple(report.areas),
        because=tuple(report.because),
        reported_at=report.reported_at,
        reported_by=people.recipient(reporter) if reporter else None,
        state=report.state,
        decided_at=report.decided_at,
        note=report.note,
        reporter_role=reporter.role if reporter else "",
    )


def open_questions(session: Session, countries: Sequence[str] | None = None) -> list[Question]:
    """What waits for a decision, oldest first; in all countries or in some."""
    query = select(Report).where(Report.state == ReportState.OPEN)
    if countries is not None:
        query = query.where(col(Report.country).in_(countries))
    ordered = query.order_by(col(Report.reported_at), col(Report.id))
    return [asked(session, report) for report in session.exec(ordered)]


def drafted(session: Session, change_id: UUID) -> DraftedChange:
    """A confirmed change as staff see it before its release, or after.

    Raises:
        NotFound: there is none that was drafted.
    """
    found = session.exec(drafted_query().where(col(Change.id) == change_id)).first()
    if found is None:
        raise NotFound("draft", change_id)
    return draft_value(*found, scores_of(session, DraftScore, [change_id]).get(change_id, []))


def drafts(session: Session) -> list[DraftedChange]:
    """What waits for release, in the order it came into force."""
    ids = [change.id for change in session.exec(waiting())]
    found = session.exec(drafted_query().where(col(Change.id).in_(ids))).all()
    scores = scores_of(session, DraftScore, ids)
    rows = {change.id: (change, draft, note) for change, draft, note in found}
    return [draft_value(*rows[id], scores.get(id, [])) for id in ids]


def count_drafts(session: Session, country: str | None = None) -> int:
    """How many changes wait for release, in one country or in all."""
    here = waiting().order_by(None)
    if country is not None:
        here = here.where(Change.country == country)
    return session.exec(select(func.count()).select_from(here.subquery())).one()


def drafted_query() -> Select[Change, Draft, str]:
    """Changes that were drafted, with what their correspondents noted."""
    return (
        select(Change, Draft, Report.note)
        .join(Draft, col(Draft.change_id) == col(Change.id))
        .join(Report, col(Report.id) == col(Change.report_id))
    )


def draft_value(
    change: Change, draft: Draft, note: str, scores: Sequence[DraftScore]
) -> DraftedChange:
    """A draft as others know it."""
    return DraftedChange(
        change_id=change.id,
        country=change.country,
        kind=change.kind,
        codebook=scores[0].codebook if scores else "",
        title=change.title,
        in_force_from=change.in_force_from,
        drafted_at=draft.drafted_at,
        note=note,
        moves=moves_of(scores),
    )
