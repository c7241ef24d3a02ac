"""Many rows at once, those that stand already left alone."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel


def add_new(
    session: Session, table: type[SQLModel], rows: Sequence[Mapping[str, Any]]
) -> list[Any]:
    """Insert what no unique constraint refuses, and give the keys of what was inserted.

    The database decides: of two writers one adds the row and the other does nothing. Rows are
    complete, since the defaults of a class are made by the class alone.
    """
    if not rows:
        return []
    statement = insert_new(session, table)
    (key,) = inspect(table).primary_key
    return list(session.scalars(statement.returning(key), [dict(row) for row in rows]))


def add_rows(
    session: Session, table: type[SQLModel], rows: Sequence[Mapping[str, Any]]
) -> None:
    """Insert what no unique constraint refuses, quickly, and say nothing of it."""
    if rows:
        session.connection().execute(insert_new(session, table), [dict(row) for row in rows])


def insert_new(session: Session, table: type[SQLModel]) -> Any:
    """The statement that inserts into a table and lets stand what stands."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    return dialect.insert(inspect(table).local_table).on_conflict_do_nothing()
