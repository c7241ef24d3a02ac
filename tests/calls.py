"""Commands, each in a process of its own."""

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from forks import process

from app.cli import main

STREAMS = ("stdin", "stdout", "stderr")


@dataclass(frozen=True)
class Done:
    """How a command ended, and what it printed."""

    returncode: int | None
    stdout: str
    stderr: str


def call(
    arguments: Sequence[str], given: str, folder: Path, environment: Mapping[str, str]
) -> Done:
    """Run a command in a folder, with an environment and an input."""
    with TemporaryDirectory() as kept:
        streams = [Path(kept, name) for name in STREAMS]
        streams[0].write_text(given, "utf-8")
        child = process(run, arguments, streams, folder, environment)
        child.join()
        _, out, err = (stream.read_text("utf-8") for stream in streams)
        return Done(child.exitcode, out, err)


def run(
    arguments: Sequence[str],
    streams: Sequence[Path],
    folder: Path,
    environment: Mapping[str, str],
) -> None:
    """Be the command: in its folder, with its environment and its three streams."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    for number, stream in enumerate(streams):
        os.dup2(os.open(stream, os.O_RDWR | os.O_CREAT), number)
    sys.stdin = open(0, encoding="utf-8", closefd=False)
    main(arguments)
