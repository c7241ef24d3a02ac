"""Documents whose text matters: an entry each time that it changed (pure)."""

from collections.abc import Iterable

from monitor.difference import changed, essence, told
from monitor.entry import Document, Feed, digest, made

#: Characters of a text that are watched.
WATCHED = 1_000_000


def watched(document: Document, format: str, title: str, lines: Iterable[str]) -> Feed:
    """What became of a text since its last reading; a first reading only remembers it.

    The memory holds on its first line how the text was taken: after another line of the
    stanza than then, it is a first reading.
    """
    text = "\n".join(lines)[:WATCHED]
    how = digest(format, *(f"{name}={line}" for name, line in sorted(document.how.items())))
    memory = f"{how}\n{text}"
    then, _, before = document.memory.partition("\n")
    found = changed(before, text) if then == how else ()
    if not found:
        return Feed(format, title, known=1, memory=memory)
    id = f"{document.address}#sha256:{digest(*map(essence, text.splitlines()))}"
    entry = made(id, document.address, title or document.address, told(found), None)
    return Feed(format, title, (entry,), memory=memory)


def unread(document: Document, problem: str) -> Feed:
    """A document without a text; what was remembered stays."""
    return Feed("", problems=(problem,), memory=document.memory)
