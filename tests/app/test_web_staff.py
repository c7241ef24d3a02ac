"""What waits for staff, by kind and country, and what does not go well."""

import pytest
from sqlmodel import select
from statements import statements

from monitor.desk_tables import Seat
from monitor.source_tables import SourceSetting
from monitor.tables import Report, SourceState


@pytest.fixture
def bob(site):
    return site.client(site.bob)


def test_the_overview_shows_what_waits_and_for_how_long(site, bob, clock):
    site.report("", title="Whose is it")
    site.report("DEU", title="Open in Germany")
    clock.pass_(days=3)
    bob.enter(site.bob)
    page = bob.get("/staff").text
    assert page.index("Whose is it") < page.index("Open in Germany")
    assert page.count("3 days ago") == 2
    assert "All is well" in page


def test_what_waits_since_a_moment_waits_since_today(site, bob, clock):
    clock.pass_(seconds=20)
    site.report("DEU")
    assert "Germany · today · Ada" in bob.get("/staff").text
    clock.pass_(hours=20)
    bob.enter(site.bob)
    assert "Germany · yesterday · Ada" in bob.get("/staff").text


def test_what_waits_is_shown_by_kind_and_country_and_counted(site, bob):
    site.report("", title="Whose is it")
    site.report("DEU", title="Open in Germany")
    site.report("PRT", title="Nobody is in Portugal")
    site.confirmed("FRA", {}, title="Drafted in France")
    whole = bob.get("/staff").text
    for kind, count in (("country", 1), ("staff", 1), ("draft", 1), ("answer", 1)):
        assert f'<a href="/staff?what={kind}"><b>{count}</b>' in whole
    alone = bob.get("/staff?what=staff").text
    assert "Nobody is in Portugal" in alone
    assert "Open in Germany" not in alone
    german = bob.get("/staff?country=DEU").text
    assert "Open in Germany" in german
    assert "Nobody is in Portugal" not in german
    assert "Nothing of this kind waits here" in bob.get("/staff?what=ruling").text


def test_however_much_waits_it_is_read_in_as_many_queries(site, bob):
    def queries():
        with statements(site.service.engine) as said:
            assert bob.get("/staff").status_code == 200
        return len(said)

    site.report("DEU")
    alone = queries()
    for _ in range(5):
        site.report("DEU")
    assert queries() == alone


def test_who_has_nothing_to_do_is_told_what_would_bring_something(bob):
    page = bob.get("/staff").text
    assert "Nothing waits for you" in page
    assert 'href="/desk/report"' in page


def failing(site, **failures):
    rows = [SourceState(source=s, due_at=site.now, failures=n) for s, n in failures.items()]
    site.do(lambda session: session.add_all(rows))


def test_the_overview_counts_the_sources_that_fail_and_leads_to_them(site, bob):
    failing(site, **{"world-news": 4})
    page = bob.get("/staff").text
    assert "One source does not answer, or cannot be read" in page
    assert 'href="/staff/sources"' in page


def test_the_overview_leaves_out_what_passes_and_what_nobody_asks(site, bob):
    failing(site, **{"world-news": 2, "of-last-year": 40})
    assert "All is well" in bob.get("/staff").text
    failing(site, **{"deu-gazette": 40})
    pause = SourceSetting(
        source="deu-gazette", paused_at=site.now, why="It is closed.",
        changed_at=site.now, changed_by=site.bob.id,
    )  # fmt: skip
    site.do(lambda session: session.add(pause))
    assert "All is well" in bob.get("/staff").text


def test_an_assigned_report_asks_the_countrys_correspondents(site, bob):
    report = site.report("")
    assert bob.fill(f"/staff/reports/{report}", country="XXX").status_code == 422
    assert bob.fill(f"/staff/reports/{report}", country="DEU").status_code == 303
    site.do(lambda session: None)
    assert site.look(lambda s: s.get_one(Report, report)).country == "DEU"
    asked = site.look(lambda s: s.exec(select(Seat.person_id)).all())
    assert asked == [site.ada.id]


def test_a_question_without_a_country_leads_staff_to_say_it(site):
    report = site.report("")
    page = site.client().get(site.links.question(site.bob.id, report)).text
    assert "Whose law is it?" in page
    assert f'href="/staff/reports/{report}"' in page
