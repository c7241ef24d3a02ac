"""How a change came to be known, checked and released: its days in order, and whose (pure)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from monitor.released import Hand, Story
from newsletters.cadence import day_in
from newsletters.translate import Words
from newsletters.translate import marked as _

#: Who has no name here, first and again: staff, or a correspondent.
UNNAMED = {
    True: (_("staff of the index"), _("another of staff")),
    False: (_("a national correspondent"), _("another national correspondent")),
}


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


def named(hands: Sequence[Hand], words: Words) -> str:
    """Several people in words: their names where they agreed to it, else what they are."""
    said, known = [], set()
    for hand in hands:
        first, again = UNNAMED[hand.staff]
        said.append(hand.name or words.gettext(again if hand.staff in known else first))
        known.add(hand.staff)
    return words.list(said)
