"""The words triage knows: terms of one language each, read from the keyword files (pure).

A term is one or more words. `*` stands for any letters of a word (`naturali*`, `*nachzug`),
`…` for up to three words between two others (`right … vote`). Letter case is ignored, save in
a term written wholly in capitals, which finds only capitals (`US`). Accents count. What a
language writes onto words (Arabic and Hebrew prefixes, Korean particles) its file lists under
`attached`: a term, and the name of a country, is then found with and without.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache, cached_property
from typing import Any

from monitor.errors import VocabularyError
from monitor.passage import Attached, Passage, fold
from monitor.territories import territory_names

AREAS = (
    "labour_market_mobility",
    "family_reunion",
    "education",
    "political_participation",
    "permanent_residence",
    "access_to_nationality",
    "anti_discrimination",
    "health",
)
_ALPHA3_OR_EU = re.compile(r"[A-Z]{3}|EU")
_TERM = re.compile(r"[\w*…'’.&-]+(?: [\w*…'’.&-]+)*")


class Hint(Enum):
    """What it means that a term occurs."""

    STRONG = "the area, by itself"
    WEAK = "the area, where the text is about migrants"
    OTHERWISE = "the area, where no other is hinted at"
    PEOPLE = "the text is about migrants"
    CHANGE = "law is being made or changed"
    INSTRUMENT = "a kind of law"
    AGAINST = "no change of law, though it may look like one"
    IGNORE = "another sense of the words in it"
    PLACE = "the jurisdiction"
    ELSEWHERE = "the place named next is not where the law changes"


@dataclass(frozen=True, slots=True)
class Term:
    """One entry of a keyword file: what is looked for and what finding it means."""

    hint: Hint
    of: str
    text: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A term found in a passage, from one word up to (not including) another."""

    hint: Hint
    of: str
    start: int
    end: int
    words: str


class _Index:
    """Terms kept by how their first word begins, so that few are tried on a word."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self.begins: dict[str, list[Term]] = {}
        self.whole: dict[str, list[Term]] = {}
        self.within: list[tuple[str, Term]] = []
        self.capitals: dict[str, list[Term]] = {}
        for term in terms:
            self._keep(term)

    def candidates(self, passage: Passage) -> Iterator[tuple[int, Iterator[Term]]]:
        """For each word of a passage, the terms that may begin there."""
        within = [(stem, term) for stem, term in self.within if stem in passage.folded]
        for index in range(len(passage.words)):
            yield index, self._starting_at(passage, index, within)

    def _starting_at(
        self, passage: Passage, index: int, within: list[tuple[str, Term]]
    ) -> Iterator[Term]:
        written, word = passage.words[index], passage.word(index)
        yield from self.whole.get(word, ())
        for length in range(1, len(word) + 1):
            yield from self.begins.get(word[:length], ())
        yield from (term for stem, term in within if stem in word)
        if written.isupper():
            yield from self.capitals.get(written, ())

    def _keep(self, term: Term) -> None:
        if term.text.isupper() and term.text.isalpha():
            self.capitals.setdefault(term.text, []).append(term)
            return
        first = fold(term.text).split()[0]
        beginning, star, _ = first.partition("*")
        if not star:
            self.whole.setdefault(first, []).append(term)
        elif beginning:
            self.begins.setdefault(beginning, []).append(term)
        else:
            self.within.append((max(first.split("*"), key=len), term))


class Lexicon:
    """The terms of one language."""

    def __init__(
        self, lang: str, terms: Sequence[Term], home: str | None, attached: Attached
    ) -> None:
        self.lang = lang
        self.home = home
        self._terms = terms
        self._attached = attached

    @cached_property
    def _index(self) -> _Index:
        # Made when a text of the language first comes: there are dozens, few of them spoken.
        names = (
            Term(Hint.PLACE, code, self._attached.bare(name))
            for name, code in territory_names(self.lang)
        )
        return _Index(
            Term(term.hint, term.of, form)
            for term in (*self._terms, *names)
            for form in self._attached.forms(term.text)
        )

    def find(self, passage: Passage) -> list[Hit]:
        """Every place where a term occurs, in the order of the passage."""
        return [
            hit
            for index, terms in self._index.candidates(passage)
            for term in terms
            if (hit := _hit(term, passage, index))
        ]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The lexicon of each language, by ISO 639 code."""

    lexicons: Mapping[str, Lexicon]


