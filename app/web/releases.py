"""What staff release: drafts, what readers would read, the figures under their seal, plans."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session
from starlette.datastructures import FormData

from app.bootstrap import Service
from app.web import choices, gate
from app.web.days import PARTS, BadDay, read_day
from app.web.deps import FormDep, PageDep, PanelDep, ServiceDep, SessionDep, StaffDep
from app.web.pages import Page
from app.web.panel import Panel
from monitor import mend_queries, plans
from monitor.errors import FiguresMoved, GateShut, NotFound, Refused
from monitor.people_tables import Person, Role
from monitor.plans import plan
from monitor.release import release
from monitor.texts import profiles
from newsletters.cards import area_titles
from newsletters.queries import subscribers
from newsletters.translate import Words

router = APIRouter(prefix="/staff")
#: The fields that say when.
WHEN = (*(f"due-{part}" for part in PARTS), "due-time")


@dataclass(frozen=True)
class Asked:
    """What a form of the release page says."""

    changes: Sequence[UUID]
    texts: Sequence[UUID] = ()
    note: str = ""
    over: str = ""
    filled: Mapping[str, str] = field(default_factory=dict)


@router.get("/changes")
def drafts(
    person: StaffDep, page: PageDep, session: SessionDep, service: ServiceDep
) -> Response:
    """The drafts, each with what it would move, and the texts that can go with them."""
    asked, planned = page.request.query_params, plans.waiting(session)
    return page(
        "drafts.html",
        sheets=gate.drafts(session, service, page.words),
        others=gate.others(session),
        texts=profiles.waiting(session),
        mends=mend_queries.waiting(session),
        plans=planned,
        planned={id for one in planned for id in (*one.changes, *one.texts)},
        area_titles=partial(area_titles, letters=service.letters, words=page.words),
        done=asked.get("done", ""),
        none_chosen=asked.get("chosen") == "none",
    )


@router.get("/release")
def preview(
    person: StaffDep, page: PageDep, session: SessionDep, service: ServiceDep, panel: PanelDep
) -> Response:
    """The figures that would be released, the texts, and what stands in the way."""
    chosen = page.request.query_params
    asked = Asked(ids(chosen.getlist("change")), ids(chosen.getlist("text")))
    return release_page(person, asked, page, session, service, panel)


@router.post("/release")
def publish(
    person: StaffDep,
    page: PageDep,
    session: SessionDep,
    service: ServiceDep,
    panel: PanelDep,
    form: FormDep,
) -> Response:
    """Publish exactly what was looked at, now or at an instant that is planned."""
    asked, later = read(form), form.get("do") == "plan"
    faults: dict[str, str] = {}
    moved = False
    try:
        if later:
            planned(session, asked, form, person, service, page.words)
        else:
            released(session, asked, form, person, service)
        return RedirectResponse(
            f"/staff/changes?done={'planned' if later else 'released'}", 303
        )
    except BadDay as wrong:
        faults = {"due": str(wrong)}
    except Refused as refused:
        faults = choices.translated(refused.faults, page.words)
    except FiguresMoved:
        moved = True
    except GateShut:
        faults = {"gate": page.words.gettext("A lamp is red. Nothing was released.")}
    session.rollback()
    return release_page(person, asked, page, session, service, panel, faults, moved)


def read(form: FormData) -> Asked:
    """What was sent from the release page."""
    texts = {name: str(form.get(name, "")) for name in ("note", "over", *WHEN)}
    changes, profiles = form.getlist("change"), form.getlist("text")
    return Asked(ids(changes), ids(profiles), texts["note"], texts["over"], texts)


def released(
    session: Session, asked: Asked, form: FormData, by: Person, service: Service
) -> None:
    """Release what was looked at."""
    release(
        session,
        asked.changes,
        by=by,
        seal=str(form.get("seal", "")),
        codebooks=service.codebooks,
        now=service.clock(),
        note=asked.note,
        texts=asked.texts,
        over=asked.over,
    )


def planned(
    session: Session, asked: Asked, form: FormData, by: Person, service: Service, words: Words
) -> None:
    """Plan the release of what was looked at."""
    plan(
        session,
        asked.changes,
        by=by,
        seal=str(form.get("seal", "")),
        due_at=due_at(asked.filled, service, words),
        codebooks=service.codebooks,
        now=service.clock(),
        note=asked.note,
        texts=asked.texts,
    )


def due_at(filled: Mapping[str, str], service: Service, words: Words) -> datetime:
    """The instant of a day and an hour in the one zone.

    Raises:
        BadDay: it is no day or no hour, or clocks skip that hour.
    """
    day = read_day(filled, "due", words)
    try:
        hour = datetime.strptime(filled["due-time"].strip(), "%H:%M").time()  # noqa: DTZ007
    except ValueError:
        hour = None
    if day is None or hour is None:
        raise BadDay(words.gettext("Write a day and an hour, such as 27 6 2027 and 09:00."))
    local = datetime.combine(day, hour, service.zone)
    if local.astimezone(UTC).astimezone(service.zone) != local:
        raise BadDay(words.gettext("Clocks skip this hour on that day; choose another."))
    return local.astimezone(UTC)


def clock_time(moment: datetime, service: Service) -> str:
    """The hour of an instant in the one zone."""
    return f"{moment.astimezone(service.zone):%H:%M}"


def ids(found: Iterable[object]) -> list[UUID]:
    """What a form names.

    Raises:
        NotFound: that is no id.
    """
    return [named(str(text)) for text in found]


def named(text: str) -> UUID:
    """One id."""
    try:
        return UUID(text)
    except ValueError:
        raise NotFound("change", text) from None


def release_page(
    person: Person,
    asked: Asked,
    page: Page,
    session: Session,
    service: Service,
    panel: Panel,
    faults: Mapping[str, str] | None = None,
    moved: bool = False,
) -> Response:
    """What would be released, with the seal of its figures."""
    if not asked.changes and not asked.texts:
        return RedirectResponse("/staff/changes?chosen=none", 303)
    seen = gate.look(session, asked.changes, asked.texts, service, panel, page.words, person)
    return page(
        "release.html",
        409 if moved else 422 if faults else 200,
        seen=seen,
        asked=asked,
        filled=asked.filled,
        faults=faults or {},
        moved=moved,
        area_titles=partial(area_titles, letters=service.letters, words=page.words),
        zone=service.zone.key,
        answers_for=person.role is Role.ADMINISTRATOR,
        readers=sum(subscribers(session).values()),
    )


@router.get("/plans")
def plans_page(
    person: StaffDep, page: PageDep, session: SessionDep, service: ServiceDep
) -> Response:
    """The releases that are planned, and those that came to nothing."""
    return page(
        "plans.html",
        waiting=plans.waiting(session),
        ended=plans.ended(session),
        titles=plans.titles(session),
        time=lambda moment: clock_time(moment, service),
        zone=service.zone.key,
    )


@router.post("/plans/{plan_id}/call-off")
def call_off(
    plan_id: UUID, person: StaffDep, session: SessionDep, service: ServiceDep
) -> Response:
    """Let what was planned wait as drafts."""
    plans.call_off(session, plan_id, by=person, now=service.clock())
    return RedirectResponse("/staff/plans", 303)
