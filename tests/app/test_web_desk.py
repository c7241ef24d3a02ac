"""The desk: a correspondent's word, from the link in her mail to what it moves."""

from datetime import date

import pytest
from sqlmodel import select
from thumb import Thumb

from monitor.desk_tables import (
    CheckIn,
    CheckInSeat,
    Place,
    Seat,
    Verdict,
    Way,
    Word,
    WordDraft,
)
from monitor.hearing import conflicts, ruling, supplements
from monitor.hearing.said import Said
from monitor.people_tables import Person
from monitor.tables import AnswerRow, Change, ChangeKind, Report, ReportState

DUAL = "answer-fd115ab"
#: As the questions and answers are worded on the screens.
QUESTION, ALLOWED, STRICT = "give up their other nationality", "No, nobody must", "with narrow"


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


@pytest.fixture
def two(site):
    """A question to two, and who answers it first and blind."""
    people = {person.id: person for person in (site.ada, site.dora)}
    site.works("DEU", quorum=2)
    report = site.report("DEU", because=["it names “nationality”"])
    seats = site.look(lambda s: s.exec(select(Seat).where(Seat.report_id == report)).all())
    by_place = {seat.place: people[seat.person_id] for seat in seats}
    return report, by_place[Place.FIRST], by_place[Place.SECOND]


def thumb(site, person=None, address=""):
    return Thumb(site.client(person)).open(address) if address else Thumb(site.client(person))


def words(site, report):
    return site.look(lambda s: s.exec(select(Word).where(Word.report_id == report)).all())


def confirms(at, answer=ALLOWED, day="27"):
    """Taps through an ordinary change, up to the page that shows all of it."""
    at.press("Yes, this changed").press(QUESTION).press(answer)
    at.type(**days("in_force_from", day, "6", "2024")).press("Go on")
    # Of a second nothing is filled in beforehand.
    title = {} if at.page.css_first("#title").attributes["value"] else {"title": "Allowed"}
    return at.type(law="StARModG", **title).press("Go on")


def test_a_question_shows_the_evidence_no_score_and_chooses_nothing(site, asked):
    site.evidence(
        asked[0], b"<html><body><p>Nothing.</p><p>Die Staatsangeh\xc3\xb6rigkeit bleibt.</p>"
    )
    page = site.client().get(asked[1]).text
    assert "of 100" not in page
    assert "gazette.example/1" in page
    assert "Yes, with broad exemptions" in page
    assert "your choice so far" not in page
    assert "checked" not in page


def test_the_provision_is_quoted_in_its_language_from_the_archived_text(site):
    report = site.report("DEU", because=["title: nationality (“Staatsangehörigkeit”)"])
    text = "<p>Inhalt</p><p>Wer eingebürgert wird, behält seine Staatsangehörigkeit.</p>"
    site.evidence(report, f"<html><body><main>{text}</main></body></html>".encode())
    page = thumb(site, address=site.links.question(site.ada.id, report)).page
    quoted = page.css_first("blockquote")
    assert quoted.text().strip() == "Wer eingebürgert wird, behält seine Staatsangehörigkeit."
    assert quoted.attributes["lang"] == "de"


def test_an_ordinary_change_takes_fewer_than_ten_taps_and_ends_with_its_effect(site, asked):
    report, url = asked
    phone = confirms(thumb(site, address=url))
    assert "In force from 27 June 2024" in phone.text
    assert site.look(lambda s: s.exec(select(Change)).all()) == []
    phone.press("Send my word")
    assert phone.taps < 10
    change = site.look(lambda s: s.exec(select(Change)).one())
    assert (change.report_id, change.kind) == (report, ChangeKind.POLICY)
    assert (change.adopted, change.in_force_from) == (None, date(2024, 6, 27))
    rows = site.look(
        lambda s: s.exec(select(AnswerRow).where(AnswerRow.change_id == change.id)).all()
    )
    assert [(row.code, row.score) for row in rows] == [("fd115ab", 100.0)]
    assert "Thank you, your word is noted" in phone.text
    assert "What it moves, by itself" in phone.text
    assert "42 54 ▲ up" in phone.text


