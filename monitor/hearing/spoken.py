"""The words on a report, read: whose latest counts, what each claims, and who is asked."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlmodel import Session, col, select

from monitor.confirm import Confirmation, from_data
from monitor.desk_tables import Place, Seat, Verdict, Word
from monitor.hearing import conflicts
from monitor.hearing.quorum import Claim
from monitor.tables import Report

#: Why a seat is closed whose person needs more before she can answer.
MORE = "more"


def said_on(session: Session, report: Report) -> list[Word]:
    """Each person's latest word on a report, whoever answered first before the others.

    A word on another country's law, before staff assigned the report anew, is not among them.
    """
    query = select(Word).where(Word.report_id == report.id)
    rows = session.exec(query.order_by(col(Word.said_at), col(Word.id)))
    here = latest(word for word in rows if word.said["country"] == report.country)
    return sorted(here, key=lambda word: word.place is not Place.FIRST)


def latest(words: Iterable[Word]) -> list[Word]:
    """The last word of each person on each report, of words in the order of their saying."""
    kept: dict[tuple[UUID, UUID], Word] = {}
    for word in words:
        kept[word.report_id, word.person_id] = word
    return list(kept.values())


def counting(session: Session, report: Report) -> list[Word]:
    """The words that count: of whoever needs no more, and has no interest of her own."""
    return [
        word
        for word in said_on(session, report)
        if word.verdict is not Verdict.MORE
        and not conflicts.stands_in_the_way(session, word.person_id, report)
    ]


def claim_of(word: Word) -> Claim | None:
    """What a word says of the law; None where its person needs more to say anything."""
    confirms = word.verdict is Verdict.CONFIRM
    return claim(word.verdict, from_data(word.said) if confirms else None)


def claim(verdict: Verdict, stated: Confirmation | None) -> Claim | None:
    """What is compared of a verdict and what goes with it; None of "more"."""
    if verdict is Verdict.MORE:
        return None
    if verdict is Verdict.REJECT or stated is None:
        return Claim(confirms=False)
    return Claim(
        confirms=True,
        kind=stated.kind,
        in_force_from=stated.in_force_from,
        in_force_until=stated.in_force_until,
        answers=frozenset(stated.answers.items()),
    )


def seated(session: Session, report_id: UUID) -> Sequence[Seat]:
    """Who is or was asked about a report."""
    return session.exec(select(Seat).where(Seat.report_id == report_id)).all()


def is_open(seat: Seat) -> bool:
    """Whether somebody is still asked: also who waits for what she needs to answer."""
    return seat.closed_at is None or seat.closed_for == MORE
