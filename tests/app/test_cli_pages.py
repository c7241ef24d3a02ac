"""Pages that show commands, followed from top to bottom on one database."""

import re
import shlex
from pathlib import Path

import pytest

HOW_TO = Path(__file__).parents[2] / "docs" / "howto"


def blocks(page, kind):
    """What a page shows of a kind, in order."""
    found = rf"^```{kind}\n(.*?)^```$"
    return re.findall(found, (HOW_TO / page).read_text("utf-8"), re.MULTILINE | re.DOTALL)


def shown(page):
    """Each command of a page, with the lines that it shows of what it prints."""
    for block in blocks(page, "console"):
        for call in block.split("$ mipex ")[1:]:
            command, *lines = call.splitlines()
            yield shlex.split(command), lines


@pytest.mark.parametrize(
    "pages", [["import-changes.md", "ask-when.md"], ["try-a-bill.md"]], ids=" ".join
)
def test_each_command_of_a_page_does_what_the_page_shows(bare_mipex, tmp_path, pages):
    for page in pages:
        for text in blocks(page, "csv"):
            (tmp_path / "changes.csv").write_text(text, "utf-8")
        for command, lines in shown(page):
            done = bare_mipex(*command)
            assert done.returncode == 0, (command, done.stderr)
            for line in lines:
                told = ".*".join(map(re.escape, line.split("…")))
                assert re.search(rf"^{told}$", done.stdout + done.stderr, re.MULTILINE), command
