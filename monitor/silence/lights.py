"""Four lamps for each source and country, and how each is lit (pure).

*Fetched*: it answers. *Parsed*: what it answers can be read, holds entries, and goes on saying
something. *Relevant*: some of it became part of a report. *Looked*: a person decided on one.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum

from monitor.rhythm import Silence
from monitor.source import Source

#: An answer may be so much later than it is due before anybody worries.
GRACE = timedelta(days=1)
#: What fails oftener than this does not pass by itself.
PASSING = 2
#: Something relevant, or a look, is expected within …
HALF_A_YEAR, A_YEAR = timedelta(days=183), timedelta(days=365)
#: … and of a country's correspondents, who are asked monthly, within …
TWO_MONTHS = timedelta(days=62)
#: A question may wait for so long.
A_MONTH = timedelta(days=31)


class Light(StrEnum):
    """How a lamp is lit; off where nobody even tries."""

    GOOD = "good"
    PARTLY = "partly"
    BAD = "bad"
    OFF = "off"


class Why(StrEnum):
    """What a lamp says; newsletters.lamp_words has the sentences."""

    ANSWERS = "answers"
    READ = "read"
    FOUND = "found"
    LOOKED = "looked"
    NOT_YET = "not yet"
    FAILS = "fails"
    DOWN = "down"
    UNASKED = "unasked"
    KEYLESS = "keyless"
    UNREADABLE = "unreadable"
    EMPTY = "empty"
    LATE = "late"
    QUIET = "quiet"
    EARLY = "early"
    NOTHING_RELEVANT = "nothing relevant"
    NO_KEYWORDS = "no keywords"
    NOTHING_TO_LOOK_AT = "nothing to look at"
    UNDECIDED = "undecided"
    WAITS = "waits"
    LONG_AGO = "long ago"
    NOBODY = "nobody"
    OFF = "off"
    PAUSED = "paused"
    UNHEARD = "unheard"
    UNOFFICIAL = "unofficial"


#: What is not lit, and calls for nobody either.
NO_MATTER = (Why.NOTHING_TO_LOOK_AT, Why.EARLY)


@dataclass(frozen=True, slots=True)
class Lamp:
    """How one thing stands, and since when."""

    light: Light
    why: Why
    #: When it last was as it should be; None: never.
    since: datetime | None = None
    #: What the sentence names: a language, a source.
    of: str = ""

    @property
    def wrong(self) -> bool:
        """Whether it calls for anybody."""
        return self.light is not Light.GOOD and self.why not in NO_MATTER


@dataclass(frozen=True, slots=True)
class Lamps:
    """The four lamps of a source or a country."""

    fetched: Lamp
    parsed: Lamp
    relevant: Lamp
    looked: Lamp

    def __iter__(self) -> Iterator[tuple[str, Lamp]]:
        """Each with its name, in their order."""
        names = ("fetched", "parsed", "relevant", "looked")
        return ((name, getattr(self, name)) for name in names)

    @property
    def weight(self) -> tuple[int, ...]:
        """How badly they stand: the higher, the sooner somebody should look."""
        lights = [lamp.light for _, lamp in self]
        dark = sum(light in (Light.BAD, Light.OFF) for light in lights[:2])
        return dark, lights.count(Light.BAD), lights.count(Light.PARTLY)

    @property
    def heard(self) -> bool:
        """Whether it answers and can be read."""
        return self.weight[0] == 0


@dataclass(frozen=True, slots=True)
class Rest:
    """Why a source is not asked, by whose word and since when, as far as that is on record."""

    why: Why
    note: str = ""
    by: str = ""
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Visits:
    """How the visits to a source went."""

    watched_since: datetime | None = None
    visited_at: datetime | None = None
    fetched_at: datetime | None = None
    parsed_at: datetime | None = None
    whole_at: datetime | None = None
    failures: int = 0
    held: int = 0
    error: str = ""
    #: Where a permanent redirect led that is believed.
    address: str = ""


@dataclass(frozen=True, slots=True)
class Looks:
    """What came of the reports on a source or a country."""

    relevant_at: datetime | None = None
    decided_at: datetime | None = None
    #: Since when the oldest question waits; None where none does.
    waits_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A source as staff are told of it."""

    source: str
    name: str
    country: str
    why: Why
    #: Days of silence, where that is what is wrong.
    days: int = 0
    #: Why it rests, and by whose word.
    note: str = ""
    by: str = ""
    #: The numbers that never came.
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Review:
    """How all sources and countries were at the beginning of a week."""

    #: The sources that cannot be heard, by their ids; and those of them that could be before.
    dark: tuple[str, ...] = ()
    went_dark: tuple[Told, ...] = ()
    #: Those that could not be heard before, and can.
    came_back: tuple[Told, ...] = ()
    #: Countries that cannot be heard, and countries at which nobody looked.
    unheard: tuple[str, ...] = ()
    unlooked: tuple[str, ...] = ()
    paused: tuple[Told, ...] = ()
    keyless: tuple[Told, ...] = ()
    #: Gazettes whose numbers have gaps.
    gaps: tuple[Told, ...] = ()
    #: How many sources are switched off.
    off: int = 0

    @property
    def well(self) -> bool:
        """Whether nothing calls for anybody; what rests on purpose does not."""
        return not (self.dark or self.unheard or self.unlooked or self.keyless)


