"""The chronicle of a country: official years, interim days, and why each time."""

from datetime import UTC, date, datetime
from math import fsum
from uuid import uuid4

import pytest

from monitor.changes import AnswerChanged
from monitor.chronicle import chronicle
from monitor.standings import Record
from scoring import Answer, in_force, score

RECORDED = datetime(2020, 12, 9, tzinfo=UTC)
LATER = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def years(codebook):
    """Two years in which every question is answered; in the second one of them is another."""
    full = {leaf.code: leaf.options[0].score for leaf in codebook.leaves}
    return {2018: full, 2019: full | {"fd115ab": 100.0 - full["fd115ab"]}}


def record(years, *since):
    edition = [
        Answer(code=code, score=given, in_force_from=date(year, 1, 1), recorded_at=RECORDED)
        for year, answers in years.items()
        for code, given in answers.items()
    ]
    return Record("DEU", (*edition, *since), years)


def later(code, given, day, until=None):
    return Answer(
        code=code, score=given, in_force_from=day, in_force_until=until, recorded_at=LATER
    )


def test_the_years_of_the_edition_come_first_and_the_second_is_explained_by_the_first(
    codebook, years
):
    first, second = chronicle(codebook, record(years), (), date(2026, 1, 1))

    assert (first.day, first.official, first.because) == (date(2018, 1, 1), True, {})
    assert second.official
    assert second.because["f"].since == date(2018, 1, 1)
    assert second.because["f"].explained.answers[0].code == "fd115ab"


def test_a_score_of_some_years_is_explained_by_the_last_of_them(codebook, years):
    """Health, and the overall score with it, is surveyed in 2014 and 2019 only."""
    spread = {2014: years[2018], 2015: years[2018], 2019: years[2019]}
    last = chronicle(codebook, record(spread), (), date(2026, 1, 1))[-1]

    assert last.because["ov_h"].since == date(2014, 1, 1)
    assert last.because["ov"].since == date(2015, 1, 1)


def test_of_a_past_day_nothing_later_is_told(codebook, years):
    (only,) = chronicle(codebook, record(years), (), date(2018, 6, 1))
    assert only.day == date(2018, 1, 1)


def test_an_interim_score_holds_from_the_day_of_the_law_to_the_day_of_the_next(codebook, years):
    new = 100.0 - years[2019]["fa98"]
    told = chronicle(
        codebook,
        record(years, later("fa98", new, date(2024, 6, 27), until=date(2025, 1, 1))),
        (),
        date(2026, 1, 1),
    )

    assert [turn.day for turn in told if not turn.official] == [
        date(2024, 6, 27),
        date(2025, 1, 1),
    ]
    assert told[-1].scores["f"] == told[-3].scores["f"]


def test_a_law_of_the_future_is_no_turn_yet(codebook, years):
    coming = later("fa98", 100.0 - years[2019]["fa98"], date(2027, 1, 1))
    told = chronicle(codebook, record(years, coming), (), date(2026, 12, 31))
    assert all(turn.official for turn in told)


def test_an_official_score_stays_what_was_published_when_its_record_is_corrected(
    codebook, years
):
    mended = later("fa98", 100.0 - years[2019]["fa98"], date(2019, 1, 1))
    told = AnswerChanged(
        change=uuid4(),
        country="DEU",
        kind="correction",
        in_force_from=mended.in_force_from,
        in_force_until=None,
        adopted=None,
        code="fa98",
        score=mended.score,
        law="",
        confirmed_at=LATER,
        released_at=LATER,
    )
    before = chronicle(codebook, record(years), (), date(2026, 1, 1))
    *after, interim = chronicle(codebook, record(years, mended), [told], date(2026, 1, 1))

    assert after == before
    assert (interim.day, interim.official, interim.changes) == (
        date(2020, 1, 1),
        False,
        (told,),
    )
    assert [part.code for part in interim.because["f"].explained.answers] == ["fa98"]


def test_the_parts_of_every_turn_add_up_to_what_it_moved(codebook, years):
    history = record(
        years,
        later("fa98", 100.0 - years[2019]["fa98"], date(2024, 6, 27)),
        later("bb28a", 100.0 - years[2019]["bb28a"], date(2024, 6, 27)),
    )
    turn = chronicle(codebook, history, (), date(2026, 1, 1))[-1]
    eve = score(codebook, in_force(history.released, date(2024, 6, 26), LATER)).values
    moved = {"f", "b", "ov", "ov_h", "ov_noedu", "bb28"}

    assert moved <= set(turn.because)
    for code in moved:
        made = fsum(answer.points for answer in turn.because[code].explained.answers)
        assert made == pytest.approx(turn.scores[code] - eve[code], abs=1e-12)
