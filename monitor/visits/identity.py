"""Is this entry one that its source published before? By several keys, merged with care (pure).

An entry that returns under another key would be told twice, and one that is taken for another
would never be told. So an id is believed unless all else denies it, a link only together with
the title, and no two entries of one document are ever one.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from unicodedata import normalize
from uuid import UUID

from monitor.address import normal
from monitor.entry import Entry, digest


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


def is_specific(link: str) -> bool:
    """Whether a link leads to something of its own, and not to where a site begins."""
    bare = normal(link)
    return "/" in bare or "?" in bare


def agree(entry: Entry, stored: Stored) -> bool:
    """Whether two dates can be of one entry: one may be missing, or a day alone."""
    said, kept = entry.published, stored.published
    if said is None or kept is None or said == kept:
        return True
    alone = time() in (said.timetz().replace(tzinfo=None), kept.timetz().replace(tzinfo=None))
    return alone and said.date() == kept.date()


def is_same_page(entry: Entry, stored: Stored) -> bool:
    """Whether both lead to the same thing of its own."""
    return is_specific(entry.link) and normal(entry.link) == normal(stored.link)


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
    """Its link together with its title; empty without either.

    Also where the id names a part of what the link leads to: it is the more exact one.
    """
    if not entry.link or not entry.title or entry.id.startswith(f"{entry.link}#"):
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
            or (key == own and is_same_page(entry, stored))
        ):
            return stored
    return None


def known_by_link(
    keyed: Keyed, on_record: Mapping[str, Stored], taken: Collection[UUID]
) -> Stored | None:
    """The entry on record with this link and title, if no other entry here is that one.

    Its date must agree, or every word: a link may lead to where anything is announced, and some
    sites stamp all that they have anew, ids and dates, whenever they are built.
    """
    entry, key = keyed.entry, link_key(keyed.entry)
    stored = on_record.get(key) if key in keyed.keys else None
    if stored is None or stored.id in taken:
        return None
    same_words = is_specific(entry.link) and entry.summary == stored.summary != ""
    return stored if stored.buried or agree(entry, stored) or same_words else None
