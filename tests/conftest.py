"""What every test may ask for: a real database of each kind, fakes for the doors and the clock."""

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real inputs that stands beside the project; it is never copied into it."""
    beside = Path(__file__).parents[2] / "shared" / "data"
    folder = Path(os.environ.get("MIPEX_SHARED_DATA", beside))
    if not folder.is_dir():
        pytest.skip(f"real inputs are absent: no folder {folder.name!r} beside the project")
    return folder
