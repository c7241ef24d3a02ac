"""How sources are when somebody looks: each is asked once, and nothing is stored."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from monitor.collect import Claimed, Door, is_keyless, keyless, requests
from monitor.dates import is_plausible
from monitor.request import Request
from monitor.source import KEY, RHYTHMS, Source
from monitor.visits.asking import Remembered, asking
from monitor.visits.found import Found, read_one

#: A source whose newest entry is older than this many of its usual distances is asked about.
LONG_SILENT = 6


class State(StrEnum):
    """What was found of a source."""

    WELL = "reads well"
    MOVED = "moved"
    EMPTY = "empty"
    LATER = "asked later"
    KEYLESS = "waits for its key"
    REFUSED = "refused by robots.txt"
    FAILS = "fails"


#: The states in which nobody would hear the source.
DEAF = frozenset({State.EMPTY, State.REFUSED, State.FAILS})


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one source, and what to do about it."""

    source: Source
    state: State
    advice: str = ""
    entries: int = 0
    newest: datetime | None = None
    format: str = ""


def look(
    door: Door, sources: Iterable[Source], keys: Mapping[str, str], now: datetime
) -> Iterator[Finding]:
    """Ask these sources, and say of each what was found as soon as it is known."""
    first = Remembered()
    asked: dict[str, Claimed] = {}
    wanted: list[Request] = []
    for source in sources:
        place = Claimed(source, first, asking(source, first, now))
        if is_keyless(source, keys):
            yield Finding(source, State.KEYLESS, keyless(source))
        else:
            wanted.append(requests(place, keys)[0])
            asked[source.id] = place
    for request, fetched in door(wanted):
        place = asked[request.source]
        found = read_one(place.source, fetched, place.asking, first, "")
        yield judge(found, keys.get(place.source.key, ""), now)


def judge(found: Found, secret: str, now: datetime) -> Finding:
    """Say how a source is and what to do, without its secret."""
    source, fetched, feed = found.source, found.fetched, found.feed
    if fetched.error or found.failed:
        return Finding(source, failure(found), "; ".join(found.problems), format=feed.format)
    dates = (entry.published for entry in feed.entries)
    newest = max((said for said in dates if said and is_plausible(said, now)), default=None)
    advice = list(found.problems)
    if old := aged(source, newest, now):
        advice.append(old)
    state = State.WELL
    if fetched.moved_to:
        state = State.MOVED
        address = fetched.moved_to.replace(secret, KEY) if secret else fetched.moved_to
        advice.insert(0, f'its address is now another; write url = "{address}"')
    return Finding(source, state, "; ".join(advice), feed.held, newest, feed.format)


def failure(found: Found) -> State:
    """In which way a source is not heard."""
    if found.fetched.deferred:
        return State.LATER
    if found.fetched.forbidden:
        return State.REFUSED
    return State.EMPTY if found.feed.format else State.FAILS


def aged(source: Source, newest: datetime | None, now: datetime) -> str:
    """What to ask of a source that answers well and has had nothing to say for long."""
    if newest is None or now - newest < LONG_SILENT * timedelta(days=RHYTHMS[source.rhythm]):
        return ""
    return f"its newest entry is of {newest:%Y-%m-%d}; has it moved, or is it rarer than said?"
