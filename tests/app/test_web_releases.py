"""What staff release: looked at, held at the gate, planned, mended."""

import re
from datetime import date, timedelta

import pytest
from sqlmodel import select
from statements import statements

from app import jobs
from app.web import gate
from monitor import answers, audit_log
from monitor.record_tables import ReleasePlan
from monitor.tables import Change, Release, ReleasedScore
from monitor.texts import profiles
from monitor.texts.profile_rules import Subject
from monitor.texts.profiles import mark
from newsletters.subscribers import confirm as confirm_subscription
from newsletters.tables import Delivery
from scoring import EVER, in_force

OF_GERMANY = Subject("DEU", "", "en")


@pytest.fixture
def bob(site):
    return site.client(site.bob)


def seal_of(page):
    return re.search(r'name="seal" value="(\w+)"', page).group(1)


def words_of(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page.text).split())


def releases(site):
    return site.look(lambda s: s.exec(select(Release)).all())


def test_drafts_are_looked_at_and_released_with_the_figures_that_were_seen(site, bob):
    change = site.confirmed("DEU")
    site.backed(change)
    assert str(change) in bob.get("/staff/changes").text
    preview = bob.get(f"/staff/release?change={change}")
    assert preview.status_code == 200
    assert "What readers will read" in preview.text
    assert "Arithmetic" in preview.text
    answer = bob.fill("/staff/release", change=str(change), seal=seal_of(preview.text))
    assert answer.headers["location"] == "/staff/changes?done=released"
    assert "Readers are told" in bob.get(answer.headers["location"]).text
    moved = site.look(lambda s: s.exec(select(ReleasedScore.code)).all())
    assert {"fd115ab", "f", "ov_h"} <= set(moved)
    assert "Dual nationality allowed" in site.client().get("/").text


def test_figures_that_moved_since_are_shown_again_and_nothing_is_released(site, bob):
    first, second = site.confirmed("DEU"), site.confirmed("DEU", {"fa98": 100.0})
    site.backed(first)
    site.backed(second)
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
    for change in chosen:
        site.backed(change)
    query = "&".join(f"change={change}" for change in chosen)
    page = bob.get(f"/staff/release?{query}").text
    assert "2 changes to be released together" in page
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
    reads(first)  # from then on, where countries stand today is known
    assert reads(first) == reads(first, second, third)


@pytest.mark.parametrize("table", ["JOIN evidence", "FROM report"])
def test_what_drafts_rest_on_is_read_once_for_all_of_them(site, bob, table):
    def reads(path):
        with statements(site.service.engine) as said:
            assert bob.get(path).status_code == 200
        return sum(f"{table} " in statement for statement in said)

    chosen = []
    for given in ({}, {"fa98": 100.0}, {"fb106": 100.0}):
        chosen.append(site.confirmed("DEU", given))
        site.backed(chosen[-1], f"<p>{given}</p>".encode())
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
    change = site.confirmed("DEU", summary="")
    page = words_of(bob.get(f"/staff/release?change={change}"))
    assert "Summary for readers Missing: “Dual nationality allowed”." in page
    assert "No day of adoption: “Dual nationality allowed”." in page
    assert "Germany: 877 days, from 27 June 2024 to 20 November 2026." in page


def test_nothing_chosen_is_said_on_the_list(site, bob):
    answer = bob.get("/staff/release")
    assert "Tick at least one change or text." in bob.get(answer.headers["location"]).text


def test_a_released_change_cannot_be_released_again(site, bob):
    change = site.released("DEU")
    assert bob.get(f"/staff/release?change={change}").status_code == 409
    assert bob.get("/staff/release?change=nonsense").status_code == 404


def send(visitor, change, **fields):
    page = visitor.get(f"/staff/release?change={change}").text
    seal = re.search(r'name="seal" value="(\w+)"', page).group(1)
    fields = {"change": str(change), "seal": seal, "do": "now"} | fields
    return visitor.fill("/staff/release", **fields)


def test_a_red_lamp_holds_a_release_back_whatever_is_sent(site, bob):
    change = site.confirmed("DEU")
    page = words_of(bob.get(f"/staff/release?change={change}"))
    assert "No document is archived: “Dual nationality allowed”." in page
    assert "A red lamp holds this back." in page
    assert "Release one change" not in page
    for over in ({}, {"over": "I want to."}):
        answer = send(bob, change, **over)
        assert answer.status_code == (403 if over else 422)
    assert releases(site) == []
    site.backed(change)
    assert send(bob, change).status_code == 303


