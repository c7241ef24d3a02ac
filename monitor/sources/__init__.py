"""The kinds of source. A kind is one module here, and one line in KINDS."""

from collections.abc import Mapping
from types import MappingProxyType

from monitor.source import Kind
from monitor.sources import feed

KINDS: Mapping[str, Kind] = MappingProxyType({"feed": Kind(feed.read)})
