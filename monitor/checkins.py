"""The question "has anything changed?", asked of each country about a month or a year."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select, update

from monitor import audit_log, country_settings, people, reports
from monitor.cluster import Claim, Known
from monitor.country_settings import USUAL
from monitor.desk_tables import (
    AreaAffirmed,
    CheckIn,
    CheckInSeat,
    CheckInState,
    CountrySetting,
    Way,
    When,
)
from monitor.errors import AlreadyDecided, NotAllowed, NotFound, Refused
from monitor.events import CheckInAsked
from monitor.people_tables import Person, Responsibility, Role
from monitor.tables import Report, ReportState
from monitor.vocabulary import AREAS
from monitor.zones import months_after, start_of
from store import add_new, add_rows, record

#: What is said of one policy area: whether anything changed, and what.
Answers = Mapping[str, tuple[CheckInState, str]]
#: One word for all areas.
NOTHING: Answers = {area: (CheckInState.NOTHING, "") for area in AREAS}
#: A country that is to be asked each year from now on is not asked about a year long past.
LATEST = timedelta(days=92)
#: Which rhythm asks about how many months.
LENGTHS = {1: When.MONTH, 12: When.YEAR}
#: A web address within a note.
ADDRESS = re.compile(r"https?://\S+")
#: Characters of a note that a report's title takes; the rest is its summary.
TITLE = 160


def ask(session: Session, first: date, over: datetime, now: datetime, months: int = 1) -> int:
    """Ask about a period every country that wants it and was looked after by its end; once.

    `first` is its first day, `over` the instant at which it ended; give how many were asked.
    What ended long ago is asked no more.
    """
    if now - over > LATEST:
        return 0
    watched = (
        select(Responsibility.country)
        .join(Person, col(Person.id) == col(Responsibility.person_id))
        .where(
            col(Person.active),
            col(Person.role).in_((Role.CORRESPONDENT, Role.PARTNER)),
            col(Responsibility.since) < over,
        )
    )
    set_up = select(CountrySetting.country).where(CountrySetting.changed_at < over)
    said = country_settings.said(session)
    wanting = {
        country
        for country in {*session.exec(watched.distinct()), *session.exec(set_up)}
        if LENGTHS[months] in said.get(country, USUAL).whens
    }
    rows = [
        CheckIn(country=country, month=first, months=months, asked_at=now).model_dump()
        for country in sorted(wanting)
    ]
    asked = add_new(session, CheckIn, rows)
    record(session, *(CheckInAsked(check_in_id=id) for id in asked))
    return len(asked)


def seat(session: Session, event: CheckInAsked) -> None:
    """Write down who is asked about a period; nobody, where there is nobody: staff see it."""
    check_in = session.get_one(CheckIn, event.check_in_id)
    rows = [
        CheckInSeat(check_in_id=check_in.id, person_id=id).model_dump()
        for id in those_asked(session, check_in.country)
    ]
    add_rows(session, CheckInSeat, rows)


def those_asked(session: Session, country: str) -> list[UUID]:
    """Who is asked what changed in a country, by its way of working."""
    way = country_settings.of(session, country).way
    experts = [one.id for one in people.there(session, country, Role.CORRESPONDENT)]
    partners = [one.id for one in people.there(session, country, Role.PARTNER)]
    if way is Way.PARTNERS:
        return partners or experts
    return [*experts, *partners] if way is Way.STAFF else experts


def answer(
    session: Session, check_in_id: UUID, said: Answers, *, by: Person, now: datetime
) -> CheckIn:
    """Say of each policy area whether anything changed; what did is reported, if nobody did.

    That nothing changed is an affirmed statement, which is published with its day.

    Raises:
        NotFound, NotAllowed: as they say.
        AlreadyDecided: the period was answered before.
        Refused: an area is not answered, or it is not said what changed; each is named.
    """
    check_in = found(session, check_in_id)
    check_may_answer(session, by, check_in)
    changed = [area for area, (state, _) in said.items() if state is CheckInState.SOMETHING]
    told = {area for area in changed if covered(session, check_in, area)}
    if faults := faults_of(said, told):
        raise Refused(faults)
    settle(session, check_in, bool(changed), by, now)
    for area, (state, note) in said.items():
        row = AreaAffirmed(check_in_id=check_in.id, area=area, state=state, note=note.strip())
        session.add(row)
    report(session, check_in, {area: said[area][1] for area in changed}, by, now)
    what = {
        "country": check_in.country,
        "first": str(check_in.month),
        "months": check_in.months,
        "areas": {area: state.value for area, (state, _) in sorted(said.items())},
    }
    audit_log.log(
        session, "check_in.answered", "check-in", check_in.id, by=by.id, now=now, what=what
    )
    return check_in


def check_may_answer(session: Session, by: Person, check_in: CheckIn) -> None:
    """Staff and the country's correspondents answer, and its partners who were asked.

    Raises:
        NotAllowed: she may not, or is no longer what she was when she was asked.
    """
    if by.is_staff:
        return
    asked = session.get(CheckInSeat, (check_in.id, by.id)) is not None
    may = by.role is Role.CORRESPONDENT or (by.role is Role.PARTNER and asked)
    if not may or check_in.country not in people.watched(session, by):
        raise NotAllowed("another country's correspondent answers this question")


def faults_of(said: Answers, told: Collection[str]) -> dict[str, str]:
    """What is missing, by area; what changed need not be said where a report `told` it."""
    answered = (CheckInState.NOTHING, CheckInState.SOMETHING)
    faults = {
        area: "Say whether anything changed here."
        for area in AREAS
        if area not in said or said[area][0] not in answered
    }
    for area in set(said) - set(AREAS):
        faults[area] = "Choose among the policy areas listed."
    for area, (state, note) in said.items():
        if state is CheckInState.SOMETHING and not note.strip() and area not in told:
            faults[area] = "Say in one line what changed."
    return faults


def settle(
    session: Session, check_in: CheckIn, changed: bool, by: Person, now: datetime
) -> None:
    """Answer once and for all; of two who try, the database takes one.

    Raises:
        AlreadyDecided: somebody was first.
    """
    state = CheckInState.SOMETHING if changed else CheckInState.NOTHING
    answered = session.exec(
        update(CheckIn)
        .where(col(CheckIn.id) == check_in.id, col(CheckIn.state) == CheckInState.ASKED)
        .values(state=state, answered_at=now, answered_by=by.id)
    )
    if answered.rowcount != 1:
        raise AlreadyDecided("this period was answered before; nothing was changed")
    session.refresh(check_in)


def report(
    session: Session, check_in: CheckIn, notes: Mapping[str, str], by: Person, now: datetime
) -> None:
    """Report what changed, once for all areas of which the same is said, unless it is known."""
    known = Known(reports.open_claims(session))
    for note in dict.fromkeys(filter(None, (note.strip() for note in notes.values()))):
        title, url = note.splitlines()[0][:TITLE], next(iter(ADDRESS.findall(note)), "")
        claim = Claim(check_in.id, check_in.country, title, url)
        if known.same_law(claim) is None:
            reports.report_change(
                session,
                by=by,
                country=check_in.country,
                title=title,
                url=url,
                summary=note if note != title else "",
                areas=tuple(area for area, said in notes.items() if said.strip() == note),
                now=now,
            )


def covered(session: Session, check_in: CheckIn, area: str) -> bool:
    """Whether a report since a period began tells of an area already."""
    # Wherever on earth the period began: a report too many is better than one asked for twice.
    begun = datetime.combine(check_in.month, time.min, UTC) - timedelta(hours=14)
    told = reported(session, check_in.country, begun, None)
    return any(
        area in report.areas for report in told if report.state is not ReportState.REJECTED
    )


@dataclass(frozen=True, slots=True)
class Noticed:
    """A report that fell into a period: what a check-in is filled in with beforehand."""

    report_id: UUID
    title: str
    url: str
    #: "open", "confirmed" or "rejected".
    state: str
    #: Its policy areas; none where nobody could tell.
    areas: tuple[str, ...]


def seen(session: Session, check_in: CheckIn, zone: ZoneInfo) -> dict[str, list[Noticed]]:
    """What the monitor saw in a period: the reports of each policy area, oldest first.

    What is of no area stands under the empty key; an area of which nothing was seen is there
    with nothing.
    """
    begun = start_of(check_in.month, zone)
    over = start_of(months_after(check_in.month, check_in.months), zone)
    found: dict[str, list[Noticed]] = {area: [] for area in ("", *AREAS)}
    for row in reported(session, check_in.country, begun, over):
        noticed = Noticed(row.id, row.title, row.url, row.state.value, tuple(row.areas))
        for area in noticed.areas or ("",):
            found.setdefault(area, []).append(noticed)
    return found


def reported(
    session: Session, country: str, since: datetime, before: datetime | None
) -> Sequence[Report]:
    """The reports of a country in [since, before), oldest first."""
    query = select(Report).where(Report.country == country, Report.reported_at >= since)
    if before is not None:
        query = query.where(Report.reported_at < before)
    return session.exec(query.order_by(col(Report.reported_at), col(Report.id))).all()


def found(session: Session, check_in_id: UUID) -> CheckIn:
    """A check-in by its id.

    Raises:
        NotFound: there is none.
    """
    check_in = session.get(CheckIn, check_in_id)
    if check_in is None:
        raise NotFound("check-in", check_in_id)
    return check_in
