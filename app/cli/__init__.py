"""The command line: data on standard output, everything said to a person on standard error.

Exit codes: 0 done, findings included; 1 a check failed or something could not be done;
2 a wrong call.
"""

import sys
from collections.abc import Sequence

import typer
from pydantic import ValidationError

from app import logs
from app.cli import (
    agreement,
    answers,
    audit_log,
    changes,
    codebooks,
    evidence,
    inspecting,
    lamps,
    loop,
    people,
    person,
    portrait,
    robustness,
    scenarios,
    scores,
    search,
    series,
    serving,
    sources,
    workbooks,
)
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
for room in (
    serving,
    scores,
    series,
    workbooks,
    portrait,
    codebooks,
    agreement,
    robustness,
    scenarios,
    changes,
    loop,
    people,
    person,
    answers,
    audit_log,
    evidence,
    inspecting,
    lamps,
    search,
    sources,
):
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
    except ValidationError as error:
        for fault in error.errors():
            say(f"MIPEX_{'_'.join(map(str, fault['loc'])).upper()}: {fault['msg']}")
        sys.exit(1)
    except OSError as error:
        say(f"{error.filename or 'the system'}: {error.strerror or error}")
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
