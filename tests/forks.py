"""Processes of their own, each forked from one that has loaded the program once.

There is one such process for a run of the tests, and so one list of what it loads.
"""

import multiprocessing
import os
from collections.abc import Callable
from multiprocessing import forkserver
from multiprocessing.process import BaseProcess
from pathlib import Path

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["__main__", "warm"])


def process(work: Callable[..., None], *given: object) -> BaseProcess:
    """A process that does some work, begun and not waited for."""
    begin()
    made = FORKS.Process(target=work, args=given)
    made.start()
    return made


def begin() -> None:
    """Start the process that is forked from; it finds what it loads by its environment."""
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = str(Path(__file__).parent)
    forkserver.ensure_running()
    if before is None:
        del os.environ["PYTHONPATH"]
    else:
        os.environ["PYTHONPATH"] = before
