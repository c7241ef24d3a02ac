"""The door to the network for reading: conditional, polite and guarded requests."""

import asyncio
import socket
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from http import HTTPStatus

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from monitor.fetching.errand import Errand
from monitor.fetching.headers import (
    explain_status,
    fresh_for,
    legible,
    read_retry_after,
    received,
    sendable,
)
from monitor.fetching.robots import LONGEST, Robots
from monitor.fetching.rounds import Round, Silent
from monitor.fetching.unpack import ACCEPTED, Unpacker
from monitor.guard import Refused, Unusable, check_addresses
from monitor.lookup import LookUp, look_up
from monitor.request import Fetched, Policy, Request

__all__ = ["Fetched", "Policy", "Request", "fetch_each"]

REDIRECTS = frozenset({301, 302, 303, 307, 308})
#: Bytes of one header; what some publishers say of their scripts is long.
LONGEST_HEADER = 32_768


def fetch_each(
    requests: Iterable[Request],
    *,
    policy: Policy,
    robots: Robots | None = None,
    look_up: LookUp = look_up,
) -> Iterator[tuple[Request, Fetched]]:
    """Fetch many sources, each given as soon as it is there; a failing one fails alone.

    While the caller works on an answer nothing else is begun, and whoever stops asking for
    more ends what is under way. Rules in `robots` are kept from one round to the next.
    """
    # Looking up a dead name holds a thread for many seconds; nobody shall wait for it.
    threads = ThreadPoolExecutor(policy.at_once, "lookup")
    resolver = GuardedResolver(policy.allow_hosts, threads, look_up)
    with asyncio.Runner(loop_factory=StandingLoop) as runner, ExitStack() as at_end:
        at_end.callback(threads.shutdown, wait=False, cancel_futures=True)
        session = runner.run(open_session(policy, resolver))
        at_end.callback(lambda: runner.run(session.close()))
        under_way = Round(
            requests, partial(ask, session, policy), policy, robots or Robots(), time.monotonic
        )
        at_end.callback(lambda: runner.run(under_way.stop()))
        while answers := runner.run(under_way.answers()):
            answers.reverse()
            while answers:
                yield answers.pop()


class StandingLoop(asyncio.SelectorEventLoop):
    """A loop whose clock stands still while nobody runs it.

    Else a caller who works long between two answers would make servers late who are not.
    """

    _stood = _stopped_at = 0.0

    def time(self) -> float:
        """The seconds for which it has run."""
        return super().time() - self._stood

    def run_forever(self) -> None:
        """Run until it is stopped."""
        self._stood += self.time() - self._stopped_at
        try:
            super().run_forever()
        finally:
            self._stopped_at = self.time()


async def open_session(policy: Policy, resolver: AbstractResolver) -> aiohttp.ClientSession:
    """Open a session that connects to checked addresses and keeps nothing between requests."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(
            resolver=resolver, use_dns_cache=False, limit=0, force_close=True
        ),
        headers={
            "User-Agent": f"{policy.service} (+{policy.contact})",
            "Accept-Encoding": ACCEPTED,
        },
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,  # it is unpacked here, up to a limit
        timeout=aiohttp.ClientTimeout(total=None),  # `ask` limits the whole of it
        max_line_size=LONGEST_HEADER,
        max_field_size=LONGEST_HEADER,
    )


class GuardedResolver(AbstractResolver):
    """Looks names up, and hands out only addresses that the guard has checked."""

    def __init__(
        self, allow_hosts: frozenset[str], threads: ThreadPoolExecutor, look_up: LookUp
    ) -> None:
        self._allow_hosts = allow_hosts
        self._threads = threads
        self._look_up = look_up

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Find the addresses of a host; aiohttp connects to these and looks up no more."""
        loop = asyncio.get_running_loop()
        try:
            found = await loop.run_in_executor(self._threads, self._look_up, host)
        except UnicodeError as error:
            raise OSError("no name of a host") from error
        check_addresses(host, port, found, self._allow_hosts)
        return [numeric(host, address, port) for address in found]

    async def close(self) -> None:
        """Nothing is held: the threads belong to whoever gave them."""


def numeric(host: str, address: str, port: int) -> ResolveResult:
    """A checked address, in aiohttp's words."""
    return ResolveResult(
        hostname=host,
        host=address,
        port=port,
        family=socket.AF_INET6 if ":" in address else socket.AF_INET,
        proto=socket.IPPROTO_TCP,
        flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
    )


