"""Replay an edition: from the first known answers, change by change, to its official scores.

    bench/replay.py [CHANGES.csv SCORES.csv]

Without files it takes the real ones that stand beside the project. The first answers of every
question are taken from the scores, all later ones from the changes alone; both go through
`mipex changes import` into an empty database. Every official area and overall score is then
asked of that database, on the cut-off day of its year. The last line is one JSON object.
"""

import csv
import json
import os
import sys
from collections import defaultdict
from datetime import date
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

# Beside this file stands one that has the name of a package, and must not be taken for it.
sys.path.insert(0, str(Path(__file__).parents[1]))

from app.bootstrap import Service, bootstrap
from config.settings import Settings
from monitor import answers, imports
from monitor.change_files import read_file
from scoring import Codebook, equal

BESIDE = Path(__file__).parents[2] / "shared" / "data"
COLUMNS = ("country", "indicator", "new_answer", "in_force_from", "kind")

Row = dict[str, str]


def main() -> None:
    """Replay, compare, and say what differs."""
    changes, scores = map(read, files())
    with TemporaryDirectory() as folder:
        service = bootstrap(Settings(var=Path(folder), database_url=""))
        text = as_import(service.codebook, changes, scores)
        now = service.clock()
        file = read_file("replay", text, service.codebook, now.date())
        with service.writing() as session:
            done = imports.import_changes(session, file, codebook=service.codebook, now=now)
            session.commit()
        compared, differences = compare(service, scores)
    for line in differences:
        print(line)
    print(f"{len(changes)} changes replayed over {done.answers - len(changes)} first answers")
    print(f"{compared} official values compared, {len(differences)} differ")
    print(
        json.dumps(
            {
                "changes": len(changes),
                "compared": compared,
                "differences": len(differences),
            }
        )
    )
    sys.exit(bool(differences))


def files() -> tuple[Path, Path]:
    """The files of this call."""
    if len(sys.argv) == 3:
        return Path(sys.argv[1]), Path(sys.argv[2])
    folder = Path(os.environ.get("MIPEX_SHARED_DATA", BESIDE)) / "mipex"
    found = folder / "changes_core_2007-2019.csv", folder / "scores_core_2007-2019.csv"
    if len(sys.argv) != 1 or not all(file.exists() for file in found):
        sys.exit("Call it with two files: CHANGES.csv SCORES.csv (see the top of this script).")
    return found


def read(file: Path) -> list[Row]:
    """The rows of a file."""
    return list(csv.DictReader(StringIO(file.read_text(encoding="utf-8-sig"))))


def as_import(codebook: Codebook, changes: list[Row], scores: list[Row]) -> str:
    """The first answer to each question and every later change, as a file to import."""
    leaves = {leaf.code for leaf in codebook.leaves}
    first: dict[tuple[str, str], tuple[int, str]] = {}
    for row in scores:
        if row["code"] in leaves and row["score"]:
            key, year = (row["country"], row["code"]), int(row["year"])
            first[key] = min(first.get(key, (year, row["score"])), (year, row["score"]))
    made = StringIO()
    writer = csv.writer(made)
    writer.writerow(COLUMNS)
    for (country, code), (year, score) in first.items():
        writer.writerow((country, code, score, date(year, 1, 1), "first"))
    for row in changes:
        day = date(int(row["year_to"]), 1, 1)
        writer.writerow((row["country"], row["indicator"], row["new"], day, "policy"))
    return made.getvalue()


def compare(service: Service, scores: list[Row]) -> tuple[int, list[str]]:
    """How many official values were asked for, and a line for each that came out otherwise."""
    codebook, compared, differences = service.codebook, 0, []
    official: dict[str, dict[int, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in scores:
        if row["level"] in codebook.levels[:2] and row["score"]:
            official[row["country"]][int(row["year"])].append(row)
    with service.reading() as session:
        for country, years in sorted(official.items()):
            history = answers.confirmed(session, codebook.id, country)
            for year, rows in sorted(years.items()):
                card = answers.card(codebook, history, codebook.cut_off.of(year))
                compared += len(rows)
                differences += [
                    f"{country} {year} {row['code']}: official {row['score']}, replayed {ours}"
                    for row in rows
                    if not equal(ours := card.values.get(row["code"]), float(row["score"]))
                ]
    return compared, differences


if __name__ == "__main__":
    main()
