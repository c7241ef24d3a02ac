"""What the gate looks at, gathered: who stands for each change, on what it rests."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlmodel import Session, SQLModel, col, select

from monitor import standings
from monitor.answers import Word as Answered
from monitor.archive.backing import backings
from monitor.confirm import from_data
from monitor.desk_tables import Dispute, Inquiry
from monitor.desk_tables import Word as Spoken
from monitor.fitting import Days, faulty_days
from monitor.gate import Facts, Past
from monitor.hearing.quorum import Claim
from monitor.hearing.spoken import claim_of
from monitor.record_tables import Invitation, Mend, Mending, Reply
from monitor.released import Move
from monitor.rescore import Codebooks, Said, begins
from monitor.tables import AnswerRow, Change, ImportedChange, Report
from scoring import Codebook, off_scale

Row = TypeVar("Row", bound=SQLModel)
#: Change → index → what it is said to move there.
Effects = Mapping[UUID, Mapping[str, Sequence[Move]]]


class Record:
    """What is on record of some changes, each kind of row read once for all."""

    def __init__(self, session: Session, changes: Sequence[Change]) -> None:
        ids = [change.id for change in changes]
        reports = [change.report_id for change in changes]

        def read(table: type[Row], column: str, keys: Iterable[UUID]) -> dict[Any, list[Row]]:
            return by_key(session, table, column, keys)

        self._reports = read(Report, "id", reports)
        self._inquiries = read(Inquiry, "report_id", reports)
        self._words = read(Spoken, "report_id", reports)
        self._disputes = read(Dispute, "report_id", reports)
        self._mends = read(Mend, "report_id", reports)
        self._answers = read(AnswerRow, "change_id", ids)
        self._asked = read(Invitation, "change_id", ids)
        self._replied = read(Reply, "change_id", ids)
        mended = [mend.mends for rows in self._mends.values() for mend in rows]
        self._filed = read(ImportedChange, "change_id", [*ids, *mended])
        self._backings = backings(session, reports)

    def facts(
        self, change: Change, miscounted: Iterable[str], codebooks: Codebooks, today: date
    ) -> Facts:
        """A change as the gate sees it."""
        report, backing = self._reports[change.report_id][0], self._backings[change.report_id]
        inquiry = next(iter(self._inquiries.get(report.id, ())), None)
        mend = self.mend(change)
        days = Days(change.in_force_from, change.in_force_until, change.adopted)
        return Facts(
            change=change.id,
            reporter=report.reported_by,
            voices=self.voices(change),
            needed=1 if inquiry is None else inquiry.needed,
            ruled=any(one.ruled_at for one in self._disputes.get(report.id, ())),
            by_file=change.id in self._filed,
            rests_on_a_file=mend is not None and mend.mends in self._filed,
            withdraws=mend is not None and mend.how is Mending.WITHDRAWN,
            documents=len(backing.documents),
            awaited=len(backing.awaited),
            law=bool(change.law),
            summary=bool(change.summary),
            adopted=change.adopted is not None,
            wrong_days=tuple(faulty_days(days, change.kind, today)),
            off_scale=tuple(self.off_scale(change, codebooks)),
            miscounted=tuple(miscounted),
            asked_to_reply=change.id in self._asked,
            replied=change.id in self._replied,
        )

    def mend(self, change: Change) -> Mend | None:
        """What a change mends, if anything."""
        return next(iter(self._mends.get(change.report_id, ())), None)

    def voices(self, change: Change) -> frozenset[UUID]:
        """Whose latest word says just what the change does; who confirmed it always does."""
        latest = {
            word.person_id: word
            for word in sorted(
                self._words.get(change.report_id, ()), key=lambda word: word.said_at
            )
        }
        claim = self.claim(change)
        same = (person for person, word in latest.items() if claim_of(word) == claim)
        return frozenset({*same, change.confirmed_by})

    def claim(self, change: Change) -> Claim:
        """What a change claims, as words are compared."""
        answers = frozenset(
            (row.code, row.score)
            for row in self._answers.get(change.id, ())
            if row.score is not None
        )
        return Claim(
            True, change.kind.value, change.in_force_from, change.in_force_until, answers
        )

    def off_scale(self, change: Change, codebooks: Codebooks) -> Iterable[str]:
        """Questions that a change answers by what is no option; what it restores is not its."""
        mend = self.mend(change)
        stated = None if mend is None else from_data(mend.said).answers
        for row in self._answers.get(change.id, ()):
            if row.score is not None and (stated is None or row.code in stated):
                yield from off_scale(codebooks[row.codebook], {row.code: row.score})


def by_key(
    session: Session, table: type[Row], column: str, keys: Iterable[UUID]
) -> dict[Any, list[Row]]:
    """Rows of a table by one of its columns."""
    found: dict[Any, list[Row]] = defaultdict(list)
    for row in session.exec(select(table).where(col(getattr(table, column)).in_(list(keys)))):
        found[getattr(row, column)].append(row)
    return dict(found)


def miscounted(
    said: Said, group: Sequence[Change], effects: Effects, codebooks: Codebooks
) -> dict[UUID, list[str]]:
    """The figures of one country's changes that come out otherwise when counted another way."""
    # Arrays take a while to load, and most of monitoring does without.
    from monitor import recount

    found: dict[UUID, list[str]] = {change.id: [] for change in group}
    for index, given in said.items():
        later, cases = {change.id for change in group}, []
        for change in group:
            later.remove(change.id)
            moves = effects[change.id].get(index, ())
            within = [w for w in given if w.change not in later]
            without = [w.answer for w in within if w.change != change.id]
            case = (without, [w.answer for w in within], moves)
            own = (w.answer for w in given if w.change == change.id)
            cases.append((begins(own, change.in_force_from), case))
        recounted = recount.miscounted(codebooks[index], cases)
        for change, codes in zip(group, recounted, strict=True):
            found[change.id] += codes
    return found


def pasts(said: Said, group: Sequence[Change], codebooks: Codebooks, today: date) -> list[Past]:
    """Which past days of one country a release makes others, in each index."""
    from monitor import recount

    chosen = {change.id for change in group}
    found = []
    for index, given in said.items():
        before = [word for word in given if word.change not in chosen]
        official = official_years(codebooks[index], before, given)
        found.append(
            recount.past(
                group[0].country,
                [word.answer for word in before],
                [word.answer for word in given],
                official,
                today,
            )
        )
    return found


def official_years(
    codebook: Codebook, before: Sequence[Answered], after: Sequence[Answered]
) -> list[int]:
    """The years whose official answers a release would make others."""
    was, now = (standings.recorded(codebook, words) for words in (before, after))
    years = {
        year: (record.edition[year], was[country].edition.get(year) if country in was else None)
        for country, record in now.items()
        for year in record.edition
    }
    return sorted(year for year, (one, other) in years.items() if one != other)
