"""The same law: told by its address or its very title, never by likeness."""

from uuid import uuid4

import pytest

from monitor.cluster import Claim, Known

TITLE = "Act amending the Aliens Act and certain other acts"


def claim(title=TITLE, url="https://gazette.example/law/1", country="FIN"):
    return Claim(uuid4(), country, title, url)


def told_as(claim, reports):
    return Known(reports).same_law(claim)


@pytest.mark.parametrize(
    "url",
    [
        "http://gazette.example/law/1",
        "https://www.gazette.example/law/1/",
        "https://gazette.example/law/1?utm_source=feed&utm_medium=rss",
        "https://GAZETTE.example:443/law/1;jsessionid=0F",
    ],
)
def test_an_address_stays_the_same_however_a_reader_came(url):
    report = claim("Another title altogether, long enough to tell")
    assert told_as(claim(url=url), [report]) == report.id


def test_one_title_under_two_addresses_is_one_law():
    report = claim()
    assert told_as(claim(TITLE.upper() + ".", "https://news.example/9"), [report]) == report.id


def test_two_amendments_under_like_titles_stay_two():
    report = claim(f"{TITLE} (12/2026)")
    assert (
        told_as(claim(f"{TITLE} (13/2026)", "https://gazette.example/law/2"), [report]) is None
    )


def test_a_heading_that_many_laws_share_makes_no_two_of_them_one():
    assert told_as(claim("Decree", "https://gazette.example/2"), [claim("Decree")]) is None


def test_a_parameter_that_says_what_is_read_tells_two_laws_apart():
    one, two = (
        claim("A", "https://x.example/law?id=1"),
        claim("B", "https://x.example/law?id=2"),
    )
    assert told_as(one, [two]) is None


@pytest.mark.parametrize(
    "url",
    [
        "https://gazette.example/law/1?ref=2026-12",
        "https://gazette.example/law/1?source=second",
        "https://gazette.example/law/1?src=b",
        "https://gazette.example/law/1#notice-2",
        "https://gazette.example:8443/law/1",
    ],
)
def test_what_may_lead_to_another_law_tells_two_apart(url):
    assert told_as(claim("A", url), [claim("B")]) is None


def test_the_same_title_in_another_country_is_another_law():
    assert told_as(claim(country="SWE"), [claim()]) is None


def test_claims_without_an_address_are_not_one_for_that():
    assert told_as(claim("A", ""), [claim("B", "")]) is None


@pytest.mark.parametrize("url", ["http://[half-open", "no address", "http:///path"])
def test_what_is_no_address_names_no_law(url):
    assert told_as(claim("A", url), [claim("B", url)]) is None
