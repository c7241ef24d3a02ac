"""Reporting by anyone: the form, the confirmed address, and what became of it."""

from dataclasses import replace
from datetime import date

import pytest
from deciding import reject
from sqlmodel import select
from starlette.testclient import TestClient

from app import jobs
from monitor.amends import mends
from monitor.mend_queries import as_released
from monitor.people_tables import Person, Role
from monitor.record_tables import Mending, PublicReport
from monitor.tables import Change, Report
from newsletters.subscribers import suppress
from newsletters.tables import Delivery

TOLD = {
    "country": "DEU",
    "title": "Dual nationality allowed",
    "url": "https://gazette.example/1",
    "summary": "Nobody has to give up a nationality.",
    "areas": "access_to_nationality",
    "name": "Rosa",
    "email": "Rosa@example.org",
}


class Form:
    """The public form as somebody fills it who reads before she sends."""

    def __init__(self, site, clock) -> None:
        self.site, self.clock = site, clock
        self.visitor = site.client()

    def stamp(self) -> str:
        page = self.visitor.get("/report").text
        return page.split('name="stamp" value="')[1].split('"')[0]

    def send(self, after=5, **said):
        given = said.pop("stamp", None) or self.stamp()
        self.clock.pass_(seconds=after)
        return self.visitor.post("/report", data=TOLD | {"stamp": given} | said)

    def mails(self, to="rosa@example.org"):
        query = select(Delivery).where(Delivery.email == to).order_by(Delivery.made_at)
        return self.site.look(lambda s: s.exec(query).all())

    def link(self) -> str:
        text = self.mails()[0].text
        (link,) = {word for word in text.split() if "/report/confirm/" in word}
        return link


@pytest.fixture
def form(site, clock):
    return Form(site, clock)


def count(site, table) -> int:
    return len(site.look(lambda s: s.exec(select(table)).all()))


def test_a_report_is_opened_once_its_address_is_confirmed(site, form):
    assert form.send().headers["location"] == "/report?sent=1"
    assert count(site, Report) == 0
    link = form.link()
    for _ in range(2):
        page = form.visitor.get(link)
        assert "Did you write this?" in page.text
        assert form.visitor.head(link).status_code in (200, 405)
    assert count(site, Report) == 0
    done = form.visitor.post(link)
    state = form.visitor.get(done.headers["location"]).text
    assert "your report is being looked at" in state
    report = site.look(lambda s: s.exec(select(Report)).one())
    person = site.look(lambda s: s.get_one(Person, report.reported_by))
    assert (person.email, person.name, person.role) == (
        "rosa@example.org",
        "Rosa",
        Role.REPORTER,
    )
    assert (report.title, report.areas) == (TOLD["title"], ["access_to_nationality"])
    assert "Rosa" not in state
    assert "rosa" not in state
    assert TOLD["title"] not in state


def test_a_link_used_twice_opens_one_report_and_leads_to_its_state(site, form):
    form.send()
    link = form.link()
    first = form.visitor.post(link).headers["location"]
    assert form.visitor.post(link).headers["location"] == first
    assert form.visitor.get(link).headers["location"] == first
    assert count(site, Report) == 1


def test_a_refused_form_keeps_every_word_and_says_all_that_is_wrong(site, form):
    answer = form.send(
        country="", title="", url="gazette", email="rosa", summary="A <b>law</b>"
    )
    assert answer.status_code == 422
    for field in ("country", "title", "url", "email"):
        assert f'<li><a href="#{field}">' in answer.text
    assert "A &lt;b&gt;law&lt;/b&gt;" in answer.text
    assert 'value="Rosa"' in answer.text
    assert count(site, PublicReport) == 0


def test_a_program_is_told_apart_by_what_it_fills_and_how_fast(site, form):
    assert "Leave this empty" in form.visitor.get("/report").text
    assert form.send(website="https://ads.example").status_code == 422
    stamp = form.stamp()
    quick = form.send(after=1, stamp=stamp)
    assert (quick.status_code, f'value="{stamp}"' in quick.text) == (422, True)
    assert form.send(after=3, stamp=stamp).status_code == 303
    old = form.send(after=25 * 3600)
    assert (old.status_code, TOLD["title"] in old.text) == (422, True)
    assert form.send(stamp="1.forged").status_code == 422
    assert count(site, PublicReport) == 1


def test_advertisements_are_refused_by_their_links_and_length(form):
    links = " ".join(f"https://ads.example/{n}" for n in range(4))
    for said in ({"summary": links}, {"summary": "x" * 4001}, {"name": "www.ads.example"}):
        assert form.send(**said).status_code == 422


def test_a_visitor_waits_after_many_reports_and_loses_nothing(form):
    for n in range(10):
        assert form.send(email=f"r{n}@example.org").status_code == 303
    late = form.send(email="late@example.org")
    assert (late.status_code, "Wait an hour" in late.text) == (422, True)
    assert TOLD["title"] in late.text
    form.clock.pass_(hours=1)
    assert form.send(email="late@example.org").status_code == 303


