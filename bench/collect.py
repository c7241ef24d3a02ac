"""What collecting costs: ours beside a bare download and the `reader` library.

    bench/collect.py [feeds] [many]

serves 1,000 distinct feeds of 30 entries from a process of its own, each on a host of its own
that is looked up to loopback, and lets each contender read them three times: for the first
time, when nothing changed, and when one feed in ten has a new entry. The bare download asks for
whole bodies each time, and a second one asks with validators. Ours is fetching, parsing, dates
and storing, with the guard, the pause per host and the archive as they are when it serves;
triage is apart. 10,000 feeds are for ours alone, to see that memory stays flat. Each contender
is a process of its own, and CPU seconds are its alone. It takes some ten minutes.

The last line is one JSON object: how many times less CPU ours takes than `reader` on a first
read, when nothing changed and when one in ten changed; its CPU when nothing changed as a
multiple of the bare download's; its peak memory with 10,000 feeds as a multiple of with 1,000.
"""

import asyncio
import json
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from urllib.request import urlopen

HERE = Path(__file__)
sys.path.insert(0, str(HERE.parents[1]))

FEEDS, MANY, ENTRIES = 1_000, 10_000, 30
PHASES = ("first", "unchanged", "changed")
#: Requests under way at once, for the bare download as for ours.
AT_ONCE = 64

WORDS = (
    "The Act on the residence of foreigners is amended: a permit for long-term residents is "
    "issued after five years of lawful stay, families are reunited within nine months, and "
    "whoever was refused may appeal to the administrative court within thirty days."
).split()
ITEM = """<item><title>Act {act} of {feed}: amending the rules on {topic}</title>
<link>https://gazette-{feed}.example/acts/{act}</link>
<guid isPermaLink="false">https://gazette-{feed}.example/?p={act}</guid>
<pubDate>{date}</pubDate><dc:creator><![CDATA[Office {feed}]]></dc:creator>
<category><![CDATA[{topic}]]></category><category><![CDATA[Acts]]></category>
<description><![CDATA[<p>{summary}</p>]]></description>
<content:encoded><![CDATA[{content}]]></content:encoded></item>
"""
FEED = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom">
<channel><title>Gazette {feed}</title><link>https://gazette-{feed}.example/</link>
<description>What {feed} published</description><language>en</language>
<lastBuildDate>{built}</lastBuildDate>
{items}</channel></rss>"""
NEWEST = datetime(2026, 11, 1, 12, tzinfo=UTC)


# ── The feeds and their server ───────────────────────────────────────────────────────────────


def host(feed: int) -> str:
    """The host of a feed."""
    return f"feed-{feed}.bench.test"


def is_changed(feed: int, phase: int) -> bool:
    """Whether a feed has something new in a phase."""
    return phase == PHASES.index("changed") and feed % 10 == 0


def body(feed: int, phase: int) -> bytes:
    """A feed as it stands in a phase."""
    newest = ENTRIES + is_changed(feed, phase)
    items = "".join(item(feed, act) for act in range(newest, newest - ENTRIES, -1))
    return FEED.format(feed=feed, built=stamp(newest), items=items).encode()


def item(feed: int, act: int) -> str:
    """An entry of a feed: some 3,700 bytes, the median of the feeds captured for tests."""
    words = WORDS[(feed + act) % 10 :]
    paragraph = f'<p>{" ".join(words)} See <a href="/acts/{act}">act <b>{act}</b></a>.</p>'
    return ITEM.format(
        act=act,
        feed=feed,
        topic=WORDS[(feed * 7 + act) % len(WORDS)],
        date=stamp(act),
        summary=" ".join(words[:25]),
        content=f"<div class='text'>{paragraph * 9}<ul><li>{words[0]}</li></ul></div>",
    )


def stamp(act: int) -> str:
    """The date of an act as feeds write it."""
    return f"{NEWEST + timedelta(hours=act):%a, %d %b %Y %H:%M:%S} GMT"


class Publisher(asyncio.Protocol):
    """Serves the feed that the Host header names; /phase/N changes what stands there."""

    phase = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Somebody asks."""
        self.transport = transport
        self.heard = b""

    def data_received(self, data: bytes) -> None:
        """A request, or a part of one."""
        self.heard += data
        while b"\r\n\r\n" in self.heard:
            head, _, self.heard = self.heard.partition(b"\r\n\r\n")
            self.transport.write(self.answer(head.decode("latin-1")))  # type: ignore[attr-defined]

    def answer(self, head: str) -> bytes:
        """The answer to a request."""
        request, *lines = head.split("\r\n")
        path = request.split(" ")[1]
        if path.startswith("/phase/"):
            Publisher.phase = int(path.rpartition("/")[2])
            return b"HTTP/1.1 204 No Content\r\n\r\n"
        said = {n.lower(): v for n, _, v in (line.partition(": ") for line in lines)}
        feed = int(said["host"].split(".")[0].removeprefix("feed-"))
        etag = f'"{feed}-{int(is_changed(feed, Publisher.phase))}"'
        if said.get("if-none-match") == etag:
            return f"HTTP/1.1 304 Not Modified\r\nETag: {etag}\r\n\r\n".encode()
        whole = body(feed, Publisher.phase)
        kind = "Content-Type: application/rss+xml; charset=utf-8"
        head = (
            f"HTTP/1.1 200 OK\r\n{kind}\r\nETag: {etag}\r\nContent-Length: {len(whole)}\r\n\r\n"
        )
        return head.encode() + whole


