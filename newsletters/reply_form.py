"""The forms that go with questions, and what a filled one means (pure).

What is missing is said in texts of the locale files, by the lines that lack it. A form shows
no score: options are lettered in the codebook's order, as the pages list them.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from textwrap import fill
from types import MappingProxyType

from monitor.dates import read_date
from monitor.released import Heard, MonthQuestion, Question, Recipient
from newsletters import form_lines as lines
from newsletters.letters import Letters
from newsletters.translate import Translations, Words
from newsletters.translate import marked as _
from scoring import Codebook, Node

CONFIRM, REJECT, MORE, NOTHING = "confirm", "reject", "more", "nothing"
#: What may stand on the line "My answer".
ANSWERS = {CONFIRM: _("yes"), REJECT: _("no"), MORE: _("more"), NOTHING: _("nothing")}
LETTERS = "abcdefghijklmnopqrstuvwxyz"
COLUMNS = 72
DAYS = (lines.FROM, lines.UNTIL, lines.ADOPTED)

#: What may stand between choices, or alone where there are none.
BETWEEN = re.compile(r"[\s,;.)–—-]+")
NONE_KNOWN: Mapping[str, float] = MappingProxyType({})
EMPTY: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What a mail says of a report; what is wrong with it stands by its line."""

    verdict: str = ""
    title: str = ""
    law: str = ""
    url: str = ""
    note: str = ""
    days: Mapping[str, date | None]
    #: Question code → score, as `monitor.confirm.Confirmation` has them.
    answers: Mapping[str, float]
    faults: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Affirmed:
    """What a mail says of a period: what changed in each area, empty where nothing did."""

    areas: Mapping[str, str]
    faults: Mapping[str, str]


def form(
    asked: Question,
    to: Recipient,
    codebook: Codebook,
    letters: Letters,
    *,
    blind: bool = False,
    holding: Mapping[str, float] = NONE_KNOWN,
    filled: Mapping[str, str] = EMPTY,
) -> str:
    """The form of a question; `holding` are the answers on record, which it marks.

    A `blind` one is filled with nothing that a machine or another person read, and offers the
    questions of all areas alike. `filled` are lines as she wrote them, or a word to check.
    """
    words = letters.translations.of(to.language)
    known = {} if blind else {lines.TITLE: asked.title, lines.SOURCE: asked.url}
    code = {lines.CODE: letters.links.answer_code(to.id, asked.report_id)}
    more = (name for name in (lines.REPORT, lines.ITS_SOURCE) if name in filled)
    names = (lines.CODE, *lines.ABOUT_A_REPORT, *more)
    return "\n\n".join(
        [
            words.gettext("You can also answer by mail: fill in these lines, and reply."),
            lines.write(known | dict(filled) | code, names, words),
            *(fill(words.gettext(said), COLUMNS) for said in HOW_TO_ANSWER),
            *offered(codebook, () if blind else asked.areas, holding, words),
        ]
    )


#: None of these may begin as a line of the form does, or it would be read as one.
HOW_TO_ANSWER = (
    _("As your answer write yes, no, or more if you cannot say without something else."),
    _(
        "With a yes, say since when it is in force (27.6.2024 or 2024-06-27), which law, and "
        "what changed in one line. With a no, say why in the note; with more, what you need."
    ),
    _(
        "Under the questions write the code and the letter of each answer that is now another, "
        "such as fd115ab=b. Leave it empty if the answers of the index stay as they are."
    ),
    _(
        "Something else changed, too? Add the lines “New report”, with what it is, and “Its "
        "source”, with its address; set a colon after each name."
    ),
)


def check_in_form(
    month: MonthQuestion,
    to: Recipient,
    codebook: Codebook,
    letters: Letters,
    *,
    filled: Mapping[str, str] = EMPTY,
) -> str:
    """The form of a check-in: one line for all areas, and one for each."""
    words = letters.translations.of(to.language)
    code = {lines.CODE: letters.links.check_in_code(to.id, month.check_in_id)}
    called = lines.areas(codebook)
    more = (name for name in (lines.REPORT, lines.ITS_SOURCE) if name in filled)
    names = (lines.CODE, lines.ANSWER, *called, *more)
    return "\n\n".join(
        [
            words.gettext("You can also answer by mail: fill in these lines, and reply."),
            lines.write(dict(filled) | code, names, words, called),
            fill(
                words.gettext(
                    "As your answer write nothing if nothing changed in any area, or in none "
                    "but those where you say what changed. That is published with the date."
                ),
                COLUMNS,
            ),
        ]
    )


def filled_with(
    said: Mapping[str, object], answers: Mapping[str, float], codebook: Codebook
) -> dict[str, str]:
    """The lines of a form that say what somebody said; what she left out stays empty."""
    leaves = {leaf.code: leaf for leaf in codebook.leaves}
    letters = {
        code: LETTERS[[option.score for option in leaves[code].options].index(score)]
        for code, score in answers.items()
    }
    chosen = ", ".join(f"{code}={letter}" for code, letter in sorted(letters.items()))
    filled = {name: str(value) for name, value in said.items() if value}
    return filled | ({lines.QUESTIONS: chosen} if chosen else {})


def filled_by(heard: Heard | None, codebook: Codebook) -> dict[str, str]:
    """The lines that say what staff said, for whoever checks it; none where they said no."""
    if heard is None or not heard.confirms:
        return {}
    said = {
        lines.TITLE: heard.title,
        lines.LAW: heard.law,
        lines.FROM: heard.in_force_from,
        lines.UNTIL: heard.in_force_until,
    }
    return filled_with(said, dict(heard.answers), codebook)


