"""What a link allows is signed into it."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from newsletters.errors import BadLink
from newsletters.links import CHECK_IN, QUESTION, Links

LINKS = Links("https://mipex.example/", "a secret")
ONE, TWO = UUID(int=1), UUID(int=2)
NOW = datetime(2026, 11, 21, tzinfo=UTC)


def key(url):
    return url.split("key=")[-1].rsplit("/", 1)[-1]


def test_each_link_brings_back_what_it_was_made_of():
    assert LINKS.confirmed_by(key(LINKS.confirm(ONE))) == ONE
    assert LINKS.preferred_by(key(LINKS.preferences(ONE))) == ONE
    assert LINKS.unsubscribed_by(key(LINKS.unsubscribe(ONE))) == ONE
    assert LINKS.asked_by(key(LINKS.question(ONE, TWO))) == (ONE, TWO)
    assert LINKS.checked_in_by(key(LINKS.check_in(ONE, TWO))) == (ONE, TWO)
    assert LINKS.reported_by(key(LINKS.report(ONE))) == ONE
    assert LINKS.replied_by(key(LINKS.reply(ONE, TWO))) == (ONE, TWO)


def test_links_lead_to_the_pages_of_the_deployment():
    assert LINKS.confirm(ONE).startswith("https://mipex.example/subscriptions/confirm/")
    assert LINKS.preferences(ONE).startswith("https://mipex.example/subscriptions/")
    assert LINKS.unsubscribe(ONE).startswith("https://mipex.example/unsubscribe/")
    assert LINKS.question(ONE, TWO).startswith(f"https://mipex.example/desk/reports/{TWO}?key=")
    assert LINKS.check_in(ONE, TWO).startswith(
        f"https://mipex.example/desk/check-ins/{TWO}?key="
    )
    assert LINKS.drafts() == "https://mipex.example/staff/changes"
    assert LINKS.country("DEU") == "https://mipex.example/countries/DEU"
    assert LINKS.change(ONE) == f"https://mipex.example/changes/{ONE}"
    assert LINKS.host == "mipex.example"


@pytest.mark.parametrize("token", ["", "x", "a.b", "é", "x" * 5000])
def test_what_is_not_ours_is_a_bad_link(token):
    for read in (
        LINKS.confirmed_by,
        LINKS.preferred_by,
        LINKS.unsubscribed_by,
        LINKS.asked_by,
        LINKS.checked_in_by,
        LINKS.reported_by,
        LINKS.replied_by,
        lambda code: LINKS.answered_by(code, ONE),
    ):
        with pytest.raises(BadLink):
            read(token)


def test_a_link_opens_only_what_it_was_made_for():
    with pytest.raises(BadLink):
        LINKS.preferred_by(key(LINKS.unsubscribe(ONE)))
    with pytest.raises(BadLink):
        LINKS.checked_in_by(key(LINKS.question(ONE, TWO)))
    with pytest.raises(BadLink):
        Links("https://mipex.example", "another secret").confirmed_by(key(LINKS.confirm(ONE)))


def test_a_code_is_of_one_person_and_one_question_and_stands_in_any_capitals():
    code, month = LINKS.answer_code(ONE, TWO), LINKS.check_in_code(ONE, TWO)
    assert LINKS.answered_by(code.upper(), ONE) == (QUESTION, TWO)
    assert LINKS.answered_by(month, ONE) == (CHECK_IN, TWO)
    assert code.isalnum()
    others = Links("https://mipex.example", "another secret").answer_code(ONE, TWO)
    for bad, person in ((code, TWO), (others, ONE), (month[:-10] + code[-10:], ONE)):
        with pytest.raises(BadLink):
            LINKS.answered_by(bad, person)


def test_the_secret_is_not_shown():
    assert "a secret" not in repr(LINKS)
