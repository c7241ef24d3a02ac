"""The desk: a correspondent's word, from the link in her mail to what it moves."""

from datetime import date

import pytest
from sqlmodel import select

from monitor.desk_tables import CheckIn
from monitor.tables import AnswerRow, Change, ChangeKind, Report, ReportState

DUAL = "answer-fd115ab"


def days(name, day, month, year):
    return {f"{name}-day": day, f"{name}-month": month, f"{name}-year": year}


YES = {
    "word": "confirm",
    "kind": "policy",
    "title": "Dual nationality allowed",
    "law": "StARModG, BGBl. 2024 I Nr. 104",
    "url": "https://gazette.example/1",
    DUAL: "100",
    **days("in_force_from", "27", "6", "2024"),
    **days("adopted", "22", "3", "2024"),
}


@pytest.fixture
def asked(site):
    """A question, and its address in Ada's mail."""
    report = site.report("DEU")
    return report, site.links.question(site.ada.id, report)


def test_a_question_shows_no_score_and_chooses_nothing_in_advance(site, asked):
    page = site.client().get(asked[1]).text
    form = page[page.index('<form class="verdict"') :]
    assert "of 100" not in page
    assert 'value="confirm"' in form
    assert 'value="reject"' in form
    assert 'value="confirm" checked' not in form
    assert 'value="reject" checked' not in form
    assert form.count('value="" checked') == len(site.service.codebook.leaves)


def test_a_confirmed_report_is_a_change_and_thanks_with_its_effect(site, asked):
    report, url = asked
    visitor = site.client()
    answer = visitor.fill(url, **YES)
    assert answer.status_code == 303
    change = site.look(lambda s: s.exec(select(Change)).one())
    assert (change.report_id, change.kind) == (report, ChangeKind.POLICY)
    assert (change.adopted, change.in_force_from) == (date(2024, 3, 22), date(2024, 6, 27))
    rows = site.look(
        lambda s: s.exec(select(AnswerRow).where(AnswerRow.change_id == change.id)).all()
    )
    assert [(row.code, row.score) for row in rows] == [("fd115ab", 100.0)]
    thanks = visitor.get(answer.headers["location"]).text
    assert "Thank you, your word is noted" in thanks
    assert "What it moves, by itself" in thanks


def test_a_confirmed_report_may_move_nothing(site, asked):
    visitor = site.client()
    said = {field: value for field, value in YES.items() if field != DUAL}
    assert visitor.fill(asked[1], **said).status_code == 303
    assert "It moves no score" in visitor.get(asked[1]).text


def test_all_that_is_wrong_is_said_at_once_and_all_that_was_typed_stays(site, asked):
    report, url = asked
    said = YES | {"law": "", "kind": "", "note": "Section <10>", "url": "gazette.example"}
    answer = site.client().fill(url, **said | days("in_force_from", "31", "6", "2024"))
    assert answer.status_code == 422
    assert "31 June 2024 does not exist" in answer.text
    for field in ("law", "kind", "url", "in_force_from"):
        assert f'<li><a href="#{field}">' in answer.text
    assert "Section &lt;10&gt;" in answer.text
    assert f'name="{DUAL}" value="100" checked' in answer.text
    assert site.look(lambda s: s.get_one(Report, report)).state is ReportState.OPEN


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        (("27", "", "2024"), "Write day, month and year in figures"),
        (("27", "June", "2024"), "Write day, month and year in figures"),
        (("27", "13", "2024"), "The month is a number from 1 to 12"),
        (("27", "6", "24"), "Write the year with four figures"),
        (("29", "2", "2023"), "29 February 2023 does not exist"),
        (("", "", ""), "Say since which day the law is in force"),
        (("1", "1", "1900"), "Check the year"),
    ],
)
def test_a_day_that_cannot_be_is_explained(site, asked, typed, fault):
    answer = site.client().fill(asked[1], **YES | days("in_force_from", *typed))
    assert answer.status_code == 422
    assert fault in answer.text


