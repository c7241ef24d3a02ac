"""Commands of the loop: each step of one change of law, by hand."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Annotated
from uuid import UUID

import typer
from sqlmodel import Session

from app import jobs
from app.bootstrap import Service
from app.cli.said import Json, day, exact, give_json, give_rows, opened, say
from monitor import people, queries, words
from monitor.confirm import Confirmation
from monitor.desk_tables import Verdict
from monitor.errors import GateShut, NotAllowed
from monitor.gate import Check
from monitor.hearing.quorum import State
from monitor.hearing.settling import Settled
from monitor.people_tables import Person
from monitor.release import preview, release
from monitor.released import Move
from monitor.words import Said

Who = Annotated[str, typer.Option("--as", help="The address of the person who acts.")]
ReportId = Annotated[UUID, typer.Argument(help="A report, by its id.")]
#: What is said of a word, by what it came to.
OUTCOMES = {
    State.CONFIRMED: "confirmed; `mipex drain`, or the running service, drafts its scores",
    State.REJECTED: "the report is rejected",
    State.WAITING: "noted; another person's word is awaited",
    State.DISPUTED: "noted; it differs from another's word, and staff rule on it",
}


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("collect")(collect)
    app.command("gather")(gather)
    app.command("drain")(drain)
    app.command("close")(close)
    app.command("deliver")(deliver)
    app.command("reports")(list_reports)
    app.command("confirm")(confirm)
    app.command("reject")(reject)
    app.command("drafts")(list_drafts)
    app.command("release")(release_drafts)


def collect(as_json: Json = False) -> None:
    """Ask the sources that are due, and store what is new."""
    visits = jobs.collect_sources(opened())
    for visit in visits:
        for problem in visit.problems:
            say(f"{visit.source}: {problem}")
    if as_json:
        give_json([{"source": v.source, "entries": v.entries, "new": v.new} for v in visits])
    else:
        give_rows(("source", "entries", "new"), ((v.source, v.entries, v.new) for v in visits))
    raise typer.Exit(any(visit.problems and not visit.entries for visit in visits))


def gather(as_json: Json = False) -> None:
    """Archive the pages and documents that reports point to; what failed is tried again."""
    done = jobs.gather_evidence(opened())
    rows = [(one.address, one.error or None) for one in done]
    if as_json:
        give_json([{"address": address, "error": error} for address, error in rows])
    else:
        give_rows(("address", "error"), rows)
    raise typer.Exit(any(one.error for one in done))


def drain() -> None:
    """Release what was planned for now, hand events to their handlers, and ask people."""
    service = opened()
    jobs.release_due(service)
    jobs.tend_seats(service)
    say(f"{jobs.drain_events(service)} handlers ran")
    say(f"{jobs.ask_people(service)} people asked")
    jobs.note_words(service)


def close() -> None:
    """Do what is due once a time is over: issues, questions about a month, letting go."""
    service = opened()
    say(
        f"{jobs.close_periods(service)} issues made, {jobs.ask_countries(service)} months asked"
    )
    if jobs.review_sources(service):
        say("the sources were reviewed for this week")
    if not jobs.check_record(service):
        say("the record was touched: mipex audit-log verify says where")
    gone = jobs.let_go(service)
    say(
        f"{gone.documents} documents and {gone.entries} entries let go, "
        f"{jobs.forget_unconfirmed(service)} unconfirmed addresses forgotten"
    )


def deliver() -> None:
    """Send the mails that wait."""
    service = opened()
    if service.mailer is None:
        say("no mail server is set (MIPEX_SMTP_HOST): what waits goes on waiting")
        raise typer.Exit(1)
    sent = jobs.send_mails(service)
    again = sent.waiting + sent.uncertain
    say(f"{sent.sent} sent, {sent.failed} failed, {again} to be tried again")
    raise typer.Exit(bool(sent.failed))


def list_reports(as_json: Json = False) -> None:
    """The reports that wait for a correspondent."""
    with opened().reading() as session:
        waiting = queries.open_questions(session)
    if as_json:
        give_json(
            [
                {
                    "id": q.report_id,
                    "country": q.country or None,
                    "areas": q.areas,
                    "title": q.title,
                    "url": q.url,
                    "because": q.because,
                }
                for q in waiting
            ]
        )
    else:
        rows = ((q.report_id, q.country, " ".join(q.areas), q.title, q.url) for q in waiting)
        give_rows(("id", "country", "areas", "title", "url"), rows)


def confirm(
    report: ReportId,
    who: Who,
    law: Annotated[str, typer.Option(help="The law, with number and date.")],
    since: Annotated[date, typer.Option("--in-force-from", parser=day)],
    title: Annotated[
        str, typer.Option(help="What changed, in one line; the report's if none.")
    ] = "",
    adopted: Annotated[date | None, typer.Option(parser=day)] = None,
    until: Annotated[date | None, typer.Option("--in-force-until", parser=day)] = None,
    answer: Annotated[
        list[str] | None, typer.Option(help="A question and its new answer, as fd115ab=100.")
    ] = None,
    note: str = "",
) -> None:
    """Confirm a report: which law, since when, and which answers are now true."""
    service = opened()
    answers = dict(map(answered, answer or ()))
    with service.writing() as session:
        found = queries.question(session, report)
        stated = Confirmation(
            title=title or found.title,
            law=law,
            adopted=adopted,
            in_force_from=since,
            in_force_until=until,
            answers=answers,
            note=note,
        )
        said = Said(verdict=Verdict.CONFIRM, confirmation=stated)
        tell(put(session, service, report, said, who))


def reject(report: ReportId, who: Who, note: Annotated[str, typer.Option()]) -> None:
    """Reject a report: no law or policy changed."""
    service = opened()
    with service.writing() as session:
        said = Said(verdict=Verdict.REJECT, note=note)
        tell(put(session, service, report, said, who))


def put(session: Session, service: Service, report: UUID, said: Said, who: str) -> Settled:
    """Say a person's word on a report, and keep it."""
    settled = words.say(
        session,
        report,
        said,
        by=acting(session, who),
        codebook=service.codebook,
        now=service.clock(),
        by_way_of="terminal",
    )
    session.commit()
    return settled


