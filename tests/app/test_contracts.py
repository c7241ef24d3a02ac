"""The six import contracts hold, and each is seen to fail when it is broken."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("app", "config", "monitor", "newsletters", "scoring", "store")
KEPT = "Contracts: 6 kept, 0 broken."


@pytest.fixture
def house(tmp_path):
    for room in ROOMS:
        shutil.copytree(
            ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__")
        )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def lint(house):
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    environment = {"PYTHONPATH": str(house), "PATH": "/usr/bin:/bin", "COLUMNS": "200"}
    return subprocess.run(
        command, cwd=house, env=environment, capture_output=True, text=True, check=False
    )


def test_the_contracts_hold(house):
    assert KEPT in lint(house).stdout


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("monitor/reports.py", "import newsletters.issues", "The shell knows letters"),
        ("scoring/score.py", "import time", "Scoring and the other pure modules"),
        ("monitor/collect.py", "import aiohttp", "The network has no doors"),
        ("scoring/score.py", "import numpy", "Numbers are counted in arrays"),
        ("app/jobs.py", "import config.settings", "Only the composition root"),
        ("monitor/tables.py", "import monitor.queries", "No circles inside a package"),
    ],
)
def test_a_broken_contract_is_seen(house, module, line, contract):
    file = house / module
    file.write_text(f"{file.read_text()}\n{line}\n")
    said = lint(house)
    broken = [line for line in said.stdout.splitlines() if " BROKEN" in line]
    assert said.returncode == 1
    assert any(line.startswith(contract) for line in broken)