async def ask(session: aiohttp.ClientSession, policy: Policy, errand: Errand) -> Fetched | None:
    """Ask an address once: what it answers; None when it leads the errand on to another.

    Raises:
        Silent: its host could not be found or reached, or took too long.
    """
    try:
        async with (
            asyncio.timeout(policy.seconds),
            session.get(
                URL(errand.at), headers=errand.headers(), allow_redirects=False
            ) as response,
        ):
            if response.status in REDIRECTS and "Location" in response.headers:
                location = response.headers["Location"]
                errand.follow(location, response.status, policy.max_redirects)
                return None
            return await read(errand, response, policy)
    except Exception as error:  # a source fails alone, whatever its server did
        sentence = explain(error, errand.host, policy)
        if is_silence(error):
            raise Silent(sentence) from error
        return Fetched(errand.request.url, error=sentence, final_url=errand.at)


async def read(errand: Errand, response: aiohttp.ClientResponse, policy: Policy) -> Fetched:
    """Read an answer; a 304 may keep its validators to itself."""
    request, head, status = errand.request, response.headers, response.status
    not_modified = status == HTTPStatus.NOT_MODIFIED and bool(
        request.etag or request.last_modified
    )
    error = "" if not_modified else explain_status(status, errand.host)
    kept = request if not_modified else Request("")
    pairs = received(head.items())
    return Fetched(
        request.url,
        status=status,
        body=b"" if error or not_modified else await read_body(errand, response, policy),
        content_type=legible(head.get("Content-Type", "")),
        etag=sendable(head.get("ETag", kept.etag)),
        last_modified=sendable(head.get("Last-Modified", kept.last_modified)),
        retry_after=read_retry_after(head.get("Retry-After", "")),
        not_modified=not_modified,
        error=error,
        final_url=str(response.url),
        headers=pairs,
        fresh_for=fresh_for(pairs),
        moved_to="" if error else errand.moved_to,
    )


async def read_body(errand: Errand, response: aiohttp.ClientResponse, policy: Policy) -> bytes:
    """Read and unpack a body up to its limits; what is longer is cut in a robots.txt alone.

    Raises:
        Unusable: it is too big, broken off, or packed in a way that nobody asked for.
    """
    cut = bool(errand.rules_of)
    most_sent, most = (LONGEST, LONGEST) if cut else (policy.max_sent, policy.max_unpacked)
    unpacker = Unpacker(", ".join(response.headers.getall("Content-Encoding", [])))
    sent = unpacked = 0
    parts = []
    async for chunk in response.content.iter_any():
        sent += len(chunk)
        parts.append(unpacker.feed(chunk, most - unpacked + 1))
        unpacked += len(parts[-1])
        if sent > most_sent or unpacked > most:
            if cut:
                return b"".join(parts)
            limits = f"{most_sent:,} bytes sent or {most:,} unpacked"
            raise Unusable(f"the answer is bigger than {limits}; is this the right address?")
    unpacker.finish()
    return b"".join(parts)


#: What each failure means to whoever looks after the sources; the first that fits is said.
SENTENCES: dict[type[Exception], str] = {
    TimeoutError: "{host} took longer than {seconds:g} s; its next turn may go better",
    aiohttp.ClientConnectorDNSError: "the host {host} does not exist or DNS does not answer; "
    "check the address of this source",
    aiohttp.ClientConnectorCertificateError: "the certificate of {host} is not valid "
    "({reason}); tell its publisher",
    aiohttp.ClientSSLError: "{host} offers no secure connection that is safe today; "
    "tell its publisher",
    aiohttp.ClientConnectorError: "{host} takes no connection; it is down or the port is wrong",
    aiohttp.ClientResponseError: "{host} sent headers that no server may send, or no end of "
    "them; its next turn may go better",
    aiohttp.ClientError: "{host} broke off or garbled its answer; its next turn may go better",
}


def explain(error: Exception, host: str, policy: Policy) -> str:
    """Say in a sentence why there is no answer, without the address: it may hold a secret."""
    cause = getattr(error, "os_error", error)
    if isinstance(cause, Refused | Unusable):
        return str(cause)
    reason = getattr(getattr(error, "certificate_error", None), "verify_message", "unknown")
    for kind, sentence in SENTENCES.items():
        if isinstance(error, kind):
            return sentence.format(host=host, seconds=policy.seconds, reason=reason)
    return f"{host} could not be read ({type(error).__name__}); report this as a fault of ours"


def is_silence(error: Exception) -> bool:
    """Whether a host gave no answer at all, so that its next request would fail alike."""
    if isinstance(getattr(error, "os_error", None), Refused):
        return False
    met = isinstance(error, aiohttp.ClientConnectorCertificateError)
    return isinstance(error, TimeoutError | aiohttp.ClientConnectorError) and not met
