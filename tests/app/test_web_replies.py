"""A government's right of reply: told, replied, shown beside; it decides nothing."""

import pytest
from sqlmodel import select

from monitor import audit_log
from monitor.outsiders import replies
from monitor.people_tables import Role
from monitor.record_tables import Reply
from newsletters.tables import Delivery

SAID = "The act is of 2024.\n\nSee https://gazette.example/2 for its second part."


def mails(site, to):
    query = select(Delivery).where(Delivery.email == to.email)
    return site.look(lambda s: s.exec(query).all())


@pytest.fixture
def drafted(site):
    """A change of Germany, confirmed and scored, of which its government was told."""
    site.do(lambda session: setattr(session.merge(site.gus), "organisation", "A ministry"))
    return site.confirmed("DEU")


def test_a_government_is_told_once_in_words_and_without_a_score(site, drafted):
    (mail,) = mails(site, site.gus)
    assert mail.subject == "Germany: you may reply to a change"
    assert site.links.reply(site.gus.id, drafted) in mail.text
    assert "StARModG" in mail.text
    asked = next(n for n in site.service.codebook.leaves if n.code == "fd115ab")
    text = " ".join(mail.text.split())
    assert f"{asked.question} Its answer is now: {asked.options[0].title}." in text
    assert "100" not in mail.text
    assert mails(site, site.pia) == []


def test_a_reply_stands_beside_the_change_and_is_never_edited(site, drafted, clock):
    url = site.links.reply(site.gus.id, drafted)
    visitor = site.client()
    assert "of 100" not in visitor.get(url).text
    assert (
        url.split("?")[0].split("http://testserver")[1]
        in site.client(site.gus).get("/desk").text
    )
    for text in (SAID, SAID, "And a correction of ours."):
        assert visitor.fill(url, text=text).status_code == 303
        clock.pass_(minutes=1)
    state = site.look(lambda s: replies.state(s, drafted))
    assert [one.text for one in state.replies] == [SAID, "And a correction of ours."]
    assert {one.organisation for one in state.replies} == {"A ministry"}
    assert "You may reply" not in site.client(site.gus).get("/desk").text
    page = visitor.get(url).text
    assert 'href="https://gazette.example/2"' in page
    assert "A ministry" in page
    deeds = site.look(lambda s: audit_log.of(s, "change", drafted))
    assert [d.deed for d in deeds].count("reply.given") == 2
    site.do(lambda session: None)
    told = [m.subject for m in mails(site, site.bob) if m.notice.startswith("replied:")]
    assert told == ["Germany: the government replied"] * 2


def test_a_reply_that_cannot_be_taken_keeps_what_was_typed(site, drafted):
    visitor = site.client(site.gus)
    address = f"/desk/changes/{drafted}/reply"
    assert visitor.fill(address, text=" ").status_code == 422
    long = visitor.fill(address, text="<b>x</b>" + "y" * 5000)
    assert (long.status_code, "&lt;b&gt;x&lt;/b&gt;yy" in long.text) == (422, True)
    assert site.look(lambda s: s.exec(select(Reply)).all()) == []


def test_nobody_else_replies_and_nobody_before_she_is_told(site, drafted):
    address = f"/desk/changes/{drafted}/reply"
    paris = site.do(lambda session: site.person(session, "guy", Role.GOVERNMENT, "FRA"))
    for person in (site.ada, site.bob, site.pia, paris):
        assert site.client(person).fill(address, text=SAID).status_code == 403
    late = site.do(lambda session: site.person(session, "gil", Role.GOVERNMENT, "DEU"))
    assert site.client(late).get(address).status_code == 404
    assert site.client().get(address).status_code == 303


def test_a_government_that_is_not_known_holds_nothing_up(site):
    change = site.confirmed("FRA")
    state = site.look(lambda s: replies.state(s, change))
    assert (state.asked_at, state.replies) == (None, ())


def test_partners_and_governments_report_and_decide_nothing(site):
    said = {"country": "DEU", "title": "A new act", "url": "https://gazette.example/2"}
    for person in (site.pia, site.gus):
        assert site.client(person).fill("/desk/report", **said).status_code == 303
        report = site.report("DEU", title=f"Told to {person.name}")
        page = f"/desk/reports/{report}"
        answer = site.client(person).fill(page, word="reject", why_not="Not so.")
        assert answer.status_code == 403
