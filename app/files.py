"""The files that a deployer edits, and the secret that a deployment keeps, as they are read."""

import tomllib
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from secrets import token_urlsafe

from monitor import countries
from monitor.errors import BadFile
from monitor.rescore import Codebooks
from monitor.source import Source, parse_sources
from monitor.sources import KINDS
from monitor.vocabulary import Vocabulary, parse_vocabulary
from scoring import Codebook, CodebookError, parse_codebook


def read_codebooks(folder: Path) -> Codebooks:
    """Every index of a folder (not of folders in it), by its id, which no other there has."""
    found: dict[str, Codebook] = {}
    for file in sorted(folder.glob("*.toml")):
        book = read_codebook(file)
        if found.setdefault(book.id, book) is not book:
            raise BadFile([f"{file}: another codebook there has the id {book.id!r} too"])
    return found


def read_codebook(file: Path) -> Codebook:
    """The index that a file says.

    Raises:
        CodebookError: it contradicts itself; the file is named.
    """
    try:
        return parse_codebook(read_table(file), countries.letters())
    except CodebookError as error:
        error.add_note(f"in {file}; mipex codebook check names each line")
        raise


def read_sources(file: Path) -> dict[str, Source]:
    """What is watched."""
    return parse_sources(read_table(file), KINDS)


def read_vocabulary(folder: Path) -> Vocabulary:
    """The terms of every language; read once as long as no file changes."""
    files = sorted(folder.glob("*.toml"))
    return _vocabulary(tuple(files), tuple(file.stat().st_mtime_ns for file in files))


@lru_cache(1)
def _vocabulary(files: tuple[Path, ...], changed: tuple[int, ...]) -> Vocabulary:
    return parse_vocabulary({file.stem: read_table(file) for file in files})


def read_table(file: Path) -> dict[str, object]:
    """A TOML file.

    Raises:
        BadFile: it is missing, or no TOML; it says where.
    """
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise BadFile([f"{file}: {error.strerror}"]) from error
    except (ValueError, RecursionError) as error:  # also numbers and brackets without end
        raise BadFile([f"{file}: {error}"]) from error


def read_texts(folder: Path) -> dict[str, str]:
    """The locale files of a folder, by language."""
    return {f.stem: f.read_text(encoding="utf-8") for f in sorted(folder.glob("*.po"))}


def kept_secret(var: Path) -> str:
    """The secret of this deployment, made once, whole, and readable by its owner alone.

    Raises:
        BadFile: it is empty, and would be everybody's.
    """
    var.mkdir(parents=True, exist_ok=True)
    file = var / "secret"
    if not file.exists():
        draft = var / f"secret.{token_urlsafe(8)}"
        draft.touch(mode=0o600)
        draft.write_text(token_urlsafe(48))
        with suppress(FileExistsError):
            file.hardlink_to(draft)
        draft.unlink()
    if not (secret := file.read_text().strip()):
        raise BadFile([f"{file} is empty; remove it, and a new one is made"])
    return secret
