"""The texts of countries on pages: written, checked, read, and both words when two write."""

import re

import pytest

from monitor.release import Release
from monitor.texts import profile_queries, profiles
from monitor.texts.profile_rules import Subject

AREA = "access_to_nationality"
AT = f"/desk/texts/DEU/{AREA}/en"
FIRST = "Since 2024 nobody has to give up a nationality.\n\nThe fee is 51 euros."
SECOND = "Since 27 June 2024 nobody has to give up a nationality.\n\nThe fee is 55 euros."


@pytest.fixture
def desk(site):
    return Texts(site)


class Texts:
    """Ada writes about Germany and Bob checks, each in a browser of her own."""

    def __init__(self, site):
        self.site = site
        self.ada, self.bob = site.client(site.ada), site.client(site.bob)
        self.reader = site.client()

    def seen(self, visitor, url=AT):
        return re.search(r'name="seen" value="([^"]*)"', visitor.get(url).text).group(1)

    def write(self, visitor, text, do="offer", url=AT, **said):
        return visitor.fill(url, text=text, do=do, **{"seen": self.seen(visitor, url)} | said)

    def check(self, visitor, do="right", url=f"{AT}/check", **said):
        return visitor.fill(url, do=do, **{"seen": self.seen(visitor, url)} | said)

    def released(self, text, url=AT):
        assert self.write(self.ada, text, url=url).status_code == 303
        assert self.check(self.bob, url=f"{url}/check").status_code == 303

        def publish(session):
            made = Release(released_at=self.site.now, released_by=self.site.bob.id)
            session.add(made)
            session.flush()
            ids = [text.id for text in profiles.waiting(session)]
            profiles.release(
                session, ids, release_id=made.id, by=self.site.bob, now=self.site.now
            )

        self.site.do(publish)


def words_of(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))


def test_a_text_goes_from_its_writer_to_its_readers(desk):
    assert "No text yet" in desk.ada.get("/desk/texts?country=DEU").text
    kept = desk.write(desk.ada, FIRST, do="keep")
    assert (
        "Nobody checks it before you hand it in" in desk.ada.get(kept.headers["location"]).text
    )
    assert "For you to check" not in desk.bob.get("/desk/texts").text
    desk.write(desk.ada, FIRST)
    listed = desk.bob.get("/desk/texts").text
    assert f'href="{AT}/check"' in listed
    assert desk.check(desk.bob).headers["location"] == "/desk/texts"
    assert "waiting for a release" in desk.ada.get("/desk/texts").text
    assert "51 euros" not in desk.reader.get("/countries/DEU").text


def test_what_is_released_stands_beside_its_area_and_under_an_address_of_its_own(desk):
    desk.released(FIRST)
    desk.released(SECOND)
    country = desk.reader.get("/countries/DEU").text
    address = f"/countries/DEU/texts/{AREA}/en"
    assert f'href="{address}/2"' in country
    bars = country[country.index(">Access to nationality<") :]
    assert bars.index("55 euros") < bars.index('class="parts"')
    old = words_of(desk.reader.get(f"{address}/1"))
    assert "This is an older version" in old
    assert "51 euros" in old
    page = desk.reader.get(f"{address}/2")
    assert re.search(r"<del>.*?51.*?</del>", page.text)
    assert re.search(r"<ins>.*?27 June.*?</ins>", page.text)
    assert "Written by a national correspondent" in words_of(page)
    for missing in ("3", "0", "x"):
        assert desk.reader.get(f"{address}/{missing}").status_code == 404
    assert "As of 21 November 2026, version 2" in words_of(
        desk.reader.get("/countries/DEU/texts")
    )


def test_a_draft_is_read_by_its_country_and_staff_alone(desk):
    desk.write(desk.ada, FIRST)
    assert desk.reader.get(f"/countries/DEU/texts/{AREA}/en/1").status_code == 404
    assert "51 euros" not in desk.reader.get("/countries/DEU/texts").text
    for outsider in (desk.site.eve, desk.site.pia, desk.site.gus):
        visitor = desk.site.client(outsider)
        assert [visitor.get(url).status_code for url in (AT, f"{AT}/check")] == [403, 403]
        assert visitor.fill(AT, text="Mine.", do="offer", seen="").status_code == 403


def test_whoever_is_overtaken_gets_both_texts_and_nothing_is_lost(desk):
    began = desk.seen(desk.ada)
    dora = desk.site.client(desk.site.dora)
    assert desk.write(dora, "Dora's words stand.", do="keep").status_code == 303
    page = desk.write(desk.ada, "Ada's words wait.", seen=began)
    assert page.status_code == 409
    assert "Somebody else wrote meanwhile" in page.text
    assert "Dora&#39;s words stand." in page.text
    assert "Ada&#39;s words wait.</textarea>" in page.text
    both = re.search(r'name="seen" value="([^"]*)"', page.text).group(1)
    assert desk.write(desk.ada, "Dora's and Ada's.", seen=both).status_code == 303
    new = desk.site.look(lambda s: profile_queries.newest(s, Subject("DEU", AREA, "en")))
    assert (new.version, new.text) == (2, "Dora's and Ada's.")


def test_a_text_that_moved_while_it_was_checked_is_read_again(desk):
    desk.write(desk.ada, FIRST)
    read = desk.seen(desk.bob, f"{AT}/check")
    desk.write(desk.ada, SECOND)
    page = desk.check(desk.bob, seen=read)
    assert page.status_code == 409
    assert "55 euros" in page.text
    assert desk.check(desk.bob).status_code == 303


def test_a_text_is_given_back_with_a_reason(desk):
    desk.write(desk.ada, FIRST)
    refused = desk.check(desk.bob, do="back", why=" ")
    assert refused.status_code == 422
    assert desk.check(desk.bob, do="back", why="Since which day?").status_code == 303
    assert "Given back to you" in desk.ada.get("/desk/texts").text
    assert "Since which day?" in desk.ada.get(AT).text


def test_what_cannot_be_taken_stays_in_its_form(desk):
    for text, says in (("", "Write the text first."), ("long " * 900, "Make it shorter")):
        page = desk.write(desk.ada, text)
        assert page.status_code == 422
        assert says in page.text
        assert f"{text}</textarea>" in page.text


def test_a_text_is_plain_and_its_addresses_are_links(desk):
    desk.released("<b>Bold</b> at https://gazette.example/act?a=1&b=2")
    page = desk.reader.get(f"/countries/DEU/texts/{AREA}/en/1").text
    assert "&lt;b&gt;Bold" in page
    assert 'href="https://gazette.example/act?a=1&amp;b=2"' in page


def test_a_text_that_lacks_the_readers_language_says_in_which_it_stands(desk):
    desk.released("Nobody has to give it up.", url="/desk/texts/DEU/whole/en")
    page = desk.reader.get("/countries/DEU?lang=fr")
    assert "Pas encore rédigé en français : vous le lisez en anglais." in words_of(
        page
    ).replace("\xa0", " ")
    assert '<div class="stack" lang="en"><p>Nobody has to give it up.</p>' in page.text
