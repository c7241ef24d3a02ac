"""The whole loop in a process that dies where it is told to: at a commit, or after a mail."""

import os
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from deciding import confirm
from fakes import FakeClock, FakeDoor
from sqlalchemy import event
from sqlmodel import Session, select

from app import jobs
from app.bootstrap import Service, bootstrap
from config.settings import Settings
from monitor import people, queries
from monitor.confirm import Confirmation
from monitor.people_tables import Person, Role
from monitor.release import preview, release
from newsletters.mailer import Outcome, Outgoing, SmtpMailer

GAZETTE = "https://gazette.example/rss"
RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>Gazette</title>
<item><guid>1</guid><title>Gesetz verkündet: Einbürgerung nach fünf Jahren, Mehrstaatigkeit
zugelassen</title><link>https://gazette.example/1</link>
<description>Das Gesetz ändert das Staatsangehörigkeitsgesetz.</description></item>
</channel></rss>"""
#: The loop is begun in November, and gone on with in January when the periods are over.
BEGUN, OVER = datetime(2026, 11, 21, 9), datetime(2027, 1, 2, 9)  # noqa: DTZ001


@dataclass(frozen=True)
class Run:
    """Where everything is, what time it is, and at which moment to die (never, if 0)."""

    folder: str
    database_url: str
    smtp_port: int
    #: The loop is run through at each of these instants.
    nows: tuple[datetime, ...]
    dies_at: int = 0


class Moments:
    """Counts the moments at which a process can die, and dies at one of them."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.passed = 0

    def __call__(self, *_: object) -> None:
        self.passed += 1
        if self.passed == self.run.dies_at:
            os.kill(os.getpid(), signal.SIGKILL)


class DyingMailer:
    """Sends mail by mail; after each the process may die before anybody wrote it down."""

    def __init__(self, port: int, moment: Moments) -> None:
        self.smtp = SmtpMailer("127.0.0.1", port, tls="none")
        self.moment = moment

    def send(self, batch: Sequence[Outgoing]) -> dict[object, Outcome]:
        outcomes: dict[object, Outcome] = {}
        for mail in batch:
            outcomes |= self.smtp.send([mail])
            self.moment()
        return outcomes


def go(run: Run) -> None:
    """Do all that is due, as the timetable, a correspondent and staff would."""
    moment = Moments(run)
    service = made(run, moment)
    # Between two commits nothing is kept, so that just after each stands for all that follows.
    event.listen(Session, "after_commit", moment)
    for now in run.nows:
        service.clock.now = now
        once(service)
    event.remove(Session, "after_commit", moment)
    service.engine.dispose()
    Path(run.folder, "passed").write_text(str(moment.passed))


def once(service: Service) -> None:
    """Every job and both people, each in turn."""
    jobs.collect_sources(service)
    jobs.drain_events(service)
    jobs.ask_people(service)
    decide(service)
    jobs.drain_events(service)
    publish(service)
    for job in (jobs.drain_events, jobs.ask_countries, jobs.close_periods, jobs.drain_events):
        job(service)
    jobs.ask_people(service)
    jobs.send_mails(service)


def made(run: Run, moment: Moments) -> Service:
    """The real service on a real database and a real mail server."""
    door = FakeDoor()
    door.serves(GAZETTE, RSS)
    settings = Settings(
        var=Path(run.folder),
        database_url=run.database_url,
        secret="a secret of the tests",
        base_url="http://testserver",
        sources=Path(__file__).parent / "data" / "sources.toml",
    )
    mailer = DyingMailer(run.smtp_port, moment)
    return bootstrap(settings, mailer=mailer, door=door, clock=FakeClock(run.nows[0]))


def decide(service: Service) -> None:
    """The correspondent confirms what waits for her."""
    with service.writing() as session:
        by = person(session, Role.CORRESPONDENT)
        for question in queries.open_questions(session, ["DEU"]):
            said = Confirmation(
                title="Dual nationality is allowed",
                law="StARModG",
                in_force_from=date(2024, 6, 27),
                answers={"fd115ab": 100.0},
            )
            confirm(
                session,
                question.report_id,
                said,
                by=by,
                codebook=service.codebook,
                now=service.clock(),
            )
        session.commit()


def publish(service: Service) -> None:
    """Staff release what waits for them."""
    with service.writing() as session:
        waiting = [draft.change_id for draft in queries.drafts(session)]
        if waiting:
            release(
                session,
                waiting,
                by=person(session, Role.STAFF),
                seal=preview(session, waiting, service.codebooks).seal,
                codebooks=service.codebooks,
                now=service.clock(),
            )
        session.commit()


def person(session: Session, role: Role) -> Person:
    """Somebody of this role."""
    return session.exec(select(Person).where(Person.role == role)).one()


def let_in(service: Service) -> None:
    """The two people of the loop."""
    with service.writing() as session:
        for email, role, watches in (
            ("ana@example.org", Role.CORRESPONDENT, ["DEU"]),
            ("eva@example.org", Role.STAFF, []),
        ):
            people.add(
                session,
                email=email,
                name=email,
                role=role,
                watches=watches,
                now=service.clock(),
            )
        session.commit()
