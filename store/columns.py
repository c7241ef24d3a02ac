"""What the columns of all tables have in common."""

from enum import StrEnum
from typing import Any

from sqlmodel import JSON, Column, Enum, Field, SQLModel

#: Constraints get the same name on every database, so that a migration can find them.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def choice(options: type[StrEnum], **column: Any) -> Any:
    """A column of one of these words, kept as text: a new word needs no new type."""
    kept = Enum(
        options,
        native_enum=False,
        length=32,
        values_callable=lambda words: [word.value for word in words],
    )
    default = column.pop("default", ...)
    return Field(default=default, sa_column=Column(kept, nullable=False, **column))


def json_list() -> Any:
    """A short list of plain values that is only ever read whole."""
    return Field(default_factory=list, sa_type=JSON)
