"""How sure a score is: what is open is shown as a range, and never as zero."""

from datetime import date

import pytest
from deciding import confirm, reject

from app import jobs
from monitor import answers, people, reports
from monitor.certainty import certainty
from monitor.confirm import Confirmation
from monitor.people_tables import Role

TODAY = date(2026, 11, 21)


def let_in(service, name, role, *watches):
    with service.writing() as session:
        person = people.add(
            session,
            email=f"{name.lower()}@example.org",
            name=name,
            role=role,
            watches=watches,
            now=service.clock(),
        )
        session.commit()
    return person


@pytest.fixture
def ana(service):
    return let_in(service, "Ana", Role.CORRESPONDENT, "DEU")


@pytest.fixture
def eva(service):
    return let_in(service, "Eva", Role.STAFF)


def sure(service, released=True):
    with service.reading() as session:
        return certainty(
            session, service.codebook, "DEU", TODAY, service.clock(), released=released
        )


def held(service):
    with service.reading() as session:
        history = answers.history(session, service.codebook.id, "DEU")
    return answers.card(service.codebook, history, TODAY).values


def reported(service, by, *areas):
    with service.writing() as session:
        report = reports.report_change(
            session,
            by=by,
            country="DEU",
            title="A law",
            url="",
            areas=areas,
            now=service.clock(),
        )
        session.commit()
    return report


def confirmed(service, by, report, **answered):
    with service.writing() as session:
        said = Confirmation(
            title="Dual nationality",
            law="StARModG",
            in_force_from=date(2024, 6, 27),
            answers=answered,
        )
        change = confirm(
            session, report, said, by=by, codebook=service.codebook, now=service.clock()
        )
        session.commit()
    jobs.drain_events(service)
    return change


def test_where_nothing_is_open_a_score_can_only_be_what_it_is(service):
    found = sure(service)
    for code, score in held(service).items():
        assert found.intervals[code].lowest == found.intervals[code].highest == score
        assert not found.is_open(code)


def test_a_report_opens_the_questions_of_its_area_and_no_others(service, eva):
    reported(service, eva, "access_to_nationality")
    found = sure(service)

    assert (found.intervals["f"].lowest, found.intervals["f"].highest) == (0, 100)
    assert found.is_open("ov_h")
    assert not found.is_open("a")
    assert found.reports == 1


def test_a_report_that_names_no_area_could_be_about_any(service, eva):
    reported(service, eva)
    found = sure(service)
    assert all(found.is_open(node.code) for node in service.codebook.at("area"))


def test_a_change_that_waits_opens_its_questions_and_does_not_give_its_answers_away(
    service, ana, eva
):
    confirmed(service, ana, reported(service, eva, "access_to_nationality"), fd115ab=50.0)
    found = sure(service)

    assert (found.intervals["fd115ab"].lowest, found.intervals["fd115ab"].highest) == (0, 100)
    assert found.is_open("f")
    assert not found.is_open("fa98")
    assert (found.reports, found.waiting) == (0, 1)
    assert not sure(service, released=False).is_open("f")


def test_two_who_disagree_leave_both_answers_open(service, ana, eva):
    pia = let_in(service, "Pia", Role.CORRESPONDENT, "DEU")
    for person, answer in ((ana, 100.0), (pia, 50.0)):
        report = reported(service, eva, "access_to_nationality")
        confirmed(service, person, report, fd115ab=answer)
    found = sure(service, released=False).intervals["fd115ab"]
    assert (found.lowest, found.highest) == (50, 100)


def test_what_was_open_at_an_instant_stays_open_as_known_then(service, clock, ana, eva):
    report = reported(service, eva, "access_to_nationality")
    then = clock()
    clock.pass_(days=3)
    with service.writing() as session:
        reject(
            session,
            report,
            by=ana,
            note="A bill only.",
            codebook=service.codebook,
            now=service.clock(),
        )
        session.commit()

    assert not sure(service).is_open("f")
    with service.reading() as session:
        known = certainty(session, service.codebook, "DEU", TODAY, then, released=True)
    assert known.is_open("f")


def test_a_score_rests_on_the_edition_and_on_whoever_confirmed_since(service, ana, eva):
    confirmed(service, ana, reported(service, eva, "access_to_nationality"), fd115ab=100.0)
    edition, since = sure(service, released=False).grounds

    assert edition.by is None
    assert (since.by, since.role, since.day) == ("Ana", Role.CORRESPONDENT, TODAY)
    # One of four indicators of one of eight areas.
    assert since.share == pytest.approx(1 / 32)
    assert edition.share + since.share == pytest.approx(1)


def test_a_persons_words_of_one_day_are_one_ground(service, ana, eva):
    for code in ("fd115ab", "fa98"):
        report = reported(service, eva, "access_to_nationality")
        confirmed(service, ana, report, **{code: 100.0})
    _, since = sure(service, released=False).grounds
    assert since.share == pytest.approx(2 / 32)


def test_a_country_of_which_nothing_is_known_can_be_anything_and_never_is_zero(service):
    with service.reading() as session:
        found = certainty(
            session, service.codebook, "LIE", TODAY, service.clock(), released=True
        )
    assert found.intervals["ov_h"].may_be_missing
    assert (found.intervals["ov_h"].lowest, found.intervals["ov_h"].highest) == (0, 100)
    assert found.grounds == ()
