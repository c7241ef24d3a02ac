"""How far two agree who answered unknowing of each other, and how often a second is asked."""

from datetime import date

import pytest
from asked import Desk, one_database
from hypothesis import given
from hypothesis import strategies as st

from monitor.desk_tables import Place, Verdict
from monitor.hearing import agreements
from monitor.hearing.agreements import MOST, heightened
from scoring.agreement import Why

counts = st.integers(0, 500).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n)))
shares = st.floats(0, 1)


@given(shares, counts)
def test_a_share_is_the_usual_one_or_more_and_never_over_three_times_as_much(usual, counted):
    reports, same = counted
    share = heightened(usual, reports, same)
    assert usual <= share <= min(1, MOST * usual)
    assert reports or share == usual


@given(shares, st.integers(1, 500), st.data())
def test_the_more_often_two_differ_the_more_often_a_second_is_asked(usual, reports, data):
    fewer, more = sorted(data.draw(st.tuples(*[st.integers(0, reports)] * 2)))
    assert heightened(usual, reports, more) <= heightened(usual, reports, fewer)


@given(shares, counts, st.integers(2, 9))
def test_the_same_disagreement_among_more_reports_counts_for_more(usual, counted, times):
    reports, same = counted
    assert heightened(usual, reports, same) <= heightened(usual, reports * times, same * times)


@pytest.fixture
def desk(service):
    """Germany's people, five of whose reports two answered blind."""
    desk = Desk(service)
    for *told, verdict in (
        ({"fd115ab": 100.0}, {"fd115ab": 100.0}, Verdict.CONFIRM),
        ({"fd115ab": 0.0}, {"fd115ab": 100.0}, Verdict.CONFIRM),
        # On record is 50: who leaves a question out says that it stays so.
        ({"fd115ab": 100.0, "fa98": 0.0}, {"fd115ab": 100.0}, Verdict.CONFIRM),
        ({"aa1": 100.0}, {}, Verdict.REJECT),
        ({}, {}, Verdict.CONFIRM),
    ):
        report = desk.report(needed=2, ana=Place.FIRST, bea=Place.SECOND)
        for name, said, answered in zip(
            ("ana", "bea"), (Verdict.CONFIRM, verdict), told, strict=True
        ):
            desk.say(
                name,
                report,
                said,
                "why",
                answers=answered,
                in_force_from=date(2024, 6, 27),
            )
    return desk


@one_database
def test_agreement_is_told_over_all_by_country_by_area_and_by_question(desk):
    found = desk.look(lambda s: agreements.statistics(s, desk.service.codebook))
    assert (found.whole.reports, found.whole.same) == (5, 2)
    assert {c: (a.reports, a.same) for c, a in found.countries.items()} == {"DEU": (5, 2)}
    assert {area: (a.reports, a.same) for area, a in found.areas.items()} == {
        "labour_market_mobility": (1, 0), "access_to_nationality": (3, 1)
    }  # fmt: skip
    dual = found.questions["fd115ab"]
    assert (dual.reports, dual.answers.units) == (3, 3)
    assert dual.answers.percent.value == pytest.approx(2 / 3)
    assert dual.answers.alpha.value is not None
    assert dual.answers.alpha.why is Why.RARE, "an interval needs more than three"
    single = found.questions["aa1"].answers
    assert (single.percent.value, single.units) == (0, 1)


@one_database
def test_words_that_knew_of_others_or_asked_for_more_are_no_agreement(desk):
    before = desk.look(lambda s: agreements.share(s, "DEU", 0.1))
    assert before == heightened(0.1, 5, 2) > 0.1
    checked = desk.report(needed=2, ana=Place.CHECK)
    desk.say("eva", checked)
    desk.say("ana", checked)
    asking = desk.report(needed=2, ana=Place.FIRST, bea=Place.SECOND)
    desk.say("ana", asking)
    desk.say("bea", asking, Verdict.MORE, "The decree.")
    assert desk.look(lambda s: agreements.share(s, "DEU", 0.1)) == before
    assert desk.look(lambda s: agreements.share(s, "FRA", 0.1)) == 0.1
