"""Confirmed changes in bulk: put on record at the terminal by the same rules as at the desk.

It is the operator's act: the rule of two does not apply, nobody is asked, and staff hear of
the file as a whole. What it brings waits for release like any confirmed change.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import groupby
from uuid import UUID

from sqlmodel import Session, col, select

from monitor import answers, people
from monitor.change_files import Line, in_order, line_of, off_options, read_changes
from monitor.confirm import Confirmation, answer_rows, changed
from monitor.errors import BadFile
from monitor.events import ChangeConfirmed, ChangesImported
from monitor.tables import (
    AnswerRow,
    Change,
    ChangeImport,
    ChangeKind,
    ImportedChange,
    Person,
    Report,
    ReportState,
)
from scoring import Answer, Codebook
from store import record

#: What is on record of one question of one country.
Records = Mapping[tuple[str, str], Sequence["Known"]]
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
    session: Session, file: str, text: str, *, codebook: Codebook, now: datetime
) -> Imported:
    """Put a file of confirmed changes on record, all of it or nothing.

    A line that is on record already adds nothing, so a file can be imported again.

    Raises:
        BadFile: every fault with its line.
    """
    lines = read_changes(text, codebook, now.date())
    known = on_record(session, codebook, {line.country for line in lines})
    new = [line for line in lines if not already(line, known)]
    if faults := contradictions(new, known):
        raise BadFile(faults)
    if not new:
        return Imported(None, 0, 0, len(lines))
    made = ChangeImport(
        file=file,
        digest=sha256(text.encode()).hexdigest(),
        imported_at=now,
        imported_by=people.operator(session).id,
    )
    session.add(made)
    session.flush()
    count = put_on_record(session, new, made, codebook, now)
    record(session, ChangesImported(import_id=made.id))
    odd = tuple(off_options(new, codebook))
    return Imported(made.id, count, len(new), len(lines) - len(new), odd)


def on_record(session: Session, codebook: Codebook, countries: Iterable[str]) -> Records:
    """All that is on record of some countries, by country and question."""
    kinds = kinds_of(session)
    found: dict[tuple[str, str], list[Known]] = defaultdict(list)
    here = col(AnswerRow.country).in_(sorted(countries))
    for word in answers.words(session, codebook.id, here):
        kind = kinds.get(word.origin)
        found[word.country, word.answer.code].append(Known(word.answer, kind))
    return found


def kinds_of(session: Session) -> dict[str, ChangeKind]:
    """The kind of every change on record, by its id as answers name it."""
    rows = session.exec(select(Change.id, Change.kind))
    return {str(id): ChangeKind(kind) for id, kind in rows}


def already(line: Line, known: Records) -> bool:
    """Whether the record says just this: as what holds now, or as a change of this kind."""
    same_day = [
        k
        for k in known.get((line.country, line.code), ())
        if k.answer.in_force_from == line.in_force_from
    ]
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


def contradiction(line: Line, before: list[Answer], edition: list[Answer]) -> str:
    """Why a line cannot follow these answers; nothing if it can."""
    what = f"{line.code} of {line.country}"
    started = [a for a in before if a.score is not None]
    earliest = min((a.in_force_from for a in started), default=None)
    if line.kind is ChangeKind.FIRST:
        if earliest is not None and earliest <= line.in_force_from:
            return f"{what} is answered since {earliest}; use the kind policy or correction"
        return ""
    if earliest is None or earliest > line.in_force_from:
        return (
            f"{what} has no answer before {line.in_force_from}; import the edition first "
            "(mipex import-edition), or give its first answer the kind first"
        )
    mends = line.kind is ChangeKind.CORRECTION and any(
        a.in_force_from == line.in_force_from for a in started
    )
    later = max((a.in_force_from for a in edition), default=line.in_force_from)
    if later > line.in_force_from and not mends:
        return (
            f"the edition has a newer answer to {what}, from {later}; what is older was "
            "counted by it. To mend its record use the kind correction and the day of that "
            "record"
        )
    return ""


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
    """Make changes of the lines, in their order; say how many."""
    groups = sorted(grouped(lines), key=lambda group: in_order(group[0]))
    for place, group in enumerate(groups):
        # Instants tell apart what one file says of one day, in the file's order.
        put_change(session, group, made, codebook, now + timedelta(microseconds=place))
    return len(groups)


def grouped(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines of one law are one change; a line that names no law is one by itself."""

    def same(line: Line) -> tuple[str, ...]:
        alone = not line.law and line.kind is not ChangeKind.FIRST
        days = (line.in_force_from, line.in_force_until, line.adopted)
        texts = (line.kind, line.law, line.reference, line.note)
        return (line.country, *map(str, days), *texts, str(line.number * alone))

    return [list(group) for _, group in groupby(sorted(lines, key=same), key=same)]


def put_change(
    session: Session,
    lines: Sequence[Line],
    made: ChangeImport,
    codebook: Codebook,
    now: datetime,
) -> None:
    """One change with its answers, as the desk would have made it."""
    operator = session.get_one(Person, made.imported_by)
    said = confirmation(lines, codebook)
    report = Report(
        country=lines[0].country,
        title=said.title,
        summary="",
        url=said.url,
        areas=areas_of(lines, codebook),
        reported_at=now,
        reported_by=operator.id,
        state=ReportState.CONFIRMED,
        decided_at=now,
        decided_by=operator.id,
        note=said.note,
    )
    session.add(report)
    session.flush()
    change = changed(report, said, operator, now)
    session.add(change)
    session.flush()
    session.add(ImportedChange(change_id=change.id, import_id=made.id))
    session.add_all(answer_rows(change, said, codebook, now))
    record(session, ChangeConfirmed(change_id=change.id))


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
