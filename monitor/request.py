"""What is asked of a source's server, what it answered, and how politely (pure)."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How sources are asked: who asks, how often, how much at most, and what is let in."""

    #: Where a publisher reaches whoever runs the service: a mail or web address.
    contact: str
    service: str = "mipex-monitor"
    #: Requests under way at one time, over all hosts.
    at_once: int = 64
    #: Seconds between the end of one request to a host and the start of its next.
    pause: float = 1.0
    #: Seconds for one answer, from looking the name up to the last byte.
    seconds: float = 30.0
    #: Seconds that one host may keep a round waiting; what is left of it is deferred.
    patience: float = 240.0
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
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
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
    #: The rules of its robots.txt keep programs out.
    forbidden: bool = False
    #: Nothing was asked, since the host wants to be left in peace for a while.
    deferred: bool = False
