"""What staff do: assign, look, release, let in."""

import re
from datetime import date

import pytest
from sqlmodel import select
from statements import statements

from monitor.source_tables import SourceSetting
from monitor.tables import Person, Release, ReleasedScore, Report, Responsibility, SourceState
from newsletters.tables import Delivery


@pytest.fixture
def bob(site):
    return site.client(site.bob)


def seal_of(page):
    return re.search(r'name="seal" value="(\w+)"', page).group(1)


def test_the_overview_shows_what_waits_and_for_how_long(site, bob, clock):
    site.report("", title="Whose is it")
    site.report("DEU", title="Open in Germany")
    clock.pass_(days=3)
    bob.enter(site.bob)
    page = bob.get("/staff").text
    assert "Whose is it" in page
    assert "Open in Germany" in page
    assert page.count("3 days ago") == 2
    assert "All is well" in page


def test_what_waits_since_a_moment_waits_since_today(site, bob, clock):
    clock.pass_(seconds=20)
    site.report("DEU")
    assert '<span class="soft">today ·' in bob.get("/staff").text
    clock.pass_(hours=20)
    bob.enter(site.bob)
    assert '<span class="soft">yesterday ·' in bob.get("/staff").text


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
    mails = site.look(lambda s: s.exec(select(Delivery.email)).all())
    assert site.ada.email in mails


def test_a_question_without_a_country_leads_staff_to_say_it(site):
    report = site.report("")
    page = site.client().get(site.links.question(site.bob.id, report)).text
    assert "Whose law is it?" in page
    assert f'href="/staff/reports/{report}"' in page


def test_drafts_are_looked_at_and_released_with_the_figures_that_were_seen(site, bob):
    change = site.confirmed("DEU")
    assert str(change) in bob.get("/staff/changes").text
    preview = bob.get(f"/staff/release?change={change}")
    assert preview.status_code == 200
    assert "What readers will read" in preview.text
    assert "Arithmetic" in preview.text
    answer = bob.fill("/staff/release", change=str(change), seal=seal_of(preview.text))
    assert answer.headers["location"] == "/staff/changes?released=1"
    assert "Readers are told" in bob.get(answer.headers["location"]).text
    moved = site.look(lambda s: s.exec(select(ReleasedScore.code)).all())
    assert {"fd115ab", "f", "ov_h"} <= set(moved)
    assert "Dual nationality allowed" in site.client().get("/").text


def test_figures_that_moved_since_are_shown_again_and_nothing_is_released(site, bob):
    first, second = site.confirmed("DEU"), site.confirmed("DEU", {"fa98": 100.0})
    seen = seal_of(bob.get(f"/staff/release?change={second}").text)
    alone = seal_of(bob.get(f"/staff/release?change={first}").text)
    bob.fill("/staff/release", change=str(first), seal=alone)
    answer = bob.fill("/staff/release", change=str(second), seal=seen, note="Two at once")
    assert answer.status_code == 409
    assert "The figures have moved since you looked" in answer.text
    assert "Two at once" in answer.text
    assert seal_of(answer.text) != seen
    assert len(site.look(lambda s: s.exec(select(Release)).all())) == 1


def test_changes_of_several_countries_go_out_together(site, bob):
    chosen = [site.confirmed("DEU"), site.confirmed("FRA", {})]
    query = "&".join(f"change={change}" for change in chosen)
    page = bob.get(f"/staff/release?{query}").text
    assert "2 changes are ready" in page
    assert "Confirmed, and no score moves." in page
    seal = seal_of(page)
    bob.post(
        "/staff/release",
        data={"form_key": bob.key, "change": [str(c) for c in chosen], "seal": seal},
    )
    assert len(site.look(lambda s: s.exec(select(Release)).all())) == 1
    assert "No change waits" in bob.get("/staff/changes").text


def test_a_countrys_record_is_read_once_for_all_its_drafts(site, bob):
    def reads(*changes):
        query = "&".join(f"change={change}" for change in changes)
        with statements(site.service.engine) as said:
            assert bob.get(f"/staff/release?{query}").status_code == 200
        return sum("answer.score" in statement for statement in said)

    first, second = site.confirmed("DEU"), site.confirmed("DEU", {"fa98": 100.0})
    third = site.confirmed("DEU", {"fb106": 100.0})
    assert reads(first) == reads(first, second, third)


