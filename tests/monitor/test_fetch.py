"""The door to the network, over real sockets on this machine."""

import asyncio
import socket
import threading
import time
from datetime import timedelta
from itertools import pairwise

import pytest
from aiohttp import web
from servers import answers, leads, serving
from yarl import URL

from monitor.fetch import Policy, Request, fetch_each
from monitor.fetching.errand import Errand
from monitor.fetching.robots import Robots

FEED = b"<rss version='2.0'><channel><title>Gazette</title></channel></rss>"
NAMES = frozenset(f"{letter}.example" for letter in "abcdefgh")
HERE = frozenset({"127.0.0.1", "localhost"}) | NAMES


def policy(**said):
    return Policy(
        **{"contact": "desk@example.org", "pause": 0.0, "seconds": 5.0, "allow_hosts": HERE}
        | said
    )


def here(host):
    """Every name that the tests know leads to this machine, and no other name anywhere."""
    if host in HERE:
        return ["127.0.0.1"]
    raise OSError("no such name")


def asked(requests, look_up=here, robots=None, **said):
    """The answers to some requests, by their addresses."""
    got = fetch_each(requests, policy=policy(**said), robots=robots, look_up=look_up)
    return {request.url: fetched for request, fetched in got}


def fetch(routes, path="/", **said):
    """What one request of one path brings."""
    with serving(routes) as port:
        request = Request(f"http://127.0.0.1:{port}{path}", **said)
        return asked([request])[request.url]


def counted(handler, seen):
    """The handler, and in `seen` which addresses it was asked for."""

    async def counting(request):
        seen.append(str(request.url))
        return await handler(request)

    return counting


# What is asked, and what is answered


def test_an_answer_is_kept_with_what_tells_it_from_the_next():
    headers = {
        "ETag": '"a"',
        "Last-Modified": "Sat, 21 Nov 2026 08:00:00 GMT",
        "Cache-Control": "max-age=600",
        "Set-Cookie": "id=1",
    }
    got = fetch({"/": answers(body=FEED, headers=headers, content_type="text/xml")})
    assert (got.status, got.body, got.error) == (200, FEED, "")
    assert got.content_type == "text/xml"
    assert (got.etag, got.last_modified) == ('"a"', "Sat, 21 Nov 2026 08:00:00 GMT")
    assert got.final_url == got.url
    assert (got.moved_to, got.deferred) == ("", False)
    assert got.fresh_for == timedelta(minutes=10)
    assert ("Cache-Control", "max-age=600") in got.headers
    assert "Set-Cookie" not in dict(got.headers)


def test_both_validators_are_sent_and_kept_when_nothing_changed():
    async def handler(request):
        assert request.headers["If-None-Match"] == '"a"'
        assert request.headers["If-Modified-Since"] == "then"
        return web.Response(status=304)

    got = fetch({"/": handler}, etag='"a"', last_modified="then")
    assert got.not_modified
    assert (got.error, got.body) == ("", b"")
    assert (got.etag, got.last_modified) == ('"a"', "then")


def test_a_validator_that_cannot_be_sent_is_not():
    async def handler(request):
        return web.Response(text=str("If-None-Match" in request.headers))

    assert fetch({"/": handler}, etag="a\r\nHost: b").body == b"False"


def test_whoever_asks_says_who_and_how_to_reach_them():
    async def handler(request):
        return web.Response(text=request.headers["User-Agent"])

    assert fetch({"/": handler}).body == b"mipex-monitor (+desk@example.org)"


def test_a_missing_page_is_an_error_that_names_its_status():
    got = fetch({})
    assert (got.status, got.body) == (404, b"")
    assert got.error == "127.0.0.1 answered 404 Not Found: check the address of this source"


def test_an_answer_is_given_while_others_are_still_awaited():
    first_came = threading.Event()

    async def late(request):
        await asyncio.to_thread(first_came.wait)
        return web.Response(body=b"late")

    with serving({"/late": late, "/soon": answers(body=b"soon")}) as port:
        urls = [f"http://a.example:{port}/late", f"http://b.example:{port}/soon"]
        got = fetch_each([Request(url) for url in urls], policy=policy(), look_up=here)
        assert next(got)[1].body == b"soon"
        first_came.set()
        assert next(got)[1].body == b"late"
        assert next(got, None) is None


