"""Is an entry a change of law in a policy area, whose law, which areas, and why (pure)."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import sqrt

from monitor.language import language
from monitor.passage import passage
from monitor.places import jurisdiction
from monitor.vocabulary import AREAS, Hint, Hit, Lexicon, Vocabulary

# What a hint is worth in the title and in the summary. The geometric mean of area and law is
# the score: both are needed, and neither makes up for the other.
_AREA = {Hint.STRONG: (1.0, 0.8), Hint.WEAK: (0.8, 0.6), Hint.OTHERWISE: (0.8, 0.6)}
_LAW = {Hint.CHANGE: (0.4, 0.32), Hint.INSTRUMENT: (0.45, 0.2)}
_AGAINST = (0.35, 0.15)
_AGAINST_AT_MOST = 0.5
_THRESHOLD = 0.5
_REWRITTEN = "the text of an official page changed"
_REASONS = 3


@dataclass(frozen=True, slots=True)
class Item:
    """An entry as triage sees it; the jurisdiction is its source's own (alpha-3 or EU)."""

    title: str | None
    summary: str | None
    lang: str | None = None
    url: str | None = None
    jurisdiction: str | None = None
    #: It tells how the text of an official page changed: that is a change by itself.
    rewritten: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What triage thinks of an entry: the place whose law changes, the areas, and why.

    An entry that is not relevant has neither place nor areas; the score (0 to 1) and the
    reasons then say how near it came.
    """

    relevant: bool
    score: float
    lang: str | None
    jurisdiction: str | None
    areas: tuple[str, ...]
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    """A hit, and whether the title has it."""

    hit: Hit
    in_title: bool

    def worth(self, table: tuple[float, float]) -> float:
        return table[0] if self.in_title else table[1]


def triage(item: Item, vocabulary: Vocabulary) -> Verdict:
    """Judge one entry by the words of its language."""
    lang = language(item.lang, f"{item.title or ''} {item.summary or ''}")
    lexicon = vocabulary.lexicons.get(lang or "")
    if lexicon is None:
        lack = f"there are no keywords for {lang}" if lang else "it has no text"
        return Verdict(False, 0.0, lang, None, (), (lack,))
    title, summary = (_read(lexicon, text) for text in (item.title, item.summary))
    found = tuple(_Found(h, True) for h in title) + tuple(_Found(h, False) for h in summary)
    areas = _areas(found)
    score = _score(areas, found, rewritten=item.rewritten)
    if score < _THRESHOLD:
        return Verdict(False, score, lang, None, (), _reasons(found))
    place, why = jurisdiction(title, summary, item.url or "", item.jurisdiction, lexicon.home)
    changed = (_REWRITTEN,) if item.rewritten else ()
    because = (*changed, *_reasons(found), *((why,) if why else ()))
    return Verdict(True, score, lang, place, tuple(a for a in AREAS if a in areas), because)


def _read(lexicon: Lexicon, text: str | None) -> tuple[Hit, ...]:
    """The hits of a text, without those that a longer or an excluding one covers."""
    hits = lexicon.find(passage(text))
    covers = [hit for hit in hits if hit.hint in _HIDES]
    return tuple(hit for hit in hits if not any(_covers(cover, hit) for cover in covers))


# What an exclusion or a longer name hides of the hits within it.
_HIDES = {
    Hint.IGNORE: frozenset(Hint) - {Hint.IGNORE},
    Hint.AGAINST: frozenset(Hint) - {Hint.IGNORE, Hint.AGAINST},
    Hint.PLACE: frozenset({Hint.PLACE}),
}


def _covers(cover: Hit, hit: Hit) -> bool:
    within = cover.start <= hit.start and hit.end <= cover.end
    same_kind = cover.hint is hit.hint
    longer = cover.end - cover.start > hit.end - hit.start
    return within and hit.hint in _HIDES[cover.hint] and (longer or not same_kind)


def _areas(found: tuple[_Found, ...]) -> dict[str, float]:
    """How plainly each policy area shows, for those that show at all."""
    strong = _worths(found, Hint.STRONG)
    weak = {}
    if any(f.hit.hint is Hint.PEOPLE for f in found):
        # Where an area shows plainly, what is merely mentioned below the title is an aside.
        weak = _worths((f for f in found if f.in_title or not strong), Hint.WEAK)
    return weak | strong or _worths(found, Hint.OTHERWISE)


def _worths(found: Iterable[_Found], hint: Hint) -> dict[str, float]:
    worths: dict[str, float] = {}
    for f in found:
        if f.hit.hint is hint:
            worth = f.worth(_AREA[hint])
            worths[f.hit.of] = max(worth, worths.get(f.hit.of, 0.0))
    return worths


def _score(areas: dict[str, float], found: tuple[_Found, ...], *, rewritten: bool) -> float:
    law = sum(
        max((f.worth(w) for f in found if f.hit.hint is hint), default=rewritten * w[0])
        for hint, w in _LAW.items()
    )
    if not areas or not law:
        return 0.0
    against = sum(f.worth(_AGAINST) for f in found if f.hit.hint is Hint.AGAINST)
    score = sqrt(max(areas.values()) * law) - min(against, _AGAINST_AT_MOST)
    return round(max(0.0, score), 2)


_SAYS: dict[Hint, Callable[[Hit], str]] = {
    Hint.STRONG: lambda hit: f"“{hit.words}” hints at {hit.of}",
    Hint.WEAK: lambda hit: f"“{hit.words}” may hint at {hit.of}",
    Hint.OTHERWISE: lambda hit: f"“{hit.words}” may hint at {hit.of}",
    Hint.PEOPLE: lambda hit: f"“{hit.words}” says that it is about migrants",
    Hint.CHANGE: lambda hit: f"“{hit.words}” says that law changed",
    Hint.INSTRUMENT: lambda hit: f"“{hit.words}” is a kind of law",
    Hint.AGAINST: lambda hit: f"“{hit.words}” speaks against it",
}


def _reasons(found: tuple[_Found, ...]) -> tuple[str, ...]:
    reasons: list[str] = []
    for hint, says in _SAYS.items():
        said = dict.fromkeys(says(f.hit) for f in found if f.hit.hint is hint)
        reasons.extend(list(said)[:_REASONS])
    return tuple(reasons)


def quoted(because: Iterable[str], most: int = 5) -> tuple[str, ...]:
    """The words of an entry that its reasons name, each once: what tells a person enough."""
    named = (word for reason in because for word in re.findall("“(.+?)”", reason))
    return tuple(dict.fromkeys(named))[:most]
