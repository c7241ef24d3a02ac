"""The composition root: the only module that knows every part, and reads the settings."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy import Engine
from sqlmodel import Session

from app import migrations
from app.doors import both
from app.files import (
    kept_secret,
    read_codebooks,
    read_sources,
    read_texts,
    read_vocabulary,
)
from config.settings import Settings
from monitor import checkins, editions
from monitor.asking import seats
from monitor.collect import Door
from monitor.errors import BadFile
from monitor.events import (
    ChangeConfirmed,
    ChangesImported,
    CheckInAsked,
    ConflictDeclared,
    Disputed,
    EntriesCollected,
    MendProposed,
    MoreNeeded,
    PlanEnded,
    ReplyGiven,
    ReportAssigned,
    ReportDecided,
    ReportOpened,
    ScoresDrafted,
    ScoresReleased,
    SourcesReviewed,
    StaffAsked,
)
from monitor.evidence import Archive, open_archive
from monitor.finding.indexing import index_entries
from monitor.reports import triage_entries
from monitor.request import Policy
from monitor.rescore import Codebooks, redraft, rescore
from monitor.source import Source
from monitor.vocabulary import Vocabulary
from newsletters.corrections import correct
from newsletters.desk_notices import tell_staff_of_dispute, tell_staff_of_more
from newsletters.issues import alert
from newsletters.letters import Letters
from newsletters.links import Links
from newsletters.mailer import Mailer, SmtpMailer
from newsletters.notices import (
    ask_staff,
    tell_reporter,
    tell_staff,
    tell_staff_of_file,
    tell_staff_of_sources,
)
from newsletters.outside import invite_governments, tell_of_release, tell_staff_of_reply
from newsletters.release_notices import ask_for_mend, tell_staff_of_plan
from newsletters.translate import translations
from scoring import Codebook
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
    archive: Archive
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
    vocabulary = read_vocabulary(settings.keywords)
    secret = settings.secret.get_secret_value() or kept_secret(settings.var)
    letters = Letters(
        links=Links(settings.base_url, secret),
        sender=settings.sender,
        reply_to=settings.reply_to or settings.sender,
        zone=ZoneInfo(settings.zone),
        translations=translations(read_texts(settings.locale)),
        codebooks=codebooks,
        reads_answers=bool(settings.replies),
    )
    return Service(
        settings=settings,
        engine=open_database(settings),
        handlers=handlers(codebooks, vocabulary, sources, letters, settings.second_share),
        codebooks=codebooks,
        sources=sources,
        vocabulary=vocabulary,
        letters=letters,
        door=door or both(policy(settings), settings.mailboxes or settings.var / "mailboxes"),
        archive=open_archive(settings.evidence, settings.var, settings.evidence_options),
        mailer=mailer or smtp(settings),
        clock=clock,
        secret=secret,
    )


def handlers(
    codebooks: Codebooks,
    vocabulary: Vocabulary,
    sources: Mapping[str, Source],
    letters: Letters,
    share: float,
) -> Handlers:
    """The whole flow of events, on one page: which fact moves whom."""
    triage = partial(triage_entries, vocabulary=vocabulary, sources=sources)
    ask = partial(seats.seat, secret=letters.links.secret, share=share)
    return {
        EntriesCollected: {"triage": triage, "index": index_entries},
        ReportOpened: {"ask correspondents": ask},
        ReportAssigned: {"ask correspondents": ask},
        StaffAsked: {"ask staff": partial(ask_staff, letters=letters)},
        ConflictDeclared: {"pass on": seats.after_conflict},
        MoreNeeded: {"tell staff": partial(tell_staff_of_more, letters=letters)},
        Disputed: {"tell staff": partial(tell_staff_of_dispute, letters=letters)},
        ReportDecided: {"tell the reporter": partial(tell_reporter, letters=letters)},
        ChangeConfirmed: {"rescore": partial(rescore, codebooks=codebooks)},
        ChangesImported: {"tell staff": partial(tell_staff_of_file, letters=letters)},
        ScoresDrafted: {
            "tell staff": partial(tell_staff, letters=letters),
            "invite governments": partial(invite_governments, letters=letters),
        },
        ReplyGiven: {"tell staff": partial(tell_staff_of_reply, letters=letters)},
        MendProposed: {"ask for a word": partial(ask_for_mend, letters=letters)},
        PlanEnded: {"tell staff": partial(tell_staff_of_plan, letters=letters)},
        ScoresReleased: {
            "correct": partial(correct, letters=letters),
            "alert": partial(alert, letters=letters),
            "tell reporters": partial(tell_of_release, letters=letters),
            "redraft": partial(redraft, codebooks=codebooks),
        },
        CheckInAsked: {"ask correspondents": checkins.seat},
        SourcesReviewed: {"tell staff": partial(tell_staff_of_sources, letters=letters)},
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
