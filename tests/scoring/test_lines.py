"""On which line of a file a value stands, whatever way the file is written."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.lines import line_at, lines_of

FILE = '''\
# [no] table
title = "a # b ] = c"
"quoted key" = 'it''s'

[[area]]   # the first
code = "a"
parts = [
  "x",  # not ] the end
  ["y",
   "z"],
]

[[area]]
text = """
[[area]]
code = \\"""no\\"""
"""
raw = \'\'\'
parts = [
\'\'\'
rows = [ { a = 1, b = [
  2, { c = 1979-05-27 07:32:00 } ] } ]
  [area.inner]
  deep.er = 1.5

[[area.row]]
n = 1
[[area.row]]
n = 2

[[area]]
"\\u00e9t\\u00e9" = inf
'''.replace("it''s", "it is")

LINES = {
    ("title",): 2,
    ("quoted key",): 3,
    ("area",): 5,
    ("area", 0): 5,
    ("area", 0, "code"): 6,
    ("area", 0, "parts"): 7,
    ("area", 0, "parts", 0): 8,
    ("area", 0, "parts", 1): 9,
    ("area", 0, "parts", 1, 1): 10,
    ("area", 1): 13,
    ("area", 1, "text"): 14,
    ("area", 1, "raw"): 18,
    ("area", 1, "rows", 0, "a"): 21,
    ("area", 1, "rows", 0, "b", 0): 22,
    ("area", 1, "rows", 0, "b", 1, "c"): 22,
    ("area", 1, "inner"): 23,
    ("area", 1, "inner", "deep"): 24,
    ("area", 1, "inner", "deep", "er"): 24,
    ("area", 1, "row", 0, "n"): 27,
    ("area", 1, "row", 1): 28,
    ("area", 2): 31,
    ("area", 2, "été"): 32,
}


def paths(value, path=()):
    """Every path into what the standard library reads."""
    inside = (
        value.items() if isinstance(value, dict) else enumerate(value)
        if isinstance(value, list) else ()
    )  # fmt: skip
    for step, item in inside:
        yield (*path, step)
        yield from paths(item, (*path, step))


@pytest.mark.parametrize(("path", "line"), LINES.items())
def test_a_value_is_found_on_its_line(path, line):
    assert lines_of(FILE)[path] == line


@pytest.mark.parametrize("text", [FILE, FILE.replace("\n", "\r\n")])
def test_every_value_that_is_read_has_a_line(text):
    assert set(paths(tomllib.loads(text))) <= set(lines_of(text))
    assert {path: lines_of(text)[path] for path in LINES} == LINES


def test_what_is_not_there_is_looked_for_where_it_should_be():
    lines = lines_of(FILE)
    assert line_at(lines, ("area", 1, "title")) == 13
    assert line_at(lines, ("edition",)) == 1


def test_a_text_that_is_no_toml_has_no_lines():
    with pytest.raises(ValueError, match="no TOML at character 2"):
        lines_of("[[")


# ── Any file at all ──────────────────────────────────────────────────────────────────────

#: How a value may be written, and how many lines more than one that takes.
SCALARS = st.sampled_from(
    [
        ('"a"', 0), ("'#'", 0), ("1_000", 0), ("-1.5e3", 0), ("true", 0), ('""', 0),
        ("2020-01-01", 0), ("07:32:00", 0), ('"""\n[x]\n"""', 2), ("'''a\n'''", 1),
        ('"\\"]"', 0), ('"""a"""""', 0), ("0xff", 0),
    ]
)  # fmt: skip
BREAKS = st.sampled_from([(" ", 0), ("\n", 1), (" # ]}\n  ", 1), ("\n\n", 2)])
KEYS = st.sampled_from(["a", "b-1", "2", '"c d"', "'e.f'", "g_"])


@st.composite
def written(draw, depth=2):
    """A value as text; the lines of what is inside, from 0 on; how many more lines it takes."""
    if depth == 0 or draw(st.booleans()):
        text, more = draw(SCALARS)
        return text, {}, more
    text, lines, line = "[", {}, 0
    for place in range(draw(st.integers(0, 3))):
        blank, more = draw(BREAKS)
        line += more
        item, inside, more = draw(written(depth=depth - 1))
        lines |= {(place,): line} | {(place, *path): line + n for path, n in inside.items()}
        text, line = f"{text}{blank}{item}, ", line + more
    return text + "]", lines, line


@st.composite
def files(draw):
    """A file, and the line of each of its values."""
    text, lines, line, tables = "", {}, 1, 0
    table = ()
    for _ in range(draw(st.integers(0, 8))):
        if draw(st.integers(0, 3)) == 0:
            table = ("t", tables)
            lines[table] = line
            text, line, tables = f"{text}[[ t ]] # x = 1\n", line + 1, tables + 1
        key = draw(KEYS)
        path = (*table, key.strip("\"'"))
        if path not in lines:
            value, inside, more = draw(written())
            lines |= {path: line} | {(*path, *p): line + n for p, n in inside.items()}
            text, line = f"{text}{key} = {value}\n", line + more + 1
    return text, lines


@given(files())
def test_a_value_of_any_file_is_found_on_its_line(file):
    text, lines = file
    found = lines_of(text)
    assert set(lines) <= set(paths(tomllib.loads(text)))
    assert {path: found[path] for path in lines} == lines
