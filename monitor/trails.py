"""From a released number back to all it rests on: answers, words, evidence, people, record."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, select

from monitor import audit_log
from monitor.archive.backing import backing
from monitor.desk_tables import Dispute, Place, Word
from monitor.errors import NotFound
from monitor.hearing.spoken import claim_of, said_on
from monitor.people_tables import Person
from monitor.released import Deed, Hand, Trail
from monitor.tables import AnswerRow, Change, Release, ReleaseItem, Report


def trail(session: Session, change_id: UUID) -> Trail:
    """What a released change leads back to.

    Raises:
        NotFound: there is none, or none that was released.
    """
    item = session.get(ReleaseItem, change_id)
    if item is None:
        raise NotFound("change", change_id)
    change = session.get_one(Change, change_id)
    report = session.get_one(Report, change.report_id)
    release = session.get_one(Release, item.release_id)
    ruling = session.get(Dispute, report.id)
    documents = backing(session, report.id).documents
    return Trail(
        change_id=change_id,
        answers=answers_of(session, change_id),
        reporter=hand(session, report.reported_by, report.reported_at),
        voices=voices(session, change, report),
        blind=any(word.place is Place.SECOND for word in confirming(session, report)),
        ruled=hand(session, ruling.ruled_by, ruling.ruled_at) if ruling else None,
        reason=ruling.reason if ruling else "",
        evidence=tuple((document.sha256, document.address) for document in documents),
        release_id=release.id,
        released=signed(session, release.released_by, release.released_at),
        deeds=tuple(deeds(session, change, release)),
    )


def answers_of(session: Session, change_id: UUID) -> tuple[tuple[str, float | None], ...]:
    """What a change answers, in the order of its questions."""
    query = select(AnswerRow.code, AnswerRow.score).where(AnswerRow.change_id == change_id)
    return tuple(session.exec(query.order_by(AnswerRow.code)).all())


def voices(session: Session, change: Change, report: Report) -> tuple[Hand, ...]:
    """Whose words confirm a change; of those from before words were kept, the one that did."""
    said = confirming(session, report)
    if not said:
        return (signed(session, change.confirmed_by, change.confirmed_at),)
    return tuple(signed(session, word.person_id, word.said_at) for word in said)


def confirming(session: Session, report: Report) -> list[Word]:
    """The words that say of a report that it is so."""
    said = said_on(session, report)
    return [word for word in said if (claim := claim_of(word)) is not None and claim.confirms]


def deeds(session: Session, change: Change, release: Release) -> list[Deed]:
    """The entries of the record on a change, its report and its release, in order."""
    kinds = (("report", change.report_id), ("change", change.id), ("release", release.id))
    rows = [row for kind, ref in kinds for row in audit_log.of(session, kind, ref)]
    return [Deed(row.number, row.deed, row.at) for row in sorted(rows, key=lambda r: r.number)]


def hand(session: Session, person_id: UUID | None, at: datetime | None) -> Hand | None:
    """A person with a part in it; None where there was none."""
    return signed(session, person_id, at) if person_id and at else None


def signed(session: Session, person_id: UUID, at: datetime) -> Hand:
    """A person by her id, and by her name where she agreed to be named."""
    person = session.get_one(Person, person_id)
    name = person.name if person.named else ""
    return Hand(person.id, name, person.is_staff, at, person.role)
