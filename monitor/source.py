"""The watched places, as `config/sources.toml` lists them (pure)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from types import MappingProxyType
from typing import Any, Protocol
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


def parse_sources(data: Mapping[str, Any], kinds: Mapping[str, Kind]) -> dict[str, Source]:
    """The sources of a file of stanzas, by their ids.

    Raises:
        BadCatalogue: it lists every fault, each with the stanza that it stands in.
    """
    faults = [
        f"[{id}] {fault}" for id, stanza in data.items() for fault in check(stanza, kinds)
    ]
    if faults:
        raise BadCatalogue(faults)
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
    said["every_hours"] = source.every / timedelta(hours=1)
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
    if not isinstance(stanza, Mapping):
        return ["a source is a table: [name-of-the-source] and its lines below"]
    faults = [f"unknown line {key!r}" for key in sorted(set(stanza) - set(FIELDS))]
    faults += [
        f"the line {name!r} is missing"
        for name in ("kind", "name", "url")
        if not stanza.get(name)
    ]
    faults += [
        f"{name} is {WRITTEN[wanted]}"
        for name, wanted in FIELDS.items()
        if name in stanza and not is_a(stanza[name], wanted)
    ]
    return faults or [*check_values(stanza), *check_kind(stanza, kinds)]


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


def check_values(stanza: Mapping[str, Any]) -> list[str]:
    """What is wrong with the values of a stanza whose lines are of the right types."""
    faults = []
    if (place := stanza.get("jurisdiction")) and place not in countries.known():
        faults.append(f"jurisdiction is an ISO 3166-1 alpha-3 code or EU, not {place!r}")
    if stanza.get("trust", TRUST[0]) not in TRUST:
        faults.append(f"trust is one of {TRUST}")
    if stanza.get("rhythm", "weekly") not in RHYTHMS:
        faults.append(f"rhythm is one of {tuple(RHYTHMS)}")
    if not 0 < stanza.get("every_hours", 6) <= 24 * 31:
        faults.append("every_hours is a number of hours, at most a month's")
    if KEY in stanza["url"] + "".join(stanza.get("headers", {}).values()) and not stanza.get(
        "key"
    ):
        faults.append(f"{KEY} stands for a secret: say in the line 'key' which")
    return faults + check_numbered(stanza.get("numbered", ""))


def check_numbered(pattern: str) -> list[str]:
    """What is wrong with the pattern of a gazette's numbers."""
    try:
        groups = re.compile(pattern).groupindex
    except re.error as error:
        return [f"numbered is no pattern: {error}"]
    if pattern and "number" not in groups:
        return [
            "numbered holds the group (?P<number>…), and (?P<year>…) where numbers begin anew"
        ]
    return []


def check_kind(stanza: Mapping[str, Any], kinds: Mapping[str, Kind]) -> list[str]:
    """What is wrong with how a stanza says that it is read."""
    kind = kinds.get(stanza["kind"])
    if kind is None:
        return [f"kind is one of {sorted(kinds)}, not {stanza['kind']!r}"]
    faults = []
    if urlsplit(stanza["url"]).scheme not in kind.schemes:
        faults.append(f"url begins with {' or '.join(f'{s}://' for s in sorted(kind.schemes))}")
    lines = stanza.get("read", {})
    faults += [f"read lacks the line {name!r}" for name in sorted(kind.needs - lines.keys())]
    unknown = lines.keys() - kind.needs - kind.takes
    return faults + [f"read has the unknown line {name!r}" for name in sorted(unknown)]
