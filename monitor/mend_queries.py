"""What mends what: what waits, what is released, and what readers are told."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import Session, col, or_, select

from monitor import confirm, people
from monitor.confirm import Confirmation
from monitor.errors import NotFound
from monitor.mended import Chains, Mended
from monitor.people_tables import Person
from monitor.record_tables import Mend, Mending
from monitor.released import Mending as Note
from monitor.released import Proposed
from monitor.tables import (
    AnswerRow,
    Change,
    ChangeKind,
    Release,
    ReleaseItem,
    Report,
    ReportState,
)


def of(session: Session, report_id: UUID) -> Mend:
    """The mend that a report proposes.

    Raises:
        NotFound: it proposes none.
    """
    mend = session.get(Mend, report_id)
    if mend is None:
        raise NotFound("mend", report_id)
    return mend


def is_mend(session: Session, report_id: UUID) -> bool:
    """Whether a report says that something released was wrong."""
    return session.get(Mend, report_id) is not None


def as_released(session: Session, change: Change) -> Confirmation:
    """What a change said when it was released: where a correction begins."""
    rows = session.exec(
        select(AnswerRow).where(
            AnswerRow.change_id == change.id, AnswerRow.in_force_from == change.in_force_from
        )
    )
    mend = session.get(Mend, change.report_id)
    answers = {row.code: row.score for row in rows if row.score is not None}
    if mend is not None:
        stated = confirm.from_data(mend.said).answers
        answers = {} if mend.how is Mending.WITHDRAWN else dict(stated)
    return Confirmation(
        title=change.title,
        summary=change.summary,
        law=change.law,
        url=change.url,
        adopted=change.adopted,
        in_force_from=change.in_force_from,
        in_force_until=change.in_force_until,
        kind=ChangeKind.CORRECTION if mend else change.kind,
        answers=answers,
    )


def waiting(session: Session) -> Sequence[Report]:
    """The mends that another person has still to confirm, oldest first."""
    query = select(Report).join(Mend, col(Mend.report_id) == col(Report.id))
    query = query.where(Report.state == ReportState.OPEN)
    return session.exec(query.order_by(col(Report.reported_at), col(Report.id))).all()


def proposed(session: Session, report_id: UUID) -> Proposed:
    """A mend as whoever is asked to confirm it is told.

    Raises:
        NotFound: there is none.
    """
    mend, report = of(session, report_id), session.get_one(Report, report_id)
    by = people.recipient(session.get_one(Person, report.reported_by))
    return Proposed(
        report.id, report.country, report.title, mend.how.value, mend.reason, by,
        report.reported_at,
    )  # fmt: skip


def chains(session: Session, *drafts: UUID) -> Chains:
    """What mends what of all that is released; and of these drafts, if any."""
    released = col(Change.id).in_(select(ReleaseItem.change_id))
    rows = session.exec(
        select(Change.id, Mend.mends, Mend.how)
        .join(Mend, col(Mend.report_id) == col(Change.report_id))
        .where(or_(released, col(Change.id).in_(drafts)))
    )
    return Chains(Mended(id, mends, how is Mending.WITHDRAWN) for id, mends, how in rows)


def mended_by(session: Session, change_id: UUID) -> Change | None:
    """The confirmed change that mends another, released or not."""
    query = select(Change).join(Mend, col(Mend.report_id) == col(Change.report_id))
    return session.exec(query.where(Mend.mends == change_id)).first()


def note(session: Session, change_id: UUID) -> Note | None:
    """What a released change was mended by, once that is released; what readers are told."""
    query = (
        select(Change, Mend, Release.released_at)
        .join(Mend, col(Mend.report_id) == col(Change.report_id))
        .join(ReleaseItem, col(ReleaseItem.change_id) == col(Change.id))
        .join(Release, col(Release.id) == col(ReleaseItem.release_id))
        .where(Mend.mends == change_id)
    )
    for change, mend, at in session.exec(query):
        return Note(change.id, change.title, mend.how.value, mend.reason, at)
    return None


def how_mended(session: Session) -> dict[UUID, str]:
    """The released changes that stand no longer, and how each was mended."""
    query = (
        select(Mend.mends, Mend.how)
        .join(Change, col(Change.report_id) == col(Mend.report_id))
        .join(ReleaseItem, col(ReleaseItem.change_id) == col(Change.id))
    )
    return {mends: Mending(how).value for mends, how in session.exec(query)}


def countries(session: Session) -> set[str]:
    """The countries of which something released was mended."""
    query = (
        select(Change.country)
        .join(Mend, col(Mend.report_id) == col(Change.report_id))
        .join(ReleaseItem, col(ReleaseItem.change_id) == col(Change.id))
    )
    return set(session.exec(query))


def report(session: Session, report_id: UUID) -> Report:
    """The report of a mend, however it was decided."""
    return session.get_one(Report, of(session, report_id).report_id)
