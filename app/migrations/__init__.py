"""The database's shape over time, brought up to date at start-up."""

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect

#: Any number that no other program on the server locks; two that start at once take turns.
TURN = 20261121
STEPS = Path(__file__).parent / "versions"
NEWEST = max(file.name.split("_")[0] for file in STEPS.glob("0*"))


def upgrade(engine: Engine) -> None:
    """Bring the database to the newest shape; what stands there is kept."""
    with engine.connect() as connection, connection.begin():
        take_turn(connection)
        if shape(connection) == NEWEST:
            return
        # Imported when there is something to do: Alembic would slow every command down.
        from app.migrations.steps import to_newest

        to_newest(connection)


def shape(connection: Connection) -> str | None:
    """The last step that this database has taken."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return None if found is None else str(found)


def take_turn(connection: Connection) -> None:
    """Wait for another process that upgrades; SQLite's own lock does it there."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({TURN})")