def offered(
    codebook: Codebook, areas: Collection[str], holding: Mapping[str, float], words: Words
) -> Iterator[str]:
    """The questions with their options, area by area; of all areas where none is named."""
    for area in codebook.areas:
        if areas and (area.key or area.code) not in areas:
            continue
        yield words.gettext(area.title).upper()
        for leaf in codebook.leaves:
            if leaf.area == area.code:
                yield "\n".join(options(leaf, holding.get(leaf.code), words))


def options(leaf: Node, now: float | None, words: Words) -> Iterator[str]:
    """A question with its code, and its options with their letters."""
    asked = words.gettext(leaf.question or leaf.title)
    yield fill(f"{leaf.code}  {asked}", COLUMNS, subsequent_indent="    ")
    for letter, option in zip(LETTERS, leaf.options, strict=False):
        title = words.gettext(option.title)
        if option.score == now:
            title = words.gettext("%(answer)s (on record)", answer=title)
        yield fill(f"  {letter}  {title}", COLUMNS, subsequent_indent="     ")


def answered(
    said: Mapping[str, str], codebook: Codebook, today: date, letters: Letters
) -> Answered:
    """What a filled form says of a report, with all that is wrong with it."""
    verdict, faults = verdict_of(said, letters.translations, (CONFIRM, REJECT, MORE))
    note = said.get(lines.NOTE, "")
    if verdict in (REJECT, MORE) and not note:
        faults[lines.NOTE] = (
            _("Say in a sentence why this is no change of law or policy.")
            if verdict == REJECT
            else _("Say in a sentence what you need.")
        )
    days, wrong = days_of(said)
    answers, unread = answers_of(said.get(lines.QUESTIONS, ""), codebook)
    if verdict == CONFIRM:
        faults |= wrong | unread
        if days[lines.FROM] is None and lines.FROM not in wrong:
            faults[lines.FROM] = _("Say since which day the law is in force.")
    texts = {name: said.get(name, "") for name in (lines.TITLE, lines.LAW, lines.SOURCE)}
    return Answered(
        verdict=verdict, note=note, days=days, answers=answers, faults=faults, **texts
    )


def affirmed(said: Mapping[str, str], codebook: Codebook, letters: Letters) -> Affirmed:
    """What a filled form says of a period, with all that is wrong with it."""
    nothing = words_for(NOTHING, letters.translations)
    areas = {
        key: "" if is_one_of(text, nothing) else text
        for area in codebook.areas
        for key in [area.key or area.code]
        for text in [said.get(lines.AREA + key, "")]
    }
    verdict, faults = verdict_of(said, letters.translations, (NOTHING,))
    every = all(said.get(lines.AREA + key) for key in areas)
    if every and not said.get(lines.ANSWER):
        return Affirmed(areas, {})
    if verdict != NOTHING:
        faults = {
            lines.ANSWER: _(
                "Write “nothing” if nothing changed, or in none but the areas that you name."
            )
        }
    return Affirmed(areas, faults)


def verdict_of(
    said: Mapping[str, str], translations: Translations, allowed: Sequence[str]
) -> tuple[str, dict[str, str]]:
    """The one answer that stands on its line, in any language."""
    given = set(lines.fold(said.get(lines.ANSWER, "")).replace(",", " ").split())
    given = {text.strip(".!;:()\"'“”«»") for text in given}
    found = [one for one in allowed if given & words_for(one, translations)]
    if len(found) == 1:
        return found[0], {}
    return "", {lines.ANSWER: _("Write one answer: yes, no or more.")}


def words_for(answer: str, translations: Translations) -> set[str]:
    """How an answer is written, in every language."""
    spoken = translations.languages.values()
    return {lines.fold(words.gettext(ANSWERS[answer])) for words in spoken}


def is_one_of(text: str, known: Collection[str]) -> bool:
    """Whether a text says no more than one of these words."""
    return lines.fold(text).strip(".!-– ") in {*known, ""}


def days_of(said: Mapping[str, str]) -> tuple[dict[str, date | None], dict[str, str]]:
    """The days of a form, and which of them cannot be read in one way only."""
    days: dict[str, date | None] = dict.fromkeys(DAYS)
    wrong = {}
    for name in DAYS:
        if text := said.get(name, "").strip(" ."):
            dated = read_date(text)
            days[name] = dated.utc.date() if dated else None
            if dated is None:
                wrong[name] = _("Write the day as 2024-06-27, so that it is read in one way.")
    return days, wrong


def answers_of(text: str, codebook: Codebook) -> tuple[dict[str, float], dict[str, str]]:
    """The answers that are now others, by their codes and letters; all of them, or a fault."""
    leaves = {leaf.code.lower(): leaf for leaf in codebook.leaves}
    choice = choices(tuple(leaves))
    answers: dict[str, float] = {}
    for code, letter in choice.findall(text.lower()):
        leaf, place = leaves[code], LETTERS.index(letter)
        if place >= len(leaf.options):
            return {}, {lines.QUESTIONS: UNREAD}
        answers[leaf.code] = leaf.options[place].score
    if BETWEEN.sub("", choice.sub("", text.lower())):
        return {}, {lines.QUESTIONS: UNREAD}
    return answers, {}


@cache
def choices(codes: tuple[str, ...]) -> re.Pattern[str]:
    """A question and a letter, however they are set beside each other."""
    known = "|".join(map(re.escape, sorted(codes, key=len, reverse=True)))
    return re.compile(rf"(?<![a-z0-9_])({known})[\s=:().-]+([a-z])(?![a-z0-9])")


UNREAD = _("Write codes and letters from the list, such as fd115ab=b, and nothing else.")
