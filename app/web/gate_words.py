"""What each lamp of the gate says, in the reader's language (pure)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from monitor.gate import Check, Facts, Lamp, Past, State
from newsletters.translate import Words
from newsletters.translate import marked as _

#: Check → what it is called.
NAMES = {
    Check.ARITHMETIC: _("Arithmetic"),
    Check.SCALE: _("Answers on the scale"),
    Check.QUORUM: _("Two persons or more"),
    Check.EVIDENCE: _("Evidence archived"),
    Check.DAYS: _("Days complete"),
    Check.HISTORY: _("How much history moves"),
    Check.LAW: _("Law named"),
    Check.SUMMARY: _("Summary for readers"),
    Check.TEXTS: _("Texts in every language"),
    Check.REPLY: _("Right of reply"),
}
#: What is said of those for which something is not in order.
LACKS: dict[tuple[Check, State], str] = {
    (Check.ARITHMETIC, State.BAD): _(
        "Two ways of counting come to other figures: %(changes)s. Tell whoever runs the "
        "service."
    ),
    (Check.SCALE, State.PARTLY): _("From a file, and between the options: %(changes)s."),
    (Check.SCALE, State.BAD): _("An answer is not among the options: %(changes)s."),
    (Check.QUORUM, State.PARTLY): _(
        "From a file, without a second person: %(changes)s. You are the second."
    ),
    (Check.QUORUM, State.BAD): _(
        "Too few persons say so, not counting who reported it: %(changes)s."
    ),
    (Check.EVIDENCE, State.PARTLY): _("Not every document is archived: %(changes)s."),
    (Check.EVIDENCE, State.BAD): _(
        "No document is archived: %(changes)s. Wait until it is fetched, or add one to its "
        "report."
    ),
    (Check.DAYS, State.PARTLY): _("No day of adoption: %(changes)s."),
    (Check.DAYS, State.BAD): _("A day cannot be right: %(changes)s."),
    (Check.LAW, State.PARTLY): _("Missing: %(changes)s."),
    (Check.SUMMARY, State.PARTLY): _("Missing: %(changes)s."),
    (Check.REPLY, State.PARTLY): _(
        "Asked, and no answer so far: %(changes)s. This holds nothing up."
    ),
}
FINE = {
    Check.SCALE: _("No answer lies outside the options."),
    Check.QUORUM: _("Nobody confirmed what she reported, and you confirmed none of it."),
    Check.DAYS: _("Adopted and in force from, for each of them."),
    Check.LAW: _("For each of them."),
    Check.SUMMARY: _("For each of them."),
    Check.TEXTS: _("None goes along, or each in every language."),
    Check.REPLY: _("No government waits to be heard."),
}


@dataclass(frozen=True, slots=True)
class Told:
    """A lamp as a page shows it."""

    check: Check
    state: State
    title: str
    detail: str


@dataclass(frozen=True, slots=True)
class Gate:
    """What stands behind the lamps, for words that name it."""

    facts: Sequence[Facts]
    pasts: Sequence[Past]
    #: The change's id → its title, as quoted.
    titles: Mapping[UUID, str]
    #: What lacks a language, in words.
    lacking: Sequence[str]
    #: The changes that whoever looks confirmed herself.
    mine: Sequence[UUID]


def told(lamp: Lamp, gate: Gate, words: Words) -> Told:
    """A lamp in words."""
    state, detail = lamp.state, said(lamp, gate, words)
    if lamp.check is Check.QUORUM and state is not State.BAD and gate.mine:
        state = State.PARTLY
        detail = words.gettext(
            "You confirmed this yourself: %(changes)s. Better let a colleague release it.",
            changes=named(gate.mine, gate, words),
        )
    return Told(lamp.check, state, words.gettext(NAMES[lamp.check]), detail)


def said(lamp: Lamp, gate: Gate, words: Words) -> str:
    """What a lamp says of how it stands."""
    special: dict[Check, Callable[[Gate, Words], str]] = {
        Check.HISTORY: history,
        Check.TEXTS: texts,
    }
    if lamp.check in special:
        return special[lamp.check](gate, words)
    if lamp.state is not State.GOOD:
        changes = named(lamp.changes, gate, words)
        return words.gettext(LACKS[lamp.check, lamp.state], changes=changes)
    n = len(gate.facts)
    if lamp.check is Check.ARITHMETIC:
        return words.ngettext(
            "Counted twice, by two ways of counting: one change.",
            "Counted twice, by two ways of counting: %(n)s changes.",
            n,
        )
    if lamp.check is Check.EVIDENCE:
        return words.ngettext(
            "One document, with its fingerprint.",
            "%(n)s documents, each with its fingerprint.",
            sum(one.documents for one in gate.facts),
        )
    return words.gettext(FINE[lamp.check])


def history(gate: Gate, words: Words) -> str:
    """Which days before today become others."""
    if years := sorted({year for past in gate.pasts for year in past.official}):
        return words.gettext(
            "Official years would become others: %(years)s.",
            years=words.list([str(year) for year in years]),
        )
    if left := sorted({past.country for past in gate.pasts if past.left}):
        return words.gettext(
            "%(countries)s: what was mended would still count, since another confirmed change "
            "of the same day waits. Release that one too.",
            countries=words.list([words.country(country) for country in left]),
        )
    spans = [span(past, words) for past in gate.pasts if past.days]
    moved = " ".join(spans) or words.gettext("No day before today becomes another.")
    return moved + " " + words.gettext("Official years stay as they are.")


def span(past: Past, words: Words) -> str:
    """How many days of a country become others, and from when to when."""
    assert past.first is not None
    assert past.last is not None
    return words.ngettext(
        "%(country)s: one day, %(first)s.",
        "%(country)s: %(n)s days, from %(first)s to %(last)s.",
        past.days,
        country=words.country(past.country),
        first=words.day(past.first),
        last=words.day(past.last),
    )


def texts(gate: Gate, words: Words) -> str:
    """Which texts that go along lack a language."""
    if not gate.lacking:
        return words.gettext(FINE[Check.TEXTS])
    return words.gettext(
        "Not written yet: %(texts)s. Its readers get the English text.",
        texts=words.list(list(gate.lacking)),
    )


def named(changes: Iterable[UUID], gate: Gate, words: Words) -> str:
    """Changes by their titles, each once."""
    return words.list(list(dict.fromkeys(gate.titles[change] for change in changes)))
