"""Mails as they will be read: HTML for those who see it, plain text for those who would rather.

What others wrote is hostile: everything is escaped, and was made one harmless line before.
"""

from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from textwrap import fill, wrap

from css_inline import CSSInliner
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from newsletters.cadence import ALERT, CADENCES
from newsletters.cards import Card, area_titles, cards, lead, shortened, subject
from newsletters.correction_words import Mistake, corrected
from newsletters.correction_words import subject as correction_subject
from newsletters.digest import Interest, Section
from newsletters.figures import Figure
from newsletters.form_lines import tame
from newsletters.letters import Letters, Mail, Notice
from newsletters.translate import Words

TEMPLATES = Path(__file__).parent / "templates"
COLUMNS = 72


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader asked for, which every issue says at its end."""

    cadence: str
    language: str
    interest: Interest


@dataclass(frozen=True, slots=True)
class Ways:
    """Where one reader changes or stops what she gets."""

    preferences: str
    unsubscribe: str


def issue_mail(
    sections: tuple[Section, ...], when: str, asked: Asked, ways: Ways, letters: Letters
) -> Mail:
    """An alert or a digest, for one reader."""
    words = letters.translations.of(asked.language)
    told = cards(sections, letters, words)
    first = lead(told)
    return written(
        "issue",
        words,
        subject(first, told, words),
        preheader=preheader(told, first, words),
        heading=heading(told, when, words),
        intro=intro(told, words),
        cards=told,
        editions=sorted({book.edition for book in letters.codebooks.values()}),
        citations=[book.citation for book in letters.codebooks.values()],
        asked=asked_for(asked, letters, words),
        ways=ways,
    )


def correction_mail(
    mistakes: tuple[Mistake, ...], asked: Asked, ways: Ways, letters: Letters
) -> Mail:
    """What one reader was told wrongly, and what stands instead."""
    words = letters.translations.of(asked.language)
    told = [corrected(mistake, letters, words) for mistake in mistakes]
    first = lead(told)
    n = len(told)
    return written(
        "issue",
        words,
        correction_subject(first, told, words),
        preheader=" ".join(first.mistake),
        heading=words.ngettext("A correction", "%(n)s corrections", n),
        intro=words.ngettext(
            "We told you something that was wrong. This is right.",
            "We told you %(n)s things that were wrong. This is right.",
            n,
        ),
        cards=told,
        editions=sorted({book.edition for book in letters.codebooks.values()}),
        citations=[book.citation for book in letters.codebooks.values()],
        asked=asked_for(asked, letters, words),
        ways=ways,
    )


def notice_mail(notice: Notice, words: Words) -> Mail:
    """A mail that asks or tells one person something.

    Beside a form nothing that others wrote reads like a line of it.
    """
    if notice.form:
        notice = replace(
            notice,
            claim=tame(notice.claim),
            summary=tame(notice.summary),
            quote=tame(notice.quote),
            facts=tuple((label, tame(fact)) for label, fact in notice.facts),
        )
    return written("notice", words, shortened(notice.subject), notice=notice)


def written(template: str, words: Words, subject: str, **values: object) -> Mail:
    """A pair of templates, filled with the same values."""
    environment = templates(words)
    values |= {"subject": subject, "words": words}
    text = environment.get_template(f"{template}.txt").render(values)
    html = environment.get_template(f"{template}.html").render(values)
    return Mail(subject, text.strip() + "\n", inliner().inline(html))


def heading(told: list[Card], when: str, words: Words) -> str:
    """What the mail is about: the days, and how much happened in them."""
    n = len(told)
    line = words.ngettext("%(when)s: one change", "%(when)s: %(n)s changes", n, when=when)
    return line[:1].upper() + line[1:]


def intro(told: list[Card], words: Words) -> str:
    """What became of the changes: how many moved a score, and how many did not."""
    said = [
        words.ngettext(
            "This change of law or policy was checked, confirmed and released.",
            "These %(n)s changes of law or policy were checked, confirmed and released.",
            len(told),
        )
    ]
    moved = sum(card.moved for card in told)
    if len(told) > 1 and moved:
        said.append(words.ngettext("1 moves a score.", "%(n)s move a score.", moved))
    if len(told) > 1 and (stayed := len(told) - moved):
        said.append(words.ngettext("1 moves no score.", "%(n)s move no score.", stayed))
    return " ".join(said)


def preheader(told: list[Card], first: Card, words: Words) -> str:
    """What an inbox shows beside the subject: the news that the subject has no room for."""
    others = [
        words.gettext("%(country)s: %(title)s", country=card.country, title=card.title)
        for card in told
        if card is not first
    ]
    return "; ".join(others) or first.summary or first.facts


def span(cadence: str, first: date, words: Words) -> str:
    """The days of a digest, as its reader calls them."""
    return words.span(first, CADENCES[cadence].months)


def asked_for(asked: Asked, letters: Letters, words: Words) -> dict[str, str]:
    """What a reader asked for, in words that fit into a sentence."""
    places = sorted(map(words.country, asked.interest.countries))
    areas = area_titles(sorted(asked.interest.areas), letters, words)
    return {
        "cadence": words.gettext("at once" if asked.cadence == ALERT else asked.cadence),
        "countries": words.list(places) or words.gettext("all countries"),
        "areas": words.list(areas) or words.gettext("all policy areas"),
        "language": words.own_name(),
    }


@cache
def templates(words: Words) -> Environment:
    """The templates of mails in one language."""
    environment = spoken(TEMPLATES, words)
    environment.filters |= {"wrapped": wrapped, "row": row}
    return environment


def spoken(folder: Path, words: Words) -> Environment:
    """A folder of templates in one language. Nothing that is empty is printed as a word."""
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        finalize=lambda value: "" if value is None else value,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_translations(words.texts, newstyle=True)  # type: ignore[attr-defined]
    return environment


@cache
def inliner() -> CSSInliner:
    """Puts the one stylesheet into the elements; what cannot go there stays in the head."""
    return CSSInliner(
        extra_css=(TEMPLATES / "mail.css").read_text("utf-8"),
        inline_style_tags=False,
        keep_style_tags=True,
        load_remote_stylesheets=False,
    )


def wrapped(text: str, indent: str = "") -> str:
    """A paragraph in 72 columns; a long address is never broken."""
    return fill(
        text,
        COLUMNS,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def row(figure: Figure, word: str) -> str:
    """A figure as a row of plain text, its numbers under those of the other rows."""
    *above, last = wrap(figure.title, 36) or [""]
    pair = figure.arrow.split(" → ")
    numbers = f"{pair[0]:>5} → {pair[-1]:>5}" if len(pair) == 2 else f"{pair[0]:>13}"
    return "\n".join([*(f"  {line}" for line in above), f"  {last:<36}{numbers}  {word}"])
