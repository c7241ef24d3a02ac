"""The door to the network, over real sockets on this machine."""

import asyncio
import gzip
import socket
import time
import zlib
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address
from itertools import pairwise

import pytest
from aiohttp import web
from hypothesis import example, given
from hypothesis import strategies as st

from monitor.fetch import Policy, Request, fetch_all, fetch_many, read_retry_after
from monitor.guard import (
    Refused,
    Unpacker,
    Unusable,
    check_addresses,
    check_host,
    refusal,
    sendable,
)

FEED = b"<rss version='2.0'><channel><title>Gazette</title></channel></rss>"
HERE = frozenset({"127.0.0.1", "localhost"})
POLICY = Policy(contact="desk@example.org", pause=0.0, seconds=5.0, allow_hosts=HERE)


def serve(routes, ask):
    """Serve handlers by path on a free port of 127.0.0.1, and ask while they are there."""

    async def run():
        app = web.Application()
        app.add_routes([web.get(path, handler) for path, handler in routes.items()])
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        try:
            site = web.TCPSite(runner, "127.0.0.1", 0)
            await site.start()
            return await ask(site._server.sockets[0].getsockname()[1])
        finally:
            await runner.cleanup()

    return asyncio.run(run())


def fetch(routes, path="/", policy=POLICY, **said):
    """What one request of one path brings."""

    async def ask(port):
        return await fetch_many([Request(f"http://127.0.0.1:{port}{path}", **said)], policy)

    return serve(routes, ask)[0]


def answers(*args, **kwargs):
    async def handler(request):
        return web.Response(*args, **kwargs)

    return handler


def answers_raw(raw):
    """A server that writes these bytes and hangs up."""

    async def handler(request):
        request.transport.write(raw)
        request.transport.close()
        return web.Response()

    return handler


def get(url, policy=POLICY):
    return fetch_all([Request(url)], policy=policy)[0]


# What is asked, and what is answered


def test_an_answer_is_kept_with_what_tells_it_from_the_next():
    headers = {"ETag": '"a"', "Last-Modified": "Sat, 21 Nov 2026 08:00:00 GMT"}
    got = fetch({"/": answers(body=FEED, headers=headers, content_type="text/xml")})
    assert (got.status, got.body, got.error) == (200, FEED, "")
    assert got.content_type == "text/xml"
    assert (got.etag, got.last_modified) == ('"a"', "Sat, 21 Nov 2026 08:00:00 GMT")
    assert got.final_url == got.url


def test_both_validators_are_sent_and_kept_when_nothing_changed():
    async def handler(request):
        assert request.headers["If-None-Match"] == '"a"'
        assert request.headers["If-Modified-Since"] == "then"
        return web.Response(status=304)

    got = fetch({"/": handler}, etag='"a"', last_modified="then")
    assert got.not_modified
    assert (got.error, got.body) == ("", b"")
    assert (got.etag, got.last_modified) == ('"a"', "then")


def test_a_304_that_nobody_asked_for_is_an_error():
    got = fetch({"/": answers(status=304)})
    assert not got.not_modified
    assert "304" in got.error


def test_whoever_asks_says_who_and_how_to_reach_them():
    async def handler(request):
        return web.Response(text=request.headers["User-Agent"])

    assert fetch({"/": handler}).body == b"mipex-monitor (+desk@example.org)"


def test_a_missing_page_is_an_error_that_names_its_status():
    got = fetch({})
    assert (got.status, got.body) == (404, b"")
    assert got.error == "127.0.0.1 answered 404 Not Found: check the address in sources.toml"


def test_a_status_that_nobody_defined_is_an_error_like_its_hundred():
    assert "599" in fetch({"/": answers(status=599)}).error


