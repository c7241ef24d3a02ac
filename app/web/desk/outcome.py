"""What came of a question: her word and its effect while others are asked; the decision."""

from uuid import uuid4

from fastapi.responses import Response
from sqlmodel import Session, col, select

from app.bootstrap import Service
from app.web import word
from app.web.desk.answering import Answering, said_of
from app.web.desk.rows import rows
from app.web.evidence import resting
from app.web.pages import Page
from monitor import answers, people, rescore
from monitor.confirm import Confirmation, answer_rows, changed
from monitor.desk_tables import Dispute
from monitor.hearing import conflicts, spoken
from monitor.people_tables import Person
from monitor.tables import Change, Report
from newsletters.figures import Figure, figure
from newsletters.translate import Words
from scoring import Answer


def waiting(given: Answering, status: int = 200) -> Response:
    """Her word, what happens next, and what it would move once she cannot change it.

    Who was not asked learns that others are.

    Raises:
        NotAllowed: she informs of this country, and answers nothing.
    """
    report, page, session = given.report, given.page, given.session
    if given.mine is None:
        people.check_may_decide(session, given.person, report)
        mine = conflicts.stands_in_the_way(session, given.person.id, report)
        return page("elsewhere.html", status, report=report, conflict=mine)
    said, dispute = said_of(given.mine), session.get(Dispute, report.id)
    is_changeable = given.seen.place is not None and dispute is None
    return page(
        "said.html",
        status,
        report=report,
        mine=given.mine,
        rows=rows(word.filled_with(said), given.areas, page.words),
        dispute=dispute,
        is_changeable=is_changeable,
        effect=effect_alone(given, said.confirmation)
        if said.confirmation and not is_changeable
        else [],
        base=given.here,
        **resting(session, report.id, page.request),
    )


def effect_alone(given: Answering, said: Confirmation) -> list[Figure]:
    """What her answers would move over what is released, if no other word counted."""
    service, session, now = given.service, given.session, given.service.clock()
    would = changed(given.report, said, given.person.id, now)
    would.id = would.id or uuid4()
    own = [
        answers.Word(
            row.country,
            row.origin,
            would.id,
            Answer(
                code=row.code,
                score=row.score,
                in_force_from=row.in_force_from,
                in_force_until=row.in_force_until,
                recorded_at=now,
            ),
        )
        for row in answer_rows(would, said, service.codebook, now)
    ]
    here = answers.of_country(given.report.country)
    known = answers.words(session, service.codebook.id, here, answers.released())
    moved = rescore.effect([*known, *own], would, service.codebook)
    return [figure(move, service.codebook, given.page.words) for move in moved]


def decided(
    report: Report,
    person: Person,
    page: Page,
    session: Session,
    service: Service,
    status: int = 200,
) -> Response:
    """What became of a question, and only now what it moves.

    Her own part in it is said to her; how others answered is said to nobody.
    """
    change = session.exec(select(Change).where(col(Change.report_id) == report.id)).first()
    by = session.get(Person, report.decided_by) if report.decided_by else None
    voices = {one.person_id for one in spoken.counting(session, report)}
    dispute = session.get(Dispute, report.id)
    had_part = person.id in voices or report.decided_by == person.id
    return page(
        "decided.html",
        status,
        report=report,
        change=change,
        mine=had_part,
        alone=report.decided_by == person.id and (dispute is not None or len(voices) < 2),
        ruled=dispute if had_part and dispute and dispute.ruled_at else None,
        by_staff=by is not None and by.is_staff,
        effect=draft_effect(session, change, service, page.words)
        if change and had_part
        else [],
        **resting(session, report.id, page.request),
    )


def draft_effect(
    session: Session, change: Change, service: Service, words: Words
) -> list[Figure]:
    """What a confirmed change would move by itself."""
    said = rescore.words(session, [change])
    moved = rescore.effects(said, change, (), service.codebooks).get(service.codebook.id, ())
    return [figure(move, service.codebook, words) for move in moved]