def test_who_leaves_goes_on_where_she_was_on_another_device(site, asked):
    phone = thumb(site, address=asked[1])
    phone.press("Yes, this changed").press(QUESTION).press(ALLOWED)
    phone.type(**days("in_force_from", "27", "6", "2024")).press("Go on")
    desk = thumb(site, site.ada, "/desk")
    assert "begun" in desk.text
    desk.follow("Dual nationality allowed").follow("Go on where you were")
    assert desk.at.endswith("/law")
    desk.type(law="StARModG").press("Go on")
    assert "No, nobody must" in desk.text
    desk.press("Send my word")
    assert site.look(lambda s: s.exec(select(Change)).one()).law == "StARModG"
    assert site.look(lambda s: s.exec(select(WordDraft)).all()) == []


def test_each_thing_she_says_can_be_changed_before_it_is_sent(site, asked):
    phone = confirms(thumb(site, address=asked[1]))
    phone.follow("Change this").press("It stays as it is")
    assert "None: the index does not ask this" in phone.text
    phone.follow("Change this: Answers that are now others").press(QUESTION).press(STRICT)
    phone.follow("Another answer changed too").press("ordinary naturalisation").press(
        "Five years"
    )
    phone.follow("Change this: In force from")
    assert "Back to all that you say" in phone.text
    phone.page.css_first("[name=kind]")
    phone.type(kind="correction").press("Go on")
    assert "our record of it was wrong" in phone.text
    phone.type(note="For staff only").press("Send my word")
    change = site.look(lambda s: s.exec(select(Change)).one())
    assert change.kind is ChangeKind.CORRECTION
    rows = site.look(
        lambda s: s.exec(select(AnswerRow.code).where(AnswerRow.change_id == change.id)).all()
    )
    assert sorted(rows) == ["fa98", "fd115ab"]


def test_a_change_that_the_index_does_not_ask_moves_nothing(site, asked):
    phone = thumb(site, address=asked[1]).press("Yes, this changed").press("None:")
    phone.type(**days("in_force_from", "27", "6", "2024")).press("Go on")
    phone.type(law="StARModG").press("Go on").press("Send my word")
    assert "It moves no score" in phone.text


def test_a_screen_says_what_is_wrong_with_it_and_loses_nothing(site, asked):
    phone = thumb(site, address=asked[1]).press("Yes, this changed")
    questions = phone.at
    assert phone.visitor.post(questions).status_code == 422
    phone.press(QUESTION)
    assert phone.visitor.post(phone.at, data={DUAL: "51"}).status_code == 422
    phone.press(ALLOWED).type(**days("in_force_from", "31", "6", "2024")).press("Go on")
    assert phone.status == 422
    assert "31 June 2024 does not exist" in phone.text
    assert phone.page.css_first("#in_force_from-day").attributes["value"] == "31"
    phone.type(**days("in_force_from", "27", "6", "2024")).press("Go on")
    phone.type(url="gazette.example", law="<b>").press("Go on")
    assert phone.status == 422
    assert 'value="&lt;b&gt;"' in phone.page.html
    phone.open(asked[1]).follow("Go on where you were")
    assert phone.page.css_first("#url").attributes["value"] == "gazette.example"


def test_nobody_skips_a_screen_by_its_address(site, asked):
    report, url = asked
    key = url.partition("?")[2]
    phone = thumb(site, address=f"/desk/reports/{report}/check?{key}")
    assert phone.at.startswith(f"http://testserver/desk/reports/{report}?")
    phone.press("Yes, this changed").open(f"/desk/reports/{report}/check?{key}")
    assert "/questions?" in phone.at
    assert phone.open(f"/desk/reports/{report}/nowhere?{key}").status == 404


