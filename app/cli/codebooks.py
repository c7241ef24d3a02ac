"""`mipex codebook`: look through a codebook file, and name every fault with its line."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.said import Json, give, give_json
from monitor import countries
from monitor.errors import BadFile
from scoring import Codebook, Fault, Finding, check_codebook


def register(app: typer.Typer) -> None:
    """Add these commands."""
    codebook = typer.Typer(help=__doc__, no_args_is_help=True)
    codebook.command("check")(check)
    app.add_typer(codebook, name="codebook")


def check(
    file: Annotated[Path, typer.Argument(help="A codebook, as TOML.")], as_json: Json = False
) -> None:
    """Print every fault of a codebook with its line; of a sound one, what it holds."""
    found = checked(file)
    faults = found if isinstance(found, list) else []
    if as_json:
        give_json([as_object(finding) for finding in faults])
    elif isinstance(found, Codebook):
        give(f"{file}: {summary(found)}")
    else:
        give(*(f"{file}:{line}: {fault}" for line, fault in faults))
    raise typer.Exit(bool(faults))


def checked(file: Path) -> Codebook | list[Finding]:
    """The codebook of a file, or all that is to be mended in it."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise BadFile([f"{file}: {error.strerror}"]) from error
    try:
        return check_codebook(data.decode("utf-8-sig"), countries.letters())
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        what = f"has a byte that is no UTF-8 ({data[error.start]:#04x})"
        return [Finding(line, Fault("file", what, "save the file as UTF-8"))]


def as_object(finding: Finding) -> dict[str, object]:
    """A finding as it is printed for programs."""
    line, fault = finding
    return {
        "line": line,
        "where": fault.where,
        "problem": fault.problem,
        "remedy": fault.remedy,
    }


def summary(codebook: Codebook) -> str:
    """What a sound codebook holds, in one line."""
    levels = ", ".join(f"{len(codebook.at(level))} {level}" for level in codebook.levels)
    version = f", version {codebook.version}" if codebook.version else ""
    return (
        f"sound; {codebook.id} {codebook.edition}{version}: {levels}; "
        f"{len(codebook.leaves)} questions"
    )
