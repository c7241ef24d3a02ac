"""The door to the network for reading: conditional, polite and guarded requests."""

import asyncio
import socket
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from http.client import responses

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from monitor.guard import Refused, Unpacker, Unusable, check_addresses, check_host, sendable

REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How sources are asked: who asks, how often, how much at most, and what is let in."""

    #: Where a publisher reaches whoever runs the service: a mail or web address.
    contact: str
    service: str = "mipex-monitor"
    #: Requests under way at one time, over all hosts.
    at_once: int = 16
    #: Seconds between the end of one request to a host and the start of its next.
    pause: float = 1.0
    #: Seconds for one answer, from looking the name up to the last byte.
    seconds: float = 30.0
    #: Bytes of a body, as sent and as unpacked.
    max_sent: int = 10_000_000
    max_unpacked: int = 30_000_000
    max_redirects: int = 5
    #: Hosts ("name" or "name:port") that may be asked though their address is private.
    allow_hosts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Request:
    """A source's address, and what its server said last time to tell new from known."""

    url: str
    etag: str = ""
    last_modified: str = ""
    #: A page for people: robots.txt is asked first whether a program may come too.
    page: bool = False
    #: Further headers, pairs of a name and a value; they may hold a secret.
    headers: tuple[tuple[str, str], ...] = ()
    #: Whose request this is, for whoever gets the answer.
    source: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a source answered, or in `error` why it did not and what to do about it."""

    url: str
    status: int = 0
    body: bytes = b""
    content_type: str = ""
    etag: str = ""
    last_modified: str = ""
    #: When, or after how long, the server wants to be asked again.
    retry_after: datetime | timedelta | None = None
    not_modified: bool = False
    error: str = ""
    final_url: str = ""
    #: The headers of the answer as received; none of them sets a cookie.
    headers: tuple[tuple[str, str], ...] = ()
    #: How long its server says that the answer stays as it is.
    fresh_for: timedelta | None = None
    #: Where permanent redirects, and no others, lead from the address; empty: nowhere.
    moved_to: str = ""
    #: Nothing was asked, since the host wants to be left in peace for a while.
    deferred: bool = False


def fetch_each(
    requests: Iterable[Request], *, policy: Policy
) -> Iterator[tuple[Request, Fetched]]:
    """Fetch many sources, each given as soon as it is there; a failing one fails alone."""
    asked = list(requests)
    yield from zip(asked, fetch_all(asked, policy=policy), strict=True)


def fetch_all(requests: Sequence[Request], *, policy: Policy) -> list[Fetched]:
    """Fetch many sources, in the order given; a failing one fails alone."""
    return asyncio.run(fetch_many(requests, policy))


async def fetch_many(requests: Sequence[Request], policy: Policy) -> list[Fetched]:
    """Fetch many sources on the running loop; see `fetch_all`."""
    # Looking up a dead name holds a thread for many seconds; nobody shall wait for it.
    threads = ThreadPoolExecutor(policy.at_once, "lookup")
    try:
        async with open_session(policy, threads) as session:
            door = Door(session, policy)
            return await asyncio.gather(*(door.fetch(request) for request in requests))
    finally:
        threads.shutdown(wait=False, cancel_futures=True)


def open_session(policy: Policy, threads: ThreadPoolExecutor) -> aiohttp.ClientSession:
    """Open a session that connects to checked addresses and keeps nothing between requests."""
    resolver = GuardedResolver(policy.allow_hosts, threads)
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(resolver=resolver, limit=0),
        headers={
            "User-Agent": f"{policy.service} (+{policy.contact})",
            "Accept-Encoding": "gzip, deflate",
        },
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,  # it is unpacked here, up to a limit
        timeout=aiohttp.ClientTimeout(total=None),  # the limit starts at a host's turn
    )


class Door:
    """An open session with its policy, and whose turn it is at each host."""

    def __init__(self, session: aiohttp.ClientSession, policy: Policy) -> None:
        self._session = session
        self._policy = policy
        self._slots = asyncio.Semaphore(policy.at_once)
        self._locks: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._free_at: dict[str, float] = {}

    async def fetch(self, request: Request) -> Fetched:
        """Fetch one source, hop by hop; whatever goes wrong is told in the result."""
        at, host = request.url, ""
        try:
            for _ in range(self._policy.max_redirects + 1):
                host = checked_host(URL(at), self._policy)
                answer = await self._visit(URL(at), host, request)
                if isinstance(answer, Fetched):
                    return answer
                at = str(answer)
            raise Unusable(f"{host} redirects in a circle or too often; check the address")
        except Exception as error:  # a source fails alone, whatever its server did
            return Fetched(request.url, error=explain(error, host, self._policy), final_url=at)

    async def _visit(self, url: URL, host: str, request: Request) -> URL | Fetched:
        """Ask one address: the answer, or the address that it points on to."""
        async with (
            self._turn(host),
            asyncio.timeout(self._policy.seconds),
            self._session.get(
                url, headers=validators(request), allow_redirects=False
            ) as response,
        ):
            if response.status in REDIRECTS and "Location" in response.headers:
                return response.url.join(URL(response.headers["Location"]))
            fetched = read_head(request, response)
            if fetched.error or fetched.not_modified:
                return fetched
            return replace(fetched, body=await read_body(response, self._policy))

    @asynccontextmanager
    async def _turn(self, host: str) -> AsyncIterator[None]:
        """Wait until nobody else asks this host and its pause is over."""
        clock = asyncio.get_running_loop().time
        async with self._locks[host]:
            await asyncio.sleep(self._free_at.get(host, 0.0) - clock())
            try:
                async with self._slots:
                    yield
            finally:
                self._free_at[host] = clock() + self._policy.pause


class GuardedResolver(AbstractResolver):
    """Looks names up, and hands out only addresses that the guard has checked."""

    def __init__(self, allow_hosts: frozenset[str], threads: ThreadPoolExecutor) -> None:
        self._allow_hosts = allow_hosts
        self._threads = threads

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Find the addresses of a host; aiohttp connects to these and looks up no more."""
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(self._threads, lookup, host, port)
        check_addresses(host, port, [result["host"] for result in found], self._allow_hosts)
        return found

    async def close(self) -> None:
        """Nothing is held: the threads belong to whoever gave them."""