def test_all_that_is_wrong_is_said_at_once_and_all_that_was_typed_stays(site, asked):
    report, url = asked
    said = YES | {"law": "", "note": "Section <10>", "url": "gazette.example"}
    answer = site.client().fill(url, **said | days("in_force_from", "31", "6", "2024"))
    assert answer.status_code == 422
    assert "31 June 2024 does not exist" in answer.text
    for field in ("law", "url", "in_force_from"):
        assert f'<li><a href="#{field}">' in answer.text
        assert f'<div id="{field}" class="wrong">' in answer.text
    assert "Section &lt;10&gt;" in answer.text
    assert f'name="{DUAL}" value="100"' in answer.text
    assert site.look(lambda s: s.get_one(Report, report)).state is ReportState.OPEN


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        (("27", "", "2024"), "Write day, month and year in figures"),
        (("27", "13", "2024"), "The month is a number from 1 to 12"),
        (("27", "6", "24"), "Write the year with four figures"),
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
    assert "Say whether the law changed, or that you need more." in answer.text
    assert words(site, asked[0]) == []


def test_a_rejection_says_why(site, asked):
    report, url = asked
    phone = thumb(site, address=url).press("No, it did not").press("Send my word")
    assert phone.status == 422
    phone.type(why_not="A draft bill only.").press("Send my word")
    assert phone.taps <= 5
    assert "Rejected on 21 November 2026, by you." in phone.text
    assert "A draft bill only." in phone.text
    assert site.look(lambda s: s.get_one(Report, report)).state is ReportState.REJECTED


def test_who_needs_more_is_asked_again_once_staff_have_added_it(site, asked):
    report, url = asked
    phone = thumb(site, address=url).press("I need more")
    phone.type(why_not="The text of the act").press("Send my word")
    assert "the question comes back to you" in phone.text
    site.service.clock.pass_(days=1)
    now = site.service.clock()
    site.do(
        lambda s: supplements.add(
            s, report, text="Here: https://a.example", by=site.bob, now=now
        )
    )
    phone.open(url)
    assert "Here: https://a.example" in phone.text
    confirms(phone).press("Send my word")
    assert site.look(lambda s: s.get_one(Report, report)).state is ReportState.CONFIRMED


def test_a_second_word_changes_nothing_and_says_who_was_first(site, asked):
    report, url = asked
    site.client().fill(url, word="reject", why_not="A draft bill only.")
    late = site.client(site.bob).fill(f"/desk/reports/{report}", **YES)
    assert late.status_code == 409
    assert "This question is decided" in late.text
    assert "by a national correspondent." in late.text
    assert site.ada.name not in late.text
    assert site.look(lambda s: s.exec(select(Change)).all()) == []


def test_a_second_goes_the_same_way_with_nothing_filled_in_or_put_first(site, two):
    report, first, second = two
    confirms(thumb(site, address=site.links.question(first.id, report))).press("Send my word")
    phone = thumb(site, address=site.links.question(second.id, report))
    assert "Access to nationality ·" not in phone.text
    phone.press("Yes, this changed")
    assert phone.page.css("details[open]") == []
    areas = [one.text().strip() for one in phone.page.css("summary h2")]
    assert areas[0] == "Labour market mobility"
    phone.press(QUESTION).press(ALLOWED)
    phone.type(**days("in_force_from", "27", "6", "2024")).press("Go on")
    assert [one.attributes["value"] for one in phone.page.css("#law, #title, #url")] == [""] * 3
    assert phone.page.css_first("#summary").text().strip() == ""


def test_two_who_say_the_same_decide_it_and_may_change_their_words_until_then(site, two):
    report, first, second = two
    phone = confirms(thumb(site, address=site.links.question(first.id, report)), STRICT)
    phone.press("Send my word").press("Change my word")
    assert "with narrow" in phone.text
    site.service.clock.pass_(minutes=1)
    phone.follow("Change this").press(ALLOWED).press("Send my word")
    assert "What it would move" not in phone.text  # who can change her word is not to be swayed
    other = confirms(thumb(site, address=site.links.question(second.id, report)))
    other.press("Send my word")
    assert "by you and another, who said the same." in other.text
    assert "Confirmed on" in phone.open(site.links.question(first.id, report)).text
    assert "42 54 ▲ up" in phone.text
    assert len(words(site, report)) == 3
    assert site.look(lambda s: s.exec(select(Change)).one()).confirmed_by == first.id


