"""What an answer of a source is, read: its entries, or what was wrong."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from http import HTTPStatus

from monitor.entry import Document, Feed
from monitor.request import Fetched
from monitor.source import Source
from monitor.sources import KINDS
from monitor.visits.asking import Asking, Remembered, is_dated

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Found:
    """What a source answered, read: its entries, or what was wrong."""

    source: Source
    #: The answer at its present address.
    fetched: Fetched
    feed: Feed = field(default=Feed(""))
    problems: tuple[str, ...] = ()
    #: SHA-256 of the document; empty without one.
    digest: str = ""
    #: Nothing changed since the last visit: there is nothing to keep.
    unchanged: bool = False
    #: What the addresses of past days answered, which were to be caught up.
    past: tuple["Found", ...] = ()

    @property
    def failed(self) -> bool:
        """Whether nothing could be read, though something should."""
        return bool(self.problems) and not self.feed.held

    @property
    def quiet(self) -> bool:
        """Whether there is nothing to keep but how the visit went."""
        return (self.unchanged or self.failed) and not self.past

    @property
    def caught_up(self) -> bool:
        """Whether every past day was answered too."""
        return not any(found.fetched.error for found in self.past)

    @property
    def wish(self) -> datetime | timedelta | None:
        """When, or after how long, its publisher wants to be asked again."""
        spans = [span for span in (self.fetched.fresh_for, self.feed.ttl) if span]
        return self.fetched.retry_after or max(spans, default=None)


def read(
    source: Source, answers: Sequence[Fetched], asked: Asking, known: Remembered, memory: str
) -> Found:
    """What a source's kind makes of its answers: of its present address, then of past days'."""
    same = known.asked == asked.addresses[0]
    if KINDS[source.kind].spares and (asked.whole or not same):
        memory = ""  # it belongs to another document, or to how another stanza reads it
    present = read_one(source, answers[0], asked, known if same else Remembered(), memory)
    past = tuple(read_one(source, answer, asked, Remembered(), "") for answer in answers[1:])
    problems = [problem for found in (present, *past) for problem in found.problems]
    return replace(present, problems=tuple(problems), past=past)


def read_one(
    source: Source, fetched: Fetched, asked: Asking, known: Remembered, memory: str
) -> Found:
    """What one answer holds; a fault of one source is a fault of one."""
    if fetched.status == HTTPStatus.NOT_FOUND and source.may_be_empty and is_dated(source.url):
        return Found(source, replace(fetched, error=""))  # nothing came out in that time
    if fetched.error:
        return Found(source, fetched, problems=(fetched.error,))
    if fetched.not_modified:
        return Found(source, fetched, unchanged=True)
    digest = sha256(fetched.body).hexdigest()
    if digest == known.digest and not asked.whole:
        return Found(source, fetched, digest=digest, unchanged=True)
    address = without_secret(fetched.final_url or fetched.url, source)
    document = Document(
        fetched.body, fetched.content_type, address, source.language, source.how, memory
    )
    try:
        feed = KINDS[source.kind].read(document)
    except Exception as error:
        logger.exception("source %s could not be read", source.id)
        problem = (
            f"its answer cannot be read ({type(error).__name__}); report this as our fault"
        )
        return Found(source, fetched, problems=(problem,), digest=digest)
    if source.how and feed.entries and not any(e.title or e.link for e in feed.entries):
        problem = (
            f"none of its {len(feed.entries)} entries has a title or a link: what it publishes "
            "has another form by now; mend how it is read"
        )
        return Found(source, fetched, problems=(problem,), digest=digest)
    return Found(source, fetched, feed, feed.problems + emptiness(source, feed, known), digest)


def without_secret(address: str, source: Source) -> str:
    """An address fit to be kept: where a source has a secret, no query shows it."""
    return address.partition("?")[0] if source.key else address


def emptiness(source: Source, feed: Feed, known: Remembered) -> tuple[str, ...]:
    """What is wrong with a document without entries where there should be some."""
    if feed.held or feed.problems or source.may_be_empty:
        return ()
    before = f"it held {known.held} last time" if known.held else "entries are expected there"
    return (
        f"the document is well and holds no entry, though {before}; look at the page, and mend "
        "the source or say may_be_empty",
    )
