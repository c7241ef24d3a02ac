"""What a person states who confirms a report, what is wrong with it, and what it becomes."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from pydantic import TypeAdapter
from sqlmodel import Session, col

from monitor import answers
from monitor.archive import backing
from monitor.events import ChangeConfirmed
from monitor.fitting import DayFault, Days, Misfit, faulty_days, misfits
from monitor.tables import AnswerRow, Change, ChangeKind, Report
from scoring import Answer, Codebook, ScoringError, refuse_off_scale
from store import record

#: What is said of a day that cannot be right.
DAY_FAULTS = {
    DayFault.YEAR: "Check the year: this day cannot be right.",
    DayFault.TO_COME: "A law that is not adopted yet cannot be confirmed; wait until it is.",
    DayFault.END: "The end must come after the beginning; check both days.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """What a correspondent states: which law, since when, and which answers are now true."""

    title: str
    law: str
    in_force_from: date
    summary: str = ""
    url: str = ""
    adopted: date | None = None
    in_force_until: date | None = None
    kind: ChangeKind = ChangeKind.POLICY
    #: Question code → score of the answer; empty where the index gives the same as before.
    answers: Mapping[str, float] = field(default_factory=dict)
    note: str = ""


#: How a confirmation is kept in a row.
STORED = TypeAdapter(Confirmation)


def as_data(said: Confirmation) -> dict[str, Any]:
    """A confirmation as a row keeps it: plain values of JSON."""
    data: dict[str, Any] = STORED.dump_python(said, mode="json")
    return data


def from_data(data: Mapping[str, Any]) -> Confirmation:
    """The confirmation that a row keeps."""
    return STORED.validate_python(data)


def put_on_record(
    session: Session,
    report: Report,
    said: Confirmation,
    *,
    by: UUID,
    codebook: Codebook,
    now: datetime,
) -> Change:
    """Make a report a change, with the answers that it makes true."""
    change = changed(report, said, by, now)
    session.add(change)
    session.flush()
    session.add_all(answer_rows(change, said, codebook, now))
    backing.want(session, report.id, change.url, now)
    record(session, ChangeConfirmed(change_id=change.id))
    return change


def overtaken(
    session: Session, said: Confirmation, report: Report, codebook: Codebook, today: date
) -> dict[str, str]:
    """A day before an answer that is on record: it would move nothing that holds today."""
    on_record: dict[str, list[Answer]] = defaultdict(list)
    asked = col(AnswerRow.code).in_(list(said.answers))
    here = answers.of_country(report.country)
    for word in answers.words(session, codebook.id, here, asked):
        on_record[word.answer.code].append(word.answer)
    # What nobody answered so far a correspondent may.
    found = {
        misfit
        for records in on_record.values()
        for misfit in misfits(
            said.in_force_from,
            said.kind,
            records,
            counted=[a.in_force_from for a in records if a.in_force_from <= today],
        )
        if misfit is not Misfit.UNANSWERED
    }
    if not found:
        return {}
    return {
        "in_force_from": (
            "The index has a newer answer on record. Write the first day on which the newest "
            "one is wrong; law that is older was counted by the edition."
        )
    }


def changed(report: Report, said: Confirmation, by: UUID, now: datetime) -> Change:
    """The change that a report has become."""
    return Change(
        report_id=report.id,
        country=report.country,
        kind=said.kind,
        title=said.title.strip(),
        summary=said.summary.strip(),
        law=said.law.strip(),
        url=said.url.strip() or report.url,
        adopted=said.adopted,
        in_force_from=said.in_force_from,
        in_force_until=said.in_force_until,
        confirmed_by=by,
        confirmed_at=now,
    )


def answer_rows(
    change: Change, said: Confirmation, codebook: Codebook, now: datetime
) -> list[AnswerRow]:
    """The answers that hold because of a change."""
    return [
        AnswerRow(
            id=uuid4(),
            codebook=codebook.id,
            country=change.country,
            code=code,
            score=score,
            in_force_from=said.in_force_from,
            in_force_until=said.in_force_until,
            recorded_at=now,
            origin=str(change.id),
            change_id=change.id,
        )
        for code, score in said.answers.items()
    ]


def faults_of(
    said: Confirmation, report: Report, codebook: Codebook, today: date
) -> dict[str, str]:
    """Everything that is wrong with a confirmation, by field, in words that say what to do."""
    faults = {}
    if not report.country:
        faults["country"] = "Staff have to say first whose law this is about."
    if not said.title.strip():
        faults["title"] = "Say in one line what changed."
    if not said.law.strip():
        faults["law"] = "Name the law, decree or judgment, with its number and date."
    if said.url.strip() and not said.url.strip().startswith(("https://", "http://")):
        faults["url"] = "Write the whole address, beginning with https://."
    days = Days(said.in_force_from, said.in_force_until, said.adopted)
    wrong = faulty_days(days, said.kind, today)
    faults |= {name: DAY_FAULTS[fault] for name, fault in wrong.items()}
    return faults | faulty_answers(said.answers, codebook)


def faulty_answers(given: Mapping[str, float], codebook: Codebook) -> dict[str, str]:
    """The answers that the codebook does not offer."""
    faults = {}
    for code, score in given.items():
        try:
            refuse_off_scale(codebook, {code: score})
        except ScoringError:
            faults[f"answer-{code}"] = "Choose one of the answers listed."
    return faults
