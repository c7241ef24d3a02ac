"""How often a source or a country speaks, and how unlikely its present silence is (pure).

Time is counted in expected days. A day weighs by how much is usually said on its weekday, in
its month, on holidays and around New Year: as anyone would guess at first, then as the history
shows. So a Sunday is little evidence, nor is August where parliament is away.

The pauses between two words, so counted, follow Weibull's law, whose shape says how regular
they are. Each of some shapes is weighed by how well it explains the pauses so far; its scale is
learned by Bayes' rule, from a guess that counts as four pauses. A bursty source has a shape
below one: long pauses surprise nobody. Bursts that no such law describes (daily for weeks, then
nothing for weeks) are held to what was seen: no silence is called less likely than pauses as
long have been frequent, though the longest of all is forgiven. And a pause out of all
proportion stretches the law no further than a long one.

Quiet is what chance brings less than once in three years. A bare probability would cry wolf
weekly among hundreds of sources, and yet miss a monthly one for half a year.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate, pairwise
from math import ceil, exp, gamma, inf, lgamma, log, pow

A_DAY = timedelta(days=1)
A_YEAR = 365.25
#: What is older says little of today.
HISTORY = timedelta(days=3 * 365)
#: From wildly bursty to a clock, each with its share in the first guess.
SHAPES = {0.5: 0.02, 0.7: 0.08, 1.0: 0.3, 1.5: 0.3, 2.2: 0.2, 3.2: 0.07, 4.6: 0.03}
#: How many pauses the first guess counts for.
GUESSED = 4
#: A pause longer than so many usual ones counts as one of that length.
LONGEST = 5.0
#: The share of pauses that no habit explains, such as a strike or a day off that no calendar
#: knows, and how many times a usual pause they last. Some dozen words prove no more.
SURPRISES, STRETCH = 0.004, 2.0
#: How much of a working day is expected of a day of the weekend, of a holiday, of the days
#: around New Year; and how many words the guess about any such kind of day counts for.
ON_WEEKENDS, ON_HOLIDAYS, AT_YEARS_END = 0.15, 0.2, 0.3
DOUBT = 3.0
#: A word is expected by the day by which it came in nineteen pauses of twenty.
LATE = 0.05
#: A silence is quiet where chance brings such a one less than once in so many years.
YEARS = 3.0


@dataclass(frozen=True, slots=True)
class Calendar:
    """When a country rests: days of the week (Monday is 0), and public holidays."""

    weekend: frozenset[int]
    holidays: frozenset[date]


@dataclass(frozen=True, slots=True)
class Silence:
    """How long nothing was said, and what that means."""

    #: That a pause lasts as long as this one, or longer.
    probability: float
    #: The day of the last word; where there was none, since when it is listened for.
    since: date
    #: The day by which a word was, or is, to be expected.
    expected_by: date
    #: Days without a word, today not counted, nor those on which nobody listened.
    days: int
    #: Years in which chance brings one such silence.
    once_in: float
    #: The middle half of its pauses, in days; None while there are too few.
    usual: tuple[int, int] | None

    @property
    def late(self) -> bool:
        """Whether a word should have come by now."""
        return self.probability <= LATE

    @property
    def quiet(self) -> bool:
        """Whether it is more than late: whatever spoke here has probably stopped."""
        return self.late and self.once_in >= YEARS


def silence(
    days_spoken: Collection[date],
    watched_since: date,
    today: date,
    prior: float,
    calendar: Calendar,
    unheard: Collection[date] = (),
) -> Silence:
    """Judge the silence of whoever spoke on these days, watched until yesterday.

    `prior` is the guess of the days between two words; days `unheard` are no evidence.
    """
    first = min(max(watched_since, today - HISTORY), today)
    words = [(day - first).days for day in sorted(set(days_spoken)) if first <= day <= today]
    last = words[-1] if words else -1
    kinds = kinds_of_days(calendar, first, (today - first).days + 1)
    deaf = {(day - first).days for day in unheard} - set(words)
    heard = [day for day in range(len(kinds)) if day not in deaf]
    so_far = bisect_right(heard, last)
    weights = learned(kinds, words, heard[:so_far], calendar)
    expected = [0.0 if day in deaf else weights[kind] for day, kind in enumerate(kinds)]
    until = list(accumulate(expected, initial=0.0))
    pauses = Pauses(sorted(until[b + 1] - until[a + 1] for a, b in pairwise(words)), prior)
    # Today is not over; but what was said today counts.
    now = max(until[-2] - until[last + 1], 0.0)
    chance = pauses.longer_than(now)
    since = max(days_spoken, default=watched_since)
    return Silence(
        probability=chance,
        since=since,
        expected_by=after(first + last * A_DAY, pauses.usual_end(), weights, calendar),
        days=sum(day < len(kinds) - 1 for day in heard[so_far:]),
        once_in=pauses.mean / A_YEAR / chance if chance else inf,
        usual=middle_half(words),
    )


class Pauses:
    """What is known of the pauses between two words, in expected days."""

    def __init__(self, seen: Sequence[float], guess: float) -> None:
        self.seen = seen
        self.mean = (GUESSED * guess + sum(seen)) / (GUESSED + len(seen))
        self.laws = fitted([min(pause, LONGEST * self.mean) for pause in seen], guess)

    def longer_than(self, pause: float) -> float:
        """The probability that a pause lasts at least so long."""
        by_law = sum(
            share * pow(1 + pause**shape / scale, -count)
            for shape, count, scale, share in self.laws
        )
        by_law += SURPRISES * (exp(-pause / (STRETCH * self.mean)) - by_law)
        as_long = len(self.seen) - bisect_left(self.seen, pause)
        return max(by_law, (as_long - 1) / (len(self.seen) + GUESSED)) if pause else 1.0

    def usual_end(self) -> float:
        """The length by which nineteen pauses of twenty are over."""
        low, high = 0.0, self.mean
        while self.longer_than(high) > LATE:
            low, high = high, 2 * high
        for _ in range(20):
            middle = (low + high) / 2
            low, high = (middle, high) if self.longer_than(middle) > LATE else (low, middle)
        return high


def fitted(pauses: Sequence[float], guess: float) -> list[tuple[float, float, float, float]]:
    """Weibull laws for pauses: shape; count and scale of what is known of its rate; share.

    Given the shape, the rate of pause**shape has a gamma distribution that each pause updates.
    """
    logs, found = sum(map(log, pauses)), []
    for shape, share in SHAPES.items():
        before = GUESSED * (guess / gamma(1 + 1 / shape)) ** shape
        count, scale = GUESSED + len(pauses), before + sum(p**shape for p in pauses)
        likely = log(share) + len(pauses) * log(shape) + (shape - 1) * logs
        likely += GUESSED * log(before) + lgamma(count) - count * log(scale)
        found.append((shape, count, scale, likely))
    best = max(likely for *_, likely in found)
    total = sum(exp(likely - best) for *_, likely in found)
    return [(k, n, scale, exp(likely - best) / total) for k, n, scale, likely in found]


#: Monday … Sunday; January … December; any day, holiday, year's end: each day is one of each.
KindOfDay = tuple[int, int, int]


@lru_cache(maxsize=1024)
def kinds_of_days(calendar: Calendar, first: date, days: int) -> tuple[KindOfDay, ...]:
    """What kind of day each day from the first one on is."""
    return tuple(kind_of_day(first + n * A_DAY, calendar) for n in range(days))


def kind_of_day(day: date, calendar: Calendar) -> KindOfDay:
    """A day by what is expected of it."""
    ends_year = (day.month, day.day) == (1, 1) or (day.month, day.day) >= (12, 24)
    rest = 2 if ends_year else int(day in calendar.holidays)
    return day.weekday(), day.month - 1, rest


def learned(
    kinds: Sequence[KindOfDay],
    words: Collection[int],
    heard: Collection[int],
    calendar: Calendar,
) -> "Weights":
    """What each kind of day weighs, as the days heard and the words on them show it."""
    weights = Weights(calendar)
    said, days = Counter(kinds[day] for day in words), Counter(kinds[day] for day in heard)
    guessed = sum(count * weights[kind] for kind, count in days.items())
    rate = len(words) / guessed if guessed else 0.0
    # The rests before the months: an August is quiet beyond its holidays, if at all.
    for parted in (0, 2, 1):
        weights.learn(parted, said, days, rate)
    return weights


class Weights(dict[KindOfDay, float]):
    """What is expected of each kind of day; the days of an ordinary week sum to seven."""

    def __init__(self, calendar: Calendar) -> None:
        week = [ON_WEEKENDS if day in calendar.weekend else 1.0 for day in range(7)]
        self.parts = (week, [1.0] * 12, [1.0, ON_HOLIDAYS, AT_YEARS_END])

    def __missing__(self, kind: KindOfDay) -> float:
        """Count the weight of a kind once."""
        week, month, rest = self.parts
        product = week[kind[0]] * month[kind[1]] * rest[kind[2]]
        self[kind] = product * 7 / sum(week)
        return self[kind]

    def learn(
        self, part: int, said: Counter[KindOfDay], days: Counter[KindOfDay], rate: float
    ) -> None:
        """Move one part towards the words that came over those expected at a rate."""
        came, due = Counter[int](), dict.fromkeys(range(len(self.parts[part])), 0.0)
        for kind, count in said.items():
            came[kind[part]] += count
        for kind, count in days.items():
            due[kind[part]] += count * self[kind] * rate
        for place in due:
            self.parts[part][place] *= (came[place] + DOUBT) / (due[place] + DOUBT)
        self.clear()


def after(word: date, expected: float, weights: Weights, calendar: Calendar) -> date:
    """The day on which so many expected days have passed since a word."""
    day, passed = word, 0.0
    while passed < expected:
        if (day - word).days > A_YEAR:  # far ahead, a day is as good as another
            return day + ceil(expected - passed) * A_DAY
        day += A_DAY
        passed += weights[kind_of_day(day, calendar)]
    return day


def middle_half(words: Sequence[int]) -> tuple[int, int] | None:
    """The middle half of the pauses, in days; None of fewer than four."""
    pauses = sorted(b - a for a, b in pairwise(words))
    if len(pauses) < GUESSED:
        return None
    return pauses[len(pauses) // 4], pauses[3 * len(pauses) // 4]
