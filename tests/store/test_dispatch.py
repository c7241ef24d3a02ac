"""The outbox: all or nothing, and once however many workers there are."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from sqlmodel import func, select

from monitor.events import ChangeConfirmed, ReportOpened
from monitor.tables import Fetch
from store import drain, record, stuck
from store.dispatch import MAX_ATTEMPTS

SOURCE = "a-noting-handler"


def note(session, event):
    """A handler whose work can be counted."""
    session.add(Fetch(source=SOURCE, fetched_at=NOW[0]))


NOW = []


@pytest.fixture(autouse=True)
def moment(clock):
    NOW[:] = [clock()]


def notes(service):
    with service.reading() as session:
        return session.exec(
            select(func.count()).select_from(Fetch).where(Fetch.source == SOURCE)
        ).one()


def happen(service, *events):
    with service.writing() as session:
        record(session, *events)
        session.commit()


def confirmed():
    return ChangeConfirmed(change_id=uuid4())


def test_an_event_of_a_transaction_that_fails_never_was(service, clock):
    with service.writing() as session:
        record(session, confirmed())
        session.rollback()
    assert drain(service.writing, {ChangeConfirmed: {"note": note}}, clock) == 0


def test_many_workers_handle_an_event_once(service, clock):
    happen(service, *(confirmed() for _ in range(20)))
    handlers = {ChangeConfirmed: {"note": note}}
    with ThreadPoolExecutor(8) as pool:
        ran = list(pool.map(lambda _: drain(service.writing, handlers, clock), range(8)))
    assert sum(ran) == notes(service) == 20


def test_a_failing_handler_leaves_no_trace_and_is_tried_again_later(service, clock):
    failures = [ValueError("not today")]

    def fail_once(session, event):
        note(session, event)
        session.flush()
        if failures:
            raise failures.pop()

    happen(service, confirmed())
    handlers = {ChangeConfirmed: {"note": fail_once}}
    assert drain(service.writing, handlers, clock) == notes(service) == 0
    clock.pass_(minutes=5)
    assert drain(service.writing, handlers, clock) == notes(service) == 1


def test_a_handler_that_fails_for_good_stays_visible_to_staff(service, clock):
    def fail(session, event):
        raise ValueError("never")

    happen(service, confirmed())
    for _ in range(MAX_ATTEMPTS + 2):
        drain(service.writing, {ChangeConfirmed: {"note": fail}}, clock)
        clock.pass_(days=1)
    with service.reading() as session:
        (left,) = stuck(session)
    assert (left.event, left.handler) == ("change.confirmed", "note")
    assert left.error == "ValueError: never"


def test_one_handler_of_an_event_does_not_wait_for_another(service, clock):
    def fail(session, event):
        raise ValueError("not today")

    happen(service, confirmed())
    assert drain(service.writing, {ChangeConfirmed: {"a": fail, "b": note}}, clock) == 1
    assert notes(service) == 1


def test_an_event_that_a_handler_records_is_handled_in_the_same_drain(service, clock):
    def tell(session, event):
        record(session, ReportOpened(report_id=uuid4()))

    happen(service, confirmed())
    handlers = {ChangeConfirmed: {"tell": tell}, ReportOpened: {"note": note}}
    assert drain(service.writing, handlers, clock) == 2


def test_an_event_comes_back_as_it_was_recorded():
    event = confirmed()
    assert ChangeConfirmed.of(event.payload()) == event
