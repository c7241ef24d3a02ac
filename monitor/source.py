"""The watched places, as `config/sources.toml` lists them (pure)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol
from urllib.parse import urlsplit

from monitor import countries
from monitor.entry import Document, Feed
from monitor.errors import BadCatalogue

TRUST = ("official", "partner", "media")
#: How often something new is expected of a source, and the days between two of its words.
RHYTHMS: Mapping[str, float] = MappingProxyType(
    {"daily": 1.4, "weekly": 7.0, "monthly": 30.0, "rarely": 180.0}
)
#: The lines of a stanza, and what each is.
FIELDS: Mapping[str, type] = MappingProxyType(
    {
        "kind": str,
        "name": str,
        "url": str,
        "jurisdiction": str,
        "language": str,
        "institution": str,
        "trust": str,
        "every_hours": float,
        "rhythm": str,
        "on": bool,
        "note": str,
        "key": str,
        "headers": dict,
        "numbered": str,
        "may_be_empty": bool,
        "read": dict,
    }
)
#: Where a secret goes in an address or a header.
KEY = "{key}"
#: What an address may hold in braces: the date of the visit, and the secret.
DATE = ("{year}", "{month}", "{day}")
PLACES = frozenset({*DATE, KEY})
PLACE = re.compile(r"\{[^{}]*\}")


class Reader(Protocol):
    """Reads what a source of one kind served. Pure: a document in, entries out."""

    def __call__(self, document: Document) -> Feed:
        """Read it; what it lacks or breaks is told in the problems, never raised."""
        ...


@dataclass(frozen=True, slots=True)
class Kind:
    """How sources of one kind are read."""

    read: Reader
    #: Lines that the `read` table of its stanza must have, and those that it may have.
    needs: frozenset[str] = frozenset()
    takes: frozenset[str] = frozenset()
    #: Made for people: robots.txt is asked whether a program may come too.
    page: bool = False
    #: What it remembers only spares work: now and then it is read without.
    spares: bool = False
    #: The schemes of its addresses.
    schemes: frozenset[str] = frozenset({"http", "https"})


@dataclass(frozen=True, slots=True)
class Source:
    """A place that publishes law, or speaks of it."""

    id: str
    kind: str
    name: str
    url: str
    #: ISO 3166-1 alpha-3, or EU; None where it speaks of many.
    jurisdiction: str | None = None
    language: str | None = None
    #: gazette, parliament, ministry, court, equality body, media …
    institution: str = ""
    every: timedelta = timedelta(hours=6)
    trust: str = "official"
    #: How often something new is expected of it; see RHYTHMS.
    rhythm: str = "weekly"
    #: Whether it is asked; where not, the note says why.
    on: bool = True
    note: str = ""
    #: The name of the secret that its API wants, among the operator's source keys.
    key: str = ""
    #: Sent with each request; `{key}` in them or in the address stands for the secret.
    headers: Mapping[str, str] = field(default_factory=dict)
    #: A pattern with the groups `number` and perhaps `year`: its entries are numbered.
    numbered: str = ""
    #: Whether a document without any entry is as it should be.
    may_be_empty: bool = False
    #: How its kind finds entries in a document: selectors, paths, patterns.
    how: Mapping[str, str] = field(default_factory=dict)


class Fault(NamedTuple):
    """What is wrong with a stanza, and in which line."""

    line: str
    says: str


def parse_sources(data: Mapping[str, Any], kinds: Mapping[str, Kind]) -> dict[str, Source]:
    """The sources of a file of stanzas, by their ids.

    Raises:
        BadCatalogue: it lists every fault, each with the stanza that it stands in.
    """
    wrong = [f"[{id}] {says}" for id, stanza in data.items() for says in check(stanza, kinds)]
    if wrong:
        raise BadCatalogue(wrong)
    return {id: make(id, stanza) for id, stanza in data.items()}


def make(id: str, stanza: Mapping[str, Any]) -> Source:
    """A source of a stanza that was checked."""
    lines = {name: stanza[name] for name in stanza if name not in ("every_hours", "read")}
    return Source(
        id=id,
        every=timedelta(hours=stanza.get("every_hours", 6)),
        how=stanza.get("read", {}),
        **lines,
    )


def stanza(source: Source) -> dict[str, Any]:
    """A source as its stanza says it: only what differs from the usual."""
    said = {name: getattr(source, name, None) for name in FIELDS}
    hours = source.every / timedelta(hours=1)
    said["every_hours"] = int(hours) if hours.is_integer() else hours
    said["read"] = dict(source.how)
    said["headers"] = dict(source.headers)
    usual = Source("", "", "", "")
    return {
        name: value
        for name, value in said.items()
        if value != {"every_hours": 6.0, "read": {}}.get(name, getattr(usual, name, None))
    }


def check(stanza: object, kinds: Mapping[str, Kind]) -> list[str]:
    """What is wrong with a stanza, in sentences that say what to write."""
    return [says for _, says in faults(stanza, kinds)]


def faults(stanza: object, kinds: Mapping[str, Kind]) -> list[Fault]:
    """What is wrong with a stanza, each fault with its line; without one it is no table."""
    if not isinstance(stanza, Mapping):
        return [Fault("", "a source is a table: [name-of-the-source] and its lines below")]
    found = [Fault(key, f"unknown line {key!r}") for key in sorted(set(stanza) - set(FIELDS))]
    found += [
        Fault(name, f"the line {name!r} is missing")
        for name in ("kind", "name", "url")
        if not stanza.get(name)
    ]
    found += [
        Fault(name, f"{name} is {WRITTEN[wanted]}")
        for name, wanted in FIELDS.items()
        if name in stanza and not is_a(stanza[name], wanted)
    ]
    return found or [*check_values(stanza), *check_kind(stanza, kinds)]


#: How a value of each type is written.
WRITTEN = {
    str: 'a text in quotes, like "this"',
    bool: "true or false",
    float: "a number",
    dict: 'a table of texts, like { name = "this" }',
}


def is_a(value: object, wanted: type) -> bool:
    """Whether a value of TOML is what a line wants."""
    if wanted is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if wanted is dict:
        return isinstance(value, Mapping) and all(isinstance(v, str) for v in value.values())
    return isinstance(value, wanted)


def check_values(stanza: Mapping[str, Any]) -> list[Fault]:
    """What is wrong with the values of a stanza whose lines are of the right types."""
    found = []
    if (place := stanza.get("jurisdiction")) and place not in countries.known():
        says = f"jurisdiction is an ISO 3166-1 alpha-3 code or EU, not {place!r}"
        found.append(Fault("jurisdiction", says))
    if stanza.get("trust", TRUST[0]) not in TRUST:
        found.append(Fault("trust", f"trust is one of {TRUST}"))
    if stanza.get("rhythm", "weekly") not in RHYTHMS:
        found.append(Fault("rhythm", f"rhythm is one of {tuple(RHYTHMS)}"))
    if not 0 < stanza.get("every_hours", 6) <= 24 * 31:
        says = "every_hours is a number of hours, at most a month's"
        found.append(Fault("every_hours", says))
    if not stanza.get("on", True) and not stanza.get("note"):
        found.append(Fault("note", "say in the line 'note' why it is off"))
    sent = stanza["url"] + "".join(stanza.get("headers", {}).values())
    if KEY in sent and not stanza.get("key"):
        found.append(Fault("key", f"{KEY} stands for a secret: say in the line 'key' which"))
    return found + check_places(stanza["url"]) + check_numbered(stanza.get("numbered", ""))


def check_places(url: str) -> list[Fault]:
    """What is wrong with the braces of an address."""
    unknown = sorted(set(PLACE.findall(url)) - PLACES)
    says = "url holds {}, which stands for nothing; {} do, and a brace itself is %7B or %7D"
    known = ", ".join(sorted(PLACES))
    return [Fault("url", says.format(place, known)) for place in unknown]


def check_numbered(pattern: str) -> list[Fault]:
    """What is wrong with the pattern of a gazette's numbers."""
    try:
        groups = re.compile(pattern).groupindex
    except re.error as error:
        return [Fault("numbered", f"numbered is no pattern: {error}")]
    if pattern and "number" not in groups:
        says = (
            "numbered holds the group (?P<number>…), and (?P<year>…) where numbers begin anew"
        )
        return [Fault("numbered", says)]
    return []


