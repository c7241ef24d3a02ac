"""Is this entry one that its source published before? By several keys, merged with care (pure).

An entry that returns under another key would be told twice, and one that is taken for another
would never be told. So an id is believed unless all else denies it, a link only together with
the title, and no two entries of one document are ever one.
"""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from unicodedata import normalize
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit
from uuid import UUID

from monitor.entry import Entry, digest

#: Parameters that say how a reader came, and not what is read.
TRACKING = re.compile(
    r"(?:utm|mtm|hsa|vero|oly)_\w+|(?:pk|piwik)_(?:campaign|kwd|keyword|source|medium|content|cid)"
    r"|at_(?:medium|campaign|custom\d|format|channel|creation)|fbclid|[gdy]clid|msclkid|igshid"
    r"|mc_[ce]id|xtor|wt_?mc(?:_id)?|_g[al]|_hs(?:enc|mi)|cmpid|phpsessid|jsessionid",
    re.IGNORECASE,
)
SESSION = re.compile(r";jsessionid=[\w.!-]*", re.IGNORECASE)
USUAL_PORTS = {"http": 80, "https": 443}
#: Two dates of one entry lie no further apart: one is a day alone, or in another zone. What
#: comes out daily under one title and link lies further apart.
SAME_DATE = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Stored:
    """An entry on record, as far as it is needed to tell it from others."""

    id: UUID
    link: str
    title: str
    summary: str
    published: datetime | None
    #: Its texts were let go: its keys are all that is known.
    buried: bool = False


@dataclass(frozen=True, slots=True)
class Keyed:
    """An entry, and the keys that no other entry of its document has."""

    entry: Entry
    keys: tuple[str, ...]

    @property
    def asked(self) -> tuple[str, ...]:
        """The keys under which it may stand on record."""
        return (*self.keys, whole_key(self.entry))


@dataclass(frozen=True, slots=True)
class Settled:
    """An entry of a document; the one on record that it is, if any; and its keys to keep."""

    entry: Entry
    stored: Stored | None
    keys: tuple[str, ...]

    @property
    def rewritten(self) -> bool:
        """Whether its source wrote it anew; a new stamp alone changes nothing."""
        before = self.stored
        if before is None or before.buried:
            return False
        return content(self.entry) != content(before)


@lru_cache(4096)
def normal(address: str) -> str:
    """An address without what changes while it leads to the same: scheme, tracking, session."""
    try:
        parts = urlsplit(SESSION.sub("", address.strip()))
        port = parts.port
    except ValueError:
        return address
    if not parts.hostname:
        return address
    host = parts.hostname.removeprefix("www.")
    shown = f":{port}" if port and port != USUAL_PORTS.get(parts.scheme) else ""
    asked = parse_qsl(parts.query, True) if parts.query else []
    query = urlencode([pair for pair in asked if not tracks(pair[0])])
    mark = "" if tracks(parts.fragment.partition("=")[0]) else parts.fragment
    path = unquote(parts.path).rstrip("/")
    return f"{host}{shown}{path}" + (query and f"?{query}") + (mark and f"#{mark}")


def tracks(name: str) -> bool:
    """Whether a parameter only says how a reader came."""
    return TRACKING.fullmatch(name) is not None


def folded(text: str) -> str:
    """A title without what typing changes: case, spaces, typographic forms."""
    return " ".join(normalize("NFKC", text).casefold().split())


def content(entry: Entry | Stored) -> str:
    """What an entry says, as one digest; when it was stamped is no part of it."""
    return digest(normal(entry.link), entry.title, entry.summary)


def bare_key(entry: Entry) -> str:
    """Its id, where that is an address, without what changes while it leads to the same."""
    bare = normal(entry.id)
    return digest("address", bare) if bare != entry.id else ""


def link_key(entry: Entry) -> str:
    """Its link together with its title; empty without either."""
    if not entry.link or not entry.title:
        return ""
    return digest("link", normal(entry.link), folded(entry.title))


def whole_key(entry: Entry) -> str:
    """All of it, for an entry whose keys mean others too."""
    said = entry.published.isoformat() if entry.published else ""
    return digest("whole", entry.id, entry.link, entry.title, said)


def keyed(entries: Sequence[Entry]) -> list[Keyed]:
    """The entries of one document without doubles, each with the keys that are its alone."""
    once = list({(e.id, e.link, e.title, e.published): e for e in entries}.values())
    all_keys = [(e.fingerprint, bare_key(e), link_key(e)) for e in once]
    shared = Counter(key for keys in all_keys for key in set(keys))
    return [
        Keyed(entry, tuple(key for key in keys if key and shared[key] == 1))
        for entry, keys in zip(once, all_keys, strict=True)
    ]


def settle(
    entries: Sequence[Keyed], on_record: Mapping[str, Stored], present: Collection[UUID] = ()
) -> list[Settled]:
    """Say of each entry of one document which one on record it is.

    `on_record` holds what the source's keys mean, for all keys asked; `present` are the entries
    on record that the document holds besides, so that no other is taken for them.
    """
    taken, found = set(present), dict[int, Stored]()
    # No link before every id had its turn; and a first reading has nothing to look for.
    for known in (known_by_id, known_by_link) if on_record else ():
        for at, each in enumerate(entries):
            if at not in found and (stored := known(each, on_record, taken)):
                found[at] = stored
                taken.add(stored.id)
    settled, used = [], set(on_record)
    for at, each in enumerate(entries):
        new = [key for key in each.keys if key not in used]
        if at not in found and not new:
            new = [whole_key(each.entry)]
        used.update(new)
        settled.append(Settled(each.entry, found.get(at), tuple(new)))
    return settled


def known_by_id(
    keyed: Keyed, on_record: Mapping[str, Stored], taken: Collection[UUID]
) -> Stored | None:
    """The entry on record with this id, unless all else denies it.

    Some sources number what stands on the page, 1 to 20, whatever stands there.
    """
    entry = keyed.entry
    own, bare, whole = entry.fingerprint, bare_key(entry), whole_key(entry)
    for key in (*(key for key in (own, bare) if key in keyed.keys), whole):
        stored = on_record.get(key)
        if stored is None or stored.id in taken:
            continue
        if (
            stored.buried
            or folded(entry.title) == folded(stored.title)
            or (entry.published and entry.published == stored.published)
            or (key == own and normal(entry.link) == normal(stored.link))
        ):
            return stored
    return None


def known_by_link(
    keyed: Keyed, on_record: Mapping[str, Stored], taken: Collection[UUID]
) -> Stored | None:
    """The entry on record with this link and title, if no other entry here is that one.

    Its date must agree: a link may lead to a page where anything is announced.
    """
    entry, key = keyed.entry, link_key(keyed.entry)
    stored = on_record.get(key) if key in keyed.keys else None
    if stored is None or stored.id in taken:
        return None
    agree = not (entry.published and stored.published) or (
        abs(entry.published - stored.published) <= SAME_DATE
    )
    return stored if stored.buried or agree else None
