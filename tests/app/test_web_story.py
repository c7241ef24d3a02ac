"""A report's whole story: what happened, who is asked, and what staff do about it."""

import re

import pytest
from sqlmodel import select

from app import jobs
from monitor import country_settings, mend_queries
from monitor.amends import mends
from monitor.desk_tables import Dispute, Place, Seat, Supplement, Verdict, Way, When
from monitor.record_tables import Mending
from monitor.tables import Change, Report, ReportState
from monitor.words import Said, say

DAYS = {"in_force_from-day": "27", "in_force_from-month": "6", "in_force_from-year": "2024"}


@pytest.fixture
def bob(site):
    return site.client(site.bob)


def text_of(page) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.text).split())


def speak(site, person, report, verdict=Verdict.REJECT, note="Only a bill."):
    said = Said(verdict=verdict, note=note)
    book, now = site.service.codebook, site.service.clock()
    return site.do(
        lambda session: say(session, report, said, by=person, codebook=book, now=now)
    )


def two_asked(site, report_of="DEU"):
    """A report that two correspondents answer."""
    _dora, ann = site.dora, site.ann
    site.do(
        lambda session: country_settings.change(
            session, "DEU", way=Way.CORRESPONDENT, whens=[When.EACH], quorum=2,
            second_share=None, by=ann, now=site.now,
        )
    )  # fmt: skip
    return site.report(report_of)


def disputed(site):
    """A report that one rejects and another confirms."""
    report = two_asked(site)
    first, second = site.look(
        lambda s: [
            next(p for p in (site.ada, site.dora) if p.id == seat.person_id)
            for seat in s.exec(select(Seat).order_by(Seat.place == Place.SECOND))
        ]
    )
    speak(site, first, report, note="It is a bill of the opposition.")
    visitor = site.client(second)
    told = {"word": "confirm", "title": "Dual nationality", "law": "StARModG", "kind": "policy"}
    answer = visitor.fill(
        f"/desk/reports/{report}", **told, **DAYS, **{"answer-fd115ab": "100"}
    )
    assert answer.status_code == 303
    return report


def test_a_story_tells_what_happened_with_its_numbers_in_the_record(site, bob):
    change = site.released("LUX")
    report = site.look(lambda s: s.get_one(Change, change)).report_id
    page = bob.get(f"/staff/reports/{report}")
    words = text_of(page)
    stops = ("Reported", "Asked", "Yes, this changed", "Confirmed", "Scored", "Released")
    places = [words.index(stop) for stop in stops]
    assert places == sorted(places)
    assert "a machine" in words
    assert "Ada" in words
    assert len(re.findall(r"no\. \d+ of the record", words)) >= 5
    assert f'href="/changes/{change}"' in page.text


def test_a_draft_leads_to_its_release(site, bob):
    change = site.confirmed("DEU")
    report = site.look(lambda s: s.get_one(Change, change)).report_id
    page = bob.get(f"/staff/reports/{report}").text
    assert f'href="/staff/release?change={change}"' in page


def test_a_question_is_handed_over_to_a_colleague(site, bob):
    report = site.report("DEU")
    dora = site.dora
    refused = bob.fill(f"/staff/reports/{report}/hand-over", of=str(site.ada.id), to="")
    assert refused.status_code == 422
    assert "Choose a colleague" in refused.text
    done = bob.fill(f"/staff/reports/{report}/hand-over", of=str(site.ada.id), to=str(dora.id))
    assert done.status_code == 303
    page = text_of(bob.get(f"/staff/reports/{report}"))
    assert "handed over" in page
    assert "Handed over" in page
    assert "Ada , Dora" in page or "Dora" in page


def test_who_needs_more_is_given_it_and_asked_again(site, bob):
    report = site.report("DEU")
    speak(site, site.ada, report, Verdict.MORE, "Which paragraph is meant?")
    assert f'href="/staff/reports/{report}/supplement"' in bob.get("/staff?what=more").text
    path = f"/staff/reports/{report}/supplement"
    assert "Which paragraph is meant?" in bob.get(path).text
    refused = bob.fill(path, text="", url="gazette")
    assert refused.status_code == 422
    assert 'value="gazette"' in refused.text
    assert bob.fill(path, text="Paragraph 10, on page 7").status_code == 303
    assert (
        site.look(lambda s: s.exec(select(Supplement)).one()).text == "Paragraph 10, on page 7"
    )
    assert "Paragraph 10, on page 7" in bob.get(f"/staff/reports/{report}").text
    assert "Nothing of this kind waits here" in bob.get("/staff?what=more").text


