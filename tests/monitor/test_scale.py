"""An index may score on any scale: the record keeps what its codebook allows."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from monitor import answers, editions, standings
from monitor.errors import BadFile
from scoring import parse_codebook

BOOK = parse_codebook(
    {
        "id": "wide",
        "edition": "1",
        "title": "An index on a wide scale",
        "citation": "Nobody",
        "source": "https://example.org",
        "published": datetime(2026, 1, 1, tzinfo=UTC),
        "levels": ["whole", "part"],
        "scale": [-200, 1000],
        "headline": ["all"],
        "cut_off": {"rule": "in force", "day": "12-31"},
        "whole": [{"code": "all", "title": "All", "rule": "mean", "parts": ["law", "use"]}],
        "part": [
            {
                "code": code,
                "title": code,
                "question": "How much?",
                "options": [[-200, "Least"], [0, "Some"], [1000, "Most"]],
            }
            for code in ("law", "use")
        ],
    }
)
HEAD = "country,year,code,answer\n"


def test_an_edition_on_another_scale_goes_on_record_and_is_scored(service):
    file = HEAD + "DEU,2025,law,1000\nDEU,2025,use,-200\n"
    with service.writing() as session:
        given = editions.read_answers(file, BOOK)
        assert editions.import_edition(session, BOOK, given) == 2
        session.commit()
    with service.reading() as session:
        (record,) = standings.records(session, BOOK).values()
    assert {answer.score for answer in record.released} == {1000, -200}
    card = answers.card(BOOK, record.released, date(2026, 1, 1))
    assert card.values["all"] == 400


def test_what_lies_outside_its_own_scale_is_refused_before_it_is_on_record():
    with pytest.raises(BadFile, match="the answer 1001 lies outside -200–1000"):
        editions.read_answers(HEAD + "DEU,2025,law,1001\n", BOOK)
    narrow = replace(BOOK, scale=(0.0, 3.0))
    with pytest.raises(BadFile, match="the answer 4 lies outside 0–3"):
        editions.read_answers(HEAD + "DEU,2025,law,4\n", narrow)