def test_two_who_differ_are_told_that_staff_rule_and_then_why(site, two):
    report, first, second = two
    links = [site.links.question(person.id, report) for person in (first, second)]
    confirms(thumb(site, address=links[0])).press("Send my word")
    phone = confirms(thumb(site, address=links[1]), day="28").press("Send my word")
    assert "Staff of the index rule on it" in phone.text
    assert "Change my word" not in phone.text
    assert "27 June" not in phone.text
    late = site.client().fill(links[0], **YES)
    assert (late.status_code, len(words(site, report))) == (409, 2)
    assert "Staff of the index rule on it" in late.text
    said = Said(verdict=Verdict.REJECT, note="A bill.")
    service = site.service
    site.do(
        lambda s: ruling.rule(
            s, report, said, reason="The act is not adopted.", by=s.merge(site.bob),
            codebook=service.codebook, now=service.clock(),
        )
    )  # fmt: skip
    assert "The act is not adopted." in phone.open(links[1]).text
    assert "staff ruled on it" in phone.text


def test_who_checks_sees_what_staff_say_and_agrees_with_three_taps(site):
    site.works("DEU", way=Way.STAFF)
    report = site.report("DEU", because=[])
    site.client(site.bob).fill(f"/desk/reports/{report}", **YES)
    site.do(lambda session: None)
    phone = thumb(site, address=site.links.question(site.ada.id, report))
    assert "Staff say that the law changed. Is that right?" in phone.text
    assert "StARModG" in phone.text
    phone.press("Yes, that is right").press("Send my word")
    assert phone.taps == 3
    assert site.look(lambda s: s.get_one(Report, report)).state is ReportState.CONFIRMED


def test_whoever_reported_sees_her_report_and_does_not_decide_on_it(site):
    report = site.report("DEU", by=site.ada)
    visitor = site.client(site.ada)
    assert "You reported this" in visitor.get(f"/desk/reports/{report}").text
    answer = visitor.fill(f"/desk/reports/{report}", **YES)
    assert answer.status_code == 403
    assert "Another person decides" in answer.text


def test_an_interest_of_her_own_hands_the_question_to_a_colleague(site, two):
    report, first, _ = two
    site.works("DEU", quorum=1)
    phone = thumb(site, address=site.links.question(first.id, report))
    phone.follow("I have an interest of my own").press("Declare it")
    assert phone.status == 422
    phone.type(why="I advised the ministry.").press("Declare it")
    site.do(lambda session: None)
    assert "so it is not asked of you" in phone.text
    declared = site.look(lambda s: conflicts.of(s, first.id))
    assert [(one.report_id, one.why) for one in declared] == [
        (report, "I advised the ministry.")
    ]
    desk = thumb(site, first, "/desk/interests")
    assert "Dual nationality allowed" in desk.text
    assert "None" in desk.press("It is over").text


def test_a_question_is_handed_over_to_a_colleague(site):
    people = (site.ada, site.dora)
    report = site.report("DEU")
    seat = site.look(lambda s: s.exec(select(Seat)).one())
    hers, other = sorted(people, key=lambda one: one.id != seat.person_id)
    phone = thumb(site, address=site.links.question(hers.id, report))
    phone.follow("Somebody else should answer").press("Hand it over")
    assert phone.status == 422
    phone.type(to=str(other.id)).press("Hand it over")
    assert "Dual nationality allowed" in thumb(site, other, "/desk").text
    seats = site.look(lambda s: s.exec(select(Seat).where(Seat.closed_at == None)).all())  # noqa: E711
    assert [one.person_id for one in seats] == [other.id]


def test_she_says_how_much_time_she_gives_when_she_is_away_and_whether_she_is_named(site):
    phone = thumb(site, site.ada, "/desk").follow("Your time")
    assert phone.type(minutes="a lot").press("Keep this").status == 422
    assert 'value="a lot"' in phone.page.html
    assert "of 30 minutes" in phone.type(minutes="30").press("Keep this").text
    leaving = days("first", "1", "12", "2026")
    assert (
        phone.type(**leaving | days("until", "1", "12", "2026"))
        .press("Say that I am away")
        .status
        == 422
    )
    phone.type(**leaving | days("until", "8", "12", "2026")).press("Say that I am away")
    assert "1 December 2026 until 8 December 2026" in phone.text
    assert "until 8 December" not in phone.press("I am there after all").text
    phone.open("/desk/interests").type(named="yes").press("Keep this")
    ada = site.look(lambda s: s.get_one(Person, site.ada.id))
    assert (ada.minutes_a_month, ada.named) == (30, True)
    phone.type(area="education", why="I teach.").press("Declare it")
    assert phone.status == 422