def check_kind(stanza: Mapping[str, Any], kinds: Mapping[str, Kind]) -> list[Fault]:
    """What is wrong with how a stanza says that it is read."""
    kind = kinds.get(stanza["kind"])
    if kind is None:
        return [Fault("kind", f"kind is one of {sorted(kinds)}, not {stanza['kind']!r}")]
    found = []
    if scheme_of(stanza["url"]) not in kind.schemes:
        schemes = " or ".join(BEGINNINGS.get(s, f"{s}://") for s in sorted(kind.schemes))
        found.append(Fault("url", f"url is an address that begins with {schemes}"))
    lines = stanza.get("read", {})
    # What is off may be off for want of it.
    needed = kind.needs if stanza.get("on", True) else frozenset()
    found += [
        Fault("read", f"read lacks the line {name!r}") for name in sorted(needed - lines.keys())
    ]
    unknown = sorted(lines.keys() - kind.needs - kind.takes)
    return found + [Fault("read", f"read has the unknown line {name!r}") for name in unknown]


#: How addresses begin that name no host.
BEGINNINGS = {"maildir": "maildir:"}


def scheme_of(url: str) -> str:
    """The scheme of an address; empty where it is none, or names no host of the web."""
    try:
        parts = urlsplit(url)
        return "" if parts.scheme in ("http", "https") and not parts.hostname else parts.scheme
    except ValueError:
        return ""
