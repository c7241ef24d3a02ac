"""The composition root: the only module that knows every part, and reads the settings."""

import re
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from secrets import token_urlsafe
from zoneinfo import ZoneInfo

from sqlalchemy import Engine
from sqlmodel import Session

from app import migrations
from config.settings import Settings
from monitor import countries, editions
from monitor.collect import Door
from monitor.errors import BadFile
from monitor.events import (
    ChangeConfirmed,
    ChangesImported,
    CheckInAsked,
    EntriesCollected,
    ReportAssigned,
    ReportDecided,
    ReportOpened,
    ScoresDrafted,
    ScoresReleased,
)
from monitor.fetch import Policy, fetch_each
from monitor.reports import triage_entries
from monitor.rescore import Codebooks, redraft, rescore
from monitor.source import Source, parse_sources
from monitor.sources import KINDS
from monitor.vocabulary import Vocabulary, parse_vocabulary
from newsletters.issues import alert
from newsletters.letters import Letters
from newsletters.links import Links
from newsletters.mailer import Mailer, SmtpMailer
from newsletters.notices import (
    ask_check_in,
    ask_correspondents,
    tell_reporter,
    tell_staff,
    tell_staff_of_file,
)
from newsletters.translate import translations
from scoring import Codebook, CodebookError, parse_codebook
from store import Clock, Handlers, make_engine, reading, writing

#: A PostgreSQL address as most people write it; ours names the driver.
DRIVERLESS = re.compile(r"^postgres(ql)?://")
#: The index that pages and forms are about.
INDEX = "mipex-core"


@dataclass(frozen=True)
class Service:
    """All that jobs, routes and commands need."""

    settings: Settings
    engine: Engine
    handlers: Handlers
    codebooks: Codebooks
    sources: Mapping[str, Source]
    vocabulary: Vocabulary
    letters: Letters
    door: Door
    #: None where no server takes mails: they wait.
    mailer: Mailer | None
    clock: Clock
    secret: str

    def writing(self) -> Session:
        """A session that may write; whoever opens it also commits it."""
        return writing(self.engine)

    def reading(self) -> Session:
        """A session that cannot write."""
        return reading(self.engine)

    @property
    def codebook(self) -> Codebook:
        """The codebook of the index that pages and forms are about."""
        return self.codebooks[INDEX]

    @property
    def zone(self) -> ZoneInfo:
        """The zone whose midnight ends a month."""
        return self.letters.zone


def bootstrap(
    settings: Settings | None = None,
    *,
    mailer: Mailer | None = None,
    door: Door | None = None,
    clock: Clock = lambda: datetime.now(UTC),
) -> Service:
    """Build the service, its database brought up to date; tests pass fakes for the doors."""
    settings = settings or Settings()
    codebooks = read_codebooks(settings.codebooks)
    sources = read_sources(settings.sources)
    vocabulary = parse_vocabulary(read_tables(settings.keywords))
    secret = settings.secret.get_secret_value() or kept_secret(settings.var)
    letters = Letters(
        links=Links(settings.base_url, secret),
        sender=settings.sender,
        reply_to=settings.reply_to or settings.sender,
        zone=ZoneInfo(settings.zone),
        translations=translations(read_texts(settings.locale)),
        codebooks=codebooks,
    )
    return Service(
        settings=settings,
        engine=open_database(settings),
        handlers=handlers(codebooks, vocabulary, sources, letters),
        codebooks=codebooks,
        sources=sources,
        vocabulary=vocabulary,
        letters=letters,
        door=door or partial(fetch_each, policy=policy(settings)),
        mailer=mailer or smtp(settings),
        clock=clock,
        secret=secret,
    )


def handlers(
    codebooks: Codebooks,
    vocabulary: Vocabulary,
    sources: Mapping[str, Source],
    letters: Letters,
) -> Handlers:
    """The whole flow of events, on one page: which fact moves whom."""
    triage = partial(triage_entries, vocabulary=vocabulary, sources=sources)
    ask = partial(ask_correspondents, letters=letters)
    return {
        EntriesCollected: {"triage": triage},
        ReportOpened: {"ask correspondents": ask},
        ReportAssigned: {"ask correspondents": ask},
        ReportDecided: {"tell the reporter": partial(tell_reporter, letters=letters)},
        ChangeConfirmed: {"rescore": partial(rescore, codebooks=codebooks)},
        ChangesImported: {"tell staff": partial(tell_staff_of_file, letters=letters)},
        ScoresDrafted: {"tell staff": partial(tell_staff, letters=letters)},
        ScoresReleased: {
            "alert": partial(alert, letters=letters),
            "redraft": partial(redraft, codebooks=codebooks),
        },
        CheckInAsked: {"ask correspondents": partial(ask_check_in, letters=letters)},
    }


