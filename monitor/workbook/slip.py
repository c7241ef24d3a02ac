"""A slip: a cell of a workbook that is not as it should be, and what would be right (pure)."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What is wrong with a cell; the words are stable."""

    #: A score that its answers do not give.
    VALUE = "value"
    #: A formula that reads other cells than its rule says, whatever it gives.
    FORMULA = "formula"
    #: A number where a formula belongs, even if it is the right one.
    HAND_TYPED = "hand-typed"
    #: An answer that is none of its options.
    OFF_SCALE = "off-scale"
    #: A text where a number belongs.
    TEXT = "text"
    #: A label that names another year than its row, or none.
    YEAR = "year"
    #: A heading that names another question than its column.
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Slip:
    """A cell, what is published there, and what is right, where that is known."""

    sheet: str
    country: str
    cell: str
    kind: Kind
    code: str | None
    year: int | None
    published: float | str | None
    correct: float | str | None
    message: str

    def __str__(self) -> str:
        change = f"{shown(self.published)} → {shown(self.correct)}"
        return f"{self.sheet}!{self.cell}  {self.kind}  {change}  {self.message}"


def shown(figure: float | str | None, most: int = 40) -> str:
    """A figure on one line."""
    if figure is None:
        return "—"
    if not isinstance(figure, str):
        return f"{figure:.10g}"
    text = " ".join(figure.split())
    return repr(text if len(text) <= most else text[: most - 1] + "…")
