"""Bills saved, stacked and linked; tried over what was released, never part of it."""

from datetime import date, datetime
from uuid import UUID, uuid4

import pytest
from deciding import confirm
from documents import document
from sqlalchemy import select as select_columns
from sqlmodel import Session, select
from statements import statements

from app.bootstrap import Service
from monitor import answers, ground, people, scenarios
from monitor.bills import read_answers, read_bill
from monitor.confirm import Confirmation
from monitor.errors import BadFile, BadScenario, NotAllowed, NotFound
from monitor.people_tables import Person, Role
from monitor.release import preview, release
from monitor.reports import open_report
from monitor.scenario_tables import Enactment, Scenario
from monitor.scenarios import Proposal
from monitor.tables import AnswerRow, Change, Report
from monitor.trial import ground_moved
from scoring import score
from scoring.compare import equal
from scoring.scenario import Bill, Promise, Verdict, contested
from store import drain

TODAY = date(2026, 11, 21)
DAY = date(2027, 1, 1)


def promise(code="fa98", answer=100.0, day=DAY, where="DEU"):
    return Promise(jurisdiction=where, code=code, score=answer, in_force_from=day)


def proposal(*promises, title="Naturalisation sooner", **more):
    return Proposal("mipex-core", Bill(title, promises), **more)


def saved(session: Session, service: Service, *promises, **more) -> str:
    return scenarios.save(session, proposal(*promises, **more), service.clock())


class Law:
    """Confirms and releases changes, as staff and correspondents would."""

    def __init__(self, service: Service) -> None:
        self.service = service
        with service.writing() as session:
            self.staff = self.person(session, "bob", Role.STAFF).id
            self.expert = self.person(session, "ada", Role.CORRESPONDENT, "DEU", "FRA").id
            session.commit()

    def person(self, session: Session, name: str, role: Role, *watches: str) -> Person:
        now, email = self.service.clock(), f"{name}@desk.example"
        return people.add(session, email=email, name=name, role=role, watches=watches, now=now)

    def confirmed(self, given, country="DEU", day=DAY) -> UUID:
        service, now = self.service, self.service.clock()
        with service.writing() as session:
            row = Report(
                country=country, title="A law", summary="", url="", areas=[], reported_at=now
            )
            change = confirm(
                session,
                open_report(session, row),
                Confirmation(title="A law", law="BGBl. 1", in_force_from=day, answers=given),
                by=people.active(session, self.expert),
                codebook=service.codebook,
                now=now,
            ).id
            session.commit()
        drain(service.writing, service.handlers, service.clock)
        return change

    def released(self, given, country="DEU", day=DAY) -> UUID:
        change = self.confirmed(given, country, day)
        self.release(change)
        return change

    def release(self, change: UUID) -> None:
        service = self.service
        with service.writing() as session:
            document(session, change)
            release(
                session,
                [change],
                by=people.active(session, self.staff),
                seal=preview(session, [change], service.codebooks).seal,
                codebooks=service.codebooks,
                now=service.clock(),
            )
            session.commit()
        drain(service.writing, service.handlers, service.clock)


@pytest.fixture
def law(service):
    return Law(service)


def held(session: Session, service: Service):
    """Every answer on record, and Germany's scores on a day under the bill."""
    columns = AnswerRow.__table__.columns
    rows = session.execute(select_columns(*columns).order_by(columns.id)).all()
    history = answers.history(session, service.codebook.id, "DEU")
    return rows, answers.card(service.codebook, history, date(2030, 1, 1)).values


def test_a_scenario_never_touches_the_index(service):
    with service.writing() as session:
        before = held(session, service)
        link = saved(session, service, promise())
        bills = scenarios.found(session, link).bills
        ground.trial(session, service.codebook, bills, service.clock())
        session.commit()
    with service.reading() as session:
        assert held(session, service) == before


def test_a_bill_moves_every_level_the_place_and_nobody_else(service):
    with service.reading() as session:
        trial = ground.trial(
            session, service.codebook, [Bill("", (promise(),))], service.clock()
        )
    effects = {effect.code: effect for effect in trial.effects("DEU")}
    assert trial.day == DAY
    assert list(effects) == ["ov_h", "ov", "ov_noedu", "f", "fa98"]
    assert effects["f"].difference == 12.5
    assert equal(effects["ov_h"].difference, 12.5 / 8)
    top = effects["ov_h"]
    assert (top.rank_before.place, top.rank_after.place) == (14, 13)
    assert effects["fa98"].rank_after is None
    assert all(trial.after[c] is card for c, card in trial.before.items() if c != "DEU")
    assert [made.code for made in trial.because("DEU")[0].answers] == ["fa98"]


