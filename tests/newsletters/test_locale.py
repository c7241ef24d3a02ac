"""Every text of the mails exists in every language, and none outlives its use."""

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po

from newsletters.cadence import CADENCES
from newsletters.translate import translations

PACKAGE = Path(__file__).parents[2] / "newsletters"
MARKS = {"_": None, "marked": None, "gettext": None, "ngettext": (1, 2)}
LANGUAGES = ("en", "fr")


def texts_of_the_mails():
    """Every text that the package marks, as babel reads it."""
    kinds = {
        ".py": "python",
        ".html": "jinja2.ext:babel_extract",
        ".txt": "jinja2.ext:babel_extract",
    }
    for path in PACKAGE.rglob("*"):
        if kind := kinds.get(path.suffix):
            with path.open("rb") as file:
                for _, text, _, _ in extract(
                    kind, file, MARKS, options={"newstyle_gettext": "true"}
                ):
                    yield tuple(text[:2]) if isinstance(text, tuple) else text


def catalog(locale_files, language):
    return read_po(StringIO(locale_files[language]), abort_invalid=True)


def of_ours(message):
    return any(place.startswith("newsletters") for place, _ in message.locations)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_of_the_mails_lacks_a_language(locale_files, language):
    known = {m.id: m.string for m in catalog(locale_files, language) if m.id and not m.fuzzy}
    lacking = [
        text for text in texts_of_the_mails() if not known.get(text) or not all(known[text])
    ]
    assert lacking == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_of_the_mails_outlives_its_use(locale_files, language):
    used = set(texts_of_the_mails())
    stale = [m.id for m in catalog(locale_files, language) if of_ours(m) and m.id not in used]
    assert stale == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_fills_the_places_of_its_text(locale_files, language):
    for message in catalog(locale_files, language):
        if message.id:
            assert list(message.check()) == [], message.id


def test_english_texts_say_what_stands_in_the_code(locale_files):
    for message in catalog(locale_files, "en"):
        if message.id:
            assert message.string == message.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_titles_of_scores_have_every_language(locale_files, codebook, language):
    known = {m.id for m in catalog(locale_files, language) if m.string}
    shown = [n.title for level in ("overall", "area", "indicator") for n in codebook.at(level)]
    assert set(shown) <= known


def test_a_text_that_a_language_lacks_is_said_in_english():
    words = translations({"fr": ""}).of("fr")
    assert words.gettext("Hello %(name)s", name="Ada") == "Hello Ada"
    assert words.ngettext("%(n)s law", "%(n)s laws", 2) == "2 laws"


def test_a_language_that_nobody_speaks_here_is_english(locale_files):
    assert translations(locale_files).of("xx").language == "en"


def test_a_language_writes_days_names_and_lists_its_own_way(locale_files):
    english, french = (translations(locale_files).of(lang) for lang in LANGUAGES)
    day = date(2024, 6, 27)
    assert (english.day(day), french.day(day)) == ("27 June 2024", "27 juin 2024")
    assert (english.country("DEU"), french.country("DEU")) == ("Germany", "Allemagne")
    assert english.country("") == "A country still to be found"
    assert french.list(["a", "b", "c"]) == "a, b et c"
    assert (english.own_name(), french.own_name()) == ("English", "français")
    assert [english.span(date(2026, 10, 1), c.months) for c in CADENCES.values()] == [
        "October 2026",
        "4th quarter 2026",
        "2026",
    ]
    assert english.span(date(2026, 7, 1), 6) == "July 2026 – December 2026"


def test_nought_is_not_one_in_any_language(locale_files):
    for language in LANGUAGES:
        words = translations(locale_files).of(language)
        assert words.ngettext("one source", "%(n)s sources", 0) == "0 sources"
