"""What can go wrong in scoring.

* ScoringError
  + CodebookError
  + UnknownIndicator
  + UnknownOption
  + OutsideScale
  + NoRow
  + OtherCodebook
  + ImpossibleAnswer
  + NothingToRank
  + WrongShape
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

#: The keys and places that lead to a value through the tables of a file.
Path = tuple[str | int, ...]


class ScoringError(Exception):
    """Base of all scoring errors."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something to mend in a codebook: where it is, what is wrong, and what to do.

    `where` is for people, mostly the code of a node; `path` leads there through the file.
    """

    where: str
    problem: str
    remedy: str
    path: Path = ()

    def __str__(self) -> str:
        return f"{self.where}: {self.problem}; {self.remedy}"


class CodebookError(ScoringError):
    """The codebook contradicts itself, or says what this program does not understand.

    Every fault is named, not only the first.
    """

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = tuple(faults)


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


class NothingToRank(ScoringError):
    """There is no ranking by this score."""

    def __init__(self, code: str, problem: str) -> None:
        super().__init__(f"nothing can be ranked by {code!r}: {problem}")
        self.code = code


class WrongShape(ScoringError):
    """The rows of a panel are not the questions, or its cells not those that are named."""

    def __init__(self, has: str, wants: str) -> None:
        super().__init__(f"the panel has {has}, not {wants}")
