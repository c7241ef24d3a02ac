"""Who may sign in: seen by staff, changed by administrators."""

import pytest
from sqlmodel import select

from app import login
from monitor.desk_tables import Seat
from monitor.people_tables import Person, Responsibility, Role
from newsletters.tables import Delivery


@pytest.fixture
def bob(site):
    return site.client(site.bob)


@pytest.fixture
def ann(site):
    return site.client(site.ann)


def test_an_administrator_lets_somebody_in(site, ann):
    said = {"email": "New@Desk.example", "name": "Nia", "role": "correspondent"}
    bare = ann.fill("/staff/people", **said, minutes="an hour")
    assert bare.status_code == 422
    assert "Write a number of minutes" in bare.text
    assert "New@Desk.example" in bare.text
    assert 'value="an hour"' in bare.text
    assert "at least one country" in ann.fill("/staff/people", **said).text
    assert ann.fill("/staff/people", **said, country="ESP").status_code == 303
    nia = site.look(lambda s: s.exec(select(Person).where(Person.name == "Nia")).one())
    watched = site.look(
        lambda s: s.exec(
            select(Responsibility.country).where(Responsibility.person_id == nia.id)
        ).all()
    )
    assert (nia.email, watched, nia.minutes_a_month) == ("new@desk.example", ["ESP"], 240)
    assert "Nia" in ann.get("/staff/people").text


def test_faults_of_a_new_person_are_all_said(ann):
    page = ann.fill("/staff/people", email="x", name="", role="").text
    assert "Choose a role." in page
    assert "Write a name" in page


def test_staff_see_who_is_busy_and_change_nothing(site, bob):
    site.report("DEU")
    page = bob.get("/staff/people").text
    assert "Open questions" in page
    assert "Ask one of them." in page
    one = bob.get(f"/staff/people/{site.ada.id}").text
    assert "Dual nationality allowed" in one
    assert "Sign her off" not in one


def test_what_a_person_is_can_be_changed_and_nothing_typed_is_lost(site, ann):
    path = f"/staff/people/{site.ada.id}"
    said = {"name": "Ada Bell", "role": "partner", "organisation": "Migration Bureau"}
    refused = ann.fill(path, **said)
    assert refused.status_code == 422
    assert "Migration Bureau" in refused.text
    assert ann.fill(path, **said, country="LUX", minutes="60").status_code == 303
    ada = site.look(lambda s: s.get_one(Person, site.ada.id))
    assert (ada.name, ada.role, ada.minutes_a_month) == ("Ada Bell", Role.PARTNER, 60)
    assert ada.email == site.ada.email


def test_who_is_signed_off_stays_out_and_her_questions_pass_to_a_colleague(site, ann):
    report = site.report("DEU")
    dora, ada = site.dora, site.client(site.ada)
    assert ann.fill(f"/staff/people/{site.ada.id}/sign-off").status_code == 303
    assert ada.get("/desk").headers["location"] == "/sign-in"
    open_seats = select(Seat.person_id).where(
        Seat.report_id == report, Seat.closed_at.is_(None)
    )
    assert site.look(lambda s: s.exec(open_seats).all()) == [dora.id]
    assert "Let in again" in ann.get(f"/staff/people/{site.ada.id}").text


def test_who_lost_the_way_in_is_mailed_where_it_is_once_a_day(site, ann):
    path = f"/staff/people/{site.ada.id}/welcome"
    for _ in range(2):
        assert ann.fill(path).headers["location"].endswith("done=written")
    (mail,) = site.look(lambda s: s.exec(select(Delivery)).all())
    assert mail.email == site.ada.email
    assert "http://testserver/sign-in" in mail.text
    assert "Written." in ann.get(f"/staff/people/{site.ada.id}?done=written").text


def test_the_last_administrator_cannot_sign_herself_off(site, ann):
    refused = ann.fill(f"/staff/people/{site.ann.id}/sign-off")
    assert refused.status_code == 422
    assert "Let another administrator in first" in refused.text
    assert site.look(lambda s: login.sessions(s, site.ann.id, site.now))


def test_nobody_who_is_unknown_or_erased_has_a_page(site, bob):
    def erase(session):
        person = session.get_one(Person, site.eve.id)
        person.name, person.erased_at = "", site.now
        session.add(person)

    site.do(erase)
    assert bob.get(f"/staff/people/{site.eve.id}").status_code == 404
    assert bob.get("/staff/people/nonsense").status_code == 404
