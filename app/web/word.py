"""A correspondent's word as the form gives it: read, checked, and never lost (pure)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.web.choices import ordered, translated
from app.web.days import PARTS, BadDay, read_day
from monitor.confirm import Confirmation, faults_of
from monitor.tables import ChangeKind, Report
from newsletters.translate import Words
from newsletters.translate import marked as _
from scoring import Codebook, Node

CONFIRM, REJECT = "confirm", "reject"
ANSWER = "answer-"
DAYS = ("in_force_from", "adopted", "in_force_until")
TEXTS = ("word", "why_not", "kind", "title", "law", "summary", "url", "note")
#: What a correspondent may call it; a first answer comes with an edition or a file.
KINDS = {kind.value: kind for kind in (ChangeKind.POLICY, ChangeKind.CORRECTION)}
#: The fields in the order of the form.
FIELDS = ("country", *TEXTS, *DAYS)


@dataclass(frozen=True, slots=True)
class Word:
    """What was said on a report, with all that is wrong with it by field."""

    verdict: str
    confirmation: Confirmation | None
    why_not: str
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


@dataclass(frozen=True, slots=True)
class AskedArea:
    """The questions of a policy area; it stands open where the report touches it."""

    node: Node
    questions: tuple[Asked, ...]
    touched: bool


def read_word(
    form: Mapping[str, object], report: Report, codebook: Codebook, today: date, words: Words
) -> Word:
    """What a form says, in the reader's language where something is wrong."""
    verdict = text(form, "word")
    if verdict == REJECT:
        return Word(REJECT, None, text(form, "why_not"), {})
    if verdict != CONFIRM:
        fault = words.gettext(_("Say whether the law changed, yes or no."))
        return Word("", None, "", {"word": fault})
    days, wrong = read_days(form, words)
    kind = KINDS.get(text(form, "kind"))
    if kind is None:
        wrong["kind"] = words.gettext(
            _("Say whether the law changed, or only our record of it was wrong.")
        )
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
        kind=kind or ChangeKind.POLICY,
        answers=read_answers(form),
        note=text(form, "note"),
    )
    faults = faults_of(said, report, codebook, today)
    return Word(CONFIRM, said, "", ordered(translated(faults, words) | wrong, FIELDS))


def text(form: Mapping[str, object], field: str) -> str:
    """What was typed into a field."""
    return str(form.get(field, "")).strip()


def read_days(
    form: Mapping[str, object], words: Words
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


def read_answers(form: Mapping[str, object]) -> dict[str, float]:
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


def questions(
    codebook: Codebook, holding: Mapping[str, float], touched: tuple[str, ...]
) -> list[AskedArea]:
    """What the index asks, area by area, and what it has on record; no score is shown."""
    return [
        AskedArea(
            area,
            tuple(asked(leaf, holding) for leaf in codebook.leaves if leaf.area == area.code),
            (area.key or area.code) in touched,
        )
        for area in codebook.areas
    ]


def asked(leaf: Node, holding: Mapping[str, float]) -> Asked:
    """One question: the answer that holds, and the others."""
    now = holding.get(leaf.code)
    kept = next((option.title for option in leaf.options if option.score == now), "")
    others = ((f"{o.score:g}", o.title) for o in leaf.options if o.score != now)
    return Asked(leaf, kept, tuple(others))


def first_draft(report: Report) -> dict[str, str]:
    """The form as it is first shown: filled with what was reported, nothing decided."""
    filled = dict.fromkeys((*TEXTS, *(f"{day}-{part}" for day in DAYS for part in PARTS)), "")
    return filled | {"title": report.title, "summary": report.summary, "url": report.url}
