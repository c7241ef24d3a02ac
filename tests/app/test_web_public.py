"""What everybody reads, and what every answer says to browsers."""

import re
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import event
from sqlmodel import select
from starlette.testclient import TestClient
from statements import statements

from app.web import create_app
from app.web.static import address
from monitor import checkins, country_settings, words
from monitor.confirm import Confirmation
from monitor.desk_tables import (
    CheckInSeat,
    CheckInState,
    Inquiry,
    Place,
    Seat,
    Verdict,
    Way,
    When,
)
from monitor.hearing import ruling
from monitor.outsiders import replies
from monitor.tables import Change, Report
from monitor.vocabulary import AREAS
from newsletters.tables import Delivery
from store import make_engine, reading

#: A question of the index.
DUAL = "fd115ab"


@pytest.fixture
def reader(site):
    return site.client()


def stops_of(page):
    """The story of a change: whether each of its dots is hollow, and its name."""
    story = page.text[page.text.index('<ol class="story">') :]
    return re.findall(r'<li(?: class="(open)")?><b>([^<]+)</b>', story)


def text_of(page):
    """A page's words, without its marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))


def test_the_first_page_ranks_all_countries_of_the_edition(reader):
    page = reader.get("/")
    assert page.text.count('<th scope="row"><a href="/countries/') == 56
    assert "Nothing has been released since the edition" in page.text
    assert "1 Sweden 86" in text_of(page)


def test_a_released_change_stands_on_the_first_page_and_moves_the_score(site, reader):
    before = text_of(reader.get("/countries/DEU"))
    assert "58 of 100 official, 2019" in before
    site.released("DEU", summary="Nobody has to give up a nationality.")
    page = text_of(reader.get("/"))
    assert "Dual nationality allowed" in page
    assert "50 → to 100 ▲ up" in page
    after = text_of(reader.get("/countries/DEU"))
    assert "60 of 100 interim ▲ up from 58 in 2019" in after
    assert "Overall without health and education: 60 since 27 June 2024" in after


def test_a_draft_moves_nothing_and_is_told_in_words(site, reader):
    site.confirmed("DEU", title="Not released yet")
    site.report("DEU", title="Not confirmed yet")
    page = reader.get("/countries/DEU").text
    assert "58</b>" in page
    assert "One change is confirmed and waits for release." in page
    assert "One report waits for an expert’s word." in page
    assert "Not released yet" not in page
    assert "Not confirmed yet" not in page


def test_a_countrys_page_counts_its_own_drafts_and_reads_none(site, reader):
    site.confirmed("FRA")
    site.confirmed("DEU")
    site.confirmed("DEU", {"fa98": 100.0})
    with statements(site.service.engine) as said:
        page = reader.get("/countries/DEU").text
    assert "2 changes are confirmed and wait for release." in page
    assert not any("draft_score" in statement for statement in said)


def test_a_picture_says_its_numbers(site, reader):
    site.released("DEU")
    page = reader.get("/countries/DEU").text
    label = re.search(r'role="img" aria-label="([^"]+)"', page).group(1)
    assert "2012–2019: 58." in label
    assert "Interim from 27 June 2024: 60." in label


def test_indicators_and_answers_stand_within_their_area(reader):
    page = text_of(reader.get("/countries/DEU"))
    assert "Dual nationality 50" in page
    assert "Yes, with broad exemptions" in page


def test_a_country_that_the_edition_left_out_has_a_page_without_scores(reader):
    page = reader.get("/countries/VAT")
    assert page.status_code == 200
    assert "No score" in page.text
    assert reader.get("/countries/ZZZ").status_code == 404


def test_a_country_in_small_letters_leads_to_its_page(reader):
    answer = reader.get("/countries/prt")
    assert (answer.status_code, answer.headers["location"]) == (308, "/countries/PRT")


def test_a_score_that_no_released_change_explains_is_explained(site, reader):
    page = text_of(reader.get("/countries/ARE"))
    assert "interim" in page
    assert "this overall score was never published" in page
    assert "never published" not in text_of(reader.get("/countries/DEU"))
    site.released("DEU")
    assert "never published" not in text_of(reader.get("/countries/DEU"))


def test_a_law_that_comes_into_force_later_is_never_told_as_if_it_held(site, reader):
    change = site.released("DEU", in_force_from=date(2027, 3, 1), adopted=date(2026, 10, 5))
    country = text_of(reader.get("/countries/DEU"))
    assert "58 of 100 official, 2019" in country
    assert "From 1 March 2027: 60" in country
    page = reader.get(f"/changes/{change}")
    words = text_of(page)
    assert "Not in force yet: it holds from 1 March 2027 on." in words
    assert "From 1 March 2027 on No, nobody must" in words
    assert "From 1 March 2027: 60" in words
    for path in ("/", "/countries/DEU"):
        words = text_of(reader.get(path))
        assert "from 1 March 2027 on" in words
        assert "Why the score will move" in words
    assert stops_of(page) == [
        ("", "Reported"),
        ("", "Confirmed"),
        ("", "Scored"),
        ("", "Released"),
        ("open", "Comes into force"),
        ("open", "Next edition"),
    ]


def test_a_law_that_has_ended_is_told_as_one(site, reader):
    change = site.released(
        "DEU", in_force_from=date(2024, 6, 27), in_force_until=date(2026, 1, 1)
    )
    page = reader.get(f"/changes/{change}")
    assert "It has ended: since 1 January 2026 it no longer holds." in text_of(page)
    assert "From 27 June 2024 to 1 January 2026 No, nobody must" in text_of(page)
    assert stops_of(page)[:3] == [("", "In force"), ("", "Ended"), ("", "Reported")]
    country = text_of(reader.get("/countries/DEU"))
    assert "58 of 100 official, 2019" in country
    assert "ended on 1 January 2026" in country


def test_the_end_of_a_law_that_holds_lies_ahead(site, reader):
    change = site.released("DEU", in_force_until=date(2028, 1, 1))
    assert ("open", "Ends") in stops_of(reader.get(f"/changes/{change}"))
    assert "From 1 January 2028: 58" in text_of(reader.get("/countries/DEU"))


def test_no_address_of_a_reader_is_asked_for_by_a_get(reader):
    assert 'name="email"' not in reader.get("/").text
    assert 'class="button" href="/subscribe"' in reader.get("/").text


def test_a_change_tells_its_answers_effect_law_and_story(site, reader):
    change = site.released("DEU", url="https://gazette.example/act", law="StARModG")
    page = reader.get(f"/changes/{change}")
    words = text_of(page)
    assert "Must first-generation immigrants give up their other nationality" in words
    assert "No, nobody must" in words
    assert "Area: Access to nationality 42 54 ▲ up" in words
    assert 'href="https://gazette.example/act"' in page.text
    for step in ("Reported", "Confirmed", "Scored", "Released", "Next edition"):
        assert f"<b>{step}</b>" in page.text


def test_a_change_that_moves_no_score_is_told_too(site, reader):
    change = site.released("DEU", {})
    page = reader.get(f"/changes/{change}").text
    assert "Confirmed, and the score stays" in page
    assert "Confirmed, and the score stays." in reader.get("/countries/DEU").text


def test_a_draft_has_no_public_page(site, reader):
    assert reader.get(f"/changes/{site.confirmed('DEU')}").status_code == 404
    assert reader.get("/changes/nonsense").status_code == 404


def test_an_address_that_is_no_web_address_is_never_a_link(site, reader):
    def deface(session):
        session.add(
            Report(
                country="DEU",
                title="x",
                summary="",
                url="javascript:alert(1)",
                reported_at=site.now,
            )
        )

    site.do(deface)
    id = site.look(lambda s: s.exec(select(Report.id)).one())
    page = site.client(site.ada).get(f"/desk/reports/{id}").text
    assert 'href="javascript' not in page


def test_a_page_speaks_the_readers_language(site, reader):
    french = reader.get(
        "/countries/DEU", headers={"Accept-Language": "fr-BE,fr;q=0.9,en;q=0.8"}
    )
    assert '<html lang="fr"' in french.text
    assert "Allemagne" in french.text
    assert '<html lang="en"' in reader.get("/", headers={"Accept-Language": "de"}).text
    chosen = reader.get("/?lang=fr")
    assert "Ce qui a changé" in chosen.text
    assert '<html lang="fr"' in reader.get("/about").text
    assert '<html lang="en"' in reader.get("/about?lang=en").text
    assert '<html lang="en"' in reader.get("/about?lang=xx").text


def test_every_answer_guards_the_reader(site, reader):
    for path in ("/", "/nope", "/sign-in", "/healthz"):
        headers = reader.get(path).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-content-type-options"] == "nosniff"


def test_pages_behind_a_token_or_a_session_are_kept_and_listed_by_nobody(site, reader):
    paths = (
        site.links.preferences(site.subscription()),
        site.links.question(site.ada.id, site.report()),
        "/sign-in",
        "/desk",
        "/staff",
    )
    for path in paths:
        headers = reader.get(path).headers
        assert (headers["cache-control"], headers["x-robots-tag"]) == ("no-store", "noindex")


def test_a_page_loads_nothing_from_elsewhere_and_runs_nothing(site, reader):
    site.released("DEU")
    for path in ("/", "/countries/DEU", "/subscribe"):
        page = reader.get(path).text
        assert "<script" not in page
        assert " style=" not in page
        assert set(re.findall(r'<link [^>]*href="(/static)?', page)) == {"/static"}


def test_the_stylesheet_is_kept_for_ever_under_the_address_of_what_it_holds(reader):
    kept = reader.get(address("look.css"))
    assert (kept.status_code, kept.headers["content-type"]) == (200, "text/css; charset=utf-8")
    assert "immutable" in kept.headers["cache-control"]
    assert reader.get("/static/older/look.css").headers["cache-control"] == "no-cache"
    assert reader.get("/static/older/nothing.css").status_code == 404


def test_an_error_is_a_page_that_says_what_to_do(reader):
    for path in ("/nope", "/countries/ZZZ", "/subscriptions/cut-off"):
        page = reader.get(path)
        assert page.status_code == 404
        assert 'class="button' in page.text


def test_a_form_that_is_too_long_is_not_read(reader):
    answer = reader.post("/sign-in", data={"email": "x" * 300_000})
    assert answer.status_code == 413


def test_a_head_is_answered_like_its_get(reader):
    assert reader.head("/about").status_code == 200


def test_no_machine_description_of_the_pages_is_served(reader):
    for path in ("/docs", "/redoc", "/openapi.json", "/outbox"):
        assert reader.get(path).status_code == 404


def test_health_is_told_in_figures(site, reader, whole):
    answer = reader.get("/healthz")
    assert answer.status_code == 200
    found = answer.json()
    assert (found["well"], found["database"], found["schema"], found["stuck"]) == (
        True,
        True,
        True,
        0,
    )


def test_a_database_of_an_older_shape_is_not_well(site, reader):
    with site.service.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'older'")
    assert reader.get("/healthz").status_code == 503


def test_a_commit_that_fails_is_no_success(site, reader):
    orphan = "INSERT INTO responsibility VALUES ('0', 'DEU', '2026-11-21')"

    def leave_an_orphan(connection):
        if not connection.get_execution_options().get("read_only"):
            connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
            connection.exec_driver_sql(orphan)

    event.listen(site.service.engine, "begin", leave_an_orphan)
    answer = reader.post("/sign-in", data={"email": "ada@desk.example"})
    assert answer.status_code == 500
    assert "Something broke on our side" in answer.text
    assert "FOREIGN" not in answer.text
    with reading(make_engine(str(site.service.engine.url))) as session:
        assert session.exec(select(Delivery)).all() == []


def test_a_get_cannot_write_and_a_post_wakes_the_handlers_after_its_commit(site):
    woken = []
    app = create_app(site.service, wake=lambda: woken.append(True))
    visitor = TestClient(app)
    visitor.get("/")
    assert woken == []
    visitor.post("/sign-in", data={"email": "ada@desk.example"})
    assert woken == [True]


def test_the_outbox_of_a_trial_run_shows_its_mails_without_any_rights(site, tmp_path):
    service = site.service
    settings = service.settings.model_copy(update={"dev": True, "var": tmp_path})
    folder = tmp_path / "outbox"
    folder.mkdir()
    (folder / "0001.eml").write_bytes(
        b"Subject: News\r\nTo: reader@example.org\r\nDate: Sat, 21 Nov 2026 09:00:00 +0000\r\n"
        b"MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=x\r\n\r\n"
        b"--x\r\nContent-Type: text/plain\r\n\r\nRead <this>: http://testserver/changes/1\r\n"
        b"--x\r\nContent-Type: text/html\r\n\r\n<p>Read this</p>\r\n--x--\r\n"
    )
    visitor = TestClient(create_app(replace(service, settings=settings)))
    assert "News" in visitor.get("/outbox").text
    mail = visitor.get("/outbox/1").text
    assert 'href="http://testserver/changes/1"' in mail
    assert "&lt;this&gt;" in mail
    html = visitor.get("/outbox/1/html")
    assert html.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert visitor.get("/outbox/2").status_code == 404


def test_a_session_cookie_is_bound_to_https_where_there_is_https(site):
    service = site.service
    settings = service.settings.model_copy(update={"base_url": "https://mipex.example"})
    app = create_app(replace(service, settings=settings))
    visitor = TestClient(app, base_url="https://mipex.example", follow_redirects=False)
    visitor.post("/sign-in", data={"email": "ada@desk.example"})
    text = site.look(lambda s: s.exec(select(Delivery.text)).one())
    cookie = visitor.post(re.search(r"/sign-in/[\w-]+", text).group()).headers["set-cookie"]
    assert cookie.startswith("__Host-mipex=")
    assert "Secure" in cookie
    assert "Path=/" in cookie


def affirm(site, by, country, changed=()):
    """An answered check-in on October 2026; what changed is said of some areas."""
    said = {
        area: (CheckInState.SOMETHING, "A new act.")
        if area in changed
        else (CheckInState.NOTHING, "")
        for area in AREAS
    }
    month = site.month(country)
    seat = CheckInSeat(check_in_id=month, person_id=by.id, asked_at=site.now)
    site.do(lambda session: session.add(seat))
    site.do(lambda session: checkins.answer(session, month, said, by=by, now=site.now))


def test_what_was_affirmed_stands_on_the_countrys_page_with_its_day_and_whose_word_it_is(
    site, reader
):
    affirm(site, site.ada, "LUX")
    affirm(site, site.pia, "DEU", changed={"health"})
    site.do(lambda session: setattr(session.merge(site.ada), "named", True))
    whole = text_of(reader.get("/countries/LUX"))
    assert "October 2026: nothing changed." in whole
    assert "Affirmed on 21 November 2026 by Ada, a national correspondent." in whole
    part = text_of(reader.get("/countries/DEU"))
    assert re.search(r"nothing changed in Labour market mobility,[^.]* and [^.]*\.", part)
    assert "by a partner of the index." in part
    assert "A new act." not in part  # what changed is a claim until it is confirmed


def test_a_countrys_page_says_how_it_works(site, reader):
    assert "staff answer what is reported" in text_of(reader.get("/countries/PRT"))
    assert "A national correspondent looks out for changes" in text_of(
        reader.get("/countries/DEU")
    )
    setting = {"whens": [When.YEAR], "quorum": 1, "second_share": None}
    site.do(
        lambda session: country_settings.change(
            session, "DEU", way=Way.STAFF, by=site.ann, now=site.now, **setting
        )
    )
    page = text_of(reader.get("/countries/DEU"))
    assert "Staff of the index update answers and texts" in page
    assert "One national correspondent is asked at the end of each year." in page


def test_a_change_says_who_confirmed_it_and_names_whoever_agreed(site, reader):
    change = site.released("LUX")
    url = f"/changes/{change}"
    assert "by a national correspondent." in text_of(reader.get(url))
    assert "Ada" not in reader.get(url).text
    site.do(lambda session: setattr(session.merge(site.ada), "named", True))
    assert "by Ada." in text_of(reader.get(url))
    assert re.search(r"\d entries in the record No\. \d+ · Reported", text_of(reader.get(url)))


def blind(site, country: str, *dates) -> UUID:
    """A report on which two correspondents were asked, each unknowing of the other."""
    report = site.report(country)
    needed = Inquiry(report_id=report, needed=2, drawn=True, asked_at=site.now)
    site.do(lambda session: session.merge(needed))
    second = {"person_id": site.dora.id, "place": Place.SECOND, "taken_at": site.now}
    site.do(lambda session: session.add(Seat(report_id=report, **second)))
    for person, day in zip((site.ada, site.dora), dates, strict=True):
        told = Confirmation(
            title="Dual nationality", law="StARModG", in_force_from=day, answers={DUAL: 100.0}
        )
        said = words.Said(verdict=Verdict.CONFIRM, confirmation=told)
        site.do(
            lambda session, by=person, said=said: words.say(
                session, report, said, by=by, codebook=site.service.codebook, now=site.now
            )
        )
    return report


def public_page(site, reader, report) -> str:
    change = site.look(
        lambda s: s.exec(select(Change.id).where(Change.report_id == report)).one()
    )
    site.release(change)
    return text_of(reader.get(f"/changes/{change}"))


def test_two_who_agree_unknowing_of_each_other_are_told_as_such(site, reader):
    report = blind(site, "DEU", date(2024, 6, 27), date(2024, 6, 27))
    page = public_page(site, reader, report)
    assert (
        "by a national correspondent and another national correspondent, "
        "independently of each other." in page
    )


def test_a_ruling_stands_with_its_reason(site, reader):
    report = blind(site, "DEU", date(2024, 6, 27), date(2024, 7, 1))
    told = Confirmation(
        title="Dual nationality",
        law="StARModG",
        in_force_from=date(2024, 6, 27),
        answers={DUAL: 100.0},
    )
    said = words.Said(verdict=Verdict.CONFIRM, confirmation=told)
    site.do(
        lambda session: ruling.rule(
            session,
            report,
            said,
            reason="Article 6 says so.",
            by=site.bob,
            codebook=site.service.codebook,
            now=site.now,
        )
    )
    page = public_page(site, reader, report)
    assert "by staff of the index: two answers differed, and staff ruled." in page
    assert "Article 6 says so." in page


def test_what_a_government_replies_stands_beside_the_change(site, reader):
    change = site.released("DEU")
    url = f"/changes/{change}"
    assert "What the government says" not in reader.get(url).text
    say = {"by": site.gus, "now": site.now}
    site.do(lambda session: replies.reply(session, change, "We <b>disagree</b>.", **say))
    page = reader.get(url).text
    assert "What the government says" in page
    assert "We &lt;b&gt;disagree&lt;/b&gt;." in page


def test_no_token_and_no_address_reaches_a_log(site, reader, caplog):
    with site.service.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE sign_in")
    with caplog.at_level("DEBUG"):
        assert reader.post("/sign-in/a-secret-token").status_code == 500
        assert reader.post("/sign-in", data={"email": "ada@desk.example"}).status_code == 500
    assert "/sign-in/{token} failed" in caplog.text
    ours = "\n".join(r.getMessage() for r in caplog.records if r.name.startswith("app"))
    assert "a-secret-token" not in ours
    assert "ada@desk.example" not in ours
