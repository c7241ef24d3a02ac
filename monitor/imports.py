"""Confirmed changes in bulk: put on record at the terminal by the same rules as at the desk.

It is the operator's act: the rule of two does not apply, nobody is asked, and staff hear of
the file as a whole. What it brings waits for release like any confirmed change.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from uuid import UUID

from sqlmodel import Session, col, select

from monitor import answers, people
from monitor.archive import backing
from monitor.change_files import ChangeFile, Line, in_order, line_of, off_options
from monitor.confirm import Confirmation, answer_rows, changed
from monitor.errors import BadFile
from monitor.events import ChangeConfirmed, ChangesImported
from monitor.fitting import Misfit, misfits
from monitor.people_tables import Person
from monitor.tables import (
    AnswerRow,
    Change,
    ChangeImport,
    ChangeKind,
    ImportedChange,
    Report,
    ReportState,
)
from scoring import Answer, Codebook
from store import record

#: What is on record of one question of one country.
Records = Mapping[tuple[str, str], Sequence["Known"]]
#: The least by which two instants differ.
A_MOMENT = timedelta.resolution
#: How many questions a change without a law is named after.
MOST_TITLES = 3


@dataclass(frozen=True, slots=True)
class Known:
    """An answer on record, and what made it: the edition (None), or a change of some kind."""

    answer: Answer
    kind: ChangeKind | None


@dataclass(frozen=True, slots=True)
class Imported:
    """What a file brought: how many changes and answers, and how many were there before."""

    id: UUID | None
    changes: int
    answers: int
    already: int
    #: What was taken as it is, and is worth a look.
    warnings: tuple[str, ...] = ()


def import_changes(
    session: Session, file: ChangeFile, *, codebook: Codebook, now: datetime
) -> Imported:
    """Put a file of confirmed changes on record, all of it or nothing.

    A line that is on record already adds nothing, so a file can be imported again. Of two
    imports at once the second waits for the first, and sees what that put on record.

    Raises:
        BadFile: lines contradict what is on record; each is named.
    """
    operator = people.operator(session)
    known = on_record(session, codebook, {line.country for line in file.lines})
    new = new_lines(file.lines, known)
    before = len(file.lines) - len(new)
    if faults := contradictions(new, known):
        raise BadFile(faults)
    if not new:
        return Imported(None, 0, 0, before)
    made = ChangeImport(
        file=file.name, digest=file.digest, imported_at=now, imported_by=operator.id
    )
    session.add(made)
    session.flush()
    count = put_on_record(session, new, made, codebook, after(now, known))
    record(session, ChangesImported(import_id=made.id))
    return Imported(made.id, count, len(new), before, tuple(off_options(new, codebook)))


def on_record(session: Session, codebook: Codebook, countries: Iterable[str]) -> Records:
    """All that is on record of some countries, by country and question."""
    places = sorted(countries)
    query = select(Change.id, Change.kind).where(col(Change.country).in_(places))
    kinds = {id: ChangeKind(kind) for id, kind in session.exec(query)}
    found: dict[tuple[str, str], list[Known]] = defaultdict(list)
    for word in answers.words(session, codebook.id, col(AnswerRow.country).in_(places)):
        kind = kinds[word.change] if word.change else None
        found[word.country, word.answer.code].append(Known(word.answer, kind))
    return found


def after(now: datetime, known: Records) -> datetime:
    """Now, or right after the last change on record: an import may have waited for another."""
    recorded = (k.answer.recorded_at for found in known.values() for k in found if k.kind)
    return max([now, *(instant + A_MOMENT for instant in recorded)])


def new_lines(lines: Iterable[Line], known: Records) -> list[Line]:
    """The lines that say something that neither the record nor a line before them does."""
    so_far: dict[tuple[str, str], list[Known]] = defaultdict(list)
    for key, records in known.items():
        so_far[key] = list(records)
    new = []
    for line in lines:
        there = so_far[line.country, line.code]
        if not already(line, there):
            new.append(line)
            there.append(Known(answer_of(line), line.kind))
    return new


def already(line: Line, known: Iterable[Known]) -> bool:
    """Whether the record says just this: as what holds now, or as a change of this kind."""
    same_day = [k for k in known if k.answer.in_force_from == line.in_force_from]
    if not same_day:
        return False
    if says(line, same_day[-1].answer):
        return True
    return line.kind is not ChangeKind.CORRECTION and any(
        known.kind is line.kind and says(line, known.answer) for known in same_day
    )


def says(line: Line, answer: Answer) -> bool:
    """Whether an answer on record is the one of a line."""
    return (answer.score, answer.in_force_until) == (line.score, line.in_force_until)


def contradictions(lines: Sequence[Line], known: Records) -> list[str]:
    """The lines that do not fit what is on record and what the file says before them."""
    so_far: dict[tuple[str, str], list[Answer]] = defaultdict(list)
    for key, records in known.items():
        so_far[key] = [record.answer for record in records]
    faults = []
    for line in lines:
        before = so_far[line.country, line.code]
        edition = [k.answer for k in known.get((line.country, line.code), ()) if not k.kind]
        if fault := contradiction(line, before, edition):
            faults.append(f"line {line.number}: {fault}")
        before.append(answer_of(line))
    return sorted(faults, key=line_of)


def contradiction(line: Line, before: Sequence[Answer], edition: Sequence[Answer]) -> str:
    """Why a line cannot follow these answers; nothing if it can.

    Only an edition has counted what is older: a change that comes later than a newer one was
    put on record is taken, as history.
    """
    counted = [answer.in_force_from for answer in edition]
    misfit = next(misfits(line.in_force_from, line.kind, before, counted), None)
    what = f"{line.code} of {line.country}"
    match misfit:
        case None:
            return ""
        case Misfit.ANSWERED:
            since = min(a.in_force_from for a in before if a.score is not None)
            return f"{what} is answered since {since}; use the kind policy or correction"
        case Misfit.UNANSWERED:
            return (
                f"{what} has no answer before {line.in_force_from}; import the edition first "
                "(mipex import-edition), or give its first answer the kind first"
            )
        case Misfit.OVERTAKEN:
            return (
                f"the edition has a newer answer to {what}, from {max(counted)}; what is "
                "older was counted by it. To mend its record use the kind correction and the "
                "day of that record"
            )


def answer_of(line: Line) -> Answer:
    """The answer that a line puts on record."""
    return Answer(
        code=line.code,
        score=line.score,
        in_force_from=line.in_force_from,
        in_force_until=line.in_force_until,
        recorded_at=answers.EVER,
    )


def put_on_record(
    session: Session,
    lines: Sequence[Line],
    made: ChangeImport,
    codebook: Codebook,
    now: datetime,
) -> int:
    """Make changes of the lines, in their order, as the desk would have; say how many."""
    operator = session.get_one(Person, made.imported_by)
    groups = sorted(grouped(lines), key=lambda group: in_order(group[0]))
    # Instants tell apart what one file says of one day, in the file's order.
    told = [
        (confirmation(group, codebook), areas_of(group, codebook), now + place * A_MOMENT)
        for place, group in enumerate(groups)
    ]
    reports = [
        reported(group[0].country, said, areas, operator, at)
        for group, (said, areas, at) in zip(groups, told, strict=True)
    ]
    # Each kind of row at once: what refers to another comes after it.
    session.add_all(reports)
    session.flush()
    changes = [
        changed(report, said, operator.id, at)
        for report, (said, _, at) in zip(reports, told, strict=True)
    ]
    session.add_all(changes)
    session.flush()
    for change, (said, _, at) in zip(changes, told, strict=True):
        session.add(ImportedChange(change_id=change.id, import_id=made.id))
        session.add_all(answer_rows(change, said, codebook, at))
        backing.want(session, change.report_id, change.url, at)
        record(session, ChangeConfirmed(change_id=change.id))
    return len(groups)


def grouped(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines of one law are one change; a line that names no law is one by itself."""

    def same(line: Line) -> tuple[str, ...]:
        alone = not line.law and line.kind is not ChangeKind.FIRST
        days = (line.in_force_from, line.in_force_until, line.adopted)
        texts = (line.kind, line.law, line.reference, line.note)
        return (line.country, *map(str, days), *texts, str(line.number * alone))

    return [list(group) for _, group in groupby(sorted(lines, key=same), key=same)]


