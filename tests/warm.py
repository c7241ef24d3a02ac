"""What every command does first, done once in the process that commands are forked from."""

import gc
import os
from contextlib import redirect_stderr, redirect_stdout, suppress
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

import aiosmtplib
import numpy as np

from app import jobs
from app.cli import main
from monitor import release

#: What commands load late, and the loop at once.
LATE = (aiosmtplib, jobs, np, release)
#: Commands that between them load what others load: the database, the pages, the arrays.
BEGUN = (["--help"], ["people", "list"], ["lamps"], ["scores", "show", "DEU"])


def warm(folder: Path) -> None:
    """Run some commands on a database that goes at once; a fork begins where they ended."""
    before = dict(os.environ)
    os.environ.update(MIPEX_VAR=str(folder), MIPEX_BASELINES=str(folder))
    for arguments in BEGUN:
        with suppress(SystemExit), redirect_stdout(StringIO()), redirect_stderr(StringIO()):
            main(arguments)
    os.environ.clear()
    os.environ.update(before)


with TemporaryDirectory() as folder:
    warm(Path(folder))
# What is here stays here: a fork need not copy it only to look for rubbish.
gc.collect()
gc.freeze()
