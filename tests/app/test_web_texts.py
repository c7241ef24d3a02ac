"""Every text of the pages exists in every language, and none outlives its use."""

import re
from io import StringIO
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po

from config.settings import Settings

FACE = Path(__file__).parents[2] / "app" / "web"
MARKS = {"_": None, "marked": None, "gettext": None, "ngettext": (1, 2)}
KINDS = {".py": "python", ".html": "jinja2.ext:babel_extract"}
LANGUAGES = ("en", "fr")


@pytest.fixture(scope="module")
def used():
    found = set()
    for path in FACE.rglob("*"):
        if kind := KINDS.get(path.suffix):
            with path.open("rb") as file:
                texts = extract(kind, file, MARKS, options={"newstyle_gettext": "true"})
                found |= {t if isinstance(t, str) else tuple(t[:2]) for _, t, _, _ in texts}
    return found


@pytest.fixture(params=LANGUAGES)
def catalog(request):
    file = Settings().locale / f"{request.param}.po"
    return [m for m in read_po(StringIO(file.read_text("utf-8")), abort_invalid=True) if m.id]


def test_no_template_glues_a_colon_to_a_text():
    """French sets a space before it, so that the sign belongs into the text."""
    glued = re.compile(r"}}(</\w+>)*\s?[:;?!](\s|<|\{|$)|>\s?[:;]\s|\w:\"? *}}", re.MULTILINE)
    found = [
        f"{path.name}: {match.group()}"
        for path in sorted(FACE.rglob("*.html"))
        for match in glued.finditer(path.read_text("utf-8"))
    ]
    assert found == []


def test_no_french_sign_stands_alone_at_the_start_of_a_line():
    texts = (Settings().locale / "fr.po").read_text("utf-8")
    pages = texts[texts.index("── Pages") :]
    said = "\n".join(line for line in pages.splitlines() if not line.startswith("msgid"))
    assert re.findall(r".{20} [:;?!»]|« .{20}|\w[;?!»]", said) == []


def test_no_text_of_the_pages_lacks_a_language(catalog, used):
    known = {m.id for m in catalog if m.string and all(m.string) and not m.fuzzy}
    singular = {id[0] for id in known if isinstance(id, tuple)}
    assert {text for text in used if text not in known | singular} == set()


def test_no_text_of_the_pages_outlives_its_use(catalog, used):
    ours = {m.id for m in catalog if any(p.startswith("app/web") for p, _ in m.locations)}
    assert ours - used == set()
