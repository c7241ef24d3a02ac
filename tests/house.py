"""The house rules that no other tool knows; `make check` names what breaks them.

Modules stay under 300 lines, functions under 40 (median under 10), folders are those of the
design, nothing names a place on somebody's machine, and no lock where packages come from.
"""

import ast
import re
import subprocess
import sys
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[1]
FOLDERS = {
    "app", "bench", "config", "docs", "monitor", "newsletters", "scoring", "store", "tests",
    ".ci",
}  # fmt: skip
CODE = FOLDERS - {"bench", "docs", "tests", ".ci"}
MODULE, FUNCTION, MEDIAN = 300, 40, 10
#: Migrations are kept as they were made.
FROZEN = "app/migrations/versions/"
ELSEWHERE = re.compile(r"(?<![\w.])/(work|home|root|Users)/\w")
#: A lock file names packages and hashes, never where they come from.
ADDRESS = re.compile(r"\w+://|--(extra-)?index-url|--find-links")


def main() -> None:
    """Look at every tracked file, and fail with a line for each thing to mend."""
    files = tracked()
    faults = [*misplaced(files), *too_long(files), *named(files)]
    sys.stdout.write("".join(f"{fault}\n" for fault in faults))
    sys.exit(bool(faults))


def tracked() -> list[str]:
    """What git keeps, or is about to."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def misplaced(files: list[str]) -> list[str]:
    """Folders that the design does not know."""
    tops = {name.split("/")[0] for name in files if "/" in name}
    return [f"{top}/: no room of the house; see design" for top in sorted(tops - FOLDERS)]


def too_long(files: list[str]) -> list[str]:
    """Modules and functions that have grown too long."""
    faults, sizes = [], []
    for name in files:
        if (
            not name.endswith(".py")
            or name.split("/")[0] not in CODE
            or name.startswith(FROZEN)
        ):
            continue
        text = (ROOT / name).read_text(encoding="utf-8")
        if text.count("\n") >= MODULE:
            faults.append(f"{name}: {text.count(chr(10))} lines; a module has under {MODULE}")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                size = (node.end_lineno or node.lineno) - node.lineno + 1
                sizes.append(size)
                if size >= FUNCTION:
                    faults.append(f"{name}:{node.lineno} {node.name}: {size} lines")
    if sizes and median(sizes) >= MEDIAN:
        faults.append(f"functions have a median of {median(sizes)} lines; it is under {MEDIAN}")
    return faults


def named(files: list[str]) -> list[str]:
    """Lines that name a place on somebody's machine, or from where a package comes."""
    faults = []
    for name in files:
        if name == "tests/house.py" or name.endswith((".png", ".db")):
            continue
        lines = (ROOT / name).read_text(encoding="utf-8", errors="replace").splitlines()
        forbidden = ADDRESS if name.startswith("requirements") else ELSEWHERE
        faults += [
            f"{name}:{number} names {found[0]!r}"
            for number, line in enumerate(lines, 1)
            if (found := forbidden.search(line))
        ]
    return faults


if __name__ == "__main__":
    main()