def test_nothing_to_ask_is_nothing_answered():
    assert asked([]) == {}


def test_a_slow_caller_stops_the_fetching():
    seen = []
    with serving({"/": counted(answers(body=FEED), seen)}) as port:
        urls = [f"http://{name}:{port}/" for name in sorted(NAMES)]
        got = fetch_each([Request(url) for url in urls], policy=policy(at_once=2), look_up=here)
        next(got)
        time.sleep(0.1)
        assert len(seen) <= 2
        assert len(list(got)) == len(urls) - 1


def test_a_slow_caller_makes_no_server_late():
    rested = threading.Event()

    async def slow(request):
        await asyncio.to_thread(rested.wait)
        return web.Response(body=b"slow")

    with serving({"/slow": slow, "/soon": answers()}) as port:
        urls = [f"http://a.example:{port}/slow", f"http://b.example:{port}/soon"]
        requests = [Request(url) for url in urls]
        got = fetch_each(requests, policy=policy(seconds=0.5), look_up=here)
        next(got)
        time.sleep(0.6)
        rested.set()
        assert next(got)[1].body == b"slow"


def test_whoever_wants_no_more_ends_what_is_under_way():
    ended = threading.Event()

    async def forever(request):
        try:
            await asyncio.sleep(60)
        finally:
            ended.set()

    with serving({"/forever": forever, "/soon": answers()}) as port:
        urls = [f"http://a.example:{port}/forever", f"http://b.example:{port}/soon"]
        got = fetch_each([Request(url) for url in urls], policy=policy(), look_up=here)
        next(got)
        got.close()
        assert ended.wait(2)


def test_a_list_that_breaks_off_breaks_the_round():
    def broken():
        yield Request("http://a.example/")
        raise LookupError

    with pytest.raises(LookupError):
        asked(broken())


# Redirects


def test_a_redirect_is_followed_and_the_last_address_is_told():
    got = fetch({"/": leads("/new?x=1"), "/new": answers(body=FEED)})
    assert got.body == FEED
    assert got.final_url == got.url + "new?x=1"
    assert got.moved_to == ""


@pytest.mark.parametrize(
    ("statuses", "moved"),
    [((301,), True), ((308, 301), True), ((301, 302), False), ((307, 301), False)],
)
def test_only_a_way_that_is_permanent_throughout_is_a_move(statuses, moved):
    routes = {f"/{n}": leads(f"/{n + 1}", status) for n, status in enumerate(statuses)}
    end = f"/{len(statuses)}"
    got = fetch(routes | {end: answers(body=FEED)}, "/0")
    assert got.body == FEED
    assert got.moved_to == (got.url.replace("/0", end) if moved else "")


def test_a_move_is_told_with_a_304_and_not_with_an_error():
    unchanged = {"/": leads("/new", 301), "/new": answers(status=304)}
    assert fetch(unchanged, etag='"a"').moved_to.endswith("/new")
    assert fetch({"/": leads("/gone", 301)}).moved_to == ""


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("http://127.0.0.2/", "loopback"),
        ("http://169.254.169.254/latest/meta-data", "link-local"),
        ("http://[::ffff:10.0.0.1]/", "private"),
        ("http://[64:ff9b::a00:1]/", "private"),
        ("http://127.1/", "number"),
        ("http://2130706433/", "number"),
        ("http://0x7f.0.0.1/", "number"),
        ("http://example.org:25/", "port 25"),
        ("file:///etc/passwd", "only http"),
        ("gopher://example.org/", "only http"),
        ("http://[nonsense/", "not a web address"),
    ],
)
def test_a_redirect_to_a_forbidden_address_is_refused(target, reason):
    got = fetch({"/": leads(target)})
    assert reason in got.error
    assert got.error.startswith("127.0.0.1 redirects to ")
    assert got.body == b""


def test_a_redirect_to_a_name_that_leads_inside_is_refused():
    routes = {"/": leads("http://b.example:{port}/secret"), "/secret": answers(body=b"secret")}
    with serving(routes) as port:
        url = f"http://a.example:{port}/"
        got = asked([Request(url)], allow_hosts=frozenset({"a.example"}))[url]
    assert "b.example leads to 127.0.0.1, which is not public" in got.error
    assert got.body == b""


