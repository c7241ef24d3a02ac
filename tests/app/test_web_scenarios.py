"""The page of a scenario: what everyone may read of a bill, and what nobody may yet."""

import re
from datetime import date

import pytest
from statements import statements

from app.web.panel import Panels
from app.web.trials import Trials
from monitor import scenarios
from monitor.scenarios import Proposal
from scoring.scenario import Bill, Promise


def text_of(page):
    """A page's words, without its marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))


def saved(site, *answers, title="Naturalisation sooner", since=date(2027, 1, 1), **more):
    promises = tuple(
        Promise(jurisdiction="DEU", code=code, score=score, in_force_from=since)
        for code, score in answers
    )
    proposal = Proposal("mipex-core", Bill(title, promises), **more)
    return site.do(lambda session: scenarios.save(session, proposal, site.service.clock()))


@pytest.fixture
def reader(site):
    return site.client()


def reads_of_the_record(said):
    """How often answers were read, not only counted."""
    return sum(bool(re.search(r"\banswer\.score", statement)) for statement in said)


def test_a_scenario_says_that_it_is_none_of_the_index(site, reader):
    link = saved(site, ("fa98", 100.0), compare=("FRA",))
    page = reader.get(f"/scenarios/{link}")
    words = text_of(page)
    assert page.status_code == 200
    assert "It is no law, and no score of the index knows of it." in words
    assert "Scores on 1 January 2027, over the changes of law that were released by" in words
    assert "Without the bill" in words
    assert "58 → to 60 14 → to 13" in words
    assert "France 56 21" in words
    assert "Changes were released since" not in words


def test_the_country_page_knows_nothing_of_a_bill(site, reader):
    before = reader.get("/countries/DEU").text
    saved(site, ("fa98", 100.0), since=date(2020, 1, 1))
    assert reader.get("/countries/DEU").text == before


def test_a_bill_that_moves_no_score_says_so(site, reader):
    link = saved(site, ("fa98", 50.0))
    assert "No score moves on that day." in text_of(reader.get(f"/scenarios/{link}"))


def test_a_stack_is_told_in_its_order(site, reader):
    low = saved(site, ("fa98", 0.0), title="Low")
    top = saved(site, ("fa98", 100.0), title="Top", stack=(low,))
    words = text_of(reader.get(f"/scenarios/{top}"))
    assert "Laid over other bills Low Top The order matters" in words
    other = saved(site, ("fb106", 100.0), title="Other", stack=(low,))
    assert "The order does not matter" in text_of(reader.get(f"/scenarios/{other}"))


def test_promised_and_enacted_stand_side_by_side_once_it_is_released(site, reader):
    link = saved(site, ("fa98", 100.0), ("fb106", 100.0))
    site.now = site.service.clock()
    change = site.confirmed("DEU", {"fa98": 100.0}, in_force_from=date(2027, 1, 1))
    site.do(lambda session: scenarios.enact(session, link, change, by=site.bob, now=site.now))
    assert "Promised and enacted" not in text_of(reader.get(f"/scenarios/{link}"))
    site.release(change)
    words = text_of(reader.get(f"/scenarios/{link}"))
    assert "Promised and enacted Dual nationality allowed from 1 January 2027 on" in words
    since = "100 From 1 January 2027 on"
    assert f"Germany {since} {since} kept" in words


def test_a_released_law_is_held_against_the_bill_and_moves_its_ground(site, reader, clock):
    link = saved(site, ("fa98", 100.0), ("fb106", 100.0))
    clock.pass_(days=1)
    site.now = clock()
    change = site.released("DEU", {"fa98": 100.0}, in_force_from=date(2027, 1, 1))
    site.do(lambda session: scenarios.enact(session, link, change, by=site.bob, now=site.now))
    page = reader.get(f"/scenarios/{link}")
    words = text_of(page)
    assert f'href="/changes/{change}"' in page.text
    assert "Promised and enacted" in words
    assert re.search(r"100 From 1 January 2027 on 100 From 1 January 2027 on kept", words)
    assert re.search(r"100 From 1 January 2027 on nothing broken", words)
    assert "Changes were released since" in words


def test_a_scenario_that_is_read_again_is_not_counted_again(site, reader):
    link = saved(site, ("fa98", 100.0))
    first = reader.get(f"/scenarios/{link}")
    with statements(site.service.engine) as said:
        again = reader.get(f"/scenarios/{link}")
    assert again.text == first.text
    assert said
    assert reads_of_the_record(said) == 0


def test_what_is_kept_of_a_scenario_ends_with_a_release(site, reader, clock):
    link = saved(site, ("fa98", 100.0))
    assert "Changes were released since" not in text_of(reader.get(f"/scenarios/{link}"))
    clock.pass_(days=1)
    site.now = clock()
    site.released("DEU", {"fb106": 100.0})
    assert "Changes were released since" in text_of(reader.get(f"/scenarios/{link}"))


def test_what_is_kept_of_a_scenario_ends_when_a_released_law_is_linked_to_it(site, reader):
    link = saved(site, ("fa98", 100.0))
    change = site.released("DEU", {"fa98": 100.0}, in_force_from=date(2027, 1, 1))
    assert "Promised and enacted" not in text_of(reader.get(f"/scenarios/{link}"))
    site.do(lambda session: scenarios.enact(session, link, change, by=site.bob, now=site.now))
    assert "Promised and enacted" in text_of(reader.get(f"/scenarios/{link}"))


def test_only_the_scenarios_that_were_read_last_are_kept(site):
    links = [saved(site, ("fa98", 100.0)), saved(site, ("fb106", 100.0))]
    trials = Trials(most=1)
    with site.service.reading() as session:
        panel = Panels().of(session, site.service.codebook, site.now.date())
        first, second = (scenarios.found(session, link) for link in links)
        kept = trials.of(session, first, panel)
        assert trials.of(session, first, panel) is kept
        trials.of(session, second, panel)
        assert trials.of(session, first, panel) is not kept


def test_an_answer_without_effect_is_no_cause(site, reader):
    """Without a language test, how hard it would be moves nothing."""
    link = saved(site, ("fa98", 100.0), ("bb29a", 100.0), ("bb29b", 100.0), ("fb106", 100.0))
    page = reader.get(f"/scenarios/{link}").text
    because = page[page.index("Of the overall score:") :]
    assert re.findall(r"<li>[^<]+<b>([^<]+)</b></li>", because)
    assert "<b>0</b>" not in because


def test_nothing_is_at_an_address_that_was_never_given(reader):
    assert reader.get("/scenarios/nowhere").status_code == 404


def test_a_scenario_speaks_french(site, reader):
    link = saved(site, ("fa98", 100.0))
    page = text_of(reader.get(f"/scenarios/{link}?lang=fr"))
    assert "Ce n’est pas une loi" in page


def test_a_title_is_text_and_no_markup(site, reader):
    link = saved(site, ("fa98", 100.0), title="<b>Sooner</b>")
    page = reader.get(f"/scenarios/{link}").text
    assert "<b>Sooner" not in page
    assert "&lt;b&gt;Sooner" in page