def test_a_server_that_is_asked_too_often_says_when_to_come_back():
    got = fetch({"/": answers(status=429, headers={"Retry-After": "120"})})
    assert got.retry_after == timedelta(minutes=2)
    assert "wait" in got.error


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", timedelta(0)),
        ("Sat, 21 Nov 2026 08:00:00 GMT", datetime(2026, 11, 21, 8, tzinfo=UTC)),
        ("Sat, 21 Nov 2026 08:00:00 -0000", datetime(2026, 11, 21, 8, tzinfo=UTC)),
        ("99999999999999999999", None),
        ("-5", None),
        ("²", None),
        ("soon", None),
        ("", None),
    ],
)
def test_retry_after_is_a_span_or_a_moment_or_nothing(text, value):
    assert read_retry_after(text) == value


def test_another_type_than_expected_is_for_the_reader_to_judge():
    got = fetch({"/": answers(body=b"\x89PNG", content_type="image/png")})
    assert (got.error, got.content_type, got.body) == ("", "image/png", b"\x89PNG")


# Redirects


def test_a_redirect_is_followed_and_the_last_address_is_told():
    async def away(request):
        raise web.HTTPMovedPermanently("/new?x=1")

    got = fetch({"/": away, "/new": answers(body=FEED)})
    assert got.body == FEED
    assert got.final_url == got.url + "new?x=1"


def test_a_circle_of_redirects_ends():
    async def again(request):
        raise web.HTTPFound("/")

    assert "circle" in fetch({"/": again}).error


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("http://127.0.0.2/", "loopback"),
        ("http://169.254.169.254/latest/meta-data", "link-local"),
        ("http://[::ffff:10.0.0.1]/", "private"),
        ("http://127.1/", "number"),
        ("http://2130706433/", "number"),
        ("http://0x7f.0.0.1/", "number"),
        ("file:///etc/passwd", "only http"),
        ("gopher://example.org/", "only http"),
        ("http://[nonsense/", "not a web address"),
    ],
)
def test_a_redirect_to_a_forbidden_address_is_refused(target, reason):
    got = fetch({"/": answers(status=302, headers={"Location": target})})
    assert reason in got.error
    assert got.body == b""


def test_a_redirect_to_a_name_that_leads_inside_is_refused():
    async def inside(request):
        raise web.HTTPFound(f"http://localhost:{request.url.port}/secret")

    policy = Policy(contact="x", allow_hosts=frozenset({"127.0.0.1"}))
    got = fetch({"/": inside, "/secret": answers(body=b"secret")}, policy=policy)
    assert "localhost leads to" in got.error
    assert got.body == b""


# Bodies that lie about themselves


def test_packed_bodies_are_unpacked():
    bare = zlib.compressobj(wbits=-15)
    packed = {
        "gzip": [
            gzip.compress(FEED, mtime=0),
            gzip.compress(FEED[:9], mtime=0) + gzip.compress(FEED[9:], mtime=0),
        ],
        "deflate": [zlib.compress(FEED), bare.compress(FEED) + bare.flush()],
        "identity": [FEED],
    }
    for encoding, bodies in packed.items():
        for body in bodies:
            assert (
                fetch({"/": answers(body=body, headers={"Content-Encoding": encoding})}).body
                == FEED
            )


@given(st.binary(max_size=2000), st.integers(1, 50), st.sampled_from(["gzip", "deflate"]))
def test_unpacking_does_not_depend_on_how_the_bytes_arrive(data, step, encoding):
    half = len(data) // 2
    members = gzip.compress(data[:half], mtime=0) + gzip.compress(data[half:], mtime=0)
    packed = members if encoding == "gzip" else zlib.compress(data)
    unpacker = Unpacker(encoding)
    pieces = [packed[at : at + step] for at in range(0, len(packed), step)]
    assert b"".join(unpacker.feed(piece, 1 << 20) for piece in pieces) == data
    unpacker.finish()


@given(st.binary(max_size=200), st.sampled_from(["", "gzip", "deflate"]))
def test_whatever_arrives_is_unpacked_or_unusable(data, encoding):
    unpacker = Unpacker(encoding)
    try:
        assert len(unpacker.feed(data, 50)) <= max(50, len(data) * (not encoding))
        unpacker.finish()
    except Unusable:
        assert encoding