def test_what_a_request_brings_along_is_told_to_its_own_host_alone():
    async def tells(request):
        return web.Response(text=request.headers.get("X-Key", "nothing"))

    routes = {
        "/near": leads("/tells"),
        "/far": leads("http://b.example:{port}/tells"),
        "/back": leads("http://b.example:{port}/near"),
        "/tells": tells,
    }
    with serving(routes) as port:
        at = f"http://a.example:{port}"
        brings = (("X-Key", "secret"),)
        got = asked([Request(at + path, headers=brings) for path in routes])
    assert [got[at + path].body for path in ("/tells", "/near", "/far", "/back")] == [
        b"secret",
        b"secret",
        b"nothing",
        b"nothing",
    ]


@pytest.mark.parametrize(
    ("at", "home"),
    [
        ("http://example.org/new", True),
        ("https://example.org/new", True),
        ("https://example.org:8443/", False),
        ("http://example.org:8080/", False),
        ("https://www.example.org/", False),
        ("https://example.org.evil.example/", False),
    ],
)
def test_a_secret_goes_along_to_the_same_server_and_to_its_safer_side(at, home):
    assert Errand(Request("http://example.org/old"), at, hops=1).is_at_home == home


def test_a_secret_never_goes_back_in_the_open():
    errand = Errand(Request("https://example.org/"), "http://example.org:443/", hops=1)
    assert not errand.is_at_home


# Hosts


def test_a_port_where_nobody_listens_is_an_error():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/"
        assert "takes no connection" in asked([Request(url)])[url].error


def test_a_host_that_does_not_exist_is_an_error():
    url = "http://nowhere.invalid/feed?token=secret"
    assert asked([Request(url)])[url].error == (
        "the host nowhere.invalid does not exist or DNS does not answer; "
        "check the address of this source"
    )


@pytest.mark.parametrize("url", ["", "feed", "ftp://example.org/", "http://", "http://["])
def test_what_is_no_web_address_is_an_error(url):
    assert "address" in asked([Request(url)])[url].error


def test_a_name_that_is_too_long_for_dns_does_not_exist():
    url = f"http://{'a' * 64}.example/"
    got = next(fetch_each([Request(url)], policy=policy()))
    assert "does not exist" in got[1].error


def test_a_dead_host_is_looked_up_once_and_its_other_requests_are_told_so():
    looked_up = []

    def look_up(host):
        looked_up.append(host)
        return here(host)

    urls = [f"http://nowhere.invalid/{n}" for n in range(3)]
    got = asked([Request(url) for url in urls], look_up=look_up)
    assert looked_up == ["nowhere.invalid"]
    assert "does not exist" in got[urls[0]].error
    assert all("did not answer before" in got[url].error for url in urls[1:])


def test_a_host_too_slow_once_is_not_waited_for_again_and_delays_nobody():
    seen = []

    async def slow(request):
        await asyncio.sleep(10)

    with serving({"/slow": counted(slow, seen), "/quick": answers(body=FEED)}) as port:
        urls = [f"http://a.example:{port}/slow?n={n}" for n in range(3)]
        urls.append(f"http://b.example:{port}/quick")
        got = asked([Request(url) for url in urls], seconds=0.3, at_once=2)
    assert "took longer than 0.3 s" in got[urls[0]].error
    assert "did not answer before" in got[urls[1]].error
    assert got[urls[3]].body == FEED
    assert len(seen) == 1


def test_another_port_of_a_dead_host_is_asked():
    with socket.socket() as free, serving({"/": answers(body=FEED)}) as port:
        free.bind(("127.0.0.1", 0))
        urls = [f"http://a.example:{p}/" for p in (free.getsockname()[1], port)]
        assert asked([Request(url) for url in urls])[urls[1]].body == FEED


def test_a_server_asked_too_often_is_left_in_peace_as_long_as_it_says():
    seen = []
    busy = answers(status=429, headers={"Retry-After": "120"})
    with serving({"/": counted(busy, seen)}) as port:
        urls = [f"http://a.example:{port}/?n={n}" for n in range(3)]
        got = list(asked([Request(url) for url in urls]).values())
    assert len(seen) == 1
    assert [fetched.retry_after for fetched in got] == [timedelta(minutes=2)] * 3
    assert [fetched.deferred for fetched in got] == [False, True, True]
    assert got[0].status == 429
    assert "wait" in got[0].error
    assert all("left in peace" in fetched.error for fetched in got[1:])


