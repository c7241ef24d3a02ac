"""Where a country stands, official and interim, and what a correction does to both."""

from datetime import date

import pytest
from deciding import confirm

from monitor import answers, people, reports, standings
from monitor.changes import answers_changed
from monitor.confirm import Confirmation
from monitor.people_tables import Role
from monitor.tables import ChangeKind

TODAY = date(2026, 11, 21)


@pytest.fixture
def confirmed(service):
    """Confirms a change of Germany's law, or of the record of it."""
    with service.writing() as session:
        ana, eva = (
            people.add(
                session,
                email=f"{name}@example.org",
                name=name,
                role=role,
                watches=watches,
                now=service.clock(),
            )
            for name, role, watches in (
                ("ana", Role.CORRESPONDENT, ["DEU"]),
                ("eva", Role.STAFF, []),
            )
        )
        session.commit()

    def do(kind=ChangeKind.POLICY, since=date(2024, 6, 27), **answered):
        with service.writing() as session:
            report = reports.report_change(
                session, by=eva, country="DEU", title="A law", url="", now=service.clock()
            )
            said = Confirmation(
                title="A law", law="A law", kind=kind, in_force_from=since, answers=answered
            )
            confirm(
                session, report, said, by=ana, codebook=service.codebook, now=service.clock()
            )
            session.commit()

    return do


def record(service):
    with service.reading() as session:
        words = answers.words(session, service.codebook.id, answers.of_country("DEU"))
        return standings.recorded(service.codebook, words)["DEU"]


def test_a_correction_leaves_the_official_score_and_begins_the_interim_series(
    service, confirmed
):
    confirmed(ChangeKind.CORRECTION, date(2019, 1, 1), fa98=100.0)
    standing = standings.standing(service.codebook, record(service), TODAY)
    *official, last = standings.series(service.codebook, record(service), "f", TODAY)

    assert standing.official.values["f"] == official[-1].score
    assert all(step.official for step in official)
    assert (last.since, last.official) == (date(2020, 1, 1), False)
    assert last.score == standing.card.values["f"]
    assert standing.is_interim("f")


def test_of_a_past_day_the_official_scores_are_those_of_its_year(service):
    standing = standings.standing(service.codebook, record(service), date(2012, 6, 1))

    assert standing.official_year == 2012
    assert standing.official.values["ov_h"] is None
    assert not standing.is_interim("c")


def test_a_change_that_answers_nothing_anew_is_listed_too(service, confirmed):
    confirmed()
    with service.reading() as session:
        (listed,) = answers_changed(session, service.codebook.id, "DEU")
    assert (listed.code, listed.score, listed.kind) == (None, None, "policy")
