"""Each country at a glance: who watches it, what waits, and when somebody last said a word."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from monitor.desk import desk_queries
from monitor.desk_tables import CheckIn, Word
from monitor.people_tables import Person, Responsibility, Role
from monitor.tables import Report, ReportState

#: Without a word for so long a country is thought to sleep.
SLEEPS = timedelta(days=62)


@dataclass(frozen=True, slots=True)
class Glance:
    """How the asking goes in a country."""

    country: str
    #: The names of its correspondents.
    watched_by: tuple[str, ...] = ()
    open: int = 0
    overdue: int = 0
    #: Check-ins that nobody answered within a fortnight.
    unanswered: int = 0
    #: When somebody last answered a question or a check-in.
    last_word: datetime | None = None

    def trouble(self, now: datetime) -> tuple[int, ...]:
        """How badly it stands: the higher, the sooner somebody should look."""
        silent = self.last_word is None or self.last_word < now - SLEEPS
        alone = not self.watched_by
        stands = alone and self.open > 0
        return stands, self.overdue, self.unanswered, self.open, alone, silent


def countries(session: Session, codes: Collection[str], now: datetime) -> list[Glance]:
    """These countries and all that somebody reported of, the worst first."""
    waiting = open_reports(session)
    watched, words = names(session), last_words(session)
    late: dict[str, int] = defaultdict(int)
    for one in desk_queries.overdue(session, now):
        late[one.country] += 1
    silent: dict[str, int] = defaultdict(int)
    for month in desk_queries.unanswered_check_ins(session, now):
        silent[month.country] += 1
    found = [
        Glance(
            code,
            tuple(watched.get(code, ())),
            waiting.get(code, 0),
            late[code],
            silent[code],
            words.get(code),
        )
        for code in {*codes, *waiting, *watched} - {""}
    ]
    return sorted(found, key=lambda one: ([-n for n in one.trouble(now)], one.country))


def open_reports(session: Session) -> dict[str, int]:
    """How many questions are open in each country."""
    query = select(Report.country, func.count()).where(Report.state == ReportState.OPEN)
    return dict(session.exec(query.group_by(Report.country)).all())


def names(session: Session) -> dict[str, list[str]]:
    """The correspondents of each country by their names."""
    query = (
        select(Responsibility.country, Person.name)
        .join(Person, col(Person.id) == col(Responsibility.person_id))
        .where(Person.role == Role.CORRESPONDENT, col(Person.active))
    )
    found = defaultdict(list)
    for country, name in session.exec(query.order_by(Person.name)):
        found[country].append(name)
    return found


def last_words(session: Session) -> Mapping[str, datetime]:
    """When somebody last answered for each country."""
    said = (
        select(Report.country, func.max(Word.said_at))
        .join(Word, col(Word.report_id) == col(Report.id))
        .group_by(Report.country)
    )
    checked = select(CheckIn.country, func.max(CheckIn.answered_at)).group_by(CheckIn.country)
    last: dict[str, datetime] = {}
    for country, at in [*session.exec(said), *session.exec(checked)]:
        if at is not None and (country not in last or at > last[country]):
            last[country] = at
    return last
