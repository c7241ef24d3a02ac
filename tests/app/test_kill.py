"""Kill −9 at every moment of the loop: started again it completes, and tells nobody twice."""

import shutil
import signal
from collections import defaultdict
from datetime import UTC, timedelta
from email import message_from_bytes, policy
from random import randrange

import pytest
from aiosmtpd.controller import Controller
from fakes import FakeClock
from forks import process
from killable import BEGUN, OVER, Run, go, let_in
from sqlalchemy import make_url
from sqlmodel import func, select

from app.bootstrap import bootstrap
from app.postbox import free_port
from config.settings import Settings
from monitor.tables import Change, EntryRow, Release, Report
from newsletters.tables import Delivery, DeliveryState, Issue, Subscription, Telling

READERS = {"now@example.org": "alert", "month@example.org": "monthly"}
START, LATER = BEGUN.replace(tzinfo=UTC), OVER.replace(tzinfo=UTC)


class Postbox:
    """Keeps who was sent what; a mail is known by its Message-ID."""

    def __init__(self):
        self.got = defaultdict(list)

    async def handle_DATA(self, server, session, envelope):
        mail = message_from_bytes(envelope.content, policy=policy.default)
        self.got[str(mail["To"])].append((str(mail["Message-ID"]), str(mail["Subject"])))
        return "250 kept"


@pytest.fixture
def postbox():
    box = Postbox()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    box.port = controller.port
    yield box
    controller.stop()


@pytest.fixture
def prepared(database_url, tmp_path):
    """A database with two people and two readers in it, before the loop begins."""
    settings = Settings(var=tmp_path, database_url=database_url, secret="x")
    service = bootstrap(settings, clock=FakeClock(START - timedelta(days=60)))
    let_in(service)
    with service.writing() as session:
        for email, cadence in READERS.items():
            asked = service.clock()
            session.add(
                Subscription(email=email, cadence=cadence, asked_at=asked, confirmed_at=asked)
            )
        session.commit()
    service.engine.dispose()
    return database_url


@pytest.fixture
def again(prepared, request, tmp_path):
    """Gives the prepared database anew, as often as it is asked to."""
    if prepared.startswith("sqlite"):
        kept = tmp_path / "kept.db"
        shutil.copy(make_url(prepared).database, kept)

        def restore(number):
            file = tmp_path / f"{number}.db"
            shutil.copy(kept, file)
            return f"sqlite:///{file}"

        yield restore
        return
    server, made = request.getfixturevalue("server"), []

    def copy(number):
        name = f"{make_url(prepared).database}_{number}"
        made.append(name)
        return server.make(name, make_url(prepared).database)

    yield copy
    for name in made:
        server.drop(name)


def run(tmp_path, url, postbox, *nows, dies_at=0):
    """Run the loop in a process of its own; its exit code."""
    order = Run(str(tmp_path), url, postbox.port, nows, dies_at)
    loop = process(go, order)
    loop.join(60)
    return loop.exitcode


def outcome(tmp_path, url):
    """How much of everything there is at the end."""
    settings = Settings(var=tmp_path, database_url=url, secret="x")
    service = bootstrap(settings)
    with service.reading() as session:
        found = {
            table.__name__: session.exec(select(func.count()).select_from(table)).one()
            for table in (EntryRow, Report, Change, Release, Issue, Telling, Delivery)
        }
        unsent = select(func.count()).select_from(Delivery)
        found["unsent"] = session.exec(unsent.where(Delivery.state != DeliveryState.SENT)).one()
    service.engine.dispose()
    return found


def complete(tmp_path, url, postbox):
    """Go on until January, as a timetable would that was restarted."""
    nows = (START + timedelta(hours=2), LATER, LATER + timedelta(hours=2))
    assert run(tmp_path, url, postbox, *nows) == 0


@pytest.mark.long
def test_killed_at_any_moment_the_loop_completes_and_tells_nobody_twice(
    again, postbox, tmp_path
):
    url = again(0)
    assert run(tmp_path, url, postbox, START) == 0
    moments = int((tmp_path / "passed").read_text())
    complete(tmp_path, url, postbox)
    whole = outcome(tmp_path, url)
    mails = {to: len(set(got)) for to, got in postbox.got.items()}
    assert (whole["Change"], whole["Telling"], whole["unsent"]) == (1, 2, 0)
    assert mails["now@example.org"] == mails["month@example.org"] == 1
    assert moments > 20

    # Every third moment, which ones by the chance of this run. PostgreSQL keeps the same
    # promises by the same code; an eighth of the moments shows it.
    step = 3 if url.startswith("sqlite") else 8
    for moment in range(1 + randrange(step), moments + 1, step):
        postbox.got.clear()
        url = again(moment)
        assert run(tmp_path, url, postbox, START, dies_at=moment) == -signal.SIGKILL
        complete(tmp_path, url, postbox)
        assert outcome(tmp_path, url) == whole, f"killed at moment {moment}"
        told = {to: len(set(got)) for to, got in postbox.got.items()}
        assert told == mails, f"killed at moment {moment}"
