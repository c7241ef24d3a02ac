"""What waits for staff, the most urgent first."""

from collections.abc import Sequence
from itertools import groupby

from fastapi import APIRouter
from fastapi.responses import Response

from app.web.deps import PageDep, ServiceDep, SessionDep, StaffDep
from app.web.health import trouble
from monitor.desk import backlog
from monitor.desk.backlog import Waiting, Waits
from newsletters.queries import subscribers
from newsletters.translate import marked as _

router = APIRouter(prefix="/staff")

#: What is shown of each kind before somebody asks for it alone, and then.
FEW, MANY = 8, 500
#: Each kind as it is headed, and what is to be done about it.
HEADINGS = {
    Waits.RULING: (_("Rule on it"), _("Two answers differ. You say which holds, and why.")),
    Waits.MEND: (
        _("Mends to confirm"),
        _("Somebody says that a release was wrong. Another person decides."),
    ),
    Waits.MORE: (
        _("Add what is missing"),
        _("Somebody cannot answer without it. She is asked again once it is there."),
    ),
    Waits.COUNTRY: (
        _("Whose law is it?"),
        _("The machine could not tell. Nobody is asked before you say it."),
    ),
    Waits.STAFF: (
        _("Answer it yourselves"),
        _("Nobody else can be asked, or staff answer first in this country."),
    ),
    Waits.OVERDUE: (
        _("Overdue"),
        _("Asked two weeks ago or more, and reminded. Hand it over, or write to her."),
    ),
    Waits.PLAN: (
        _("Planned releases"),
        _("They go out by themselves if nothing moves before."),
    ),
    Waits.TEXT: (_("Texts to check"), _("A correspondent handed them in.")),
    Waits.DRAFT: (_("Drafts to release"), _("Confirmed and scored. Readers wait for you.")),
    Waits.HELD: (
        _("Held back"),
        _("Her time of this month is used up, or her country is asked at its check-in only."),
    ),
    Waits.REPLY: (
        _("Replies that came"),
        _("They stand beside the change, and decide nothing."),
    ),
    Waits.ANSWER: (_("Asked"), _("A correspondent has the question. Nothing to do for you.")),
}


@router.get("")
def overview(
    person: StaffDep,
    page: PageDep,
    session: SessionDep,
    service: ServiceDep,
    what: str = "",
    country: str = "",
) -> Response:
    """What waits, of one kind or country if it is named, and what does not go well."""
    now, words = service.clock(), page.words
    everything = backlog.waiting(session, now)
    chosen = [
        one
        for one in everything
        if what in ("", one.what.value) and (not country or one.country == country)
    ]
    places = {one.country for one in everything if one.country}
    return page(
        "staff.html",
        now=now,
        groups=groups(chosen, MANY if what else FEW),
        headings={kind: tuple(map(words.gettext, said)) for kind, said in HEADINGS.items()},
        counts=backlog.counted(everything),
        address=address,
        kinds=[(kind.value, words.gettext(said[0]), "") for kind, said in HEADINGS.items()],
        places=sorted(((c, words.country(c), "") for c in places), key=lambda place: place[1]),
        what=what,
        country=country,
        drafts=sum(one.what is Waits.DRAFT for one in everything),
        trouble=trouble(session, service.sources),
        subscribers=sum(subscribers(session).values()),
    )


def groups(chosen: Sequence[Waiting], most: int) -> list[tuple[Waits, list[Waiting], int]]:
    """What waits by its kind: the first of each, and how many there are."""
    kinds = ((kind, list(ones)) for kind, ones in groupby(chosen, key=lambda one: one.what))
    return [(kind, ones[:most], len(ones)) for kind, ones in kinds]


def address(one: Waiting) -> str:
    """Where it is done."""
    match one.what:
        case Waits.RULING:
            return f"/staff/reports/{one.report}/ruling"
        case Waits.MEND:
            return f"/mends/{one.report}"
        case Waits.MORE:
            return f"/staff/reports/{one.report}/supplement"
        case Waits.STAFF:
            return f"/desk/reports/{one.report}"
        case Waits.DRAFT:
            return f"/staff/release?change={one.change}"
        case Waits.TEXT:
            return "/desk/texts"
        case Waits.PLAN:
            return "/staff/plans"
        case _:
            return f"/staff/reports/{one.report}"
