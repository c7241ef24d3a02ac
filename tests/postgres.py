"""A PostgreSQL server for tests: it lends databases, each of them as its template is.

To make a database takes half a second, to put one back some milliseconds: what came since the
template was finished goes, by the number of the transaction that wrote it.
"""

from collections import defaultdict
from dataclasses import dataclass
from itertools import chain
from uuid import uuid4

from sqlalchemy import Connection, NullPool, create_engine, make_url
from sqlalchemy.exc import SQLAlchemyError

#: A table with no more rows than this is restored row by row.
SMALL = 100
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
#: How many tables, indexes and columns there are, and which transaction last touched one.
SHAPE = """SELECT (SELECT count(*) FROM pg_class), count(*), max(xmin::text::bigint)
    FROM pg_attribute"""
OTHERS = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()"""
COUNTERS = "SELECT sequencename, start_value, last_value FROM pg_sequences"


@dataclass(frozen=True)
class Template:
    """A finished database, and what tells whether another is like it again."""

    name: str
    restore: str
    #: What that statement answers where everything is as it was.
    whole: tuple[object, ...]


class Server:
    """Makes databases, lends them and takes them back."""

    def __init__(self, address: str) -> None:
        self.url = make_url(address)
        self.admin = create_engine(
            self.url.set(database="postgres"), isolation_level="AUTOCOMMIT"
        )
        self.free: dict[str, list[str]] = defaultdict(list)

    def run(self, statement: str) -> None:
        with self.admin.connect() as connection:
            connection.exec_driver_sql(statement)

    def address(self, name: str) -> str:
        return self.url.set(database=name).render_as_string(hide_password=False)

    def make(self, name: str, template: str = "template1") -> str:
        self.run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.address(name)

    def drop(self, name: str) -> None:
        self.run(f'DROP DATABASE "{name}" WITH (FORCE)')

    def close(self) -> None:
        for name in chain.from_iterable(self.free.values()):
            self.drop(name)
        self.admin.dispose()

    def finish(self, name: str) -> Template:
        """Keep what a database holds now: from here on it is a template."""
        with self.within(name) as connection:
            tables = list(connection.exec_driver_sql(TABLES).scalars())
            rows = {t: counted(connection, t) for t in tables}
            kept = [table for table in tables if 0 < rows[table] <= SMALL]
            connection.exec_driver_sql("CREATE SCHEMA kept")
            for table in kept:
                connection.exec_driver_sql(f'CREATE TABLE kept."{table}" AS TABLE "{table}"')
        with self.within(name) as connection:
            since = connection.exec_driver_sql("SELECT txid_current()").scalar_one()
            restore = ";".join(
                [
                    "SET LOCAL session_replication_role = replica",
                    *(f'DELETE FROM "{t}" WHERE xmin::text::bigint > {since}' for t in tables),
                    *(
                        f'INSERT INTO "{t}" SELECT * FROM kept."{t}" ON CONFLICT DO NOTHING'
                        for t in kept
                    ),
                    *counters(connection),
                ]
            )
            whole = state(connection, [table for table in tables if rows[table]])
        return Template(name, restore, whole)

    def lend(self, template: Template) -> str:
        """A database like its template, until it is taken back."""
        if self.free[template.name]:
            return self.free[template.name].pop()
        name = f"mipex_test_{uuid4().hex}"
        self.make(name, template.name)
        return name

    def take_back(self, name: str, template: Template) -> None:
        """Put a database back as it was, or give it up."""
        try:
            with self.within(name) as connection:
                connection.exec_driver_sql(OTHERS)
                connection.exec_driver_sql(template.restore)
                tables = [table for table, _ in template.whole[1]]
                same = state(connection, tables) == template.whole
        except SQLAlchemyError:
            same = False
        if same:
            self.free[template.name].append(name)
        else:
            self.drop(name)

    def within(self, name: str):
        return create_engine(self.address(name), poolclass=NullPool).begin()


def state(connection: Connection, tables: list[str]) -> tuple[object, ...]:
    """The shape of a database, and how many rows these tables have."""
    shape = tuple(connection.exec_driver_sql(SHAPE).one())
    return shape, tuple((table, counted(connection, table)) for table in tables)


def counted(connection: Connection, table: str) -> int:
    return connection.exec_driver_sql(f'SELECT count(*) FROM "{table}"').scalar_one()


def counters(connection: Connection) -> list[str]:
    """What sets every sequence back."""
    return [
        f"SELECT setval('\"{name}\"', {start if last is None else last}, {last is not None})"
        for name, start, last in connection.exec_driver_sql(COUNTERS)
    ]
