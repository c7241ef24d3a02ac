"""Mending what was released: another answer in its place, or none, by a release of its own.

Staff propose, another person confirms, and what follows is a change like any other: drafted,
looked at, released. Nothing that was released is edited.
"""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from monitor import audit_log, confirm, people, reports
from monitor.amends import restoring
from monitor.archive import backing
from monitor.confirm import Confirmation
from monitor.errors import AlreadyDecided, NotAllowed, NotFound, Refused
from monitor.events import MendProposed
from monitor.fitting import Misfit, misfits
from monitor.hearing import conflicts, settling
from monitor.hearing.quorum import State
from monitor.hearing.settling import Settled
from monitor.mend_queries import as_released, mended_by, of
from monitor.people_tables import Person
from monitor.record_tables import Mend, Mending
from monitor.tables import Change, ChangeKind, ReleaseItem, Report, ReportState
from scoring import Codebook
from store import record


def propose(
    session: Session,
    change_id: UUID,
    *,
    how: Mending,
    said: Confirmation,
    reason: str,
    by: Person,
    codebook: Codebook,
    now: datetime,
) -> UUID:
    """Say that a released change was wrong, and what holds instead; give the report of that.

    Of a withdrawal nothing holds instead: `as_released` is what it takes back.

    Raises:
        NotAllowed: only staff mend.
        NotFound: there is no such change, or it is not released.
        AlreadyDecided: it is mended, or about to be.
        Refused: a field cannot be taken; each is named.
    """
    people.check_staff(by)
    wrong = held(session, change_id)
    refuse_mended(session, change_id)
    refuse(session, wrong, how, said, reason, codebook, now.date())
    report = reported(session, wrong, said, reason, by, now)
    kept = confirm.as_data(said if how is Mending.CORRECTED else as_released(session, wrong))
    mend = Mend(report_id=report.id, mends=wrong.id, how=how, reason=reason.strip(), said=kept)
    session.add(mend)
    rest_on_the_same(session, wrong, report, now)
    record(session, MendProposed(report_id=report.id))
    log(session, mend, by, now)
    return report.id


def log(session: Session, mend: Mend, by: Person, now: datetime) -> None:
    """Put on record that a mend was proposed."""
    what = {
        "mends": str(mend.mends),
        "how": mend.how.value,
        "said": audit_log.fingerprint(str(sorted(mend.said.items()))),
        "reason": audit_log.fingerprint(mend.reason),
    }
    audit_log.log(
        session, "mend.proposed", "report", mend.report_id, by=by.id, now=now, what=what
    )


def settle(
    session: Session, report_id: UUID, *, by: Person, codebook: Codebook, now: datetime
) -> Settled:
    """Confirm a mend, as somebody other than who proposed it: it becomes a change.

    Raises:
        NotFound, NotAllowed, OwnReport, AlreadyDecided: as they say.
    """
    report, mend = to_decide(session, report_id, by)
    wrong = held(session, mend.mends)
    if mended_by(session, wrong.id) is not None:
        raise AlreadyDecided("this change was mended before; mend what mended it")
    said = confirm.from_data(mend.said)
    at = restoring.after_all(session, report.country, now)
    reports.decide(session, report, ReportState.CONFIRMED, by=by.id, note="", now=now)
    stated = said if mend.how is Mending.CORRECTED else without_answers(said)
    change = confirm.put_on_record(session, report, stated, by=by.id, codebook=codebook, now=at)
    change.kind = ChangeKind.CORRECTION
    session.add_all(restoring.rows(session, wrong, change, stated, at))
    settling.let_go(session, report.id, now)
    settled = Settled(State.CONFIRMED, change)
    settling.log(session, report, settled, by=by.id, now=now)
    return settled


def reject(
    session: Session, report_id: UUID, *, note: str, by: Person, now: datetime
) -> Settled:
    """Say that what was released is right, and why; anybody of staff may, its proposer too.

    Raises:
        NotFound, NotAllowed, AlreadyDecided: as they say.
        Refused: it is not said why.
    """
    report = reports.held(session, report_id)
    of(session, report_id)
    if report.reported_by != by.id:
        to_decide(session, report_id, by)
    if not note.strip():
        raise Refused({"note": "Say in a sentence why the released figures are right."})
    settled = settling.rejected(session, report, by=by.id, note=note, now=now)
    settling.log(session, report, settled, by=by.id, now=now)
    return settled


