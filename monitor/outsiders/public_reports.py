"""Reports by anyone: kept until the owner of the address says that they are hers."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlmodel import Session, col, delete, select

from monitor import people, reports
from monitor.errors import NotFound, Refused
from monitor.outsiders.outside import Fate
from monitor.people_tables import STAFF, Person, Role
from monitor.record_tables import Mend, PublicReport
from monitor.tables import Change, Release, ReleaseItem, Report, ReportState
from store import add_new

#: Whoever has not confirmed her address by then is forgotten, and what she wrote with her.
FORGOTTEN = timedelta(days=7)
#: So many characters a field holds.
LONGEST = {"title": 200, "url": 1000, "summary": 4000, "name": 100}
#: A report speaks of a law; what leads to more places than that is an advertisement.
MOST_LINKS = 3
LINK = re.compile(r"https?://|www\.", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What somebody says who has no account; `email` is already in the form it is kept in."""

    email: str
    country: str
    title: str
    url: str = ""
    summary: str = ""
    areas: tuple[str, ...] = ()
    name: str = ""
    language: str = "en"


class Stage(StrEnum):
    """How far a report by the public form has come."""

    UNCONFIRMED = "unconfirmed"
    OPEN = "open"
    REJECTED = "rejected"
    CONFIRMED = "confirmed"
    RELEASED = "released"


@dataclass(frozen=True, slots=True)
class Standing:
    """What anybody may see of a report: how far it came, and nothing of whoever made it.

    Its words are not shown either: they are unchecked, and this is our page.
    """

    id: UUID
    country: str
    made_at: datetime
    stage: Stage
    #: When it was decided or released; None while it waits.
    at: datetime | None = None
    #: The change that it became, once that is released.
    change_id: UUID | None = None


def faults(told: Told) -> dict[str, str]:
    """What cannot be taken of a public report: field → why."""
    wrong = reports.faults_of_report(told.country, told.title, told.url, told.areas)
    for field, most in LONGEST.items():
        if len(getattr(told, field)) > most:
            wrong[field] = "This is too long; shorten it. The source holds the rest."
    if len(LINK.findall(told.summary)) > MOST_LINKS or LINK.search(told.title + told.name):
        wrong["summary"] = "Name at most three addresses here, and none in the other lines."
    return wrong


def keep(session: Session, told: Told, now: datetime) -> UUID:
    """Keep a report until the owner of its address confirms it.

    Raises:
        Refused: a field cannot be taken; each is named.
    """
    if wrong := faults(told):
        raise Refused(wrong)
    row = PublicReport(
        email=told.email,
        name=told.name.strip(),
        language=told.language,
        country=told.country,
        title=told.title.strip(),
        url=told.url.strip(),
        summary=told.summary.strip(),
        areas=list(told.areas),
        made_at=now,
    )
    session.add(row)
    session.flush()
    return row.id


def kept(session: Session, id: UUID) -> PublicReport:
    """A report by the public form.

    Raises:
        NotFound: there is none, or it was forgotten.
    """
    row = session.get(PublicReport, id)
    if row is None:
        raise NotFound("report", id)
    return row


def waiting(session: Session, id: UUID) -> list[PublicReport]:
    """What waits for the owner of a report's address, oldest first; nothing once confirmed.

    One mail a day asks her, so that it has to stand for all that came in her name.

    Raises:
        NotFound: there is no such report, or it was forgotten.
    """
    row = kept(session, id)
    query = select(PublicReport).where(
        PublicReport.email == row.email, col(PublicReport.report_id).is_(None)
    )
    ordered = query.order_by(col(PublicReport.made_at), col(PublicReport.id))
    return list(session.exec(ordered)) if row.report_id is None else []


def confirm(
    session: Session, id: UUID, chosen: Collection[UUID], *, now: datetime
) -> list[UUID]:
    """The owner of the address says which are hers: those become reports, the others go.

    Gives the reports that were opened. Where the address is a known person's, the report is
    hers, and the rule of two holds her as any reporter.

    Raises:
        NotFound: there is no such report, or it was forgotten.
    """
    opened = []
    for row in waiting(session, id):
        if row.id not in chosen:
            session.delete(row)
            continue
        by = reporter(session, row)
        if row.report_id is None:  # else it was confirmed while this waited for her row
            row.report_id = reports.report_change(
                session, by=by, country=row.country, title=row.title, url=row.url,
                summary=row.summary, areas=tuple(row.areas), now=now,
            )  # fmt: skip
            opened.append(row.report_id)
            row.email = row.name = ""  # her own row knows them
            session.add(row)
    session.flush()
    return opened


def reporter(session: Session, row: PublicReport) -> Person:
    """The person of a report's address, held until the transaction ends; a new one if none."""
    made = Person(email=row.email, name=row.name, role=Role.REPORTER, language=row.language)
    add_new(session, Person, [made.model_dump()])
    hers = select(Person).where(Person.email == row.email)
    person = session.exec(hers.with_for_update(key_share=True)).one()
    session.refresh(row)
    if person.role is Role.REPORTER:
        person.name, person.language = row.name or person.name, row.language
        session.add(person)
    return person


def forget_unconfirmed(session: Session, now: datetime) -> int:
    """Delete what nobody confirmed in a week; say how many."""
    gone = session.exec(
        delete(PublicReport).where(
            col(PublicReport.report_id).is_(None),
            col(PublicReport.made_at) <= now - FORGOTTEN,
        )
    )
    return gone.rowcount


def standing(session: Session, id: UUID) -> Standing:
    """How far a report by the public form has come.

    Raises:
        NotFound: there is none, or it was forgotten.
    """
    row = kept(session, id)
    if row.report_id is None:
        return Standing(row.id, row.country, row.made_at, Stage.UNCONFIRMED)
    report = session.get_one(Report, row.report_id)
    if report.state is not ReportState.CONFIRMED:
        stage = Stage.OPEN if report.state is ReportState.OPEN else Stage.REJECTED
        return Standing(row.id, report.country, row.made_at, stage, report.decided_at)
    released = session.exec(
        select(Change.id, Release.released_at)
        .join(ReleaseItem, col(ReleaseItem.change_id) == col(Change.id))
        .join(Release, col(Release.id) == col(ReleaseItem.release_id))
        .where(Change.report_id == report.id)
    ).first()
    if released is None:
        at = report.decided_at
        return Standing(row.id, report.country, row.made_at, Stage.CONFIRMED, at)
    change, at = released
    return Standing(row.id, report.country, row.made_at, Stage.RELEASED, at, change)


def fates(session: Session, release_id: UUID) -> list[Fate]:
    """Who reported what a release publishes or mends; staff know it from the release itself."""
    release = session.get_one(Release, release_id)
    items = session.exec(
        select(Change)
        .join(ReleaseItem, col(ReleaseItem.change_id) == col(Change.id))
        .where(ReleaseItem.release_id == release_id)
        .order_by(col(ReleaseItem.position))
    )
    found = []
    for change in items:
        hers, mend = change, session.get(Mend, change.report_id)
        mended = str(mend.how) if mend else ""
        while mend is not None:  # what mends may have been mended
            hers = session.get_one(Change, mend.mends)
            mend = session.get(Mend, hers.report_id)
        by = session.get_one(Report, hers.report_id).reported_by
        person = session.get_one(Person, by) if by else None
        if person is None or not person.active or person.role in STAFF:
            continue
        to = people.recipient(person)
        at = release.released_at
        found.append(Fate(to, hers.id, change.id, hers.country, hers.title, at, mended))
    return found
