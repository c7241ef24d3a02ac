"""The provision that a report was noticed for, read from the texts in the archive."""

from collections.abc import Sequence

from monitor.errors import Damaged, NotFound
from monitor.evidence import Archive
from monitor.provision import Provision, Sought, provision

#: So many documents are searched.
MOST = 3


def quote(archive: Archive, texts: Sequence[str], sought: Sought) -> Provision | None:
    """The passage with the words sought, of the first text that has one.

    `texts` are SHA-256; what is missing or damaged has none.
    """
    for digest in texts[:MOST] if sought.words else ():
        try:
            text = archive.get(digest).decode()
        except (NotFound, Damaged):
            continue
        if (passage := provision(text, sought.words, sought.least)) is not None:
            return passage
    return None
