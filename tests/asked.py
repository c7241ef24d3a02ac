"""People of a desk, what they are asked, and what they say; for tests of words and rulings."""

from datetime import date
from uuid import UUID

import pytest
from sqlmodel import func, select

from app import jobs
from monitor import audit_log, people, reports, words
from monitor.confirm import Confirmation
from monitor.desk_tables import Inquiry, Place, Seat, Verdict
from monitor.people_tables import Person, Role
from monitor.tables import Report, ReportState
from monitor.words import Said
from newsletters.tables import Delivery

one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


class Desk:
    """People of Germany and of staff, and the reports that they are asked about."""

    def __init__(self, service):
        self.service = service
        self.people = {}
        for name, role, *watches in (
            ("ana", Role.CORRESPONDENT, "DEU", "LUX"),
            ("bea", Role.CORRESPONDENT, "DEU", "FRA"),
            ("cleo", Role.CORRESPONDENT, "DEU"),
            ("eva", Role.STAFF),
            ("fay", Role.STAFF),
            ("pia", Role.PARTNER, "DEU"),
            ("gus", Role.GOVERNMENT, "DEU"),
        ):
            self.people[name] = self.do(self.let_in, name, role, watches)

    def let_in(self, session, name, role, watches) -> UUID:
        now, email = self.service.clock(), f"{name}@example.org"
        return people.add(
            session, email=email, name=name.title(), role=role, watches=watches, now=now
        ).id

    def do(self, work, *given):
        with self.service.writing() as session:
            done = work(session, *given)
            session.commit()
        return done

    def look(self, query):
        with self.service.reading() as session:
            return query(session)

    def count(self, table) -> int:
        return self.look(lambda s: s.exec(select(func.count()).select_from(table)).one())

    def report(self, by: str = "", needed: int = 1, **seats: Place) -> UUID:
        """A report that these people were asked about; it needs so many words."""
        row = Report(
            country="DEU", title="A law", summary="", url="https://x.example/1",
            areas=["access_to_nationality"], because=["gazette"],
            reported_at=self.service.clock(), reported_by=self.people.get(by),
        )  # fmt: skip

        def ask(session):
            # Without its event: who is asked is said here, and not drawn.
            session.add(row)
            session.flush()
            reports.log_opened(session, row)
            id, at = row.id, self.service.clock()
            session.add(Inquiry(report_id=id, needed=needed, drawn=needed > 1, asked_at=at))
            session.add_all(
                Seat(report_id=id, person_id=self.people[name], place=place, taken_at=at)
                for name, place in seats.items()
            )
            return id

        return self.do(ask)

    def say(self, name, report, verdict=Verdict.CONFIRM, note="", **stated):
        self.service.clock.pass_(seconds=1)
        law = {"title": "Dual nationality", "law": "StARModG", "answers": {"fd115ab": 100.0}}
        stated = Confirmation(**law | {"in_force_from": date(2024, 6, 27)} | stated)
        confirmation = stated if verdict is Verdict.CONFIRM else None
        said = Said(verdict=verdict, confirmation=confirmation, note=note)

        def work(session):
            return words.say(
                session, report, said,
                by=people.active(session, self.people[name]),
                codebook=self.service.codebook, now=self.service.clock(),
            ).state  # fmt: skip

        return self.do(work)

    def seen(self, name, report):
        def query(session):
            person = session.get_one(Person, self.people[name])
            return words.seen_by(session, person, session.get_one(Report, report))

        return self.look(query)

    def place(self, name, report):
        def query(session):
            person = session.get_one(Person, self.people[name])
            return words.place_of(session, person, session.get_one(Report, report))

        return self.look(query)

    def state(self, report) -> ReportState:
        return self.look(lambda session: session.get_one(Report, report).state)

    def deeds(self, report) -> list[str]:
        return [e.deed for e in self.look(lambda s: audit_log.of(s, "report", report))]

    def mails(self) -> list[tuple[str, str]]:
        jobs.drain_events(self.service)
        query = select(Delivery.email, Delivery.subject).order_by(Delivery.email)
        return self.look(lambda session: list(session.exec(query)))
