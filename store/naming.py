"""What refers to a row, in whatever table: a new one is found by its foreign key."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Table, or_
from sqlmodel import Session, SQLModel, select


def rows_naming(
    session: Session, table: type[SQLModel], id: object, *, without: Collection[str] = ()
) -> dict[str, list[dict[str, Any]]]:
    """All rows that name a row by its key, by the name of their table.

    Columns of the names in `without` are left out.
    """
    named = SQLModel.metadata.tables[str(table.__tablename__)]
    found = {}
    for other in SQLModel.metadata.sorted_tables:
        columns = naming(other, named)
        if not columns:
            continue
        shown = [column for column in other.columns if column.name not in without]
        query = select(*shown).where(or_(*(column == id for column in columns)))
        rows = session.execute(query.order_by(*other.primary_key.columns)).mappings()
        if kept := [dict(row) for row in rows]:
            found[other.name] = kept
    return found


def naming(other: Table, named: Table) -> list[Any]:
    """The columns of one table that refer to another."""
    return [key.parent for key in other.foreign_keys if key.column.table is named]
