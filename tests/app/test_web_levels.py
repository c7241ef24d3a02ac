"""The pages of an index that gives its levels names of its own."""

import re
import tomllib
from dataclasses import replace

import pytest
from sqlmodel import select

from app.bootstrap import INDEX, handlers
from app.web import create_app
from config.settings import Settings
from monitor import scenarios
from monitor.scenarios import Proposal
from newsletters.tables import Delivery
from scoring import parse_codebook
from scoring.scenario import Bill, Promise

NAMES = ("whole", "strand", "theme", "point")


@pytest.fixture(scope="module")
def strands():
    """The index as it is, its levels called otherwise."""
    file = Settings().codebooks / f"{INDEX}.toml"
    data = tomllib.loads(file.read_text("utf-8"))
    named = dict(zip(data["levels"], NAMES, strict=True))
    data = {named.get(key, key): value for key, value in data.items()}
    data["levels"] = list(NAMES)
    data["availability"] = {named[k]: value for k, value in data["availability"].items()}
    return parse_codebook(data)


@pytest.fixture
def renamed(site, strands):
    """The site of that index."""
    books = {INDEX: strands}
    letters = replace(site.service.letters, codebooks=books)
    site.service = replace(
        site.service,
        codebooks=books,
        letters=letters,
        handlers=handlers(books, site.service.vocabulary, site.service.sources, letters, 0),
    )
    site.app = create_app(site.service)
    return site


def text_of(page):
    """A page's words, without its marks."""
    assert page.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))


def test_readers_see_its_areas_and_its_levels_by_their_names(renamed):
    change = renamed.released("DEU")
    reader = renamed.client()
    assert "Dual nationality allowed" in text_of(reader.get("/"))
    assert "Access to nationality" in text_of(reader.get("/countries"))
    assert "Access to nationality 42 → to 54 ▲ up" in text_of(reader.get("/countries/DEU"))
    words = text_of(reader.get(f"/changes/{change}"))
    assert "Strand: Access to nationality 42 54 ▲ up" in words
    assert "Theme: Dual nationality 50 100 ▲ up" in words
    assert "Access to nationality" in text_of(reader.get("/subscribe"))


def test_a_bill_is_told_by_its_levels(renamed):
    promise = Promise(
        jurisdiction="DEU",
        code="fa98",
        score=100.0,
        in_force_from=renamed.now.date(),
    )
    proposal = Proposal(INDEX, Bill("Naturalisation sooner", (promise,)))
    link = renamed.do(lambda session: scenarios.save(session, proposal, renamed.now))
    assert "Strand: Access to nationality" in text_of(
        renamed.client().get(f"/scenarios/{link}")
    )


def test_correspondents_and_staff_see_its_questions_and_drafts(renamed):
    report = renamed.report("DEU")
    asked = text_of(renamed.client().get(renamed.links.question(renamed.ada.id, report)))
    assert "Dual nationality" in asked
    renamed.confirmed("DEU")
    drafts = text_of(renamed.client(renamed.bob).get("/staff/changes"))
    assert "Strand: Access to nationality" in drafts


def test_its_readers_get_mails(renamed):
    reader = renamed.subscription(cadence="alert", areas=("access_to_nationality",))
    renamed.client().fill(renamed.links.confirm(reader))
    renamed.released("DEU")
    mails = renamed.look(lambda s: s.exec(select(Delivery)).all())
    (told,) = [mail.text for mail in mails if "Dual nationality" in mail.subject]
    assert "all of it by" in told
