"""What people say of reports: who may, what she sees before, and what their words come to."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from asked import Desk, one_database
from sqlmodel import col, select

from monitor import audit_log, country_settings, people, reports, words
from monitor.archive import backing
from monitor.desk_tables import Dispute, Place, Seat, Verdict, Way, When, Word
from monitor.errors import AlreadyDecided, InDispute, NotAllowed, OwnReport, Refused
from monitor.evidence_tables import Evidence
from monitor.hearing import conflicts, supplements
from monitor.hearing.quorum import State
from monitor.people_tables import Person, Role
from monitor.tables import AnswerRow, Change, Report, ReportState
from monitor.words import Said


@pytest.fixture
def desk(service):
    return Desk(service)


FIRST, SECOND, CHECK = Place.FIRST, Place.SECOND, Place.CHECK
MORE, REJECT = Verdict.MORE, Verdict.REJECT


def test_one_word_makes_a_change_where_one_is_needed_and_all_of_it_is_on_record(desk):
    report = desk.report(ana=FIRST)
    digest = "ab" * 32

    def back(session):
        document = Evidence(
            address="https://x.example/1", status=200,
            content_type="text/html", sha256=digest, size=3, received_at=desk.service.clock(),
        )  # fmt: skip
        session.add(document)
        session.flush()
        backing.back(session, report, document.id)

    desk.do(back)
    assert desk.say("ana", report, note="Plain.") is State.CONFIRMED
    change = desk.look(lambda session: session.exec(select(Change)).one())
    assert (change.report_id, change.confirmed_by) == (report, desk.people["ana"])
    held = select(AnswerRow.score).where(AnswerRow.change_id == change.id)
    assert desk.look(lambda session: session.exec(held).one()) == 100
    assert desk.deeds(report) == ["report.opened", "word.said", "report.decided"]
    (entry,) = desk.look(lambda session: audit_log.of(session, "change", change.id))
    assert (entry.deed, entry.evidence) == ("change.confirmed", [digest])
    said = desk.look(lambda session: audit_log.of(session, "report", report)[1])
    assert said.what["answers"] == {"fd115ab": 100.0}
    assert "Plain." not in str(said.what)
    assert "StARModG" not in str(said.what)


def test_two_who_say_the_same_unknowing_of_each_other_settle_what_needs_two(desk):
    report = desk.report(needed=2, ana=FIRST, bea=SECOND)
    assert desk.say("bea", report, title="Otherwise put") is State.WAITING
    assert desk.count(Change) == 0
    assert desk.say("ana", report, title="Dual nationality") is State.CONFIRMED
    change = desk.look(lambda session: session.exec(select(Change)).one())
    assert (change.confirmed_by, change.title) == (desk.people["ana"], "Dual nationality")
    with pytest.raises(AlreadyDecided):
        desk.say("bea", report, REJECT, "no law")


@pytest.mark.parametrize(
    "other",
    [
        {"verdict": REJECT, "note": "A bill only."},
        {"in_force_from": date(2024, 7, 1)},
        {"in_force_until": date(2030, 1, 1)},
        {"answers": {"fd115ab": 0.0}},
        {"answers": {}},
    ],
)
@one_database
def test_two_who_differ_are_in_dispute_and_staff_who_did_not_speak_are_told(desk, other):
    report = desk.report(needed=2, ana=FIRST, bea=SECOND)
    desk.say("ana", report)
    assert desk.say("bea", report, **other) is State.DISPUTED
    assert (desk.count(Change), desk.count(Dispute), desk.state(report)) == (0, 1, "open")
    for name in ("ana", "bea", "cleo", "eva"):
        with pytest.raises(InDispute):
            desk.say(name, report)
    told = [to for to, subject in desk.mails() if "two answers differ" in subject]
    assert told == ["eva@example.org", "fay@example.org"]
    assert desk.deeds(report)[-1] == "dispute.opened"


@one_database
def test_until_it_is_settled_she_can_say_otherwise_and_her_latest_word_counts(desk):
    report = desk.report(needed=2, ana=FIRST, bea=SECOND)
    desk.say("ana", report, answers={"fd115ab": 0.0})
    assert desk.say("ana", report) is State.WAITING, "she alone is still one person"
    assert desk.say("bea", report) is State.CONFIRMED
    assert desk.count(Word) == 3


@one_database
def test_who_needs_more_says_what_staff_add_it_and_she_is_asked_again(desk):
    report = desk.report(ana=FIRST)
    with pytest.raises(Refused, match="missing"):
        desk.say("ana", report, MORE)
    assert desk.say("ana", report, MORE, "The decree itself.") is State.WAITING
    assert [to for to, subject in desk.mails() if "needs more" in subject] == [
        "eva@example.org", "fay@example.org"
    ]  # fmt: skip
    assert desk.look(lambda s: s.exec(select(Seat.closed_for)).one()) == "more"

    def add(session):
        eva = people.active(session, desk.people["eva"])
        supplements.add(
            session, report, text="Here it is.", url="https://x.example/decree",
            by=eva, now=desk.service.clock(),
        )  # fmt: skip

    desk.do(add)
    assert desk.look(lambda s: s.exec(select(Seat.closed_at, Seat.mailed_at)).one()) == (
        None,
        None,
    )
    assert desk.say("ana", report) is State.CONFIRMED


@one_database
def test_only_who_knows_the_law_and_has_no_part_in_the_claim_may_answer(desk):
    report = desk.report(by="ana", bea=FIRST)
    for name, error in (("ana", OwnReport), ("pia", NotAllowed), ("gus", NotAllowed)):
        with pytest.raises(error):
            desk.say(name, report)
    assert desk.place("cleo", report) is FIRST, "a colleague may step in while none answered"
    assert desk.say("cleo", report) is State.CONFIRMED
    closed = select(Seat.closed_for).where(Seat.report_id == report)
    assert desk.look(lambda session: session.exec(closed).one()) == "handed over"


@one_database
def test_what_outsiders_told_staff_confirm_only_where_no_correspondent_is_asked(desk):
    report = desk.report(by="pia", ana=FIRST)
    with pytest.raises(Refused) as refused:
        desk.say("eva", report)
    assert list(refused.value.faults) == ["word"]
    assert desk.say("eva", desk.report(by="pia")) is State.CONFIRMED
    assert desk.say("eva", desk.report(by="fay", ana=FIRST)) is State.CONFIRMED
    assert desk.say("eva", report, REJECT, "An advertisement.") is State.REJECTED


@one_database
def test_who_was_not_asked_has_no_word_once_all_who_are_needed_sit(desk):
    report = desk.report(needed=2, ana=FIRST, bea=SECOND)
    desk.say("ana", report)
    for name in ("cleo", "eva"):
        with pytest.raises(NotAllowed):
            desk.say(name, report)
    short = desk.report(needed=4, ana=FIRST, bea=SECOND, cleo=SECOND)
    desk.say("ana", short)
    assert desk.place("eva", short) is SECOND, "staff stand in where correspondents lack"


@one_database
def test_a_second_sees_neither_the_machines_reading_nor_a_word(desk):
    report = desk.report(needed=2, ana=FIRST, bea=SECOND)
    desk.say("ana", report)
    for spoke in (False, True):
        seen = desk.seen("bea", report)
        assert (seen.place, seen.reading, seen.words) == (SECOND, False, ())
        if not spoke:
            desk.say("bea", report, REJECT, "No law.")
    assert desk.look(lambda s: s.get(Dispute, report)) is not None
    assert [word.person_id for word in desk.seen("eva", report).words] == [
        desk.people["ana"], desk.people["bea"]
    ]  # fmt: skip


@one_database
def test_the_first_sees_no_second_word_and_who_checks_sees_what_she_checks(desk):
    report = desk.report(needed=2, ana=FIRST, bea=SECOND)
    desk.say("bea", report)
    assert (desk.seen("ana", report).reading, desk.seen("ana", report).words) == (True, ())
    assert desk.seen("eva", report).words == (), "staff could still step in as first"
    report = desk.report(needed=2, ana=CHECK)
    desk.say("eva", report)
    (word,) = desk.seen("ana", report).words
    assert (word.person_id, desk.seen("ana", report).place) == (desk.people["eva"], CHECK)


@one_database
def test_where_staff_answer_no_second_of_staff_stands_in_before_the_correspondent_checks(desk):
    def staffs_way(session):
        boss = session.get_one(Person, desk.people["eva"])
        boss.role = Role.ADMINISTRATOR
        country_settings.change(
            session, "DEU", way=Way.STAFF, whens=[When.EACH], quorum=1, second_share=None,
            by=boss, now=desk.service.clock(),
        )  # fmt: skip

    desk.do(staffs_way)
    report = desk.report(needed=2)
    assert desk.say("eva", report) is State.WAITING
    with pytest.raises(NotAllowed):
        desk.say("fay", report)


@one_database
def test_an_interest_of_her_own_closes_her_seat_and_takes_the_weight_of_her_word(desk):
    report = desk.report(needed=2, ana=FIRST, bea=SECOND)
    desk.say("bea", report)

    def declare(name, **where):
        def work(session):
            person = people.active(session, desk.people[name])
            now = desk.service.clock()
            return conflicts.declare(session, person, why="I drafted it.", now=now, **where).id

        return desk.do(work)

    declare("ana", report_id=report)
    one = declare("bea", country="DEU", area="access_to_nationality")
    closed = select(Seat.closed_for).where(col(Seat.person_id) == desk.people["ana"])
    assert desk.look(lambda session: session.exec(closed).one()) == "conflict"
    for name in ("ana", "bea"):
        with pytest.raises(NotAllowed, match="interest"):
            desk.say(name, report)
    assert desk.say("cleo", report) is State.WAITING, (
        "the word of who has an interest counts not"
    )
    with pytest.raises(NotAllowed):
        desk.do(
            lambda s: conflicts.end(
                s, one, by=people.active(s, desk.people["ana"]), now=desk.service.clock()
            )
        )
    desk.do(
        lambda s: conflicts.end(
            s, one, by=people.active(s, desk.people["bea"]), now=desk.service.clock()
        )
    )
    assert desk.say("bea", report) is State.CONFIRMED


@one_database
def test_a_word_on_another_countrys_law_does_not_count_for_this_one(desk):
    report = desk.report(needed=2, ana=FIRST, bea=SECOND)
    desk.say("ana", report)

    def assign(session):
        eva = people.active(session, desk.people["eva"])
        reports.assign(session, report, by=eva, country="LUX", now=desk.service.clock())

    desk.do(assign)
    assert desk.look(lambda s: words.said_on(s, s.get_one(Report, report))) == []


def test_what_she_filled_in_is_kept_until_she_sends_her_word(desk):
    report, ana = desk.report(ana=FIRST), desk.people["ana"]
    now = desk.service.clock()
    assert desk.look(lambda s: words.draft_of(s, report, ana)) == {}
    for filled in ({"law": "StAR"}, {"law": "StARModG", "title": "é"}):
        desk.do(lambda s, filled=filled: words.keep_draft(s, report, ana, filled, now))
    assert desk.look(lambda s: words.draft_of(s, report, ana)) == {
        "law": "StARModG",
        "title": "é",
    }
    desk.say("ana", report)
    assert desk.look(lambda s: words.draft_of(s, report, ana)) == {}


@pytest.mark.parametrize("differs", [False, True])
def test_two_who_answer_at_the_same_moment_are_settled_once(desk, differs):
    report = desk.report(needed=2, ana=FIRST, bea=SECOND)
    stated = [("ana", {}), ("bea", {"answers": {}} if differs else {})]
    with ThreadPoolExecutor(2) as pool:
        states = list(pool.map(lambda one: desk.say(one[0], report, **one[1]), stated))
    ends = State.DISPUTED if differs else State.CONFIRMED
    assert sorted(states) == sorted([State.WAITING, ends])
    assert (desk.count(Change), desk.count(Dispute)) == ((0, 1) if differs else (1, 0))
    assert desk.look(audit_log.verify).broken is None


def test_a_word_whose_transaction_dies_was_never_said(desk):
    report = desk.report(ana=FIRST)
    before = {t: desk.count(t) for t in (Word, Change, AnswerRow, audit_log.AuditEntry)}
    with desk.service.writing() as session:
        words.say(
            session, report, Said(verdict=REJECT, note="No law."),
            by=people.active(session, desk.people["ana"]),
            codebook=desk.service.codebook, now=desk.service.clock(),
        )  # fmt: skip
    assert {table: desk.count(table) for table in before} == before
    assert desk.state(report) is ReportState.OPEN
