"""The command that shows a country: its series, what moved it and why, where it stands."""

from collections.abc import Iterator
from datetime import date
from textwrap import wrap
from typing import Annotated

import typer
from babel.dates import format_date

from app.bootstrap import INDEX
from app.cli import portrait_values
from app.cli.said import (
    Index,
    Json,
    Known,
    On,
    Released,
    book_of,
    country,
    give,
    give_json,
    opened,
)
from monitor import countries
from monitor.certainty import Certainty, Ground
from monitor.changes import AnswerChanged
from monitor.chronicle import Reason, Turn
from monitor.portraits import Portrait, portrait
from newsletters.cards import KINDS
from newsletters.figures import one_line
from scoring import Contribution, Node, Rank, equal, headline, rounded, shown

WIDTH = 96


def register(app: typer.Typer) -> None:
    """Add this command."""
    app.command("country")(show)


def show(
    place: Annotated[str, typer.Argument(parser=country, help="A country, such as DEU.")],
    on: On = None,
    known: Known = None,
    released: Released = False,
    codebook: Index = INDEX,
    as_json: Json = False,
) -> None:
    """A country's scores over time, what changed, and why the scores moved."""
    service = opened()
    now = service.clock()
    with service.reading() as session:
        seen = portrait(
            session,
            book_of(service, codebook),
            place,
            on or now.date(),
            known or now,
            released=released,
        )
    if as_json:
        give_json(portrait_values.data(seen))
    else:
        give(*lines(seen))


def lines(seen: Portrait) -> Iterator[str]:
    """A portrait as a person reads it in a terminal."""
    book = seen.codebook
    yield f"{countries.name(seen.country, 'en')} ({seen.country}), {long(seen.on)}"
    yield f"{book.title}: the {book.edition} edition, and interim scores by the same rules"
    best = headline(book, seen.standing.card)
    if best is None:
        yield "There is no score: nothing was on record for that day, or not all areas."
        return
    yield ""
    yield from table(seen, [book.node(best), *book.at(book.levels[1])])
    yield ""
    yield from series(seen)
    yield ""
    yield "What moved, and why"
    for turn in seen.turns:
        yield from told(seen, turn)


def table(seen: Portrait, nodes: list[Node]) -> Iterator[str]:
    """The scores of today beside the official ones, with their ranks."""
    year = seen.standing.official_year
    yield f"{'':42}{year or '':>8}{'now':>8}{'':10}{'rank':>10}"
    for node in nodes:
        now = seen.standing.card.values[node.code]
        then = seen.standing.official.values[node.code] if seen.standing.official else None
        moved = "" if now is None or then is None or equal(now, then) else signed(now - then)
        interim = "interim" if now is not None and seen.standing.is_interim(node.code) else ""
        yield (
            f"{node.title:42}{whole(then):>8}{whole(now):>8} {moved:>8} "
            f"{placed(seen.ranks[node.code].after):>10} {interim}"
        ).rstrip()
    yield from paragraph("", rank_told(seen, nodes[0]))
    yield ""
    yield from sureness(seen, nodes[0])


def rank_told(seen: Portrait, node: Node) -> str:
    """What became of a country's place, and whose doing it was."""
    move = seen.ranks[node.code]
    if move.before is None or not move.rose:
        return ""
    own, others = move.by_itself or 0, move.by_others or 0
    then = f"{placed(move.before)} in {seen.standing.official_year}"
    said = f"Rank {then}, now {placed(move.after)}: "
    said += f"{places(own)} by its own score, {places(others)} by those of others."
    if move.passed:
        said += f" Passed: {', '.join(move.passed)}."
    if move.passed_by:
        said += f" Passed by: {', '.join(move.passed_by)}."
    return said


def places(rose: int) -> str:
    """Places gained, or lost."""
    return f"{rose:+d}".replace("-", "−")


def sureness(seen: Portrait, node: Node) -> Iterator[str]:
    """What could still move a score, and whose word it rests on."""
    sure, of = seen.certainty, seen.certainty.intervals[node.code]
    if sure.is_open(node.code):
        told = ", ".join(opened_by(sure))
        yield f"Could be {whole(of.lowest)} to {whole(of.highest)}. Open: {told}."
    else:
        yield "Nothing that is open could move it."
    yield from paragraph("Rests on: ", "; ".join(map(rests_on, sure.grounds)))


