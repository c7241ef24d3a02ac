"""The text of a file of stanzas: what nobody changed stays in it, comments and all (pure)."""

import re
import tomllib
from collections.abc import Mapping
from typing import Any

import tomli_w

from monitor.source import make, stanza

#: Where a stanza begins, or a table within one.
BEGINNING = re.compile(r"^(?=\[)", re.MULTILINE)
#: Blank lines and comments at the end of a stanza, which speak of the next.
TAIL = re.compile(r"(?:^[ \t]*(?:#[^\n]*)?(?:\n|\Z))+\Z", re.MULTILINE)


def rewritten(text: str, stanzas: Mapping[str, Mapping[str, Any]]) -> str:
    """A file of stanzas that says these; those that it said before stand as they stood."""
    head, *parts = BEGINNING.split(text)
    said = by_id(parts)
    for id, lines in stanzas.items():
        old = said.get(id, "")
        if old and as_usual(id, old) == lines:
            head += old
        elif old:
            head += dumped(id, lines) + (tail[0] if (tail := TAIL.search(old)) else "")
        else:
            head += gap(head) + dumped(id, lines)
    return head


def by_id(parts: list[str]) -> dict[str, str]:
    """The text of each stanza; none where texts of several lines look like stanzas too."""
    said: dict[str, str] = {}
    try:
        for part in parts:
            (id,) = tomllib.loads(part)
            said[id] = said.get(id, "") + part
    except ValueError:
        return {}
    return said


def as_usual(id: str, text: str) -> dict[str, Any]:
    """A stanza's lines as they are said in the shortest way."""
    return stanza(make(id, tomllib.loads(text)[id]))


def dumped(id: str, lines: Mapping[str, Any]) -> str:
    """A stanza as it is written."""
    return tomli_w.dumps({id: lines})


def gap(text: str) -> str:
    """What parts a text from a stanza below it: a blank line."""
    return "" if not text or text.endswith("\n\n") else "\n" if text.endswith("\n") else "\n\n"