def lookup(host: str, port: int) -> list[ResolveResult]:
    """Ask the system for the addresses of a host; blocks while DNS is asked."""
    return [
        ResolveResult(
            hostname=host,
            host=str(address[0]),
            port=port,
            family=family,
            proto=proto,
            flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
        )
        for family, _, proto, _, address in socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM
        )
    ]


def checked_host(url: URL, policy: Policy) -> str:
    """Give the host that an address names, once it has passed the guard.

    Raises:
        Refused: it is no web address, or names a forbidden one.
    """
    if url.scheme not in ("http", "https") or not url.raw_host or url.port is None:
        raise Refused("only http:// and https:// addresses are read; check it in sources.toml")
    check_host(url.raw_host, url.port, policy.allow_hosts)
    return url.raw_host


def validators(request: Request) -> dict[str, str]:
    """Make the headers that ask for an answer only if something changed."""
    headers = {"If-None-Match": request.etag, "If-Modified-Since": request.last_modified}
    return {name: value for name, value in headers.items() if value}


def read_head(request: Request, response: aiohttp.ClientResponse) -> Fetched:
    """Read what an answer says of itself; a 304 may keep its validators to itself."""
    headers, status = response.headers, response.status
    not_modified = status == HTTPStatus.NOT_MODIFIED and bool(validators(request))
    kept = request if not_modified else Request("")
    return Fetched(
        request.url,
        status=status,
        content_type=headers.get("Content-Type", ""),
        etag=sendable(headers.get("ETag", kept.etag)),
        last_modified=sendable(headers.get("Last-Modified", kept.last_modified)),
        retry_after=read_retry_after(headers.get("Retry-After", "")),
        not_modified=not_modified,
        error="" if not_modified else explain_status(status, response.url.raw_host or ""),
        final_url=str(response.url),
    )


def read_retry_after(text: str) -> datetime | timedelta | None:
    """Read a Retry-After header: seconds, or the date of a moment; None for anything else."""
    text = text.strip()
    if text.isascii() and text.isdigit() and len(text) < 10:
        return timedelta(seconds=int(text))
    try:
        moment = parsedate_to_datetime(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


async def read_body(response: aiohttp.ClientResponse, policy: Policy) -> bytes:
    """Read and unpack a body, and stop where it grows over a limit.

    Raises:
        Unusable: it is too big, broken off, or packed in a way that nobody asked for.
    """
    unpacker = Unpacker(response.headers.get("Content-Encoding", ""))
    sent, body = 0, bytearray()
    async for chunk in response.content.iter_any():
        sent += len(chunk)
        body += unpacker.feed(chunk, policy.max_unpacked - len(body) + 1)
        if sent > policy.max_sent or len(body) > policy.max_unpacked:
            limits = f"{policy.max_sent:,} bytes sent or {policy.max_unpacked:,} unpacked"
            raise Unusable(f"the answer is bigger than {limits}; is this the right address?")
    unpacker.finish()
    return bytes(body)


#: What each failure means to whoever looks after the sources.
SENTENCES: dict[type[Exception], str] = {
    TimeoutError: "{host} took longer than {seconds:g} s; its next turn may go better",
    aiohttp.ClientConnectorDNSError: "the host {host} does not exist or DNS does not answer; "
    "check the address in sources.toml",
    aiohttp.ClientSSLError: "the certificate of {host} is not valid; tell its publisher",
    aiohttp.ClientConnectorError: "{host} takes no connection; it is down or the port is wrong",
    ValueError: "this is not a web address; correct it in sources.toml",
    aiohttp.ClientError: "{host} broke off or garbled its answer; its next turn may go better",
}


def explain(error: Exception, host: str, policy: Policy) -> str:
    """Say in a sentence why there is no answer, without the address: it may hold a secret."""
    cause = getattr(error, "os_error", error)
    if isinstance(cause, Refused | Unusable):
        return str(cause)
    for kind, sentence in SENTENCES.items():
        if isinstance(error, kind):
            return sentence.format(host=host, seconds=policy.seconds)
    return f"{host} could not be read ({type(error).__name__}); report this as a fault of ours"


#: What to do about a status; any other of its hundred is like the hundred itself.
ADVICE = {
    400: "check the address in sources.toml",
    403: "it refuses programs; ask its publisher to let this service in",
    410: "the source is gone for good; look for another",
    429: "it is asked too often; wait as long as it says",
    500: "the fault is the server's and mostly passes",
}


def explain_status(status: int, host: str) -> str:
    """Say in a sentence what a status means; empty when it is an answer to be read."""
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return ""
    name = f"{status} {responses.get(status, '')}".strip()
    advice = ADVICE.get(status) or ADVICE.get(status // 100 * 100, ADVICE[500])
    return f"{host} answered {name}: {advice}"
