"""Commands of the official workbook: put its answers on record, and audit it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import track

from app.bootstrap import INDEX, bootstrap, settings_of
from app.cli.said import Json, console, give, give_json, opened, say
from app.files import read_codebooks
from monitor import answers, editions
from monitor.errors import BadFile

if TYPE_CHECKING:
    from monitor.workbook import Edition, Workbook
    from scoring import Codebook

LATER = (
    "answers up to {last} are on record, and --until {until} takes none of them back; "
    "for a record that ends in {until}, import into an empty database"
)


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("import-edition")(import_edition)
    app.command("audit")(audit)


def import_edition(
    workbook: Annotated[
        Path | None,
        typer.Option(
            help="The official workbook (.xlsx); the answers that came along if none."
        ),
    ] = None,
    until: Annotated[
        int | None, typer.Option(help="The last year to take of it; all years if none.")
    ] = None,
) -> None:
    """Put the published answers on record; a second time does nothing.

    Without a workbook: those of every codebook that has none yet. A workbook can also begin an
    empty record, and add years to one that stands.
    """
    if workbook is None:
        if until is not None:
            raise typer.BadParameter("--until is a part of a workbook; name it by --workbook")
        with opened().reading() as session:
            say(f"{answers.count(session)} answers are on record")
        return
    # An edition is not loaded here: the workbook may begin the record.
    service = bootstrap()
    codebook = service.codebook
    edition = edition_in(workbook, codebook, until)
    with service.writing() as session:
        last = editions.last_year(session, codebook)
        if until is not None and last is not None and last > until:
            raise BadFile([LATER.format(last=last, until=until)])
        added = editions.import_edition(session, codebook, edition.answers)
        total = answers.count(session)
        session.commit()
    say(f"{added} answers are new, {total} are on record")


def edition_in(file: Path, codebook: "Codebook", until: int | None) -> "Edition":
    """The answers of a workbook that can be scored, its slips told."""
    from monitor.workbook import edition_of

    edition = edition_of(read(file, codebook).sheets, codebook, until)
    if not edition.answers:
        part = "" if until is None else f" up to {until}"
        raise BadFile([f"{file}: nothing is answered there{part}"])
    editions.scorecards(codebook, edition.answers)
    for slip in edition.slips:
        say(f"warning: {slip}")
    if edition.slips:
        say(f"{len(edition.slips)} slips touch the answers; mipex audit {file} lists all")
    return edition


def read(file: Path, codebook: "Codebook") -> "Workbook":
    """A workbook, with a bar that shows how far it is read."""
    from monitor.workbook import read_workbook

    def watched(names: Sequence[str]) -> Iterable[str]:
        return track(names, "reading …", console=console, disable=not console.is_terminal)

    workbook = read_workbook(file, codebook, watched)
    if workbook.others:
        say(f"sheets of no country are left aside: {', '.join(workbook.others)}")
    return workbook


def audit(
    file: Annotated[Path, typer.Argument(help="The official workbook (.xlsx).")],
    as_json: Json = False,
) -> None:
    """Recompute a workbook from its answers, and print every slip with what would be right."""
    from monitor.audit import audit as audited

    codebook = read_codebooks(settings_of().codebooks)[INDEX]
    workbook = read(file, codebook)
    slips = [slip for sheet in workbook.sheets for slip in audited(sheet, codebook)]
    if as_json:
        give_json([asdict(slip) for slip in slips])
        return
    kinds = Counter(slip.kind for slip in slips)
    counts = ", ".join(f"{count} {kind}" for kind, count in kinds.most_common()) or "none"
    give(*map(str, slips))
    give(f"sheets: {len(workbook.sheets)}, slips: {len(slips)} ({counts})")
