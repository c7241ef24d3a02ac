"""The codebook: what an index asks, which answers it allows, and how they add up.

A codebook is a tree of nodes in named levels. Its leaves are questions with a closed list of
options; every other node has a rule over nodes of lower levels. Only nodes of the top level
may share their parts, since an index can have several overall scores. A codebook is made by
`scoring.parse.parse_codebook` alone, which refuses what does not fit together.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from functools import cached_property

from scoring.errors import UnknownIndicator


@dataclass(frozen=True, slots=True)
class Option:
    """An allowed answer and its score."""

    score: float
    title: str


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean of groups, each the mean of its parts."""

    groups: tuple[tuple[str, ...], ...]

    @property
    def parts(self) -> tuple[str, ...]:
        """The codes that are counted, in order."""
        return tuple(code for group in self.groups for code in group)

    @property
    def shares(self) -> dict[str, Fraction]:
        """The weight of each part when all are scored."""
        return {
            code: Fraction(1, len(self.groups) * len(group))
            for group in self.groups
            for code in group
        }


@dataclass(frozen=True, slots=True)
class WeightedMean:
    """The mean by weights, which are exact and add up to 1."""

    weights: tuple[tuple[str, Fraction], ...]

    @property
    def parts(self) -> tuple[str, ...]:
        """The codes that are counted, in order."""
        return tuple(code for code, _ in self.weights)

    @property
    def shares(self) -> dict[str, Fraction]:
        """The weight of each part when all are scored."""
        return dict(self.weights)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: the answers it wants, and the score they make."""

    wants: tuple[tuple[str, float], ...]
    score: float

    def fits(self, answers: Mapping[str, float | None]) -> bool:
        """Whether all the answers that the row wants are given."""
        return all(answers[part] == want for part, want in self.wants)

    def may_fit(self, answers: Mapping[str, float | None]) -> bool:
        """Whether none of the answers given is another than the row wants."""
        return all(answers[part] in (want, None) for part, want in self.wants)


@dataclass(frozen=True, slots=True)
class Table:
    """A score for each combination of answers; exactly one row fits each of them."""

    parts: tuple[str, ...]
    rows: tuple[Row, ...]


Rule = Mean | WeightedMean | Table


@dataclass(frozen=True, slots=True)
class Node:
    """An overall score, policy area, dimension, indicator or question.

    `area` is the code of the policy area that the node is or lies in, None above the areas.
    `availability` is the least share of its parts, by weight, that a mean needs for a score.
    `surveyed_in` lists the only years in which an area was coded, where it was not each year.
    """

    code: str
    level: str
    title: str
    key: str | None = None
    question: str | None = None
    options: tuple[Option, ...] = ()
    rule: Rule | None = None
    availability: Fraction = Fraction(0)
    parents: tuple[str, ...] = ()
    area: str | None = None
    surveyed_from: int | None = None
    surveyed_in: tuple[int, ...] | None = None

    @property
    def parts(self) -> tuple[str, ...]:
        """The codes that this node is counted from; none for a question."""
        return () if self.rule is None else self.rule.parts


@dataclass(frozen=True, slots=True)
class CutOff:
    """The day that decides which law a year is scored by, and the rule that uses it."""

    rule: str
    month: int
    day: int

    def of(self, year: int) -> date:
        """The cut-off day of a year."""
        return date(year, self.month, self.day)


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of the scale with a name, such as "favourable": [start, end).

    At the top of the scale the end belongs to it. `assumed` where no source publishes it.
    """

    title: str
    start: float
    end: float
    assumed: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Jurisdictions of one approach: those whose scores lie in all of the ranges [start, end).

    At the top of the scale the end belongs to a range. Without ranges the rule is not known,
    and nobody is in the group. `assumed` where no source publishes the rule.
    """

    title: str
    ranges: tuple[tuple[str, float, float], ...]
    assumed: bool


@dataclass(frozen=True, slots=True)
class Revision:
    """What a version of the codebook changed."""

    version: str
    date: date
    what: str


@dataclass(frozen=True, slots=True)
class Regions:
    """The regions that an index is about: ISO 3166-2 code → name, all within one country."""

    within: str
    names: Mapping[str, str] = field(hash=False)


@dataclass(frozen=True)
class Codebook:
    """One index in one edition; complete and consistent once it exists.

    `nodes` run top down: the overall scores, then each area followed by what it is made of.
    `changelog` has the newest version first; `bands` run from the bottom of the scale up.
    Its jurisdictions are the `regions` of one country, or else `countries`; none named means
    all there are.
    """

    id: str
    edition: str
    title: str
    citation: str
    source: str
    published: datetime
    levels: tuple[str, ...]
    scale: tuple[float, float]
    headline: tuple[str, ...]
    cut_off: CutOff
    nodes: Mapping[str, Node] = field(hash=False, repr=False)
    recorded: Mapping[int, datetime] = field(hash=False, repr=False)
    version: str = ""
    changelog: tuple[Revision, ...] = field(default=(), repr=False)
    bands: tuple[Band, ...] = field(default=(), repr=False)
    groups: tuple[Group, ...] = field(default=(), repr=False)
    countries: tuple[str, ...] = ()
    regions: Regions | None = None

    def node(self, code: str) -> Node:
        """The node of a code.

        Raises:
            UnknownIndicator: the codebook has no such code.
        """
        if code not in self.nodes:
            raise UnknownIndicator(code)
        return self.nodes[code]

    def at(self, level: str) -> tuple[Node, ...]:
        """The nodes of one level."""
        return tuple(node for node in self.nodes.values() if node.level == level)

    @property
    def areas(self) -> tuple[Node, ...]:
        """The nodes of the level under the overall scores, whatever the codebook calls it."""
        return self.at(self.levels[1])

    @cached_property
    def leaves(self) -> tuple[Node, ...]:
        """The nodes that are answered."""
        return tuple(node for node in self.nodes.values() if node.rule is None)

    @cached_property
    def bottom_up(self) -> tuple[Node, ...]:
        """The nodes that are counted, each after all of its parts."""
        return tuple(
            node for level in reversed(self.levels) for node in self.at(level) if node.rule
        )

    def recorded_at(self, year: int) -> datetime:
        """When the edition's answers for a year became known."""
        return self.recorded.get(year, self.published)


def surveyed(codebook: Codebook, code: str, year: int) -> bool:
    """Whether the edition coded this node, as a part of its area, in that year.

    An overall score is surveyed when all its areas are. Answers can exist in other years;
    what they add up to is no score of the edition.
    """
    node = codebook.node(code)
    if node.area is None:
        return all(surveyed(codebook, part, year) for part in node.parts)
    area = codebook.nodes[node.area]
    since = area.surveyed_from is None or year >= area.surveyed_from
    return since and (area.surveyed_in is None or year in area.surveyed_in)
