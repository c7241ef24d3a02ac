"""Reports by anyone, on both databases."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlmodel import select

from monitor import audit_log
from monitor.errors import NotFound, Refused
from monitor.outsiders import public_reports
from monitor.outsiders.public_reports import Stage, Told
from monitor.people_tables import Person
from monitor.tables import Report

TOLD = Told(email="rosa@example.org", country="DEU", title="Dual nationality allowed")


@pytest.fixture
def kept(service):
    with service.writing() as session:
        id = public_reports.keep(session, TOLD, service.clock())
        session.commit()
    return id


def test_confirmed_at_once_from_several_browsers_it_is_one_report(service, kept):
    def confirm(_):
        with service.writing() as session:
            opened = public_reports.confirm(session, kept, {kept}, now=service.clock())
            session.commit()
        return len(opened)

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(confirm, range(4))) == 1
    with service.reading() as session:
        (report,) = session.exec(select(Report)).all()
        (rosa,) = session.exec(select(Person).where(Person.email == TOLD.email)).all()
        assert report.reported_by == rosa.id
        assert public_reports.kept(session, kept).email == ""
        assert public_reports.standing(session, kept).stage is Stage.OPEN
        assert audit_log.verify(session).broken is None


def test_what_cannot_be_taken_is_named_all_at_once(service):
    told = Told(email="x@y.example", country="XXX", title="", url="y", areas=("nothing",))
    with service.writing() as session, pytest.raises(Refused) as refused:
        public_reports.keep(session, told, service.clock())
    assert set(refused.value.faults) == {"country", "title", "url", "areas"}


def test_a_report_that_was_forgotten_is_not_found(service, kept):
    service.clock.pass_(days=8)
    with service.writing() as session:
        assert public_reports.forget_unconfirmed(session, service.clock()) == 1
        session.commit()
    with service.writing() as session, pytest.raises(NotFound):
        public_reports.confirm(session, kept, {kept}, now=service.clock())
