"""How fast panels are scored: ours beside polars, pandas and plain Python, on the same trees.

    bench/scoring.py

takes two minutes and 5 GB of memory. Each contender has the answers in its own natural layout
beforehand and takes turns with the others; the best turn of each counts. All results are
compared with each other, and a sample with the readable scorer, which is the plain Python.
The last line is one JSON object: how many times faster the large panel is than with polars and
with pandas, milliseconds for the small one, the time of the daily series as a share of that of
the large panel, milliseconds for one change, and peak memory as a multiple of the answers.
"""

import csv
import json
import subprocess
import sys
import tomllib
from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import partial
from math import nan
from os import cpu_count
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any

import numpy as np

ROOT = Path(__file__).parents[1]
# This file has the name of the package that it measures, and must not be taken for it.
sys.path.insert(0, str(ROOT))

from scoring import Answer, Codebook, compare, explain, in_force, parse_codebook, score
from scoring.panel import Dated, Floats, Panel, Steps, daily, score_panel
from scoring.plan import Plan, planned

THREADS = min(cpu_count() or 1, 4)
CHANGES = 10_000
#: Cells that plain Python scores, to tell how long it would take for all.
SAMPLE = 500
TURNS = 7
#: What floating-point sums may differ by: scores, and shares of a whole.
EQUAL, NEARLY = 1e-12, 1e-9


# ── The trees and their answers ──────────────────────────────────────────────────────────────


def mipex() -> Codebook:
    """The real codebook: 72 questions, tables, groups and weights."""
    text = (ROOT / "config" / "codebooks" / "mipex-core.toml").read_text("utf-8")
    return parse_codebook(tomllib.loads(text))


def made_up() -> Codebook:
    """500 questions in 90 indicators in 10 areas, by every rule; two overall scores."""
    areas = [f"a{n}" for n in range(10)]
    tables: dict[str, list[dict[str, Any]]] = {"area": [], "indicator": [], "question": []}
    for area in areas:
        codes = iter([f"{area}q{n}" for n in range(50)])
        rules = [rule([next(codes) for _ in range(size)]) for size, rule in SHAPES]
        names = [f"{area}i{n}" for n in range(len(rules))]
        tables["area"].append({"code": area, "rule": "mean", "parts": names})
        tables["indicator"] += [{"code": c} | r for c, r in zip(names, rules, strict=True)]
        tables["question"] += [
            {"code": f"{area}q{n}", "question": "?", "options": OPTIONS} for n in range(50)
        ]
    tables["overall"] = [
        {"code": "all", "rule": "mean", "parts": areas},
        {"code": "core", "rule": "mean", "parts": areas[:-1]},
    ]
    titled = {level: [row | {"title": "?"} for row in rows] for level, rows in tables.items()}
    return parse_codebook(HEAD | titled)


HEAD: dict[str, Any] = {
    **{"id": "made-up", "edition": "1", "title": "?", "citation": "?"},
    "source": "https://example.org",
    **{"published": datetime(2020, 1, 1, tzinfo=UTC), "scale": [0, 100]},
    "levels": ["overall", "area", "indicator", "question"],
    **{"headline": ["all", "core"], "cut_off": {"rule": "in force", "day": "12-31"}},
    "availability": {"overall": 1, "area": 0.5},
}
OPTIONS = [[100, "yes"], [50, "partly"], [0, "no"]]


def plain_mean(codes: list[str]) -> dict[str, Any]:
    """All count alike."""
    return {"rule": "mean", "parts": codes}


def grouped_mean(codes: list[str]) -> dict[str, Any]:
    """Three share a place, and so do the next three."""
    return {"rule": "mean", "parts": [codes[:3], codes[3:6], *codes[6:]]}


def weighted_mean(codes: list[str]) -> dict[str, Any]:
    """The first counts most."""
    return {"rule": "weighted mean", "weights": dict(zip(codes, WEIGHTS, strict=True))}


