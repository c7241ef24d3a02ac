"""What is watched: the file seeds it, and what staff changed in the database wins."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from unicodedata import normalize
from urllib.parse import urlsplit

from sqlmodel import Session, col, select

from monitor import countries
from monitor.address import normal
from monitor.errors import NotFound
from monitor.people_tables import Person
from monitor.source import Source, check, make, stanza
from monitor.source_tables import SourceSetting
from monitor.sources import KINDS
from monitor.tables import EntryRow, Fetch, SourceState

#: The letters of a name that an id holds.
LONGEST_ID = 40


@dataclass(frozen=True, slots=True)
class Known:
    """All that is known of one source."""

    source: Source
    #: What the file says of it; None where staff added it.
    seed: Source | None
    #: What staff changed, and who of them; None where nobody did.
    setting: SourceSetting | None
    by: Person | None
    #: How its visits went; None before the first.
    state: SourceState | None
    latest: list[EntryRow]

    @property
    def paused(self) -> bool:
        """Whether staff paused it."""
        return self.setting is not None and self.setting.paused_at is not None

    @property
    def mended(self) -> bool:
        """Whether staff changed what the file says."""
        return self.seed is not None and self.setting is not None and bool(self.setting.stanza)

    @property
    def faults(self) -> list[str]:
        """What this version does not understand of what staff wrote; it does not hold."""
        said = self.setting.stanza if self.setting else {}
        return check(said, KINDS) if said else []

    @property
    def differences(self) -> dict[str, tuple[Any, Any]]:
        """The lines that the file says otherwise: what holds, and what the file says."""
        if self.seed is None:
            return {}
        ours, theirs = stanza(self.source), stanza(self.seed)
        return {
            line: (ours.get(line), theirs.get(line))
            for line in sorted(ours.keys() | theirs.keys())
            if ours.get(line) != theirs.get(line)
        }


def sources(session: Session, seeds: Mapping[str, Source]) -> dict[str, Source]:
    """Every source, as staff left it, else as the file has it; also those not asked."""
    settings = session.exec(select(SourceSetting).order_by(SourceSetting.source)).all()
    mended = {s.source: left(s, seeds.get(s.source)) for s in settings if s.stanza}
    return {**seeds, **mended}


def left(setting: SourceSetting, seed: Source | None) -> Source:
    """A source as staff left it; the file's, or one that rests, where that is not understood.

    A stanza of another version, or one written by hand, must stop no other source.
    """
    wrong = check(setting.stanza, KINDS)
    if not wrong:
        return make(setting.source, setting.stanza)
    return seed or resting(setting.source, setting.stanza, wrong)


def resting(id: str, lines: Mapping[str, Any], wrong: Iterable[str]) -> Source:
    """A source that is not asked, since its stanza is not understood."""
    name, url = (str(lines.get(line) or "") for line in ("name", "url"))
    place = lines.get("jurisdiction")
    note = f"This version does not understand its stanza: {'; '.join(wrong)}"
    return Source(
        id,
        "feed",
        name or id,
        url,
        jurisdiction=place if place in countries.known() else None,
        on=False,
        note=note,
    )


def names(session: Session, seeds: Mapping[str, Source]) -> dict[str, str]:
    """The name of every source, by its id."""
    return {id: source.name for id, source in sources(session, seeds).items()}


def paused(session: Session) -> set[str]:
    """The ids of the sources that staff paused."""
    query = select(SourceSetting.source).where(col(SourceSetting.paused_at).is_not(None))
    return set(session.exec(query))


def watched(session: Session, seeds: Mapping[str, Source]) -> dict[str, Source]:
    """The sources that are asked: on, and not paused."""
    resting = paused(session)
    everything = sources(session, seeds)
    return {id: s for id, s in everything.items() if s.on and id not in resting}


def found(session: Session, seeds: Mapping[str, Source], id: str) -> Source:
    """One source, as it holds now.

    Raises:
        NotFound: neither the file nor staff name it.
    """
    setting = session.get(SourceSetting, id)
    if setting is not None and setting.stanza:
        return left(setting, seeds.get(id))
    if id not in seeds:
        raise NotFound("source", id)
    return seeds[id]


def known(session: Session, seeds: Mapping[str, Source], id: str, latest: int = 10) -> Known:
    """One source with its visits, its latest entries and what staff changed.

    Raises:
        NotFound: neither the file nor staff name it.
    """
    setting = session.get(SourceSetting, id)
    by = setting.changed_by if setting else None
    entries = (
        select(EntryRow)
        .join(Fetch, col(EntryRow.fetch_id) == col(Fetch.id))
        .where(Fetch.source == id, col(EntryRow.buried_at).is_(None))
        .order_by(col(Fetch.fetched_at).desc(), col(EntryRow.published).desc(), EntryRow.title)
    )
    return Known(
        source=found(session, seeds, id),
        seed=seeds.get(id),
        setting=setting,
        by=session.get(Person, by) if by else None,
        state=session.get(SourceState, id),
        latest=list(session.exec(entries.limit(latest))),
    )


def export(session: Session, seeds: Mapping[str, Source]) -> dict[str, dict[str, Any]]:
    """What is watched as stanzas of a file: its own order first, then what staff added.

    What staff paused is off there, and the note says why; what this version does not
    understand is left out.
    """
    settings = session.exec(select(SourceSetting)).all()
    off = {s.source: {"on": False, "note": s.why} for s in settings if s.paused_at}
    strange = {s.source for s in settings if s.stanza and check(s.stanza, KINDS)} - seeds.keys()
    everything = sources(session, seeds)
    return {
        id: stanza(source) | off.get(id, {})
        for id, source in everything.items()
        if id not in strange
    }


def new_id(jurisdiction: str | None, name: str, url: str, taken: Collection[str] = ()) -> str:
    """An id that says what it is and that no source has yet: deu-a-gazette."""
    named = slug(name) or slug(urlsplit(url).hostname or "") or "source"
    wanted = f"{(jurisdiction or 'int').lower()}-{named}"
    others = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return next(id for id in (wanted, *others) if id not in taken)


def slug(text: str) -> str:
    """The Latin letters and digits of a text, small, in words that hyphens join."""
    plain = normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall("[a-z0-9]+", plain))[:LONGEST_ID].strip("-")


def double(everything: Iterable[Source], url: str) -> Source | None:
    """The source that already has this address, however it is written."""
    wanted = normal(url)
    return next((source for source in everything if normal(source.url) == wanted), None)
