"""On which line of a TOML file each value stands.

The reader of the standard library gives values without lines. This looks through a text that
it has read without complaint, so it need not ask whether the text is sound.
"""

import re
import tomllib
from bisect import bisect_right
from collections.abc import Mapping

from scoring.errors import Path

_TEXT = re.compile(
    r'"""(?:\\.|[^\\])*?"""(?!")'
    r"|'''.*?'''(?!')"
    r'|"(?:\\.|[^"\\])*"'
    r"|'[^']*'",
    re.DOTALL,
)
_BLANK = re.compile(r"(?:\s|#[^\n]*)*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_BARE_VALUE = re.compile(r"[^,\]}#\n]+")
#: More than a person writes; far beyond it the reader of the standard library breaks down.
DEEPEST, LONGEST = 50, 1_000
_MARK = re.compile(
    rf"{_TEXT.pattern}|#[^\n]*|(?P<open>[\[{{])|(?P<close>[\]}}])"
    rf"|(?P<number>0x[\dA-Fa-f_]{{{LONGEST},}}|\d[\d_]{{{LONGEST},}})",
    re.DOTALL,
)


def too_much(text: str) -> tuple[int, str] | None:
    """The first line that has what no reader of TOML should be given, and what it has.

    Unlike the rest it takes any text: it is asked before the text is read.
    """
    depth = 0
    for match in _MARK.finditer(text):
        depth += (match.lastgroup == "open") - (match.lastgroup == "close")
        if match.lastgroup == "number":
            what = f"has a number of more than {LONGEST:,} digits"
        elif depth > DEEPEST:
            what = f"has more than {DEEPEST} brackets within one another"
        else:
            continue
        return text.count("\n", 0, match.start()) + 1, what
    return None


def lines_of(text: str) -> Mapping[Path, int]:
    """The line of each key, table and item of a sound TOML text, counted from 1."""
    scan = _Scan(text)
    scan.file()
    return scan.lines


def line_at(lines: Mapping[Path, int], path: Path) -> int:
    """The line of a path, or of the nearest thing around it that has one."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


class _Scan:
    """One walk through a text, from its start to its end."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.here = 0
        self.starts = [match.end() for match in re.finditer("\n", text)]
        self.lines: dict[Path, int] = {}
        #: How many tables each list that is written as [[…]] has so far.
        self.tables: dict[Path, int] = {}

    def file(self) -> None:
        table: Path = ()
        while not self.at_end():
            if self.starts_with("[["):
                table = self.header(2)
                count = self.tables[table] = self.tables.get(table, 0) + 1
                table = self.found((*table, count - 1))
            elif self.starts_with("["):
                table = self.header(1)
            else:
                self.pair(table)

    def header(self, brackets: int) -> Path:
        start = self.here
        self.here += brackets
        keys = self.keys()
        self.skip()
        self.here += brackets
        for length in range(1, len(keys)):
            self.found(self.last(keys[:length]), start)
        return self.found((*self.last(keys[:-1]), keys[-1]), start)

    def last(self, keys: Path) -> Path:
        """The table that keys mean by now: of a list of tables its newest."""
        path: Path = ()
        for key in keys:
            path = (*path, key)
            if path in self.tables:
                path = (*path, self.tables[path] - 1)
        return path

    def pair(self, table: Path) -> None:
        start = self.here
        path = (*table, *self.keys())
        for length in range(len(table) + 1, len(path) + 1):
            self.found(path[:length], start)
        self.skip()
        self.here += len("=")
        self.value(path)

    def keys(self) -> Path:
        keys = [self.key()]
        while self.starts_with("."):
            self.here += len(".")
            keys.append(self.key())
        return tuple(keys)

    def key(self) -> str:
        self.skip()
        if quoted := _TEXT.match(self.text, self.here):
            self.here = quoted.end()
            return str(tomllib.loads(f"x = {quoted[0]}")["x"])
        return self.take(_BARE_KEY)

    def value(self, path: Path) -> None:
        self.skip()
        if self.starts_with("["):
            self.inside("]", path, is_list=True)
        elif self.starts_with("{"):
            self.inside("}", path, is_list=False)
        elif _TEXT.match(self.text, self.here):
            self.take(_TEXT)
        else:
            self.take(_BARE_VALUE)

    def inside(self, end: str, path: Path, *, is_list: bool) -> None:
        """The items of a list, or the pairs of a table in one line."""
        self.here += 1
        place = 0
        while not self.starts_with(end):
            if self.starts_with(","):
                self.here += 1
            elif is_list:
                self.value(self.found((*path, place)))
                place += 1
            else:
                self.pair(path)
        self.here += 1

    def found(self, path: Path, at: int | None = None) -> Path:
        """Note where a path stands, unless it was met before."""
        at = self.here if at is None else at
        self.lines.setdefault(path, bisect_right(self.starts, at) + 1)
        return path

    def starts_with(self, mark: str) -> bool:
        self.skip()
        return self.text.startswith(mark, self.here)

    def at_end(self) -> bool:
        self.skip()
        return self.here >= len(self.text)

    def skip(self) -> None:
        """Go on to what is neither a blank nor a comment."""
        self.take(_BLANK)

    def take(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.text, self.here)
        if not match:
            raise ValueError(f"no TOML at character {self.here}")
        self.here = match.end()
        return match[0]
