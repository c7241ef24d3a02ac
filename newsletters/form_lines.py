"""A form in a mail: lines to fill in, and what an answer to the mail says in them (pure).

People answer above the form, in it or under it; their programs quote it, wrap it and take its
spaces away. So a line counts wherever it stands, and what she wrote herself goes before what
is quoted. The names of the lines are known in every language that the service speaks.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from unicodedata import combining, normalize

from newsletters.translate import Translations, Words
from newsletters.translate import marked as _
from scoring import Codebook

CODE, ANSWER, NOTE = "code", "answer", "note"
FROM, UNTIL, ADOPTED = "in_force_from", "in_force_until", "adopted"
TITLE, LAW, SOURCE, QUESTIONS = "title", "law", "url", "questions"
REPORT, ITS_SOURCE = "report", "report_url"
#: The line of a policy area in a check-in is named by this and the area's key.
AREA = "area-"

#: What the lines are called, in the order of the form.
LABELS = {
    CODE: _("Code"),
    ANSWER: _("My answer"),
    FROM: _("In force from"),
    UNTIL: _("In force until"),
    ADOPTED: _("Adopted"),
    LAW: _("Law"),
    TITLE: _("What changed"),
    SOURCE: _("Source"),
    QUESTIONS: _("Questions"),
    NOTE: _("Note"),
    REPORT: _("New report"),
    ITS_SOURCE: _("Its source"),
}
ABOUT_A_REPORT = (ANSWER, FROM, UNTIL, ADOPTED, LAW, TITLE, SOURCE, QUESTIONS, NOTE)

QUOTES = re.compile(r"[\s>|\ufeff]*")
#: A line's name and what stands on it; French sets a space before the colon. What may stand
#: around both is taken off afterwards: looked for here, a hostile line would take minutes.
LINE = re.compile(r"([^:：]{2,80})[:：](.*)$")
#: Spaces, and what mail programs set around bold and slanted letters.
STRESS = "*_ \t\xa0\u202f"
#: Stands for the colon in what others wrote, which must not be read as an answer: it looks the
#: same, and ends no line's name. That of a web address stays.
RATIO = "\N{RATIO}"
COLON = re.compile(r"(?<!http)(?<!https)[:：]", re.IGNORECASE)
#: Around the form; no text of a person's begins like this.
RULE = re.compile(r"\s*(={4,}|_{8,}|-{5,})")
SIGNATURE = ("--", "—")
#: A mail that is longer than this holds no more of an answer.
LONGEST = 100_000


def tame(text: str) -> str:
    """A text in which no line of a form can be read, wherever a mail program wraps it."""
    return COLON.sub(RATIO, text)


def write(
    values: Mapping[str, str],
    names: Sequence[str],
    words: Words,
    more: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """The lines of a form between two rules, filled as far as values are known.

    `more` are lines besides those of LABELS, and what they are called.
    """
    labels = LABELS | dict(more)
    called = {name: words.gettext(labels[name]) for name in names}
    filled = (
        words.gettext("%(what)s:", what=called[name]) + " " + tame(values.get(name, ""))
        for name in names
    )
    head, end = words.gettext("Your answer by mail"), words.gettext("End of your answer")
    return "\n".join(
        [f"==== {head} ====", *(" ".join(line.split()) for line in filled), f"==== {end} ===="]
    )


def areas(codebook: Codebook) -> dict[str, str]:
    """The lines of policy areas, and what they are called."""
    return {AREA + (area.key or area.code): area.title for area in codebook.areas}


def labels(translations: Translations, codebook: Codebook) -> dict[str, str]:
    """What every line may be called, in any language, and which it is."""
    called = LABELS | areas(codebook)
    known: dict[str, str] = {}
    for words in translations.languages.values():
        known |= {fold(words.gettext(label)): name for name, label in called.items()}
    return known


def fold(text: str) -> str:
    """A text without capitals, accents, quotes of any shape, and doubled spaces."""
    bare = "".join(c for c in normalize("NFKD", text) if not combining(c))
    return " ".join(re.sub("[’‘`´]", "'", bare).casefold().split())


@dataclass(slots=True)
class Found:
    """One line that was found, and how deep what stands on it is quoted."""

    name: str
    depth: int
    texts: list[str] = field(default_factory=list)

    def add(self, depth: int, text: str) -> None:
        """What follows belongs to it; her own words take the place of what was quoted."""
        if text and depth < self.depth:
            self.texts, self.depth = [], depth
        self.texts.append(text)

    @property
    def value(self) -> str:
        """What stands on it: a note in its paragraphs, anything else on one line."""
        paragraphs = re.sub(r"\n{2,}", "\n\n", "\n".join(self.texts)).strip().split("\n\n")
        flat = [" ".join(text.split()) for text in paragraphs]
        return ("\n" if self.name == NOTE else " ").join(flat).strip().replace(RATIO, ":")


def read(text: str, known: Mapping[str, str]) -> dict[str, str]:
    """What a mail says on the lines of a form: the least quoted first, then the first."""
    best: dict[str, Found] = {}
    for found in lines(text[:LONGEST], known):
        if found.value and (found.name not in best or found.depth < best[found.name].depth):
            best[found.name] = found
    return {name: found.value for name, found in best.items()}


def lines(text: str, known: Mapping[str, str]) -> Iterator[Found]:
    """The lines of a form, each with what follows it until the next, or an end.

    In the form an empty line ends nothing: people leave some around what they write. Outside,
    it does, since a greeting and a signature may follow.
    """
    found: Found | None = None
    inside = False
    for line in text.splitlines():
        quotes = QUOTES.match(line)
        bare = line[quotes.end() :].rstrip() if quotes else line
        depth = line.count(">", 0, len(line) - len(bare))
        named = LINE.match(bare)
        name = known.get(fold(named[1].strip(STRESS))) if named else None
        rule = bool(RULE.match(bare)) or bare in SIGNATURE
        ended = rule or not (bare or inside)
        if found is not None and (name or ended):
            yield found
            found = None
        if name and named:
            found = Found(name, depth, [named[2].strip(STRESS)])
        elif found is not None and depth <= found.depth:
            found.add(depth, bare)
        inside = bare.startswith("====") and not inside if rule else inside
    if found is not None:
        yield found
