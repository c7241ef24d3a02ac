"""The pages with a real database, people to visit them, and changes to show."""

import os
import shutil
from collections.abc import Iterator
from copy import copy
from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from calls import call
from deciding import confirm
from documents import document
from fakes import FakeClock, FakeDoor, FakeMailer
from fastapi import FastAPI
from pydantic import SecretStr
from sqlmodel import select
from starlette.testclient import TestClient

from app import login
from app.bootstrap import Service, bootstrap
from app.cli import main
from app.web import create_app
from app.web.panel import Panels
from config.settings import Settings
from monitor import country_settings, mend_queries, people, reports, scenarios
from monitor.amends import mends
from monitor.archive import backing
from monitor.archive.gather import make_readable
from monitor.confirm import Confirmation
from monitor.desk_tables import CheckIn, Way, When
from monitor.evidence import archived
from monitor.outsiders import public_reports
from monitor.outsiders.public_reports import Told
from monitor.people_tables import Person, Role
from monitor.record_tables import Mending, Profile
from monitor.release import preview, release
from monitor.request import Fetched
from monitor.scenarios import Proposal
from monitor.tables import Change, Release, Report
from monitor.texts import profiles
from monitor.texts.profile_rules import Subject
from monitor.texts.profiles import latest, mark
from newsletters.subscribers import Preferences, ask
from newsletters.tables import Subscription
from scoring.scenario import Bill, Promise
from store import drain, make_engine, reading

#: A question of the index: until then Germany's answer is worth 50.
DUAL = "fd115ab"
TODAY = date(2026, 11, 21)
OF_GERMANY = Subject("DEU", "", "en")


