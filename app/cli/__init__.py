"""The command line: data on standard output, everything said to a person on standard error.

Exit codes: 0 done, findings included; 1 a check failed or something could not be done;
2 a wrong call.
"""

import sys
from collections.abc import Sequence

import typer

from app import logs
from app.cli import inspecting, loop, people, scores, serving
from app.cli.said import say
from monitor.errors import MonitorError
from newsletters.errors import NewsletterError
from scoring import ScoringError

app = typer.Typer(
    name="mipex",
    help="Keeps the Migrant Integration Policy Index alive between its editions.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
for room in (serving, scores, loop, people, inspecting):
    room.register(app)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command; an error that we know is said in one line, without a trace."""
    logs.configure()
    try:
        app(args=arguments)
    except (MonitorError, NewsletterError, ScoringError) as error:
        say(str(error))
        for note in getattr(error, "__notes__", ()):
            say(note)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