def test_an_administrator_answers_for_missing_documents_with_a_reason_on_record(site):
    change, ann = site.confirmed("DEU"), site.client(site.ann)
    assert (
        "Why is it released without documents?"
        in ann.get(f"/staff/release?change={change}").text
    )
    assert send(ann, change, over=" ").status_code == 422
    assert send(ann, change, over="The gazette is printed on paper only.").status_code == 303
    (made,) = releases(site)
    (entry,) = site.look(lambda s: audit_log.of(s, "release", made.id))
    assert entry.what["over"] == audit_log.fingerprint("The gazette is printed on paper only.")


def test_staff_read_the_mails_in_each_language_and_the_places_before_they_go_out(site, bob):
    change = site.confirmed("DEU")
    page = words_of(bob.get(f"/staff/release?change={change}"))
    assert "Germany: Dual nationality allowed — Access to nationality 42 → 54" in page
    assert "Allemagne : Dual nationality allowed — Accès à la nationalité 42 → 54" in page
    assert re.search(r"Germany: place among 56 \d+ \d+", page)


def due(moment):
    parts = {"day": moment.day, "month": moment.month, "year": moment.year}
    return {f"due-{part}": str(n) for part, n in parts.items()}


def test_a_release_is_planned_and_goes_out_at_its_hour_once(site, bob, clock):
    change = site.confirmed("DEU")
    site.backed(change)
    later = {"do": "plan", "due-time": "09:30", **due(clock() + timedelta(days=2))}
    assert send(bob, change, **later).headers["location"] == "/staff/changes?done=planned"
    assert "23 November 2026, 09:30" in words_of(bob.get("/staff/plans")).replace(" ,", ",")
    assert send(bob, change, **later).status_code == 409
    clock.pass_(days=1, hours=23, minutes=29)
    assert jobs.release_due(site.service) == 0
    clock.pass_(minutes=1)
    assert (jobs.release_due(site.service), jobs.release_due(site.service)) == (1, 0)
    assert len(releases(site)) == 1


@pytest.mark.parametrize(
    ("hour", "day", "said"),
    [
        ("09:00", date(2026, 11, 20), "Choose a day and an hour that are still ahead."),
        ("nine", date(2026, 11, 30), "Write a day and an hour, such as 27 6 2027 and 09:00."),
        ("02:30", date(2027, 3, 28), "Clocks skip this hour on that day; choose another."),
    ],
)
def test_an_hour_that_cannot_be_is_refused_and_nothing_typed_is_lost(
    site, bob, hour, day, said
):
    change = site.confirmed("DEU")
    site.backed(change)
    fields = {"do": "plan", "due-time": hour, "note": "Germany’s news", **due(day)}
    answer = send(bob, change, **fields)
    assert answer.status_code == 422
    for kept in (said, "Germany’s news", f'value="{hour}"', f'value="{day.year}"'):
        assert kept in answer.text


def test_a_plan_whose_figures_moved_ends_and_staff_are_told_why(site, bob, clock):
    planned, other = site.confirmed("DEU"), site.confirmed("DEU", {"fa98": 100.0})
    for change in (planned, other):
        site.backed(change)
    send(bob, planned, **{"do": "plan", "due-time": "10:00", **due(clock() + timedelta(1))})
    send(bob, other)
    clock.pass_(days=2)
    jobs.release_due(site.service)
    site.do(lambda session: None)
    mails = site.look(lambda s: s.exec(select(Delivery.subject, Delivery.email)).all())
    assert ("A planned release was not made", site.bob.email) in mails
    bob.enter(site.bob)
    assert "these figures have moved" in bob.get("/staff/plans").text
    assert str(planned) in bob.get("/staff/changes").text


def test_a_plan_that_is_called_off_leaves_its_drafts(site, bob, clock):
    change = site.confirmed("DEU")
    site.backed(change)
    send(bob, change, **{"do": "plan", "due-time": "10:00", **due(clock() + timedelta(1))})
    (plan,) = site.look(lambda s: s.exec(select(ReleasePlan.id)).all())
    assert bob.fill(f"/staff/plans/{plan}/call-off").status_code == 303
    assert bob.fill(f"/staff/plans/{plan}/call-off").status_code == 409
    clock.pass_(days=2)
    assert jobs.release_due(site.service) == 0


