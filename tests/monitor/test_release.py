"""A release passes the gate, goes on record, and can be planned; two workers make it once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from releasing import DUAL, House
from sqlmodel import select

from app import jobs
from monitor import audit_log, plans
from monitor.desk_tables import Inquiry
from monitor.errors import AlreadyDecided, FiguresMoved, GateShut, NotAllowed, Refused
from monitor.gate import Check
from monitor.record_tables import ReleasePlan
from monitor.release import examine, preview
from monitor.tables import Change, Release, ReleasedScore
from monitor.trails import trail


@pytest.fixture
def house(service):
    with service.writing() as session:
        yield House(session, service.codebooks, service.clock())


def planned(house, *changes, **more):
    seal = preview(house.session, changes, house.codebooks).seal
    usual = {"due_at": house.now + timedelta(days=1), "by": house.bob, "seal": seal}
    return plans.plan(
        house.session, changes, codebooks=house.codebooks, now=house.now, **usual | more
    )


def red(house, *changes):
    seen = preview(house.session, changes, house.codebooks)
    examined = examine(house.session, seen, house.codebooks, house.now.date())
    return [lamp.check for lamp in examined.lamps if lamp.state == "bad"]


def test_figures_are_counted_a_second_time_and_a_wrong_one_is_caught(house):
    change = house.change()
    assert red(house, change) == []
    seen = preview(house.session, [change], house.codebooks)
    (effect,) = seen.effects
    moved = tuple(
        type(move)(move.code, move.before, move.after + 1, move.because)
        for move in effect.moves
    )
    wrong = type(seen)((type(effect)(change, "DEU", effect.codebook, moved),))
    examined = examine(house.session, wrong, house.codebooks, house.now.date())
    assert Check.ARITHMETIC in [lamp.check for lamp in examined.lamps if lamp.state == "bad"]
    assert DUAL in examined.facts[0].miscounted


def test_how_much_history_moves_is_counted_in_days(house):
    change = house.change(day=date(2026, 11, 1), in_force_until=date(2026, 11, 11))
    seen = preview(house.session, [change], house.codebooks)
    (past,) = examine(house.session, seen, house.codebooks, house.now.date()).pasts
    assert (past.days, past.first, past.last) == (10, date(2026, 11, 1), date(2026, 11, 10))
    assert past.official == ()


def test_what_was_mended_is_not_released_while_a_change_of_its_day_stands_in_the_way(house):
    wrong = house.released()
    house.passes()
    waiting = house.change({DUAL: 0.0})
    house.passes()
    mend = house.mended(wrong)
    assert red(house, mend) == [Check.HISTORY]
    assert red(house, mend, waiting) == []


def test_a_release_needs_as_many_words_as_its_country_wants(house):
    change = house.change()
    report = house.session.get_one(Change, change).report_id
    house.session.add(Inquiry(report_id=report, needed=2, drawn=False, asked_at=house.now))
    assert red(house, change) == [Check.QUORUM]
    with pytest.raises(GateShut):
        house.publish(change, by=house.ann, over="Nobody else has time.")


def test_only_an_administrator_answers_for_missing_documents_and_only_for_them(house):
    change = house.change(backed=False)
    for how in ({}, {"over": "  "}, {"by": house.ann}):
        with pytest.raises(GateShut):
            house.publish(change, **how)
    with pytest.raises(NotAllowed):
        house.publish(change, over="It is printed on paper only.")
    assert house.publish(change, by=house.ann, over="It is printed on paper only.")


def test_an_answer_between_the_options_is_not_released_from_the_desk(house):
    assert red(house, house.change({DUAL: 40.0})) == [Check.SCALE]


def test_a_release_goes_on_record_with_all_it_rests_on(house):
    change = house.released()
    made = house.session.exec(select(Release)).one()
    (entry,) = audit_log.of(house.session, "release", made.id)
    assert (entry.deed, entry.by, entry.what["changes"]) == (
        "release.made", house.bob.id, [str(change)],
    )  # fmt: skip
    led = trail(house.session, change)
    assert entry.evidence == sorted(digest for digest, _ in led.evidence)
    assert (led.answers, led.released.person_id) == (((DUAL, 100.0),), house.bob.id)
    assert [voice.name for voice in led.voices] == [""], "she did not agree to be named"
    assert entry.number in [deed.number for deed in led.deeds]


def test_a_plan_lies_ahead_passes_the_gate_and_holds_each_draft_once(house):
    change, bare = house.change(), house.change({"fa98": 100.0}, backed=False)
    with pytest.raises(Refused):
        planned(house, change, due_at=house.now)
    with pytest.raises(GateShut):
        planned(house, bare)
    with pytest.raises(FiguresMoved):
        planned(house, change, seal="0" * 64)
    planned(house, change)
    with pytest.raises(AlreadyDecided):
        planned(house, change)


def test_two_workers_at_once_carry_out_a_plan_once(service, clock):
    with service.writing() as session:
        house = House(session, service.codebooks, clock())
        planned(house, house.change())
        session.commit()
    clock.pass_(days=2)
    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(lambda _: jobs.release_due(service), range(4))) == 1
    with service.reading() as session:
        (plan,) = session.exec(select(ReleasePlan))
        (made,) = session.exec(select(Release))
    assert (plan.release_id, plan.why) == (made.id, "")


def test_a_plan_of_somebody_who_was_signed_off_ends_and_leaves_nothing(service, clock):
    with service.writing() as session:
        house = House(session, service.codebooks, clock())
        planned(house, house.change())
        house.bob.active = False
        session.commit()
    clock.pass_(days=2)
    assert jobs.release_due(service) == 0
    with service.reading() as session:
        (plan,) = session.exec(select(ReleasePlan))
        assert "may not act" in plan.why
        assert session.exec(select(ReleasedScore)).all() == []
        deeds = [entry.deed for entry in audit_log.entries(session)]
    assert deeds[-1] == "release.called_off"
