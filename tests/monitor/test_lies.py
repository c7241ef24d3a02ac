"""Servers that lie: each ends in one clear line for a person, and harms nobody else."""

import asyncio
import gzip
import socket
import ssl
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import brotli
import pytest
from aiohttp import web
from backports import zstd
from servers import answers, leads, serving, writes

from monitor.entry import Document
from monitor.fetch import GuardedResolver, Policy, Request, fetch_each
from monitor.guard import Refused
from monitor.sources import KINDS

ITEM = "<item><title>Arrêté n° 1</title><link>https://example.org/1</link></item>"
FEED = f"<rss version='2.0'><channel><title>Journal</title>{ITEM}</channel></rss>"
WHERE = "/private-path?token=s3cret"
CERTIFICATE = Path(__file__).parents[1] / "data" / "tls" / "self-signed.pem"
POLICY = Policy(
    contact="desk@example.org",
    pause=0.0,
    seconds=3.0,
    max_sent=300_000,
    max_unpacked=400_000,
    allow_hosts=frozenset({"127.0.0.1", "rebinds.example"}),
)


def fetch(handler, scheme="http", tls=None, policy=POLICY):
    """What one request brings."""
    with serving({"/private-path": handler}, tls) as port:
        request = Request(f"{scheme}://127.0.0.1:{port}{WHERE}")
        return next(fetch_each([request], policy=policy))[1]


def read(fetched):
    """The titles that the source's kind reads."""
    document = Document(fetched.body, fetched.content_type, "https://example.org/", "fr")
    return [entry.title for entry in KINDS["feed"].read(document).entries]


def packed(body, encoding):
    return answers(body=body, headers={"Content-Encoding": encoding})


def endless(piece, head=b"HTTP/1.1 200 OK\r\n"):
    """A server that never stops, until nobody listens."""

    async def handler(request):
        request.transport.write(head)
        while not request.transport.is_closing():
            request.transport.write(piece)
            await asyncio.sleep(0)
        return web.Response()

    return handler


async def drips(request):
    response = web.StreamResponse()
    await response.prepare(request)
    while True:
        await response.write(b"x")
        await asyncio.sleep(0.01)


