"""The steps from one shape of the database to the next, taken by Alembic."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection
from sqlmodel import SQLModel

import app.answer_tables
import app.tables
import monitor.desk_tables
import monitor.evidence_tables
import monitor.record_tables
import monitor.scenario_tables
import monitor.source_tables
import monitor.tables
import newsletters.tables
import store.fulltext
import store.outbox


def to_newest(connection: Connection) -> None:
    """Take all steps that this database has not taken."""
    command.upgrade(config(connection), "head")


def config(connection: Connection) -> Config:
    """Alembic's configuration, without a file."""
    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent))
    made.attributes["connection"] = connection
    return made


def drift(connection: Connection) -> list[object]:
    """What the tables in code have and the database has not, or the other way round."""
    context = MigrationContext.configure(
        connection, opts={"compare_type": True, "include_name": is_ours}
    )
    return list(compare_metadata(context, SQLModel.metadata))


def is_ours(name: str | None, type_: str, parents: object) -> bool:
    """Whether the tables in code know of this; how words are found is each database's own."""
    return not (name or "").startswith("searchable_words")
