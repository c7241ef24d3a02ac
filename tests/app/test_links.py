"""Links in mails are opened by machines before a person opens them; none changes a thing."""

import inspect
import sqlite3

import pytest

from app import login
from newsletters.links import Links

#: What mail programs, proxies and browsers do with a link before anybody wants it.
VISITS = [
    (method, headers)
    for method in ("GET", "HEAD")
    for headers in ({}, {"Purpose": "prefetch", "Sec-Purpose": "prefetch;prerender"})
]
#: Links that open their page by themselves.
KEYED = {
    "confirm", "preferences", "unsubscribe", "question", "check_in", "report", "reply",
    "sign-in",
}  # fmt: skip
#: Codes that stand in a mail to be sent back, and lead nowhere.
NO_ADDRESS = {"answer_code", "check_in_code"}
#: By the kind of link, then for all: the parts of an address, each of something that exists.
OWN = {"report": {"report": "told"}, "reported": {"report": "told"}, "reply": {"person": "gus"}}


def kinds():
    """Every method that makes an address."""
    return [
        name
        for name, method in inspect.getmembers(Links, inspect.isfunction)
        if not name.startswith("_")
        and inspect.signature(method).return_annotation is str
        and name not in NO_ADDRESS
    ]


@pytest.fixture
def mailed(site):
    """One address of each kind that mails hold, and a sign-in link."""
    released = site.released("DEU")
    report = site.report("DEU")
    there = {
        "subscription": site.subscription(),
        "person": site.ada.id,
        "gus": site.gus.id,
        "report": report,
        "told": site.told(),
        "check_in": site.month("DEU"),
        "change": released,
        "code": "DEU",
        "permalink": site.bill("DEU", {"fa98": 100.0}),
    }
    found = {}
    for kind in kinds():
        link = getattr(site.links, kind)
        asked = [name for name in inspect.signature(link).parameters]
        found[kind] = link(*(there[OWN.get(kind, {}).get(name, name)] for name in asked))
    token = site.do(lambda s: login.issue(s, site.ada.id, site.now, "a browser"))
    return found | {"sign-in": f"{site.links.base_url}/sign-in/{token}"}


def kept(site):
    """Everything in the database, byte for byte."""
    with sqlite3.connect(site.service.engine.url.database) as database:
        said = "\n".join(database.iterdump())
    database.close()
    return said


def test_no_link_of_any_mail_changes_anything_when_it_is_only_opened(site, mailed):
    machine, staff = site.client(), site.client(site.bob)
    before = kept(site)
    answered = {
        kind: {machine.request(how, url, headers=said).status_code for how, said in VISITS}
        | {staff.get(url).status_code}
        for kind, url in mailed.items()
    }
    assert kept(site) == before
    assert {kind for kind in answered if max(answered[kind]) >= 500} == set()
    assert {kind for kind in KEYED if answered[kind] != {200}} == set()
