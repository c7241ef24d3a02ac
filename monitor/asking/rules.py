"""Who is asked, when, and how much of her time it may take (pure).

A mail asks at most once a day, never for more minutes in a month than a person gives, and
reminds twice. What waits grows more urgent, so that nothing waits for ever.
"""

import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from monitor.released import Heard, MonthQuestion, Question

#: So many minutes of a person's time one of each is thought to take.
QUESTION, CHECK_IN = 3, 2
#: Between two mails that ask the same person.
PAUSE = timedelta(days=1)
#: Reminders come after so long, and after so long again; then none.
REMIND_AFTER = timedelta(days=7)
REMINDERS = 2
#: From the first mail on: staff see it as overdue; it passes to a colleague.
OVERDUE, PASSES_ON = timedelta(days=14), timedelta(days=21)
#: Waiting so long makes a question as urgent as one sign more would.
AGES = timedelta(days=14)
#: More would make a mail that nobody reads; the others come the next day.
MOST = 8


@dataclass(frozen=True, slots=True)
class Colleague:
    """A correspondent of a country, as far as it bears on whether to ask her of a report."""

    id: UUID
    #: Minutes that she was seated for in the last thirty days, and those she gives a month.
    busy: int = 0
    budget: int = 240
    last_asked: datetime | None = None
    #: She reported it, has an interest of her own in it, or was asked of it before.
    barred: bool = False
    away: bool = False

    @property
    def free(self) -> bool:
        """Whether she may be asked."""
        return not (self.barred or self.away)

    @property
    def has_room(self) -> bool:
        """Whether one question more still fits into her time."""
        return self.busy + QUESTION <= self.budget


@dataclass(frozen=True, slots=True)
class Seating:
    """Who is asked of a report, from which place, and how many must say the same."""

    needed: int
    drawn: bool = False
    first: UUID | None = None
    seconds: tuple[UUID, ...] = ()
    #: Staff are asked, as a body: alone, before a correspondent checks, or to fill up.
    staff: bool = False


def chance(secret: str, report_id: UUID) -> float:
    """A report's lot in [0, 1): always the same, foreseen by nobody without the secret."""
    lot = hmac.digest(secret.encode(), b"second:" + report_id.bytes, "sha256")
    return int.from_bytes(lot[:6]) / 2**48


def ranked(colleagues: Iterable[Colleague]) -> list[Colleague]:
    """Who may be asked: with room first, then the least busy, then the longest not asked."""
    return sorted(
        (one for one in colleagues if one.free),
        key=lambda one: (
            not one.has_room,
            one.busy,
            one.last_asked.timestamp() if one.last_asked else 0.0,
            one.id,
        ),
    )


def seating(
    colleagues: Iterable[Colleague], *, quorum: int, by_staff: bool, lot: float, share: float
) -> Seating:
    """Who is asked of a report in a country with these correspondents.

    A lot below the share draws a second, where there is one to draw. In a country whose
    answers are staff's (`by_staff`), a correspondent checks what staff said, later.
    """
    free = [one.id for one in ranked(colleagues)]
    if by_staff:
        return Seating(needed=max(quorum, 1 + bool(free)), staff=True)
    drawn = lot < share and len(free) > 1
    needed = max(quorum, 1 + drawn)
    asked = free[:needed]
    return Seating(
        needed=needed,
        drawn=drawn,
        first=asked[0] if asked else None,
        seconds=tuple(asked[1:]),
        staff=len(asked) < needed,
    )


@dataclass(frozen=True, slots=True)
class Item:
    """Something that waits for a person's answer."""

    id: UUID
    minutes: int
    #: How many signs of urgency it bears.
    signs: int
    since: datetime
    mailed_at: datetime | None = None
    reminded_at: datetime | None = None
    reminders: int = 0
    #: Her country's rhythm holds it until a check-in.
    held: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """A question or a check-in that waits for a person, as pages and mails show it."""

    item: Item
    country: str
    #: "first", "second" or "check"; empty for a check-in.
    place: str = ""
    question: Question | None = None
    check_in: MonthQuestion | None = None
    #: What she checks.
    heard: Heard | None = None


def signs(because: Iterable[str], *, official: bool, by_person: bool) -> int:
    """The signs that a question is urgent: law moved, officially, or a person told of it."""
    moved = any(reason.endswith("says that law changed") for reason in because)
    return 2 * moved + official + by_person


def urgency(item: Item, now: datetime) -> tuple[int, datetime, UUID]:
    """A key that sorts the most urgent first; what waits longer is more urgent."""
    return -(item.signs + max(now - item.since, timedelta(0)) // AGES), item.since, item.id


def is_reminder_due(item: Item, now: datetime) -> bool:
    """Whether it was asked, never answered, and a reminder is still owed."""
    if item.mailed_at is None or item.reminders >= REMINDERS:
        return False
    return now >= (item.reminded_at or item.mailed_at) + REMIND_AFTER


def fits(minutes: int, spent: int, budget: int) -> bool:
    """Whether a month has room for so much more; a small budget has room for one question."""
    return spent + minutes <= budget or (spent == 0 < budget)


def batch(
    waiting: Sequence[Item], *, spent: int, budget: int, last: datetime | None, now: datetime
) -> tuple[Item, ...]:
    """What one mail asks of a person now, the most urgent first.

    Empty while her last mail is too recent. A reminder takes no minutes: they were asked for.
    """
    if last is not None and now < last + PAUSE:
        return ()
    taken: list[Item] = []
    for item in sorted(waiting, key=lambda item: urgency(item, now)):
        if len(taken) == MOST:
            break
        if item.mailed_at is None and not item.held and fits(item.minutes, spent, budget):
            spent += item.minutes
            taken.append(item)
        elif is_reminder_due(item, now):
            taken.append(item)
    return tuple(taken)
