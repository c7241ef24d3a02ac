"""Where two words differ, staff rule: once, with a reason, and nobody who has a part in it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from asked import Desk, one_database
from sqlmodel import select

from monitor import audit_log, people, reports
from monitor.confirm import Confirmation
from monitor.desk_tables import Dispute, Place, Verdict
from monitor.errors import AlreadyDecided, NotAllowed, NotFound, OwnReport, Refused
from monitor.hearing import conflicts, ruling
from monitor.hearing.quorum import State
from monitor.people_tables import Role
from monitor.tables import AnswerRow, Change, Report, ReportState
from monitor.words import Said

CONFIRM, REJECT = Verdict.CONFIRM, Verdict.REJECT
DAY = date(2024, 6, 27)


@pytest.fixture
def desk(service):
    return Desk(service)


def disputed(desk, by="", **people):
    """A report of which Ana says that it is worth 100, and another that it is 50, or no law."""
    report = desk.report(by=by, needed=2, **people or {"ana": Place.FIRST, "bea": Place.SECOND})
    first, second = people or ("ana", "bea")
    desk.say(first, report)
    assert desk.say(second, report, answers={"fd115ab": 0.0}) is State.DISPUTED
    return report


def rule(desk, name, report, score=100.0, verdict=CONFIRM, reason="The decree says so."):
    stated = Confirmation(
        title="Ruled", law="StARModG", in_force_from=DAY, answers={"fd115ab": score}
    )
    said = Said(verdict=verdict, confirmation=stated if verdict is CONFIRM else None)

    def work(session):
        return ruling.rule(
            session, report, said, reason=reason,
            by=people.active(session, desk.people[name]),
            codebook=desk.service.codebook, now=desk.service.clock(),
        )  # fmt: skip

    return desk.do(work)


@pytest.mark.parametrize(("score", "author"), [(100.0, "ana"), (0.0, "bea"), (50.0, "eva")])
@one_database
def test_a_ruling_confirms_whoever_said_the_same_and_else_is_staffs_own(desk, score, author):
    report = disputed(desk)
    settled = rule(desk, "eva", report, score)
    assert settled.state is State.CONFIRMED
    change = desk.look(lambda session: session.exec(select(Change)).one())
    assert change.confirmed_by == desk.people[author]
    held = select(AnswerRow.score).where(AnswerRow.change_id == change.id)
    assert desk.look(lambda session: session.exec(held).one()) == score
    dispute, words = desk.look(lambda session: ruling.of(session, report))
    assert (dispute.ruled_by, dispute.reason) == (desk.people["eva"], "The decree says so.")
    assert [word.person_id for word in words] == [desk.people["ana"], desk.people["bea"]]
    assert desk.look(ruling.waiting) == []
    assert desk.deeds(report)[-2:] == ["dispute.ruled", "report.decided"]
    ruled = desk.look(lambda session: audit_log.of(session, "report", report)[-2])
    assert "decree" not in str(ruled.what)


@one_database
def test_staff_may_rule_that_nothing_changed(desk):
    report = disputed(desk)
    assert rule(desk, "eva", report, verdict=REJECT).state is State.REJECTED
    assert (desk.state(report), desk.count(Change)) == (ReportState.REJECTED, 0)


@one_database
def test_a_ruling_says_why_and_is_held_to_the_same_rules_as_a_word(desk):
    report = disputed(desk)
    for given, field in (
        ({"reason": " "}, "reason"),
        ({"reason": "", "verdict": REJECT}, "reason"),
        ({"verdict": Verdict.MORE}, "word"),
        ({"score": 75.0}, "answer-fd115ab"),
    ):
        with pytest.raises(Refused) as refused:
            rule(desk, "eva", report, **given)
        assert list(refused.value.faults) == [field]
    assert desk.look(lambda s: s.get_one(Dispute, report)).ruled_at is None


@one_database
def test_nobody_rules_who_reported_it_answered_it_or_has_an_interest_in_it(desk):
    report = disputed(desk, by="fay", ana=Place.FIRST, eva=Place.SECOND)
    with pytest.raises(OwnReport):
        rule(desk, "fay", report)
    for name in ("eva", "cleo", "pia"):
        with pytest.raises(NotAllowed):
            rule(desk, name, report)
    desk.people["kim"] = desk.do(desk.let_in, "kim", Role.STAFF, [])

    def declare(session):
        kim = people.active(session, desk.people["kim"])
        conflicts.declare(
            session, kim, why="My sister drafted it.", country="DEU", now=desk.service.clock()
        )

    _, rulers = desk.look(lambda session: ruling.awaited(session, report))
    assert [one.name for one in rulers] == ["Kim"]
    desk.do(declare)
    with pytest.raises(NotAllowed):
        rule(desk, "kim", report)


def test_what_is_not_in_dispute_is_not_ruled_on_and_what_is_only_once(desk):
    undisputed = desk.report(ana=Place.FIRST)
    with pytest.raises(NotFound):
        rule(desk, "eva", undisputed)
    report = disputed(desk)

    def attempt(name):
        try:
            return rule(desk, name, report).state
        except AlreadyDecided:
            return None

    with ThreadPoolExecutor(2) as pool:
        states = set(pool.map(attempt, ["eva", "fay"]))
    assert states == {State.CONFIRMED, None}
    assert desk.count(Change) == 1
    assert desk.look(lambda s: s.get_one(Report, report)).state is ReportState.CONFIRMED


@one_database
def test_a_dispute_on_one_countrys_law_is_none_on_anothers(desk):
    report = disputed(desk)

    def assign(session):
        fay = people.active(session, desk.people["fay"])
        reports.assign(session, report, by=fay, country="FRA", now=desk.service.clock())

    desk.do(assign)
    with pytest.raises(NotFound):
        rule(desk, "eva", report)
    assert desk.count(Dispute) == 0
