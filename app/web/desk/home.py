"""The desk: what waits for a person, how much of her time it takes, and what became of hers."""

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter
from fastapi.responses import Response
from sqlmodel import Session, col, select

from app.web.deps import PageDep, PersonDep, ServiceDep, SessionDep
from monitor import people
from monitor.asking import absences
from monitor.asking.rules import Waiting
from monitor.desk import desk_queries
from monitor.desk_tables import Word, WordDraft
from monitor.hearing import conflicts, spoken
from monitor.outsiders import replies
from monitor.people_tables import Person, Role
from monitor.source import Source
from monitor.tables import Report, ReportState
from newsletters.cadence import day_in

router = APIRouter(prefix="/desk")

#: So many of her own reports are shown, the newest first.
REPORTED = 20


@dataclass(frozen=True, slots=True)
class Answered:
    """A question that she answered and others have not decided yet."""

    report: Report
    said: Word


@router.get("")
def desk(
    person: PersonDep, page: PageDep, session: SessionDep, service: ServiceDep
) -> Response:
    """What waits for this person."""
    now, today = service.clock(), day_in(service.clock(), service.zone)
    official = [name for name, source in service.sources.items() if is_official(source)]
    waiting = desk_queries.waiting(session, person.id, now, official)
    return page(
        "desk.html",
        mine=sorted(people.watched(session, person)),
        waiting=waiting,
        load=desk_queries.load(session, person, now, service.zone),
        begun=begun(session, person),
        answered=answered(session, person, waiting),
        others=others(session, person, waiting),
        reported=reported(session, person),
        unreplied=replies.unanswered(session, person),
        absences=absences.of(session, person.id, today),
        conflicts=conflicts.of(session, person.id),
    )


def is_official(source: Source) -> bool:
    """Whether a source is a state's own word."""
    return source.trust == "official"


def begun(session: Session, person: Person) -> dict[object, datetime]:
    """The questions that she began to answer, and when she last went on."""
    query = select(WordDraft.report_id, WordDraft.saved_at)
    return dict(session.exec(query.where(WordDraft.person_id == person.id)).all())


def answered(session: Session, person: Person, waiting: list[Waiting]) -> list[Answered]:
    """The questions that she answered, that others still have to."""
    asked = {one.question.report_id for one in waiting if one.question}
    query = (
        select(Word, Report)
        .join(Report, col(Report.id) == col(Word.report_id))
        .where(Word.person_id == person.id, Report.state == ReportState.OPEN)
        .order_by(col(Word.said_at))
    )
    reports = {word.id: (word, report) for word, report in session.exec(query)}
    last = spoken.latest(word for word, _ in reports.values())
    return [Answered(reports[w.id][1], w) for w in last if w.report_id not in asked]


def others(session: Session, person: Person, waiting: list[Waiting]) -> list[Report]:
    """Open questions of her countries that colleagues are asked, while she could step in.

    A blind second is asked of nobody who looks around: who has a seat or said a word, or
    reported it, finds it elsewhere on the page.
    """
    if person.role is not Role.CORRESPONDENT:
        return []
    asked = {one.question.report_id for one in waiting if one.question}
    said = select(Word.report_id)
    query = select(Report).where(
        col(Report.country).in_(people.watched(session, person)),
        Report.state == ReportState.OPEN,
        col(Report.reported_by).is_distinct_from(person.id),
        col(Report.id).not_in(said),
    )
    found = session.exec(query.order_by(col(Report.reported_at), col(Report.id)))
    return [
        report
        for report in found
        if report.id not in asked
        and not conflicts.stands_in_the_way(session, person.id, report)
    ]


def reported(session: Session, by: Person) -> list[Report]:
    """What a person reported, and what became of it; the newest first."""
    query = select(Report).where(Report.reported_by == by.id)
    newest = query.order_by(col(Report.reported_at).desc(), col(Report.id))
    return list(session.exec(newest.limit(REPORTED)))