def test_chosen_countries_stand_beside_with_their_own_scores_and_places(service):
    with service.reading() as session:
        trial = ground.trial(
            session, service.codebook, [Bill("", (promise(),))], service.clock()
        )
    beside = trial.compared(["FRA", "NLD"])
    assert [e.country for e in beside] == ["FRA"] * 4 + ["NLD"] * 4
    assert all(e.difference == 0 for e in beside)
    (passed,) = [move.passed for _, move in trial.places("DEU")]
    (rival,) = passed
    before, after = trial.scores("ov_h")
    assert before["DEU"] < before[rival] == after[rival] < after["DEU"]


def test_a_country_that_the_edition_left_out_is_scored_by_its_bill_alone(service):
    bill = Bill("", (promise(where="VAT"),))
    with service.reading() as session:
        trial = ground.trial(session, service.codebook, [bill], service.clock())
    effects = {effect.code: effect for effect in trial.effects("VAT")}
    assert (effects["fa98"].before, effects["fa98"].after) == (None, 100)
    assert effects["f"].difference is None
    assert "ov_h" not in effects


def test_what_stacked_bills_add_sums_to_the_whole_and_to_its_explained_parts(service):
    bills = [
        Bill("one", (promise("bb29a", 100.0), promise("fa98", 0.0))),
        Bill("two", (promise("fa98", 100.0), promise("aa1", 0.0))),
        Bill("three", (promise("cd64", 0.0), promise("cc59", 0.0, date(2028, 1, 1)))),
    ]
    with service.reading() as session:
        trial = ground.trial(session, service.codebook, bills, service.clock())
    assert contested(bills) == [("DEU", "fa98")]
    effects = {e.code: e.difference for e in trial.effects("DEU") if trial.high(e.code)}
    for node in trial.because("DEU"):
        added = sum(s.added for s in trial.shares() if s.code == node.code)
        parts = sum(made.points for made in node.answers)
        assert added == pytest.approx(effects[node.code], abs=1e-12)
        assert parts == pytest.approx(effects[node.code], abs=1e-12)
    alone = {(s.bill, s.code): s.alone for s in trial.shares()}
    assert (alone[0, "f"], alone[1, "f"]) == (-12.5, 12.5)
    assert {(s.bill, s.code): s.added for s in trial.shares()}[1, "f"] == 25


def test_the_same_content_has_the_same_permalink_and_another_has_another(service, clock):
    one, other = promise(), promise("fb106", 100.0)
    with service.writing() as session:
        first = saved(session, service, one, other)
        clock.pass_(days=3)
        assert saved(session, service, other, one) == first
        session.commit()
        different = [
            proposal(one),
            proposal(one, other, title="Another"),
            proposal(one, other, compare=("FRA",)),
            proposal(one, other, day=date(2030, 1, 1)),
            proposal(one, other, stack=(first,)),
            proposal(promise(answer=50.0), other),
        ]
        links = {scenarios.permalink(each) for each in different}
        assert len(links | {first}) == 7
        assert len(first) == 12
        found = scenarios.found(session, first)
        assert (clock() - found.known).days == 3
        assert found.proposal == proposal(one, other)


def test_a_scenario_without_content_title_or_ground_is_refused(service):
    with service.writing() as session:
        with pytest.raises(BadScenario, match="title in one line"):
            saved(session, service, promise(), title=" ")
        with pytest.raises(BadScenario, match="it answers nothing"):
            saved(session, service)
        with pytest.raises(NotFound, match="no scenario nowhere"):
            saved(session, service, promise(), stack=("nowhere",))
        assert session.exec(select(Scenario)).all() == []


def test_a_stack_holds_each_bill_once_with_what_it_lies_over_below(service):
    with service.writing() as session:
        low = saved(session, service, promise("fb106", 0.0), title="low")
        middle = saved(session, service, promise("fb106", 50.0), title="middle", stack=(low,))
        stack = scenarios.flattened(session, [low, middle])
        top = saved(session, service, promise("fb106", 100.0), title="top", stack=stack)
        found = scenarios.found(session, top)
        assert [bill.title for bill in found.bills] == ["low", "middle", "top"]
        assert {s.permalink for s in scenarios.listed(session)} == {low, middle, top}