def test_an_answer_that_the_codebook_does_not_offer_is_refused(site, asked):
    for value in ("51", "much", "101"):
        answer = site.client().fill(asked[1], **YES | {DUAL: value})
        assert answer.status_code == 422
    assert site.look(lambda s: s.exec(select(Change)).all()) == []


def test_without_a_verdict_nothing_is_decided(site, asked):
    said = {field: value for field, value in YES.items() if field != "word"}
    answer = site.client().fill(asked[1], **said)
    assert answer.status_code == 422
    assert "Say whether the law changed, yes or no." in answer.text
    assert "StARModG" in answer.text


def test_a_rejection_says_why(site, asked):
    report, url = asked
    visitor = site.client()
    bare = visitor.fill(url, word="reject")
    assert bare.status_code == 422
    assert '<li><a href="#why_not">' in bare.text
    assert visitor.fill(url, word="reject", why_not="A draft bill only.").status_code == 303
    page = visitor.get(url).text
    assert "Rejected on 21 November 2026" in page
    assert "A draft bill only." in page
    assert site.look(lambda s: s.get_one(Report, report)).state is ReportState.REJECTED


def test_a_second_word_changes_nothing_and_says_who_was_first(site, asked):
    report, url = asked
    site.client().fill(url, word="reject", why_not="A draft bill only.")
    late = site.client(site.bob).fill(f"/desk/reports/{report}", **YES)
    assert late.status_code == 409
    assert "This question is decided" in late.text
    assert "by a national correspondent." in late.text
    assert site.ada.name not in late.text
    assert site.look(lambda s: s.exec(select(Change)).all()) == []


def test_whoever_reported_sees_her_report_and_does_not_decide_on_it(site):
    report = site.report("DEU", by=site.ada)
    visitor = site.client(site.ada)
    assert "You reported this" in visitor.get(f"/desk/reports/{report}").text
    answer = visitor.fill(f"/desk/reports/{report}", **YES)
    assert answer.status_code == 403
    assert "Another person decides" in answer.text


def test_the_desk_lists_what_waits_for_this_person(site):
    site.report("DEU", title="Waits for Ada")
    site.report("FRA", title="Waits for Eve")
    site.report("DEU", by=site.ada, title="Reported by Ada")
    site.month("LUX")
    page = site.client(site.ada).get("/desk").text
    assert "Waits for Ada" in page
    assert "Did anything change in October 2026?" in page
    assert "Waits for Eve" not in page
    questions, mine = page.split("Reported by you")
    assert "Reported by Ada" not in questions
    assert "Waits for another person’s word." in mine
    assert "Reported by Ada" in mine


def test_an_empty_desk_says_what_to_do(site):
    page = site.client(site.eve).get("/desk").text
    assert "No question waits" in page
    assert 'href="/desk/report"' in page


def test_a_month_in_which_nothing_changed_is_affirmed_in_two_clicks(site):
    month = site.month("DEU")
    url = site.links.check_in(site.ada.id, month)
    visitor = site.client()
    assert visitor.fill(url).status_code == 422
    assert visitor.fill(url, answer="nothing").status_code == 303
    assert "That is news too" in visitor.get(url).text
    assert "October 2026" in site.client().get("/countries/DEU").text
    assert visitor.fill(url, answer="something").status_code == 409
    assert site.look(lambda s: s.get_one(CheckIn, month)).state == "nothing"


def test_a_month_in_which_something_changed_leads_to_a_report_without_signing_in(site):
    visitor = site.client()
    url = site.links.check_in(site.ada.id, site.month("DEU"))
    onward = visitor.fill(url, answer="something").headers["location"]
    form = visitor.get(onward).text
    assert '<option value="DEU" selected>' in form
    answer = visitor.fill(onward, country="DEU", title="A new act", url="", summary="")
    assert answer.status_code == 303
    assert "Thank you, it is reported" in visitor.get(answer.headers["location"]).text
    report = site.look(lambda s: s.exec(select(Report)).one())
    assert (report.title, report.reported_by) == ("A new act", site.ada.id)


