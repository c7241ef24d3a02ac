"""Signing in: a link by mail that works once, in one browser, and tells strangers nothing."""

import re

import pytest
from sqlmodel import select
from statements import statements

from app import login
from app.tables import SignIn, WebSession
from monitor import people
from monitor.people_tables import Person, Role
from newsletters.tables import Delivery


def links(site):
    texts = site.look(lambda s: s.exec(select(Delivery.text)).all())
    return [found.group() for text in texts if (found := re.search(r"/sign-in/[\w-]+", text))]


def asked(site, email="ada@desk.example", visitor=None):
    visitor = visitor or site.client()
    before = set(links(site))
    visitor.fill("/sign-in", email=email)
    return visitor, next(iter(set(links(site)) - before), None)


def test_a_link_lets_in_once_and_only_by_the_button(site):
    visitor, link = asked(site, " Ada@Desk.example ")
    for _ in range(3):  # as programs do that look at the links of mails
        assert visitor.get(link).status_code == 200
    entered = visitor.fill(link)
    assert (entered.status_code, entered.headers["location"]) == (303, "/desk")
    cookie = entered.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert visitor.get("/account").status_code == 200
    again = visitor.fill(link)
    assert again.status_code == 410
    assert "was used, or is over" in again.text


def test_a_link_opens_nothing_in_another_browser_and_is_not_used_up_there(site):
    visitor, link = asked(site)
    other = site.client()
    page = other.get(link)
    assert "for another browser" in page.text
    assert "Sign in now" not in page.text
    assert other.fill(link).status_code == 403
    assert visitor.fill(link).status_code == 303


def test_several_links_asked_for_in_one_browser_all_work_there(site):
    visitor, first = asked(site)
    _, second = asked(site, visitor=visitor)
    assert visitor.fill(first).status_code == 303
    assert visitor.fill(second).status_code == 303


def test_the_operators_link_works_in_any_browser(site):
    token = site.do(lambda s: login.issue(s, site.ada.id, site.now))
    assert site.client().fill(f"/sign-in/{token}").headers["location"] == "/desk"


def test_staff_begin_at_what_waits(site):
    visitor, link = asked(site, "bob@desk.example")
    assert visitor.fill(link).headers["location"] == "/staff"


def test_the_answer_is_the_same_for_strangers(site):
    known = site.client().fill("/sign-in", email="ada@desk.example")
    unknown = site.client().fill("/sign-in", email="stranger@example.org")
    assert (known.status_code, known.text) == (unknown.status_code, unknown.text)
    assert known.headers["location"] == unknown.headers["location"]
    assert known.headers.keys() == unknown.headers.keys()
    assert "Look in your inbox" in site.client().get(known.headers["location"]).text
    assert len(site.look(lambda s: s.exec(select(Delivery)).all())) == 1


def test_a_stranger_costs_the_database_what_somebody_known_costs(site):
    """A mail is written for her too, and thrown away: time tells nothing."""
    visitor = site.client()
    with statements(site.service.engine) as known:
        visitor.fill("/sign-in", email="ada@desk.example")
    with statements(site.service.engine) as unknown:
        visitor.fill("/sign-in", email="stranger@example.org")
    assert abs(len(known) - len(unknown)) <= 1


def test_who_reports_without_an_account_signs_in_nowhere(site):
    made = Person(email="rita@example.org", name="Rita", role=Role.REPORTER)
    site.do(lambda s: s.add(made))
    assert asked(site, "rita@example.org")[1] is None


def test_one_visitor_asks_for_few_links_to_one_address_and_others_still_can(site):
    visitor = site.client()
    assert [bool(asked(site, visitor=visitor)[1]) for _ in range(5)] == [True] * 3 + [False] * 2
    elsewhere = site.client()
    elsewhere._transport.client = ("2001:db8::1", 50000)
    assert asked(site, visitor=elsewhere)[1]


def test_a_visitor_who_tries_too_often_waits_an_hour(site, clock):
    visitor = site.client()
    tries = [visitor.fill(f"/sign-in/guess-{n}").status_code for n in range(61)]
    assert tries == [410] * 60 + [429]
    clock.pass_(minutes=60)
    assert visitor.fill("/sign-in/guess").status_code == 410


def test_a_link_is_over_after_half_an_hour(site, clock):
    visitor, link = asked(site)
    clock.pass_(minutes=30)
    assert visitor.fill(link).status_code == 410


def test_a_session_that_nobody_uses_ends_after_two_hours_and_reading_keeps_it(site, clock):
    reader, sleeper = site.client(site.ada), site.client(site.ada)
    for _ in range(3):
        clock.pass_(minutes=80)
        assert reader.get("/account").status_code == 200
    assert sleeper.get("/account").headers["location"] == "/sign-in"
    clock.pass_(hours=8)
    assert reader.get("/account").headers["location"] == "/sign-in"


def test_a_mark_of_another_session_or_of_nobody_keeps_none_awake(site, clock):
    other, visitor = site.client(site.ada), site.client(site.ada)
    clock.pass_(minutes=80)
    other.get("/account")
    stolen = other.cookies["mipex-seen"]
    clock.pass_(minutes=80)
    for mark in (stolen, "", "99999999999.abc", "never"):
        visitor.cookies.set("mipex-seen", mark)
        assert visitor.get("/account").headers["location"] == "/sign-in"


@pytest.mark.parametrize("ending", ["signed off", "made a correspondent"])
def test_whoever_is_no_longer_what_she_was_is_out_at_once(site, ending):
    visitor, ann = site.client(site.bob), site.ann

    def end(session):
        bob = session.get_one(Person, site.bob.id)
        if ending == "signed off":
            people.sign_off(session, bob, by=ann.id, now=site.now)
            return
        site_person = {"name": "Bob", "role": Role.CORRESPONDENT, "watches": ["DEU"]}
        people.add(session, email=bob.email, now=site.now, by=ann.id, **site_person)

    site.do(end)
    assert visitor.get("/account").headers["location"] == "/sign-in"


def test_signing_out_everywhere_ends_every_session_and_every_open_link(site):
    visitor, other = site.client(site.ada), site.client(site.ada)
    waiting, link = asked(site)
    assert visitor.fill("/account/sign-out").headers["location"] == "/"
    for one in (visitor, other):
        assert one.get("/account").headers["location"] == "/sign-in"
    assert waiting.fill(link).status_code == 410
    assert site.look(lambda s: s.exec(select(WebSession)).all()) == []
    assert site.look(lambda s: s.exec(select(SignIn)).all()) == []


def test_signing_in_anew_ends_the_session_that_the_browser_had(site):
    visitor = site.client(site.ada)
    before = visitor.cookies["mipex"]
    _, link = asked(site, "bob@desk.example", visitor)
    visitor.fill(link)
    old = site.client()
    old.cookies.set("mipex", before)
    assert old.get("/account").headers["location"] == "/sign-in"


def test_a_mailed_link_leads_to_our_own_address_whatever_host_a_request_names(site):
    site.client().post(
        "/sign-in", data={"email": "ada@desk.example"}, headers={"Host": "evil.example"}
    )
    (mail,) = site.look(lambda s: s.exec(select(Delivery)).all())
    assert "http://testserver/sign-in/" in mail.text
    assert "evil.example" not in mail.text + mail.html


@pytest.mark.parametrize(
    "path", ["//evil.example", "/desk/", "/sign-in//evil.example", "/\\evil"]
)
def test_no_address_sends_a_reader_to_another_host(site, path):
    answer = site.client().get(path, headers={"Host": "evil.example"})
    assert "evil" not in answer.headers.get("location", "")
