"""How a change came to be known, checked and released, in the order of its days (pure)."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from monitor.released import Story
from newsletters.cadence import day_in


@dataclass(frozen=True, slots=True)
class Stop:
    """One thing that happened to a change, or will; `day` is None where nobody knows it yet."""

    name: str
    day: date | None
    ahead: bool


def stops(story: Story, today: date, zone: ZoneInfo) -> list[Stop]:
    """What happened and what will, the earliest first; the next edition ends it."""
    change = story.change
    days = [
        ("force", change.in_force_from),
        ("reported", day_in(story.reported_at, zone)),
        ("confirmed", day_in(change.confirmed_at, zone)),
        ("scored", day_in(change.confirmed_at, zone)),
        ("released", day_in(change.released_at, zone)),
    ]
    if change.in_force_until is not None:
        days.append(("ends", change.in_force_until))
    days.sort(key=lambda stop: stop[1])
    return [*(Stop(name, day, today < day) for name, day in days), Stop("edition", None, True)]
