"""When a source is asked, at which addresses, and how (pure)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256

from monitor.source import DATE, KEY, Source

#: A source that fails is asked ever later, but at least this often: it is never given up. No
#: server's wish is followed for longer.
SLOWEST = timedelta(days=1)
#: A server that says "nothing changed" is not believed for longer than this.
UNCONDITIONAL = timedelta(days=7)
#: Visits come earlier by up to this part of their distance, so that not all come at once.
JITTER = 0.1
#: How far back the addresses of past days are asked.
FARTHEST = timedelta(days=62)


@dataclass(frozen=True, slots=True)
class Remembered:
    """What the last visits to a source left."""

    #: When it was first taken to be asked.
    watched_since: datetime | None = None
    #: The address that the validators and the digest belong to.
    asked: str = ""
    etag: str = ""
    last_modified: str = ""
    #: SHA-256 of its last document, in hexadecimal, and how many entries that held.
    digest: str = ""
    held: int = 0
    parsed_at: datetime | None = None
    whole_at: datetime | None = None
    failures: int = 0
    error: str = ""
    #: Where a permanent redirect leads, and since when every visit agreed.
    moved_to: str = ""
    moved_since: datetime | None = None
    #: The address that is believed, and the one that it stands for.
    address: str = ""
    moved_from: str = ""


@dataclass(frozen=True, slots=True)
class Asking:
    """How a source is asked now: the address of today first, then those of days to catch up."""

    addresses: tuple[str, ...]
    etag: str = ""
    last_modified: str = ""
    #: The answer is wanted whole, and is read without leaving out what is known.
    whole: bool = False


def asking(source: Source, known: Remembered, now: datetime) -> Asking:
    """How a source is asked at an instant."""
    base = known.address if known.moved_from == source.url else source.url
    addresses = dated(base, known.parsed_at, now)
    if not base.startswith("http"):
        # What a mailbox tells new from known by is where we stand in it, no claim of its own.
        return Asking(addresses, known.etag if known.asked == addresses[0] else "")
    whole = turned(known.whole_at, now)
    if whole or known.asked != addresses[0] or stale(known.whole_at, now):
        return Asking(addresses, whole=whole)
    return Asking(addresses, known.etag, known.last_modified)


def stale(whole_at: datetime | None, now: datetime) -> bool:
    """Whether the last whole document is too old to believe that nothing changed since."""
    return whole_at is None or now - whole_at >= UNCONDITIONAL


def turned(since: datetime | None, now: datetime) -> bool:
    """Whether a month ended since: what is dated back into it is still to come in."""
    return since is not None and (since.year, since.month) != (now.year, now.month)


def dated(address: str, since: datetime | None, now: datetime) -> tuple[str, ...]:
    """The addresses of an address with places for a date, today's first.

    Days since the last good reading are caught up; at the turn of a month all of the last one.
    """
    if not is_dated(address):
        return (address,)
    first = since or now
    if turned(since, now):
        first = min(first, start_of_month(start_of_month(now) - timedelta(days=1)))
    days = range((now.date() - max(first, now - FARTHEST).date()).days + 1)
    said = (on_day(address, now.date() - timedelta(days=back)) for back in days)
    return tuple(dict.fromkeys(said))


def is_dated(address: str) -> bool:
    """Whether an address has places for a date."""
    return any(place in address for place in DATE)


def start_of_month(moment: datetime) -> datetime:
    """The first instant of a month in UTC."""
    return datetime.combine(moment.date().replace(day=1), time(), UTC)


def on_day(address: str, day: date) -> str:
    """An address with a date in its places."""
    said = (f"{day:%Y}", f"{day:%m}", f"{day:%d}")
    for place, number in zip(DATE, said, strict=True):
        address = address.replace(place, number)
    return address


def with_secret(text: str, source: Source, keys: Mapping[str, str]) -> str:
    """A text with the source's secret in its place."""
    return text.replace(KEY, keys[source.key]) if source.key else text


def wait(
    source: Source, failures: int, wish: datetime | timedelta | None, now: datetime
) -> timedelta:
    """How long until the next visit: its rhythm, slowed by failures or by its server's wish."""
    slowed = min(source.every * (1 << min(failures, 10)), max(source.every, SLOWEST))
    asked = wish - now if isinstance(wish, datetime) else wish
    early = slowed * (1 - JITTER * chance(source.id, now))
    return max(early, min(asked, SLOWEST)) if asked else early


def chance(id: str, now: datetime) -> float:
    """A number in [0, 1) that differs from source to source and from visit to visit."""
    drawn = sha256(f"{id} {now.isoformat()}".encode()).digest()
    return int.from_bytes(drawn[:4]) / (1 << 32)
