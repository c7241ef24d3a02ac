"""The record: what is on it stays, and whoever touches it is found."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlmodel import select

from monitor import audit_log
from monitor.record_tables import AuditEntry, AuditHead

NOW = datetime(2026, 11, 22, 9, 30, 0, 123456, tzinfo=UTC)


@pytest.fixture
def chained(service):
    """Three deeds on record."""
    with service.writing() as session:
        for number in range(3):
            audit_log.log(
                session,
                "report.opened",
                "report",
                uuid4(),
                by=uuid4(),
                now=NOW,
                evidence=("b" * 64, "a" * 64),
                what={"country": "DEU", "answers": {"fd115ab": 100.0 / 3}, "number": number},
            )
        session.commit()
    return service


def found(service):
    with service.reading() as session:
        return audit_log.verify(session)


def tampered(service, statement):
    """What somebody does who has the database in her hands."""
    sqlite = service.engine.dialect.name == "sqlite"
    with service.writing() as session:
        for deed in ("UPDATE", "DELETE") if sqlite else ():
            session.execute(text(f"DROP TRIGGER audit_entry_{deed}"))
        if not sqlite:
            session.execute(text("SET LOCAL session_replication_role = replica"))
        session.execute(text(statement))
        session.commit()


def test_an_empty_record_is_intact(service):
    assert found(service).entries == 0
    assert found(service).broken is None


def test_each_entry_follows_the_one_before_it(chained):
    with chained.reading() as session:
        first, second, third = audit_log.entries(session)
    assert first.before == audit_log.BEGINNING
    assert (second.before, third.before) == (first.hash, second.hash)
    assert found(chained).head == third.hash
    assert found(chained).broken is None


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE audit_entry SET deed = 'report.closed' WHERE number = 2", 2),
        ("""UPDATE audit_entry SET what = '{"country": "FRA"}' WHERE number = 1""", 1),
        ("UPDATE audit_entry SET evidence = '[]' WHERE number = 3", 3),
        ("UPDATE audit_entry SET at = '2026-11-22 09:30:00.123457' WHERE number = 2", 2),
        ("DELETE FROM audit_entry WHERE number = 2", 2),
        ("DELETE FROM audit_entry WHERE number = 3", 3),
        ("DELETE FROM audit_entry", 1),
    ],
)
def test_whatever_is_altered_or_taken_out_breaks_the_chain_there(chained, statement, broken):
    tampered(chained, statement)
    number, why = found(chained).broken
    assert number == broken
    assert why


@pytest.mark.parametrize(
    "deed", ["DELETE FROM audit_entry", "UPDATE audit_entry SET kind = ''"]
)
def test_the_database_itself_refuses_to_change_the_record(chained, deed):
    with chained.writing() as session, pytest.raises(DatabaseError, match="only added to"):
        session.execute(text(deed))
    assert found(chained).entries == 3


def test_what_is_not_committed_is_not_on_record(chained):
    with chained.writing() as session:
        audit_log.log(session, "report.opened", "report", uuid4(), by=None, now=NOW)
    assert found(chained).entries == 3
    with chained.reading() as session:
        assert session.exec(select(AuditHead.number)).one() == 3


def test_what_was_done_to_one_thing_is_found_in_order(service):
    report = uuid4()
    with service.writing() as session:
        for deed in ("report.opened", "word.said", "report.decided"):
            audit_log.log(session, deed, "report", report, by=None, now=NOW)
        audit_log.log(session, "report.opened", "report", uuid4(), by=None, now=NOW)
        session.commit()
    with service.reading() as session:
        told = [entry.deed for entry in audit_log.of(session, "report", report)]
        assert len(session.exec(select(AuditEntry)).all()) == 4
    assert told == ["report.opened", "word.said", "report.decided"]
