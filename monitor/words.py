"""Words on reports: who says one from which place, what she sees before, what comes of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from json import dumps
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, delete, select, update

from monitor import audit_log, confirm, country_settings, people, reports
from monitor.asking import seats
from monitor.desk_tables import Dispute, Inquiry, Place, Seat, Verdict, Word, WordDraft
from monitor.errors import AlreadyDecided, InDispute, MonitorError, NotAllowed
from monitor.events import MoreNeeded
from monitor.hearing import conflicts, quorum, settling
from monitor.hearing.quorum import Spoken, State
from monitor.hearing.said import Said as Said
from monitor.hearing.said import kept, note_of, refuse
from monitor.hearing.settling import Settled
from monitor.hearing.spoken import MORE, claim_of, counting, is_open, said_on, seated
from monitor.people_tables import Person
from monitor.record_tables import Mend
from monitor.tables import Report, ReportState
from scoring import Codebook
from store import add_rows, record

#: Why a seat is closed whose question a colleague answered first.
STEPPED_IN = "handed over"


@dataclass(frozen=True, slots=True)
class Seen:
    """What a person may see of a report before it is decided, so that nothing sways her."""

    #: From where she may answer; None where nothing is asked of her.
    place: Place | None
    #: Whether she sees what the machine read: areas, days, and why it was struck.
    reading: bool
    #: The words of others that she sees.
    words: tuple[Word, ...] = ()


def say(
    session: Session,
    report_id: UUID,
    said: Said,
    *,
    by: Person,
    codebook: Codebook,
    now: datetime,
    by_way_of: str = "page",
) -> Settled:
    """Take a person's word on a report, and settle it if that was the last one needed.

    Until then her latest counts. A draft of hers is dropped.

    Raises:
        NotFound, NotAllowed, OwnReport, AlreadyDecided, InDispute: as they say.
        Refused: a field cannot be taken; each is named.
    """
    report = reports.held(session, report_id)
    place = place_of(session, by, report)
    refuse(session, said, by, report, codebook, now)
    word = Word(
        report_id=report.id, person_id=by.id, place=place, verdict=said.verdict,
        said=kept(said, report), note=note_of(said), said_at=now, by_way_of=by_way_of,
    )  # fmt: skip
    session.add(word)
    session.flush()
    leave_seat(session, word, now)
    settled, given = settle(session, report, codebook, now), None
    if settled.state is State.WAITING:
        given = seats.fill(session, report.id, now)
        if said.verdict is Verdict.MORE:
            record(session, MoreNeeded(word_id=word.id))
    log_word(session, word)
    settling.log(session, report, settled, by=by.id, now=now)
    if given is not None:
        seats.log_given(session, given)
    return settled


def settle(session: Session, report: Report, codebook: Codebook, now: datetime) -> Settled:
    """What the words on a report come to, carried out."""
    words = counting(session, report)
    outcome = quorum.settle(
        [Spoken(word.id, word.person_id, claim_of(word)) for word in words],
        needed(session, report),
        reporter=report.reported_by,
    )
    if outcome.state is State.WAITING:
        return Settled(State.WAITING)
    if outcome.word is None:
        return settling.disputed(session, report, now)
    (word,) = (word for word in words if word.id == outcome.word)
    by, note = word.person_id, word.note
    if outcome.state is State.REJECTED:
        return settling.rejected(session, report, by=by, note=note, now=now)
    stated = confirm.from_data(word.said)
    return settling.confirmed(
        session, report, stated, by=by, author=by, note=note, codebook=codebook, now=now
    )


def place_of(session: Session, person: Person, report: Report) -> Place:
    """From which place a person may answer for a report now.

    Raises:
        NotAllowed, OwnReport, AlreadyDecided, InDispute: she may not.
    """
    if report.state is not ReportState.OPEN:
        raise AlreadyDecided("this report was decided before; nothing was changed")
    if session.get(Dispute, report.id) is not None:
        raise InDispute
    if session.get(Mend, report.id) is not None:
        raise NotAllowed("this mends what was released; it is confirmed on a page of its own")
    people.check_may_decide(session, person, report)
    if conflicts.stands_in_the_way(session, person.id, report):
        raise NotAllowed("you declared an interest of your own in this; another is asked")
    return asked_as(session, person.id, report) or free_place(session, person, report)


def asked_as(session: Session, person_id: UUID, report: Report) -> Place | None:
    """The place from which a person answered before, or was asked to."""
    for word in said_on(session, report):
        if word.person_id == person_id:
            return word.place
    query = select(Seat).where(Seat.report_id == report.id, Seat.person_id == person_id)
    seat = session.exec(query).first()
    return seat.place if seat is not None and is_open(seat) else None


def free_place(session: Session, person: Person, report: Report) -> Place:
    """The place of somebody who steps in: first while nobody answered, second where one lacks.

    Raises:
        NotAllowed: all who are needed were asked.
    """
    words = counting(session, report)
    if all(word.place is not Place.FIRST for word in words):
        return Place.FIRST
    spoken = {word.person_id for word in words}
    asked = {seat.person_id for seat in seated(session, report.id) if is_open(seat)}
    # Staff fill up where nobody else could be asked, and that is known once somebody was.
    known = not person.is_staff or session.get(Inquiry, report.id) is not None
    if known and len(spoken | asked) < needed(session, report):
        return Place.SECOND
    raise NotAllowed("others are asked about this; what they say decides")


def needed(session: Session, report: Report) -> int:
    """How many persons must say the same; before its country was asked, what is usual there."""
    inquiry = session.get(Inquiry, report.id)
    if inquiry is not None:
        return inquiry.needed
    return country_settings.of(session, report.country).quorum


def seen_by(session: Session, person: Person, report: Report) -> Seen:
    """What a person may see of a report; a second neither the machine's reading nor a word.

    Nor does the first see a word before she has said hers; who checks sees what she checks.
    """
    if report.state is not ReportState.OPEN:
        return Seen(None, True, tuple(said_on(session, report)))
    place = place_before(session, person, report)
    if place is Place.SECOND:
        return Seen(place, False)
    if place is Place.CHECK or (place is None and person.is_staff):
        others = (w for w in said_on(session, report) if w.person_id != person.id)
        return Seen(place, True, tuple(others))
    return Seen(place, True)


def place_before(session: Session, person: Person, report: Report) -> Place | None:
    """The place that binds what a person may see, also while staff rule; None without one."""
    if (place := asked_as(session, person.id, report)) is not None:
        return place
    try:
        return place_of(session, person, report)
    except MonitorError:
        return None


def leave_seat(session: Session, word: Word, now: datetime) -> None:
    """Ask her no more; if she stepped in as first, nor whoever was asked to be that.

    Who needs more is asked again once staff have added it.
    """
    needs_more = word.verdict is Verdict.MORE
    for seat in seated(session, word.report_id):
        if seat.person_id == word.person_id:
            seat.closed_at, seat.closed_for = now, MORE if needs_more else ""
        elif word.place is seat.place is Place.FIRST and is_open(seat) and not needs_more:
            seat.closed_at, seat.closed_for = now, STEPPED_IN
    drop_draft(session, word.report_id, word.person_id)


def log_word(session: Session, word: Word) -> None:
    """Put a word on record: its texts by their fingerprints, all else as she gave it."""
    texts = {"title", "law", "summary", "url", "note"}
    what = {name: told for name, told in word.said.items() if name not in texts}
    what |= {
        "place": word.place.value,
        "verdict": word.verdict.value,
        "by_way_of": word.by_way_of,
        "texts": audit_log.fingerprint(dumps([word.said, word.note], sort_keys=True)),
    }
    audit_log.log(
        session, "word.said", "report", word.report_id, by=word.person_id, now=word.said_at,
        evidence=settling.documents(session, word.report_id), what=what,
    )  # fmt: skip


def keep_draft(
    session: Session, report_id: UUID, person_id: UUID, filled: Mapping[str, Any], now: datetime
) -> None:
    """Keep what a person has filled in so far, in place of what she had before."""
    row = WordDraft(report_id=report_id, person_id=person_id, filled=dict(filled), saved_at=now)
    add_rows(session, WordDraft, [row.model_dump()])
    session.exec(
        update(WordDraft)
        .where(col(WordDraft.report_id) == report_id, col(WordDraft.person_id) == person_id)
        .values(filled=row.filled, saved_at=now)
    )


def draft_of(session: Session, report_id: UUID, person_id: UUID) -> dict[str, Any]:
    """What a person has filled in so far; empty where nothing is kept."""
    kept = select(WordDraft.filled).where(
        WordDraft.report_id == report_id, WordDraft.person_id == person_id
    )
    return dict(session.exec(kept).first() or {})


def drop_draft(session: Session, report_id: UUID, person_id: UUID) -> None:
    """Forget what she had begun."""
    session.exec(
        delete(WordDraft).where(
            col(WordDraft.report_id) == report_id, col(WordDraft.person_id) == person_id
        )
    )
