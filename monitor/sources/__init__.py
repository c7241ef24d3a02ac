"""The kinds of source. A kind is one module here, and one line in KINDS."""

from collections.abc import Mapping
from types import MappingProxyType

from monitor.source import Kind
from monitor.sources import feed, json_api, listing, mailbox, page, pdf

KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "feed": Kind(feed.read, spares=True),
        "list": Kind(listing.read, listing.NEEDS, listing.TAKES, page=True),
        "page": Kind(page.read, takes=page.TAKES, page=True),
        "json": Kind(json_api.read, json_api.NEEDS, json_api.TAKES),
        "pdf": Kind(pdf.read, page=True),
        "mailbox": Kind(mailbox.read, takes=mailbox.TAKES, schemes=mailbox.SCHEMES),
    }
)
