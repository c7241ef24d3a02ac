"""How sure a score is: what could still move it, and whose word it rests on.

What is open is never counted as zero. A question that is not answered could be any of its
options, or stay as it is; so could every question of an area on which a report waits. Where two
confirmed changes disagree about a question, both answers are open. Of released scores, a
change that waits opens the questions that it answers for all their options: what it answers is
nobody's to read before its release.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, or_, select

from monitor import answers
from monitor.answers import Word
from monitor.people_tables import Person, Role
from monitor.tables import Change, ImportedChange, Report
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
    What came `by_file` was put on record by the operator, and nobody was asked.
    """

    share: float
    day: date
    by: str | None
    role: Role | None
    by_file: bool


@dataclass(frozen=True, slots=True)
class Certainty:
    """What a country's scores could be, and whose word the headline is, most of it first."""

    intervals: Mapping[str, Interval]
    reports: int
    waiting: int
    unanswered: int
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
    pending = [word for word in words if is_pending(word, published)]
    counted = [w for w in words if not is_pending(w, published)] if released else words
    holding = in_force([word.answer for word in counted], on, known)
    reports = open_reports(session, country, known)
    could_be: Possible = {code: {score} for code, score in holding.items()}
    opened = codes_of(codebook, reports) | (
        {w.answer.code for w in pending} if released else set()
    )
    for code in opened:
        options = {option.score for option in codebook.nodes[code].options}
        could_be[code] = could_be.get(code, {None}) | options
    for code, scores in disagreements(pending).items():
        could_be[code] = could_be.get(code, set()) | scores
    return Certainty(
        interval(codebook, could_be),
        len(reports),
        len({word.origin for word in pending}) if released else 0,
        len(codebook.leaves) - len(holding),
        tuple(grounds(session, codebook, counted, on, known)),
    )


def is_pending(word: Word, published: set[UUID]) -> bool:
    """Whether an answer was made by a change that is not released."""
    return word.change is not None and word.change not in published


def open_reports(session: Session, country: str, known: datetime) -> list[Report]:
    """The reports on a country's law that waited for somebody's word at an instant."""
    query = select(Report).where(
        Report.country == country,
        col(Report.reported_at) <= known,
        or_(col(Report.decided_at).is_(None), col(Report.decided_at) > known),
    )
    return list(session.exec(query))


def codes_of(codebook: Codebook, reports: Iterable[Report]) -> set[str]:
    """The questions of the areas that reports name; of all areas, where one names none."""
    areas = {area for report in reports for area in report.areas}
    any_area = any(not report.areas for report in reports)
    return {
        leaf.code
        for leaf in codebook.leaves
        if any_area or (leaf.area and {leaf.area, codebook.nodes[leaf.area].key} & areas)
    }


def disagreements(pending: Iterable[Word]) -> Possible:
    """The answers to one question from one day that changes which wait disagree about."""
    said: dict[tuple[str, date], set[float | None]] = {}
    for word in pending:
        key = (word.answer.code, word.answer.in_force_from)
        said.setdefault(key, set()).add(word.answer.score)
    return {code: scores for (code, _), scores in said.items() if len(scores) > 1}


def grounds(
    session: Session, codebook: Codebook, words: Iterable[Word], on: date, known: datetime
) -> list[Ground]:
    """Whose word the headline score rests on, the largest part first."""
    by_record = {
        (w.answer.code, w.answer.in_force_from, w.answer.recorded_at): w for w in words
    }
    standing = records_in_force([w.answer for w in by_record.values()], on, known)
    held = {code: a.score for code, a in standing.items() if a.score is not None}
    card = score(codebook, held)
    best = headline(codebook, card)
    if best is None:
        return []
    shares: dict[UUID | None, float] = {}
    for leaf, share in weight_of(codebook, best, card).items():
        record = standing[leaf]
        word = by_record[leaf, record.in_force_from, record.recorded_at]
        shares[word.change] = shares.get(word.change, 0.0) + float(share)
    edition = [
        Ground(share, codebook.published.date(), None, None, by_file=False)
        for change, share in shares.items()
        if change is None
    ]
    found = [*edition, *confirmations(session, shares)]
    return sorted(found, key=lambda ground: -ground.share)


def confirmations(session: Session, shares: Mapping[UUID | None, float]) -> Iterator[Ground]:
    """The parts of a score that rest on confirmed changes, with whoever confirmed them."""
    query = (
        select(Change, Person, ImportedChange)
        .join(Person, col(Person.id) == col(Change.confirmed_by))
        .join(ImportedChange, col(ImportedChange.change_id) == col(Change.id), isouter=True)
        .where(col(Change.id).in_([change for change in shares if change is not None]))
    )
    # A person's word of one day is one ground, however many changes it was about.
    found: dict[tuple[date, str, Role, bool], float] = {}
    for change, person, file in session.execute(query):
        key = (change.confirmed_at.date(), person.name, Role(person.role), file is not None)
        found[key] = found.get(key, 0.0) + shares[change.id]
    for (day, by, role, by_file), share in found.items():
        yield Ground(share, day, by, role, by_file)