def test_a_list_asks_the_database_as_often_for_many_as_for_one(service):
    def asked(session):
        with statements(service.engine) as said:
            found = scenarios.listed(session)
        return len(found), sum(statement.startswith("SELECT") for statement in said)

    with service.writing() as session:
        low = saved(session, service, promise("fb106", 0.0), title="low")
        session.commit()
        assert asked(session) == (1, 4)
        for n in range(3):
            saved(session, service, promise("fb106", 50.0), title=f"over {n}", stack=(low,))
        session.commit()
        assert asked(session) == (4, 4)


def test_the_ground_stays_as_it_was_and_today_is_another(service, law, clock):
    waiting = law.confirmed({"aa3": 0.0}, day=date(2026, 11, 1))
    clock.pass_(days=1)
    bills = [Bill("", (promise(),))]
    known = clock()
    with service.reading() as session:
        then = ground.trial(session, service.codebook, bills, known)
    clock.pass_(days=1)
    law.release(waiting)
    with service.reading() as session:
        again = ground.trial(session, service.codebook, bills, known)
        today = ground.trial(session, service.codebook, bills, clock())
        confirmed = ground.trial(session, service.codebook, bills, known, confirmed=True)
    assert not ground_moved(then, again)
    assert ground_moved(then, today)
    assert [t.before["DEU"].values["aa3"] for t in (then, today, confirmed)] == [50, 0, 0]


def test_law_between_today_and_the_bill_holds_until_the_bill_does(service, law, clock):
    law.released({"fa98": 0.0}, day=date(2026, 12, 1))
    clock.pass_(days=1)
    with service.reading() as session:
        trial = ground.trial(
            session, service.codebook, [Bill("", (promise(),))], clock(), day=date(2026, 12, 15)
        )
    assert trial.after["DEU"].values["fa98"] == 0
    area = [(s.day, s.after - s.before) for s in trial.course("DEU") if s.code == "f"]
    assert area == [(DAY, 25)]


def test_later_law_under_a_bill_is_named(service, law, clock):
    law.released({"fa98": 0.0}, day=date(2028, 6, 1))
    clock.pass_(days=1)
    with service.reading() as session:
        trial = ground.trial(session, service.codebook, [Bill("", (promise(),))], clock())
    ((country, hidden),) = trial.hidden()
    assert (country, hidden.code, hidden.day) == ("DEU", "fa98", date(2028, 6, 1))
    assert {s.day for s in trial.course("DEU")} == {DAY, date(2028, 6, 1)}


def test_promised_is_held_against_enacted_and_both_against_the_same_ground(service, law, clock):
    with service.writing() as session:
        link = saved(session, service, promise(), promise("fb106", 100.0), promise("aa1", 0.0))
        session.commit()
    clock.pass_(days=30)
    change = law.released({"fa98": 100.0, "aa1": 0.0, "aa3": 0.0}, day=date(2027, 3, 1))
    with service.writing() as session:
        assert ground.enacted(session, service.codebook, scenarios.found(session, link)) is None
        by = people.active(session, law.staff)
        scenarios.enact(session, link, change, by=by, now=clock())
        scenarios.enact(session, link, change, by=None, now=clock())
        session.commit()
    with service.reading() as session:
        found = scenarios.found(session, link)
        kept = ground.enacted(session, service.codebook, found)
        assert len(session.exec(select(Enactment)).all()) == 1
    verdicts = {one.promise.code: one.verdict for one in kept.outcomes}
    assert verdicts == {
        "fa98": Verdict.PARTLY,
        "fb106": Verdict.BROKEN,
        "aa1": Verdict.PARTLY,
    }
    assert [answer.code for _, answer in kept.unpromised] == ["aa3"]
    assert kept.day == date(2027, 3, 1)
    scores = {code: values for _, code, values in kept.effects()}
    before, promised, enacted = scores["f"]
    assert (promised - before, enacted - before) == (18.75, 12.5)
    assert found.links[0].change_id == change