def table(codes: list[str]) -> dict[str, Any]:
    """The first decides alone if it is 100 or 50, else the two others do."""
    first, second, third = codes
    rows = [{first: 100, "score": 100}, {first: 50, "score": 90}]
    rows += [
        {first: 0, second: s, third: t, "score": 0.6 * s + 0.2 * t}
        for s in (0, 50, 100)
        for t in (0, 50, 100)
    ]
    return {"rule": "table", "parts": codes, "rows": rows}


WEIGHTS = (0.4, 0.3, 0.2, 0.1)
#: The indicators of an area: how many of its 50 questions, and their rule.
SHAPES = (
    *((5, plain_mean),) * 2,
    (6, plain_mean),
    *((8, grouped_mean),) * 3,
    (4, weighted_mean),
    *((3, table),) * 2,
)


def answered(codebook: Codebook, places: int, years: int, seed: int = 1) -> Floats:
    """Random answers, [question, jurisdiction, year]; 4 in 100 are missing.

    As in MIPEX, more is missing by area and year: the last area has the later years alone.
    """
    rng = np.random.default_rng(seed)
    cube = np.empty((len(codebook.leaves), places, years))
    last = codebook.leaves[-1].area
    for row, leaf in zip(cube, codebook.leaves, strict=True):
        row[:] = rng.choice([option.score for option in leaf.options], row.shape)
        row[rng.random(row.shape) < 0.04] = np.nan
        if leaf.area == last:
            row[:, : years // 2] = np.nan
    return cube


# ── The measures ─────────────────────────────────────────────────────────────────────────────


def main() -> None:
    """Measure all, say it to people, and end with the JSON."""
    if sys.argv[1:] == ["peak"]:
        print(peak())
        return
    print(
        f"Best of {TURNS} turns each; {THREADS} threads for ours, polars as many as it likes."
    )
    small = beside("(a) 56 × 72 × 30, MIPEX core", mipex(), 56, 30)
    large = beside("(b) 5,000 × 500 × 50, made up", made_up(), 5_000, 50)
    said = {
        "panel_vs_polars": min(large["polars"], large["polars, streaming"]) / large["ours"],
        "panel_vs_pandas": large["pandas"] / large["ours"],
        "small_ms": small["ours"] * 1000,
        "daily_vs_yearly": large["daily series"] / large["ours"],
        "change_ms": one_change() * 1000,
        "peak_over_input": peak_apart(),
    }
    print(f"One change, from its history to its explanation: {said['change_ms']:.2f} ms")
    print(f"Peak memory of (b), the process whole: {said['peak_over_input']:.2f} × its answers")
    print(json.dumps({name: round(value, 3) for name, value in said.items()}))


def beside(title: str, codebook: Codebook, places: int, years: int) -> dict[str, float]:
    """The best seconds of each contender on one panel, and of a daily series over its years."""
    # Here, so that they take no memory where the peak of ours is measured.
    from contenders import Wide, polars_query

    print(f"\n{title}; {len(codebook.bottom_up)} nodes are counted")
    ready, answers = planned(codebook), answered(codebook, places, years)
    cells = answers.reshape(len(answers), -1)
    polars, pandas = polars_query(codebook, cells).collect, Wide(codebook, cells).score
    changes = dated(codebook, places, years)
    times = in_turn(
        {
            "ours": lambda: score_panel(ready, answers, THREADS),
            "polars": polars,
            "polars, streaming": lambda: polars(engine="streaming"),
            "pandas": pandas,
            "daily series": partial(series, ready, answers[:, :, 0], changes),
            "one sum": answers.sum,
        }
    )
    scored = score_panel(ready, cells)
    refuse_other(scored.counted, polars().cast(float).fill_null(nan).to_numpy().T, "polars")
    refuse_other(scored.counted, pandas().to_numpy().T, "pandas")
    times["plain Python"] = plain_python(scored)
    for name, seconds in times.items():
        print(f"  {name:20}{seconds * 1000:12,.1f} ms {seconds / times['ours']:8.2f} × ours")
    print(f"  ours takes as long as {times['ours'] / times['one sum']:.1f} sums of all answers")
    return times


def in_turn(contenders: Mapping[str, Callable[[], Any]]) -> dict[str, float]:
    """The best seconds of each."""
    times: dict[str, list[float]] = defaultdict(list)
    for _ in range(TURNS):
        for name, run in contenders.items():
            times[name].append(timed(run))
    return {name: min(taken) for name, taken in times.items()}


def timed(run: Callable[[], Any]) -> float:
    """Seconds that one run takes."""
    began = perf_counter()
    run()
    return perf_counter() - began


def refuse_other(ours: Floats, theirs: Floats, name: str) -> None:
    """Stop where two contenders do not come to the same scores."""
    if not np.allclose(ours, theirs, rtol=0, atol=EQUAL, equal_nan=True):
        sys.exit(f"the scores with {name} are others")


def plain_python(panel: Panel) -> float:
    """Seconds that the readable scorer would take for all cells, by a sample of them."""
    codebook, cells = panel.plan.codebook, panel.answers.shape[1]
    sample = np.random.default_rng(2).choice(cells, SAMPLE, replace=False)
    given = [as_answers(codebook, panel.answers[:, cell]) for cell in sample]
    began = perf_counter()
    cards = [score(codebook, answers) for answers in given]
    seconds = perf_counter() - began
    codes = [node.code for node in codebook.bottom_up]
    read = [[card.values[code] for card in cards] for code in codes]
    refuse_other(panel.counted[:, sample], np.array(read, np.float64), "plain Python")
    return seconds * cells / SAMPLE


def as_answers(codebook: Codebook, column: Floats) -> dict[str, float]:
    """The answers of one cell, without those that are missing."""
    given = zip(codebook.leaves, column.tolist(), strict=True)
    return {leaf.code: answer for leaf, answer in given if answer == answer}


def dated(codebook: Codebook, places: int, years: int) -> list[Dated]:
    """Changes of random answers on random days."""
    rng = Random(3)
    return [
        Dated(
            rng.randrange(places),
            (leaf := rng.choice(codebook.leaves)).code,
            date(2000, 1, 1) + timedelta(days=rng.randrange(1, years * 365)),
            rng.choice(leaf.options).score,
        )
        for _ in range(CHANGES)
    ]


def series(ready: Plan, answers: Floats, changes: list[Dated]) -> list[Steps]:
    """The steps of every node that is counted, in every jurisdiction."""
    found = daily(ready, answers, changes)
    return [found.steps(step.code) for step in ready.steps]


def one_change() -> float:
    """The best seconds for a change in Germany: history, scores, what moved and why."""
    codebook, known = mipex(), datetime(2026, 1, 1, tzinfo=UTC)
    with (ROOT / "config" / "baselines" / "mipex-core.csv").open(encoding="utf-8") as file:
        history = [
            Answer(
                code=row["code"],
                score=float(row["answer"]),
                in_force_from=date(int(row["year"]), 1, 1),
                recorded_at=codebook.published,
            )
            for row in csv.DictReader(file)
            if row["country"] == "DEU"
        ]
    day = date(2025, 6, 1)
    change = Answer(code="bb29b", score=50, in_force_from=day, recorded_at=known)

    def run() -> None:
        before = score(codebook, in_force(history, day, known))
        after = score(codebook, in_force([*history, change], day, known))
        compare(before, after)
        explain(codebook, before, after)

    return min(timed(run) for _ in range(50))


def peak_apart() -> float:
    """Peak memory of (b) in a process of its own, in multiples of its answers."""
    command = [sys.executable, __file__, "peak"]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def peak() -> float:
    """That of this process, which has only made up the answers and scored them."""
    codebook = made_up()
    answers = answered(codebook, 5_000, 50)
    score_panel(planned(codebook), answers, THREADS)
    # Not the peak of `resource`, which a process has from the one that started it.
    status = Path("/proc/self/status").read_text("utf-8")
    (line,) = (line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024 / answers.nbytes


if __name__ == "__main__":
    main()
