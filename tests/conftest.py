"""What tests may ask for: a real database of each kind, fakes for the doors and the clock."""

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import hypothesis
import pytest
from fakes import FakeClock, FakeDoor, FakeMailer
from postgres import Server, Template

from app.bootstrap import INDEX, Service, bootstrap, load_editions
from app.files import read_codebooks
from config.settings import Settings
from scoring import Codebook

#: How long an example takes says how busy the machine is; half as many as usual are tried.
hypothesis.settings.register_profile("ours", deadline=None, max_examples=50)
hypothesis.settings.load_profile("ours")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long, so that no worker is left alone with it at the end."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real inputs that stands beside the project; it is never copied into it."""
    beside = Path(__file__).parents[2] / "shared" / "data"
    folder = Path(os.environ.get("MIPEX_SHARED_DATA", beside))
    if not folder.is_dir():
        pytest.skip(f"real inputs are absent: no folder {folder.name!r} beside the project")
    return folder


@pytest.fixture(scope="session")
def codebook() -> Codebook:
    return read_codebooks(Settings().codebooks)[INDEX]


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(datetime(2026, 11, 21, 9, tzinfo=UTC))


@pytest.fixture
def mailer() -> FakeMailer:
    return FakeMailer()


@pytest.fixture
def door() -> FakeDoor:
    return FakeDoor()


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    address = os.environ.get("MIPEX_TEST_POSTGRES")
    if not address:
        pytest.skip("PostgreSQL is not tested: MIPEX_TEST_POSTGRES names no server")
    server = Server(address)
    yield server
    server.close()


def settings(folder: Path, url: str) -> Settings:
    return Settings(
        var=folder,
        database_url=url,
        secret="a secret of the tests",
        base_url="http://testserver",
        second_share=0,
        sources=Path(__file__).parent / "data" / "sources.toml",
    )


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with the edition on record, made once."""
    file = tmp_path_factory.mktemp("template") / "mipex.db"
    service = bootstrap(settings(file.parent, f"sqlite:///{file}"))
    load_editions(service)
    service.engine.dispose()
    return file


@pytest.fixture(scope="session")
def postgres_template(
    server: Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Template]:
    """The same on PostgreSQL."""
    name = f"mipex_test_{uuid4().hex}"
    service = bootstrap(settings(tmp_path_factory.mktemp("var"), server.make(name)))
    load_editions(service)
    service.engine.dispose()
    yield server.finish(name)
    server.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh database of each kind, with the edition on record."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "mipex.db")
        yield f"sqlite:///{tmp_path / 'mipex.db'}"
        return
    template, server = (
        request.getfixturevalue("postgres_template"),
        request.getfixturevalue("server"),
    )
    name = server.lend(template)
    yield server.address(name)
    server.take_back(name, template)


@pytest.fixture
def service(
    database_url: str, tmp_path: Path, mailer: FakeMailer, door: FakeDoor, clock: FakeClock
) -> Iterator[Service]:
    """The whole service on a fresh database; fake mail, fake sources, fake clock."""
    made = bootstrap(settings(tmp_path, database_url), mailer=mailer, door=door, clock=clock)
    yield made
    made.engine.dispose()
