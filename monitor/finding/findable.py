"""What can be found by its words: each kind as a query of the same columns.

They are: its id; when its words were last touched; the report whose story it is part of; its
country; what else leads to it; its heading, which may be another's; and then its texts.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, Select, String, Uuid, cast, func, literal, null, select
from sqlmodel import col

from monitor.desk_tables import Dispute, Supplement, Word
from monitor.record_tables import Mend, Profile, Reply
from monitor.source_tables import EntryVersion
from monitor.tables import Change, EntryRow, Fetch, Release, Report, ReportEntry, ReportState

#: So many columns stand before the texts.
HEAD = 6
EMPTY = literal("")
NO_REPORT = cast(null(), Uuid)
OF_REPORT = (col(Report.id), col(Report.country), EMPTY, col(Report.title))
OF_ENTRY = (
    col(ReportEntry.report_id),
    func.coalesce(Report.country, ""),
    col(EntryRow.source),
)
#: Whose text it is: area, language and version.
OF_TEXT = Profile.area + "/" + Profile.language + "/" + cast(Profile.version, String)


def entries(table: type[EntryRow | EntryVersion]) -> Select[*tuple[Any, ...]]:
    """What sources published, in the words of one table; not what was buried."""
    said = (col(table.title), col(table.title), col(table.summary), col(table.link))
    query = select(col(table.id), col(Fetch.fetched_at), *OF_ENTRY, *said)
    query = query.join(Fetch, col(Fetch.id) == col(table.fetch_id))
    if table is EntryVersion:
        query = query.join(EntryRow, col(EntryRow.id) == col(EntryVersion.entry_id))
    query = query.outerjoin(ReportEntry, col(ReportEntry.entry_id) == col(EntryRow.id))
    query = query.outerjoin(Report, col(Report.id) == col(ReportEntry.report_id))
    return query.where(col(EntryRow.buried_at).is_(None))


def of_reports(table: Any, at: Any, *texts: Any) -> Select[*tuple[Any, ...]]:
    """What was said of reports."""
    key = table.id if hasattr(table, "id") else table.report_id
    return select(key, at, *OF_REPORT, *texts).join(Report, Report.id == table.report_id)


KINDS: Mapping[str, Select[*tuple[Any, ...]]] = {
    "change": select(
        col(Change.id), col(Change.confirmed_at), col(Change.report_id), col(Change.country),
        EMPTY, col(Change.title), col(Change.title), col(Change.summary), col(Change.law),
        col(Change.url),
    ),
    "report": select(
        col(Report.id), func.coalesce(Report.decided_at, Report.reported_at), *OF_REPORT,
        col(Report.title), col(Report.summary), col(Report.url), col(Report.note),
    ),
    # What others say is hidden from whoever may still answer: until the report is decided.
    "word": of_reports(Word, col(Word.said_at), col(Word.note), col(Word.said)).where(
        col(Report.state) != ReportState.OPEN
    ),
    "supplement": of_reports(
        Supplement, col(Supplement.added_at), col(Supplement.text), col(Supplement.url)
    ),
    "ruling": of_reports(Dispute, col(Dispute.ruled_at), col(Dispute.reason)).where(
        col(Dispute.ruled_at).is_not(None)
    ),
    "mend": of_reports(Mend, col(Report.reported_at), col(Mend.reason)),
    "reply": select(
        col(Reply.id), col(Reply.said_at), col(Change.report_id), col(Change.country), EMPTY,
        col(Change.title), col(Reply.text), col(Reply.organisation),
    ).join(Change, col(Change.id) == col(Reply.change_id)),
    "text": select(
        col(Profile.id), col(Profile.written_at), NO_REPORT, col(Profile.country), OF_TEXT,
        EMPTY, col(Profile.text),
    ),
    "release": select(
        col(Release.id), col(Release.released_at), NO_REPORT, EMPTY, EMPTY, col(Release.note),
        col(Release.note),
    ),
    "entry": entries(EntryRow),
    "rewritten": entries(EntryVersion),
}  # fmt: skip


def texts_of(row: Row[*tuple[Any, ...]]) -> list[str]:
    """The texts of a row; of a word, what it says in words."""
    told: list[str] = []
    for text in row[HEAD:]:
        parts = text.values() if isinstance(text, dict) else (text,)
        told += (part for part in parts if isinstance(part, str))
    return told


def key(query: Select[*tuple[Any, ...]]) -> Any:
    """The column of the ids that a query gives."""
    return query.column_descriptions[0]["expr"]


def touched(query: Select[*tuple[Any, ...]]) -> Any:
    """The column that says when the words of a row were last touched."""
    return query.column_descriptions[1]["expr"]
