"""The watched places, as `config/sources.toml` lists them (pure)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from monitor import countries
from monitor.errors import BadCatalogue

FIELDS = {"kind", "name", "jurisdiction", "url", "language", "every_hours", "trust"}
TRUST = ("official", "partner", "media")


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
    every: timedelta = timedelta(hours=6)
    trust: str = "official"


def parse_sources(data: Mapping[str, Any], kinds: Collection[str]) -> dict[str, Source]:
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
    return Source(
        id=id,
        kind=stanza["kind"],
        name=stanza["name"],
        url=stanza["url"],
        jurisdiction=stanza.get("jurisdiction"),
        language=stanza.get("language"),
        every=timedelta(hours=stanza.get("every_hours", 6)),
        trust=stanza.get("trust", "official"),
    )


def check(stanza: object, kinds: Collection[str]) -> list[str]:
    """What is wrong with a stanza, in sentences that say what to write."""
    if not isinstance(stanza, Mapping):
        return ["a source is a table: [name-of-the-source] and its lines below"]
    faults = [f"unknown line {key!r}" for key in sorted(set(stanza) - FIELDS)]
    faults += [
        f"the line {k!r} is missing" for k in ("kind", "name", "url") if not stanza.get(k)
    ]
    if stanza.get("kind") and stanza["kind"] not in kinds:
        faults.append(f"kind is one of {sorted(kinds)}, not {stanza['kind']!r}")
    if urlsplit(str(stanza.get("url", "http://x"))).scheme not in ("http", "https"):
        faults.append("url begins with https:// or http://")
    if (place := stanza.get("jurisdiction")) and place not in countries.known():
        faults.append(f"jurisdiction is an ISO 3166-1 alpha-3 code or EU, not {place!r}")
    if stanza.get("trust", TRUST[0]) not in TRUST:
        faults.append(f"trust is one of {TRUST}")
    hours = stanza.get("every_hours", 6)
    if not isinstance(hours, int | float) or not 0 < hours <= 24 * 31:
        faults.append("every_hours is a number of hours, at most a month's")
    return faults
