"""Whether the archive still holds what was received, and nothing else."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from sqlmodel import col, func, select, union

from monitor.errors import Damaged, NotFound
from monitor.evidence import FOLDERS, Archive
from monitor.evidence_tables import Evidence
from store import Sessions


class Fault(StrEnum):
    """What can be wrong with a document in the archive."""

    MISSING = "missing"
    DAMAGED = "damaged"
    #: Bytes that nobody has a receipt for.
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Checked:
    """A document that was looked at; without a fault, it is as it was received."""

    sha256: str
    fault: Fault | None = None


def verify(sessions: Sessions, archive: Archive) -> Iterator[Checked]:
    """Hash every document anew, folder by folder, and hold it against the receipts."""
    strangers = []
    for folder in FOLDERS:
        lying = set(archive.listed(folder))
        claimed = receipts(sessions, folder)
        strangers += sorted(lying - claimed)
        yield from (Checked(digest, fault_of(archive, digest)) for digest in sorted(claimed))
    for digest in strangers:
        # What was being archived meanwhile has a receipt by now.
        known = digest in receipts(sessions, digest)
        yield Checked(digest, fault_of(archive, digest) if known else Fault.UNKNOWN)


def fault_of(archive: Archive, digest: str) -> Fault | None:
    """What is wrong with one document."""
    try:
        archive.get(digest)
    except NotFound:
        return Fault.MISSING
    except Damaged:
        return Fault.DAMAGED
    return None


def receipts(sessions: Sessions, begin: str) -> set[str]:
    """The SHA-256 of documents and texts that begin so, by their receipts."""
    found: set[str] = set()
    with sessions() as session:
        for column in (col(Evidence.sha256), col(Evidence.text_sha256)):
            # A range, since it finds its way by the index; no digit comes after f.
            found.update(
                session.exec(select(column).where(column >= begin, column < begin + "g"))
            )
    return found


def count(sessions: Sessions) -> int:
    """How many different documents and texts there are receipts for."""
    held = union(select(Evidence.sha256), select(Evidence.text_sha256)).subquery()
    with sessions() as session:
        everything = select(func.count()).select_from(held).where(held.c[0] != "")
        return session.exec(everything).one()
