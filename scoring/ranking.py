"""Where a jurisdiction stands among others, and who moved when its place did."""

from collections.abc import Mapping
from dataclasses import dataclass

from scoring.compare import equal

#: Code of a jurisdiction → its score at one node; None where it has none.
Panel = Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Rank:
    """A place among the jurisdictions that have a score, 1 for the best.

    `tied` counts all that stand at this place, the one itself included; the places right after
    it stay free for them (1, 2, 2, 4). `of` counts all that are ranked.
    """

    place: int
    tied: int
    of: int


@dataclass(frozen=True, slots=True)
class RankMove:
    """What became of the place of one jurisdiction, and who had a part in it.

    `alone` is the rank that it would have if no other score had changed. `passed` were ahead of
    it and no longer are, `passed_by` are ahead now and were not; `others` changed, gained or
    lost their score, whether or not that mattered here. All are in alphabetical order.
    """

    jurisdiction: str
    before: Rank | None
    alone: Rank | None
    after: Rank | None
    passed: tuple[str, ...]
    passed_by: tuple[str, ...]
    others: tuple[str, ...]

    @property
    def rose(self) -> int | None:
        """By how many places it rose, below zero if it fell; None unless ranked both times."""
        return _places(self.before, self.after)

    @property
    def by_itself(self) -> int | None:
        """How many of these places its own score made."""
        return _places(self.before, self.alone)

    @property
    def by_others(self) -> int | None:
        """How many of them the others made, on top of that."""
        return _places(self.alone, self.after) if self.before else None


def ranks(panel: Panel) -> dict[str, Rank]:
    """The rank of each jurisdiction that has a score: the best first, ties by their codes.

    Scores tie that differ by no more than the noise of counting. Who ties with one ties with
    all that tie with it, so that no place depends on where one begins to compare.
    """
    scored = {code: score for code, score in panel.items() if score is not None}
    ties: list[list[str]] = []
    for code in sorted(scored, key=lambda code: -scored[code]):
        if ties and equal(scored[ties[-1][-1]], scored[code]):
            ties[-1].append(code)
        else:
            ties.append([code])
    found: dict[str, Rank] = {}
    for tie in ties:
        found |= dict.fromkeys(sorted(tie), Rank(len(found) + 1, len(tie), len(scored)))
    return found


def moved(jurisdiction: str, before: Panel, after: Panel) -> RankMove:
    """How the place of a jurisdiction changed between two panels of one score."""
    was, now = ranks(before), ranks(after)
    alone = ranks({**before, jurisdiction: after.get(jurisdiction)})
    others = sorted({*before, *after} - {jurisdiction})
    ahead, still_ahead = _ahead(jurisdiction, was), _ahead(jurisdiction, now)
    both = jurisdiction in was and jurisdiction in now
    return RankMove(
        jurisdiction,
        was.get(jurisdiction),
        alone.get(jurisdiction),
        now.get(jurisdiction),
        passed=tuple(code for code in others if both and code in ahead - still_ahead),
        passed_by=tuple(code for code in others if both and code in still_ahead - ahead),
        others=tuple(code for code in others if not equal(before.get(code), after.get(code))),
    )


def _ahead(jurisdiction: str, ranked: Mapping[str, Rank]) -> set[str]:
    """Those at better places than a jurisdiction; nobody where it is not ranked."""
    own = ranked.get(jurisdiction)
    return {code for code, rank in ranked.items() if own and rank.place < own.place}


def _places(before: Rank | None, after: Rank | None) -> int | None:
    return before.place - after.place if before and after else None