def commands(folder: Path):
    """Runs commands as a person would, in a folder and on a database of its own."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("MIPEX_")}
    sources = folder / "sources.toml"
    sources.write_text('[dead]\nkind = "feed"\nname = "Dead"\nurl = "http://127.0.0.1:9/"\n')
    environment |= {
        "MIPEX_DATABASE_URL": f"sqlite:///{folder / 'mipex.db'}",
        "MIPEX_VAR": str(folder / "var"),
        "MIPEX_SOURCES": str(sources),
        "MIPEX_ALLOW_HOSTS": '["127.0.0.1"]',
        "MIPEX_BASE_URL": "https://index.example",
    }

    def run(*arguments, given="", **settings):
        return call(list(map(str, arguments)), given, folder, environment | settings)

    return run


@pytest.fixture
def mipex(tmp_path, sqlite_template):
    """Commands on a database with the edition on record."""
    (tmp_path / "mipex.db").write_bytes(sqlite_template.read_bytes())
    return commands(tmp_path)


@pytest.fixture
def bare_mipex(tmp_path):
    """Commands where there is no database yet."""
    return commands(tmp_path)


@pytest.fixture
def run(capsys):
    """Runs a command that needs no database; gives its exit code and what it printed."""

    def run(*arguments):
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return ended.value.code, said.out, said.err

    return run


class Site:
    """The pages of a fresh database, and those who visit them."""

    def __init__(self, app: FastAPI, service: Service) -> None:
        self.app = app
        self.service = service
        self.now = service.clock()
        with service.writing() as session:
            self.ada = self.person(session, "ada", Role.CORRESPONDENT, "DEU", "LUX")
            self.eve = self.person(session, "eve", Role.CORRESPONDENT, "FRA")
            self.bob = self.person(session, "bob", Role.STAFF)
            session.commit()

    def person(self, session, name: str, role: Role, *watches: str) -> Person:
        since = self.now - timedelta(days=400)
        email = f"{name}@desk.example"
        return people.add(
            session, email=email, name=name.title(), role=role, watches=watches, now=since
        )

    @cached_property
    def ann(self) -> Person:
        """An administrator."""
        return self.do(lambda session: self.person(session, "ann", Role.ADMINISTRATOR))

    @cached_property
    def pia(self) -> Person:
        """Of a public body that informs about Germany."""
        return self.do(lambda session: self.person(session, "pia", Role.PARTNER, "DEU"))

    @cached_property
    def gus(self) -> Person:
        """Of Germany's government."""
        return self.do(lambda session: self.person(session, "gus", Role.GOVERNMENT, "DEU"))

    @cached_property
    def dora(self) -> Person:
        """A second correspondent of Germany."""
        return self.do(lambda session: self.person(session, "dora", Role.CORRESPONDENT, "DEU"))

    def client(self, person: Person | None = None) -> "Visitor":
        visitor = Visitor(self)
        if person is not None:
            visitor.enter(person)
        return visitor

    def do(self, work):
        """Work in a session that commits, then whatever events it recorded."""
        with self.service.writing() as session:
            done = work(session)
            session.commit()
        drain(self.service.writing, self.service.handlers, self.service.clock)
        return done

    def look(self, query):
        with self.service.reading() as session:
            return query(session)

    def report(self, country: str = "DEU", by: Person | None = None, **said) -> UUID:
        row = Report(
            country=country,
            title=said.pop("title", "Dual nationality allowed"),
            summary="Nobody has to give up a nationality.",
            url="https://gazette.example/1",
            areas=["access_to_nationality"],
            because=said.pop("because", []),
            reported_at=self.now,
            reported_by=by.id if by else None,
        )
        return self.do(lambda session: reports.open_report(session, row))

    def told(self, email: str = "rosa@example.org", **said) -> UUID:
        """What somebody without an account says, her address not confirmed yet."""
        told = Told(email=email, country="DEU", title="Dual nationality allowed", **said)
        return self.do(lambda session: public_reports.keep(session, told, self.now))

    def works(self, country: str, way: Way = Way.CORRESPONDENT, quorum: int = 1) -> None:
        """Have a country work so from now on; its people are asked at once."""
        self.do(
            lambda session: country_settings.change(
                session, country, way=way, whens=[When.EACH], quorum=quorum,
                second_share=None, by=self.ann, now=self.now,
            )
        )  # fmt: skip

    def expert(self, country: str) -> Person:
        """Who confirms what a machine noticed there: its correspondent, else staff."""
        return {"DEU": self.ada, "LUX": self.ada, "FRA": self.eve}.get(country, self.bob)

    def bill(self, country: str, answers) -> str:
        """The permalink of a bill that would make these answers true from 2027 on."""
        promises = (
            Promise(
                jurisdiction=country, code=code, score=score, in_force_from=date(2027, 1, 1)
            )
            for code, score in answers.items()
        )
        proposal = Proposal("mipex-core", Bill("Naturalisation sooner", tuple(promises)))
        return self.do(lambda session: scenarios.save(session, proposal, self.now))

    def confirmed(
        self,
        country: str = "DEU",
        answers=None,
        reporter: Person | None = None,
        confirmer: Person | None = None,
        **said,
    ) -> UUID:
        report = self.report(country, by=reporter)
        told = {
            "title": "Dual nationality allowed",
            "law": "StARModG",
            "in_force_from": date(2024, 6, 27),
            "answers": {DUAL: 100.0} if answers is None else answers,
        }
        return self.do(
            lambda session: (
                confirm(
                    session,
                    report,
                    Confirmation(**told | said),
                    by=confirmer or self.expert(country),
                    codebook=self.service.codebook,
                    now=self.now,
                ).id
            )
        )

    def released(self, country: str = "DEU", answers=None, **said) -> UUID:
        return self.release(self.confirmed(country, answers, **said))

    def release(self, change: UUID) -> UUID:
        """Staff release a drafted change, backed by a document."""
        books = self.service.codebooks

        def publish(session):
            document(session, change)
            seal = preview(session, [change], books).seal
            release(session, [change], by=self.bob, seal=seal, codebooks=books, now=self.now)

        self.do(publish)
        return change

    def mend(self, change: UUID, how: Mending = Mending.WITHDRAWN, **said) -> UUID:
        """The report of Bob that a released change was wrong."""

        def propose(session) -> UUID:
            was = mend_queries.as_released(session, session.get_one(Change, change))
            return mends.propose(
                session,
                change,
                how=how,
                said=replace(was, **said),
                reason="The law was never published.",
                by=self.bob,
                codebook=self.service.codebook,
                now=self.now,
            )

        return self.do(propose)

    def settled(self, report: UUID) -> UUID:
        """The released change that a mend became by Ada's word."""
        book = self.service.codebook

        def settle(session):
            return mends.settle(session, report, by=self.ada, codebook=book, now=self.now)

        return self.release(self.do(settle).change.id)

    def evidence(self, report: UUID, body: bytes = b"<p>A law.</p>", **said) -> UUID:
        """A document that a report rests on, as its server sent it."""
        head = {"content_type": "text/html", "final_url": "https://gazette.example/1"}
        fetched = Fetched("https://gazette.example/1", 200, body, **head | said)
        document = archived(self.service.archive, fetched, self.now)

        def keep(session):
            session.add(document)
            session.flush()
            backing.back(session, report, document.id)

        self.do(keep)
        make_readable(self.service.writing, self.service.archive)
        return document.id

    def backed(self, change: UUID, body: bytes = b"<p>A law.</p>") -> UUID:
        """A document that a change rests on."""
        return self.evidence(self.look(lambda s: backing.report_of(s, change)), body)

    def text(self, about: Subject = OF_GERMANY, text: str = "A law.") -> Profile:
        """A released text of a country: its correspondent's, checked by staff."""
        now, release_id = self.now, uuid4()
        by = self.expert(about.country)

        def publish(session):
            before = mark(latest(session, about))
            said = profiles.write(session, about, text, seen=before, offer=True, by=by, now=now)
            profiles.check(session, said.id, seen=mark(said), by=self.bob, now=now)
            session.add(Release(id=release_id, released_at=now, released_by=self.bob.id))
            session.flush()
            profiles.release(session, [said.id], release_id=release_id, by=self.bob, now=now)
            return said

        return self.do(publish)

    def month(self, country: str = "DEU") -> UUID:
        row = CheckIn(country=country, month=date(2026, 10, 1), asked_at=self.now)
        self.do(lambda session: session.add(row))
        return row.id

    def subscription(self, email: str = "reader@example.org", **wanted) -> UUID:
        asked = Preferences(**{"cadence": "monthly", "language": "en"} | wanted)

        def subscribe(session) -> UUID:
            ask(session, email, asked, self.now, self.service.letters)
            session.flush()
            found = select(Subscription.id).where(Subscription.email == email)
            return session.exec(found).one()

        return self.do(subscribe)

    @property
    def links(self):
        return self.service.letters.links