def opened_by(sure: Certainty) -> Iterator[str]:
    """What is open, counted."""
    if sure.reports:
        yield number(sure.reports, "report that waits", "reports that wait")
    if sure.waiting:
        yield number(sure.waiting, "change to be released", "changes to be released")
    if sure.unanswered:
        yield number(sure.unanswered, "question without answer", "questions without answer")
    if not (sure.reports or sure.waiting or sure.unanswered):
        yield "changes that disagree"


def number(n: int, one: str, many: str) -> str:
    """How many there are of something."""
    return f"{n} {one if n == 1 else many}"


def rests_on(ground: Ground) -> str:
    """A part of the score and whose word it is."""
    who = f"{ground.by} ({ground.role})" if ground.by else "the edition"
    if ground.by_file:
        who = "a file of the operator's, seen by nobody else"
    return f"{100 * ground.share:.0f} % {who}, {long(ground.day)}"


def series(seen: Portrait) -> Iterator[str]:
    """Each overall score over time: official by years, interim since days."""
    for code in seen.codebook.headline:
        points = []
        last: tuple[str, bool] | None = None
        for turn in seen.turns:
            if code not in turn.scores:
                continue
            point = (whole(turn.scores[code]), turn.official)
            if point != last:
                points.append(f"{when(turn)} {point[0]}")
            last = point
        if points:
            yield from paragraph(f"{seen.codebook.node(code).title}: ", " · ".join(points))


def told(seen: Portrait, turn: Turn) -> Iterator[str]:
    """What a day or a year brought: by which law, and which scores it moved."""
    moved = list(explained(seen, turn))
    if not moved and not turn.changes:
        return
    yield f"  {when(turn)}"
    for line in dict.fromkeys(law(change, turn.day) for change in turn.changes):
        yield from paragraph("    ", line)
    for one in moved:
        yield from paragraph("      ", sentence(seen, turn, one))
    if not moved:
        yield "      no score moves"


def explained(seen: Portrait, turn: Turn) -> Iterator[Reason]:
    """The areas that moved, and the overall score that is shown."""
    best = next((code for code in seen.codebook.headline if code in turn.scores), None)
    for code, reason in sorted(turn.because.items(), key=lambda item: item[0] == best):
        level = seen.codebook.node(code).level
        one = reason.explained
        is_told = code == best or level == seen.codebook.levels[1]
        if is_told and not equal(one.before, one.after):
            yield reason


def sentence(seen: Portrait, turn: Turn, reason: Reason) -> str:
    """One score's way, and the answers that moved it."""
    one = reason.explained
    moved = [part for part in one.answers if not equal(part.points, 0.0)]
    answers = ", ".join(answered(seen, part) for part in moved)
    title = seen.codebook.node(one.code).title
    years = turn.official and turn.day.year - reason.since.year > 1
    since = f" since {reason.since.year}" if years else ""
    way = f"{tenths(one.before)} → {tenths(one.after)}{since}"
    return f"{title} {way} ({signed(one.difference)}): {answers}"


def answered(seen: Portrait, part: Contribution) -> str:
    """One answer before and after, and its part in points."""
    title = seen.codebook.node(part.code).title
    return f"{title} {whole(part.before)} → {whole(part.after)} ({signed(part.points)})"


def law(change: AnswerChanged, on: date) -> str:
    """A change by its kind and its law, and how far it has come."""
    ends = ", ends" if change.in_force_until == on else ""
    state = "" if change.released_at else ", confirmed, not released"
    named = one_line(change.law) or "law not named"
    return f"{KINDS[change.kind]}{ends}: {named}{state}"


def when(turn: Turn) -> str:
    """A year of the edition, or the day since which an interim score holds."""
    return str(turn.day.year) if turn.official else f"since {long(turn.day)}"


def long(on: date) -> str:
    """A day as people write it."""
    text: str = format_date(on, "long", locale="en_GB")
    return text


def whole(score: float | None) -> str:
    """A score as it is shown; a dash where there is none."""
    return "–" if score is None else str(shown(score))


def signed(points: float) -> str:
    """Points with their sign."""
    return f"{rounded(points, 1):+}".replace("-", "−")


def tenths(score: float) -> str:
    """A score with one decimal."""
    return str(rounded(score, 1))


def placed(rank: Rank | None) -> str:
    """A rank, with a sign where others share it."""
    if rank is None:
        return ""
    return f"{rank.place}{'=' if rank.tied > 1 else ''} of {rank.of}"


def paragraph(start: str, text: str) -> list[str]:
    """A text in lines, each as far in as the first begins."""
    indent = " " * (len(start) - len(start.lstrip()) + 2)
    return wrap(text, WIDTH, initial_indent=start, subsequent_indent=indent)