def settings_of() -> Settings:
    """The settings of this process, for commands that need no service."""
    return Settings()


def load_editions(service: Service) -> int:
    """Put the published answers of codebooks without any answer on record; say how many."""
    added = 0
    for codebook in service.codebooks.values():
        with service.reading() as session:
            if editions.begun(session, codebook):
                continue
        baseline = read_baseline(service.settings, codebook)
        with service.writing() as session:
            added += editions.import_edition(session, codebook, baseline)
            session.commit()
    return added


def read_baseline(settings: Settings, codebook: Codebook) -> editions.Baseline:
    """The published answers of a codebook; none where it has no file.

    Raises:
        BadFile: it has faults; each is named with its line.
    """
    file = settings.baselines / f"{codebook.id}.csv"
    if not file.exists():
        return {}
    try:
        return editions.read_answers(file.read_text(encoding="utf-8"), codebook)
    except BadFile as error:
        raise BadFile([f"{file.name} {fault}" for fault in error.faults]) from error


def open_database(settings: Settings) -> Engine:
    """The database, in its newest shape."""
    url = settings.database_url
    if not url:
        settings.var.mkdir(parents=True, exist_ok=True)
        url = f"sqlite:///{settings.var / 'mipex.db'}"
    engine = make_engine(DRIVERLESS.sub("postgresql+psycopg://", url))
    migrations.upgrade(engine)
    return engine


def read_codebooks(folder: Path) -> Codebooks:
    """Every index of a folder (not of folders in it), by its id, which no other there has."""
    found: dict[str, Codebook] = {}
    for file in sorted(folder.glob("*.toml")):
        book = read_codebook(file)
        if found.setdefault(book.id, book) is not book:
            raise BadFile([f"{file}: another codebook there has the id {book.id!r} too"])
    return found


def read_codebook(file: Path) -> Codebook:
    """The index that a file says.

    Raises:
        CodebookError: it contradicts itself; the file is named.
    """
    try:
        return parse_codebook(read_table(file), countries.letters())
    except CodebookError as error:
        error.add_note(f"in {file}; mipex codebook check names each line")
        raise


def read_sources(file: Path) -> dict[str, Source]:
    """What is watched."""
    return parse_sources(read_table(file), KINDS)


def read_tables(folder: Path) -> dict[str, dict[str, object]]:
    """The TOML files of a folder, by their stems."""
    return {file.stem: read_table(file) for file in sorted(folder.glob("*.toml"))}


def read_table(file: Path) -> dict[str, object]:
    """A TOML file.

    Raises:
        BadFile: it is missing, or no TOML; it says where.
    """
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise BadFile([f"{file}: {error.strerror}"]) from error
    except (ValueError, RecursionError) as error:  # also numbers and brackets without end
        raise BadFile([f"{file}: {error}"]) from error


def read_texts(folder: Path) -> dict[str, str]:
    """The locale files of a folder, by language."""
    return {f.stem: f.read_text(encoding="utf-8") for f in sorted(folder.glob("*.po"))}


def kept_secret(var: Path) -> str:
    """The secret of this deployment, made once, whole, and readable by its owner alone.

    Raises:
        BadFile: it is empty, and would be everybody's.
    """
    var.mkdir(parents=True, exist_ok=True)
    file = var / "secret"
    if not file.exists():
        draft = var / f"secret.{token_urlsafe(8)}"
        draft.touch(mode=0o600)
        draft.write_text(token_urlsafe(48))
        with suppress(FileExistsError):
            file.hardlink_to(draft)
        draft.unlink()
    if not (secret := file.read_text().strip()):
        raise BadFile([f"{file} is empty; remove it, and a new one is made"])
    return secret


def policy(settings: Settings) -> Policy:
    """How sources are asked."""
    return Policy(
        contact=settings.contact,
        pause=settings.fetch_pause,
        allow_hosts=settings.allow_hosts,
    )


def smtp(settings: Settings) -> Mailer | None:
    """The server that takes mails, if one is configured."""
    if not settings.smtp_host:
        return None
    return SmtpMailer(
        host=settings.smtp_host,
        port=settings.smtp_port,
        username=settings.smtp_user or None,
        password=settings.smtp_password.get_secret_value() or None,
        tls=settings.smtp_tls,
    )
