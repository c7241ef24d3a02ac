"""What a mend restores: the answers that hold again where those of a change no longer do."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from monitor import answers
from monitor.answers import Word
from monitor.confirm import Confirmation, from_data
from monitor.record_tables import Mend, Mending
from monitor.tables import AnswerRow, Change
from scoring import Answer

#: A mend's change → what it states; None where it takes back.
Stated = Mapping[UUID, Confirmation | None]
#: A score and a last day, as an answer has them.
Held = tuple[float | None, date | None]

#: The least by which two instants differ.
A_MOMENT = timedelta.resolution


def after_all(session: Session, country: str, now: datetime) -> datetime:
    """Now, or right after the newest answer on record: what mends it must come later."""
    query = select(AnswerRow.recorded_at).where(AnswerRow.country == country)
    newest = session.exec(query.order_by(col(AnswerRow.recorded_at).desc())).first()
    return now if newest is None else max(now, newest + A_MOMENT)


def rows(
    session: Session, wrong: Change, mend: Change, said: Confirmation, now: datetime
) -> list[AnswerRow]:
    """The answers that make the record say what it says without a change, but for a mend's own.

    Where nothing else was recorded for the day, the answer ends on the day it begins: it never
    held. Where something newer took its place already, nothing is to be done.
    """
    made = []
    for row in of_change(session, wrong.id):
        if row.in_force_from == said.in_force_from and row.code in said.answers:
            continue
        last = newest(row, answers.words(session, row.codebook, *here(row)))
        stays = newest(row, logical(session, row.country, row.codebook, {wrong.id}))
        if last is not None and (restored := restoring(last.answer, stays)) is not None:
            made.append(as_row(restored, row, mend, now))
    return made


def of_change(session: Session, change: UUID) -> list[AnswerRow]:
    """All that a change put on record."""
    query = select(AnswerRow).where(AnswerRow.change_id == change)
    return list(session.exec(query.order_by(AnswerRow.code, col(AnswerRow.in_force_from))))


def here(row: AnswerRow) -> tuple[ColumnElement[bool], ...]:
    """The answers to the question of a row, in its country."""
    return answers.of_country(row.country), col(AnswerRow.code) == row.code


def newest(row: AnswerRow, words: Iterable[Word]) -> Word | None:
    """Of all that is recorded for a row's question and day, what was recorded last."""
    found = None
    for word in words:
        if (word.answer.code, word.answer.in_force_from) == (row.code, row.in_force_from):
            found = word
    return found


def restoring(last: Answer, stays: Word | None) -> Held | None:
    """The score and the end to put on record; None where the record says it already."""
    if stays is not None:
        wanted = (stays.answer.score, stays.answer.in_force_until)
        return None if wanted == (last.score, last.in_force_until) else wanted
    if last.in_force_until == last.in_force_from:
        return None
    return last.score, last.in_force_from


def as_row(restored: Held, of: AnswerRow, mend: Change, now: datetime) -> AnswerRow:
    """What is restored, as the word of a mend."""
    score, until = restored
    return AnswerRow(
        id=uuid4(),
        codebook=of.codebook,
        country=of.country,
        code=of.code,
        score=score,
        in_force_from=of.in_force_from,
        in_force_until=until,
        recorded_at=now,
        origin=str(mend.id),
        change_id=mend.id,
    )


def logical(
    session: Session, country: str, codebook: str, without: Collection[UUID]
) -> Iterator[Word]:
    """What is confirmed of a country, as if nothing that was mended had ever been."""
    mends = mends_of(session, country)
    gone = {*without, *(mend.mends for mend in mends.values())}
    stated = {change: stated_by(mend) for change, mend in mends.items()}
    for word in answers.words(session, codebook, answers.of_country(country)):
        if word.change not in gone and is_stated(word, stated):
            yield word


def mends_of(session: Session, country: str) -> dict[UUID, Mend]:
    """The confirmed mends of a country by their changes, released or not."""
    query = select(Change.id, Mend).join(Mend, col(Mend.report_id) == col(Change.report_id))
    return dict(session.exec(query.where(Change.country == country)).all())


def stated_by(mend: Mend) -> Confirmation | None:
    """What a mend puts in the place of what was wrong; None where it takes that back."""
    return from_data(mend.said) if mend.how is Mending.CORRECTED else None


def is_stated(word: Word, stated: Stated) -> bool:
    """Whether an answer is what its change states, and not what that restored."""
    if word.change is None or word.change not in stated:
        return True
    said = stated[word.change]
    return (
        said is not None
        and word.answer.code in said.answers
        and word.answer.in_force_from == said.in_force_from
    )
