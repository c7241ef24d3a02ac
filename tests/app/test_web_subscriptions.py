"""Subscribing by a form, and stopping by one click."""

from urllib.parse import urlsplit

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from newsletters.tables import Delivery, Subscription

WANTED = {
    "email": "reader@example.org",
    "cadence": "quarterly",
    "language": "fr",
    "places": "some",
    "countries": ["DEU", "FRA"],
    "areas": ["education"],
}


def subscriptions(site):
    return site.look(lambda s: s.exec(select(Subscription)).all())


def test_a_subscription_waits_for_the_owner_of_the_address(site):
    visitor = site.client()
    sent = visitor.fill("/subscribe", **WANTED)
    assert (sent.status_code, sent.headers["location"]) == (303, "/subscribe?sent=1")
    assert "Look in your inbox" in visitor.get(sent.headers["location"]).text
    (row,) = subscriptions(site)
    assert row.confirmed_at is None
    assert (row.cadence, row.language, row.countries, row.areas) == (
        "quarterly",
        "fr",
        ["DEU", "FRA"],
        ["education"],
    )
    link = site.links.confirm(row.id)
    assert visitor.get(link).status_code == 200
    assert subscriptions(site)[0].confirmed_at is None
    confirmed = visitor.fill(link)
    assert subscriptions(site)[0].confirmed_at is not None
    assert "vous êtes abonné" in visitor.get(confirmed.headers["location"]).text


def test_the_page_is_the_same_whoever_the_address_belongs_to(site):
    visitor = site.client()
    first, second = (visitor.fill("/subscribe", **WANTED) for _ in range(2))
    assert first.status_code == 303
    assert first.headers["location"] == second.headers["location"]
    assert len(site.look(lambda s: s.exec(select(Delivery)).all())) == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"email": "reader@"}, "email"),
        ({"cadence": ""}, "cadence"),
        ({"cadence": "hourly"}, "cadence"),
        ({"places": ""}, "places"),
        ({"countries": []}, "countries"),
        ({"countries": ["ZZZ"]}, "countries"),
        ({"areas": ["cooking"]}, "areas"),
        ({"language": "xx"}, "language"),
    ],
)
def test_a_fault_stands_on_top_and_beside_its_field(site, wrong, field):
    answer = site.client().fill("/subscribe", **WANTED | wrong)
    assert answer.status_code == 422
    assert f'<li><a href="#{field}">' in answer.text
    assert f'id="{field}-why"' in answer.text
    assert subscriptions(site) == []


def test_all_faults_are_said_at_once_and_nothing_typed_is_lost(site):
    answer = site.client().fill("/subscribe", **WANTED | {"email": "reader@", "countries": []})
    assert "2 things to put right" in answer.text
    assert 'value="reader@"' in answer.text
    assert 'value="quarterly" checked' in answer.text
    assert 'value="education" checked' in answer.text


def test_no_country_ticked_never_means_all_of_them(site):
    site.client().fill("/subscribe", **WANTED | {"countries": []})
    assert subscriptions(site) == []
    site.client().fill("/subscribe", **WANTED | {"places": "all"})
    assert subscriptions(site)[0].countries == []


def test_a_country_page_fills_in_its_country(site):
    page = site.client().get("/subscribe?country=DEU").text
    assert 'value="DEU" checked' in page
    assert 'value="some" checked' in page


def test_preferences_are_shown_and_changed_without_signing_in(site):
    visitor = site.client()
    id = site.subscription(countries=("DEU",))
    url = site.links.preferences(id)
    assert 'value="DEU" checked' in visitor.get(url).text
    assert visitor.fill(url, **WANTED | {"cadence": "hourly"}).status_code == 422
    saved = visitor.fill(url, **WANTED)
    assert saved.headers["location"] == urlsplit(url).path + "?saved=changed"
    assert "Vos choix sont enregistrés" in visitor.get(saved.headers["location"]).text
    assert subscriptions(site)[0].cadence == "quarterly"


def test_mailed_pages_speak_the_language_of_the_subscription(site):
    visitor = site.client()
    id = site.subscription(language="fr")
    urls = (site.links.confirm(id), site.links.preferences(id), site.links.unsubscribe(id))
    for url in urls:
        assert '<html lang="fr"' in visitor.get(url, headers={"Accept-Language": "en"}).text
    assert '<html lang="fr"' in visitor.fill(urls[2], choice="stop").text
    other = site.links.preferences(site.subscription("other@example.org", language="fr"))
    assert '<html lang="en"' in visitor.get(other + "?lang=en").text
    assert '<html lang="en"' in visitor.get(other).text


def test_a_visitor_writes_to_a_few_strangers_and_no_inbox_by_many_names(site):
    def ask(email, host):
        visitor = TestClient(site.app, client=(host, 1), follow_redirects=False)
        return visitor.post("/subscribe", data=WANTED | {"email": email})

    came = [ask(f"reader{n}@example.org", "192.0.2.1").status_code for n in range(31)]
    assert came == [303] * 30 + [422]
    came = [ask(f"r.o.s.a+{n}@example.org", f"192.0.2.{n + 9}") for n in range(11)]
    assert [answer.status_code for answer in came] == [303] * 10 + [422]
    assert "Wait an hour" in came[-1].text
    assert "r.o.s.a+10@example.org" in came[-1].text


def test_a_broken_link_of_a_reader_leads_to_subscribing(site):
    for path in ("/subscriptions/cut-off", "/subscriptions/confirm/cut", "/unsubscribe/cut"):
        page = site.client().get(path)
        assert page.status_code == 404
        assert '<a class="button quiet" href="/subscribe">' in page.text


def test_stopping_is_a_choice_and_no_single_button(site):
    visitor = site.client()
    url = site.links.unsubscribe(site.subscription())
    assert visitor.get(url).status_code == 200
    assert visitor.fill(url).status_code == 422
    assert len(subscriptions(site)) == 1
    assert "/subscriptions/" in visitor.fill(url, choice="less").headers["location"]
    assert "no more mails" in visitor.fill(url, choice="stop").text
    assert subscriptions(site) == []
    assert visitor.get(url).status_code == 410


@pytest.mark.parametrize("headers", [{}, {"Origin": "https://mail.example"}])
def test_one_click_stops_without_cookie_or_page(site, headers):
    url = site.links.unsubscribe(site.subscription())
    body = {"List-Unsubscribe": "One-Click"}
    answer = site.client().post(url, data=body, headers=headers)
    assert (answer.status_code, answer.text) == (200, "Unsubscribed.\n")
    assert subscriptions(site) == []
    assert site.client().post(url, data=body).status_code == 200


def test_one_click_may_come_in_parts(site):
    url = site.links.unsubscribe(site.subscription())
    parts = {"List-Unsubscribe": (None, "One-Click")}
    assert site.client().post(url, files=parts).status_code == 200
    assert subscriptions(site) == []


def test_a_link_for_one_thing_does_no_other(site):
    id = site.subscription()
    token = site.links.confirm(id).rsplit("/", 1)[1]
    for path in (f"/subscriptions/{token}", f"/unsubscribe/{token}"):
        assert site.client().get(path).status_code == 404
