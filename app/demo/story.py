"""The steps of the demo: what each person and each job does, through the doors they use."""

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from sqlmodel import func, select

from app import jobs
from app.bootstrap import Service, load_editions
from app.demo.browser import Browser, Page
from monitor import people, queries
from monitor.archive.backing import backing
from monitor.archive.custody import verify
from monitor.people_tables import Role
from monitor.released import Move
from monitor.tables import EntryRow
from newsletters.cadence import day_in, start_of
from scoring import shown

CORRESPONDENT, STAFF = "dagmar@example.org", "sofia@example.org"
#: Reader → what she wants.
READERS = {
    "alma@example.org": ("alert", "en"),
    "marc@example.org": ("monthly", "fr"),
    "quentin@example.org": ("quarterly", "en"),
}
#: The questions of the index whose answers become others, and the law that does it.
ANSWERED = ("fd115ab", "fa98")
LAW = {
    "title": "Dual nationality is allowed, and five years of residence suffice",
    "law": "Staatsangehörigkeitsmodernisierungsgesetz, 22 March 2024",
    "summary": "Nobody has to give up a nationality to naturalise.",
}
Told = list[str]


class Movable(Protocol):
    """A clock that can be set."""

    def __call__(self) -> datetime:
        """The instant it is."""
        ...

    def pass_to(self, moment: datetime) -> None:
        """Let time pass."""
        ...


class Surprise(Exception):
    """The demo saw something else than it should; the step is named, and what was there."""


