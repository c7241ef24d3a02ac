"""Pages as they are written: one template in the reader's language."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from babel import negotiate_locale
from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment
from markupsafe import Markup, escape

from app.bootstrap import Service
from app.web.static import address
from newsletters.cadence import day_in
from newsletters.figures import direction, written
from newsletters.render import spoken
from newsletters.translate import ENGLISH, Words
from scoring import shown

TEMPLATES = Path(__file__).parent / "templates"
#: A web address in a text, without what ends the sentence around it.
ADDRESS = re.compile(r"""(https?://[^\s<>"']*[^\s<>"'.,;:!?)\]»”’])""")
LANGUAGE_COOKIE = "lang"
A_YEAR = 365 * 24 * 3600


class Pages:
    """The templates, once for each language."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.translations = service.letters.translations
        self.environments = {
            language: environment(words, service)
            for language, words in self.translations.languages.items()
        }

    def to(self, request: Request) -> "Page":
        """A page that answers a request."""
        return Page(request, self)


class Page:
    """One answer to one reader, in her language: it is chosen when it is known who reads."""

    def __init__(self, request: Request, pages: Pages) -> None:
        self.request = request
        self.pages = pages

    @property
    def words(self) -> Words:
        """The texts in the reader's language."""
        return self.pages.translations.of(chosen(self.request, self.pages.environments))

    def __call__(self, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """The page of a template."""
        state, url = self.request.state, self.request.url
        here = "/" + url.path.lstrip("/")  # two slashes would lead to another host
        values = {
            "person": getattr(state, "person", None),
            "form_key": getattr(state, "form_key", ""),
            "path": here,
            "in_language": lambda lang: here + "?" + query(self.request, lang=lang),
            **values,
        }
        language = self.words.language
        templates = self.pages.environments[language]
        response = HTMLResponse(templates.get_template(template).render(values), status)
        if (asked := self.request.query_params.get("lang")) == language:
            response.set_cookie(
                LANGUAGE_COOKIE, asked, A_YEAR, httponly=True, samesite="lax",
                secure=url.scheme == "https",
            )  # fmt: skip
        return response


def chosen(request: Request, spoken: Iterable[str]) -> str:
    """The language of a page: asked for, asked for before, the reader's, or the browser's."""
    available = list(spoken)
    for asked in (
        request.query_params.get("lang"),
        request.cookies.get(LANGUAGE_COOKIE),
        getattr(request.state, "language", None),
    ):
        if asked is not None and asked in available:
            return asked
    dear = preferred(request.headers.get("accept-language", ""))
    return negotiate_locale(dear, available, "-") or ENGLISH


def preferred(header: str) -> list[str]:
    """The languages of an Accept-Language header, dearest first."""
    weighed = []
    for place, item in enumerate(header.split(",")):
        tag, _, weight = item.partition(";q=")
        try:
            weighed.append((-float(weight or 1), place, tag.strip().partition("-")[0].lower()))
        except ValueError:
            continue
    return [tag for weight, _, tag in sorted(weighed) if tag and weight < 0]


def query(request: Request, **values: str) -> str:
    """The query of this address, with some values put in."""
    return urlencode(dict(request.query_params) | values)


def environment(words: Words, service: Service) -> Environment:
    """The templates of pages in one language."""
    made = spoken(TEMPLATES, words)

    def day(moment: date | datetime) -> str:
        return words.day(local(moment))

    def local(moment: date | datetime) -> date:
        return day_in(moment, service.zone) if isinstance(moment, datetime) else moment

    made.globals |= {
        "words": words,
        "languages": service.letters.translations.languages,
        "codebook": service.codebook,
        # What stands in a variable is looked up, and escaped as any other value: `_` is for
        # the templates' own sentences, which it takes for safe.
        "tr": words.gettext,
        "day": day,
        "iso": lambda moment: local(moment).isoformat(),
        "month": lambda first: words.span(first, 1),
        "shown": shown,
        "written": lambda score, places=0: written(score, places, words),
        "direction": direction,
        "step": step,
        "age": lambda since, now: ago(local(since), local(now), words),
        "static": address,
        "safe_url": safe_url,
    }
    made.filters |= {"country_name": words.country, "typed": typed, "linked": linked}
    return made


def typed(field: str, form: Mapping[str, object]) -> bool:
    """Whether something stands in a field."""
    return bool(form.get(field, ""))


def linked(text: str) -> Markup:
    """Plain text with its web addresses made links, and everything else escaped."""
    link = Markup('<a href="{0}">{0}</a>')
    parts = enumerate(ADDRESS.split(text))
    return Markup("").join(link.format(part) if n % 2 else escape(part) for n, part in parts)


def ago(since: date, today: date, words: Words) -> str:
    """How long something has waited, in days."""
    days = (today - since).days
    if days < 1:
        return words.gettext("today")
    if days == 1:
        return words.gettext("yesterday")
    return words.ngettext("one day ago", "%(n)s days ago", days)


def step(score: float) -> int:
    """Which of the five steps of the scale a score lies on."""
    return min(int(score // 20) + 1, 5)


def safe_url(url: str) -> str:
    """An address that a link may lead to: of the web, or nothing."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    return url.strip() if parts.scheme in ("http", "https") and parts.hostname else ""
