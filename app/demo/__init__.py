"""The whole loop once, over real sockets, told step by step: from a feed to an inbox."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from time import monotonic, sleep

import uvicorn
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from app.bootstrap import Service, bootstrap
from app.demo.feeds import SOURCES, published
from app.demo.story import Story
from app.postbox import free_port, open_postbox
from app.web import create_app
from config.settings import Settings
from newsletters.mailer import SmtpMailer

FOLDER = Path("var") / "demo"


class MovableClock:
    """The present, until the story says that time has passed."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        """The instant it is in the story."""
        return datetime.now(UTC) + self.ahead

    def pass_to(self, moment: datetime) -> None:
        """Let time pass until an instant."""
        self.ahead = moment - datetime.now(UTC)


def run(console: Console, folder: Path = FOLDER) -> list[str]:
    """Run the loop in a folder of its own, made anew; give what there is to see at the end."""
    shutil.rmtree(folder, ignore_errors=True)
    clock = MovableClock()
    with stage(clock, folder) as service:
        story = Story(service, clock, folder)
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        with Progress(*columns, TimeElapsedColumn(), console=console, transient=True) as bar:
            task = bar.add_task("", total=len(story.steps))
            for number, (title, step) in enumerate(story.steps, 1):
                bar.update(task, description=title)
                told = step()
                console.print(f"[bold]{number:2} {title}[/bold]")
                for line in told:
                    console.print(f"   {line}", markup=False)
                bar.advance(task)
        return story.ending()


@contextmanager
def stage(clock: MovableClock, folder: Path) -> Iterator[Service]:
    """The feeds, a mail server and the application, each on a port of its own."""
    port = free_port()
    with published(clock()) as feeds:
        folder.mkdir(parents=True)
        sources = folder / "sources.toml"
        sources.write_text(SOURCES.format(base=feeds))
        postbox = open_postbox(folder / "outbox")
        service = bootstrap(
            Settings(
                var=folder,
                database_url=f"sqlite:///{folder / 'mipex.db'}",
                base_url=f"http://127.0.0.1:{port}",
                sources=sources,
                allow_hosts=frozenset({"127.0.0.1"}),
                fetch_pause=0.05,
            ),
            mailer=SmtpMailer("127.0.0.1", postbox.port, tls="none"),
            clock=clock,
        )
        try:
            with served(service, port):
                yield service
        finally:
            postbox.stop()
            service.engine.dispose()


@contextmanager
def served(service: Service, port: int) -> Iterator[None]:
    """The real application on a real port."""
    config = uvicorn.Config(
        create_app(service), host="127.0.0.1", port=port, log_config=None, access_log=False
    )
    server = uvicorn.Server(config)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    patience = monotonic() + 15
    while not server.started:
        if monotonic() > patience:
            raise TimeoutError("the application did not start within 15 s")
        sleep(0.02)
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()
