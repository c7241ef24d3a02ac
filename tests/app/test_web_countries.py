"""Countries at a glance, how each works, how far people agree, and the record."""

import re

import pytest
from sqlmodel import text

from app import jobs
from monitor import audit_log, country_settings
from monitor.desk_tables import Way, When
from monitor.record_tables import AuditHead


@pytest.fixture
def bob(site):
    return site.client(site.bob)


@pytest.fixture
def ann(site):
    return site.client(site.ann)


def words_of(page) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.text).split())


def test_the_country_that_needs_staff_most_stands_first(site, bob, clock):
    site.report("DEU")
    site.report("PRT")
    clock.pass_(days=20)
    bob.enter(site.bob)
    page = words_of(bob.get("/staff/countries"))
    assert page.index("Portugal nobody there one open") < page.index("Germany Ada one open")
    assert page.index("Germany Ada one open") < page.index("France Eve none open")


def test_a_country_shows_its_people_its_questions_and_how_it_works(site, bob):
    site.report("DEU")
    page = words_of(bob.get("/staff/countries/DEU"))
    for said in ("Ada Correspondent", "Dual nationality allowed", "Administrators change this"):
        assert said in page
    assert "Nobody is there" in bob.get("/staff/countries/PRT").text
    assert bob.get("/staff/countries/XXX").status_code == 404


def test_an_administrator_sets_how_a_country_works(site, ann, bob):
    said = {"way": "staff", "whens": ["each", "year"], "quorum": "2", "second_share": "12,5"}
    assert bob.fill("/staff/countries/DEU", **said).status_code == 403
    refused = ann.fill(
        "/staff/countries/DEU", **said | {"quorum": "nine", "second_share": "1 %"}
    )
    assert refused.status_code == 422
    assert 'value="nine"' in refused.text
    assert 'value="1 %"' in refused.text
    assert ann.fill("/staff/countries/DEU", **said).status_code == 303
    setting = site.look(lambda session: country_settings.of(session, "DEU"))
    assert (setting.way, setting.whens) == (Way.STAFF, (When.EACH, When.YEAR))
    assert (setting.quorum, setting.second_share) == (2, 0.125)
    page = ann.get("/staff/countries/DEU?done=1").text
    assert 'value="12.5"' in page
    assert "Saved." in page


def test_agreement_says_what_is_too_little_to_say(bob):
    page = words_of(bob.get("/staff/agreement"))
    assert "No question was answered by two yet." in page
    assert "Nothing to compare yet" in page


def test_the_record_is_read_the_newest_first_and_by_what_and_whom(site, bob):
    site.report("DEU")
    story = "the whole story no."
    page = words_of(bob.get("/staff/record"))
    assert page.index(f"Asked {story}") < page.index(f"Reported {story}")
    alone = words_of(bob.get("/staff/record?deed=report.opened"))
    assert f"Reported {story}" in alone
    assert f"Asked {story}" not in alone
    assert "Nothing of this kind" in bob.get(f"/staff/record?person={site.eve.id}").text


def test_the_record_goes_back_page_by_page(site, bob):
    def much(session):
        for _ in range(60):
            audit_log.log(session, "rule.set", "rule", "x", by=None, now=site.now)

    site.do(much)
    first = bob.get("/staff/record").text
    older = re.search(r'href="(/staff/record\?before=\d+[^"]*)"', first).group(1)
    second = bob.get(older.replace("&amp;", "&")).text
    numbers = re.compile(r"no\. (\d+)")
    assert min(map(int, numbers.findall(first))) == max(map(int, numbers.findall(second))) + 1
    assert numbers.findall(second)[-1] == "1"


def test_staff_see_whether_the_record_was_touched(site, bob):
    assert "Not looked at yet" in bob.get("/staff/record").text
    assert bob.fill("/staff/record/check").status_code == 303
    assert "entries, chain intact" in bob.get("/staff/record").text
    cut = text("UPDATE audit_head SET number = number + 1")
    site.do(lambda session: session.execute(cut))
    assert jobs.check_record(site.service) is False
    page = bob.get("/staff/record").text
    number = site.look(lambda session: session.get_one(AuditHead, 1)).number
    assert f"Entry {number} is missing" in page
