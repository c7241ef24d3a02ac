"""What a score is called: the band it lies in, and the groups that its jurisdiction is in."""

from collections.abc import Mapping

from scoring.codebook import Band, Codebook, Group


def band_of(codebook: Codebook, score: float) -> Band | None:
    """The band that an unrounded score lies in; None where the codebook names none."""
    return next(
        (b for b in codebook.bands if _within(codebook, score, b.start, b.end)),
        None,
    )


def groups_of(codebook: Codebook, values: Mapping[str, float | None]) -> tuple[Group, ...]:
    """The groups that a jurisdiction with these scores is in; a missing score is in none."""
    return tuple(g for g in codebook.groups if g.ranges and _belongs(codebook, values, g))


def _belongs(codebook: Codebook, values: Mapping[str, float | None], group: Group) -> bool:
    return all(
        (score := values.get(code)) is not None and _within(codebook, score, start, end)
        for code, start, end in group.ranges
    )


def _within(codebook: Codebook, score: float, start: float, end: float) -> bool:
    return start <= score < end or score == end == codebook.scale[1]
