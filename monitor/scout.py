"""The feed of a page, found by asking: the page, then where its feed may be."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from types import MappingProxyType
from typing import Any

from monitor import places
from monitor.collect import Door
from monitor.discover import Candidate, How, candidates, declared_language, rhythm
from monitor.entry import Document, Feed
from monitor.language import language
from monitor.request import Fetched, Request
from monitor.sources import KINDS

#: How the posts of a WordPress are read.
POSTS: Mapping[str, str] = MappingProxyType(
    {
        "items": "[]",
        "id": "id",
        "title": "title.rendered",
        "link": "link",
        "date": "{date_gmt}Z",
        "summary": "excerpt.rendered",
    }
)


@dataclass(frozen=True, slots=True)
class Tried:
    """An address that was asked, and what is read there."""

    candidate: Candidate
    fetched: Fetched
    feed: Feed

    @property
    def kind(self) -> str:
        """The kind of source that it would be."""
        return "json" if self.candidate.how is How.WORDPRESS else "feed"

    @property
    def problem(self) -> str:
        """Why it is no feed, or what is wrong with it; empty where all is well."""
        return self.fetched.error or "; ".join(self.feed.problems)


def scout(door: Door, address: str) -> list[Tried]:
    """Ask an address, then where the feed of its page may be; the best of all comes first.

    It stops at the first way of finding one that finds one.
    """
    tried = list(ask(door, [Candidate(address, How.GIVEN)]))
    given = tried[0]
    if given.feed.format or given.fetched.error:
        return tried
    page = given.fetched
    found = candidates(page.body, page.final_url or address, page.content_type)
    for _, group in groupby(found, key=lambda one: max(one.how, How.LINKED)):
        answers = list(ask(door, list(group)))
        tried = sorted([*answers, *tried], key=emptiness)
        if tried[0].feed.entries:
            break
    return tried


def emptiness(tried: Tried) -> int:
    """How little was found: entries, a feed without any, or nothing that is one."""
    return 0 if tried.feed.entries else 1 if tried.feed.format else 2


def ask(door: Door, asked: Sequence[Candidate]) -> Iterator[Tried]:
    """What stands at each of these addresses, in their order.

    A person asks here, once, as with a browser: robots.txt is for what comes again.
    """
    requests = [Request(candidate.url, source=str(n)) for n, candidate in enumerate(asked)]
    answers = {request.source: fetched for request, fetched in door(requests)}
    for number, candidate in enumerate(asked):
        yield read(candidate, answers[str(number)])


def read(candidate: Candidate, fetched: Fetched) -> Tried:
    """What an answer holds, as the kind that it would be reads it."""
    tried = Tried(candidate, fetched, Feed(""))
    if fetched.error:
        return tried
    how = POSTS if tried.kind == "json" else {}
    document = Document(
        fetched.body, fetched.content_type, fetched.final_url or fetched.url, how=how
    )
    return Tried(candidate, fetched, KINDS[tried.kind].read(document))


def proposal(tried: Tried) -> dict[str, Any]:
    """The stanza that a feed suggests, as far as it can be guessed from it."""
    url, feed = tried.fetched.moved_to or tried.candidate.url, tried.feed
    text = " ".join(f"{entry.title} {entry.summary}" for entry in feed.entries[:20])
    guessed = {
        "kind": tried.kind,
        "name": feed.title or tried.candidate.title,
        "url": url,
        "jurisdiction": places.jurisdiction((), (), url, None, None)[0],
        "language": language(declared_language(tried.fetched.body), text),
        "rhythm": rhythm([e.published for e in feed.entries if e.published]),
        "read": dict(POSTS) if tried.kind == "json" else {},
    }
    return {name: value for name, value in guessed.items() if value}
