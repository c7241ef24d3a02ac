"""`mipex scenario`: what a bill would move, saved under a permalink, held against the law."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from sqlmodel import Session

from app.bootstrap import Service
from app.cli.loop import acting
from app.cli.said import Json, country, day, give, give_json, give_rows, opened, say, text_of
from app.cli.scenario_columns import Sheet
from app.cli.scenario_sheet import Row, effects, enacted_rows, link_row, sheet
from monitor import bills, ground, scenarios
from monitor.errors import NotFound
from monitor.scenarios import Proposal, Saved
from monitor.trial import Trial, ground_moved
from newsletters.translate import ENGLISH
from scoring.scenario import Bill

Place = Annotated[
    str | None,
    typer.Option("--country", parser=country, help="Whose law, where an answer says none."),
]
AnswerTexts = Annotated[
    list[str] | None,
    typer.Option("--answer", help="An answer and its day, such as fa98=100@2027-01-01."),
]
BillFile = Annotated[
    Path | None,
    typer.Option(
        "--file", help="country,indicator,new_answer,in_force_from[,in_force_until] as CSV."
    ),
]
Stack = Annotated[
    list[str] | None,
    typer.Option("--stack", help="A saved bill that this one lies over; the lowest first."),
]
Compare = Annotated[str, typer.Option(help="Countries to set beside it, such as FRA,NLD.")]
On = Annotated[
    date | None,
    typer.Option("--on", parser=day, help="The day; when all is in force, if none."),
]
Confirmed = Annotated[
    bool, typer.Option("--confirmed", help="Count also what is confirmed and not released.")
]
Permalink = Annotated[str, typer.Argument(help="A scenario, by its permalink.")]


def register(app: typer.Typer) -> None:
    """Add these commands."""
    room = typer.Typer(help="What a bill would move, without touching the index.")
    room.command("try")(try_bill)
    room.command("save")(save)
    room.command("show")(show)
    room.command("list")(list_scenarios)
    room.command("enact")(enact)
    app.add_typer(room, name="scenario", no_args_is_help=True)


def try_bill(
    place: Place = None,
    answer: AnswerTexts = None,
    file: BillFile = None,
    stack: Stack = None,
    compare: Compare = "",
    on: On = None,
    confirmed: Confirmed = False,
    as_json: Json = False,
) -> None:
    """Lay a bill over the index, and see what it would move; nothing is kept."""
    service = opened()
    now = service.clock()
    with service.reading() as session:
        proposal = replace(
            proposed(session, service, place, answer, file, stack), compare=listed(compare)
        )
        below = scenarios.stacked(session, proposal.stack)
        trial = ground.trial(
            session,
            service.codebook,
            [*below, proposal.bill] if proposal.bill.promises else below,
            now,
            day=on,
            confirmed=confirmed,
        )
    give_trial(service, trial, sheet(trial, proposal), as_json)


def save(
    title: Annotated[str, typer.Option(help="The bill, in one line.")],
    place: Place = None,
    answer: AnswerTexts = None,
    file: BillFile = None,
    stack: Stack = None,
    compare: Compare = "",
    on: On = None,
) -> None:
    """Keep a bill, and print its permalink; the same bill again has the same."""
    service = opened()
    with service.writing() as session:
        proposal = replace(
            proposed(session, service, place, answer, file, stack, title.strip()),
            compare=listed(compare),
            day=on,
        )
        permalink = scenarios.save(session, proposal, service.clock())
        session.commit()
    say(f"anybody can read it at {service.letters.links.scenario(permalink)}")
    give(permalink)


def show(
    permalink: Permalink,
    compare: Compare = "",
    on: On = None,
    confirmed: Confirmed = False,
    as_json: Json = False,
) -> None:
    """What a saved bill moves on the ground it was saved on, today, and what came of it."""
    service = opened()
    with service.reading() as session:
        saved = scenarios.found(session, permalink.strip().lower())
        proposal = saved.proposal
        if compare:
            proposal = replace(proposal, compare=listed(compare))
        codebook = service.codebooks.get(proposal.codebook)
        if codebook is None:
            raise NotFound("codebook", proposal.codebook)
        own = [bill for bill in saved.bills if bill.promises]
        then, today = (
            ground.trial(
                session, codebook, own, known, day=on or proposal.day, confirmed=confirmed
            )
            for known in (saved.known, service.clock())
        )
        enacted = ground.enacted(session, codebook, saved, confirmed=confirmed)
    made = sheet(then, proposal) | {
        "permalink": saved.permalink,
        "url": service.letters.links.scenario(saved.permalink),
        "today": {
            "known": today.known,
            "moved": ground_moved(then, today),
            "effects": effects(today),
        },
        "links": [link_row(link) for link in saved.links],
        "enacted": enacted_rows(enacted) if enacted else None,
    }
    give_trial(service, then, made, as_json)


def list_scenarios(as_json: Json = False) -> None:
    """The saved bills, the last one first."""
    with opened().reading() as session:
        rows = [listed_row(saved) for saved in scenarios.listed(session)]
    if as_json:
        give_json(rows)
    else:
        give_rows(
            ("permalink", "title", "countries", "answers", "stack", "saved", "linked"),
            ([" ".join(v) if isinstance(v, list) else v for v in row.values()] for row in rows),
        )


def enact(
    permalink: Permalink,
    change: Annotated[UUID, typer.Argument(help="A confirmed change, by its id.")],
    who: Annotated[
        str,
        typer.Option("--as", help="The address of somebody of staff; the operator if none."),
    ] = "",
) -> None:
    """Link a bill to the change of law that it has become."""
    service = opened()
    with service.writing() as session:
        by = acting(session, who) if who else None
        link = permalink.strip().lower()
        scenarios.enact(session, link, change, by=by, now=service.clock())
        session.commit()
    say(f"linked; see promised against enacted with `mipex scenario show {link}`")


def proposed(
    session: Session,
    service: Service,
    place: str | None,
    answer: list[str] | None,
    file: Path | None,
    stack: list[str] | None,
    title: str = "",
) -> Proposal:
    """A bill as it was typed."""
    if not (answer or file or stack):
        raise typer.BadParameter("give an --answer, a --file, or bills to --stack")
    book, today = service.codebook, service.clock().date()
    promises = bills.read_bill(text_of(file), book, today) if file else ()
    promises += bills.read_answers(answer or (), place or "", book, today)
    below = scenarios.flattened(session, [link.strip().lower() for link in stack or ()])
    return Proposal(book.id, Bill(title, promises), below)


def listed(text: str) -> tuple[str, ...]:
    """Countries as typed with commas between them, each once."""
    return tuple(dict.fromkeys(country(c.strip()) for c in text.split(",") if c.strip()))


def listed_row(saved: Saved) -> Row:
    """A scenario in a list."""
    promises = saved.proposal.bill.promises
    return {
        "permalink": saved.permalink,
        "title": saved.proposal.bill.title,
        "countries": sorted({p.jurisdiction for p in promises}),
        "answers": len(promises),
        "stack": list(saved.proposal.stack),
        "saved": saved.known,
        "linked": len(saved.links),
    }


def give_trial(service: Service, trial: Trial, made: Row, as_json: bool) -> None:
    """Give what a trial found, and say what is remarkable about it."""
    if as_json:
        give_json(made)
        return
    what = made["title"] or "this bill"
    say(f"{what}, on {trial.day}, over what was known on {trial.known:%Y-%m-%d %H:%M} UTC")
    for line in remarks(made):
        say(line)
    words = service.letters.translations.of(ENGLISH)
    give(*Sheet(trial.codebook, words).lines(made))


def remarks(made: Row) -> list[str]:
    """What a reader of the figures should know, in sentences."""
    said = [
        f"the index has {law['indicator']} of {law['country']} change on {law['day']}: the "
        f"bill lies over that"
        for law in made["hidden"]
    ]
    for row in made["passed"]:
        if row["passed"]:
            said.append(f"{row['country']} passes {', '.join(row['passed'])} by {row['code']}")
    if made["contested"]:
        which = ", ".join(f"{c['indicator']} of {c['country']}" for c in made["contested"])
        said.append(f"the order matters: several bills answer {which}, and the last one holds")
    elif len(made["bills"]) > 1:
        said.append("the order does not matter: no two bills answer one question differently")
    waiting = [link["change"] for link in made.get("links", ()) if not link["released"]]
    if waiting and not made["enacted"]:
        said.append("what it became waits for release; --confirmed counts it already")
    if made.get("today", {}).get("moved"):
        said.append("the ground has moved since: on today's answers the effects are others")
    return said
