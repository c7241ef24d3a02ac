"""How often something may be done: counted exactly, under a digest that names nobody."""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from app import limits
from app.tables import Tally
from store import make_engine, writing

HOUR = timedelta(hours=1)


def take(service, who="192.0.2.1", at=None, most=2, secret="a secret"):
    with service.writing() as session:
        now = at or service.clock()
        taken = limits.take(session, "asking", who, most=most, per=HOUR, secret=secret, now=now)
        session.commit()
    return taken


def test_so_many_tries_are_taken_in_a_span_and_then_none_until_it_is_over(service, clock):
    assert [take(service) for _ in range(4)] == [True, True, False, False]
    assert take(service, who="192.0.2.2")
    clock.pass_(minutes=59)
    assert not take(service)
    clock.pass_(minutes=1)
    assert [take(service) for _ in range(3)] == [True, True, False]


def test_nothing_that_is_kept_names_a_visitor_and_it_goes_after_a_day(service, clock):
    take(service)
    with service.reading() as session:
        (row,) = session.exec(select(Tally)).all()
    assert "192" not in row.key
    assert row.key != limits.digest("asking", "192.0.2.1", "another secret")
    clock.pass_(days=1)
    take(service, who="192.0.2.2")
    with service.reading() as session:
        assert row.key not in session.exec(select(Tally.key)).all()


@pytest.mark.parametrize(
    ("host", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", "testclient"),
    ],
)
def test_a_visitor_is_an_address_or_the_network_she_hires(host, network):
    assert limits.network(host) == network


@pytest.fixture(scope="module")
def tally(sqlite_template):
    """A new transaction for each example, rolled back at its end."""
    engine = make_engine(f"sqlite:///{sqlite_template}")

    @contextmanager
    def begin():
        with writing(engine) as session:
            yield session
            session.rollback()

    yield begin
    engine.dispose()


@given(st.lists(st.integers(0, 300), max_size=30), st.integers(1, 4))
def test_no_span_that_begins_with_a_taken_try_holds_more_than_are_allowed(tally, minutes, most):
    begun, taken = datetime(2026, 1, 1, tzinfo=UTC), []
    with tally() as session:
        for minute in sorted(minutes):
            at = begun + timedelta(minutes=minute)
            if limits.take(session, "x", "y", most=most, per=HOUR, secret="s", now=at):
                taken.append(at)
        first = taken[0] if taken else None
        while first is not None:
            assert len([at for at in taken if first <= at < first + HOUR]) <= most
            first = next((at for at in taken if at >= first + HOUR), None)
        assert bool(taken) == bool(minutes)
