"""The default index as its files have it."""

import csv
import tomllib
from collections import defaultdict
from pathlib import Path

import pytest

from scoring import parse_codebook

CONFIG = Path(__file__).parents[2] / "config"


@pytest.fixture(scope="session")
def mipex_file():
    """The tables of the codebook file."""
    return tomllib.loads((CONFIG / "codebooks" / "mipex-core.toml").read_text("utf-8"))


@pytest.fixture(scope="session")
def mipex(mipex_file):
    """The codebook of MIPEX 2020, core set."""
    return parse_codebook(mipex_file)


@pytest.fixture(scope="session")
def baseline():
    """Its published answers: (country, year) → code → answer."""
    answers = defaultdict(dict)
    with (CONFIG / "baselines" / "mipex-core.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            answers[row["country"], int(row["year"])][row["code"]] = float(row["answer"])
    return dict(answers)
