"""The facts of monitoring, in the order in which one change lives them."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from store import Event


@dataclass(frozen=True, kw_only=True)
class EntriesCollected(Event):
    """A source published something new; one event per fetch."""

    name: ClassVar[str] = "entries.collected"
    fetch_id: UUID


@dataclass(frozen=True, kw_only=True)
class ReportOpened(Event):
    """Something or someone says that the law changed; correspondents are asked."""

    name: ClassVar[str] = "report.opened"
    report_id: UUID


@dataclass(frozen=True, kw_only=True)
class ReportAssigned(Event):
    """Staff said whose law a report is about; that country's correspondents are asked."""

    name: ClassVar[str] = "report.assigned"
    report_id: UUID


@dataclass(frozen=True, kw_only=True)
class ConflictDeclared(Event):
    """Somebody has an interest of her own in what she was asked; others take her seats."""

    name: ClassVar[str] = "conflict.declared"
    conflict_id: UUID


@dataclass(frozen=True, kw_only=True)
class StaffAsked(Event):
    """No correspondent can answer for a report, or staff do in her country; staff are asked."""

    name: ClassVar[str] = "staff.asked"
    report_id: UUID


@dataclass(frozen=True, kw_only=True)
class MoreNeeded(Event):
    """Somebody cannot answer without something that is missing; staff are told."""

    name: ClassVar[str] = "more.needed"
    word_id: UUID


@dataclass(frozen=True, kw_only=True)
class Disputed(Event):
    """Two words on a report differ; staff are told, and rule on it."""

    name: ClassVar[str] = "report.disputed"
    report_id: UUID


@dataclass(frozen=True, kw_only=True)
class ReportDecided(Event):
    """A report was confirmed or rejected; its reporter is told."""

    name: ClassVar[str] = "report.decided"
    report_id: UUID


@dataclass(frozen=True, kw_only=True)
class ChangeConfirmed(Event):
    """A correspondent confirmed it; scores may be affected."""

    name: ClassVar[str] = "change.confirmed"
    change_id: UUID


@dataclass(frozen=True, kw_only=True)
class ChangesImported(Event):
    """The operator put a file of confirmed changes on record; staff hear of it once."""

    name: ClassVar[str] = "changes.imported"
    import_id: UUID


@dataclass(frozen=True, kw_only=True)
class ScoresDrafted(Event):
    """The interim scores of a change are drafted; staff may release them."""

    name: ClassVar[str] = "scores.drafted"
    change_id: UUID


@dataclass(frozen=True, kw_only=True)
class MendProposed(Event):
    """Staff say that a released change was wrong; another person is asked to confirm it."""

    name: ClassVar[str] = "mend.proposed"
    report_id: UUID


@dataclass(frozen=True, kw_only=True)
class PlanEnded(Event):
    """A planned release came to nothing; staff are told why."""

    name: ClassVar[str] = "plan.ended"
    plan_id: UUID


@dataclass(frozen=True, kw_only=True)
class ScoresReleased(Event):
    """Staff published interim scores; readers may be told."""

    name: ClassVar[str] = "scores.released"
    release_id: UUID


@dataclass(frozen=True, kw_only=True)
class ReplyGiven(Event):
    """A government replied to a change of its country; staff are told."""

    name: ClassVar[str] = "reply.given"
    reply_id: UUID


@dataclass(frozen=True, kw_only=True)
class CheckInAsked(Event):
    """A month is over; a country's correspondents are asked whether anything changed."""

    name: ClassVar[str] = "check_in.asked"
    check_in_id: UUID


@dataclass(frozen=True, kw_only=True)
class SourcesReviewed(Event):
    """A week began, and all lamps were looked at; staff are told how they are."""

    name: ClassVar[str] = "sources.reviewed"
    #: Its Monday.
    week: date
