"""The kinds of source. A kind is one module here, and one line in KINDS."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Protocol

from monitor.entry import Feed
from monitor.sources import feed


class Reader(Protocol):
    """Reads what a source of one kind served. Pure: bytes in, entries out."""

    def __call__(
        self, body: bytes, content_type: str = "", lang: str | None = None, address: str = ""
    ) -> Feed:
        """Read a body; what it lacks or breaks is told in the problems, never raised."""
        ...


KINDS: Mapping[str, Reader] = MappingProxyType({"feed": feed.read})