def to_decide(session: Session, report_id: UUID, by: Person) -> tuple[Report, Mend]:
    """A proposed mend, held, if this person may confirm it."""
    report = reports.held(session, report_id)
    mend = of(session, report_id)
    people.check_may_decide(session, by, report)
    if conflicts.stands_in_the_way(session, by.id, report):
        raise NotAllowed("you declared an interest of your own in this; another is asked")
    return report, mend


def held(session: Session, change_id: UUID) -> Change:
    """A released change, held until the transaction ends: it is mended once.

    Raises:
        NotFound: there is none, or it is not released.
    """
    query = select(Change).join(ReleaseItem).where(Change.id == change_id)
    change = session.exec(query.with_for_update(of=Change)).first()
    if change is None:
        raise NotFound("change", change_id)
    return change


def refuse_mended(session: Session, change_id: UUID) -> None:
    """A change is mended once, and by one proposal at a time.

    Raises:
        AlreadyDecided: it was, or is about to be.
    """
    about_to = select(Mend).join(Report, col(Report.id) == col(Mend.report_id))
    query = about_to.where(Mend.mends == change_id, Report.state != ReportState.REJECTED)
    if session.exec(query).first() is not None:
        raise AlreadyDecided("this change is mended, or about to be; mend what mends it")


def refuse(
    session: Session,
    wrong: Change,
    how: Mending,
    said: Confirmation,
    reason: str,
    codebook: Codebook,
    today: date,
) -> None:
    """Say everything that is wrong with a proposal at once."""
    faults = {}
    if not reason.strip():
        faults["reason"] = "Say in a sentence what was wrong; readers are told."
    if how is Mending.WITHDRAWN:
        mend = session.get(Mend, wrong.report_id)
        if mend is not None and mend.how is Mending.WITHDRAWN:
            faults["how"] = "This takes back already; to bring back what held, correct it."
    elif said == as_released(session, wrong):
        faults["title"] = "This says what was released; change what was wrong, or withdraw it."
    else:
        asked = session.get_one(Report, wrong.report_id)
        faults |= confirm.faults_of(said, asked, codebook, today)
        faults = faults or overtaken(session, wrong, said, codebook)
    if faults:
        raise Refused(faults)


def overtaken(
    session: Session, wrong: Change, said: Confirmation, codebook: Codebook
) -> dict[str, str]:
    """A day before the edition's newest answer: only its record of that very day is mended."""
    words = [
        word
        for word in restoring.logical(session, wrong.country, codebook.id, {wrong.id})
        if word.answer.code in said.answers
    ]
    edition = {word.answer for word in words if word.change is None}
    for code in said.answers:
        before = [word.answer for word in words if word.answer.code == code]
        counted = [a.in_force_from for a in before if a in edition]
        found = misfits(said.in_force_from, ChangeKind.CORRECTION, before, counted)
        if Misfit.OVERTAKEN in found:
            return {
                "in_force_from": (
                    "The edition has a newer answer on record, which counted older law. Write "
                    "the day of its record, or a later one."
                )
            }
    return {}


def reported(
    session: Session, wrong: Change, said: Confirmation, reason: str, by: Person, now: datetime
) -> Report:
    """The report that a mend is until another person confirms it."""
    item = session.get_one(ReleaseItem, wrong.id)
    report = Report(
        country=wrong.country,
        title=said.title.strip() or wrong.title,
        summary=reason.strip(),
        url=said.url.strip() or wrong.url,
        areas=list(item.areas),
        reported_at=now,
        reported_by=by.id,
    )
    session.add(report)
    session.flush()
    return report


def rest_on_the_same(session: Session, wrong: Change, report: Report, now: datetime) -> None:
    """A mend rests on the documents of what it mends, and on the one that it names."""
    for document in backing.backing(session, wrong.report_id).documents:
        backing.back(session, report.id, document.id)
    if report.url != wrong.url:
        backing.want(session, report.id, report.url, now)


def without_answers(said: Confirmation) -> Confirmation:
    """What is taken back, without the answers that hold no longer."""
    plain = confirm.as_data(said) | {"answers": {}}
    return confirm.from_data(plain)
