"""Every text of the codebook exists in every language, and says the same there."""

import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from scoring import parse_codebook

CONFIG = Path(__file__).parents[2] / "config"
FILES = sorted((CONFIG / "locale").glob("*.po"))
#: Texts that are the same in French, each looked at.
FRENCH_TOO = {"A2"}  # a level of the Common European Framework
FIGURE = re.compile(r"[ABC][12]\b|\d+")
NUMBERS = {
    **{"two": "deux", "three": "trois", "four": "quatre", "five": "cinq", "six": "six"},
    **{"seven": "sept", "eight": "huit", "nine": "neuf", "ten": "dix"},
}
NUMBER = re.compile(rf"\b({'|'.join(NUMBERS)}|one(?= years?\b| and less\b))\b", re.IGNORECASE)
#: A bound that is turned round turns the law round.
BOUNDS = {
    r"less than": r"moins d[e’]|inférieur",
    r"(?<!no )more than": r"plus (de|d’|que)|davantage",
    r"no more than|at most": r"au plus",
    r"\bover \w+ years": r"plus de",
    r"or less": r"ou moins",
    r"or more": r"ou plus",
    r"\d or lower": r"\d ou inférieur",
    r"\d or higher": r"\d ou supérieur",
    r"at least": r"au moins",
}


def texts_of_the_codebook():
    """Each text that a person sees, once, in the order of the file."""
    file = CONFIG / "codebooks" / "mipex-core.toml"
    codebook = parse_codebook(tomllib.loads(file.read_text("utf-8")))
    texts = (
        text
        for node in codebook.nodes.values()
        for text in (node.title, node.question, *(option.title for option in node.options))
    )
    named = (called.title for called in (*codebook.bands, *codebook.groups))
    # An overall score is shown by its title alone.
    levels = (level.capitalize() for level in codebook.levels[1:])
    return list(dict.fromkeys(filter(None, (*texts, *named, *levels))))


TEXTS = texts_of_the_codebook()


def catalog(file):
    with file.open("rb") as opened:
        return read_po(opened, abort_invalid=True)


@pytest.fixture(scope="module")
def french():
    messages = catalog(CONFIG / "locale" / "fr.po")
    return {text: messages[text].string for text in TEXTS if text in messages}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_no_text_of_the_codebook_lacks_a_language(file):
    messages = catalog(file)
    said = {m.id for m in messages if m.id and m.string and not m.fuzzy}
    assert [text for text in TEXTS if text not in said] == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_language_keeps_the_figures_of_a_text(file):
    messages = catalog(file)
    changed = [
        (text, messages[text].string)
        for text in TEXTS
        if text in messages and figures(text) != figures(messages[text].string)
    ]
    assert changed == []


def figures(text):
    return Counter(FIGURE.findall(text))


def test_french_texts_are_french(french):
    assert {text for text, said in french.items() if said == text} == FRENCH_TOO


def test_french_texts_keep_numbers_that_are_words(french):
    lost = [
        (number, said)
        for text, said in french.items()
        for number in NUMBER.findall(text.lower())
        if not re.search(rf"\b{NUMBERS.get(number, 'une?')}\b", said.lower())
    ]
    assert lost == []


def test_french_texts_keep_the_side_of_a_bound(french):
    turned = [
        (bound, said)
        for text, said in french.items()
        for bound, twin in BOUNDS.items()
        if re.search(bound, text.lower()) and not re.search(twin, said.lower())
    ]
    assert turned == []


def test_french_texts_are_set_as_french_is(french):
    """Round apostrophes; a space that does not break before tall marks and inside quotes."""
    slip = re.compile(r"'|[^\u00a0\u202f][;:?!%»]|«[^\u00a0\u202f]")
    assert [said for said in french.values() if slip.search(said)] == []
