"""The official workbook, read once."""

import pytest

from monitor.answers import history
from monitor.workbook import Workbook, read_workbook
from store import make_engine, reading


@pytest.fixture(scope="session")
def official(shared, codebook) -> Workbook:
    return read_workbook(shared / "mipex" / "workbook_core_2007-2019.xlsx", codebook)


@pytest.fixture
def official_history(codebook, sqlite_template):
    """What the edition says of Germany."""
    engine = make_engine(f"sqlite:///{sqlite_template}")
    with reading(engine) as session:
        found = history(session, codebook.id, "DEU")
    engine.dispose()
    return found
