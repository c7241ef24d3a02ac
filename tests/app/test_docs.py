"""What the documents say is so: functions, settings, words, links and commands."""

import ast
import re
from importlib.util import find_spec
from pathlib import Path

import pytest
from typer.main import get_command

from app.cli import app
from config.settings import Settings
from store import Event

ROOT = Path(__file__).parents[2]
STOPS = re.findall(
    r"^\| (\d+) \| .* \| (.+) \|$", (ROOT / "README.md").read_text(), re.MULTILINE
)
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def names_in(file):
    """What a module defines or assigns at its top."""
    for node in ast.parse((ROOT / file).read_text()).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id
        elif isinstance(node, ast.Assign):
            yield from (t.id for t in node.targets if isinstance(t, ast.Name))


def test_the_readme_names_all_twelve_stops():
    assert [int(number) for number, _ in STOPS] == list(range(1, 13))


@pytest.mark.parametrize(("number", "where"), STOPS)
def test_each_stop_is_where_the_readme_says(number, where):
    file, *names = re.findall(r"`([^`]+)`", where)
    assert names
    assert set(names) <= set(names_in(file))


@pytest.mark.parametrize("setting", sorted(Settings.model_fields))
def test_each_setting_is_documented(setting):
    assert f"`MIPEX_{setting.upper()}`" in (ROOT / "docs/operations.md").read_text()


def test_each_setting_says_what_it_is_for():
    assert all(field.description for field in Settings.model_fields.values())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_each_link_of_a_page_leads_somewhere(page):
    links = re.findall(r"\]\(([^)#]+)\)", page.read_text())
    inside = [link for link in links if not link.startswith("http")]
    assert [link for link in inside if not (page.parent / link).exists()] == []


def test_each_decision_is_listed_once():
    files = sorted(file.name for file in (ROOT / "docs/why").glob("0*.md"))
    listed = re.findall(r"\((0\d+-[^)]+)\)", (ROOT / "docs/why/README.md").read_text())
    assert listed == files


def test_each_module_that_grew_is_there():
    page = (ROOT / "docs/why/README.md").read_text()
    named = re.findall(r"`((?:scoring|monitor|newsletters|app)\.\w+)`", page)
    assert named
    assert [name for name in named if find_spec(name) is None] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_each_command_of_a_page_is_one(page):
    """In a line of a block, or first between backticks."""
    known = get_command(app)
    called = re.findall(
        r"(?:^\$ |^|\.venv/bin/|`)mipex ([a-z][a-z-]+)(?: ([a-z-]+))?",
        page.read_text(),
        re.MULTILINE,
    )
    unknown = []
    for name, under in called:
        command = known.commands.get(name)
        rooms = getattr(command, "commands", {})
        if command is None or (under and rooms and under not in rooms):
            unknown.append(f"{name} {under}")
    assert unknown == []


def test_each_event_has_a_handler_or_says_what_digests_will_carry(service):
    handled = set(service.handlers)
    assert handled == set(Event.__subclasses__())


@pytest.mark.parametrize(
    "word",
    [
        *("report", "change", "release", "check-in", "subscription", "delivery", "door", "job"),
        *("slip", "workbook", "interval", "rank", "panel", "replay", "first answer"),
        *("official score", "interim score", "promise", "verdict", "permalink"),
    ],
)
def test_the_glossary_knows_the_words_of_the_code(word):
    assert re.search(
        rf"^\|[^|]*\b{word}\b", (ROOT / "docs/glossary.md").read_text(), re.MULTILINE
    )
