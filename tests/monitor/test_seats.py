"""Who is asked of a report, and what becomes of it when she cannot answer."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from asked import Desk, one_database
from releasing import House as Releases
from sqlmodel import col, select, text

from app import jobs
from monitor import audit_log, country_settings, people, reports
from monitor.asking import absences, handing
from monitor.desk import desk_queries
from monitor.desk_tables import Inquiry, Place, Seat, Way, When
from monitor.errors import NotAllowed, NotFound, Refused
from monitor.hearing import conflicts
from monitor.hearing.quorum import State
from monitor.people_tables import Person, Responsibility, Role
from monitor.tables import Report
from monitor.zones import day_in

#: Germany's correspondents.
KNOW = {"ana", "bea", "cleo"}
HERE = {"way": Way.CORRESPONDENT, "whens": [When.EACH, When.MONTH], "quorum": 1}


class House(Desk):
    """The desk with its jobs running."""

    def open(self, by="", country="DEU", **said):
        row = Report(
            country=country, title=said.pop("title", "A law of that country, amended"),
            summary="", url="https://x.example/1", areas=["access_to_nationality"],
            reported_at=self.service.clock(), reported_by=self.people.get(by), **said,
        )  # fmt: skip
        report = self.do(reports.open_report, row)
        jobs.drain_events(self.service)
        return report

    def follow(self, **passing):
        """Let time pass, and do what is due; whoever was mailed meanwhile, in order."""
        self.service.clock.pass_(**passing)
        before = len(self.service.mailer.sent)
        for job in (jobs.follow_up, jobs.ask_people, jobs.send_mails):
            job(self.service)
        sent = self.service.mailer.sent[before:]
        return sorted(mail.recipient.partition("@")[0] for mail in sent)

    def asked(self, report):
        """Who is asked now: name → place."""
        names = {id: name for name, id in self.people.items()}
        query = select(Seat).where(Seat.report_id == report, col(Seat.closed_at).is_(None))
        return {names[s.person_id]: s.place for s in self.look(lambda d: d.exec(query).all())}

    def set(self, country="DEU", **values):
        def change(session):
            by = people.operator(session)
            by.role = Role.ADMINISTRATOR
            told = HERE | {"second_share": 0.0} | values
            return country_settings.change(
                session, country, **told, by=by, now=self.service.clock()
            )

        return self.do(change)

    def person(self, session, name):
        return session.get_one(Person, self.people[name])

    def give(self, report, to, by, of=None):
        def work(session):
            handing.hand_over(
                session, report, to=self.people[to], by=self.person(session, by),
                now=self.service.clock(), of=of and self.people[of],
            )  # fmt: skip

        self.do(work)

    def leave(self, name, days=10, instead=None, begins=0):
        def work(session):
            today = day_in(self.service.clock(), self.service.zone)
            first = today + timedelta(days=begins)
            return absences.declare(
                session, self.person(session, name), first=first,
                until=first + timedelta(days=days),
                instead=instead and self.people[instead], now=self.service.clock(),
            ).id  # fmt: skip

        return self.do(work)


@pytest.fixture
def house(service):
    return House(service)


def test_each_correspondent_is_asked_in_turn_and_partners_and_governments_never(house):
    asked = [tuple(house.asked(house.open())) for _ in range(3)]
    assert {name for (name,) in asked} == KNOW
    assert house.follow() == sorted(KNOW)


@one_database
def test_nobody_is_asked_of_her_own_report_in_a_conflict_or_while_away(house):
    declare = {"why": "My firm wrote it.", "country": "DEU", "area": "access_to_nationality"}
    now = house.service.clock()
    house.do(lambda s: conflicts.declare(s, house.person(s, "bea"), **declare, now=now))
    house.leave("cleo")
    report = house.open(by="ana")
    assert house.asked(report) == {}
    assert house.follow() == ["eva", "fay"]
    assert "no national correspondent is free" in body(house, "eva")
    # Once she is back she is asked of what comes then.
    house.service.clock.pass_(days=10)
    assert house.asked(house.open(by="ana")) == {"cleo": Place.FIRST}


def body(house, name):
    mail = house.service.mailer.to(f"{name}@example.org")[-1]
    return " ".join(mail.get_body(("plain",)).get_content().split()).casefold()


@one_database
def test_a_report_that_is_assigned_is_asked_of_its_country_and_no_other(house):
    report = house.open(country="")
    assert (house.asked(report), house.follow()) == ({}, ["eva", "fay"])

    def assign(session):
        by, now = house.person(session, "eva"), house.service.clock()
        reports.assign(session, report, by=by, country="LUX", now=now)

    house.do(assign)
    jobs.drain_events(house.service)
    assert house.asked(report) == {"ana": Place.FIRST}


@one_database
def test_what_is_drawn_is_asked_of_a_second_where_there_is_one(house):
    house.set(second_share=1.0)
    house.set("LUX", second_share=1.0)
    drawn, alone = house.open(), house.open(country="LUX")
    assert sorted(house.asked(drawn).values()) == [Place.FIRST, Place.SECOND]
    assert house.asked(alone) == {"ana": Place.FIRST}
    needed = {
        i.report_id: (i.needed, i.drawn)
        for i in house.look(lambda s: s.exec(select(Inquiry)).all())
    }
    assert needed == {drawn: (2, True), alone: (1, False)}


@one_database
def test_staff_fill_up_where_too_few_know_a_country(house):
    house.set("LUX", quorum=2)
    report = house.open(country="LUX")
    assert house.asked(report) == {"ana": Place.FIRST}
    assert house.follow() == ["ana", "eva", "fay"]


@one_database
def test_where_staff_keep_the_answers_a_correspondent_checks_what_they_said(house):
    house.set(way=Way.STAFF)
    report = house.open()
    assert (house.asked(report), house.follow()) == ({}, ["eva", "fay"])
    assert house.say("eva", report, note="See section 10.") is State.WAITING
    jobs.drain_events(house.service)
    ((checker, place),) = house.asked(report).items()
    assert (checker in KNOW, place) == (True, Place.CHECK)
    assert house.follow() == [checker]
    mail = body(house, checker)
    assert "is that right?" in mail
    assert "in force from: 27 june 2024" in mail
    assert "starmodg" in mail
    assert not {"100", "score"} & set(mail.split())
    assert house.say(checker, report) is State.CONFIRMED


@one_database
def test_whoever_steps_in_is_not_asked_to_check_herself_and_staff_fill_up(house):
    house.set("LUX", way=Way.STAFF)
    report = house.open(country="LUX")
    assert house.say("ana", report) is State.WAITING
    jobs.drain_events(house.service)
    assert house.asked(report) == {}
    assert house.say("eva", report) is State.CONFIRMED


@one_database
def test_staff_are_asked_where_a_country_became_theirs_and_its_correspondent_is_gone(house):
    report = house.open(country="LUX")
    house.set("LUX", way=Way.STAFF)
    now = house.service.clock()
    house.do(
        lambda s: conflicts.declare(
            s, house.person(s, "ana"), why="My case.", report_id=report, now=now
        )
    )
    assert house.follow() == ["eva", "fay"]


@one_database
def test_a_report_that_comes_back_to_its_country_is_asked_there_again(house):
    report = house.open(country="LUX")
    for country, asked in (("FRA", "bea"), ("LUX", "ana")):
        now = house.service.clock()
        house.do(
            lambda s, to=country, at=now: reports.assign(
                s, report, by=house.person(s, "eva"), country=to, now=at
            )
        )
        jobs.drain_events(house.service)
        assert house.asked(report) == {asked: Place.FIRST}


@one_database
def test_a_mend_of_what_was_released_is_no_question_for_correspondents(house):
    now = house.service.clock()
    with house.service.writing() as session:
        releases = Releases(session, house.service.codebooks, now)
        mend = releases.propose(releases.released())
        session.commit()
    house.follow(days=2)
    assert house.asked(mend) == {}
    forgotten = house.look(lambda s: handing.forgotten(s, house.service.clock()))
    assert mend not in forgotten


# Time


def test_who_never_answers_is_reminded_twice_and_then_a_colleague_is_asked(house):
    report = house.open()
    ((first, _),) = house.asked(report).items()
    mailed = [(day, to) for day in range(24) if (to := house.follow(days=1 if day else 0))]
    assert [day for day, _ in mailed] == [0, 7, 14, 21]
    assert [to for _, to in mailed[:3]] == [[first]] * 3
    ((second, place),) = house.asked(report).items()
    assert (mailed[3][1], place) == ([second], Place.FIRST)
    assert second != first
    handed = [deed for deed in house.deeds(report) if deed == "question.handed_over"]
    assert len(handed) == 1


@one_database
def test_staff_see_what_is_overdue_after_a_fortnight(house):
    report = house.open(country="LUX")
    house.follow()
    now = house.service.clock() + timedelta(days=14)
    assert house.look(lambda s: desk_queries.overdue(s, now - timedelta(minutes=1))) == []
    (late,) = house.look(lambda s: desk_queries.overdue(s, now))
    assert (late.report_id, late.person.id) == (report, house.people["ana"])
    # With nobody else there she stays asked, and is reminded no more.
    assert [house.follow(days=7) for _ in range(4)] == [["ana"], ["ana"], [], []]
    assert house.asked(report) == {"ana": Place.FIRST}


@one_database
def test_a_full_month_waits_for_the_next_or_goes_to_a_colleague_with_room(house):
    def spare(session):
        for name, minutes in (("ana", 3), ("bea", 240), ("cleo", 3)):
            house.person(session, name).minutes_a_month = minutes

    house.do(spare)
    here = [house.open() for _ in range(5)]
    there = [house.open(country="LUX") for _ in range(2)]
    for _ in range(5):
        house.follow(days=1)
    assert {tuple(house.asked(report)) for report in there} == {("ana",)}
    waits = house.look(desk_queries.held)
    assert {one.person.name for one in waits} <= {"Ana", "Cleo"}
    assert "bea" in {name for report in here for name in house.asked(report)}
    held = [one.report_id for one in waits if one.country == "LUX"]
    assert held
    load = house.look(
        lambda s: desk_queries.load(
            s, house.person(s, "ana"), house.service.clock(), house.service.zone
        )
    )
    assert (load.spent, load.budget, load.left) == (3, 3, 0)
    house.service.clock.now = house.service.clock().replace(month=12, day=1, hour=12)
    assert "ana" in house.follow()


@one_database
def test_a_country_that_wants_it_is_asked_with_its_check_in_only(house):
    house.set("LUX", whens=[When.MONTH])
    report = house.open(country="LUX")
    assert house.follow(days=2) == []
    assert [one.report_id for one in house.look(desk_queries.held)] == [report]
    house.service.clock.now = house.service.clock().replace(month=12, day=1, hour=12)
    jobs.ask_countries(house.service)
    assert "ana" in house.follow()
    text = body(house, "ana")
    assert "questions wait for you" in body(house, "ana") or "germany and luxembourg" in text
    assert "a law of that country, amended" in text
    assert "did anything change in november 2026?" in text


# Other hands


@one_database
def test_questions_pass_to_whom_somebody_names_when_she_leaves(house):
    mine = house.open(country="LUX")
    report = house.open()
    ((first, _),) = house.asked(report).items()
    instead = next(iter(KNOW - {first}))
    away = house.leave(first, instead=instead)
    assert house.asked(report) == {instead: Place.FIRST}
    # Nobody else knows Luxembourg: it stays and waits until she is back, or says so.
    house.leave("ana") if first != "ana" else None
    assert house.asked(mine) == {"ana": Place.FIRST}
    assert "ana" not in house.follow()

    def back(session):
        for name in {"ana", first}:
            for absence in absences.of(session, house.people[name], house.today):
                by, now = house.person(session, name), house.service.clock()
                absences.end(session, absence.id, by=by, now=now)

    house.today = day_in(house.service.clock(), house.service.zone)
    house.do(back)
    assert "ana" in house.follow()
    deeds = house.look(lambda s: audit_log.of(s, "person", house.people[first]))
    assert [d.deed for d in deeds][-2:] == ["absence.declared", "absence.ended"]
    assert away


@one_database
def test_an_absence_to_come_passes_questions_on_when_it_comes(house):
    report = house.open()
    ((first, _),) = house.asked(report).items()
    house.leave(first, begins=3)
    house.follow(days=1)
    assert first in house.asked(report)
    house.follow(days=2)
    assert first not in house.asked(report)


@one_database
def test_who_is_signed_off_leaves_her_questions_to_others(house):
    ours, alone = house.open(), house.open(country="FRA")
    ((first, _),) = house.asked(ours).items()

    def gone(session):
        for name in {first, "bea"}:
            house.person(session, name).active = False

    house.do(gone)
    house.follow()
    ((second, _),) = house.asked(ours).items()
    assert second not in {first, "bea"}
    assert house.asked(alone) == {}
    assert house.service.mailer.to("eva@example.org")


@one_database
def test_a_question_is_handed_over_by_whose_it_is_or_by_staff(house):
    report = house.open()
    ((first, _),) = house.asked(report).items()
    second, third = sorted(KNOW - {first})
    with pytest.raises(NotAllowed):
        house.give(report, third, by=second, of=first)
    with pytest.raises(NotFound):
        house.give(report, third, by=second)
    for nobody in ("gus", "pia", "eva", first):
        with pytest.raises(Refused):
            house.give(report, nobody, by=first)
    house.give(report, second, by=first)
    assert house.asked(report) == {second: Place.FIRST}
    house.give(report, first, by="eva", of=second)
    assert house.asked(report) == {first: Place.FIRST}
    assert house.follow() == [first]


@one_database
def test_a_conflict_of_interest_frees_her_seat_for_another(house):
    report = house.open()
    ((first, _),) = house.asked(report).items()
    now = house.service.clock()
    house.do(
        lambda s: conflicts.declare(
            s, house.person(s, first), why="My case.", report_id=report, now=now
        )
    )
    jobs.drain_events(house.service)
    ((second, place),) = house.asked(report).items()
    assert (second != first, place) == (True, Place.FIRST)


# Together


def test_two_who_ask_at_once_mail_everybody_once(house):
    for country in ("DEU", "DEU", "DEU", "LUX", "FRA"):
        house.open(country=country)
    with ThreadPoolExecutor(4) as pool:
        asked = sum(pool.map(lambda _: jobs.ask_people(house.service), range(4)))
    jobs.send_mails(house.service)
    told = [mail.recipient for mail in house.service.mailer.sent]
    assert sorted(told) == sorted({f"{name}@example.org" for name in KNOW})
    assert asked == len(told)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_who_leaves_waits_for_a_word_before_she_touches_what_it_closes(house):
    report = house.open(country="LUX")
    stuck = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    with ThreadPoolExecutor(1) as pool, house.service.writing() as session:
        reports.held(session, report)
        left = pool.submit(house.leave, "ana")
        while not session.connection().execute(stuck).scalar():
            assert not left.done()
        (seat,) = session.exec(select(Seat).where(Seat.report_id == report)).all()
        seat.closed_at = house.service.clock()
        session.commit()
        assert left.result()


@one_database
def test_reports_from_before_there_were_seats_are_asked_about(house):
    row = Report(
        country="LUX", title="A law", summary="", url="", reported_at=house.service.clock()
    )
    house.do(lambda session: session.add(row))
    assert house.follow(hours=1) == []
    assert house.follow(days=2) == ["ana"]


# How a country works


@one_database
def test_administrators_alone_change_how_a_country_works(house):
    def by(name):
        return lambda s: country_settings.change(
            s, "DEU", **HERE, second_share=None, by=house.person(s, name),
            now=house.service.clock(),
        )  # fmt: skip

    for name in ("ana", "eva", "pia", "gus"):
        with pytest.raises(NotAllowed):
            house.do(by(name))
    with pytest.raises(Refused) as refused:
        house.set("XXX", whens=[], quorum=0, second_share=2)
    assert set(refused.value.faults) == {"country", "whens", "quorum", "second_share"}
    house.set(quorum=2, whens=[When.YEAR])
    now = house.look(lambda s: country_settings.of(s, "DEU"))
    assert (now.quorum, now.whens, now.second_share) == (2, (When.YEAR,), 0.0)
    (entry,) = house.look(lambda s: audit_log.of(s, "country", "DEU"))
    assert (entry.deed, entry.what["quorum"]) == ("country.set", 2)


@one_database
def test_a_country_without_a_correspondent_is_seen(house):
    assert house.look(
        lambda s: desk_queries.countries_without_anybody(s, ["DEU", "FIN", "POL"])
    ) == ["FIN", "POL"]
    gone = select(Responsibility).where(Responsibility.country == "DEU")

    def leave(session):
        for row in session.exec(gone).all():
            person = session.get_one(Person, row.person_id)
            if person.role is Role.CORRESPONDENT:
                session.delete(row)

    house.do(leave)
    assert house.look(lambda s: desk_queries.countries_without_anybody(s, ["DEU"])) == ["DEU"]
