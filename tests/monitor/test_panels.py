"""The whole panel over time: by arrays, and the same as day by day."""

from datetime import UTC, date, datetime, timedelta

import pytest

from monitor import answers, panels
from monitor.ground import ground
from scoring import Answer, equal

EVER = datetime(2027, 1, 1, tzinfo=UTC)


def since(codebook, histories, code, known=EVER):
    return [
        (s.country, s.since, s.score) for s in panels.series(codebook, histories, [code], known)
    ]


def answer(score, day, recorded=2020, until=None):
    return Answer(
        code="fd115ab",
        score=score,
        in_force_from=day,
        in_force_until=until,
        recorded_at=datetime(recorded, 1, 1, tzinfo=UTC),
    )


def test_a_series_has_a_day_for_each_change_and_says_where_a_score_ends(codebook):
    history = [
        answer(0, date(2010, 1, 1)),
        answer(0, date(2011, 1, 1)),
        answer(100, date(2020, 6, 1)),
        answer(None, date(2024, 1, 1)),
    ]
    assert since(codebook, {"DEU": history, "FRA": []}, "f") == [
        ("DEU", date(2010, 1, 1), 0),
        ("DEU", date(2020, 6, 1), 100),
        ("DEU", date(2024, 1, 1), None),
    ]


def test_a_series_is_as_it_was_known(codebook):
    history = [
        answer(0, date(2010, 1, 1)),
        answer(100, date(2012, 1, 1), recorded=2022),
    ]
    early = datetime(2021, 1, 1, tzinfo=UTC)
    assert len(since(codebook, {"DEU": history}, "f", known=early)) == 1
    assert len(since(codebook, {"DEU": history}, "f")) == 2


@pytest.mark.parametrize("code", ["ov_h", "b", "bb29"])
def test_the_series_of_every_country_is_what_each_of_its_days_gives(service, code):
    book = service.codebook
    with service.reading() as session:
        histories = ground(session, book, EVER)
    told = since(book, histories, code)
    assert {country for country, *_ in told} == set(histories)
    before = {}
    for country, day, score in told[:: len(told) // 60]:
        assert equal(answers.card(book, histories[country], day).values[code], score)
        eve = answers.card(book, histories[country], day - timedelta(days=1)).values[code]
        assert not equal(eve, score)
    for country, day, _ in told:
        assert before.get(country, date.min) < day
        before[country] = day