def test_the_desk_lists_what_waits_for_this_person(site):
    site.report("DEU", title="Waits for Ada")
    site.report("FRA", title="Waits for Eve")
    site.report("DEU", by=site.ada, title="Reported by Ada")
    site.do(
        lambda session: session.merge(
            CheckInSeat(check_in_id=site.month("LUX"), person_id=site.ada.id)
        )
    )
    page = thumb(site, site.ada, "/desk").text
    assert "Waits for Ada" in page
    assert "about 3 minutes" in page
    assert "Did anything change in October 2026?" in page
    assert "Waits for Eve" not in page
    questions, mine = page.split("Reported by you")
    assert "Reported by Ada" not in questions
    assert "Reported by Ada" in mine
    assert "waits for another person’s word" in mine


def test_an_empty_desk_says_what_to_do(site):
    page = site.client(site.eve).get("/desk").text
    assert "No question waits" in page
    assert 'href="/desk/report"' in page


@pytest.mark.parametrize("who", ["pia", "gus"])
def test_the_desk_of_who_informs_says_what_she_can_do_and_asks_no_question(site, who):
    report = site.report("DEU")
    visitor = site.client(getattr(site, who))
    page = visitor.get("/desk").text
    assert "report what changes" in page
    assert "Dual nationality allowed" not in page
    assert visitor.get(f"/desk/reports/{report}").status_code == 403
    assert visitor.fill(f"/desk/reports/{report}/word", word="confirm").status_code == 403


def test_that_nothing_changed_is_affirmed_with_one_tap_where_nothing_was_seen(site):
    month = site.month("DEU")
    phone = thumb(site, address=site.links.check_in(site.ada.id, month))
    assert "“In October 2026 nothing changed in Germany, in any policy area.”" in phone.text
    phone.press("Nothing changed in any area")
    assert phone.taps == 2
    assert "That is news too" in phone.text
    assert "October 2026" in site.client().get("/countries/DEU").text
    late = phone.visitor.fill(site.links.check_in(site.ada.id, month), answer="nothing")
    assert late.status_code == 409
    assert site.look(lambda s: s.get_one(CheckIn, month)).state == "nothing"


def test_a_check_in_is_filled_with_what_was_seen_and_needs_a_word_on_each_area(site):
    site.service.clock.pass_(days=-30)
    site.now = site.service.clock()
    site.report("DEU", title="Seen in October")
    site.service.clock.pass_(days=30)
    phone = thumb(site, address=site.links.check_in(site.ada.id, site.month("DEU")))
    assert "Seen in October" in phone.text
    assert "Nothing changed in any area" not in phone.text
    seen = phone.page.css_first("#area-access_to_nationality")
    assert seen.css_first("[value=something]").attributes.get("checked", False) is None
    phone.type(area__health="something").press("Send my answers")
    assert phone.status == 422
    assert 'href="#area-education"' in phone.page.html
    assert 'value="something" checked' in phone.page.css_first("#area-health").html
    phone.type(note__health="A new act").press("nothing changed where I left it open")
    assert "What changed is reported" in phone.text
    report = site.look(
        lambda s: s.exec(select(Report).where(Report.title == "A new act")).one()
    )
    assert (report.areas, report.reported_by) == (["health"], site.ada.id)
    phone.follow("Report another change").type(title="One more", country="DEU").press(
        "Report it"
    )
    assert "Thank you, it is reported" in phone.text


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
    page = site.client(site.bob).fill(f"/desk/reports/{site.report('DEU')}", **YES)
    assert page.status_code == 422
    assert "what a machine noticed is confirmed by her" in page.text
    assert "StARModG" in page.text
