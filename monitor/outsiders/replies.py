"""A government's right of reply: it is told of a change, and what it says stands beside it.

A reply decides nothing and is never edited; a later one is added.
"""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, or_, select

from monitor import audit_log, changes, people
from monitor.errors import NotAllowed, NotFound, Refused
from monitor.events import ReplyGiven
from monitor.outsiders.outside import Confirmed, Given, State
from monitor.people_tables import Person, Role
from monitor.record_tables import Invitation, Reply
from monitor.released import Recipient
from monitor.tables import AnswerRow, Change, Draft, ReleaseItem
from store import add_rows, record

#: Characters of a reply: a page and a half.
LONGEST = 5000


def invite(session: Session, change_id: UUID) -> list[Recipient]:
    """Put on record that a country's government is told of a drafted change, and give whom.

    What came with a file tells of years past, and asks nobody.
    """
    if changes.is_imported(session, change_id):
        return []
    change = session.get_one(Change, change_id)
    invited = people.there(session, change.country, Role.GOVERNMENT)
    at = session.get_one(Draft, change_id).drafted_at
    rows = [{"change_id": change_id, "person_id": one.id, "invited_at": at} for one in invited]
    add_rows(session, Invitation, rows)
    return invited


def confirmed(session: Session, change_id: UUID) -> Confirmed:
    """A change in the words of the law: what holds from its day on, not what it takes back.

    Raises:
        NotFound: there is none.
    """
    change = session.get(Change, change_id)
    if change is None:
        raise NotFound("change", change_id)
    rows = session.exec(
        select(AnswerRow.codebook, AnswerRow.code, AnswerRow.score)
        .where(AnswerRow.change_id == change_id)
        .where(AnswerRow.in_force_from == change.in_force_from)
        .where(
            or_(
                col(AnswerRow.in_force_until).is_(None),
                col(AnswerRow.in_force_until) > change.in_force_from,
            )
        )
        .order_by(AnswerRow.codebook, AnswerRow.code)
    )
    return Confirmed(
        change_id=change.id,
        country=change.country,
        title=change.title,
        summary=change.summary,
        law=change.law,
        url=change.url,
        kind=change.kind,
        in_force_from=change.in_force_from,
        confirmed_at=change.confirmed_at,
        answers=tuple((book, code, score) for book, code, score in rows),
    )


def check_may_reply(session: Session, person: Person, change_id: UUID) -> None:
    """A government replies to what is said of its own country, once it was told or all are.

    Raises:
        NotFound: there is no such change, or it was told to nobody yet.
        NotAllowed: she speaks for no government, or for another country's.
    """
    change = confirmed(session, change_id)
    if person.role is not Role.GOVERNMENT:
        raise NotAllowed("the country's government replies here")
    if change.country not in people.watched(session, person):
        raise NotAllowed("another country's government replies to this")
    told = session.get(Invitation, (change_id, person.id))
    if told is None and session.get(ReleaseItem, change_id) is None:
        raise NotFound("change", change_id)


def reply(session: Session, change_id: UUID, text: str, *, by: Person, now: datetime) -> UUID:
    """Set a government's words beside a change; sent twice, they stand once.

    Raises:
        NotFound, NotAllowed: as they say.
        Refused: there are no words, or too many.
    """
    check_may_reply(session, by, change_id)
    said = text.strip()
    if not said:
        raise Refused({"text": "Write what readers should know besides."})
    if len(said) > LONGEST:
        raise Refused({"text": "This is too long; shorten it, and link to the rest."})
    # Held, so that of two forms sent at once the second sees the first.
    session.exec(select(Person).where(Person.id == by.id).with_for_update(key_share=True)).one()
    for row in rows(session, change_id):
        if row.person_id == by.id and row.text == said:
            return row.id
    row = Reply(
        change_id=change_id,
        person_id=by.id,
        organisation=by.organisation,
        text=said,
        said_at=now,
    )
    session.add(row)
    session.flush()
    record(session, ReplyGiven(reply_id=row.id))
    what = {"reply": str(row.id), "text": audit_log.fingerprint(said)}
    audit_log.log(session, "reply.given", "change", change_id, by=by.id, now=now, what=what)
    return row.id


def rows(session: Session, change_id: UUID) -> list[Reply]:
    """The replies to a change, oldest first."""
    query = select(Reply).where(Reply.change_id == change_id)
    return list(session.exec(query.order_by(col(Reply.said_at), col(Reply.id))))


def state(session: Session, change_id: UUID) -> State:
    """Whether a government was told of a change, and what it replied."""
    told = select(Invitation.invited_at).where(Invitation.change_id == change_id)
    asked = session.exec(told.order_by(col(Invitation.invited_at))).first()
    given = tuple(
        Given(r.id, r.organisation, r.text, r.said_at) for r in rows(session, change_id)
    )
    return State(asked, given)


def report_of(session: Session, change_id: UUID) -> UUID:
    """The report that became a change."""
    return session.get_one(Change, change_id).report_id


def change_of(session: Session, reply_id: UUID) -> tuple[Confirmed, Given]:
    """A reply, and the change that it stands beside."""
    row = session.get_one(Reply, reply_id)
    given = Given(row.id, row.organisation, row.text, row.said_at)
    return confirmed(session, row.change_id), given


def unanswered(session: Session, person: Person) -> list[Confirmed]:
    """What a government's person was told and has not replied to, the newest first."""
    replied = select(Reply.change_id).where(Reply.person_id == person.id)
    told = (
        select(Invitation.change_id)
        .where(Invitation.person_id == person.id)
        .where(col(Invitation.change_id).not_in(replied))
        .order_by(col(Invitation.invited_at).desc(), col(Invitation.change_id))
    )
    return [confirmed(session, id) for id in session.exec(told).all()]