def test_a_change_that_waits_for_release_is_not_told_to_everyone(service, law, clock):
    change = law.confirmed({"fa98": 100.0})
    with service.writing() as session:
        link = saved(session, service, promise())
        scenarios.enact(session, link, change, by=None, now=clock())
        found = scenarios.found(session, link)
        assert ground.enacted(session, service.codebook, found) is None
        kept = ground.enacted(session, service.codebook, found, confirmed=True)
        assert [one.verdict for one in kept.outcomes] == [Verdict.KEPT]
        ((_, _, scores), *_) = kept.effects()
        assert scores[1] == scores[2] != scores[0]


def test_only_staff_link_and_only_a_change_of_a_country_of_the_bill(service, law, clock):
    change = law.confirmed({"fa98": 100.0}, country="FRA")
    with service.writing() as session:
        link = saved(session, service, promise())
        expert = people.active(session, law.expert)
        with pytest.raises(NotAllowed):
            scenarios.enact(session, link, change, by=expert, now=clock())
        with pytest.raises(BadScenario, match="one of FRA, and the bill is about DEU"):
            scenarios.enact(session, link, change, by=None, now=clock())
        with pytest.raises(NotFound, match="no change"):
            scenarios.enact(session, link, uuid4(), by=None, now=clock())
        with pytest.raises(NotFound, match="no scenario"):
            scenarios.enact(session, "nowhere", change, by=None, now=clock())
        assert session.get(Change, change) is not None


def test_a_bill_is_read_from_a_file(codebook):
    text = (
        "country,indicator,new_answer,in_force_from,in_force_until\n"
        "FRA,fb106,50,2027-06-01,2030-01-01\nDEU,fa98,100,2027-01-01,\n"
    )
    until = date(2030, 1, 1)
    assert read_bill(text, codebook, TODAY) == (
        promise(),
        Promise(
            jurisdiction="FRA",
            code="fb106",
            score=50.0,
            in_force_from=date(2027, 6, 1),
            in_force_until=until,
        ),
    )


def test_every_fault_of_a_file_is_named_with_its_line(codebook):
    text = (
        "country,indicator,new_answer,in_force_from,kind\n"
        "ZZZ,fa98,100,2027-01-01,\nDEU,fa99,100,2027-01-01,\nDEU,fa98,33,2027-01-01,\n"
        "DEU,f,100,2027-01-01,\nDEU,fb106,50,1.1.2027,\n"
    )
    with pytest.raises(BadFile) as refused:
        read_bill(text, codebook, TODAY)
    assert [fault.partition(":")[0] for fault in refused.value.faults] == [
        "line 2",
        "line 3",
        "line 4",
        "line 5",
        "line 6",
    ]


def test_a_bill_may_not_answer_between_the_options_as_a_first_coding_may(codebook):
    text = "country,indicator,new_answer,in_force_from,kind\nDEU,fa98,33,2027-01-01,first\n"
    with pytest.raises(BadFile, match="line 2: fa98 is 33, which is none of its options"):
        read_bill(text, codebook, TODAY)


def test_answers_are_read_from_a_call_with_all_their_faults(codebook):
    read = read_answers(
        ["fa98=100@2027-01-01", "fra:fb106=50@2027-06-01..2030-01-01"], "DEU", codebook, TODAY
    )
    assert read[0] == promise()
    assert (read[1].jurisdiction, read[1].in_force_until) == ("FRA", date(2030, 1, 1))
    with pytest.raises(BadScenario) as refused:
        read_answers(["fa98=33@2027-01-01", "fa98", "zz=1@x"], "DEU", codebook, TODAY)
    said = refused.value.faults
    assert said[0].startswith("fa98=33@2027-01-01: 'fa98' has no option 33, only")
    assert said[1].startswith("fa98: this is no answer from a day on; write fa98=100@")
    assert {fault.partition(":")[0] for fault in said[2:]} == {"zz=1@x"}
    with pytest.raises(BadScenario, match="whose law is it"):
        read_answers(["fa98=100@2027-01-01"], "", codebook, TODAY)


def test_an_untouched_trial_scores_as_the_index_does(service):
    with service.reading() as session:
        known: datetime = service.clock()
        trial = ground.trial(session, service.codebook, [], known, day=date(2019, 12, 31))
        released = answers.history(session, service.codebook.id, "SWE")
    assert trial.before == trial.after
    day = date(2019, 12, 31)
    assert trial.before["SWE"] == answers.card(service.codebook, released, day, known)
    assert trial.before["SWE"].values != score(service.codebook, {}).values
