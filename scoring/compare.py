"""What a change of answers did to the scores."""

from dataclasses import dataclass

from scoring.errors import OtherCodebook
from scoring.score import Scorecard


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
    if (before.codebook, before.edition) != (after.codebook, after.edition):
        raise OtherCodebook(
            f"{before.codebook} {before.edition}", f"{after.codebook} {after.edition}"
        )
    return tuple(
        ScoreChange(code, before.values[code], score)
        for code, score in after.values.items()
        if score != before.values[code]
    )
