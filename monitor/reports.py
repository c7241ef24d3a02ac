"""Reports: opened by triage or by a person, attached to, assigned, decided."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select
from sqlmodel import Session, col, delete, select, update

from monitor import audit_log, catalogue, countries, people
from monitor.archive import backing
from monitor.cluster import Claim, Known
from monitor.desk_tables import Dispute
from monitor.errors import AlreadyDecided, NotFound, Refused
from monitor.events import EntriesCollected, ReportAssigned, ReportDecided, ReportOpened
from monitor.people_tables import Person
from monitor.record_tables import Mend
from monitor.source import Source
from monitor.source_tables import EntryVersion
from monitor.tables import EntryRow, Fetch, Report, ReportEntry, ReportState
from monitor.triage import Item, Verdict, triage
from monitor.vocabulary import AREAS, Vocabulary
from store import record

#: Kinds whose entries say how a text changed.
TEXTS = ("page", "pdf")
#: What a source published longer ago, when it is first read, is nobody's question.
BACKLOG = timedelta(days=92)
#: The place of a report whose country triage could not tell; staff assign it.
UNKNOWN = ""


def triage_entries(
    session: Session,
    event: EntriesCollected,
    *,
    vocabulary: Vocabulary,
    sources: Mapping[str, Source],
) -> None:
    """Make reports of what a fetch brought, or attach it to those that stand open."""
    fetch = session.get_one(Fetch, event.fetch_id)
    source = catalogue.sources(session, sources).get(fetch.source)
    place = source.jurisdiction if source else None
    watched = source is not None and source.kind in TEXTS and source.trust == "official"
    known = Known(open_claims(session))
    first = is_first(session, fetch)
    opened = []
    for entry in [*entries_of(session, fetch), *rewritten_in(session, fetch)]:
        if first and is_backlog(entry, fetch.fetched_at):
            continue
        item = Item(entry.title, entry.summary, entry.lang, entry.link, place, watched)
        verdict = triage(item, vocabulary)
        if verdict.relevant:
            opened += report_or_attach(session, known, entry, verdict, fetch)
    backing.back_rewritten(session, fetch)
    for report in opened:
        log_opened(session, report)


def is_first(session: Session, fetch: Fetch) -> bool:
    """Whether nothing came of this source before."""
    earlier = select(Fetch.id).where(Fetch.source == fetch.source)
    return session.exec(earlier.where(col(Fetch.fetched_at) < fetch.fetched_at)).first() is None


def is_backlog(entry: EntryRow, fetched_at: datetime) -> bool:
    """Whether an entry was old when its source was first read: it is kept, and asks nobody."""
    return entry.published is not None and fetched_at - entry.published > BACKLOG


def entries_of(session: Session, fetch: Fetch) -> Iterable[EntryRow]:
    """The entries that a fetch brought, the earliest first."""
    rows = select(EntryRow).where(EntryRow.fetch_id == fetch.id)
    return session.exec(rows.order_by(col(EntryRow.published), EntryRow.key))


def rewritten_in(session: Session, fetch: Fetch) -> list[EntryRow]:
    """Entries that a fetch brought in other words, without a report yet, in these words."""
    reported = select(ReportEntry.entry_id)
    rows = session.exec(
        select(EntryRow, EntryVersion)
        .join(EntryVersion, col(EntryVersion.entry_id) == col(EntryRow.id))
        .where(EntryVersion.fetch_id == fetch.id, col(EntryRow.id).not_in(reported))
        .order_by(col(EntryVersion.published), EntryRow.key)
    )
    return [
        EntryRow(
            **entry.model_dump() | version.model_dump(include={"title", "summary", "link"})
        )
        for entry, version in rows
    ]


def report_or_attach(
    session: Session, known: Known, entry: EntryRow, verdict: Verdict, fetch: Fetch
) -> list[Report]:
    """One law, one report, however many sources speak of it; what they published backs it.

    Gives the report that this opened, if any: it is still to be logged.
    """
    claim, opened = (
        Claim(entry.id, verdict.jurisdiction or UNKNOWN, entry.title, entry.link),
        [],
    )
    report_id = known.same_law(claim)
    if report_id is None:
        report = Report(
            country=claim.country,
            title=entry.title or entry.link,
            summary=entry.summary,
            url=entry.link,
            areas=list(verdict.areas),
            because=list(verdict.because),
            reported_at=fetch.fetched_at,
        )
        report_id = put(session, report)
        known.add(replace(claim, id=report_id))
        opened.append(report)
    session.add(ReportEntry(entry_id=entry.id, report_id=report_id))
    session.flush()
    backing.back(session, report_id, fetch.evidence_id)
    backing.want(session, report_id, entry.link, fetch.fetched_at)
    return opened


def open_claims(session: Session) -> list[Claim]:
    """What the open reports claim, oldest first."""
    query = select(Report).where(Report.state == ReportState.OPEN)
    return [
        Claim(r.id, r.country, r.title, r.url)
        for r in session.exec(query.order_by(col(Report.reported_at), col(Report.id)))
    ]


def open_report(session: Session, report: Report) -> UUID:
    """Put a claim before the correspondents."""
    put(session, report)
    log_opened(session, report)
    return report.id


def put(session: Session, report: Report) -> UUID:
    """Open a report that its caller logs when all else is done."""
    session.add(report)
    session.flush()
    record(session, ReportOpened(report_id=report.id))
    return report.id


def log_opened(session: Session, report: Report) -> None:
    """Put on record that a report was opened, and by whom."""
    what = {"country": report.country, "areas": list(report.areas)}
    audit_log.log(
        session, "report.opened", "report", report.id,
        by=report.reported_by, now=report.reported_at, what=what,
    )  # fmt: skip


def report_change(
    session: Session,
    *,
    by: Person,
    country: str,
    title: str,
    url: str,
    summary: str = "",
    areas: tuple[str, ...] = (),
    now: datetime,
) -> UUID:
    """A person says that the law changed; another person will be asked.

    Raises:
        Refused: the title, the address, the country or an area cannot be taken.
    """
    if faults := faults_of_report(country, title, url, areas):
        raise Refused(faults)
    report = Report(
        country=country,
        title=title.strip(),
        summary=summary.strip(),
        url=url.strip(),
        areas=list(areas),
        reported_at=now,
        reported_by=by.id,
    )
    put(session, report)
    backing.want(session, report.id, report.url, now)
    log_opened(session, report)
    return report.id


def faults_of_report(
    country: str, title: str, url: str, areas: tuple[str, ...]
) -> dict[str, str]:
    """Everything that is wrong with a person's report, by field."""
    faults = {}
    if country not in countries.known():
        faults["country"] = "Choose the country whose law changed."
    if not title.strip():
        faults["title"] = "Say in one line what changed."
    if url.strip() and not url.strip().startswith(("https://", "http://")):
        faults["url"] = "Write the whole address, beginning with https://."
    if set(areas) - set(AREAS):
        faults["areas"] = "Choose among the policy areas listed."
    return faults


