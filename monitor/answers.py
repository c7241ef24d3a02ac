"""The answers on record, as the scoring room reads them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, or_
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from monitor.tables import AnswerRow, Release, ReleaseItem
from scoring import EVER as EVER
from scoring import Answer, Codebook, Scorecard, in_force, score


@dataclass(frozen=True, slots=True)
class Word:
    """An answer on record, where it holds, and whose word it is: an edition's or a change's."""

    country: str
    origin: str
    #: None where it is the edition's.
    change: UUID | None
    answer: Answer


def words(session: Session, codebook: str, *conditions: ColumnElement[bool]) -> Iterator[Word]:
    """The answers that fulfil all conditions, in the order of their recording.

    They are read as plain values: a panel has forty thousand of them.
    """
    query = (
        select_columns(
            col(AnswerRow.country),
            col(AnswerRow.origin),
            col(AnswerRow.change_id),
            col(AnswerRow.code),
            col(AnswerRow.score),
            col(AnswerRow.in_force_from),
            col(AnswerRow.in_force_until),
            col(AnswerRow.recorded_at),
        )
        .where(col(AnswerRow.codebook) == codebook, *conditions)
        .order_by(col(AnswerRow.recorded_at), col(AnswerRow.origin))
    )
    for country, origin, change, code, given, since, until, recorded in session.execute(query):
        answer = Answer(
            code=code,
            score=given,
            in_force_from=since,
            in_force_until=until,
            recorded_at=recorded,
        )
        yield Word(country, origin, change, answer)


def of_country(country: str) -> ColumnElement[bool]:
    """The answers of one country."""
    return col(AnswerRow.country) == country


def released(*waiting: UUID) -> ColumnElement[bool]:
    """The editions' answers and those of released changes; and of these that wait, if any."""
    done = select(ReleaseItem.change_id)
    change = col(AnswerRow.change_id)
    return or_(change.is_(None), change.in_(done), change.in_(waiting))


def released_by(known: datetime) -> ColumnElement[bool]:
    """The editions' answers, and those of changes that were released by an instant."""
    change = col(AnswerRow.change_id)
    return or_(change.is_(None), change.in_(changes_released_by(known)))


def changes_released_by(known: datetime) -> SelectOfScalar[UUID]:
    """The ids of the changes that were released by an instant."""
    return (
        select(ReleaseItem.change_id)
        .join(Release, col(Release.id) == col(ReleaseItem.release_id))
        .where(col(Release.released_at) <= known)
    )


def histories(
    session: Session, codebook: str, *conditions: ColumnElement[bool]
) -> dict[str, list[Answer]]:
    """The answers that fulfil all conditions, by country, in the order of the countries."""
    found: dict[str, list[Answer]] = defaultdict(list)
    for word in words(session, codebook, *conditions):
        found[word.country].append(word.answer)
    return dict(sorted(found.items()))


def history(session: Session, codebook: str, country: str, *waiting: UUID) -> list[Answer]:
    """A country's released answers, with those of changes that wait for release, if any."""
    here = of_country(country)
    return [word.answer for word in words(session, codebook, here, released(*waiting))]


def confirmed(session: Session, codebook: str, country: str) -> list[Answer]:
    """A country's answers with all that correspondents confirmed, released or not."""
    return [word.answer for word in words(session, codebook, of_country(country))]


def card(
    codebook: Codebook, answers: Iterable[Answer], day: date, known: datetime = EVER
) -> Scorecard:
    """All scores in force on a day, as known at an instant."""
    return score(codebook, in_force(answers, day, known))


def count(session: Session) -> int:
    """How many answers are on record."""
    return session.exec(select(func.count()).select_from(AnswerRow)).one()
