"""The official workbook, read once."""

import pytest

from monitor.workbook import Workbook, read_workbook


@pytest.fixture(scope="session")
def official(shared, codebook) -> Workbook:
    return read_workbook(shared / "mipex" / "workbook_core_2007-2019.xlsx", codebook)
