"""What staff do to the sources in the browser."""

import pytest
from sqlmodel import select

from app import jobs
from monitor import catalogue
from monitor.source_tables import SourceSetting
from monitor.tables import EntryRow, SourceState

FEED = """<rss version="2.0"><channel><title>A court</title>
<item><title>Judgment 1</title><link>https://court.example/1</link></item></channel></rss>"""
COURT = {"url": "https://court.example/rss", "name": "A court", "jurisdiction": "FRA"}


@pytest.fixture
def bob(site):
    return site.client(site.bob)


def watched(site):
    return site.look(lambda session: catalogue.watched(session, site.service.sources))


def form(bob, id):
    """What stands in the form of a source, as a browser would send it back."""
    from selectolax.lexbor import LexborHTMLParser

    page = LexborHTMLParser(bob.get(f"/staff/sources/{id}").text)
    (found,) = page.css(f'form[action="/staff/sources/{id}"]')
    fields = {
        node.attributes["name"]: node.attributes.get("value") or ""
        for node in found.css("input[name]:not([type=checkbox])")
    }
    fields |= {node.attributes["name"]: node.text().strip() for node in found.css("textarea")}
    for node in found.css("select"):
        chosen = node.css_first("option[selected]")
        fields[node.attributes["name"]] = (chosen.attributes["value"] if chosen else "") or ""
    return fields


def test_a_source_that_staff_add_is_asked_and_shows_what_came(site, bob):
    site.service.door.serves("https://court.example/rss", FEED)
    answer = bob.fill("/staff/sources/new", **COURT, kind="feed")
    assert answer.headers["location"] == "/staff/sources/fra-a-court?done=added"
    assert "Nothing came yet" in bob.get("/staff/sources/fra-a-court").text
    jobs.collect_sources(site.service)
    page = bob.get("/staff/sources/fra-a-court").text
    assert "Judgment 1" in page
    assert "https://court.example/1" in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": ""}, "Write the name that readers see."),
        ({"url": "file:///etc/passwd"}, "Write the whole address"),
        ({"url": "http://["}, "Write the whole address"),
        ({"url": "https://gazette.example/rss/"}, "This address is watched already."),
        ({"url": "https://court.example/?k={key}"}, "Only the sources file may name a secret."),
        ({"kind": "telepathy"}, "Choose how it is read."),
        ({"jurisdiction": "XYZ"}, "Choose a country, or many."),
        ({"every_hours": "often"}, "Write a number of hours"),
        ({"every_hours": "nan"}, "Write a number of hours"),
        ({"read": "select = a"}, "Write the lines that this kind needs"),
        ({"numbered": "(?P<no>"}, "Write a pattern that holds"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field_and_nothing_typed_is_lost(
    site, bob, typed, said
):
    whole = {**COURT, "kind": "feed", "note": "Ask Ana first.", **typed}
    answer = bob.fill("/staff/sources/new", **whole)
    assert answer.status_code == 422
    assert answer.text.count(said) == 2  # on top, and beside the field
    assert "Ask Ana first." in answer.text
    assert len(watched(site)) == 2


def test_a_form_that_is_sent_back_as_it_came_changes_nothing(site, bob):
    before = watched(site)
    for id in before:
        assert bob.fill(f"/staff/sources/{id}", **form(bob, id)).status_code == 303
    assert watched(site) == before
    assert "says something else" not in bob.get("/staff/sources/deu-gazette").text


def test_what_staff_mend_holds_and_the_page_says_what_the_file_says(site, bob):
    fields = form(bob, "deu-gazette") | {
        "url": "https://gazette.example/new",
        "every_hours": "3",
    }
    bob.fill("/staff/sources/deu-gazette", **fields)
    assert watched(site)["deu-gazette"].url == "https://gazette.example/new"
    page = bob.get("/staff/sources/deu-gazette").text
    assert "The sources file says something else" in page
    assert "https://gazette.example/rss" in page
    assert "Bob changed it on 21 November 2026." in page
    bob.fill("/staff/sources/deu-gazette/forget")
    assert watched(site)["deu-gazette"] == site.service.sources["deu-gazette"]


def test_a_pause_needs_a_reason_and_shows_it_until_it_ends(site, bob):
    assert bob.fill("/staff/sources/deu-gazette/pause", why=" ").status_code == 422
    bob.fill("/staff/sources/deu-gazette/pause", why="It is rebuilt until May.")
    assert "deu-gazette" not in watched(site)
    page = bob.get("/staff/sources/deu-gazette").text
    assert "It is rebuilt until May." in page
    assert "Ask it again" in page
    bob.fill("/staff/sources/deu-gazette/resume")
    assert "deu-gazette" in watched(site)


def test_what_this_version_does_not_understand_is_told_on_the_sources_page(site, bob):
    lines = {"kind": "fax", "name": "A court", "url": "https://court.example/"}
    site.do(
        lambda session: session.add_all(
            SourceSetting(source=id, stanza=lines, changed_at=site.now)
            for id in ("deu-gazette", "deu-court")
        )
    )
    page = bob.get("/staff/sources/deu-gazette").text
    assert "so that the file holds: kind is one of" in page
    assert "Go back to the sources file" in page
    assert "not &#39;fax&#39;" in bob.get("/staff/sources/deu-court").text


def test_a_source_that_lacks_a_line_is_not_asked_before_it_has_it(site, bob):
    usual = {"kind": "list", "name": "A list", "url": "https://list.example/"}
    lines = usual | {"on": False, "note": "It lacks a selector."}
    row = SourceSetting(source="deu-list", stanza=lines, changed_at=site.now)
    site.do(lambda session: session.add(row))
    answer = bob.fill("/staff/sources/deu-list/resume")
    assert answer.status_code == 422
    assert "Write the lines that this kind needs" in answer.text
    read = """select = "a[href*='of=1']"\ndate = time@datetime\n"""
    fields = form(bob, "deu-list") | {"read": read}
    assert bob.fill("/staff/sources/deu-list", **fields).status_code == 303
    assert bob.fill("/staff/sources/deu-list/resume").status_code == 303
    how = {"select": "a[href*='of=1']", "date": "time@datetime"}
    assert watched(site)["deu-list"].how == how
    bob.fill("/staff/sources/deu-list", **form(bob, "deu-list"))
    assert watched(site)["deu-list"].how == how


def test_a_source_that_waits_is_asked_at_once_when_staff_say_so(site, bob):
    jobs.collect_sources(site.service)
    asked = len(site.service.door.asked)
    jobs.collect_sources(site.service)
    assert len(site.service.door.asked) == asked
    bob.fill("/staff/sources/deu-gazette/ask")
    jobs.collect_sources(site.service)
    assert [request.source for request in site.service.door.asked[asked:]] == ["deu-gazette"]


def test_a_source_without_a_row_of_its_own_is_no_page(bob):
    assert bob.get("/staff/sources/nobody").status_code == 404
    assert bob.fill("/staff/sources/nobody/ask").status_code == 404


def test_a_look_at_a_source_changes_nothing(site, bob):
    bob.get("/staff/sources/deu-gazette")
    assert site.look(lambda session: session.exec(select(SourceState)).all()) == []
    assert site.look(lambda session: session.exec(select(EntryRow)).all()) == []


def test_the_page_of_a_source_speaks_french(site, bob):
    page = bob.get("/staff/sources/deu-gazette?lang=fr").text
    assert "Comment se sont passées ses visites" in page
    assert "(?P&lt;number&gt;…)" in page
