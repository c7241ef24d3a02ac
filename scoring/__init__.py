"""The pure core: a codebook and answers in, scores out. No I/O, no clock, no state."""

from scoring.codebook import (
    Codebook,
    CutOff,
    Mean,
    Node,
    Option,
    Row,
    Rule,
    Table,
    WeightedMean,
    surveyed,
)
from scoring.compare import ScoreChange, compare
from scoring.errors import (
    CodebookError,
    ImpossibleAnswer,
    NoRow,
    OtherCodebook,
    OutsideScale,
    ScoringError,
    UnknownIndicator,
    UnknownOption,
)
from scoring.history import Answer, in_force, steps
from scoring.parse import parse_codebook
from scoring.score import (
    Answers,
    Scorecard,
    Scores,
    headline,
    off_scale,
    refuse_off_scale,
    score,
    shown,
)

__all__ = [
    "Answer",
    "Answers",
    "Codebook",
    "CodebookError",
    "CutOff",
    "ImpossibleAnswer",
    "Mean",
    "NoRow",
    "Node",
    "Option",
    "OtherCodebook",
    "OutsideScale",
    "Row",
    "Rule",
    "ScoreChange",
    "Scorecard",
    "Scores",
    "ScoringError",
    "Table",
    "UnknownIndicator",
    "UnknownOption",
    "WeightedMean",
    "compare",
    "headline",
    "in_force",
    "off_scale",
    "parse_codebook",
    "refuse_off_scale",
    "score",
    "shown",
    "steps",
    "surveyed",
]
