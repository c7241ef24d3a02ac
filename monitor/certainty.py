"""How sure a score is: what could still move it, and whose word it rests on.

What is open is never counted as zero: a question that is not answered, and every question of
an area on which a report waits, could be any of its options; a question that is answered anew
by a confirmed change could be what is released or what waits.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from monitor import answers
from monitor.answers import Word
from monitor.tables import Change, Person, Report, ReportState, Role
from scoring import (
    Codebook,
    Interval,
    headline,
    in_force,
    interval,
    records_in_force,
    score,
    weight_of,
)

#: Code of a question → the scores that its answer could have; None for missing.
Possible = dict[str, set[float | None]]


@dataclass(frozen=True, slots=True)
class Ground:
    """A part of a score and whose word it rests on: the edition's, or somebody's who confirmed.

    `share` is of the headline score, from 0 to 1; `by` and `role` are None for the edition.
    """

    share: float
    day: date
    by: str | None
    role: Role | None


@dataclass(frozen=True, slots=True)
class Certainty:
    """What a country's scores could be, and whose word the headline is, most of it first."""

    intervals: Mapping[str, Interval]
    reports: int
    waiting: int
    grounds: tuple[Ground, ...]

    def is_open(self, code: str) -> bool:
        """Whether what is open could move a score."""
        of = self.intervals[code]
        return of.may_be_missing or of.lowest != of.highest


def certainty(
    session: Session,
    codebook: Codebook,
    country: str,
    on: date,
    known: datetime,
    *,
    released: bool,
) -> Certainty:
    """How sure a country's scores of a day are, as known at an instant."""
    words = [
        word
        for word in answers.words(session, codebook.id, answers.of_country(country))
        if word.answer.recorded_at <= known
    ]
    published = set(session.exec(answers.changes_released_by(known)))
    pending = [w for w in words if is_pending(w, published)] if released else []
    counted = [w for w in words if w not in pending]
    reports = open_reports(session, country, known)
    could_be = possible(codebook, counted, pending, on, known)
    could_be |= opened(codebook, could_be, reports)
    return Certainty(
        interval(codebook, could_be),
        len(reports),
        len({word.origin for word in pending}),
        tuple(grounds(session, codebook, counted, on, known)),
    )


def is_pending(word: Word, published: set[UUID]) -> bool:
    """Whether an answer was made by a change that is not released."""
    return word.change is not None and word.change not in published


def open_reports(session: Session, country: str, known: datetime) -> list[Report]:
    """The reports on a country's law that wait for somebody's word."""
    query = select(Report).where(
        Report.country == country,
        Report.state == ReportState.OPEN,
        col(Report.reported_at) <= known,
    )
    return list(session.exec(query))


def possible(
    codebook: Codebook,
    counted: Iterable[Word],
    pending: Iterable[Word],
    on: date,
    known: datetime,
) -> Possible:
    """What the answered questions could be: as counted, or as one that waits would have it."""
    base = [word.answer for word in counted]
    found: Possible = {code: {score} for code, score in in_force(base, on, known).items()}
    for word in pending:
        holding = in_force([*base, word.answer], on, known)
        code = word.answer.code
        found.setdefault(code, {None}).add(holding.get(code))
    return found


def opened(codebook: Codebook, could_be: Possible, reports: Iterable[Report]) -> Possible:
    """The questions of the areas on which reports wait: any of their options, or as now."""
    areas = {area for report in reports for area in report.areas or ALL}
    return {
        leaf.code: could_be.get(leaf.code, {None}) | {option.score for option in leaf.options}
        for leaf in codebook.leaves
        if leaf.area and (areas & {leaf.area, codebook.nodes[leaf.area].key, *ALL})
    }


#: Stands for the areas of a report that names none: it could be about any.
ALL = ("*",)


def grounds(
    session: Session, codebook: Codebook, words: Iterable[Word], on: date, known: datetime
) -> list[Ground]:
    """Whose word the headline score rests on, the largest part first."""
    by_record = {
        (w.answer.code, w.answer.in_force_from, w.answer.recorded_at): w for w in words
    }
    standing = records_in_force([w.answer for w in by_record.values()], on, known)
    card = score(
        codebook, {code: a.score for code, a in standing.items() if a.score is not None}
    )
    best = headline(codebook, card)
    if best is None:
        return []
    shares: dict[UUID | None, float] = {}
    for leaf, share in weight_of(codebook, best, card).items():
        record = standing[leaf]
        word = by_record[leaf, record.in_force_from, record.recorded_at]
        shares[word.change] = shares.get(word.change, 0.0) + float(share)
    found = [ground(session, codebook, change, share) for change, share in shares.items()]
    return sorted(found, key=lambda ground: -ground.share)


def ground(session: Session, codebook: Codebook, change: UUID | None, share: float) -> Ground:
    """A part of a score with whoever confirmed it."""
    if change is None:
        return Ground(share, codebook.published.date(), None, None)
    made = session.get_one(Change, change)
    by = session.get_one(Person, made.confirmed_by)
    return Ground(share, made.confirmed_at.date(), by.name, Role(by.role))