def test_texts_go_out_with_scores_or_alone(site, bob):
    def check(session):
        said = profiles.write(
            session, OF_GERMANY, "A law.", seen="", offer=True, by=site.ada, now=site.now
        )
        return profiles.check(session, said.id, seen=mark(said), by=site.bob, now=site.now).id

    text = site.do(check)
    assert str(text) in bob.get("/staff/changes").text
    page = bob.get(f"/staff/release?text={text}")
    assert "One text to be released" in page.text
    seal = seal_of(page.text)
    assert bob.fill("/staff/release", text=str(text), seal=seal).status_code == 303
    assert len(releases(site)) == 1


def test_a_correction_is_proposed_confirmed_and_released_and_its_readers_are_told(site, bob):
    reader = site.subscription(cadence="alert")
    site.do(lambda s: confirm_subscription(s, reader, site.now - timedelta(1)))
    change = site.released("DEU")
    form = bob.get(f"/staff/changes/{change}/mend")
    assert "Dual nationality allowed" in form.text
    fields = {
        "how": "corrected", "reason": "The exemption is narrow.", "law": "StARModG",
        "title": "Dual nationality allowed", "answer-fd115ab": "0",
        "in_force_from-day": "27", "in_force_from-month": "6", "in_force_from-year": "2024",
    }  # fmt: skip
    bare = bob.fill(f"/staff/changes/{change}/mend", **fields | {"reason": "", "law": "Kept"})
    assert bare.status_code == 422
    assert 'value="Kept"' in bare.text
    where = bob.fill(f"/staff/changes/{change}/mend", **fields).headers["location"]
    site.do(lambda session: None)
    assert "The exemption is narrow." in bob.get(where).text
    assert bob.fill(where, word="confirm").status_code == 403
    ada = site.client(site.ada)
    assert "Yes, it was wrong" in ada.get(where).text
    assert ada.fill(where, word="confirm").status_code == 303
    site.do(lambda session: None)
    mend = site.look(lambda s: s.exec(select(Change.id).where(Change.id != change)).one())
    page = words_of(bob.get(f"/staff/release?change={mend}"))
    subject = "Correction: Germany: Dual nationality allowed — Access to nationality 29, not 54"
    assert subject in page
    assert send(bob, mend).status_code == 303
    site.do(lambda session: None)
    hers = select(Delivery.subject).where(Delivery.subscription_id == reader)
    told = site.look(lambda s: s.exec(hers.order_by(Delivery.made_at)).all())
    assert subject in told


def test_whoever_proposed_a_mend_can_take_it_back(site, bob):
    where = f"/mends/{site.mend(site.released('DEU'))}"
    assert "Take it back" in bob.get(where).text
    assert bob.fill(where, word="reject").status_code == 422
    assert bob.fill(where, word="reject", note="It was right after all.").status_code == 303
    assert "what was released stands" in bob.get(where).text


def test_a_withdrawn_change_keeps_its_page_which_says_so_and_why(site):
    wrong = site.released("DEU")
    report = site.mend(wrong)
    mend = site.settled(report)
    page = words_of(site.client().get(f"/changes/{wrong}"))
    assert "Withdrawn on 21 November 2026. The law was never published." in page
    assert (
        "This takes back what was released before."
        in site.client().get(f"/changes/{mend}").text
    )
    cards = words_of(site.client().get("/countries/DEU"))
    assert "withdrawn since" in cards
    scores = site.look(lambda s: answers.history(s, "mipex-core", "DEU"))
    assert in_force(scores, site.now.date(), EVER)["fd115ab"] == 50


def test_hundreds_of_drafts_are_listed_by_title_after_the_first(site, bob):
    for n in range(gate.WHOLE + 2):
        site.confirmed("DEU", {}, title=f"Law {n}")
    page = bob.get("/staff/changes").text
    assert "2 more changes" in page
    assert page.count('name="change"') == gate.WHOLE + 2
    assert page.count("<dt>Confirmed by</dt>") == gate.WHOLE
