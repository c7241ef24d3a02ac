"""How far people agree who answer the same question without knowing of each other."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import Response

from app.web.deps import PageDep, ServiceDep, SessionDep, StaffDep
from monitor.hearing import agreements
from monitor.hearing.agreements import Agreed
from newsletters.cards import area_titles
from newsletters.translate import Words
from newsletters.translate import marked as _
from scoring.agreement import Coefficient, Why

router = APIRouter(prefix="/staff/agreement")

#: Of fewer reports no share is told: one more would turn it over.
FEWEST = 5
#: Why a coefficient does not exist, or has no interval.
REASONS = {
    Why.UNPAIRED: _("Nobody answered the same question of the index twice."),
    Why.UNIFORM: _(
        "All answers are the same: whoever always says the same cannot be told from whoever "
        "does not look."
    ),
    Why.SINGLE: _("One answer is too little to say how sure this is."),
    Why.RARE: _("Answers differ too rarely to say how sure this is."),
}


@dataclass(frozen=True, slots=True)
class Line:
    """How far people agree on something, in words."""

    title: str
    agreed: Agreed
    verdict: str


@router.get("")
def agreement(
    person: StaffDep, page: PageDep, session: SessionDep, service: ServiceDep
) -> Response:
    """Over all, by country, by area and by question."""
    found, words = agreements.statistics(session, service.codebook), page.words
    nodes = service.codebook.nodes
    titles = dict(
        zip(found.areas, area_titles(found.areas, service.letters, words), strict=True)
    )
    asked = {c: words.gettext(nodes[c].question or nodes[c].title) for c in found.questions}
    groups = (
        (_("By country"), lines(found.countries, words.country, words)),
        (_("By policy area"), lines(found.areas, titles.__getitem__, words)),
        (_("By question"), lines(found.questions, asked.__getitem__, words)),
    )
    return page(
        "agreement.html",
        whole=found.whole,
        verdict=verdict(found.whole, words),
        few=FEWEST,
        groups=[(words.gettext(title), rows) for title, rows in groups],
        percent=percent,
        reason=lambda number: words.gettext(REASONS[number.why]) if number.why else "",
        span=span,
    )


def lines(found: Mapping[str, Agreed], title: Callable[[str], str], words: Words) -> list[Line]:
    """A line for each, those that agree least first."""
    rows = [Line(title(key), one, verdict(one, words)) for key, one in found.items()]
    return sorted(rows, key=lambda row: (row.agreed.same / row.agreed.reports, row.title))


def verdict(agreed: Agreed, words: Words) -> str:
    """What it comes to, in a sentence."""
    if agreed.reports < FEWEST:
        return words.gettext(_("Too few to say"))
    share = agreed.same / agreed.reports
    if share >= GOOD:
        return words.gettext(_("They nearly always say the same"))
    return words.gettext(
        _("They mostly say the same") if share >= FAIR else _("They often differ")
    )


#: From these shares on, people nearly always, or mostly, say the very same.
GOOD, FAIR = 0.9, 0.7


def percent(part: int, whole: int) -> str:
    """A share in whole percent."""
    return f"{round(100 * part / whole)} %" if whole else "–"


def span(number: Coefficient) -> str:
    """A coefficient with its interval, to two places."""
    if number.value is None:
        return "–"
    if number.low is None or number.high is None:
        return signed(number.value)
    return f"{signed(number.value)} ({signed(number.low)} … {signed(number.high)})"


def signed(number: float) -> str:
    """A number to two places, with the minus of numbers."""
    return f"{number:.2f}".replace("-", "\N{MINUS SIGN}")
