"""Search over everything, in the browser and at the terminal."""

import json

import pytest

from app import jobs


@pytest.fixture
def bob(site):
    return site.client(site.bob)


def test_what_was_reported_is_found_and_leads_to_its_story(site, bob):
    report = site.report("DEU", title="Doppelte Staatsangehörigkeit <b>erlaubt</b>")
    jobs.follow_up(site.service)
    page = bob.get("/staff/search?q=STAATSANGEHORIG").text
    assert f'href="/staff/reports/{report}"' in page
    assert "<mark>Staatsangehörigkeit</mark>" in page
    assert "&lt;b&gt;" in page
    assert "One thing found" in page


def test_people_countries_and_sources_are_found(site, bob):
    page = bob.get("/staff/search?q=ada").text
    assert f'href="/staff/people/{site.ada.id}"' in page
    assert 'href="/staff/countries/DEU"' in bob.get("/staff/search?q=german").text
    assert 'href="/staff/sources/deu-gazette"' in bob.get("/staff/search?q=gazette").text


def test_a_countrys_text_is_found_and_leads_to_where_it_is_written(site, bob):
    site.text(text="Whoever works may bring her family.")
    jobs.follow_up(site.service)
    assert 'href="/desk/texts/DEU/whole/en"' in bob.get("/staff/search?q=family&kind=text").text
    assert bob.get("/desk/texts/DEU/whole/en").status_code == 200


def test_kind_and_country_narrow_what_is_found(site, bob):
    site.report("DEU", title="A law of nationality")
    jobs.follow_up(site.service)
    assert "One thing found" in bob.get("/staff/search?q=law+nation&kind=report").text
    assert (
        "No text has all of these words"
        in bob.get("/staff/search?q=law+nation&kind=change").text
    )
    assert "No text has all" in bob.get("/staff/search?q=law+nation&country=FRA").text


def test_a_long_text_shows_the_place_where_the_word_stands(site, bob):
    site.report("DEU", title="A law")
    site.confirmed("FRA", {}, title="Title", summary="word " * 100 + "needle" + " hay" * 100)
    jobs.follow_up(site.service)
    page = bob.get("/staff/search?q=needle").text
    assert "<mark>needle</mark> hay" in page
    assert "word " * 60 not in page


@pytest.mark.parametrize("typed", ["", "   ", "%22%27*", "%00", "a" * 5000])
def test_whatever_is_typed_the_page_answers(bob, typed):
    assert bob.get(f"/staff/search?q={typed}&kind=nonsense&country=nonsense").status_code == 200


def test_the_terminal_finds_the_same(mipex):
    mipex("people", "add", "ana@desk.example", "--name", "Ana Müller", "--country", "DEU")
    found = mipex("search", "muller", "ana", "--json")
    assert [one["kind"] for one in json.loads(found.stdout)] == ["person"]
    nothing = mipex("search", "nobody")
    assert (nothing.returncode, len(nothing.stdout.splitlines())) == (0, 1)
    assert "nothing has all of these words" in nothing.stderr
    assert mipex("search", "x", "--kind", "nonsense").returncode == 2