def resting(rest: Rest) -> Lamps:
    """The lamps of what is not asked."""
    lamp = Lamp(Light.OFF, rest.why, rest.since)
    return Lamps(lamp, lamp, lamp, lamp)


def fetched(source: Source, visits: Visits, now: datetime) -> Lamp:
    """Whether a source answers."""
    at, asked = visits.fetched_at, visits.visited_at
    if asked is not None and now - asked > 2 * source.every + GRACE:
        return Lamp(Light.BAD, Why.UNASKED, at)
    if visits.failures and (at is None or at != asked):
        return down(visits)
    if at is None:
        return Lamp(Light.PARTLY, Why.NOT_YET)
    return Lamp(Light.GOOD, Why.ANSWERS, at)


def down(visits: Visits) -> Lamp:
    """The lamp of what did not answer when it was last asked."""
    passing, at = visits.failures <= PASSING, visits.fetched_at
    why = Why.FAILS if passing and at is not None else Why.DOWN
    return Lamp(Light.PARTLY if passing else Light.BAD, why, at)


def parsed(source: Source, visits: Visits, silence: Silence | None) -> Lamp:
    """Whether what a source answers can be read, and goes on saying something."""
    at = visits.parsed_at
    if visits.whole_at is not None and not visits.held and not source.may_be_empty:
        return Lamp(Light.BAD, Why.EMPTY, at)
    if at is None and visits.fetched_at is None:
        return Lamp(Light.OFF, Why.NOT_YET)
    if visits.failures and at != visits.fetched_at:
        light = Light.BAD if visits.failures > PASSING or at is None else Light.PARTLY
        return Lamp(light, Why.UNREADABLE, at)
    return speaking(Lamp(Light.GOOD, Why.READ, at), silence)


def speaking(lamp: Lamp, silence: Silence | None) -> Lamp:
    """A lamp in the light of a silence: read, but what is there to read?"""
    if silence is None or not silence.late or lamp.light is not Light.GOOD:
        return lamp
    light, why = (Light.BAD, Why.QUIET) if silence.quiet else (Light.PARTLY, Why.LATE)
    spoke = datetime.combine(silence.since, time(), UTC)
    return replace(lamp, light=light, why=why, since=spoke)


def relevant(
    languages: Iterable[str | None],
    known: Collection[str],
    looks: Looks,
    watched_since: datetime | None,
    now: datetime,
) -> Lamp:
    """Whether anything became part of a report; and whether triage could tell at all.

    A source that names no language is judged by that of each text.
    """
    spoken = set(languages)
    if spoken and not any(lang is None or lang in known for lang in spoken):
        named = ", ".join(sorted(filter(None, spoken)))
        return Lamp(Light.BAD, Why.NO_KEYWORDS, looks.relevant_at, named)
    at = looks.relevant_at
    if at is not None and now - at <= HALF_A_YEAR:
        return Lamp(Light.GOOD, Why.FOUND, at)
    if watched_since is None or now - watched_since <= HALF_A_YEAR:
        return Lamp(Light.PARTLY, Why.EARLY, at)
    light = Light.BAD if now - (at or watched_since) > A_YEAR else Light.PARTLY
    return Lamp(light, Why.NOTHING_RELEVANT, at)


def looked_at_source(looks: Looks, now: datetime) -> Lamp:
    """Whether a person decided on what a source brought."""
    if looks.waits_since is not None and now - looks.waits_since > A_MONTH:
        return Lamp(Light.BAD, Why.WAITS, looks.decided_at)
    if looks.relevant_at is None:
        return Lamp(Light.OFF, Why.NOTHING_TO_LOOK_AT)
    if looks.decided_at is None:
        return Lamp(Light.PARTLY, Why.UNDECIDED)
    return Lamp(Light.GOOD, Why.LOOKED, looks.decided_at)


def looked_at_country(
    looks: Looks, answered_at: datetime | None, watched: bool, now: datetime
) -> Lamp:
    """Whether a person decided on a report of a country, or answered for one of its months."""
    at = max(filter(None, (looks.decided_at, answered_at)), default=None)
    if at is not None and now - at <= TWO_MONTHS:
        waits = looks.waits_since is not None and now - looks.waits_since > A_MONTH
        return Lamp(*((Light.PARTLY, Why.WAITS) if waits else (Light.GOOD, Why.LOOKED)), at)
    if not watched:
        return Lamp(Light.BAD, Why.NOBODY, at)
    recent = at is not None and now - at <= HALF_A_YEAR
    return Lamp(Light.PARTLY if recent else Light.BAD, Why.LONG_AGO, at)
