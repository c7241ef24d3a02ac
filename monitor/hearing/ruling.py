"""Staff's ruling where two words on a report differ: once, with a reason, by somebody else."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from monitor import audit_log, people, reports
from monitor.desk_tables import Dispute, Verdict, Word
from monitor.errors import AlreadyDecided, NotAllowed, NotFound, OwnReport, Refused
from monitor.hearing import conflicts, settling
from monitor.hearing.quorum import Claim
from monitor.hearing.said import Said, faults_of
from monitor.hearing.settling import Settled
from monitor.hearing.spoken import claim, claim_of, counting, said_on
from monitor.people_tables import Person
from monitor.released import Recipient
from monitor.tables import Report
from scoring import Codebook


def rule(
    session: Session,
    report_id: UUID,
    said: Said,
    *,
    reason: str,
    by: Person,
    codebook: Codebook,
    now: datetime,
) -> Settled:
    """Decide a disputed report: as one of its words says, or as none of them does.

    Where a word says the same, the change is confirmed by whoever said that.

    Raises:
        NotFound, NotAllowed, OwnReport, AlreadyDecided: as they say.
        Refused: a field cannot be taken; each is named.
    """
    report = reports.held(session, report_id)
    dispute = found(session, report)
    check_may_rule(session, by, report)
    refuse(session, said, reason, report, codebook, now)
    dispute.ruled_at, dispute.ruled_by, dispute.reason = now, by.id, reason.strip()
    session.add(dispute)
    author, settled = carry_out(session, report, said, by, codebook, now)
    what = {
        "verdict": said.verdict.value,
        "as_said_by": str(author) if author != by.id else None,
        "reason": audit_log.fingerprint(dispute.reason),
    }
    audit_log.log(session, "dispute.ruled", "report", report.id, by=by.id, now=now, what=what)
    settling.log(session, report, settled, by=by.id, now=now)
    return settled


def found(session: Session, report: Report) -> Dispute:
    """The dispute on a report that waits for a ruling.

    Raises:
        NotFound: there is none.
        AlreadyDecided: staff ruled on it.
    """
    dispute = session.get(Dispute, report.id, populate_existing=True)
    if dispute is None:
        raise NotFound("dispute on report", report.id)
    if dispute.ruled_at is not None:
        raise AlreadyDecided("staff ruled on this before; nothing was changed")
    return dispute


def check_may_rule(session: Session, person: Person, report: Report) -> None:
    """Staff rule, and of them nobody who reported it, answered it, or has an interest in it.

    Raises:
        OwnReport, NotAllowed: as it says.
    """
    people.check_staff(person)
    if report.reported_by == person.id:
        raise OwnReport
    if any(word.person_id == person.id for word in said_on(session, report)):
        raise NotAllowed("your own answer is among those that differ; ask a colleague to rule")
    if conflicts.stands_in_the_way(session, person.id, report):
        raise NotAllowed(
            "you declared an interest of your own in this; ask a colleague to rule"
        )


def may_rule(session: Session, person: Person, report: Report) -> bool:
    """Whether a person may rule on a report, if it is in dispute."""
    try:
        check_may_rule(session, person, report)
    except NotAllowed:
        return False
    return True


def awaited(session: Session, report_id: UUID) -> tuple[datetime, list[Recipient]]:
    """Since when two words on a report differ, and who may rule."""
    report = reports.found(session, report_id)
    since = session.get_one(Dispute, report_id).since
    of_staff = [(one, people.active(session, one.id)) for one in people.staff(session)]
    return since, [one for one, person in of_staff if may_rule(session, person, report)]


def refuse(
    session: Session,
    said: Said,
    reason: str,
    report: Report,
    codebook: Codebook,
    now: datetime,
) -> None:
    """Say everything that is wrong with a ruling at once."""
    if said.verdict is Verdict.MORE:
        raise Refused({"word": "A ruling says whether the law changed, yes or no."})
    # The reason is what is said of a rejection.
    note = said.note or reason
    faults = faults_of(session, replace(said, note=note), report, codebook, now)
    if not reason.strip():
        faults = {"reason": "Say why you rule so; both who answered will read it."} | faults
        faults.pop("note", None)
    if faults:
        raise Refused(faults)


def carry_out(
    session: Session,
    report: Report,
    said: Said,
    by: Person,
    codebook: Codebook,
    now: datetime,
) -> tuple[UUID, Settled]:
    """Decide as was ruled, and say whose word it is."""
    note = said.note.strip()
    author = author_of(session, report, claim(said.verdict, said.confirmation)) or by.id
    if said.confirmation is None or said.verdict is Verdict.REJECT:
        done = settling.rejected(session, report, by=by.id, note=note, now=now)
        return author, done
    done = settling.confirmed(
        session, report, said.confirmation,
        by=by.id, author=author, note=note, codebook=codebook, now=now,
    )  # fmt: skip
    return author, done


def author_of(session: Session, report: Report, claim: Claim | None) -> UUID | None:
    """Who said the very same before the ruling, if anybody."""
    same = (word.person_id for word in counting(session, report) if claim_of(word) == claim)
    return next(same, None)


def of(session: Session, report_id: UUID) -> tuple[Dispute, list[Word]] | None:
    """The dispute on a report with the words that differ; None where there was none."""
    dispute = session.get(Dispute, report_id)
    if dispute is None:
        return None
    return dispute, said_on(session, session.get_one(Report, report_id))


def waiting(session: Session) -> list[Dispute]:
    """The disputes that wait for a ruling, the oldest first."""
    query = select(Dispute).where(col(Dispute.ruled_at).is_(None))
    return list(session.exec(query.order_by(col(Dispute.since), col(Dispute.report_id))))
