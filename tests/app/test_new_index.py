"""The page on making an index, followed to the letter."""

import re
import shlex
from contextlib import chdir
from pathlib import Path

import pytest

from app.cli import main

PAGE = (Path(__file__).parents[2] / "docs/howto/new-index.md").read_text("utf-8")


def blocks(kind):
    """What the page shows of a kind, in order."""
    return re.findall(rf"^```{kind}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


CODEBOOK = "\n".join(blocks("toml"))
SOUND, SLIPPED, SCORED = blocks("console")


def follow(shown, capsys):
    """Run the command of a block; the exit code, and whether it printed what the page shows."""
    command, _, printed = shown.partition("\n")
    with pytest.raises(SystemExit) as ended:
        main(shlex.split(command.removeprefix("$ mipex ")))
    assert capsys.readouterr().out == printed
    return ended.value.code


@pytest.mark.parametrize(
    ("shown", "codebook", "code"),
    [
        (SOUND, CODEBOOK, 0),
        (SLIPPED, CODEBOOK.replace('["hours", "fee"]', '["hours", "fees"]'), 1),
        (SCORED, CODEBOOK, 0),
    ],
)
def test_the_page_on_a_new_index_shows_what_happens(tmp_path, capsys, shown, codebook, code):
    (tmp_path / "welcome.toml").write_text(codebook, "utf-8")
    (tmp_path / "answers.csv").write_text(blocks("csv")[0], "utf-8")
    with chdir(tmp_path):
        assert follow(shown, capsys) == code
