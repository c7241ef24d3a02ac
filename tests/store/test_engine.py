"""Connections: what the database promises, whichever it is."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from uuid import uuid4

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import InternalError as ServerError
from sqlmodel import func, select

from app.migrations import upgrade
from app.migrations.steps import drift
from monitor.people_tables import Person, Role
from monitor.tables import Fetch, ReportEntry, SourceState
from store import add_new


def test_a_reading_session_cannot_write_whatever_the_code_tries(service, clock):
    with service.reading() as session:
        session.add(SourceState(source="x", due_at=clock()))
        with pytest.raises((OperationalError, ServerError)):
            session.commit()
    with service.reading() as session:
        assert session.get(SourceState, "x") is None


def test_a_connection_that_was_lent_for_reading_can_write_again(service, clock):
    for source in ("x", "y"):
        with service.reading() as session:
            session.exec(select(SourceState)).all()
        with service.writing() as session:
            session.add(SourceState(source=source, due_at=clock()))
            session.commit()
    with service.reading() as session:
        assert session.exec(select(SourceState.source).order_by(SourceState.source)).all() == [
            "x",
            "y",
        ]


def test_readers_that_turn_writers_at_once_are_never_refused(service):
    """Naive SQLite refuses some of these: the busy timeout does not cover an upgrade."""
    with service.writing() as session:
        session.add(SourceState(source="count", due_at=service.clock()))
        session.commit()

    def add_one(_):
        with service.writing() as session:
            state = session.get_one(SourceState, "count", with_for_update=True)
            state.failures += 1
            session.commit()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add_one, range(80)))
    with service.reading() as session:
        assert session.get_one(SourceState, "count").failures == 80


def test_a_row_must_belong_to_a_row_that_exists(service):
    with service.writing() as session:
        session.add(ReportEntry(entry_id=uuid4(), report_id=uuid4()))
        with pytest.raises(IntegrityError):
            session.commit()


def test_an_error_of_the_database_names_no_value(service):
    with service.writing() as session:
        person = {"email": "ana@example.org", "name": "Ana", "role": Role.STAFF}
        session.add_all([Person(**person), Person(**person)])
        with pytest.raises(IntegrityError) as error:
            session.commit()
    assert "parameters hidden" in str(error.value)


def test_an_instant_without_a_zone_is_refused(service):
    with service.writing() as session:
        session.add(SourceState(source="x", due_at=datetime(2026, 1, 1)))  # noqa: DTZ001
        with pytest.raises(Exception, match=r"naive|aware"):
            session.commit()


def test_an_instant_comes_back_in_utc(service, clock):
    with service.writing() as session:
        session.add(SourceState(source="x", due_at=clock()))
        session.commit()
    with service.reading() as session:
        found = session.get_one(SourceState, "x").due_at
    assert (found, found.tzname()) == (clock(), "UTC")


def test_of_two_writers_of_one_row_the_database_takes_one(service, clock):
    id = uuid4()

    def add(_):
        with service.writing() as session:
            rows = [{"id": id, "source": "x", "fetched_at": clock()}]
            added = add_new(session, Fetch, rows)
            session.commit()
        return len(added)

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(add, range(6))) == 1
    with service.reading() as session:
        query = select(func.count()).select_from(Fetch).where(Fetch.id == id)
        assert session.exec(query).one() == 1


def test_the_migrations_make_the_very_tables_that_the_code_describes(service):
    with service.engine.connect() as connection:
        assert drift(connection) == []


def test_upgrading_a_database_that_is_up_to_date_changes_nothing(service):
    upgrade(service.engine)
    with service.engine.connect() as connection:
        assert drift(connection) == []


def test_a_commit_that_is_refused_leaves_no_lock_behind(service, clock):
    """On SQLite the connection would go back to the pool within its transaction."""
    with service.writing() as session:
        session.connection().exec_driver_sql(
            "PRAGMA defer_foreign_keys = ON"
            if service.engine.dialect.name == "sqlite"
            else "SET CONSTRAINTS ALL DEFERRED"
        )
        session.add(ReportEntry(entry_id=uuid4(), report_id=uuid4()))
        with pytest.raises(IntegrityError):
            session.commit()
    with service.writing() as session:
        session.add(SourceState(source="after", due_at=clock()))
        session.commit()
