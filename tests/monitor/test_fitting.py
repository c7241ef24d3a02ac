"""What may go on record: one set of rules for the desk and for a file."""

from datetime import UTC, date, datetime

import pytest

from monitor.fitting import DayFault, Days, Misfit, faulty_days, misfits
from monitor.tables import ChangeKind
from scoring import Answer

TODAY = date(2026, 11, 21)
POLICY, CORRECTION, FIRST = ChangeKind.POLICY, ChangeKind.CORRECTION, ChangeKind.FIRST


@pytest.mark.parametrize(
    ("days", "kind", "faults"),
    [
        (Days(date(2024, 6, 27), None, date(2024, 3, 22)), POLICY, {}),
        (Days(None, None, None), POLICY, {}),
        (Days(date(204, 6, 27), None, None), POLICY, {"in_force_from": DayFault.YEAR}),
        (Days(date(2037, 1, 1), None, None), POLICY, {"in_force_from": DayFault.YEAR}),
        (Days(date(2036, 12, 31), None, None), POLICY, {}),
        (
            Days(date(2024, 6, 27), date(2204, 1, 1), None),
            POLICY,
            {"in_force_until": DayFault.YEAR},
        ),
        (
            Days(date(2024, 6, 27), date(2024, 6, 27), None),
            POLICY,
            {"in_force_until": DayFault.END},
        ),
        (Days(date(2024, 6, 27), date(2024, 6, 27), None), CORRECTION, {}),
        (
            Days(date(2024, 6, 27), date(2024, 6, 26), None),
            CORRECTION,
            {"in_force_until": DayFault.END},
        ),
        (
            Days(date(2027, 1, 1), None, date(2026, 11, 22)),
            POLICY,
            {"adopted": DayFault.TO_COME},
        ),
        (Days(date(2027, 1, 1), None, date(2099, 1, 1)), POLICY, {"adopted": DayFault.YEAR}),
    ],
)
def test_days_that_cannot_be_right_are_each_named_once(days, kind, faults):
    assert faulty_days(days, kind, TODAY) == faults


def on_record(*years):
    return [
        Answer(
            code="fa98",
            score=50,
            in_force_from=date(year, 1, 1),
            recorded_at=datetime(2020, 1, 1, tzinfo=UTC),
        )
        for year in years
    ]


@pytest.mark.parametrize(
    ("day", "kind", "found"),
    [
        (date(2013, 1, 1), FIRST, []),
        (date(2014, 1, 1), FIRST, [Misfit.ANSWERED]),
        (date(2013, 1, 1), POLICY, [Misfit.UNANSWERED, Misfit.OVERTAKEN]),
        (date(2014, 1, 1), POLICY, [Misfit.OVERTAKEN]),
        (date(2014, 1, 1), CORRECTION, []),
        (date(2014, 7, 1), CORRECTION, [Misfit.OVERTAKEN]),
        (date(2019, 1, 1), POLICY, []),
        (date(2024, 6, 27), POLICY, []),
    ],
)
def test_an_answer_follows_what_is_on_record_or_mends_a_record_on_its_day(day, kind, found):
    records = on_record(2014, 2019)
    counted = [record.in_force_from for record in records]
    assert list(misfits(day, kind, records, counted)) == found


def test_a_change_that_is_older_than_another_change_is_history():
    """Only an edition has counted what came before it."""
    records = on_record(2014, 2019)
    assert list(misfits(date(2016, 1, 1), POLICY, records, [date(2014, 1, 1)])) == []


def test_an_answer_that_was_withdrawn_is_none():
    (withdrawn,) = on_record(2014)
    withdrawn = Answer(
        code="fa98",
        score=None,
        in_force_from=withdrawn.in_force_from,
        recorded_at=withdrawn.recorded_at,
    )
    assert list(misfits(date(2015, 1, 1), FIRST, [withdrawn], [])) == []
    assert list(misfits(date(2015, 1, 1), POLICY, [withdrawn], [])) == [Misfit.UNANSWERED]
