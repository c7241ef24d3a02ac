"""A word on one page: each thing that is said, and the screen that changes it (pure)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.web.days import BadDay, read_day
from app.web.desk.path import ANSWERS, DAYS, LAW, PICKED, QUESTIONS, WHY, Filled
from app.web.word import CONFIRM, MORE, Asked, AskedArea, text
from newsletters.translate import Words
from newsletters.translate import marked as _


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that is said, in its reader's language."""

    field: str
    label: str
    said: str
    screen: str
    #: What the index has on record, where that is another answer.
    on_record: str = ""


DAYS_OF_LAW = (
    ("in_force_from", _("In force from")),
    ("adopted", _("Adopted")),
    ("in_force_until", _("In force until")),
)
TEXTS = (
    ("law", _("Law and article")),
    ("title", _("What changed, in one line")),
    ("summary", _("What it does")),
    ("url", _("Address of the source")),
)
KIND = {
    "policy": _("The law or policy changed"),
    "correction": _("The law is as it was; our record of it was wrong"),
}
WHY_NOT = _("No change of law or policy, because")
MISSING = _("What is missing")


def rows(filled: Filled, areas: Iterable[AskedArea], words: Words) -> list[Row]:
    """What a word says, in the order of the screens."""
    verdict = text(filled, "word")
    if verdict != CONFIRM:
        label = MISSING if verdict == MORE else WHY_NOT
        return [Row("why_not", words.gettext(label), text(filled, "why_not"), WHY)]
    asked = {one.node.code: one for area in areas for one in area.questions}
    picked = [asked[code] for code in filled.get(PICKED, ()) if code in asked]
    return [*answers(filled, picked, words), *days(filled, words), *texts(filled, words)]


def answers(filled: Filled, picked: list[Asked], words: Words) -> Iterator[Row]:
    """The answers that are now others, or that none is."""
    if not picked:
        none = words.gettext(_("None: the index does not ask this"))
        yield Row(PICKED, words.gettext(_("Answers that are now others")), none, QUESTIONS)
    for one in picked:
        yield Row(
            one.field,
            words.gettext(one.node.question or one.node.title),
            words.gettext(said) if (said := one.answer(text(filled, one.field))) else "–",
            ANSWERS + one.node.code,
            words.gettext(one.now) if one.now else "",
        )


def days(filled: Filled, words: Words) -> Iterator[Row]:
    """What kind of change it is, and its days; one that is not said is left out."""
    kind = KIND.get(text(filled, "kind"), KIND["policy"])
    yield Row("kind", words.gettext(_("What it is")), words.gettext(kind), DAYS)
    for name, label in DAYS_OF_LAW:
        if (said := day(filled, name, words)) or name == "in_force_from":
            yield Row(name, words.gettext(label), said or "–", DAYS)


def day(filled: Filled, name: str, words: Words) -> str:
    """A day in words; what was typed, where that is none."""
    try:
        read = read_day(filled, name, words)
    except BadDay:
        parts = (text(filled, f"{name}-{part}") for part in ("day", "month", "year"))
        return " ".join(filter(None, parts))
    return words.day(read) if read else ""


def texts(filled: Filled, words: Words) -> Iterator[Row]:
    """The law and what it does; what may stay empty and does is left out."""
    for name, label in TEXTS:
        said = text(filled, name)
        if said or name in ("law", "title"):
            yield Row(name, words.gettext(label), said or "–", LAW)