@pytest.mark.parametrize(
    ("body", "encoding", "reason"),
    [
        (gzip.compress(FEED, mtime=0)[:-12], "gzip", "broke off"),
        (b"plain after all", "gzip", "cannot be unpacked"),
        (FEED, "br", "not asked for"),
    ],
)
def test_a_body_that_cannot_be_unpacked_is_an_error(body, encoding, reason):
    got = fetch({"/": answers(body=body, headers={"Content-Encoding": encoding})})
    assert reason in got.error


def test_a_bomb_is_stopped_before_it_unfolds():
    once = gzip.compress(bytes(50_000_000))
    policy = Policy(contact="x", max_unpacked=100_000, allow_hosts=HERE)
    headers = {"Content-Encoding": "gzip"}
    got = fetch({"/": answers(body=once, headers=headers)}, policy=policy)
    assert "bigger" in got.error
    assert len(Unpacker("gzip").feed(once, 100_001)) == 100_001


def test_an_endless_body_is_stopped():
    async def forever(request):
        response = web.StreamResponse()
        await response.prepare(request)
        try:
            while True:
                await response.write(bytes(10_000))
        except ConnectionError:
            return response

    policy = Policy(contact="x", max_sent=1_000_000, allow_hosts=HERE)
    assert "bigger" in fetch({"/": forever}, policy=policy).error


def test_a_body_that_breaks_off_is_an_error():
    raw = b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n<rss>"
    assert "broke off" in fetch({"/": answers_raw(raw)}).error


def test_an_answer_that_is_not_http_is_an_error():
    assert "garbled" in fetch({"/": answers_raw(b"SSH-2.0-OpenSSH_9.2\r\n")}).error


# Hosts


def test_a_port_where_nobody_listens_is_an_error():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert "takes no connection" in get(f"http://127.0.0.1:{port}/").error


def test_a_host_that_does_not_exist_is_an_error():
    got = get("http://nowhere.invalid/feed?token=secret")
    assert got.error == (
        "the host nowhere.invalid does not exist or DNS does not answer; "
        "check the address in sources.toml"
    )


@pytest.mark.parametrize(
    "url", ["", "feed", "ftp://example.org/", "http://", "http://[", f"http://{'a' * 64}.org/"]
)
def test_what_is_no_web_address_is_an_error(url):
    got = get(url)
    assert got.url == url
    assert "address" in got.error


def test_a_header_that_cannot_be_sent_is_an_error():
    assert fetch({"/": answers()}, etag="a\r\nHost: b").error


def test_an_error_does_not_repeat_the_secrets_of_an_address():
    assert "secret" not in fetch({}, "/feed?token=secret").error


def test_a_slow_host_delays_nobody_else():
    async def slow(request):
        await asyncio.sleep(10)

    async def ask(port):
        urls = [f"http://127.0.0.1:{port}/slow", f"http://localhost:{port}/quick"]
        started = time.monotonic()
        policy = Policy(contact="x", seconds=0.5, allow_hosts=HERE)
        got = await fetch_many([Request(url) for url in urls], policy)
        return got, time.monotonic() - started

    (late, quick), took = serve({"/slow": slow, "/quick": answers(body=FEED)}, ask)
    assert "took longer than 0.5 s" in late.error
    assert quick.body == FEED
    assert took < 2


def test_a_host_is_asked_one_at_a_time_with_a_pause_between():
    under_way, spans = 0, []

    async def handler(request):
        nonlocal under_way
        under_way += 1
        assert under_way == 1
        started = time.monotonic()
        await asyncio.sleep(0.05)
        under_way -= 1
        spans.append((started, time.monotonic()))
        return web.Response()

    async def ask(port):
        requests = [Request(f"http://127.0.0.1:{port}/?n={n}") for n in range(3)]
        return await fetch_many(
            requests, Policy(contact="x", pause=0.1, at_once=8, allow_hosts=HERE)
        )

    got = serve({"/": handler}, ask)
    assert [fetched.status for fetched in got] == [200, 200, 200]
    spans.sort()
    assert all(after[0] - before[1] >= 0.1 for before, after in pairwise(spans))


