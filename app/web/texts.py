"""The texts of countries as everybody reads them: the newest, and every released version."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from app.web import choices
from app.web.deps import PageDep, ServiceDep, SessionDep
from monitor import countries
from monitor.difference import word_by_word
from monitor.errors import NotFound
from monitor.texts import profile_queries
from monitor.texts.profile_queries import Version
from monitor.texts.profile_rules import WHOLE, Subject
from newsletters.translate import Words
from newsletters.translate import marked as _
from scoring import Codebook

router = APIRouter()

#: What a text without a policy area is called.
OF_ALL = _("The country as a whole")


def titles(codebook: Codebook, words: Words) -> dict[str, str]:
    """What texts can be about, and how that is called: the country, then its policy areas."""
    areas = {key: title for key, title, _detail in choices.topics(codebook, words)}
    return {"": words.gettext(OF_ALL)} | areas


def subject(country: str, area: str, language: str, service: ServiceDep) -> Subject:
    """What an address speaks of.

    Raises:
        NotFound: there is no such country, area or language here.
    """
    key = "" if area == WHOLE else area
    areas = {node.key or node.code for node in service.codebook.areas} | {""}
    spoken = service.letters.translations.languages
    if country not in countries.known() or key not in areas or language not in spoken:
        raise NotFound("text", f"{country} {area} {language}")
    return Subject(country, key, language)


SubjectDep = Annotated[Subject, Depends(subject)]


def address(about: Subject) -> str:
    """Where the versions of a text stand: under this, each by its number."""
    return f"/countries/{about.country}/texts/{about.area or WHOLE}/{about.language}"


def reading(versions: list[Version], codebook: Codebook, words: Words) -> Mapping[str, Any]:
    """What pages need to show a country's texts to a reader."""
    return {
        "texts": profile_queries.shown(versions, words.language),
        "titles": titles(codebook, words),
        "address": address,
    }


@router.get("/countries/{country}/texts")
def text_list(
    country: str, page: PageDep, session: SessionDep, service: ServiceDep
) -> Response:
    """All that is said of a country in words, and which versions there were."""
    if country not in countries.known():
        raise NotFound("country", country)
    versions = profile_queries.released(session, country)
    shown = reading(versions, service.codebook, page.words)
    return page("texts.html", country=country, versions=versions, **shown)


@router.get("/countries/{country}/texts/{area}/{language}/{version}")
def text_page(
    about: SubjectDep,
    version: int,
    page: PageDep,
    session: SessionDep,
    service: ServiceDep,
    since: int | None = None,
) -> Response:
    """One version, by whom, and what changed in it since another, if not the one before."""
    one, every = profile_queries.version(session, about, version)
    older = profile_queries.before(one, every)
    if since is not None:
        older, _all = profile_queries.version(session, about, since)
    return page(
        "text.html",
        one=one,
        every=every,
        older=older,
        pieces=word_by_word(older.text, one.text) if older else (),
        titles=titles(service.codebook, page.words),
        address=address,
    )