def found(session: Session, report_id: UUID) -> Report:
    """A report by its id.

    Raises:
        NotFound: there is none.
    """
    report = session.get(Report, report_id)
    if report is None:
        raise NotFound("report", report_id)
    return report


def held(session: Session, report_id: UUID) -> Report:
    """A report as it is now, held until the transaction ends: words come one by one.

    Raises:
        NotFound: there is none.
    """
    query = select(Report).where(Report.id == report_id).with_for_update(key_share=True)
    report = session.exec(query.execution_options(populate_existing=True)).first()
    if report is None:
        raise NotFound("report", report_id)
    return report


def hold(session: Session, ids: Iterable[UUID] | Select[Any]) -> Sequence[UUID]:
    """Hold several reports until the transaction ends, and give their ids in order.

    Whoever writes to seats holds their reports before, the lower id first, and goes to the end
    of the record last: so nobody waits for one who waits for her.
    """
    query = select(Report.id).where(col(Report.id).in_(ids)).order_by(col(Report.id))
    return session.exec(query.with_for_update(key_share=True)).all()


def decide(
    session: Session, report: Report, state: ReportState, *, by: UUID, note: str, now: datetime
) -> None:
    """Decide a report once and for all; of two who try, the database takes one.

    Raises:
        AlreadyDecided: somebody was first.
    """
    decided = session.exec(
        update(Report)
        .where(col(Report.id) == report.id, col(Report.state) == ReportState.OPEN)
        .where(col(Report.country) == report.country)
        .values(state=state, decided_by=by, decided_at=now, note=note.strip())
    )
    if decided.rowcount != 1:
        raise AlreadyDecided("this report was decided before; nothing was changed")
    session.refresh(report)
    record(session, ReportDecided(report_id=report.id))


def assign(
    session: Session, report_id: UUID, *, by: Person, country: str, now: datetime
) -> None:
    """Staff say whose law a report is about; that country's correspondents are asked.

    What was disputed of another country's law is disputed no longer.

    Raises:
        NotFound, NotAllowed, AlreadyDecided: as they say.
        Refused: there is no such country, or the report mends what was released of its own.
    """
    people.check_staff(by)
    report = found(session, report_id)
    if country not in countries.known():
        raise Refused({"country": "Choose the country whose law changed."})
    if session.get(Mend, report_id) is not None:
        raise Refused({"country": "This mends what was released of this country; it stays."})
    assigned = session.exec(
        update(Report)
        .where(col(Report.id) == report_id, col(Report.state) == ReportState.OPEN)
        .where(col(Report.country) == report.country)
        .values(country=country)
    )
    if assigned.rowcount != 1:
        raise AlreadyDecided("this report was decided before; nothing was changed")
    session.refresh(report)
    session.exec(delete(Dispute).where(col(Dispute.report_id) == report_id))
    record(session, ReportAssigned(report_id=report.id))
    audit_log.log(
        session, "report.assigned", "report", report.id,
        by=by.id, now=now, what={"country": country},
    )  # fmt: skip
