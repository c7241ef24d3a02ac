"""The database's shape over time, brought up to date at start-up."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine
from sqlmodel import SQLModel

import app.tables
import monitor.tables
import newsletters.tables
import store.outbox

#: Any number that no other program on the server locks; two that start at once take turns.
TURN = 20261121


def upgrade(engine: Engine) -> None:
    """Bring the database to the newest shape; what stands there is kept."""
    with engine.connect() as connection, connection.begin():
        take_turn(connection)
        command.upgrade(config(connection), "head")


def config(connection: Connection) -> Config:
    """Alembic's configuration, without a file."""
    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent))
    made.attributes["connection"] = connection
    return made


def take_turn(connection: Connection) -> None:
    """Wait for another process that upgrades; SQLite's own lock does it there."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({TURN})")


def drift(connection: Connection) -> list[object]:
    """What the tables in code have and the database has not, or the other way round."""
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, SQLModel.metadata))