@pytest.mark.parametrize("table", ["JOIN evidence", "FROM report"])
def test_what_drafts_rest_on_is_read_once_for_all_of_them(site, bob, table):
    def reads(path):
        with statements(site.service.engine) as said:
            assert bob.get(path).status_code == 200
        return sum(f"{table} " in statement for statement in said)

    chosen = []
    for answers in ({}, {"fa98": 100.0}, {"fb106": 100.0}):
        chosen.append(site.confirmed("DEU", answers))
        site.backed(chosen[-1], f"<p>{answers}</p>".encode())
    alone, all_three = "change=" + str(chosen[0]), "&".join(f"change={c}" for c in chosen)
    assert reads(f"/staff/release?{alone}") == reads(f"/staff/release?{all_three}") > 0


def test_staff_see_the_answers_the_law_the_days_and_whose_word_it_is(site, bob):
    change = site.confirmed(
        "DEU",
        reporter=site.eve,
        confirmer=site.ada,
        adopted=date(2024, 3, 22),
        in_force_until=date(2030, 1, 1),
        note="The transition rule is not counted.",
    )
    for path in ("/staff/changes", f"/staff/release?change={change}"):
        page = bob.get(path).text
        words = " ".join(re.sub(r"<[^>]+>", " ", page).split())
        assert "Yes, with broad exemptions" in words
        assert "No, nobody must" in words
        assert 'href="https://gazette.example/1"' in page
        for told in (
            "Law StARModG",
            "Adopted 22 March 2024",
            "In force from 27 June 2024",
            "In force until 1 January 2030",
            "Reported by Eve (correspondent)",
            "Confirmed by Ada (correspondent) , 21 November 2026",
            "Note to staff The transition rule is not counted.",
        ):
            assert told in words


def test_what_a_machine_noticed_is_told_as_such(site, bob):
    site.confirmed("DEU", confirmer=site.ada)
    assert "<dt>Reported by</dt><dd>a machine</dd>" in bob.get("/staff/changes").text


def test_whoever_confirmed_a_change_is_told_so_before_she_releases_it(site, bob):
    hers = site.confirmed("DEU", confirmer=site.ada)
    page = bob.get(f"/staff/release?change={hers}").text
    assert "Nobody confirmed what she reported, and you confirmed none of it." in page
    his = site.confirmed("PRT", {}, title="Counselling for all")
    page = bob.get(f"/staff/release?change={hers}&change={his}").text
    assert "You confirmed this yourself: “Counselling for all”." in page
    assert "you confirmed none of it" not in page


def test_what_lacks_is_said_before_a_release(site, bob):
    change = site.confirmed("DEU", summary="", url="")
    page = bob.get(f"/staff/release?change={change}").text
    assert page.count("Missing: “Dual nationality allowed”.") == 2


def test_nothing_chosen_is_said_on_the_list(site, bob):
    answer = bob.get("/staff/release")
    assert "Tick at least one change." in bob.get(answer.headers["location"]).text


def test_a_released_change_cannot_be_released_again(site, bob):
    change = site.released("DEU")
    assert bob.get(f"/staff/release?change={change}").status_code == 409
    assert bob.get("/staff/release?change=nonsense").status_code == 404


def test_staff_let_somebody_in(site, bob):
    said = {"email": "New@Desk.example", "name": "Nia", "role": "correspondent"}
    bare = bob.fill("/staff/people", **said)
    assert bare.status_code == 422
    assert "at least one country" in bare.text
    assert "New@Desk.example" in bare.text
    assert bob.fill("/staff/people", **said, country="ESP").status_code == 303
    nia = site.look(lambda s: s.exec(select(Person).where(Person.name == "Nia")).one())
    watched = site.look(
        lambda s: s.exec(
            select(Responsibility.country).where(Responsibility.person_id == nia.id)
        ).all()
    )
    assert (nia.email, watched) == ("new@desk.example", ["ESP"])
    assert "Nia" in bob.get("/staff/people").text


def test_faults_of_a_new_person_are_all_said(site, bob):
    page = bob.fill("/staff/people", email="x", name="", role="").text
    assert "Choose a role." in page
    assert "Write a name" in page
