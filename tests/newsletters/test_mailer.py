"""The door to an SMTP server: a real one, on this machine, with faults on demand."""

import socket
from email.message import EmailMessage
from uuid import uuid4

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from newsletters.mailer import Outgoing, Result, SmtpMailer


class Desk:
    """Takes mail, and treats a recipient as her name asks."""

    def __init__(self):
        self.taken, self.connections = [], 0

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):
        name = address.split("@")[0]
        if name.isdigit():
            return f"{name} 5.1.1 as you asked"
        if name == "hangup":
            server.transport.abort()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if envelope.rcpt_tos == ["late@example.org"]:
            server.transport.abort()
        if envelope.rcpt_tos == ["spam@example.org"]:
            return "554 5.7.1 no"
        self.taken.append((envelope.rcpt_tos, envelope.content))
        return "250 OK"


@pytest.fixture
def desk():
    return Desk()


@pytest.fixture
def server(desk, free_port):
    controller = Controller(desk, hostname="127.0.0.1", port=free_port)
    controller.start()
    yield SmtpMailer("127.0.0.1", controller.port, tls="none", timeout=5)
    controller.stop()


def mail(to, text="Plain words — écrits.\n.\nend\n"):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "news@mipex.example", to, "Neuigkeit ü"
    message.set_content(text, cte="quoted-printable")
    return Outgoing(uuid4(), "news@mipex.example", to, message)


def test_a_batch_goes_over_one_connection(server, desk):
    batch = [mail(f"reader{n}@example.org") for n in range(5)]
    outcomes = server.send(batch)
    assert {outcomes[m.id].result for m in batch} == {Result.SENT}
    assert [to for to, _ in desk.taken] == [[m.recipient] for m in batch]
    assert desk.connections == 1
    assert b"Plain words =E2=80=94 =C3=A9crits.\r\n.\r\nend" in desk.taken[0][1]


def test_a_refused_recipient_stops_nobody_else(server, desk):
    batch = [mail(f"{name}@example.org") for name in ("a", "550", "451", "spam", "b")]
    results = [server_outcome.result for server_outcome in server.send(batch).values()]
    assert results == [
        Result.SENT,
        Result.PERMANENT,
        Result.TEMPORARY,
        Result.PERMANENT,
        Result.SENT,
    ]
    assert len(desk.taken) == 2
    assert desk.connections == 1


def test_a_server_says_why_it_refused(server):
    (outcome,) = server.send([mail("550@example.org")]).values()
    assert "5.1.1 as you asked" in outcome.error
    assert "\n" not in outcome.error


def test_a_connection_that_breaks_is_made_anew_and_its_outcome_is_honest(server, desk):
    batch = [mail(f"{name}@example.org") for name in ("a", "hangup", "b", "late", "c")]
    results = [outcome.result for outcome in server.send(batch).values()]
    assert results == [
        Result.SENT,
        Result.TEMPORARY,
        Result.SENT,
        Result.UNCERTAIN,
        Result.SENT,
    ]
    assert desk.connections == 3


def test_without_a_server_everything_may_be_tried_again(free_port):
    batch = [mail("a@example.org"), mail("b@example.org")]
    outcomes = SmtpMailer("127.0.0.1", free_port, tls="none", timeout=2).send(batch)
    assert {outcomes[m.id].result for m in batch} == {Result.TEMPORARY}


def test_a_server_that_says_nothing_is_given_up():
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        mailer = SmtpMailer("127.0.0.1", silent.getsockname()[1], tls="none", timeout=0.2)
        (outcome,) = mailer.send([mail("a@example.org")]).values()
    assert outcome.result is Result.TEMPORARY


def test_where_encryption_is_wanted_and_not_offered_nothing_is_sent(server, desk):
    strict = SmtpMailer(server.host, server.port, timeout=2)
    (outcome,) = strict.send([mail("a@example.org")]).values()
    assert outcome.result is Result.TEMPORARY
    assert desk.taken == []


@pytest.mark.parametrize(
    "to", ["a@example.org\r\nRCPT TO:<b@example.org>", "é@example.org", ""]
)
def test_an_address_that_cannot_be_written_is_refused_here(server, desk, to):
    poisoned = Outgoing(uuid4(), "news@mipex.example", to, mail("a@example.org").message)
    good = mail("good@example.org")
    outcomes = server.send([poisoned, good])
    assert outcomes[poisoned.id].result is Result.PERMANENT
    assert outcomes[good.id].result is Result.SENT
    assert [to for to, _ in desk.taken] == [["good@example.org"]]


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_who_needs_a_password_gets_it_and_a_wrong_one_is_nobodys_fault(free_port):
    desk = Desk()

    def check(server, session, envelope, mechanism, data):
        right = (data.login, data.password) == (b"mipex", b"right")
        return AuthResult(success=right)

    controller = Controller(
        desk,
        hostname="127.0.0.1",
        port=free_port,
        authenticator=check,
        auth_required=True,
        auth_require_tls=False,
    )
    controller.start()
    try:
        for password, expected in (("right", Result.SENT), ("wrong", Result.TEMPORARY)):
            mailer = SmtpMailer("127.0.0.1", controller.port, "mipex", password, "none", 0.5)
            (outcome,) = mailer.send([mail("a@example.org")]).values()
            assert outcome.result is expected
            assert password not in repr(mailer)
    finally:
        controller.stop()
