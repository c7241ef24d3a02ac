"""Fakes for the network's doors and the clock, with words of their own."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from threading import Lock

from monitor.request import Fetched, Request
from newsletters.mailer import Outcome, Outgoing, Result


class FakeClock:
    """Stands still until it is moved."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **span: float) -> None:
        self.now += timedelta(**span)


class FakeMailer:
    """Keeps what it is given to send; refuses the addresses it is told to."""

    def __init__(self) -> None:
        self.sent: list[Outgoing] = []
        self.refused: dict[str, Outcome] = {}
        self.lock = Lock()

    def refuses(self, address: str, result: Result = Result.PERMANENT) -> None:
        self.refused[address] = Outcome(result, "550 no such reader")

    def send(self, batch: Sequence[Outgoing]) -> dict:
        with self.lock:
            self.sent += [mail for mail in batch if mail.recipient not in self.refused]
        return {
            mail.id: self.refused.get(mail.recipient, Outcome(Result.SENT)) for mail in batch
        }

    def to(self, address: str) -> list:
        return [mail.message for mail in self.sent if mail.recipient == address]


class FakeDoor:
    """Serves what was put at an address; says of anything else that it does not exist."""

    def __init__(self) -> None:
        self.served: dict[str, Fetched] = {}
        self.asked: list[Request] = []
        self.lock = Lock()

    def serves(self, url: str, body: str | bytes, **head: object) -> None:
        raw = body.encode() if isinstance(body, str) else body
        self.served[url] = Fetched(url, 200, raw, "application/xml", final_url=url, **head)

    def fails(self, url: str, error: str) -> None:
        self.served[url] = Fetched(url, error=error)

    def __call__(self, requests: Iterable[Request]) -> Iterator[tuple[Request, Fetched]]:
        for request in requests:
            with self.lock:
                self.asked.append(request)
            nothing = Fetched(request.url, error="the host does not exist")
            yield request, self.served.get(request.url, nothing)
