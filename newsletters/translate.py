"""Every text a person sees, in her language; numbers and dates as that language writes them.

A text stands in the code in English and is looked up by itself. What a locale file lacks is
said in English, and a test says that it is lacking.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from gettext import GNUTranslations
from io import BytesIO, StringIO

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from monitor import countries

ENGLISH = "en"
#: The English of these mails is European: 27 June 2024.
LOCALES = {ENGLISH: "en_GB"}


def marked(text: str) -> str:
    """A text that is translated later, where its reader is known; marks it for collection."""
    return text


@dataclass(frozen=True)
class Words:
    """One language: its texts, and how it writes days, numbers, lists and names."""

    language: str
    texts: GNUTranslations

    @property
    def locale(self) -> Locale:
        """Unicode's data about the language."""
        return Locale.parse(LOCALES.get(self.language, self.language))

    def gettext(self, text: str, **values: object) -> str:
        """A text in this language, its named places filled."""
        return self.texts.gettext(text) % values if values else self.texts.gettext(text)

    def ngettext(self, one: str, many: str, n: int, **values: object) -> str:
        """A text about so many, in this language; `n` fills its place too."""
        return self.texts.ngettext(one, many, n) % {"n": n, **values}

    def day(self, day: date) -> str:
        """A day of law, written out."""
        written = format_date(day, "long", locale=self.locale)
        # French says "le 1er", which CLDR's patterns cannot.
        return "1er" + written[1:] if self.language == "fr" and day.day == 1 else written

    def span(self, first: date, months: int) -> str:
        """A month, a part of a year or a year, by its first day and length."""
        if months not in (1, 3, 12):
            last = date(first.year, first.month + months - 1, 1)
            return f"{self.span(first, 1)} – {self.span(last, 1)}"
        # Not LLLL: babel 2.18 hands one language's stand-alone names on to others.
        pattern = {1: "MMMM y", 3: "QQQQ y", 12: "y"}[months]
        return format_date(first, pattern, locale=self.locale)

    def country(self, code: str) -> str:
        """A jurisdiction's name."""
        if not code:
            return self.gettext("A country still to be found")
        return countries.name(code, str(self.locale))

    def list(self, items: Iterable[str]) -> str:
        """Several things in a row, with the language's own “and”."""
        return format_list(list(items), locale=self.locale)

    def own_name(self) -> str:
        """What the language calls itself in the middle of a sentence."""
        return self.locale.language_name or self.language


@dataclass(frozen=True)
class Translations:
    """All languages that mails and pages speak."""

    languages: Mapping[str, Words]

    def of(self, language: str) -> Words:
        """A language, or English where it is not spoken here."""
        return self.languages.get(language, self.languages[ENGLISH])


def translations(files: Mapping[str, str]) -> Translations:
    """The languages of locale files that are already read: language → text of its .po file."""
    return _translations(tuple(sorted(files.items())))


@lru_cache(1)
def _translations(files: tuple[tuple[str, str], ...]) -> Translations:
    # Kept: who builds the service often in one process, as tests do, compiles once.
    compiled = {language: _compiled(text) for language, text in ((ENGLISH, ""), *files)}
    for language, texts in compiled.items():
        if language != ENGLISH:
            texts.add_fallback(compiled[ENGLISH])
    return Translations({code: Words(code, texts) for code, texts in compiled.items()})


def _compiled(text: str) -> GNUTranslations:
    binary = BytesIO()
    write_mo(binary, read_po(StringIO(text)))
    binary.seek(0)
    return GNUTranslations(binary)
