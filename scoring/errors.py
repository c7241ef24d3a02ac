"""What can go wrong in scoring.

* ScoringError
  + CodebookError
  + UnknownIndicator
  + UnknownOption
  + OutsideScale
  + NoRow
  + OtherCodebook
  + ImpossibleAnswer
"""

from collections.abc import Mapping
from datetime import date


class ScoringError(Exception):
    """Base of all scoring errors."""


class CodebookError(ScoringError):
    """The codebook contradicts itself, or says what this program does not understand."""

    def __init__(self, where: str, problem: str, remedy: str) -> None:
        super().__init__(f"{where}: {problem}; {remedy}")
        self.where = where


class UnknownIndicator(ScoringError):
    """An answer or a question names what the codebook does not ask."""

    def __init__(self, code: str, parts: tuple[str, ...] = ()) -> None:
        hint = f"is not answered but counted from {', '.join(parts)}" if parts else "is unknown"
        super().__init__(f"{code!r} {hint} in this codebook")
        self.code = code


class UnknownOption(ScoringError):
    """An answer is not among the options of its indicator."""

    def __init__(self, code: str, answer: float, options: tuple[float, ...]) -> None:
        allowed = ", ".join(f"{option:g}" for option in options)
        super().__init__(f"{code!r} has no option {answer:g}, only {allowed}")
        self.code = code
        self.answer = answer


class OutsideScale(ScoringError):
    """An answer lies outside the scale of its codebook, or is no number at all."""

    def __init__(self, code: str, answer: float, scale: tuple[float, float]) -> None:
        super().__init__(
            f"{code!r} cannot be {answer:g}: the scale is {scale[0]:g}–{scale[1]:g}"
        )
        self.code = code
        self.answer = answer


class NoRow(ScoringError):
    """No row of a table fits its answers: one of them is not among its options."""

    def __init__(self, code: str, answers: Mapping[str, float | None]) -> None:
        given = ", ".join(f"{c}={a:g}" for c, a in answers.items() if a is not None)
        super().__init__(f"the table of {code!r} has no row for {given}")
        self.code = code
        self.answers = answers


class OtherCodebook(ScoringError):
    """Two scorecards were compared that different codebooks made."""

    def __init__(self, before: str, after: str) -> None:
        super().__init__(f"scores of {before} and {after} cannot be compared")


class ImpossibleAnswer(ScoringError):
    """An answer ends before it begins, or its instant lacks a time zone."""

    def __init__(self, code: str, in_force_from: date, problem: str) -> None:
        super().__init__(f"the answer to {code!r} from {in_force_from} {problem}")
        self.code = code
