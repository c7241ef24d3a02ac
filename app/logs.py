"""Logs: one line an event, on standard error, never a token or an address in them."""

import logging
import sys

import structlog


def configure() -> None:
    """Send every log through one formatter to standard error."""
    steps: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=steps,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                # Plain, since a rich traceback shows every local: tokens, addresses, mails.
                structlog.dev.ConsoleRenderer(
                    colors=sys.stderr.isatty(),
                    exception_formatter=structlog.dev.plain_traceback,
                ),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    # It warns when a job is woken while it runs; the timetable sees to that itself.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