@pytest.mark.parametrize(("status", "retry"), [(429, "0"), (429, "soon"), (404, "120")])
def test_a_server_that_asks_for_no_peace_is_asked_on(status, retry):
    seen = []
    handler = answers(status=status, headers={"Retry-After": retry})
    with serving({"/": counted(handler, seen)}) as port:
        asked([Request(f"http://a.example:{port}/?n={n}") for n in range(3)])
    assert len(seen) == 3


class Visits:
    """A handler that takes its time, and when each host was asked."""

    def __init__(self, then):
        self.spans, self.then = {}, then

    async def visit(self, request):
        started = time.monotonic()
        await asyncio.sleep(0.02)
        response = await self.then(request)
        self.spans.setdefault(request.url.host, []).append((started, time.monotonic()))
        return response

    def pauses(self, host):
        return [after[0] - before[1] for before, after in pairwise(sorted(self.spans[host]))]


def test_a_host_is_asked_one_at_a_time_with_a_pause_between():
    visits = Visits(answers())
    with serving({"/": visits.visit}) as port:
        requests = [
            Request(f"http://{host}:{port}/?n={n}")
            for n in range(3)
            for host in ("a.example", "b.example")
        ]
        assert len(asked(requests, pause=0.1)) == 6
    for host in ("a.example", "b.example"):
        assert min(visits.pauses(host)) >= 0.1


def test_hosts_that_lead_to_each_other_wait_for_each_other_without_a_knot():
    async def crosses(request):
        if request.path == "/end":
            return web.Response(body=FEED)
        other = {"a.example": "b.example", "b.example": "a.example"}[request.url.host]
        raise web.HTTPFound(f"http://{other}:{request.url.port}/end")

    visits = Visits(crosses)
    with serving({"/": visits.visit, "/end": visits.visit}) as port:
        urls = [f"http://{host}.example:{port}/?n={n}" for n in range(2) for host in "ab"]
        got = asked([Request(url) for url in urls], pause=0.03, at_once=2)
    assert [fetched.body for fetched in got.values()] == [FEED] * 4
    assert min(visits.pauses("a.example") + visits.pauses("b.example")) >= 0.03


def test_no_more_is_asked_at_once_than_the_policy_says():
    under_way, most = 0, 0

    async def handler(request):
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0.02)
        under_way -= 1
        return web.Response()

    with serving({"/": handler}) as port:
        requests = [Request(f"http://{name}:{port}/") for name in sorted(NAMES)]
        assert len(asked(requests, at_once=3)) == len(NAMES)
    assert most == 3


def test_a_host_that_keeps_a_round_waiting_is_put_off_and_no_other():
    with serving({"/": answers(body=FEED)}) as port:
        urls = [f"http://a.example:{port}/?n={n}" for n in range(4)]
        urls.append(f"http://b.example:{port}/")
        got = asked([Request(url) for url in urls], pause=0.1, patience=0.15)
    assert [got[url].deferred for url in (urls[0], urls[3], urls[4])] == [False, True, False]
    assert "next round" in got[urls[3]].error


# Pages, which robots.txt may keep for people


def pages(*paths, port, **said):
    urls = [f"http://a.example:{port}{path}" for path in paths]
    got = asked([Request(url, page=True) for url in urls], **said)
    return [got[url] for url in urls]


def test_a_page_that_robots_txt_forbids_is_not_asked_for():
    seen = []
    routes = {
        "/robots.txt": answers(text="User-agent: *\nDisallow: /private"),
        "/private": counted(answers(), seen),
        "/laws": answers(body=b"laws"),
    }
    with serving(routes) as port:
        private, laws = pages("/private", "/laws", port=port)
    assert "the robots.txt of a.example forbids" in private.error
    assert (private.forbidden, laws.forbidden) == (True, False)
    assert laws.body == b"laws"
    assert seen == []


