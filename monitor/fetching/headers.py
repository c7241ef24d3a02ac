"""What the headers and the status of an answer mean (pure)."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from http.client import responses

#: An answer's headers as they came: a name may come more than once.
Headers = tuple[tuple[str, str], ...]

#: Headers that are nobody's evidence and somebody's secret.
COOKIES = frozenset({"set-cookie", "set-cookie2"})


def received(headers: Iterable[tuple[str, str]]) -> Headers:
    """The headers as they came, save cookies, in text that can be written down."""
    return tuple(
        (name, legible(value)) for name, value in headers if name.lower() not in COOKIES
    )


def legible(text: str) -> str:
    """A text without the halves of characters that stand for bytes of no known encoding."""
    return (
        text
        if text.isascii()
        else text.encode(errors="surrogateescape").decode(errors="replace")
    )


def sendable(validator: str) -> str:
    """A validator that can be kept and sent again; a broken one is as good as none."""
    return validator if validator.isascii() and validator.isprintable() else ""


def fresh_for(headers: Headers) -> timedelta | None:
    """How long an answer stays as it is, as its server says; None when it says nothing."""
    said = joined(headers)
    if "cache-control" in said and (rules := directives(said["cache-control"])):
        if "no-store" in rules or "no-cache" in rules:
            return None
        if "max-age" in rules:
            return lasting(seconds(rules["max-age"]), seconds(said.get("age", "")))
    until, since = moment(said.get("expires", "")), moment(said.get("date", ""))
    return until - since if until and since and until > since else None


def joined(headers: Headers) -> dict[str, str]:
    """The headers by their names in small letters; what came twice stands side by side."""
    said: dict[str, str] = {}
    for name, value in headers:
        key = name.lower()
        said[key] = f"{said[key]}, {value}" if key in said else value
    return said


def directives(cache_control: str) -> dict[str, str]:
    """What Cache-Control says, by name."""
    parts = (part.partition("=") for part in cache_control.lower().split(","))
    return {name.strip(): value.strip(' "') for name, _, value in parts}


def lasting(whole: timedelta | None, spent: timedelta | None) -> timedelta | None:
    """What is left of a span; None when nothing is."""
    left = (whole or timedelta()) - (spent or timedelta())
    return left if left > timedelta() else None


def seconds(text: str) -> timedelta | None:
    """Read a number of seconds; None for anything else."""
    text = text.strip()
    known = text.isascii() and text.isdigit() and len(text) < 10
    return timedelta(seconds=int(text)) if known else None


def moment(text: str) -> datetime | None:
    """Read the date of a header, in UTC; None for anything else."""
    try:
        said = parsedate_to_datetime(text)
        return (said if said.tzinfo else said.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def read_retry_after(text: str) -> datetime | timedelta | None:
    """Read a Retry-After header: seconds, or the date of a moment; None for anything else."""
    span = seconds(text)
    return moment(text) if span is None else span


#: What to do about a status; any other of its hundred is like the hundred itself.
ADVICE = {
    300: "it leads on without saying where; check the address of this source",
    400: "check the address of this source",
    401: "it wants a key or a password; ask its publisher, and name the key of this source",
    403: "it refuses programs; ask its publisher to let this service in",
    206: "only a part came, though all was asked for; tell its publisher",
    410: "the source is gone for good; look for another",
    429: "it is asked too often; wait as long as it says",
    500: "the fault is the server's and mostly passes",
}


def explain_status(status: int, host: str) -> str:
    """Say in a sentence what a status means; empty when it is an answer to be read."""
    if status // 100 == HTTPStatus.OK // 100 and status != HTTPStatus.PARTIAL_CONTENT:
        return ""
    if status == HTTPStatus.NOT_MODIFIED:
        return f"{host} answered 304 Not Modified to a question for all; tell its publisher"
    name = f"{status} {responses.get(status, '')}".strip()
    advice = ADVICE.get(status) or ADVICE.get(status // 100 * 100, ADVICE[500])
    return f"{host} answered {name}: {advice}"