LONG, ZEROS = b"a" * 10_000, bytes(3_000_000)
LIES = {
    "truncated gzip": (packed(gzip.compress(FEED.encode())[:-12], "gzip"), "broke off"),
    "truncated br": (packed(brotli.compress(FEED.encode())[:-6], "br"), "broke off"),
    "truncated zstd": (packed(zstd.compress(FEED.encode())[:-6], "zstd"), "broke off"),
    "gzip that is none": (packed(FEED.encode(), "gzip"), "cannot be unpacked as gzip"),
    "packed twice": (packed(b"x", "gzip, gzip"), "packed more than once"),
    "packed strangely": (packed(b"x", "compress"), "not asked for"),
    "a gzip bomb": (packed(gzip.compress(ZEROS), "gzip"), "bigger than"),
    "a br bomb": (packed(brotli.compress(ZEROS, quality=3), "br"), "bigger than"),
    "a zstd bomb": (packed(zstd.compress(ZEROS), "zstd"), "bigger than"),
    "an endless body": (endless(LONG, b"HTTP/1.1 200 OK\r\n\r\n"), "bigger than"),
    "endless chunks": (
        endless(
            b"9\r\nnine more\r\n" * 99, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        ),
        "bigger than",
    ),
    "endless headers": (endless(b"X-Header: x\r\n"), "no end of them"),
    "an endless header": (endless(LONG, b"HTTP/1.1 200 OK\r\nX-Header: "), "no end of them"),
    "an endless first line": (endless(LONG, b"HTTP/1.1 200 "), "no end of them"),
    "a body cut short": (
        writes(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n<rss>"),
        "broke off",
    ),
    "chunks cut short": (
        writes(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<rss>\r\n"),
        "broke off",
    ),
    "no answer": (writes(b""), "broke off"),
    "another protocol": (writes(b"SSH-2.0-OpenSSH_9.2\r\n"), "no server may send"),
    "two lengths": (
        writes(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx"),
        "no server may send",
    ),
    "half a document": (answers(status=206, body=b"<rss>"), "only a part came"),
    "a circle": (leads(WHERE), "redirects in a circle"),
    "a way inside": (leads("http://127.0.0.2:{port}" + WHERE), "127.0.0.2"),
    "a way to a file": (leads("file:///private-path"), "only http://"),
    "a way nowhere": (leads("http://[private-path/"), "redirects to what is not a web address"),
    "a way without an end": (answers(status=302), "answered 302"),
    "304 for ever": (answers(status=304), "304 Not Modified to a question for all"),
    "429": (answers(status=429, headers={"Retry-After": "120"}), "asked too often"),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_is_one_clear_line_that_tells_no_secret(lie):
    handler, says = LIES[lie]
    got = fetch(handler)
    assert says in got.error
    assert "127.0.0.1" in got.error or "answer" in got.error
    assert got.body == b""
    assert "\n" not in got.error
    assert len(got.error) < 250
    assert not any(word in got.error for word in ("private-path", "s3cret", "token"))


def test_a_body_that_drips_ends_with_its_time():
    policy = Policy(contact="x", seconds=0.3, allow_hosts=POLICY.allow_hosts)
    assert fetch(drips, policy=policy).error == (
        "127.0.0.1 took longer than 0.3 s; its next turn may go better"
    )


@pytest.mark.parametrize("type", ["image/png", "text/html", "nonsense", ""])
def test_a_wrong_type_loses_no_entry(type):
    got = fetch(answers(body=FEED.encode(), headers={"Content-Type": type}))
    assert (got.error, got.content_type) == ("", type)
    assert read(got) == ["Arrêté n° 1"]


@pytest.mark.parametrize(
    ("written", "said"), [("utf-8", "latin-1"), ("latin-1", "utf-8"), ("utf-8", "klingon")]
)
def test_a_wrong_charset_loses_no_entry(written, said):
    said = {"Content-Type": f"application/rss+xml; charset={said}"}
    got = fetch(answers(body=FEED.encode(written), headers=said))
    assert got.error == ""
    assert len(read(got)) == 1


def test_headers_in_no_known_encoding_can_be_written_down():
    raw = b"HTTP/1.1 200 OK\r\nX-Place: M\xfcnchen\r\nContent-Length: 0\r\n\r\n"
    got = fetch(writes(raw))
    assert got.error == ""
    assert dict(got.headers)["X-Place"].encode().startswith(b"M")


def test_a_certificate_that_nobody_signed_is_an_error():
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(CERTIFICATE)
    got = fetch(answers(body=b"secret"), "https", tls)
    assert got.error.startswith("the certificate of 127.0.0.1 is not valid (self")
    assert got.body == b""


def test_a_server_without_tls_is_an_error():
    got = fetch(answers(body=b"x"), "https")
    assert got.error == (
        "127.0.0.1 offers no secure connection that is safe today; tell its publisher"
    )


def test_a_key_that_cannot_be_sent_is_an_error_that_keeps_it():
    key = (("X-Key", "s3cret\r\nHost: b"),)
    request = Request("http://127.0.0.1:8009/", headers=key)
    got = next(fetch_each([request], policy=POLICY))[1]
    assert got.error == "a header for 127.0.0.1 cannot be sent; check its key in the settings"


class Rebinding:
    """A name that leads to one address when it is checked, and to another after that."""

    def __init__(self, *addresses):
        self.addresses, self.asked = list(addresses), 0

    def __call__(self, host):
        self.asked += 1
        return [self.addresses[min(self.asked, len(self.addresses)) - 1]]


def test_a_connection_goes_to_the_address_that_was_checked():
    """Were the name looked up again to connect, it would lead where nobody listens."""
    rebinding = Rebinding("127.0.0.1", "127.0.0.2")
    with serving({"/": answers(body=b"the checked one")}) as port:
        request = Request(f"http://rebinds.example:{port}/")
        got = next(fetch_each([request], policy=POLICY, look_up=rebinding))[1]
    assert got.body == b"the checked one"
    assert rebinding.asked == 1


def test_a_name_that_leads_home_at_its_second_look_up_is_refused_then():
    rebinding = Rebinding("93.184.215.14", "127.0.0.1")

    async def twice():
        resolver = GuardedResolver(frozenset(), threads, rebinding)
        first = await resolver.resolve("rebinds.example", 80)
        assert [found["host"] for found in first] == ["93.184.215.14"]
        assert all(found["flags"] & socket.AI_NUMERICHOST for found in first)
        with pytest.raises(Refused, match=r"leads to 127\.0\.0\.1"):
            await resolver.resolve("rebinds.example", 80)

    with ThreadPoolExecutor(1) as threads:
        asyncio.run(twice())


def test_a_host_that_leads_home_among_others_is_refused():
    got = next(
        fetch_each(
            [Request(f"http://example.org{WHERE}")],
            policy=POLICY,
            look_up=lambda _: ["93.184.215.14", "127.0.0.1"],
        )
    )[1]
    assert "example.org leads to 127.0.0.1, which is not public (loopback)" in got.error
    assert "s3cret" not in got.error
