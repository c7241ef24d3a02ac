"""What a person says of a report, and everything that is wrong with it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from monitor import confirm, country_settings, people
from monitor.confirm import Confirmation
from monitor.desk_tables import Inquiry, Place, Verdict, Way
from monitor.errors import Refused
from monitor.hearing import conflicts
from monitor.hearing.spoken import is_open, seated
from monitor.people_tables import Person, Role
from monitor.tables import Report
from scoring import Codebook

#: Who informs, and decides nothing.
OUTSIDE = (Role.PARTNER, Role.GOVERNMENT, Role.REPORTER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a person says of a report."""

    verdict: Verdict
    #: Where she confirms it.
    confirmation: Confirmation | None = None
    #: To staff; of a rejection, why; of "more", what is missing.
    note: str = ""


def kept(said: Said, report: Report) -> dict[str, Any]:
    """What a row keeps of a word, and about which country's law it was."""
    stated = said.confirmation if said.verdict is Verdict.CONFIRM else None
    return {"country": report.country, **(confirm.as_data(stated) if stated else {})}


def note_of(said: Said) -> str:
    """What she tells staff; it may come with what she states."""
    note = said.note.strip()
    return note or (said.confirmation.note.strip() if said.confirmation else "")


def refuse(
    session: Session, said: Said, by: Person, report: Report, codebook: Codebook, now: datetime
) -> None:
    """Say everything that is wrong with a word at once."""
    faults = faults_of(session, said, report, codebook, now)
    if said.verdict is Verdict.CONFIRM:
        faults = others_word(session, by, report) | faults
    if faults:
        raise Refused(faults)


def faults_of(
    session: Session, said: Said, report: Report, codebook: Codebook, now: datetime
) -> dict[str, str]:
    """What is wrong with a word, whoever says it."""
    if said.verdict is Verdict.REJECT and not said.note.strip():
        return {"note": "Say in a sentence why this is no change of law or policy."}
    if said.verdict is Verdict.MORE and not said.note.strip():
        return {"note": "Say in a sentence what is missing."}
    if said.verdict is not Verdict.CONFIRM:
        return {}
    if said.confirmation is None:
        return {"word": "Say what changed, since when, and which answers are now true."}
    today, stated = now.date(), said.confirmation
    return confirm.faults_of(stated, report, codebook, today) or confirm.overtaken(
        session, stated, report, codebook, today
    )


def others_word(session: Session, by: Person, report: Report) -> dict[str, str]:
    """What a machine or outsiders told a correspondent confirms; staff where none is asked."""
    if not by.is_staff or not comes_from_outside(session, report):
        return {}
    if not is_a_correspondents(session, report):
        return {}
    return {
        "word": (
            "This country has a correspondent: what others told us and what a machine noticed "
            "is confirmed by her. You can say that it is not so."
        )
    }


def comes_from_outside(session: Session, report: Report) -> bool:
    """Whether neither a correspondent nor staff reported it."""
    if report.reported_by is None:
        return True
    return session.get_one(Person, report.reported_by).role in OUTSIDE


def is_a_correspondents(session: Session, report: Report) -> bool:
    """Whether a correspondent is asked first; before anybody is, whether one can be."""
    there = {known.id for known in people.correspondents(session, report.country)}
    if session.get(Inquiry, report.id) is not None:
        return any(
            seat.person_id in there and seat.place is not Place.CHECK and is_open(seat)
            for seat in seated(session, report.id)
        )
    if country_settings.of(session, report.country).way is Way.STAFF:
        return False
    return any(not conflicts.stands_in_the_way(session, id, report) for id in there)
