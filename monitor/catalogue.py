"""What is watched: the file seeds it, and what staff changed in the database wins."""

from collections.abc import Mapping

from sqlmodel import Session, col, select

from monitor.source import Source, make
from monitor.source_tables import SourceSetting


def sources(session: Session, seeds: Mapping[str, Source]) -> dict[str, Source]:
    """Every source, as staff left it, else as the file has it; also those not asked."""
    settings = session.exec(select(SourceSetting)).all()
    return {**seeds, **{s.source: make(s.source, s.stanza) for s in settings if s.stanza}}


def paused(session: Session) -> set[str]:
    """The ids of the sources that staff paused."""
    query = select(SourceSetting.source).where(col(SourceSetting.paused_at).is_not(None))
    return set(session.exec(query))


def watched(session: Session, seeds: Mapping[str, Source]) -> dict[str, Source]:
    """The sources that are asked: on, and not paused."""
    resting = paused(session)
    everything = sources(session, seeds)
    return {id: s for id, s in everything.items() if s.on and id not in resting}