async def publish() -> None:
    """Serve until nobody wants it any more; the port is told on standard output."""
    server = await asyncio.get_running_loop().create_server(Publisher, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


# ── The contenders ───────────────────────────────────────────────────────────────────────────


def to_loopback() -> None:
    """Let every host of the bench be looked up to loopback, for whoever looks it up."""
    real = socket.getaddrinfo

    def look_up(name: object, *rest: object, **more: object) -> object:
        text = name.decode() if isinstance(name, bytes) else str(name)
        ours = text.endswith(".bench.test")
        return real("127.0.0.1" if ours else name, *rest, **more)  # type: ignore[arg-type]

    socket.getaddrinfo = look_up  # type: ignore[assignment]


def addresses(count: int, port: int) -> list[str]:
    """Where the feeds are."""
    return [f"http://{host(feed)}:{port}/feed" for feed in range(count)]


Read = Callable[[int], int]


def raw(urls: list[str], folder: Path, *, conditional: bool = False) -> Read:
    """A bare download by aiohttp, which ours stands on; it gives the bytes that came."""
    import aiohttp

    etags: dict[str, str] = {}

    async def one(session: aiohttp.ClientSession, slots: asyncio.Semaphore, url: str) -> int:
        headers = {"If-None-Match": etags[url]} if conditional and url in etags else {}
        async with slots, session.get(url, headers=headers) as response:
            etags[url] = response.headers.get("ETag", "")
            return len(await response.read())

    async def all_of_them() -> int:
        slots = asyncio.Semaphore(AT_ONCE)
        connector = aiohttp.TCPConnector(limit=0)
        async with aiohttp.ClientSession(connector=connector) as session:
            return sum(await asyncio.gather(*(one(session, slots, url) for url in urls)))

    return lambda phase: asyncio.run(all_of_them())


def ours(urls: list[str], folder: Path) -> Read:
    """Ours, as it collects when it serves; it gives how many entries were new."""
    from app import jobs
    from app.bootstrap import bootstrap
    from config.settings import Settings
    from monitor.collect import collect
    from monitor.source import Source

    nothing = folder / "sources.toml"
    nothing.write_text("")
    hosts = frozenset(host(feed) for feed in range(len(urls)))
    service = bootstrap(Settings(var=folder, sources=nothing, allow_hosts=hosts))
    seeds = {
        f"s{n}": Source(f"s{n}", "feed", f"Gazette {n}", url, language="en")
        for n, url in enumerate(urls)
    }
    means = jobs.means(service)

    def read(phase: int) -> int:
        visits = collect(means, seeds, NEWEST + timedelta(days=3, hours=phase * 8))
        wrong = [visit for visit in visits if visit.problems]
        assert len(visits) == len(urls), len(visits)
        assert not wrong, wrong[:3]
        return sum(visit.new for visit in visits)

    return read


def reader(urls: list[str], folder: Path) -> Read:
    """The `reader` library, as its guide says; it gives how many entries were new."""
    from reader import make_reader

    library = make_reader(str(folder / "reader.sqlite"))
    for url in urls:
        library.add_feed(url)

    def read(phase: int) -> int:
        before = library.get_entry_counts().total or 0
        library.update_feeds(scheduled=False)
        return (library.get_entry_counts().total or 0) - before

    return read


CONTENDERS: dict[str, Callable[[list[str], Path], Read]] = {
    "raw": raw,
    "raw, conditional": lambda urls, folder: raw(urls, folder, conditional=True),
    "ours": ours,
    "reader": reader,
}


def run(contender: str, count: int, port: int) -> None:
    """Let a contender read three times, and print what it took."""
    to_loopback()
    with TemporaryDirectory() as folder:
        read = CONTENDERS[contender](addresses(count, port), Path(folder))
        took: dict[str, object] = {}
        for number, phase in enumerate(PHASES):
            urlopen(f"http://127.0.0.1:{port}/phase/{number}").close()
            cpu, wall = process_time(), perf_counter()
            gave = read(number)
            took[phase] = {
                "cpu": process_time() - cpu,
                "wall": perf_counter() - wall,
                "gave": gave,
            }
        took["rss"] = getrusage(RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps(took))


# ── The race ─────────────────────────────────────────────────────────────────────────────────


@contextmanager
def published() -> Iterator[int]:
    """The server, in a process of its own; its port."""
    command = [sys.executable, str(HERE), "--publish"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        try:
            yield int(server.stdout.readline())
        finally:
            server.kill()


def measured(contender: str, count: int, port: int) -> dict[str, object]:
    """What a contender took, in a process of its own."""
    command = [sys.executable, str(HERE), "--run", contender, str(count), str(port)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    took: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    tell(contender, count, took)
    return took


def tell(contender: str, count: int, took: dict[str, object]) -> None:
    """Print what a contender took, for people."""
    print(f"{contender}, {count:,} feeds; peak memory {took['rss'] / 1e6:.0f} MB")  # type: ignore[operator]
    for phase in PHASES:
        of = took[phase]
        print(
            f"  {phase:10} CPU {of['cpu']:7.2f} s  wall {of['wall']:7.2f} s  "  # type: ignore[index]
            f"gave {of['gave']:,}"  # type: ignore[index]
        )


def main(count: int, many: int) -> None:
    """Let the contenders read in turn, and print the ratios."""
    with published() as port:
        took = {name: measured(name, count, port) for name in CONTENDERS}
        large = measured("ours", many, port)

    def cpu(name: str, phase: str) -> float:
        return float(took[name][phase]["cpu"])  # type: ignore[index]

    figures = {
        f"{phase}_vs_reader": cpu("reader", phase) / cpu("ours", phase) for phase in PHASES
    }
    figures["unchanged_over_raw"] = cpu("ours", "unchanged") / cpu("raw", "unchanged")
    figures["rss_10k_over_1k"] = large["rss"] / took["ours"]["rss"]  # type: ignore[operator]
    conditional = cpu("ours", "unchanged") / cpu("raw, conditional", "unchanged")
    print(f"unchanged over a bare download with validators: {conditional:.2f}")
    print(json.dumps({name: round(value, 2) for name, value in figures.items()}))


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--publish"]:
            asyncio.run(publish())
        case ["--run", name, count, port]:
            run(name, int(count), int(port))
        case numbers:
            main(*(int(n) for n in numbers), *(FEEDS, MANY)[len(numbers) :])
