"""Connections: SQLite in one file by default, PostgreSQL to scale out.

A transaction is opened for reading or for writing, and the database holds us to it. On SQLite
a writer takes its lock at once: a reader that turns writer is refused, not made to wait.
"""

from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlmodel import Session, create_engine

READ_ONLY = "read_only"
#: How long a writer waits for another, in seconds.
PATIENCE = 30


def make_engine(url: str) -> Engine:
    """The engine of a database address; nothing is opened before it is used.

    Its errors name no value: they reach logs, where no address or token belongs.
    """
    if not url.startswith("sqlite"):
        engine = create_engine(url, pool_pre_ping=True, hide_parameters=True)
        event.listen(engine, "begin", begin_on_server)
        return engine
    engine = create_engine(url, connect_args={"timeout": PATIENCE}, hide_parameters=True)
    event.listen(engine, "connect", prepare_sqlite)
    event.listen(engine, "begin", begin_on_sqlite)
    event.listen(engine, "checkin", end_on_sqlite)
    return engine


def writing(engine: Engine) -> Session:
    """A session that may write; whoever opens it also commits it."""
    return Session(engine, expire_on_commit=False)


def reading(engine: Engine) -> Session:
    """A session that cannot write, whatever the code in it tries."""
    return Session(engine.execution_options(**{READ_ONLY: True}), expire_on_commit=False)


def prepare_sqlite(connection: Any, record: object) -> None:
    """Write-ahead log, so that readers never wait; foreign keys, which are off by default."""
    connection.isolation_level = None  # transactions are begun below, not by the driver
    for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")


def begin_on_sqlite(connection: Connection) -> None:
    """Begin for reading or, with the lock taken at once, for writing."""
    read_only = bool(connection.get_execution_options().get(READ_ONLY))
    connection.exec_driver_sql(f"PRAGMA query_only = {int(read_only)}")
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")


def end_on_sqlite(connection: Any, record: object) -> None:
    """A commit that was refused leaves its transaction, and the write lock, to nobody."""
    if connection is not None:
        connection.rollback()


def begin_on_server(connection: Connection) -> None:
    """The same promise on PostgreSQL."""
    if connection.get_execution_options().get(READ_ONLY):
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")