class Visitor(TestClient):
    """A browser without scripts; a form it sends carries what its page had hidden."""

    def __init__(self, site: Site) -> None:
        super().__init__(site.app, follow_redirects=False, raise_server_exceptions=False)
        self.site = site
        self.key = ""

    def enter(self, person: Person) -> None:
        service = self.site.service

        def let_in(session) -> str:
            token = login.issue(session, person.id, service.clock())
            return login.enter(session, token, service.clock())

        cookie = self.site.do(let_in)
        self.cookies.set("mipex", cookie, domain="testserver.local")
        self.key = login.form_key(service.secret, cookie)

    def fill(self, url: str, /, **fields):
        """Post a form of a page."""
        return self.post(url, data={"form_key": self.key} | fields)


@pytest.fixture(scope="session")
def whole(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Service:
    """The service with everything that costs time to build."""
    settings = Settings(
        var=tmp_path_factory.mktemp("web"),
        secret=SecretStr("a secret of the tests"),
        base_url="http://testserver",
        second_share=0,
        sources=Path(__file__).parents[1] / "data" / "sources.toml",
    )
    return bootstrap(settings, mailer=FakeMailer(), door=FakeDoor())


@pytest.fixture(scope="session")
def pages(whole: Service) -> FastAPI:
    """The pages, their templates compiled once."""
    return create_app(whole)


@pytest.fixture(scope="session")
def before_any_release(
    whole: Service, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Panels:
    """Where all countries stand by the edition alone: so every site begins."""
    panels, file = Panels(), shutil.copy(sqlite_template, tmp_path_factory.mktemp("panel"))
    engine = make_engine(f"sqlite:///{file}")
    with reading(engine) as session:
        panels.of(session, whole.codebook, TODAY)
    engine.dispose()
    return panels


@pytest.fixture
def site(
    whole: Service,
    pages: FastAPI,
    before_any_release: Panels,
    sqlite_template: Path,
    tmp_path: Path,
    clock: FakeClock,
) -> Iterator[Site]:
    """The pages on a database of their own."""
    file = shutil.copy(sqlite_template, tmp_path / "mipex.db")
    service = replace(whole, engine=make_engine(f"sqlite:///{file}"), clock=clock)
    pages.state.service = service
    pages.state.panels = copy(before_any_release)  # and not what another site has counted since
    yield Site(pages, service)
    service.engine.dispose()
    pages.state.service = whole
