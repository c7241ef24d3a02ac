"""Mails in folders on this machine, as a mail server delivers them there (Maildir)."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from monitor.guard import Unusable
from monitor.mails.cursor import mark, read_marks, write_marks

#: The name of a folder in the operator's mail folder; no name leads out of there.
NAME = re.compile(r"[^./\\\0][^/\\\0]{0,99}")
#: When a mail came, as far as its file tells, and what it is known by.
Id = tuple[float, bytes]


class Maildir:
    """A Maildir, and which of its mails were read; their names need not tell any order.

    A cursor is the marks of all mails that were read and are still there.

    Raises:
        Unusable: it is no name of a folder, or there is none of this name.
    """

    def __init__(self, folder: Path, name: str, cursor: str) -> None:
        if not NAME.fullmatch(name):
            raise Unusable(
                "a Maildir is written maildir:NAME, after a folder in the mail folder"
            )
        if not (folder / name / "new").is_dir() or not (folder / name / "cur").is_dir():
            raise Unusable(f"the mail folder holds no Maildir {name!r}, with new and cur in it")
        self._files = dict(files(folder / name))
        self._read = read_marks(cursor) & self._files.keys()

    def unread(self, most: int) -> Iterator[tuple[Id, bytes]]:
        """The mails that were not read, the newest first, each up to so many bytes.

        One that moves in this moment is left for the next time.
        """
        new = self._files.keys() - self._read
        for moment, id in sorted(((modified(self._files[id]), id) for id in new), reverse=True):
            try:
                with self._files[id].open("rb") as file:
                    yield (moment, id), file.read(most)
            except FileNotFoundError:
                continue

    def cursor(self, taken: Iterable[Id]) -> str:
        """The cursor once these mails were read too."""
        return write_marks(self._read | {id for _, id in taken})


def files(box: Path) -> Iterator[tuple[bytes, Path]]:
    """The mails of a Maildir by their marks; first the new ones, which may just move on."""
    for place in ("new", "cur"):
        for file in (box / place).iterdir():
            if file.is_file() and not file.is_symlink() and not file.name.startswith("."):
                yield mark(file.name), file


def modified(file: Path) -> float:
    """When a mail came, as far as its file tells; 0 for one that moved away."""
    try:
        return file.stat().st_mtime
    except FileNotFoundError:
        return 0.0
