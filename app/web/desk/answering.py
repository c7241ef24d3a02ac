"""A person on her way through a question: what she may see, and what she has filled in."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from app.bootstrap import Service
from app.web import word
from app.web.deps import AskedDep, PageDep, ServiceDep, SessionDep
from app.web.desk import path
from app.web.evidence import queried
from app.web.pages import Page
from app.web.word import AskedArea, Reading
from monitor import answers, words
from monitor.confirm import from_data
from monitor.desk_tables import Place, Supplement, Verdict, Word, WordDraft
from monitor.hearing import spoken, supplements
from monitor.people_tables import Person
from monitor.tables import Report
from monitor.words import Said, Seen
from newsletters.cadence import day_in
from scoring import in_force


@dataclass(frozen=True, slots=True)
class Answering:
    """One person, one report, and the screens between them."""

    person: Person
    report: Report
    page: Page
    session: Session
    service: Service
    seen: Seen
    #: Her latest word, which counts until she sends another.
    mine: Word | None
    #: What staff added, because somebody needed more.
    added: list[Supplement]
    #: When she last filled in something that is not sent yet.
    begun: datetime | None
    #: The fields of all screens, as far as they are filled in.
    filled: Mapping[str, Any]
    #: The questions of the index, those first that the report touches.
    areas: list[AskedArea]

    @property
    def has_answered(self) -> bool:
        """Whether her word is said, and nothing is asked of her now."""
        if self.mine is None or self.begun is not None:
            return False
        return self.mine.verdict is not Verdict.MORE or all(
            one.added_at <= self.mine.said_at for one in self.added
        )

    @property
    def checked(self) -> Word | None:
        """The word that she is to check."""
        return (
            self.seen.words[0] if self.seen.place is Place.CHECK and self.seen.words else None
        )

    @property
    def here(self) -> str:
        """The address of the question, without the key that may have opened it."""
        return f"/desk/reports/{self.report.id}"

    @property
    def query(self) -> str:
        """The key that opened it, if one did."""
        return queried(self.page.request)

    def address(self, screen: str = "") -> str:
        """Where a screen is; the question itself without one."""
        return f"{self.here}{'/' if screen else ''}{screen}{self.query}"

    def reading(self) -> Reading:
        """What she says so far, and what is wrong with it."""
        service = self.service
        today = day_in(service.clock(), service.zone)
        form = {**path.sendable(self.filled), "note": self.filled.get("note", "")}
        return word.read_word(form, self.report, service.codebook, today, self.page.words)

    def filled_with(self, filled: Mapping[str, Any]) -> "Answering":
        """The same, with other fields filled in."""
        return replace(self, filled=filled)

    def keep(self) -> None:
        """Keep what is filled in until it is sent, on whatever device she goes on."""
        words.keep_draft(
            self.session, self.report.id, self.person.id, self.filled, self.service.clock()
        )

    def first_undone(self) -> str:
        """Where the first screen is that still wants something."""
        return self.address(path.undone(self.filled, self.reading().faults))

    def onward(self) -> Response:
        """The way there."""
        return RedirectResponse(self.first_undone(), 303)


def answering(
    person: Person, report: Report, page: Page, session: Session, service: Service
) -> Answering:
    """A person before a question, and how far she has come with it."""
    seen = words.seen_by(session, person, report)
    draft = session.get(WordDraft, (report.id, person.id))
    said = (one for one in spoken.said_on(session, report) if one.person_id == person.id)
    today = day_in(service.clock(), service.zone)
    on_record = answers.confirmed(session, service.codebook.id, report.country)
    holding = in_force(on_record, today, answers.EVER)
    touched = report.areas if seen.reading else []
    return Answering(
        person,
        report,
        page,
        session,
        service,
        seen,
        mine=next(said, None),
        added=supplements.of(session, report.id),
        begun=draft.saved_at if draft else None,
        filled=draft.filled if draft else word.reported(report) if seen.reading else {},
        areas=word.questions(service.codebook, holding, touched),
    )


def said_of(said: Word) -> Said:
    """What a word says, as it was said."""
    stated = from_data(said.said) if said.verdict is Verdict.CONFIRM else None
    return Said(verdict=said.verdict, confirmation=stated, note=said.note)


def on_the_way(
    asked: AskedDep, page: PageDep, session: SessionDep, service: ServiceDep
) -> Answering:
    """Who answers a question, as far as she has come.

    Raises:
        NotAllowed, OwnReport, AlreadyDecided, InDispute: nothing is asked of her.
    """
    words.place_of(session, *asked)
    return answering(*asked, page, session, service)


AnsweringDep = Annotated[Answering, Depends(on_the_way)]
