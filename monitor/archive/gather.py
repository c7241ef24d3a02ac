"""The job that archives what reports point to: wanted → fetch → archive → readable text."""

import logging
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from monitor.archive import backing
from monitor.archive.readable import readable_text
from monitor.collect import Door
from monitor.errors import Damaged, NotFound
from monitor.evidence import Archive, archived
from monitor.evidence_tables import TRIES, Evidence, ReportEvidence, Wanted
from monitor.request import Fetched, Request
from store import Sessions

#: A job that dies gives what it claimed back after this long.
LEASE = timedelta(minutes=30)
#: How long after each try that failed the next one is made: `TRIES` in four weeks.
WAITS = tuple(timedelta(hours=h) for h in (1, 6, 24, 48, 72, 96, 120, 144, 168))
#: So many documents at one time, and so many made readable.
BATCH, TEXTS = 50, 20

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Gathered:
    """What became of one address that was wanted."""

    address: str
    error: str = ""


def gather(
    sessions: Sessions,
    door: Door,
    archive: Archive,
    now: datetime,
    secrets: Collection[str] = (),
) -> list[Gathered]:
    """Archive what is wanted, once however many reports point to it, and make it readable."""
    wanted = claim(sessions, now)
    requests = [Request(address, page=True) for address in wanted]
    done = []
    for request, fetched in door(requests):
        document, error = taken(archive, fetched, now, secrets)
        settle(sessions, wanted[request.url], document, error, fetched.deferred, now)
        done.append(Gathered(request.url, error))
    make_readable(sessions, archive)
    return done


def claim(sessions: Sessions, now: datetime) -> dict[str, list[Wanted]]:
    """Take what is due, by address, so that no other job takes it too."""
    claimed = defaultdict(list)
    with sessions() as session:
        for row in session.exec(
            select(Wanted)
            .where(col(Wanted.due_at) <= now, col(Wanted.evidence_id).is_(None))
            .where(Wanted.tries < TRIES)
            .order_by(col(Wanted.due_at))
            .limit(BATCH)
            .with_for_update(skip_locked=True)
        ).all():
            row.due_at, row.tries = now + LEASE, row.tries + 1
            session.add(row)
            claimed[row.address].append(row)
        session.commit()
    return dict(claimed)


def taken(
    archive: Archive, fetched: Fetched, now: datetime, secrets: Collection[str]
) -> tuple[Evidence | None, str]:
    """The receipt of what came, or a sentence that says why there is none."""
    if fetched.error or not fetched.body:
        return None, fetched.error or "its server answered with nothing"
    try:
        return archived(archive, fetched, now, secrets), ""
    except Exception as error:  # a full disk, a store that is away: it is tried again
        logger.exception("a document could not be archived")
        return None, f"it came, and cannot be archived: {type(error).__name__}"


def settle(
    sessions: Sessions,
    wanted: list[Wanted],
    document: Evidence | None,
    error: str,
    deferred: bool,
    now: datetime,
) -> None:
    """Let the reports rest on what came, or try again later, each time later."""
    with sessions() as session:
        if document is not None:
            session.add(document)
            session.flush()
        for claimed in wanted:
            row = session.get_one(Wanted, (claimed.report_id, claimed.address))
            row.error = error
            if document is not None:
                row.evidence_id = document.id
                backing.back(session, row.report_id, document.id)
            else:
                postpone(row, deferred, now)
        session.commit()


def postpone(row: Wanted, deferred: bool, now: datetime) -> None:
    """Wait ever longer; a host that wants to be left in peace was not tried at all."""
    if deferred:
        row.tries, row.due_at = row.tries - 1, now + WAITS[0]
    else:
        row.due_at = now + WAITS[min(row.tries, len(WAITS)) - 1]


def make_readable(sessions: Sessions, archive: Archive) -> int:
    """Make the texts of documents that reports rest on; say of how many."""
    with sessions() as session:
        documents = unread(session)
    made = 0
    for document in documents:
        try:
            text_sha256 = archive.put(text_of(archive, document).encode())
        except Exception:  # a store that is away for a moment: its turn comes again
            logger.exception("the text of %s has to wait", document.sha256)
            continue
        with sessions() as session:
            session.get_one(Evidence, document.id).text_sha256 = text_sha256
            session.commit()
        made += 1
    return made


def unread(session: Session) -> list[Evidence]:
    """Documents that a report rests on and nobody has made readable."""
    rested_on = select(ReportEvidence.evidence_id)
    query = select(Evidence).where(Evidence.text_sha256 == "", col(Evidence.id).in_(rested_on))
    return list(session.exec(query.order_by(col(Evidence.received_at)).limit(TEXTS)))


def text_of(archive: Archive, document: Evidence) -> str:
    """The readable text of a document; none of what is lost, or no reader understands."""
    try:
        body = archive.get(document.sha256)
    except (NotFound, Damaged) as error:
        logger.error("no text of %s: %s", document.sha256, error)
        return ""
    try:
        return readable_text(body, document.content_type)
    except Exception:  # parsers fail on broken files in ways of their own
        logger.exception("no text of %s", document.sha256)
    return ""
