"""Confirmed changes as lists and chronicles tell them: what each made true, released or not."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from monitor.released import ImportedFile
from monitor.tables import (
    AnswerRow,
    Change,
    ChangeImport,
    ImportedChange,
    Release,
    ReleaseItem,
)


@dataclass(frozen=True, slots=True)
class AnswerChanged:
    """One answer that a confirmed change made true; `released_at` is None until staff do."""

    change: UUID
    country: str
    kind: str
    in_force_from: date
    in_force_until: date | None
    adopted: date | None
    #: None where the change answers no question anew.
    code: str | None
    score: float | None
    law: str
    confirmed_at: datetime
    released_at: datetime | None


def answers_changed(
    session: Session, codebook: str, country: str | None = None
) -> list[AnswerChanged]:
    """Every confirmed change with each answer that it made true, in the order of their law."""
    answered = (col(AnswerRow.change_id) == col(Change.id)) & (AnswerRow.codebook == codebook)
    other = aliased(AnswerRow)
    elsewhere = exists().where(col(other.change_id) == col(Change.id))
    conditions: list[ColumnElement[bool]] = [or_(col(AnswerRow.id).is_not(None), ~elsewhere)]
    if country is not None:
        conditions.append(col(Change.country) == country)
    rows = session.exec(
        select(Change, AnswerRow.code, AnswerRow.score, Release.released_at)
        .join(AnswerRow, answered, isouter=True)
        .join(ReleaseItem, col(ReleaseItem.change_id) == col(Change.id), isouter=True)
        .join(Release, col(Release.id) == col(ReleaseItem.release_id), isouter=True)
        .where(*conditions)
        .order_by(
            col(Change.in_force_from), col(Change.confirmed_at), col(Change.id), AnswerRow.code
        )
    )
    return [
        AnswerChanged(
            change=change.id,
            country=change.country,
            kind=change.kind,
            in_force_from=change.in_force_from,
            in_force_until=change.in_force_until,
            adopted=change.adopted,
            code=code,
            score=score,
            law=change.law,
            confirmed_at=change.confirmed_at,
            released_at=released_at,
        )
        for change, code, score, released_at in rows
    ]


def imported_file(session: Session, import_id: UUID) -> ImportedFile:
    """A file of changes as staff hear of it."""
    made = session.get_one(ChangeImport, import_id)
    countries = session.exec(
        select(Change.country)
        .join(ImportedChange, col(ImportedChange.change_id) == col(Change.id))
        .where(ImportedChange.import_id == import_id)
        .order_by(Change.country)
    ).all()
    places = tuple(dict.fromkeys(countries))
    return ImportedFile(import_id, made.file, len(countries), places, made.imported_at)


def is_imported(session: Session, change: UUID) -> bool:
    """Whether a change came with a file, and not from the desk."""
    return session.get(ImportedChange, change) is not None
