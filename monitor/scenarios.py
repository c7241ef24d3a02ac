"""Scenarios: bills saved under a permalink, stacked, linked to the law that came of them."""

import json
from base64 import b32encode
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

from sqlmodel import Session, col, select

from monitor import people
from monitor.errors import BadScenario, NotFound
from monitor.people_tables import Person
from monitor.scenario_tables import Enactment, Scenario, ScenarioAnswer
from monitor.tables import Change, ReleaseItem
from scoring.scenario import Bill, Promise, jurisdictions
from store import add_new

#: 60 bits of the content's SHA-256: short enough to read out, long enough to meet no other.
LENGTH = 12
LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class Proposal:
    """A bill as it would be saved: what it lies over, and how it is looked at.

    `stack` names the saved bills below it, the lowest first; no `day` means as soon as all of
    it is in force.
    """

    codebook: str
    bill: Bill
    stack: tuple[str, ...] = ()
    compare: tuple[str, ...] = ()
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A change of law that a scenario has become."""

    change_id: UUID
    country: str
    title: str
    law: str
    in_force_from: date
    released: bool


@dataclass(frozen=True, slots=True)
class Saved:
    """A scenario on record; `bills` are those below it and, uppermost, its own."""

    permalink: str
    known: datetime
    proposal: Proposal
    bills: tuple[Bill, ...]
    links: tuple[Link, ...]


def permalink(proposal: Proposal) -> str:
    """The name of a scenario, made from its content: the same content has the same name."""
    content = [
        proposal.codebook,
        proposal.bill.title,
        sorted(
            [p.jurisdiction, p.code, p.score, str(p.in_force_from), str(p.in_force_until)]
            for p in proposal.bill.promises
        ),
        proposal.stack,
        proposal.compare,
        str(proposal.day),
    ]
    digest = sha256(json.dumps(content, ensure_ascii=False).encode()).digest()
    return b32encode(digest).decode().lower()[:LENGTH]


def save(session: Session, proposal: Proposal, now: datetime) -> str:
    """Put a scenario on record and give its permalink; the same one again changes nothing.

    Raises:
        BadScenario: it has no title, or promises nothing and lies over nothing.
        NotFound: a bill of its stack is not on record.
    """
    refuse(proposal)
    stacked(session, proposal.stack)
    link = permalink(proposal)
    row = {
        "permalink": link,
        "codebook": proposal.codebook,
        "title": proposal.bill.title,
        "stack": list(proposal.stack),
        "compare": list(proposal.compare),
        "day": proposal.day,
        "known": now,
    }
    if add_new(session, Scenario, [row]):
        session.add_all(
            ScenarioAnswer(
                permalink=link,
                country=p.jurisdiction,
                code=p.code,
                in_force_from=p.in_force_from,
                in_force_until=p.in_force_until,
                score=p.score,
            )
            for p in proposal.bill.promises
        )
        session.flush()
    return link


def refuse(proposal: Proposal) -> None:
    """Say everything that keeps a scenario from being saved."""
    title = proposal.bill.title
    faults = []
    if not title.strip() or len(title) > LONGEST_TITLE or not title.isprintable():
        faults.append(f"give the bill a title in one line of at most {LONGEST_TITLE} letters")
    if not proposal.bill.promises and not proposal.stack:
        faults.append("it answers nothing: give an answer, a file, or bills to stack")
    if faults:
        raise BadScenario(faults)


def found(session: Session, permalink: str) -> Saved:
    """A scenario by its permalink.

    Raises:
        NotFound: there is none.
    """
    row = row_of(session, permalink)
    bills = bills_of(session, [*row.stack, permalink])
    return saved(row, bills, links(session, [permalink]))


def listed(session: Session) -> list[Saved]:
    """All scenarios, the last saved first."""
    query = select(Scenario).order_by(col(Scenario.known).desc(), col(Scenario.permalink))
    bills, became = bills_of(session), links(session)
    return [saved(row, bills, became) for row in session.exec(query)]


def saved(
    row: Scenario, bills: Mapping[str, Bill], became: Mapping[str, Sequence[Link]]
) -> Saved:
    """A scenario of its row, with bills and links by their permalinks."""
    own = bills[row.permalink]
    return Saved(
        permalink=row.permalink,
        known=row.known,
        proposal=Proposal(row.codebook, own, tuple(row.stack), tuple(row.compare), row.day),
        bills=(*(bills[below] for below in row.stack), own),
        links=tuple(became.get(row.permalink, ())),
    )


def row_of(session: Session, permalink: str) -> Scenario:
    """The row of a scenario.

    Raises:
        NotFound: there is none.
    """
    row = session.get(Scenario, permalink)
    if row is None:
        raise NotFound("scenario", permalink)
    return row


def stacked(session: Session, permalinks: Iterable[str]) -> tuple[Bill, ...]:
    """The bills of scenarios, in the order given.

    Raises:
        NotFound: there is no such scenario.
    """
    wanted = list(permalinks)
    bills = bills_of(session, wanted)
    for permalink in wanted:
        if permalink not in bills:
            raise NotFound("scenario", permalink)
    return tuple(bills[permalink] for permalink in wanted)


def bills_of(session: Session, permalinks: Collection[str] | None = None) -> dict[str, Bill]:
    """The bills of some scenarios or of all, by their permalinks."""
    titles = select(Scenario.permalink, Scenario.title)
    answers = select(ScenarioAnswer).order_by(
        ScenarioAnswer.country, col(ScenarioAnswer.in_force_from), ScenarioAnswer.code
    )
    if permalinks is not None:
        titles = titles.where(col(Scenario.permalink).in_(permalinks))
        answers = answers.where(col(ScenarioAnswer.permalink).in_(permalinks))
    promises: dict[str, list[Promise]] = defaultdict(list)
    for row in session.exec(answers):
        promises[row.permalink].append(
            Promise(
                jurisdiction=row.country,
                code=row.code,
                score=row.score,
                in_force_from=row.in_force_from,
                in_force_until=row.in_force_until,
            )
        )
    return {link: Bill(title, tuple(promises[link])) for link, title in session.exec(titles)}


def flattened(session: Session, stack: Iterable[str]) -> tuple[str, ...]:
    """The permalinks of a stack and of all that they themselves lie over, each once.

    Raises:
        NotFound: one is not on record.
    """
    whole: list[str] = []
    for link in stack:
        whole += [*row_of(session, link).stack, link]
    return tuple(dict.fromkeys(whole))


def links(session: Session, permalinks: Collection[str] | None = None) -> dict[str, list[Link]]:
    """The changes that some scenarios or all have become, in the order they came into force."""
    query = (
        select(Enactment.permalink, Change, ReleaseItem.change_id)
        .join(Change, col(Enactment.change_id) == col(Change.id))
        .join(ReleaseItem, col(ReleaseItem.change_id) == col(Change.id), isouter=True)
        .order_by(col(Change.in_force_from), col(Change.confirmed_at), col(Change.id))
    )
    if permalinks is not None:
        query = query.where(col(Enactment.permalink).in_(permalinks))
    made: dict[str, list[Link]] = defaultdict(list)
    for link, c, item in session.exec(query):
        made[link].append(
            Link(c.id, c.country, c.title, c.law, c.in_force_from, item is not None)
        )
    return made


def enact(
    session: Session, permalink: str, change_id: UUID, *, by: Person | None, now: datetime
) -> None:
    """Say that a change of law is what became of a scenario; a second time changes nothing.

    `by` is somebody of staff, or None for the operator at the terminal.

    Raises:
        NotFound: there is no such scenario, or no such change.
        NotAllowed: she is no staff.
        BadScenario: it promises nothing for the country of the change.
    """
    if by is not None:
        people.check_staff(by)
    saved, change = found(session, permalink), session.get(Change, change_id)
    if change is None:
        raise NotFound("change", change_id)
    if change.country not in (places := jurisdictions([saved.proposal.bill])):
        where = ", ".join(places) or "no country"
        raise BadScenario(
            [f"the change is one of {change.country}, and the bill is about {where}"]
        )
    if session.get(Enactment, (permalink, change_id)) is None:
        session.add(
            Enactment(
                permalink=permalink,
                change_id=change_id,
                linked_at=now,
                linked_by=by.id if by else None,
            )
        )
        session.flush()
