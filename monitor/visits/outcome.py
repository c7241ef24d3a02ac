"""How a visit to a source went, as its state keeps it for the next one."""

from datetime import datetime, timedelta
from typing import Any

from monitor.visits.asking import Asking, Remembered, wait
from monitor.visits.found import Found

#: A permanent redirect is believed when every visit agreed for so long.
AGREED = timedelta(days=7)
#: A believed address that fails so often is believed no more.
DOUBTED = 3
#: Characters of an error that are kept.
LONGEST_ERROR = 1_000


def outcome(
    found: Found, asked: Asking, known: Remembered, *, new: bool, now: datetime
) -> dict[str, Any]:
    """What changes in a source's state after a visit, by the names of its columns."""
    if found.fetched.deferred:
        due = now + wait(found.source, 0, found.wish, now)
        return {"due_at": due, "error": shortened(found.fetched.error)}
    failures = known.failures + 1 if found.failed else 0
    changes: dict[str, Any] = {
        "visited_at": now,
        "due_at": now + wait(found.source, failures, found.wish, now),
        "failures": failures,
        "error": shortened("; ".join(found.problems)),
    }
    if found.fetched.error:
        return changes | forsaken(known, failures)
    changes |= {"fetched_at": now} | moved(found, known, now)
    if found.failed:
        return changes
    return changes | well(found, asked, known, new=new, now=now)


def shortened(text: str) -> str:
    """An error as it is kept."""
    return text[:LONGEST_ERROR]


def well(
    found: Found, asked: Asking, known: Remembered, *, new: bool, now: datetime
) -> dict[str, Any]:
    """What a visit leaves that went well."""
    changes: dict[str, Any] = {"parsed_at": now} if found.caught_up else {}
    if found.unchanged and not known.failures:
        changes["error"] = (
            known.error
        )  # the document is as it was, and so is what is wrong in it
    if found.fetched.not_modified:
        return changes
    changes |= {
        "asked": asked.addresses[0],
        "etag": found.fetched.etag,
        "last_modified": found.fetched.last_modified,
        "digest": found.digest,
        "whole_at": now,
    }
    if not found.unchanged:
        changes |= {"memory": found.feed.memory, "held": found.feed.held}
    return changes | ({"new_at": now} if new else {})


def moved(found: Found, known: Remembered, now: datetime) -> dict[str, Any]:
    """What is remembered of a permanent redirect, until it is believed.

    Where an address holds a secret, none is: it would be stored.
    """
    where = "" if found.source.key else found.fetched.moved_to
    if where != known.moved_to:
        return {"moved_to": where, "moved_since": now if where else None}
    if where and known.moved_since and now - known.moved_since >= AGREED:
        return {
            "address": where,
            "moved_from": found.source.url,
            "moved_to": "",
            "moved_since": None,
        }
    return {}


def forsaken(known: Remembered, failures: int) -> dict[str, Any]:
    """A believed address that fails and fails is given up for that of the stanza."""
    if known.moved_from and failures >= DOUBTED:
        return {"address": "", "moved_from": ""}
    return {}