def parse_vocabulary(files: Mapping[str, Mapping[str, Any]]) -> Vocabulary:
    """Make a vocabulary of keyword files that are already read, one per language.

    Raises:
        VocabularyError: a file has a key, an area or a term that means nothing here.
    """
    return Vocabulary({lang: _lexicon(lang, data) for lang, data in files.items()})


def _lexicon(lang: str, data: Mapping[str, Any]) -> Lexicon:
    home = data.get("home")
    if home is not None and not (isinstance(home, str) and _ALPHA3_OR_EU.fullmatch(home)):
        raise VocabularyError(f"keywords/{lang}: home: {home!r} is no jurisdiction")
    terms = [
        Term(hint, of, text)
        for key, hint, of, value in _sections(lang, data)
        for text in _terms(lang, key, value)
    ]
    return Lexicon(lang, terms, home, _attached(lang, data.get("attached", {})))


def _attached(lang: str, value: object) -> Attached:
    table = _table(lang, "attached", value)
    if unknown := table.keys() - {"before", "after", "article"}:
        raise VocabularyError(f"keywords/{lang}: attached.{min(unknown)}: unknown key")
    lists = {
        name: tuple(_terms(lang, f"attached.{name}", pieces)) for name, pieces in table.items()
    }
    return Attached(**lists)


_SINGLE = {
    "law.change": Hint.CHANGE,
    "law.instruments": Hint.INSTRUMENT,
    "people.terms": Hint.PEOPLE,
    "not.against": Hint.AGAINST,
    "not.ignore": Hint.IGNORE,
    "places.elsewhere": Hint.ELSEWHERE,
}
_OF_AREA = {"strong": Hint.STRONG, "weak": Hint.WEAK, "otherwise": Hint.OTHERWISE}


def _sections(lang: str, data: Mapping[str, Any]) -> Iterator[tuple[str, Hint, str, Any]]:
    for section, table in data.items():
        if section in ("home", "attached"):
            continue
        for name, value in _table(lang, section, table).items():
            key = f"{section}.{name}"
            if section == "areas":
                yield from _area(lang, name, _table(lang, key, value))
            elif section == "jurisdictions" and _ALPHA3_OR_EU.fullmatch(name):
                yield key, Hint.PLACE, name, value
            elif key in _SINGLE:
                yield key, _SINGLE[key], "", value
            else:
                raise VocabularyError(f"keywords/{lang}: {key}: unknown key")


def _area(
    lang: str, area: str, table: Mapping[str, Any]
) -> Iterator[tuple[str, Hint, str, Any]]:
    if area not in AREAS:
        raise VocabularyError(f"keywords/{lang}: areas.{area}: unknown policy area")
    for name, value in table.items():
        key = f"areas.{area}.{name}"
        if name not in _OF_AREA:
            raise VocabularyError(f"keywords/{lang}: {key}: unknown key")
        yield key, _OF_AREA[name], area, value


def _table(lang: str, key: str, value: object) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise VocabularyError(f"keywords/{lang}: {key}: a table is wanted, not {value!r}")
    return value


def _terms(lang: str, key: str, value: object) -> Iterator[str]:
    if not isinstance(value, list):
        raise VocabularyError(f"keywords/{lang}: {key}: a list is wanted, not {value!r}")
    for text in value:
        if not (isinstance(text, str) and _is_term(text)):
            raise VocabularyError(f"keywords/{lang}: {key}: {text!r} is no term")
        yield text


def _is_term(text: str) -> bool:
    words = fold(text).split()
    return bool(
        _TERM.fullmatch(text)
        and words
        and words[0] != "…"
        and words[-1] != "…"
        and all(word == "…" or word.strip("*") for word in words)
        and not any("…" in word and word != "…" for word in words)
    )


@cache
def _pattern(text: str) -> re.Pattern[str]:
    words = (
        r"(?:[^ ]+ ){0,3}"
        if word == "…"
        else "[^ ]*".join(map(re.escape, word.split("*"))) + " "
        for word in fold(text).split()
    )
    return re.compile("".join(words))


def _hit(term: Term, passage: Passage, index: int) -> Hit | None:
    found = _pattern(term.text).match(passage.folded, passage.starts[index])
    if found is None:
        return None
    end = index + found.group().count(" ")
    return Hit(term.hint, term.of, index, end, passage.said(index, end))