def tell(settled: Settled) -> None:
    """What a word came to."""
    say(OUTCOMES[settled.state])
    change = settled.change and settled.change.id
    give_json({"state": settled.state, "change": change})


def list_drafts(as_json: Json = False) -> None:
    """The confirmed changes that wait for release, with what each would move."""
    with opened().reading() as session:
        drafts = queries.drafts(session)
    if as_json:
        give_json(
            [
                {"change": d.change_id, "country": d.country, "moves": as_lines(d.moves)}
                for d in drafts
            ]
        )
    else:
        columns = ("change", "country", "code", "before", "after")
        rows = (
            (d.change_id, d.country, *m.values()) for d in drafts for m in as_lines(d.moves)
        )
        give_rows(columns, rows)


def release_drafts(
    changes: Annotated[list[UUID], typer.Argument(help="Changes, by their ids.")],
    who: Who,
    note: str = "",
    over: Annotated[
        str,
        typer.Option(
            "--without-documents",
            help="Why an administrator releases though none is archived; goes on record.",
        ),
    ] = "",
) -> None:
    """Release drafts together, if the gate lets them pass; what is released stays released."""
    service = opened()
    with service.writing() as session, said_what_to_do():
        seal = preview(session, changes, service.codebooks).seal
        made = release(
            session,
            changes,
            by=acting(session, who),
            seal=seal,
            codebooks=service.codebooks,
            now=service.clock(),
            note=note,
            over=over,
        )
        session.commit()
    say("released; `mipex drain`, or the running service, tells who wants to know at once")
    give_json({"release": made.id})


@contextmanager
def said_what_to_do() -> Iterator[None]:
    """Says beside a red lamp what turns it green, where the terminal can."""
    try:
        yield
    except GateShut as shut:
        if Check.EVIDENCE in shut.red:
            shut.add_note(
                "`mipex gather` archives documents that can be had; an administrator can "
                "release without any, by --without-documents WHY"
            )
        raise


def as_lines(moves: tuple[Move, ...]) -> list[dict[str, str | None]]:
    """Moves as they are printed."""
    return [
        {
            "code": m.code,
            "before": None if m.before is None else exact(m.before),
            "after": None if m.after is None else exact(m.after),
        }
        for m in moves
    ]


def acting(session: Session, email: str) -> Person:
    """The person who acts, by her address.

    Raises:
        NotAllowed: nobody here has this address.
    """
    person = people.by_email(session, email)
    if person is None:
        raise NotAllowed(f"nobody here has the address {email}; see `mipex people list`")
    return people.active(session, person.id)


def answered(text: str) -> tuple[str, float]:
    """An answer as typed in a call: code=score."""
    code, _, score = text.partition("=")
    try:
        return code.strip(), float(score)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no answer; write it as fd115ab=100") from None
