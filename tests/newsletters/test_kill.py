"""The power fails while mails are on their way; real processes, a real server."""

import signal
import subprocess
import sys
from datetime import timedelta
from email import message_from_bytes

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from sqlmodel import SQLModel, select

from monitor.events import ScoresReleased
from newsletters.delivery import LEASE, Sent, deliver
from newsletters.issues import alert
from newsletters.mailer import SmtpMailer
from newsletters.tables import Delivery, DeliveryState
from store import make_engine, writing

DYING = """
import os, signal, sys
from datetime import UTC, datetime
from zoneinfo import ZoneInfo
from newsletters.delivery import deliver
from newsletters.letters import Letters
from newsletters.links import Links
from newsletters.mailer import SmtpMailer
from newsletters.translate import translations
from store import make_engine, writing

url, port, moment = sys.argv[1:]

class Dying:
    def send(self, batch):
        if moment == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        outcomes = SmtpMailer("127.0.0.1", int(port), tls="none").send(batch)
        os.kill(os.getpid(), signal.SIGKILL)

engine = make_engine(url)
letters = Letters(Links("https://mipex.example", "s"), "n@mipex.example", "n@mipex.example",
                  ZoneInfo("Europe/Brussels"), translations({}), {})
now = datetime.fromisoformat("2026-11-21T09:00:00+00:00")
deliver(lambda: writing(engine), Dying(), lambda: now, letters)
"""


class Inbox(Sink):
    """Keeps the Message-ID of whatever arrives."""

    def __init__(self):
        self.names = []

    async def handle_DATA(self, server, session, envelope):
        self.names.append(message_from_bytes(envelope.content)["Message-ID"])
        return "250 OK"


@pytest.mark.parametrize(("moment", "arrived"), [("before", 1), ("after", 2)])
def test_a_killed_deliverer_loses_nothing_and_repeats_only_under_the_same_name(
    tmp_path, make_world, letters, clock, free_port, moment, arrived
):
    url = f"sqlite:///{tmp_path}/killed.db"
    engine = make_engine(url)
    SQLModel.metadata.create_all(engine)
    world = make_world(lambda: writing(engine))
    world.reader()
    release = world.released()
    with world.sessions() as session:
        alert(session, ScoresReleased(release_id=release.id), letters=letters)
        session.commit()
    inbox = Inbox()
    controller = Controller(inbox, hostname="127.0.0.1", port=free_port)
    controller.start()
    try:
        command = [sys.executable, "-c", DYING, url, str(controller.port), moment]
        assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
        mailer = SmtpMailer("127.0.0.1", controller.port, tls="none")
        assert deliver(world.sessions, mailer, clock, letters) == Sent()
        clock.now += LEASE + timedelta(seconds=1)
        assert deliver(world.sessions, mailer, clock, letters) == Sent(sent=1)
    finally:
        controller.stop()
    with world.sessions() as session:
        row = session.exec(select(Delivery)).one()
    engine.dispose()
    assert row.state is DeliveryState.SENT
    assert inbox.names == [f"<{row.id}@mipex.example>"] * arrived