def test_a_feed_is_made_for_programs():
    routes = {
        "/robots.txt": answers(text="User-agent: *\nDisallow: /"),
        "/": answers(body=FEED),
    }
    assert fetch(routes).body == FEED


def test_robots_txt_is_asked_once_a_day():
    seen = []
    routes = {"/robots.txt": counted(answers(text=""), seen), "/laws": answers(body=b"laws")}
    with serving(routes) as port:
        robots = Robots()
        for _ in range(2):
            got = pages("/laws?n=1", "/laws?n=2", port=port, robots=robots)
            assert [page.body for page in got] == [b"laws"] * 2
    assert len(seen) == 1


def test_where_a_page_leads_the_rules_are_those_of_that_place():
    async def rules(request):
        nobody = "User-agent: *\nDisallow: /" if request.url.host == "b.example" else ""
        return web.Response(text=nobody)

    routes = {"/robots.txt": rules, "/laws": leads("http://b.example:{port}/laws")}
    with serving(routes) as port:
        assert "robots.txt of b.example" in pages("/laws", port=port)[0].error


def test_robots_txt_may_lead_elsewhere_itself():
    routes = {
        "/robots.txt": leads("http://b.example:{port}/rules"),
        "/rules": answers(text="User-agent: *\nDisallow: /"),
    }
    with serving(routes) as port:
        assert "robots.txt of a.example" in pages("/laws", port=port)[0].error


def test_an_endless_robots_txt_is_read_as_far_as_it_matters():
    text = "User-agent: *\nDisallow: /private\n" + "# nothing\n" * 60_000
    with serving({"/robots.txt": answers(text=text), "/laws": answers(body=b"laws")}) as port:
        private, laws = pages("/private", "/laws", port=port)
    assert "forbids" in private.error
    assert laws.body == b"laws"


def test_a_page_whose_rules_nobody_knows_is_left_alone_for_now():
    seen = []
    routes = {"/robots.txt": counted(answers(status=500), seen), "/laws": answers(body=b"laws")}
    with serving(routes) as port:
        got = pages("/laws", "/laws?n=2", port=port, robots=(robots := Robots()))
        assert len(seen) == 1
        assert pages("/laws", port=port, robots=robots)[0].error == got[0].error
    assert len(seen) == 2
    assert all("its robots.txt is not known: a.example answered 500" in p.error for p in got)
    assert not any(page.deferred or page.forbidden for page in got)


def test_a_page_whose_host_keeps_its_rules_back_waits_and_is_seen_to_fail():
    busy = answers(status=503, headers={"Retry-After": "60"})
    with serving({"/robots.txt": busy, "/laws": answers(body=b"laws")}) as port:
        got = pages("/laws", "/laws?n=2", port=port)
    assert [(p.deferred, p.retry_after) for p in got] == [(False, timedelta(minutes=1))] * 2


def test_robots_txt_may_make_the_pause_longer():
    visits = Visits(answers(body=b"laws"))
    routes = {
        "/robots.txt": answers(text="User-agent: *\nCrawl-delay: 0.1"),
        "/laws": visits.visit,
    }
    with serving(routes) as port:
        pages("/laws", "/laws?n=2", port=port)
    assert min(visits.pauses("a.example")) >= 0.1


# The guard


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
def test_private_addresses_are_refused_unless_allowed(host):
    url = f"http://{host}:8009/"
    got = asked([Request(url)], allow_hosts=frozenset())[url]
    assert "not public (loopback)" in got.error


def test_an_allowed_host_may_be_allowed_at_one_port_only():
    with serving({"/": answers(body=FEED)}) as port:
        allow = frozenset({f"a.example:{port}"})
        urls = [f"http://a.example:{port}/", "http://a.example:8009/"]
        got = asked(
            [Request(url) for url in urls], allow_hosts=allow, look_up=lambda _: ["127.0.0.1"]
        )
    assert got[urls[0]].body == FEED
    assert "not public" in got[urls[1]].error


def test_an_address_is_asked_as_it_was_written():
    async def tells(request):
        return web.Response(text=str(URL(request.raw_path)))

    got = fetch({"/a b": tells}, "/a%20b?q=caf%C3%A9&x=1+2")
    assert got.body == b"/a%20b?q=caf%C3%A9&x=1+2"
