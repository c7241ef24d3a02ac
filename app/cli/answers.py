"""Commands about answers that come by mail."""

import typer

from app import jobs
from app.answer_tables import AnswerBox
from app.cli.said import Json, give_json, give_rows, opened, say


def register(app: typer.Typer) -> None:
    """Add these commands."""
    room = typer.Typer(help="Answers to our questions that come by mail.", no_args_is_help=True)
    room.callback()(only_room)
    room.command("read")(read)
    app.add_typer(room, name="answers")


def only_room() -> None:
    """Answers to our questions that come by mail."""


def read(as_json: Json = False) -> None:
    """Read what is new in the mailbox of answers, and act on it; what came of each mail."""
    service = opened()
    address = service.settings.replies
    if not address:
        say("no mailbox of answers is set (MIPEX_REPLIES): see docs/howto/answer-by-mail.md")
        raise typer.Exit(1)
    came = jobs.read_answers(service)
    with service.reading() as session:
        box = session.get(AnswerBox, address)
    if box is not None and box.error:
        say(f"{address}: {box.error}")
    if as_json:
        give_json(dict(sorted(came.items())))
    else:
        give_rows(("came of it", "mails"), sorted(came.items()))
    raise typer.Exit(bool(box and box.error) or bool(came["failed"]))