class Story:
    """One change of law in Germany, from a gazette to three inboxes."""

    def __init__(self, service: Service, clock: Movable, folder: Path) -> None:
        self.service = service
        self.clock = clock
        self.outbox = folder / "outbox"
        self.before: dict[str, float | None] = {}
        self.moves: tuple[Move, ...] = ()
        self.collected: Told = []
        self.steps: Sequence[tuple[str, Callable[[], Told]]] = (
            ("The MIPEX core edition is put on record", self.import_edition),
            ("Three readers subscribe, and confirm by mail", self.subscribe),
            ("Three feeds are collected", self.collect),
            ("It is triaged; what the report rests on is archived as received", self.archive),
            ("Germany's correspondent is asked, and the provision quoted", self.ask),
            ("She confirms through the form that her mail links to", self.confirm),
            ("The indicators touched are rescored, and staff told", self.rescore),
            ("Staff sign in, look at the figures, and release them", self.release),
            ("Who wants to know at once is told", self.alert),
            ("The month ends: the monthly digest, and a question to each country", self.month),
            ("The quarter ends: the quarterly digest", self.quarter),
        )

    def import_edition(self) -> Told:
        """The published answers become the baseline; two people are let in."""
        added = load_editions(self.service)
        with self.service.writing() as session:
            for email, name, role, watches in (
                (CORRESPONDENT, "Dagmar", Role.CORRESPONDENT, ["DEU"]),
                (STAFF, "Sofia", Role.STAFF, []),
            ):
                people.add(
                    session, email=email, name=name, role=role, watches=watches,
                    now=self.clock(),
                )  # fmt: skip
            session.commit()
        return [f"{added} answers, 2007–2021, of 56 countries"]

    def subscribe(self) -> Told:
        """Through the form, then through the link of the mail."""
        told = []
        for email, (cadence, language) in READERS.items():
            reader = self.browser()
            page = reader.open("/subscribe")
            values = {"email": email, "cadence": cadence, "language": language, "places": "all"}
            expect(reader.send(page, "/subscribe", **values), 200)
            self.deliver()
            link = self.link_to(email, "/subscriptions/confirm/")
            expect(reader.send(reader.open(link), "/subscriptions/confirm/"), 200)
            told.append(f"{email}: {cadence}, in {language}")
        return told

    def collect(self) -> Told:
        """The real door, over a real socket."""
        visits = jobs.collect_sources(self.service)
        names = self.service.sources
        self.collected = [f"{names[v.source].name}: {v.new} new entries" for v in visits]
        for visit in visits:
            if visit.problems or not visit.new:
                raise Surprise(f"{visit.source}: {visit.new} new entries, {visit.problems}")
        with self.service.reading() as session:
            stored = session.exec(select(func.count()).select_from(EntryRow)).one()
        return [*self.collected, f"{stored} entries stored"]

    def archive(self) -> Told:
        """Triage opens one report of two entries; the page that they point to is fetched."""
        jobs.drain_events(self.service)
        for gathered in jobs.gather_evidence(self.service):
            if gathered.error:
                raise Surprise(f"{gathered.address}: {gathered.error}")
        with self.service.reading() as session:
            (question,) = queries.open_questions(session)
            kept = backing(session, question.report_id).documents
        for checked in verify(self.service.reading, self.service.archive):
            if checked.fault:
                raise Surprise(f"{checked.sha256} is {checked.fault}")
        return [f"{document.address}  {document.sha256[:16]}…" for document in kept]

    def ask(self) -> Told:
        """A mail asks whoever knows that law."""
        jobs.ask_people(self.service)
        self.deliver()
        with self.service.reading() as session:
            (question,) = queries.open_questions(session)
        because = "; ".join(question.because[:3])
        return [f"{question.title}", f"because {because}", f"asked: {CORRESPONDENT}"]

    def confirm(self) -> Told:
        """As she would on her phone: the mail's link, then one question per screen."""
        browser = self.browser()
        page = browser.open(self.link_to(CORRESPONDENT, "/desk/reports/"))
        asked = browser.send(page, "/word", word="confirm")
        for code in ANSWERED:
            page = browser.send(asked, "/questions", picked=code)
        for code in reversed(ANSWERED):
            page = browser.send(page, f"/answers/{code}", **{f"answer-{code}": "100"})
        since = days("in_force_from", date(2024, 6, 27)) | days("adopted", date(2024, 3, 22))
        page = browser.send(page, "/days", **since)
        page = browser.send(page, "/law", **LAW)
        expect(browser.send(page, "/desk/reports/"), 200)
        with self.service.reading() as session:
            if queries.open_questions(session):
                raise Surprise("the report is still open after it was confirmed")
        return ["in force from 27 June 2024", "fd115ab → 100, fa98 → 100"]

    def rescore(self) -> Told:
        """The handler drafts what moved; a mail tells staff."""
        jobs.drain_events(self.service)
        self.deliver()
        with self.service.reading() as session:
            (draft,) = queries.drafts(session)
        self.moves = draft.moves
        return [f"{len(self.moves)} scores would move", f"told: {STAFF}"]

    def release(self) -> Told:
        """Signed in by a mailed link; nothing is released that was not looked at."""
        browser = self.browser()
        expect(browser.send(browser.open("/sign-in"), "/sign-in", email=STAFF), 200)
        self.deliver()
        link = self.link_to(STAFF, "/sign-in/")
        expect(browser.send(browser.open(link), "/sign-in/"), 200)
        with self.service.reading() as session:
            (draft,) = queries.drafts(session)
        seen = browser.open(f"/staff/release?change={draft.change_id}")
        expect(browser.send(seen, "/staff/release", change=str(draft.change_id)), 200)
        jobs.drain_events(self.service)
        with self.service.reading() as session:
            told = queries.released_change(session, draft.change_id)
        if told.moves != self.moves:
            raise Surprise("other figures were released than staff saw")
        return [f"released {told.released_at:%d %B %Y, %H:%M} UTC"]

    def alert(self) -> Told:
        """The alert is one mail to the one reader who asked for it."""
        return self.delivered_to("alma@example.org")

    def month(self) -> Told:
        """The timetable only wakes; what is due is in the database."""
        self.pass_to_next(1)
        jobs.close_periods(self.service)
        asked = jobs.ask_countries(self.service)
        jobs.drain_events(self.service)
        jobs.ask_people(self.service)
        told = self.delivered_to("marc@example.org")
        return [*told, f"{asked} country asked whether anything has changed"]

    def quarter(self) -> Told:
        """Quarters end with every third month."""
        self.pass_to_next(3)
        jobs.close_periods(self.service)
        return self.delivered_to("quentin@example.org")

    def pass_to_next(self, months: int) -> None:
        """Let the clock pass the end of the period that we are in."""
        zone = self.service.zone
        day = day_in(self.clock(), zone).replace(day=1)
        while True:
            day = (day + timedelta(days=32)).replace(day=1)
            if (day.month - 1) % months == 0:
                break
        self.clock.pass_to(start_of(day, zone) + timedelta(hours=9))

    def delivered_to(self, email: str) -> Told:
        """Send what waits, and say what a reader got by it."""
        before = len(self.mails(email))
        self.deliver()
        mails = self.mails(email)[before:]
        if len(mails) != 1:
            raise Surprise(f"{email} got {len(mails)} mails instead of one")
        return [f"{email}: {mail['Subject']}" for _, mail in mails]

    def deliver(self) -> None:
        """Send what waits."""
        sent = jobs.send_mails(self.service)
        if sent.failed or sent.uncertain:
            raise Surprise(f"mails were not delivered: {sent}")

    def browser(self) -> Browser:
        """A visitor who was never here."""
        return Browser(self.service.settings.base_url)

    def mails(self, email: str = "") -> list[tuple[Path, EmailMessage]]:
        """What arrived, oldest first."""
        read = (
            (file, message_from_bytes(file.read_bytes(), policy=policy.default))
            for file in sorted(self.outbox.glob("*.eml"))
        )
        return [(file, mail) for file, mail in read if email in str(mail["To"])]

    def link_to(self, email: str, path: str) -> str:
        """The link of the newest mail to somebody that leads to a path."""
        for _, mail in reversed(self.mails(email)):
            body = mail.get_body(("plain",))
            links = re.findall(r"https?://\S+", str(body.get_content()) if body else "")
            for link in links:
                if urlsplit(link).path.startswith(path):
                    return str(link)
        raise Surprise(f"no mail to {email} links to {path}")

    def ending(self) -> list[str]:
        """What was collected, what moved, what was sent, and how to go on."""
        nodes = self.service.codebook.nodes
        lines = ["", "Collected", *(f"  {line}" for line in self.collected)]
        lines += ["", "Germany before and after, at every level that moved"]
        for move in self.moves:
            node = nodes[move.code]
            pair = f"{figure(move.before):>4} → {figure(move.after):>3}"
            lines.append(f"  {node.level:<13} {move.code:<9} {pair}  {node.title}")
        lines += ["", "Mails"]
        for file, mail in self.mails():
            lines.append(f"  {file}  {mail['To']}  {mail['Subject']}")
        lines += [
            "",
            f"Go on: `MIPEX_VAR={self.outbox.parent} make run` opens what you have just seen;",
            "`make run` alone begins with an empty house. docs/quickstart.md shows around.",
        ]
        return lines


def expect(page: Page, status: int) -> None:
    """The page came as it should.

    Raises:
        Surprise: it says what came instead.
    """
    if page.status != status:
        words = re.sub(r"<style.*?</style>|<[^>]+>|\\s+", " ", page.html, flags=re.DOTALL)
        said = " ".join(words.split())[:600]
        raise Surprise(f"{page.address} answered {page.status}: {said}")


def days(name: str, day: date) -> dict[str, str]:
    """A day as the three fields of a form."""
    parts = {"day": day.day, "month": day.month, "year": day.year}
    return {f"{name}-{part}": str(number) for part, number in parts.items()}


def figure(score: float | None) -> str:
    """A score as it is shown."""
    return "–" if score is None else str(shown(score))
