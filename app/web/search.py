"""Search over everything that staff may read."""

import re
from collections.abc import Iterator, Sequence
from urllib.parse import quote

from fastapi import APIRouter
from fastapi.responses import Response

from app.web import choices
from app.web.deps import PageDep, ServiceDep, SessionDep, StaffDep
from monitor import countries
from monitor.finding.search import ALL, Found, find
from monitor.texts.profile_rules import WHOLE
from newsletters.translate import Words
from newsletters.translate import marked as _
from store.fulltext import WORD, has, words_of

router = APIRouter(prefix="/staff")

#: What each kind is called, one and many.
KINDS = {
    "person": _("Person"),
    "source": _("Source"),
    "report": _("Report"),
    "change": _("Change"),
    "word": _("Word on a report"),
    "supplement": _("What was added"),
    "ruling": _("Ruling"),
    "mend": _("Correction or withdrawal"),
    "reply": _("Reply of a government"),
    "text": _("Country text"),
    "release": _("Release"),
    "entry": _("Entry"),
    "rewritten": _("Entry, as it was rewritten"),
}
#: Letters around the first word that is shown.
AROUND = 160
LONGEST = 200


@router.get("/search")
def search(
    person: StaffDep,
    page: PageDep,
    session: SessionDep,
    service: ServiceDep,
    q: str = "",
    kind: str = "",
    country: str = "",
) -> Response:
    """Whatever has words that begin with those typed, the newest first."""
    typed = q[:LONGEST]
    findings = find(
        session, typed, service.sources, kind=kind if kind in ALL else "", country=country
    )
    return page(
        "search.html",
        q=typed,
        kind=kind,
        country=country,
        findings=findings,
        kinds=[(name, page.words.gettext(KINDS[name]), "") for name in ALL],
        called={name: page.words.gettext(title) for name, title in KINDS.items()},
        countries=choices.all_places(page.words),
        places=named(findings.words, page.words),
        address=address,
        marked=lambda text: marked(passage(text, findings.words), findings.words),
    )


def named(wanted: Sequence[str], words: Words) -> list[str]:
    """The countries whose names have all these words."""
    if not wanted:
        return []
    return [
        code
        for code in sorted(countries.known())
        if has((*words_of(words.country(code)), code.lower()), wanted)
    ]


def address(found: Found) -> str:
    """Where a finding is read."""
    if found.report is not None:
        return f"/staff/reports/{found.report}"
    if found.kind in ("entry", "rewritten", "source"):
        return f"/staff/sources/{quote(found.of, safe='')}"
    if found.kind == "person":
        return f"/staff/people/{found.ref}"
    if found.kind == "text":
        area, language, _version = found.of.split("/")
        return f"/desk/texts/{found.country}/{area or WHOLE}/{language}"
    return f"/staff/record?ref={found.ref}"


def passage(text: str, wanted: Sequence[str]) -> str:
    """The part of a text in which the first of the words stands."""
    place = next((m.start() for m in WORD.finditer(text) if hit(m.group(), wanted)), 0)
    begin = max(0, place - AROUND // 2)
    part = re.sub(r"\s+", " ", text[begin : place + AROUND]).strip()
    return ("… " if begin else "") + part + (" …" if place + AROUND < len(text) else "")


def marked(text: str, wanted: Sequence[str]) -> Iterator[tuple[str, bool]]:
    """A text in pieces, each with whether it is one of the words."""
    end = 0
    for match in WORD.finditer(text):
        if hit(match.group(), wanted):
            yield text[end : match.start()], False
            yield match.group(), True
            end = match.end()
    yield text[end:], False


def hit(word: str, wanted: Sequence[str]) -> bool:
    """Whether a word as it is written begins with one of those looked for."""
    return any(part.startswith(one) for part in words_of(word) for one in wanted)
