"""What staff do to what is watched: pause it, mend it, add to it, and go back to the file."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from sqlmodel import Session, col, select, update

from monitor.address import normal
from monitor.catalogue import double, found, new_id, sources
from monitor.errors import NotFound, Refused
from monitor.people import check_staff
from monitor.people_tables import Person
from monitor.source import Source, faults, make, stanza
from monitor.source_tables import SourceSetting
from monitor.sources import KINDS
from monitor.tables import SourceState
from store import add_new

#: Lines of a stanza that only the file may say: a browser could send a secret elsewhere.
OPERATORS = ("key", "headers")
#: What to write instead, by the line of a stanza.
ADVICE: Mapping[str, str] = {
    "name": "Write the name that readers see.",
    "url": "Write the whole address, as https://example.org/feed.",
    "kind": "Choose how it is read.",
    "jurisdiction": "Choose a country, or many.",
    "every_hours": "Write a number of hours, from 1 to 744.",
    "rhythm": "Choose how often something new comes.",
    "trust": "Choose who speaks there.",
    "numbered": "Write a pattern that holds (?P<number>…), or nothing.",
    "read": "Write the lines that this kind needs, and none that it does not know.",
    "note": "Say why it is off.",
    "key": "Only the sources file may name a secret.",
}
DOUBLE = "This address is watched already."
KEYED = "This source is asked with a secret: only the sources file may send it to another host."
WHY = "Say why, for those who come after."


def pause(
    session: Session,
    seeds: Mapping[str, Source],
    id: str,
    *,
    by: Person,
    why: str,
    now: datetime,
) -> None:
    """Ask a source no more until staff say so; it stays in every list, with the reason.

    Raises:
        NotAllowed: whoever asks is no staff.
        NotFound: there is no such source.
        Refused: no reason is given.
    """
    check_staff(by)
    found(session, seeds, id)
    if not why.strip():
        raise Refused({"why": WHY})
    setting = held(session, id, by.id, now)
    setting.paused_at, setting.why = now, why.strip()


def resume(
    session: Session, seeds: Mapping[str, Source], id: str, *, by: Person, now: datetime
) -> None:
    """Ask a source again, at once, whether staff paused it or its stanza had it off.

    Raises:
        NotAllowed, NotFound: as `pause`.
        Refused: it was off since its stanza lacks something; each line is named.
    """
    check_staff(by)
    source = found(session, seeds, id)
    lines = {k: v for k, v in stanza(source).items() if source.on or k not in ("on", "note")}
    refuse(lines)
    setting = held(session, id, by.id, now)
    setting.paused_at, setting.why = None, ""
    if not source.on:
        setting.stanza = lines
    read_anew(session, id, now)


def mend(
    session: Session,
    seeds: Mapping[str, Source],
    id: str,
    lines: Mapping[str, Any],
    *,
    by: Person,
    now: datetime,
) -> None:
    """Let a source be as these lines of a stanza say; its secret and its rest stay as they are.

    Raises:
        NotAllowed, NotFound: as `pause`.
        Refused: a line cannot be so; each is named with what to write.
    """
    check_staff(by)
    before = found(session, seeds, id)
    refuse_operators(lines)
    kept = {k: v for k, v in stanza(before).items() if k in (*OPERATORS, "on")}
    refuse({**lines, **kept})
    after = make(id, {**lines, **kept})
    if before.key and urlsplit(after.url)[:2] != urlsplit(before.url)[:2]:
        raise Refused({"url": KEYED})
    if normal(before.url) != normal(after.url):
        refuse_double(sources(session, seeds).values(), after.url)
    held(session, id, by.id, now).stanza = {} if after == seeds.get(id) else stanza(after)
    read_anew(session, id, now)


def add(
    session: Session,
    seeds: Mapping[str, Source],
    lines: Mapping[str, Any],
    *,
    by: Person,
    now: datetime,
) -> str:
    """Watch a new source from now on, and give its id.

    Raises:
        NotAllowed: whoever asks is no staff.
        Refused: a line cannot be so, or the address is watched already.
    """
    check_staff(by)
    refuse_operators(lines)
    refuse(lines)
    everything = sources(session, seeds)
    refuse_double(everything.values(), lines["url"])
    taken = everything.keys() | set(session.exec(select(SourceSetting.source)))
    id = new_id(lines.get("jurisdiction"), lines["name"], lines["url"], taken)
    row = SourceSetting(
        source=id, stanza=stanza(make(id, lines)), changed_at=now, changed_by=by.id
    )
    if not add_new(session, SourceSetting, [row.model_dump()]):
        raise Refused({"url": DOUBLE})  # by somebody else, at this moment
    return id


def forget(
    session: Session, seeds: Mapping[str, Source], id: str, *, by: Person, now: datetime
) -> None:
    """Let a source be as the file has it again; a pause stays.

    Raises:
        NotAllowed: whoever asks is no staff.
        NotFound: the file does not name it.
    """
    check_staff(by)
    if id not in seeds:
        raise NotFound("stanza in the file for the source", id)
    held(session, id, by.id, now).stanza = {}
    read_anew(session, id, now)


def ask_at_once(
    session: Session, seeds: Mapping[str, Source], id: str, *, by: Person, now: datetime
) -> None:
    """Have a source asked when the collector next wakes.

    Raises:
        NotAllowed, NotFound: as `pause`.
    """
    check_staff(by)
    found(session, seeds, id)
    make_due(session, id, now)


def refuse(lines: Mapping[str, Any]) -> None:
    """Say everything that is wrong with a stanza at once, by its lines."""
    # Of what staff may write, only an address can ask for a secret.
    field = {"key": "url"}
    if wrong := faults(lines, KINDS):
        raise Refused(
            {field.get(f.line, f.line): ADVICE.get(f.line, f.says) for f in reversed(wrong)}
        )


def refuse_operators(lines: Mapping[str, Any]) -> None:
    """Let no browser say what is sent with a secret."""
    if not lines.keys().isdisjoint(OPERATORS):
        raise Refused({"key": ADVICE["key"]})


def refuse_double(everything: Iterable[Source], url: str) -> None:
    """Let no address be watched twice: each entry would be told twice."""
    if double(everything, url):
        raise Refused({"url": DOUBLE})


def held(session: Session, id: str, by: UUID, now: datetime) -> SourceSetting:
    """The row of what staff change of a source, made if it is not there, and signed."""
    row = SourceSetting(source=id, changed_at=now, changed_by=by)
    add_new(session, SourceSetting, [row.model_dump()])
    query = select(SourceSetting).where(SourceSetting.source == id)
    setting = session.exec(query.with_for_update()).one()
    setting.changed_at, setting.changed_by = now, by
    session.add(setting)
    return setting


def make_due(session: Session, id: str, now: datetime) -> None:
    """Let the collector come when it next wakes; to a new source it comes anyway."""
    session.exec(update(SourceState).where(col(SourceState.source) == id).values(due_at=now))


def read_anew(session: Session, id: str, now: datetime) -> None:
    """Have a source asked as if it never was: whatever it serves is read as its stanza says."""
    make_due(session, id, now)
    forgotten = update(SourceState).where(col(SourceState.source) == id)
    session.exec(forgotten.values(asked="", error=""))
