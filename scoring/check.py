"""A codebook file looked through: every fault with its line."""

import re
import tomllib
from collections.abc import Mapping
from typing import NamedTuple

from scoring.codebook import Codebook
from scoring.errors import CodebookError, Fault
from scoring.lines import line_at, lines_of, too_much
from scoring.parse import parse_codebook

_WHERE = re.compile(r" \(at (?:line (?P<line>\d+), column \d+|end of document)\)")


class Finding(NamedTuple):
    """A fault and the line of the file that it stands on, counted from 1."""

    line: int
    fault: Fault


def check_codebook(
    text: str, letters: Mapping[str, str] | None = None
) -> Codebook | list[Finding]:
    """The codebook that the text of a file makes; or all that is to be mended, by line.

    `letters` are those of `parse_codebook`.
    """
    if beyond := too_much(text):
        line, what = beyond
        return [Finding(line, Fault("file", what, "mend this line first"))]
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return [_no_toml(str(error), text)]
    try:
        return parse_codebook(data, letters)
    except CodebookError as error:
        lines = lines_of(text)
        found = {Finding(line_at(lines, fault.path), fault): None for fault in error.faults}
        return sorted(found, key=lambda finding: finding.line)


def _no_toml(message: str, text: str) -> Finding:
    """What the reader of TOML says, with the line apart."""
    where = _WHERE.search(message)
    line = where["line"] if where else None
    fault = Fault("file", f"is no TOML: {_WHERE.sub('', message)}", "mend this line first")
    return Finding(int(line) if line else len(text.splitlines()) or 1, fault)
