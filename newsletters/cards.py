"""A change of law as mails tell it: the words of a card, and the news of a subject (pure)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from monitor.released import ReleasedChange
from newsletters.digest import Section
from newsletters.figures import AREA, Direction, Figure, figures, one_line
from newsletters.letters import Letters
from newsletters.reasons import reasons
from newsletters.translate import Words
from newsletters.translate import marked as _

#: What each kind of change is to a reader, in a word.
KINDS = {
    "policy": _("Policy change"),
    "correction": _("Correction"),
    "first": _("First answer"),
}
#: What is said of a change that is no change of law.
NOT_OF_LAW = {
    "correction": _("A correction: the law is as it was, our record was wrong."),
    "first": _("A first answer: the index had none here before."),
}
LONGEST_SUBJECT = 160


@dataclass(frozen=True, slots=True)
class Card:
    """One change, with every word and figure that a mail shows of it."""

    country: str
    #: What kind of change it is, as a text of the locale files.
    kind: str
    areas: str
    title: str
    summary: str
    facts: str
    figures: tuple[Figure, ...]
    #: Which answers moved the areas and the overall score, and by how much each.
    reasons: tuple[str, ...]
    why: str
    why_url: str
    source_url: str
    #: What is said where no figure moved.
    still: str
    #: What a reader was told wrongly, and why that was wrong; empty where nothing was.
    mistake: tuple[str, ...] = ()

    @property
    def moved(self) -> bool:
        """Whether a score went anywhere."""
        return any(figure.direction is not Direction.SAME for figure in self.figures)

    @property
    def news(self) -> Figure | None:
        """The figure that says most: of the area, else the first there is."""
        areas = [figure for figure in self.figures if figure.depth == AREA]
        return next(iter(areas or self.figures), None)


def cards(sections: Iterable[Section], letters: Letters, words: Words) -> list[Card]:
    """The cards of a digest, by the countries' names in the reader's language."""
    named = sorted(sections, key=lambda section: words.country(section.country))
    return [card(change, letters, words) for section in named for change in section.changes]


def card(change: ReleasedChange, letters: Letters, words: Words) -> Card:
    """What a mail shows of a change."""
    codebook = letters.codebooks[change.codebook] if change.moves else None
    rows = figures(change, codebook, words) if codebook else ()
    country = words.country(change.country)
    why = (
        words.gettext("%(country)s: why the score moved", country=country)
        if rows
        else words.gettext("%(country)s: why no score moves", country=country)
    )
    return Card(
        country=country,
        kind=KINDS[change.kind],
        areas=words.list(area_titles(change.areas, letters, words)),
        title=one_line(change.title),
        summary=one_line(change.summary),
        facts=facts(change, words),
        figures=rows,
        reasons=reasons(change, codebook, words) if codebook else (),
        why=why,
        why_url=letters.links.change(change.change_id),
        source_url=web_address(change.url),
        still=words.gettext("Confirmed, and no score moves."),
    )


def facts(change: ReleasedChange, words: Words) -> str:
    """From when it holds, by which law; and whether only our record was wrong."""
    told = []
    if change.kind in NOT_OF_LAW:
        told.append(words.gettext(NOT_OF_LAW[change.kind]))
    since = words.day(change.in_force_from)
    if change.in_force_until is None:
        told.append(words.gettext("In force from %(day)s.", day=since))
    else:
        until = words.day(change.in_force_until)
        told.append(words.gettext("In force from %(day)s to %(end)s.", day=since, end=until))
    if change.adopted is not None:
        told.append(words.gettext("Adopted on %(day)s.", day=words.day(change.adopted)))
    if law := one_line(change.law):
        told.append(words.gettext("Law: %(law)s.", law=law.rstrip(".")))
    return " ".join(told)


def area_titles(keys: Iterable[str], letters: Letters, words: Words) -> list[str]:
    """Policy areas by their keys, as the codebooks title them."""
    titles = {
        node.key or node.code: words.gettext(node.title)
        for codebook in letters.codebooks.values()
        for node in codebook.areas
    }
    return [titles.get(key, key) for key in keys]


def lead(told: Sequence[Card]) -> Card:
    """The change that moved most; the first of equals, and a score that moved before none."""
    return max(told, key=lambda card: -1.0 if card.news is None else card.news.size)


def subject(first: Card, told: Sequence[Card], words: Words) -> str:
    """The news in a line: one change, and how many more there are."""
    line = words.gettext("%(country)s: %(title)s", country=first.country, title=first.title)
    if first.kind != KINDS["policy"]:
        line = words.gettext("%(kind)s – %(line)s", kind=words.gettext(first.kind), line=line)
    if (news := first.news) is not None:
        line += f" — {news.title} {whole(news, first.country, told).arrow}"
    if more := len(told) - 1:
        line = words.ngettext(
            "%(line)s; one more change", "%(line)s; %(n)s more changes", more, line=line
        )
    return shortened(line)


def whole(news: Figure, country: str, told: Sequence[Card]) -> Figure:
    """A score's way through all the changes of its country, from the first to the last."""
    rows = [
        row
        for card in told
        if card.country == country
        for row in card.figures
        if (row.depth, row.title) == (news.depth, news.title)
    ]
    return replace(news, before=rows[0].before, after=rows[-1].after)


def shortened(line: str) -> str:
    """A subject that no mail program cuts in the wrong place."""
    # A title from a feed may hold encoded words, which mail libraries would take for headers.
    line = one_line(line).replace("=?", "= ?")
    return line if len(line) <= LONGEST_SUBJECT else line[: LONGEST_SUBJECT - 1].rstrip() + "…"


def web_address(url: str) -> str:
    """An address that may stand in a mail: of the web, and nothing hidden in it."""
    clean = one_line(url)
    try:
        parts = urlsplit(clean)
    except ValueError:
        return ""
    return clean if parts.scheme in ("http", "https") and parts.hostname else ""
