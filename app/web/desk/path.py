"""The way through a question, one screen at a time: what is asked, and what comes next (pure).

What is filled in is a mapping of fields; `picked` lists the questions of the index whose
answers are now others, and is there once she was asked for them.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from app.web.word import ANSWER, CONFIRM, PARTS_OF_DAYS

QUESTIONS, DAYS, LAW, CHECK, WHY = "questions", "days", "law", "check", "why"
ANSWERS = "answers/"
PICKED = "picked"
#: Screen → the fields that are asked there; an answer's screen asks for that answer.
FIELDS: Mapping[str, Sequence[str]] = {
    QUESTIONS: (PICKED,),
    DAYS: (*PARTS_OF_DAYS, "kind"),
    LAW: ("law", "title", "summary", "url"),
    CHECK: ("note",),
    WHY: ("why_not",),
}
Filled = Mapping[str, Any]


def screens(filled: Filled) -> list[str]:
    """The screens of a word in their order, the last of which sends it."""
    if filled.get("word") != CONFIRM:
        return [WHY]
    return [QUESTIONS, *(ANSWERS + code for code in filled.get(PICKED, ())), DAYS, LAW, CHECK]


def undone(filled: Filled, wrong: Collection[str]) -> str:
    """The first screen that wants an answer; `wrong` are the fields that have a fault."""
    for screen in screens(filled)[:-1]:
        asked = fields(screen)
        missing = screen == QUESTIONS and PICKED not in filled
        unanswered = screen.startswith(ANSWERS) and not filled.get(asked[0])
        if missing or unanswered or any(faulty(field, asked) for field in wrong):
            return screen
    return screens(filled)[-1]


def faulty(field: str, asked: Collection[str]) -> bool:
    """Whether a fault belongs to a screen; a day has one fault and three fields."""
    return field in asked or f"{field}-day" in asked


def before(filled: Filled, screen: str) -> str:
    """The screen from which one comes; empty where that is the question itself."""
    way = screens(filled)
    place = way.index(screen) if screen in way else 0
    return way[place - 1] if place else ""


def fields(screen: str) -> Sequence[str]:
    """The fields that a screen asks for."""
    if screen.startswith(ANSWERS):
        return (ANSWER + screen.removeprefix(ANSWERS),)
    return FIELDS[screen]


def taken(filled: Filled, screen: str, typed: Filled) -> dict[str, Any]:
    """What is filled in, once a screen was sent: its fields are as they were typed there."""
    asked = fields(screen)
    kept = {field: value for field, value in filled.items() if field not in asked}
    return kept | {field: typed[field] for field in asked if field in typed}


def with_picked(filled: Filled, code: str) -> list[str]:
    """The questions whose answers are now others, with one more."""
    return list(dict.fromkeys([*filled.get(PICKED, ()), code]))


def unpicked(filled: Filled, code: str) -> dict[str, Any]:
    """What is filled in, when an answer stays as it is after all."""
    picked = [one for one in filled.get(PICKED, ()) if one != code]
    kept = {field: value for field, value in filled.items() if field != ANSWER + code}
    return kept | {PICKED: picked}


def sendable(filled: Filled) -> dict[str, str]:
    """The fields of the form that sends the word: what she sees is what she sends."""
    given = {ANSWER + code for code in filled.get(PICKED, ())}
    return {
        field: str(value)
        for field, value in filled.items()
        if field not in (PICKED, "note") and (not field.startswith(ANSWER) or field in given)
    }
