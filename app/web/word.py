"""A person's word as the forms give it: read, checked, and never lost (pure)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.web.choices import ordered, translated
from app.web.days import PARTS, BadDay, read_day
from monitor.confirm import Confirmation, faults_of
from monitor.desk_tables import Verdict
from monitor.tables import ChangeKind, Report
from monitor.words import Said
from newsletters.translate import Words
from newsletters.translate import marked as _
from scoring import Codebook, Node

CONFIRM, REJECT, MORE = Verdict.CONFIRM.value, Verdict.REJECT.value, Verdict.MORE.value
ANSWER = "answer-"
DAYS = ("in_force_from", "adopted", "in_force_until")
PARTS_OF_DAYS = tuple(f"{day}-{part}" for day in DAYS for part in PARTS)
#: What is written, besides days and answers: of a confirmation, and of any word.
TEXTS = ("kind", "title", "law", "summary", "url", "note")
#: What a correspondent may call it; a first answer comes with an edition or a file.
KINDS = {kind.value: kind for kind in (ChangeKind.POLICY, ChangeKind.CORRECTION)}
#: The fields in the order of the screens.
FIELDS = ("country", "word", "why_not", *DAYS, "law", "title", "summary", "url", "note")


@dataclass(frozen=True, slots=True)
class Reading:
    """What was said on a report, and all that is wrong with it by field."""

    verdict: str
    said: Said | None
    faults: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the codebook with the answer that holds now, in words."""

    node: Node
    now: str
    options: tuple[tuple[str, str], ...]

    @property
    def field(self) -> str:
        """Its name in the form."""
        return ANSWER + self.node.code

    def answer(self, value: str) -> str:
        """An answer in words; none where it is not offered."""
        return next((title for offered, title in self.options if offered == value), "")


@dataclass(frozen=True, slots=True)
class AskedArea:
    """The questions of a policy area; it stands open where the report touches it."""

    node: Node
    questions: tuple[Asked, ...]
    touched: bool


def read_word(
    form: Mapping[str, Any], report: Report, codebook: Codebook, today: date, words: Words
) -> Reading:
    """What a form says, in the reader's language where something is wrong."""
    verdict = text(form, "word")
    if verdict in (REJECT, MORE):
        reason = text(form, "why_not")
        faults = {} if reason else {"why_not": words.gettext(UNSAID[verdict])}
        return Reading(verdict, Said(verdict=Verdict(verdict), note=reason), faults)
    if verdict != CONFIRM:
        return Reading("", None, {"word": words.gettext(UNDECIDED)})
    said, wrong = confirmation(form, today, words)
    faults = translated(faults_of(said, report, codebook, today), words) | wrong
    stated = Said(verdict=Verdict.CONFIRM, confirmation=said, note=text(form, "note"))
    return Reading(CONFIRM, stated, ordered(faults, FIELDS))


#: What is said to whoever decides nothing, and to whoever gives no reason.
UNDECIDED = _("Say whether the law changed, or that you need more.")
UNSAID = {
    REJECT: _("Say in a sentence why this is no change of law or policy."),
    MORE: _("Say what is missing, so that staff can look for it."),
}


def confirmation(
    form: Mapping[str, Any], today: date, words: Words
) -> tuple[Confirmation, dict[str, str]]:
    """What is confirmed, and what is wrong with how its days are written."""
    days, wrong = read_days(form, words)
    if days["in_force_from"] is None and "in_force_from" not in wrong:
        wrong["in_force_from"] = words.gettext(_("Say since which day the law is in force."))
    said = Confirmation(
        title=text(form, "title"),
        law=text(form, "law"),
        in_force_from=days["in_force_from"] or today,
        summary=text(form, "summary"),
        url=text(form, "url"),
        adopted=days["adopted"],
        in_force_until=days["in_force_until"] if days["in_force_from"] else None,
        kind=KINDS.get(text(form, "kind"), ChangeKind.POLICY),
        answers=read_answers(form),
    )
    return said, wrong


def text(form: Mapping[str, Any], field: str) -> str:
    """What was typed into a field."""
    return str(form.get(field, "")).strip()


def read_days(
    form: Mapping[str, Any], words: Words
) -> tuple[dict[str, date | None], dict[str, str]]:
    """The days of a form, and what is wrong with them."""
    days: dict[str, date | None] = dict.fromkeys(DAYS)
    wrong = {}
    for name in DAYS:
        try:
            days[name] = read_day(form, name, words)
        except BadDay as fault:
            wrong[name] = str(fault)
    return days, wrong


def read_answers(form: Mapping[str, Any]) -> dict[str, float]:
    """The answers that are now others; what stays as it is is not among them."""
    given = {
        name.removeprefix(ANSWER): str(value)
        for name, value in form.items()
        if name.startswith(ANSWER) and value
    }
    return {code: as_score(value) for code, value in given.items()}


def as_score(value: str) -> float:
    """The score that an option stands for; nothing of ours where it is no number."""
    try:
        return float(value)
    except ValueError:
        return float("nan")


def filled_with(said: Said) -> dict[str, Any]:
    """The fields of the forms as somebody filled them in who said this."""
    if said.confirmation is None:
        return {"word": said.verdict.value, "why_not": said.note}
    told = said.confirmation
    days = {DAYS[0]: told.in_force_from, DAYS[1]: told.adopted, DAYS[2]: told.in_force_until}
    typed = {
        f"{name}-{part}": str(getattr(day, part))
        for name, day in days.items()
        if day is not None
        for part in PARTS
    }
    texts = {name: getattr(told, name) for name in ("title", "law", "summary", "url")}
    answers = {ANSWER + code: f"{score:g}" for code, score in told.answers.items()}
    return {
        "word": CONFIRM,
        "picked": list(told.answers),
        "kind": told.kind.value,
        "note": said.note,
        **texts,
        **typed,
        **answers,
    }


def questions(
    codebook: Codebook, holding: Mapping[str, float], touched: Iterable[str]
) -> list[AskedArea]:
    """What the index asks, area by area, and what it has on record; no score is shown.

    Areas that the report touches come first.
    """
    named = set(touched)
    areas = [
        AskedArea(
            area,
            tuple(asked(leaf, holding) for leaf in codebook.leaves if leaf.area == area.code),
            (area.key or area.code) in named,
        )
        for area in codebook.areas
    ]
    return sorted(areas, key=lambda area: not area.touched)


def asked(leaf: Node, holding: Mapping[str, float]) -> Asked:
    """One question: the answer that holds, and the others."""
    now = holding.get(leaf.code)
    kept = next((option.title for option in leaf.options if option.score == now), "")
    others = ((f"{o.score:g}", o.title) for o in leaf.options if o.score != now)
    return Asked(leaf, kept, tuple(others))


def reported(report: Report) -> dict[str, str]:
    """What stands in the forms before anything is typed: what was reported."""
    return {"title": report.title, "summary": report.summary, "url": report.url}
