"""Databases that tests lend on PostgreSQL come back as their template is."""

from contextlib import suppress
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from postgres import TABLES
from sqlalchemy.exc import OperationalError
from sqlmodel import select

from monitor import audit_log
from monitor.people_tables import Person, Role
from monitor.tables import AnswerRow
from store import make_engine, writing

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def contents(server, name):
    with server.within(name) as connection:
        tables = connection.exec_driver_sql(TABLES).scalars().all()
        return {
            table: sorted(map(str, connection.exec_driver_sql(f'SELECT * FROM "{table}"')))
            for table in tables
        }


@pytest.fixture
def lent(server, postgres_template):
    """Does something in a lent database, and gives it back while somebody is still at it."""

    def lent(work):
        name = server.lend(postgres_template)
        engine = make_engine(server.address(name))
        with suppress(OperationalError), writing(engine) as session:
            work(session)
            session.commit()
            work(session)
            session.flush()  # never committed, and its locks are held
            server.take_back(name, postgres_template)
        engine.dispose()
        return name

    return lent


def test_what_a_test_wrote_goes_and_what_it_changed_is_put_back(
    server, postgres_template, lent
):
    def work(session):
        email = f"{uuid4().hex}@desk.example"
        session.add(Person(email=email, name="Ada", role=Role.STAFF))
        audit_log.log(session, "person.let_in", "person", "x", by=None, now=NOW)

    before = contents(server, postgres_template.name)
    name = lent(work)
    assert name in server.free[postgres_template.name]
    assert contents(server, name) == before


def spoil(session):
    session.delete(session.exec(select(AnswerRow).limit(1)).one())


def reshape(session):
    session.connection().exec_driver_sql("ALTER TABLE person ADD COLUMN IF NOT EXISTS x text")


@pytest.mark.parametrize("work", [spoil, reshape])
def test_a_database_that_cannot_be_put_back_is_lent_to_nobody_again(
    server, postgres_template, lent, work
):
    assert lent(work) not in server.free[postgres_template.name]