def reported(
    country: str, said: Confirmation, areas: list[str], operator: Person, now: datetime
) -> Report:
    """The report that a change of a file would have been, and its confirmation."""
    return Report(
        country=country,
        title=said.title,
        summary="",
        url=said.url,
        areas=areas,
        reported_at=now,
        reported_by=operator.id,
        state=ReportState.CONFIRMED,
        decided_at=now,
        decided_by=operator.id,
        note=said.note,
    )


def confirmation(lines: Sequence[Line], codebook: Codebook) -> Confirmation:
    """What lines of one law state."""
    first = lines[0]
    is_address = first.reference.startswith(("https://", "http://"))
    law = first.law if is_address else ", ".join(filter(None, (first.law, first.reference)))
    return Confirmation(
        title=first.law or titles(lines, codebook),
        law=law,
        url=first.reference if is_address else "",
        in_force_from=first.in_force_from,
        in_force_until=first.in_force_until,
        adopted=first.adopted,
        kind=first.kind,
        answers={line.code: line.score for line in lines},
        note=first.note,
    )


def titles(lines: Sequence[Line], codebook: Codebook) -> str:
    """The questions that lines answer, in a line that is not too long to read."""
    named = [codebook.nodes[line.code].title for line in lines]
    more = f" (+{len(named) - MOST_TITLES})" if len(named) > MOST_TITLES else ""
    return ", ".join(named[:MOST_TITLES]) + more


def areas_of(lines: Sequence[Line], codebook: Codebook) -> list[str]:
    """The keys of the policy areas that lines touch."""
    areas = {codebook.nodes[line.code].area for line in lines} - {None}
    return sorted({codebook.nodes[area].key or area for area in areas if area})
