"""What forms offer, in the reader's language: (value, title, detail)."""

from collections.abc import Collection, Iterable, Mapping

from monitor import countries
from newsletters.letters import Letters
from newsletters.translate import Words
from scoring import Codebook

Choices = list[tuple[str, str, str]]


def places(codes: Iterable[str], words: Words, first: Collection[str] = ()) -> Choices:
    """Countries in the order of their names, those that are chosen first."""
    named = sorted((code not in first, words.country(code), code) for code in codes)
    return [(code, name, "") for _, name, code in named]


def all_places(words: Words) -> Choices:
    """Every country there is."""
    return places(countries.known(), words)


def topics(codebook: Codebook, words: Words) -> Choices:
    """The policy areas."""
    return [(area.key or area.code, words.gettext(area.title), "") for area in codebook.areas]


def tongues(letters: Letters) -> Choices:
    """The languages that mails are written in, each by its own name."""
    spoken = letters.translations.languages
    return [(code, words.own_name().capitalize(), "") for code, words in spoken.items()]


def translated(faults: Mapping[str, str], words: Words) -> dict[str, str]:
    """What is wrong with a form, by field."""
    return {field: words.gettext(fault) for field, fault in faults.items()}


def ordered(faults: Mapping[str, str], fields: Iterable[str]) -> dict[str, str]:
    """Faults in the order in which their fields stand in the form."""
    return {field: faults[field] for field in (*fields, *faults) if field in faults}
