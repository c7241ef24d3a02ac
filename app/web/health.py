"""Is all well? What machines ask, and what staff have to look at."""

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, select

from app import migrations
from app.bootstrap import Service
from app.web.deps import ServiceDep
from monitor import catalogue
from monitor.silence.lights import PASSING
from monitor.source import Source
from monitor.tables import SourceState
from newsletters.queries import Undelivered, deliveries_by_state, undelivered
from store import Stuck, stuck

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Trouble:
    """What does not mend itself, or not soon."""

    stuck: list[Stuck]
    undelivered: list[Undelivered]
    #: How many of the sources that are asked fail, and not in passing.
    failing: int


def trouble(session: Session, seeds: Mapping[str, Source]) -> Trouble:
    """What staff have to look at."""
    failing = session.exec(select(SourceState.source).where(SourceState.failures > PASSING))
    deaf = catalogue.watched(session, seeds).keys() & set(failing)
    return Trouble(stuck(session), undelivered(session), len(deaf))


def is_current(session: Session) -> bool:
    """Whether the database has the newest shape."""
    return migrations.shape(session.connection()) == migrations.NEWEST


def checked(service: Service) -> dict[str, object]:
    """The state of the service; it raises where the database does not answer."""
    with service.reading() as session:
        return {
            "schema": is_current(session),
            "stuck": len(stuck(session)),
            "deliveries": deliveries_by_state(session),
        }


@router.get("/healthz")
def healthz(service: ServiceDep) -> JSONResponse:
    """Whether the database answers and has its newest shape; what waits and what is stuck."""
    try:
        found = {"database": True} | checked(service)
    except SQLAlchemyError:
        found = {"database": False, "schema": False}
    well = found["database"] and found["schema"]
    return JSONResponse(
        {"well": well, **found}, 200 if well else 503, {"Cache-Control": "no-store"}
    )
