"""Signing in: a link by mail that works once, and tells strangers nothing."""

import re

from sqlmodel import select

from newsletters.tables import Delivery


def link_of(site):
    text = site.look(lambda s: s.exec(select(Delivery.text)).all())[-1]
    return re.search(r"/sign-in/[\w-]+", text).group()


def test_a_link_lets_in_once_and_only_by_the_button(site):
    visitor = site.client()
    visitor.fill("/sign-in", email=" Ada@Desk.example ")
    link = link_of(site)
    for _ in range(3):  # as programs do that look at the links of mails
        assert visitor.get(link).status_code == 200
    entered = visitor.fill(link)
    assert (entered.status_code, entered.headers["location"]) == (303, "/desk")
    cookie = entered.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert visitor.get("/desk").status_code == 200
    again = site.client().fill(link)
    assert again.status_code == 410
    assert "was used, or is over" in again.text


def test_staff_begin_at_what_waits(site):
    visitor = site.client()
    visitor.fill("/sign-in", email="bob@desk.example")
    assert visitor.fill(link_of(site)).headers["location"] == "/staff"


def test_the_answer_is_the_same_for_strangers(site):
    visitor = site.client()
    known = visitor.fill("/sign-in", email="ada@desk.example")
    unknown = visitor.fill("/sign-in", email="stranger@example.org")
    assert known.status_code == 303
    assert known.headers["location"] == unknown.headers["location"]
    assert "Look in your inbox" in visitor.get(known.headers["location"]).text
    assert len(site.look(lambda s: s.exec(select(Delivery)).all())) == 1


def test_a_link_is_over_after_half_an_hour(site, clock):
    visitor = site.client()
    visitor.fill("/sign-in", email="ada@desk.example")
    link = link_of(site)
    clock.pass_(minutes=30)
    assert visitor.fill(link).status_code == 410
