"""Every feed at hand, over a real socket: no crash, no lost entry, one line for a person."""

import io
import json
from dataclasses import replace

import feedparser
import pytest
from aiohttp import web
from servers import serving
from yarl import URL

from monitor.entry import Document, clean, plain
from monitor.fetch import Policy, Request, fetch_each
from monitor.source import Source
from monitor.sources import feed, harmless
from monitor.visits.asking import Asking, Remembered
from monitor.visits.found import read

pytestmark = pytest.mark.shared
POLICY = Policy(contact="desk@example.org", pause=0.0, allow_hosts=frozenset({"127.0.0.1"}))


@pytest.fixture(scope="module")
def files(shared):
    """Every feed file, with the content type that it was served with."""
    suites = shared / "feeds" / "suites"
    cases = map(json.loads, (suites / "cases.jsonl").read_text("utf-8").splitlines())
    served = {suites / case["file"]: type_of(case) for case in cases}
    real = shared / "feeds" / "real"
    lines = map(json.loads, (real / "feeds.jsonl").read_text("utf-8").splitlines())
    return served | {real / line["file"]: "application/xml" for line in lines}


def type_of(case):
    headers = {name.lower(): value for name, value in (case["http_headers"] or {}).items()}
    return headers.get("content-type", "")


@pytest.fixture(scope="module")
def fetched(files):
    """What the door brings of each, over a socket of this machine."""
    by_path = {f"/{n}": file for n, file in enumerate(files)}

    async def handler(request):
        file = by_path[request.path]
        kind = {"Content-Type": files[file]} if files[file] else {}
        return web.Response(body=file.read_bytes(), headers=kind)

    with serving({"/{n}": handler}) as port:
        requests = [Request(f"http://127.0.0.1:{port}{path}") for path in by_path]
        came = {by_path[URL(r.url).path]: f for r, f in fetch_each(requests, policy=POLICY)}
    assert len(came) == len(files) > 800
    return came


@pytest.fixture(scope="module")
def found(fetched):
    """What collecting makes of each answer."""
    source = Source("s", "feed", "Gazette", "http://127.0.0.1/")
    asked, known = Asking((source.url,)), Remembered()
    return {file: read(source, [f], asked, known, "") for file, f in fetched.items()}


def test_each_is_read_or_said_in_one_clear_line_to_be_wrong(found):
    for file, each in found.items():
        assert each.feed.held or each.problems, file.name
        for problem in each.problems:
            assert len(problem) > 20, file.name
            assert problem == " ".join(problem.split()), file.name
            assert "report this as our fault" not in problem, file.name


def test_feedparser_stays_the_reader_of_record(found):
    asked = agreed = 0
    for file, each in found.items():
        theirs = feedparser.parse(
            io.BytesIO(file.read_bytes()), resolve_relative_uris=False, sanitize_html=False
        )
        ours = each.feed.entries
        assert len(ours) >= len(theirs.entries), file.name
        if theirs.bozo or len(ours) != len(theirs.entries):
            continue
        for entry, item in zip(ours, theirs.entries, strict=True):
            for mine, said in ((entry.title, item.get("title")), (entry.id, item.get("id"))):
                if said:
                    asked += 1
                    agreed += mine in (clean(said), plain(said), plain(said, markup=True))
    assert asked > 1000
    assert agreed / asked > 0.99


def test_what_is_left_out_before_parsing_changes_nothing_that_is_read(fetched):
    compared = 0
    for file, answer in fetched.items():
        text = feed.decode(answer.body, answer.content_type)
        lean, whole = [attempt for attempt, _ in harmless.attempts(text)][:2]
        if lean == whole or (parsed := feed.feedparsed(lean))["bozo"]:
            continue
        compared += 1
        document = Document(answer.body, answer.content_type, answer.final_url)
        full = feed.understood(feed.feedparsed(whole), text, document)
        assert feed.understood(parsed, text, document) == replace(full, problems=()), file.name
    assert compared > 50