def test_no_more_hosts_are_asked_at_once_than_the_policy_says():
    under_way, most = 0, 0

    async def handler(request):
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0.05)
        under_way -= 1
        return web.Response()

    async def ask(port):
        hosts = ["localhost", "127.0.0.1"]
        requests = [Request(f"http://{host}:{port}/") for host in hosts]
        return await fetch_many(
            requests, Policy(contact="x", at_once=1, pause=0.0, allow_hosts=HERE)
        )

    assert len(serve({"/": handler}, ask)) == 2
    assert most == 1


# The guard


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
def test_private_addresses_are_refused_unless_allowed(host):
    got = get(f"http://{host}:9/", Policy(contact="x"))
    assert "not public (loopback)" in got.error


def test_an_allowed_host_may_be_allowed_at_one_port_only():
    async def ask(port):
        policy = Policy(contact="x", pause=0.0, allow_hosts=frozenset({f"localhost:{port}"}))
        urls = [f"http://localhost:{port}/", "http://localhost:9/"]
        return await fetch_many([Request(url) for url in urls], policy)

    allowed, other = serve({"/": answers(body=FEED)}, ask)
    assert allowed.body == FEED
    assert "not public" in other.error


PUBLIC_V4 = st.ip_addresses(v=4).filter(lambda ip: not refusal(ip))


@given(st.ip_addresses(v=4) | st.ip_addresses(v=6))
@example(ip_address("100.64.0.1"))
@example(ip_address("169.254.169.254"))
@example(ip_address("0.0.0.0"))
@example(ip_address("::"))
@example(ip_address("fd00:ec2::254"))
def test_no_address_passes_that_is_not_global(ip):
    if not refusal(ip):
        assert ip.is_global or carried(ip)
        assert not ip.is_multicast


def carried(ip):
    """Whether an IPv6 address stands for the IPv4 address in its last 32 bits."""
    return int(ip) >> 32 in (0, 0xFFFF, 0x0064_FF9B << 64)


@given(st.ip_addresses(v=4))
def test_an_address_in_disguise_is_judged_by_the_one_inside(ip):
    for prefix in (0xFFFF << 32, 0, 0x0064_FF9B << 96):
        disguised = IPv6Address(prefix | int(ip))
        if int(disguised) > 1:
            assert bool(refusal(disguised)) == bool(refusal(ip))


@pytest.mark.parametrize("ip", ["1.1.1.1", "2606:4700::1111", "64:ff9b::101:101"])
def test_addresses_of_the_public_internet_pass(ip):
    assert refusal(ip_address(ip)) == ""


@pytest.mark.parametrize(
    "ip", ["2002:7f00:1::", "2001:0:7f00:1::", "64:ff9b:1::7f00:1", "4000::"]
)
def test_tunnels_and_space_given_to_nobody_are_refused(ip):
    assert refusal(ip_address(ip))


@given(PUBLIC_V4)
def test_one_forbidden_address_among_good_ones_refuses_the_host(ip):
    check_addresses("example.org", 80, [str(ip)], ())
    with pytest.raises(Refused, match="private"):
        check_addresses("example.org", 80, [str(ip), "10.0.0.1"], ())


@given(st.integers(0, 2**32 - 1))
def test_no_spelling_of_a_number_passes_as_a_name(number):
    canonical = str(IPv4Address(number))
    octal = ".".join(f"0{int(part):o}" for part in canonical.split("."))
    for host in (str(number), hex(number), octal, canonical + "."):
        with pytest.raises(Refused):
            check_host(host, 80, ())


def test_a_name_is_left_to_the_lookup():
    check_host("example.org", 80, ())
    check_host("1.example.org", 80, ())


@pytest.mark.parametrize("broken", ["\udcff", "a\nb", "é"])
def test_a_validator_that_cannot_be_sent_again_is_as_good_as_none(broken):
    assert sendable(broken) == ""
    assert sendable('W/"abc"') == 'W/"abc"'