def test_two_answers_stand_side_by_side_and_what_differs_is_said_in_words(site, bob):
    report = disputed(site)
    assert f'href="/staff/reports/{report}/ruling"' in bob.get("/staff?what=ruling").text
    page = bob.get(f"/staff/reports/{report}/ruling")
    assert page.status_code == 200
    words = text_of(page)
    assert "It is a bill of the opposition." in words
    assert "StARModG" in words
    assert "they differ" in words
    assert 'class="differ"' in page.text


def test_staff_rule_for_one_answer_and_say_why(site, bob):
    report = disputed(site)
    page = bob.get(f"/staff/reports/{report}/ruling").text
    choices = re.findall(r'name="choice" value="([\w-]{36})"', page)
    assert len(choices) == 2
    path = f"/staff/reports/{report}/ruling"
    unsaid = bob.fill(path, choice=choices[0], reason="")
    assert unsaid.status_code == 422
    assert "Say why you rule so" in unsaid.text
    assert f'value="{choices[0]}" checked' in unsaid.text
    unchosen = bob.fill(path, reason="So it is.")
    assert "Choose the answer that holds" in unchosen.text
    assert "So it is." in unchosen.text
    assert bob.fill(path, choice=choices[0], reason="It is not adopted.").status_code == 303
    assert site.look(lambda s: s.get_one(Report, report)).state is not ReportState.OPEN
    assert site.look(lambda s: s.get_one(Dispute, report)).reason == "It is not adopted."
    assert "It is not adopted." in bob.get(f"/staff/reports/{report}").text
    assert bob.fill(path, choice=choices[0], reason="Again").status_code == 409


def test_staff_rule_with_an_answer_of_their_own(site, bob):
    report = disputed(site)
    path = f"/staff/reports/{report}/ruling"
    said = {
        "choice": "other",
        "word": "confirm",
        "kind": "policy",
        "law": "Act 7",
        "title": "T",
    }
    bare = bob.fill(path, **said, reason="As the act says.")
    assert bare.status_code == 422
    assert "since which day" in bare.text
    assert 'value="Act 7"' in bare.text
    answer = bob.fill(path, **said, **DAYS, reason="As the act says.")
    assert answer.status_code == 303
    change = site.look(lambda s: s.exec(select(Change)).one())
    assert (change.law, change.confirmed_by) == ("Act 7", site.bob.id)


def test_staff_who_may_still_answer_see_no_answer_of_others(site, bob):
    ann = site.ann
    site.do(
        lambda session: country_settings.change(
            session, "DEU", way=Way.CORRESPONDENT, whens=[When.EACH], quorum=2,
            second_share=None, by=ann, now=site.now,
        )
    )  # fmt: skip
    report = site.report("DEU")
    speak(site, site.ada, report, note="Nobody shall read this yet.")
    jobs.follow_up(site.service)
    for address in (
        f"/staff/reports/{report}",
        "/staff/record",
        "/staff/search?q=nobody+shall",
    ):
        assert "Nobody shall read this yet." not in bob.get(address).text
    assert "Access to nationality" not in bob.get(f"/staff/reports/{report}").text
    assert "An answer came" in bob.get(f"/staff/reports/{report}").text
    speak(site, site.bob, report, note="I looked myself.")
    assert "Nobody shall read this yet." in bob.get(f"/staff/reports/{report}").text


def test_a_proposal_to_mend_waits_for_another_person(site, bob):
    change, ann = site.released("DEU"), site.ann

    def propose(session):
        said = mend_queries.as_released(session, session.get_one(Change, change))
        return mends.propose(
            session, change, how=Mending.WITHDRAWN, said=said, reason="It was a bill.",
            by=ann, codebook=site.service.codebook, now=site.now,
        )  # fmt: skip

    report = site.do(propose)
    assert f'href="/mends/{report}"' in bob.get("/staff?what=mend").text
    page = bob.get(f"/staff/reports/{report}").text
    assert "Withdrawal proposed" in page
    assert "It was a bill." in page
    assert f'href="/mends/{report}"' in page
