"""What a change of answers did to the scores."""

from dataclasses import dataclass

from scoring.errors import OtherCodebook
from scoring.score import Scorecard

#: Scores that lie nearer than this are one score. What thirds and sevenths leave behind in
#: the last digits is far smaller, and two scores that do differ lie far further apart.
EQUAL_WITHIN = 1e-9


@dataclass(frozen=True, slots=True)
class ScoreChange:
    """One node whose score moved, appeared or vanished."""

    code: str
    before: float | None
    after: float | None


def compare(before: Scorecard, after: Scorecard) -> tuple[ScoreChange, ...]:
    """The affected nodes only, in the codebook's order, by their unrounded scores.

    Raises:
        OtherCodebook: the scorecards come from different codebooks.
    """
    refuse_other(before, after)
    return tuple(
        ScoreChange(code, before.values[code], score)
        for code, score in after.values.items()
        if not equal(before.values[code], score)
    )


def equal(one: float | None, other: float | None) -> bool:
    """Whether two scores are the same; no score is the same as none only."""
    if one is None or other is None:
        return one is other
    return abs(one - other) <= EQUAL_WITHIN


def refuse_other(before: Scorecard, after: Scorecard) -> None:
    """Let pass only two scorecards of one codebook.

    Raises:
        OtherCodebook: the scorecards come from different codebooks.
    """
    if (before.codebook, before.edition) != (after.codebook, after.edition):
        raise OtherCodebook(
            f"{before.codebook} {before.edition}", f"{after.codebook} {after.edition}"
        )