def test_a_report_sent_twice_is_one_report(site):
    visitor = site.client(site.ada)
    said = {"country": "DEU", "title": "A new act", "url": "https://gazette.example/2"}
    for title in ("A new act", " A new act ", "Another act"):
        answer = visitor.fill("/desk/report", **said | {"title": title})
        assert answer.headers["location"] == "/desk/reported?country=DEU"
    titles = site.look(lambda s: s.exec(select(Report.title)).all())
    assert sorted(titles) == ["A new act", "Another act"]


def test_what_was_decided_may_be_reported_again(site):
    report = site.report("DEU", by=site.ada)
    site.client(site.bob).fill(f"/desk/reports/{report}", word="reject", why_not="A bill.")
    said = {"title": "Dual nationality allowed", "url": "https://gazette.example/1"}
    site.client(site.ada).fill("/desk/report", country="DEU", **said)
    assert len(site.look(lambda s: s.exec(select(Report)).all())) == 2


def test_whoever_watches_one_country_reports_on_that(site):
    assert '<option value="FRA" selected>' in site.client(site.eve).get("/desk/report").text
    assert "selected" not in site.client(site.ada).get("/desk/report").text


def test_a_remark_to_staff_is_not_shown_to_the_reporter(site):
    report = site.report("DEU", by=site.eve)
    site.client(site.ada).fill(f"/desk/reports/{report}", **YES | {"note": "For staff only"})
    assert "For staff only" in site.client(site.ada).get(f"/desk/reports/{report}").text
    assert "For staff only" not in site.client(site.eve).get(f"/desk/reports/{report}").text


def test_a_refusal_within_the_desk_leads_back_to_it(site):
    report = site.report("DEU", by=site.ada)
    visitor = site.client(site.ada)
    for refused in (visitor.get("/staff"), visitor.fill(f"/desk/reports/{report}", **YES)):
        assert refused.status_code == 403
        assert '<a class="button quiet" href="/desk">Your desk</a>' in refused.text


def test_desk_and_mailed_questions_speak_the_persons_language(site):
    def learn(session):
        person = session.merge(site.ada)
        person.language = "fr"
        session.add(person)

    site.do(learn)
    report, month = site.report("DEU"), site.month("DEU")
    english = {"Accept-Language": "en"}
    mailed = (site.links.question(site.ada.id, report), site.links.check_in(site.ada.id, month))
    for url in mailed:
        page = site.client().get(url, headers=english).text
        assert '<html lang="fr"' in page
    visitor = site.client(site.ada)
    assert '<html lang="fr"' in visitor.get("/desk", headers=english).text
    assert '<html lang="en"' in visitor.get("/desk?lang=en", headers=english).text
    assert '<html lang="en"' in visitor.get("/desk", headers=english).text


def test_a_report_that_cannot_be_taken_keeps_what_was_typed(site):
    answer = site.client(site.ada).fill(
        "/desk/report", country="", title="", url="somewhere", summary="A <b>new</b> act"
    )
    assert answer.status_code == 422
    assert "A &lt;b&gt;new&lt;/b&gt; act" in answer.text
    assert 'value="somewhere"' in answer.text
    assert answer.text.count('<li><a href="#') == 3


def test_what_a_machine_read_is_shown_as_text_and_never_as_a_page(site):
    report = site.report("DEU", title="<script>alert(1)</script>")
    page = site.client().get(site.links.question(site.ada.id, report)).text
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_staff_are_told_that_what_a_machine_noticed_is_the_correspondents_to_confirm(site):
    bob = site.client(site.bob)
    report = site.report("DEU")
    said = {"word": "confirm", "kind": "policy", "title": "Dual nationality", "law": "StARModG"}
    since = {
        f"in_force_from-{part}": n for part, n in (("day", 27), ("month", 6), ("year", 2024))
    }
    page = bob.fill(f"/desk/reports/{report}", **said, **since)
    assert page.status_code == 422
    assert "what a machine noticed is confirmed by her" in page.text
    assert "StARModG" in page.text
