""" "Has anything changed?": who is asked, what she answers, and what the public reads of it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from asked import Desk, one_database
from sqlmodel import select

from app import jobs
from monitor import audit_log, checkin_queries, checkins, people
from monitor.checkins import NOTHING
from monitor.desk import desk_queries
from monitor.desk_tables import (
    CheckIn,
    CheckInSeat,
    CheckInState,
    CountrySetting,
    Way,
    When,
)
from monitor.errors import AlreadyDecided, NotAllowed, Refused
from monitor.people_tables import Person, Role
from monitor.tables import Report
from monitor.vocabulary import AREAS
from monitor.zones import months_after, start_of

SOMETHING = CheckInState.SOMETHING


class House(Desk):
    """The desk, asked about what is over."""

    def works(self, country, way=Way.CORRESPONDENT, *whens):
        told = [when.value for when in whens or (When.MONTH,)]
        row = CountrySetting(
            country=country, way=way, whens=told,
            changed_at=self.service.clock(), changed_by=self.people["eva"],
        )  # fmt: skip
        self.do(lambda session: session.add(row))

    def turn(self, now, hour=9):
        """It is that day, and what is over is asked; what countries were asked so far."""
        self.service.clock.now = start_of(now, self.service.zone) + timedelta(hours=hour)
        jobs.ask_countries(self.service)
        jobs.drain_events(self.service)
        rows = self.look(lambda s: s.exec(select(CheckIn)).all())
        return {(one.country, one.month, one.months) for one in rows}

    def check_in(self, country="DEU", months=1) -> UUID:
        query = select(CheckIn.id).where(CheckIn.country == country, CheckIn.months == months)
        return self.look(lambda s: s.exec(query.order_by(CheckIn.month.desc())).first())

    def asked(self, country):
        names = {id: name for name, id in self.people.items()}
        query = select(CheckInSeat.person_id).where(
            CheckInSeat.check_in_id == self.check_in(country)
        )
        return {names[id] for id in self.look(lambda s: s.exec(query).all())}

    def answer(self, name, said, country="DEU", months=1):
        def work(session):
            by = people.active(session, self.people[name])
            id = self.check_in(country, months)
            return checkins.answer(session, id, said, by=by, now=self.service.clock())

        return self.do(work)

    def reported(self, at, *areas, title="Something that was noticed", state="open"):
        row = Report(
            country="DEU", title=title, summary="", url="https://x.example/9",
            areas=list(areas), reported_at=at, state=state,
        )  # fmt: skip
        self.do(lambda session: session.add(row))


@pytest.fixture
def house(service):
    service.clock.now = start_of(date(2026, 1, 15), service.zone)
    return House(service)


def test_each_country_is_asked_as_it_wants_and_each_period_once(house):
    house.works("LUX", Way.CORRESPONDENT, When.MONTH, When.YEAR)
    house.works("FRA", Way.CORRESPONDENT, When.EACH)
    january = {("DEU", date(2026, 1, 1), 1), ("LUX", date(2026, 1, 1), 1)}
    assert house.turn(date(2026, 2, 1), hour=0) == january
    assert house.turn(date(2026, 2, 28), hour=23) == january
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: jobs.ask_countries(house.service), range(4)))
    december = {("DEU", date(2026, 12, 1), 1), ("LUX", date(2026, 12, 1), 1)}
    year = {("LUX", date(2026, 1, 1), 12)}
    assert house.turn(date(2027, 1, 1), hour=0) == january | december | year


@one_database
def test_every_month_of_fourteen_years_is_asked_about_when_it_is_over_and_not_before(house):
    house.works("FRA", Way.CORRESPONDENT, When.YEAR)
    zone, asked = house.service.zone, set()
    for number in range(12 * 14):
        first = months_after(date(2026, 2, 1), number)
        begun = start_of(first, zone)
        for now, ended in ((begun - timedelta(seconds=1), False), (begun, True)):
            house.service.clock.now = now
            jobs.ask_countries(house.service)
            if ended:
                asked |= {
                    ("DEU", months_after(first, -1), 1),
                    ("LUX", months_after(first, -1), 1),
                }
                asked |= (
                    {("FRA", date(first.year - 1, 1, 1), 12)} if first.month == 1 else set()
                )
    rows = house.look(lambda s: s.exec(select(CheckIn)).all())
    kept = {(one.country, one.month, one.months) for one in rows}
    assert {one for one in kept if one[1] >= date(2026, 1, 1)} == asked


@one_database
@pytest.mark.parametrize(
    ("way", "asked"),
    [
        (Way.CORRESPONDENT, {"ana", "bea", "cleo"}),
        (Way.STAFF, {"ana", "bea", "cleo", "pia"}),
        (Way.PARTNERS, {"pia"}),
    ],
)
def test_a_countrys_way_says_who_is_asked(house, way, asked):
    house.works("DEU", way)
    house.works("LUX", Way.PARTNERS)
    house.works("POL", Way.PARTNERS)
    house.turn(date(2026, 2, 1))
    assert house.asked("DEU") == asked
    assert house.asked("LUX") == {"ana"}
    assert house.asked("POL") == set()
    late = house.service.clock() + timedelta(days=14)
    seen = house.look(lambda s: desk_queries.unanswered_check_ins(s, late))
    assert "POL" in {one.country for one in seen}


@one_database
def test_who_is_not_asked_does_not_affirm(house):
    house.turn(date(2026, 2, 1))
    for name in ("pia", "gus"):
        with pytest.raises(NotAllowed):
            house.answer(name, NOTHING)
    with pytest.raises(NotAllowed):
        house.answer("cleo", NOTHING, country="LUX")


@pytest.mark.parametrize(("role", "country"), [(Role.GOVERNMENT, "DEU"), (Role.PARTNER, "FRA")])
def test_who_was_asked_and_is_something_else_by_now_affirms_nothing(house, role, country):
    house.works("DEU", Way.PARTNERS)
    house.turn(date(2026, 2, 1))
    assert house.asked("DEU") == {"pia"}

    def make(session):
        pia = people.active(session, house.people["pia"])
        now, name = house.service.clock(), pia.name
        people.add(session, email=pia.email, name=name, role=role, watches=[country], now=now)

    house.do(make)
    with pytest.raises(NotAllowed):
        house.answer("pia", NOTHING)


def test_nothing_changed_is_a_dated_public_statement_that_names_who_agreed_to_it(house):
    house.turn(date(2026, 2, 1))
    house.answer("ana", NOTHING)
    with pytest.raises(AlreadyDecided):
        house.answer("bea", NOTHING)
    (said,) = house.look(lambda s: checkin_queries.affirmed(s, "DEU"))
    assert (said.month, said.months, said.whole) == (date(2026, 1, 1), 1, True)
    assert (said.areas, said.by, said.name) == (AREAS, "correspondent", "")
    assert said.affirmed_at == house.service.clock()

    def agree(session):
        session.get_one(Person, house.people["ana"]).named = True

    house.do(agree)
    assert house.look(lambda s: checkin_queries.affirmed(s, "DEU"))[0].name == "Ana"
    (entry,) = house.look(lambda s: audit_log.of(s, "check-in", house.check_in()))
    assert (entry.deed, entry.by) == ("check_in.answered", house.people["ana"])
    assert entry.what["areas"]["health"] == "nothing"


@one_database
def test_a_partners_word_is_said_to_be_a_partners(house):
    house.works("DEU", Way.PARTNERS)
    house.turn(date(2026, 2, 1))
    house.answer("pia", NOTHING)
    (said,) = house.look(lambda s: checkin_queries.affirmed(s, "DEU"))
    assert said.by == "partner"


@one_database
def test_what_changed_becomes_one_report_and_the_other_areas_are_affirmed(house):
    house.turn(date(2026, 2, 1))
    note = "The waiting time for reunion is shorter: https://gazette.example/7\nSee section 3."
    said = NOTHING | {
        "family_reunion": (SOMETHING, note),
        "permanent_residence": (SOMETHING, note),
        "health": (SOMETHING, "Co-payments for asylum seekers were raised."),
    }
    house.answer("ana", said)
    reports = house.look(lambda s: s.exec(select(Report).order_by(Report.title)).all())
    assert [(r.title, r.areas) for r in reports] == [
        ("Co-payments for asylum seekers were raised.", ["health"]),
        (note.splitlines()[0], ["family_reunion", "permanent_residence"]),
    ]
    assert reports[1].url == "https://gazette.example/7"
    assert {r.reported_by for r in reports} == {house.people["ana"]}
    (affirmed,) = house.look(lambda s: checkin_queries.affirmed(s, "DEU"))
    assert not affirmed.whole
    assert len(affirmed.areas) == len(AREAS) - 3


@one_database
def test_what_was_reported_already_is_not_reported_again(house):
    now = start_of(date(2026, 1, 20), house.service.zone)
    house.reported(now, "health", title="Co-payments for asylum seekers were raised")
    house.turn(date(2026, 2, 1))
    said = NOTHING | {
        "health": (SOMETHING, ""),
        "education": (SOMETHING, "co-payments for asylum seekers WERE raised"),
    }
    house.answer("ana", said)
    assert house.count(Report) == 1


@one_database
def test_every_area_is_answered_and_what_changed_is_said(house):
    house.turn(date(2026, 2, 1))
    for said, wrong in (
        ({}, set(AREAS)),
        (NOTHING | {"health": (SOMETHING, " ")}, {"health"}),
        (NOTHING | {"weather": (CheckInState.NOTHING, "")}, {"weather"}),
        (NOTHING | {"health": (CheckInState.ASKED, "")}, {"health"}),
    ):
        with pytest.raises(Refused) as refused:
            house.answer("ana", said)
        assert set(refused.value.faults) == wrong
    assert house.look(lambda s: checkin_queries.affirmed(s, "DEU")) == []


@one_database
def test_it_is_filled_in_with_what_was_seen_in_the_days_of_the_one_zone(house):
    zone = house.service.zone
    begun, over = start_of(date(2026, 1, 1), zone), start_of(date(2026, 2, 1), zone)
    second = timedelta(seconds=1)
    for at, title in (
        (begun - second, "before"), (begun, "first"), (over - second, "last"), (over, "after"),
    ):  # fmt: skip
        house.reported(at, "health", title=title)
    house.reported(datetime(2026, 1, 5, tzinfo=begun.tzinfo), title="of no area")
    house.turn(date(2026, 2, 1))
    seen = house.look(lambda s: checkins.seen(s, checkins.found(s, house.check_in()), zone))
    assert [one.title for one in seen["health"]] == ["first", "last"]
    assert [one.title for one in seen[""]] == ["of no area"]
    assert seen["education"] == []
