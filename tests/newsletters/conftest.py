"""The newsletters with the tables alone, the real locale files and the real codebook."""

import socket
import tomllib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import SQLModel

from monitor.desk_tables import CheckIn
from monitor.people_tables import Person, Responsibility, Role
from monitor.record_tables import Mend
from monitor.released import Move, ReleasedChange
from monitor.tables import (
    Change,
    ChangeKind,
    Draft,
    Release,
    ReleasedScore,
    ReleaseItem,
    Report,
)
from newsletters.letters import Letters
from newsletters.links import Links
from newsletters.tables import Subscription
from newsletters.translate import translations
from scoring import parse_codebook
from store import make_engine, writing

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)


@pytest.fixture(scope="session")
def tables_alone(server):
    """A database on PostgreSQL with the tables and nothing in them."""
    name = f"mipex_test_{uuid4().hex}"
    engine = make_engine(server.make(name))
    SQLModel.metadata.create_all(engine)
    engine.dispose()
    yield server.finish(name)
    server.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request, tmp_path):
    """An empty database of each kind, made of the tables alone."""
    if request.param == "postgresql":
        server, template = map(request.getfixturevalue, ("server", "tables_alone"))
        name = server.lend(template)
        engine = make_engine(server.address(name))
        yield engine
        engine.dispose()
        server.take_back(name, template)
    else:
        engine = make_engine(f"sqlite:///{tmp_path}/test.db")
        SQLModel.metadata.create_all(engine)
        yield engine
        engine.dispose()


@pytest.fixture
def sessions(engine):
    return lambda: writing(engine)


@pytest.fixture(scope="session")
def locale_files():
    return {
        path.stem: path.read_text("utf-8") for path in (ROOT / "config" / "locale").glob("*.po")
    }


@pytest.fixture(scope="session")
def codebook():
    path = ROOT / "config" / "codebooks" / "mipex-core.toml"
    return parse_codebook(tomllib.loads(path.read_text("utf-8")))


@pytest.fixture(scope="session")
def letters(locale_files, codebook):
    return Letters(
        links=Links("https://mipex.example", "a secret for tests"),
        sender="MIPEX between editions <news@mipex.example>",
        reply_to="desk@mipex.example",
        zone=ZoneInfo("Europe/Brussels"),
        translations=translations(locale_files),
        codebooks={codebook.id: codebook},
    )


@pytest.fixture
def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class World:
    """Monitoring as far as the newsletters can see it, and readers, in few words."""

    def __init__(self, sessions):
        self.sessions = sessions

    def add(self, *rows):
        with self.sessions() as session:
            for row in rows:
                session.add(row)
                session.flush()
            session.commit()
        return rows[-1]

    def person(self, name="Ada", *watches, role=Role.CORRESPONDENT, language="en"):
        person = Person(
            email=f"{name.lower()}@desk.example", name=name, role=role, language=language
        )
        self.add(
            person,
            *(Responsibility(person_id=person.id, country=c, since=NOW) for c in watches),
        )
        return person

    def report(self, country="DEU", title="Dual nationality allowed", by=None, **values):
        return self.add(
            Report(
                country=country,
                title=title,
                summary="Nobody has to give up a nationality any more.",
                url="https://gazette.example/1",
                areas=["access_to_nationality"],
                because=["“enters into force” says that law changed"],
                reported_at=NOW,
                reported_by=by.id if by else None,
                **values,
            )
        )

    def change(self, country="DEU", title="Dual nationality allowed", areas=None):
        boss = self.person(f"boss-{uuid4().hex}", role=Role.STAFF)
        report = self.report(country, title)
        report.areas = ["access_to_nationality"] if areas is None else areas
        return self.add(
            report,
            Change(
                report_id=report.id,
                country=country,
                kind=ChangeKind.POLICY,
                title=title,
                summary="Nobody has to give up a nationality any more.",
                law="StARModG",
                url="https://gazette.example/1",
                in_force_from=date(2024, 6, 27),
                confirmed_by=boss.id,
                confirmed_at=NOW,
            ),
        )

    def release(
        self, *changes, at=NOW, moves=(("fa98", 50, 100), ("f", 42.4, 54.5), ("ov_h", 58, 60))
    ):
        boss = self.person(f"boss-{uuid4().hex}", role=Role.STAFF)
        release = Release(released_at=at, released_by=boss.id)
        items = [
            ReleaseItem(change_id=c.id, release_id=release.id, position=i)
            for i, c in enumerate(changes)
        ]
        scores = [
            ReleasedScore(
                change_id=c.id, codebook="mipex-core", code=code, position=i, before=b, after=a
            )
            for c in changes
            for i, (code, b, a) in enumerate(moves)
        ]
        drafts = [Draft(change_id=c.id, drafted_at=at) for c in changes]
        self.add(*drafts, release, *items, *scores)
        return release

    def mend(self, of, how="corrected", **change):
        """A change that says that another was wrong."""
        made = self.change(**change)
        said = {"title": made.title, "law": "", "in_force_from": "2024-06-27"}
        self.add(
            Mend(report_id=made.report_id, mends=of.id, how=how, reason="We erred.", said=said)
        )
        return made

    def released(self, at=NOW, **change):
        return self.release(self.change(**change), at=at)

    def reader(self, name="reader", cadence="alert", since=NOW - timedelta(days=1000), **wants):
        row = Subscription(
            email=f"{name}@example.org",
            cadence=cadence,
            asked_at=since,
            confirmed_at=since,
            **wants,
        )
        return self.add(row)

    def month(self, country="DEU", month=date(2026, 10, 1)):
        return self.add(CheckIn(country=country, month=month, asked_at=NOW))


@pytest.fixture(scope="session")
def make_world():
    return World


@pytest.fixture
def world(sessions):
    return World(sessions)


@pytest.fixture
def told():
    """A released change as a value, for what needs no database."""

    def make(**values):
        return ReleasedChange(
            **{
                "change_id": UUID(int=1),
                "release_id": UUID(int=2),
                "released_at": NOW,
                "confirmed_at": NOW,
                "country": "DEU",
                "codebook": "mipex-core",
                "kind": "policy",
                "areas": ("access_to_nationality",),
                "title": "Dual nationality allowed",
                "summary": "Nobody has to give up the nationality they had.",
                "law": "StARModG",
                "url": "https://gazette.example/1",
                "adopted": None,
                "in_force_from": date(2024, 6, 27),
                "in_force_until": None,
                "moves": (
                    Move("ov_h", 58.0, 60.0),
                    Move("ov", 57.0, 59.0),
                    Move("f", 42.4, 54.5),
                    Move("fa98", 50.0, 100.0),
                ),
                **values,
            }
        )

    return make
