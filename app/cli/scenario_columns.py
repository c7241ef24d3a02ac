"""A trial as columns for people: scores to one place, and places that are shared as 12=."""

from collections.abc import Iterable, Sequence

from app.cli.scenario_sheet import Row
from newsletters.figures import signed, written
from newsletters.translate import Words
from scoring import Codebook

#: How a heading says that its column is set to the right.
RIGHT = ">"
Table = tuple[Sequence[str], list[Sequence[str]]]


def columns(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A table as lines; nothing where it has no rows."""
    body = [list(row) for row in rows]
    if not body:
        return []
    table = [[name.removeprefix(RIGHT) for name in head], *body]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    sides = [">" if name.startswith(RIGHT) else "<" for name in head]
    form = "  ".join(f"{{:{side}{width}}}" for side, width in zip(sides, widths, strict=True))
    return [form.format(*row).rstrip() for row in table]


class Sheet:
    """Writes what a trial found, in one language and the words of a codebook."""

    def __init__(self, codebook: Codebook, words: Words) -> None:
        self.codebook = codebook
        self.words = words

    def lines(self, made: Row) -> list[str]:
        """All tables that have rows, with an empty line between them."""
        tables = [
            self.effects("country", made["effects"]),
            self.because(made["because"]),
            self.stack(made["stack"]),
            self.effects("beside", made["compare"]),
            self.series(made["series"]),
        ]
        if made.get("enacted"):
            tables += [self.answers(made["enacted"]), self.promised(made["enacted"])]
        return [line for table in tables if table for line in ("", *table)][1:]

    def effects(self, place: str, rows: list[Row]) -> list[str]:
        """Scores and places, without the bills and with them."""
        head = (place, "code", "score", ">before", ">after", ">points", ">place")
        return columns(
            head,
            (
                (
                    *self.named(row),
                    self.number(row["before"]),
                    self.number(row["after"]),
                    self.points(row["difference"]),
                    places(row),
                )
                for row in rows
            ),
        )

    def because(self, rows: list[Row]) -> list[str]:
        """Which answer makes how many points of which score."""
        return columns(
            ("country", "code", "score", "because of", ">points"),
            ((*self.named(row), row["indicator"], self.points(row["points"])) for row in rows),
        )

    def stack(self, rows: list[Row]) -> list[str]:
        """What each bill does by itself, and what it adds to those below."""
        return columns(
            ("bill", "country", "code", "score", ">by itself", ">on top"),
            (
                (
                    row["bill"] or "(this)",
                    *self.named(row),
                    self.points(row["alone"]),
                    self.points(row["added"]),
                )
                for row in rows
            ),
        )

    def series(self, rows: list[Row]) -> list[str]:
        """Scores from day to day."""
        return columns(
            ("country", "code", "score", "from", ">before", ">after"),
            (
                (
                    *self.named(row),
                    str(row["day"]),
                    self.number(row["before"]),
                    self.number(row["after"]),
                )
                for row in rows
            ),
        )

    def answers(self, enacted: Row) -> list[str]:
        """Each promise beside what became of it."""
        promised = (
            (
                row["country"],
                row["indicator"],
                self.number(row["new_answer"]),
                span(row["in_force_from"], row["in_force_until"]),
                self.number(row["enacted"]),
                span(row["enacted_from"], row["enacted_until"]),
                row["verdict"],
            )
            for row in enacted["answers"]
        )
        besides = (
            (
                row["country"],
                row["indicator"],
                "–",
                "–",
                self.number(row["enacted"]),
                span(row["enacted_from"], None),
                "not promised",
            )
            for row in enacted["unpromised"]
        )
        head = ("country", "code", ">promised", "for", ">enacted", "in force", "verdict")
        return columns(head, (*promised, *besides))

    def promised(self, enacted: Row) -> list[str]:
        """Scores before, as promised and as enacted."""
        return columns(
            ("country", "code", "score", ">before", ">promised", ">enacted"),
            (
                (
                    *self.named(row),
                    *(self.number(row[name]) for name in ("before", "promised", "enacted")),
                )
                for row in enacted["effects"]
            ),
        )

    def named(self, row: Row) -> tuple[str, str, str]:
        """Where, and which score."""
        title = self.words.gettext(self.codebook.nodes[row["code"]].title)
        return row["country"], row["code"], title

    def number(self, score: float | None) -> str:
        """A score to one place; a dash where there is none."""
        return written(score, 1, self.words) or "–"

    def points(self, difference: float | None) -> str:
        """A difference with its sign; a dash where there is none."""
        return "–" if difference is None else signed(difference, self.words)


def places(row: Row) -> str:
    """A place among all countries, and where it goes to; a shared one is marked."""
    before, after = (
        f"{rank['place']}{'=' if rank['tied'] > 1 else ''}" if rank else ""
        for rank in (row["rank_before"], row["rank_after"])
    )
    return after if before == after else f"{before or '–'} → {after or '–'}"


def span(since: object, until: object) -> str:
    """The days on which an answer holds."""
    return f"{since or '–'}" + (f" to {until}" if until else "")