def test_an_inbox_is_not_flooded_by_its_many_names_and_many_visitors(site, form):
    names = [f"ro.sa+{n}@example.org" for n in range(11)]
    came = []
    for n, email in enumerate(names):
        form.visitor = TestClient(site.app, client=(f"192.0.2.{n}", 1), follow_redirects=False)
        came.append(form.send(email=email).status_code)
    assert came == [303] * 10 + [422]


def test_one_mail_a_day_confirms_what_its_owner_ticks(site, form):
    form.send()
    form.send(title="Another act")
    assert len(form.mails()) == 1
    page = form.visitor.get(form.link()).text
    assert "Which of these did you write?" in page
    bare = form.visitor.post(form.link())
    assert bare.status_code == 422
    (hers,) = site.look(
        lambda s: s.exec(select(PublicReport.id).where(PublicReport.title == "Another act"))
    )
    assert form.visitor.post(form.link(), data={"hers": str(hers)}).status_code == 303
    assert site.look(lambda s: s.exec(select(Report.title)).all()) == ["Another act"]
    assert count(site, PublicReport) == 1


def test_the_answer_is_the_same_whoever_an_address_belongs_to(site, form):
    site.do(lambda session: suppress(session, "never@example.org", "complaint", site.now))
    said = [form.send(email=e) for e in ("a@b.example", "never@example.org", site.ada.email)]
    assert {(a.status_code, a.headers["location"], a.text) for a in said} == {
        (303, "/report?sent=1", "")
    }
    assert form.mails("never@example.org") == []
    assert len(form.mails(site.ada.email)) == 1


def test_a_correspondent_who_uses_the_form_is_held_to_the_rule_of_two(site, form):
    form.send(email=site.ada.email, name="Somebody")
    link = next(w for w in form.mails(site.ada.email)[0].text.split() if "/confirm/" in w)
    form.visitor.post(link)
    report = site.look(lambda s: s.exec(select(Report)).one())
    ada = site.look(lambda s: s.get_one(Person, site.ada.id))
    assert report.reported_by == ada.id
    assert (ada.name, ada.role) == ("Ada", Role.CORRESPONDENT)
    answer = site.client(site.ada).fill(
        f"/desk/reports/{report.id}", word="reject", why_not="x"
    )
    assert answer.status_code == 403


def test_what_nobody_confirms_is_forgotten_after_a_week(site, form):
    form.send()
    link = form.link()
    form.clock.pass_(days=6)
    assert jobs.forget_unconfirmed(site.service) == 0
    form.clock.pass_(days=1)
    assert jobs.forget_unconfirmed(site.service) == 1
    assert count(site, PublicReport) == 0
    gone = form.visitor.get(link)
    assert (gone.status_code, 'href="/report"' in gone.text) == (404, True)


def test_the_reporter_hears_what_became_of_it_in_her_language(site, form):
    form.visitor.cookies.set("lang", "fr")
    form.send()
    link = form.link()
    state = form.visitor.post(link).headers["location"]
    report = site.look(lambda s: s.exec(select(Report.id)).one())
    why = "Un projet seulement."
    site.do(
        lambda session: reject(
            session, report, by=site.ada, note=why, codebook=site.service.codebook, now=site.now
        )
    )
    opt_in, told = sorted(form.mails(), key=lambda mail: mail.notice, reverse=True)
    assert opt_in.subject == "Veuillez confirmer votre signalement"
    assert told.subject == "Allemagne : votre signalement n’a pas été confirmé"
    assert "n’a pas été confirmé" in form.visitor.get(state).text


def test_the_reporter_is_told_of_the_release_and_led_to_the_change(site, form):
    def tell(session):
        rosa = Person(email="rosa@example.org", name="Rosa", role=Role.REPORTER)
        session.add(rosa)
        session.flush()
        return rosa

    change = site.released(reporter=site.do(tell))
    told = [mail for mail in form.mails() if mail.notice.startswith("released:")]
    assert [mail.subject for mail in told] == ["Germany: what you reported is released"]
    assert site.links.change(change) in told[0].text


def test_the_reporter_is_told_of_each_mend_of_what_she_reported(site, form):
    def mend(change, how):
        def propose_and_settle(session):
            said = as_released(session, session.get_one(Change, change))
            if how is Mending.CORRECTED:
                said = replace(said, in_force_from=date(2025, 1, 1))
            proposed = mends.propose(
                session, change, how=how, said=said, reason="A slip.", by=site.bob, **usual
            )
            return mends.settle(session, proposed, by=site.ada, **usual).change.id

        usual = {"codebook": site.service.codebook, "now": site.now}
        return site.release(site.do(propose_and_settle))

    first = site.released(reporter=site.pia)
    corrected = mend(first, Mending.CORRECTED)
    withdrawn = mend(corrected, Mending.WITHDRAWN)
    told = {
        m.notice.split(":")[1]: m for m in form.mails(site.pia.email) if "released:" in m.notice
    }
    for change, how in (
        (first, "released"),
        (corrected, "corrected"),
        (withdrawn, "withdrawn"),
    ):
        assert told[str(change)].subject == f"Germany: what you reported is {how}"
        assert site.links.change(change) in told[str(change)].text


def test_a_state_that_nobody_knows_is_not_found(site):
    unknown = "00000000-0000-0000-0000-000000000001"
    assert site.client().get(f"/reported/{unknown}").status_code == 404
