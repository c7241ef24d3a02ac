"""One change of law, step by step: collected, triaged, confirmed, rescored, released."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from deciding import confirm, reject
from documents import document
from sqlmodel import func, select

from app import jobs
from monitor import people, queries, reports
from monitor.answers import card, history
from monitor.answers import confirmed as confirmed_answers
from monitor.confirm import Confirmation
from monitor.errors import AlreadyDecided, FiguresMoved, NotAllowed, OwnReport, Refused
from monitor.people_tables import Person, Role
from monitor.release import preview, release
from monitor.tables import Change, ChangeKind, Draft, EntryRow, Report, ReportState, SourceState

GAZETTE = "https://gazette.example/rss"
NEWS = "https://news.example/atom"
LAW = "Gesetz zur Modernisierung des Staatsangehörigkeitsrechts verkündet: Einbürgerung"
RSS = f"""<?xml version="1.0"?><rss version="2.0"><channel><title>Gazette</title>
<item><guid>1</guid><title>{LAW}</title><link>https://gazette.example/1</link>
<description>Das Gesetz ändert das Staatsangehörigkeitsgesetz; Mehrstaatigkeit wird zugelassen.
</description></item>
<item><guid>2</guid><title>Verordnung über Ziegelsteine</title>
<link>https://gazette.example/2</link></item></channel></rss>"""
ATOM = f"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>News</title>
<entry><id>n1</id><title>{LAW}</title><link href="https://gazette.example/1?utm_source=x"/>
<summary>Germany adopted the law: citizenship after five years, dual nationality allowed.
</summary></entry></feed>"""


@pytest.fixture
def ana(service):
    return add(service, "ana@example.org", Role.CORRESPONDENT, "DEU")


@pytest.fixture
def eva(service):
    return add(service, "eva@example.org", Role.STAFF)


def add(service, email, role, *watches):
    with service.writing() as session:
        person = people.add(
            session,
            email=email,
            name=email[:3],
            role=role,
            watches=watches,
            now=service.clock(),
        )
        session.commit()
    return person


def collected(service, door):
    door.serves(GAZETTE, RSS)
    door.serves(NEWS, ATOM)
    jobs.collect_sources(service)
    jobs.drain_events(service)


def the_report(service) -> UUID:
    with service.reading() as session:
        return session.exec(select(Report.id).where(Report.country == "DEU")).one()


def said(**changes) -> Confirmation:
    usual = {
        "title": "Dual nationality is allowed",
        "law": "StARModG, 22 March 2024",
        "adopted": date(2024, 3, 22),
        "in_force_from": date(2024, 6, 27),
        "answers": {"fd115ab": 100.0},
    }
    return Confirmation(**usual | changes)


def confirmed(service, by, report=None, **changes) -> UUID:
    with service.writing() as session:
        change = confirm(
            session,
            report or the_report(service),
            said(**changes),
            by=by,
            codebook=service.codebook,
            now=service.clock(),
        )
        session.commit()
    jobs.drain_events(service)
    return change.id


def opened(service, by, **changes) -> UUID:
    usual = {"country": "DEU", "title": "A law of one's own", "url": "https://x.example/law"}
    with service.writing() as session:
        id = reports.report_change(session, by=by, now=service.clock(), **usual | changes)
        session.commit()
    return id


def released(service, by, *changes, seal=None):
    with service.writing() as session:
        for change in changes:
            document(session, change)
        seal = seal or preview(session, changes, service.codebooks).seal
        made = release(
            session,
            changes,
            by=by,
            seal=seal,
            codebooks=service.codebooks,
            now=service.clock(),
        )
        session.commit()
    jobs.drain_events(service)
    return made


def rows(service, table):
    with service.reading() as session:
        return session.exec(select(func.count()).select_from(table)).one()


def test_two_sources_that_speak_of_one_law_make_one_report(service, door):
    collected(service, door)
    assert rows(service, EntryRow) == 3
    with service.reading() as session:
        (report,) = session.exec(select(Report))
        sightings = queries.asked(session, report)
    assert (report.country, report.areas) == ("DEU", ["access_to_nationality"])
    assert sightings.because


def test_an_entry_is_stored_once_however_often_it_is_read(service, door, clock):
    collected(service, door)
    clock.pass_(hours=12)
    collected(service, door)
    assert (rows(service, EntryRow), rows(service, Report)) == (3, 1)


def test_two_collectors_at_once_ask_each_source_once(service, door):
    door.serves(GAZETTE, RSS)
    door.serves(NEWS, ATOM)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: jobs.collect_sources(service), range(4)))
    assert sorted(r.url for r in door.asked) == [GAZETTE, NEWS]
    assert rows(service, EntryRow) == 3


def test_a_source_is_asked_again_with_the_validators_that_it_gave(service, door, clock):
    door.serves(GAZETTE, RSS, etag='"abc"', last_modified="Sat, 21 Nov 2026 08:00:00 GMT")
    jobs.collect_sources(service)
    clock.pass_(hours=12)
    jobs.collect_sources(service)
    again = [r for r in door.asked if r.url == GAZETTE][1]
    assert (again.etag, again.last_modified) == ('"abc"', "Sat, 21 Nov 2026 08:00:00 GMT")


def test_a_dead_source_is_named_and_asked_ever_later_but_never_given_up(service, door, clock):
    door.serves(GAZETTE, RSS)
    door.fails(NEWS, "the host does not answer")
    visits = {visit.source: visit for visit in jobs.collect_sources(service)}
    assert visits["deu-gazette"].new == 2
    assert visits["world-news"].problems == ("the host does not answer",)
    for _ in range(30):
        clock.pass_(days=1, minutes=1)
        jobs.collect_sources(service)
    with service.reading() as session:
        state = session.get_one(SourceState, "world-news")
    assert state.failures == 31
    assert timedelta(hours=21) < state.due_at - clock() <= timedelta(days=1)


def test_a_feed_that_is_no_feed_is_named_and_the_others_go_on(service, door):
    door.serves(GAZETTE, "<!doctype html><html><body>We have moved</body></html>")
    door.serves(NEWS, ATOM)
    visits = {visit.source: visit for visit in jobs.collect_sources(service)}
    assert "not a feed" in visits["deu-gazette"].problems[0]
    assert visits["world-news"].new == 1


def test_a_collector_that_died_gives_its_sources_back(service, door, clock):
    door.serves(GAZETTE, RSS)

    def dies(requests):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        jobs.collect(jobs.means(replace(service, door=dies)), service.sources, clock())
    assert jobs.collect_sources(service) == []
    clock.pass_(minutes=11)
    assert {visit.source for visit in jobs.collect_sources(service)} == set(service.sources)


def test_a_confirmed_change_is_drafted_at_every_level_that_it_moves(service, door, ana):
    collected(service, door)
    change = confirmed(service, ana)
    with service.reading() as session:
        draft = queries.drafted(session, change)
    moved = {move.code: (move.before, move.after) for move in draft.moves}
    assert moved["fd115ab"] == (50, 100)
    assert list(moved) == ["ov_h", "ov", "ov_noedu", "f", "fd115ab"]
    assert moved["f"][1] - moved["f"][0] == pytest.approx(12.5)
    assert moved["ov_h"][1] - moved["ov_h"][0] == pytest.approx(12.5 / 8)


def test_a_change_that_moves_no_score_is_a_change_all_the_same(service, door, ana, eva):
    collected(service, door)
    change = confirmed(service, ana, answers={})
    made = released(service, eva, change)
    with service.reading() as session:
        told = queries.released_change(session, change)
    assert (told.release_id, told.moves) == (made.id, ())


def test_nothing_is_released_before_staff_release_it(service, door, ana, eva, clock):
    collected(service, door)

    def today():
        with service.reading() as session:
            answers = history(session, service.codebook.id, "DEU")
        return card(service.codebook, answers, clock().date()).values["fd115ab"]

    change = confirmed(service, ana)
    assert today() == 50
    released(service, eva, change)
    assert today() == 100


def test_a_report_is_decided_once_even_if_two_decide_at_the_same_time(service, door, ana):
    collected(service, door)
    bea = add(service, "bea@example.org", Role.CORRESPONDENT, "DEU")

    def decide(person):
        try:
            return confirmed(service, person)
        except AlreadyDecided:
            return None

    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(decide, [ana, bea, ana, bea]))
    assert sum(change is not None for change in made) == rows(service, Change) == 1


def test_a_machines_report_needs_one_correspondent(service, door, ana):
    collected(service, door)
    assert confirmed(service, ana)


def test_staff_do_not_confirm_what_a_machine_noticed_unless_nobody_else_can(
    service, door, ana, eva
):
    collected(service, door)
    with pytest.raises(Refused) as refused:
        confirmed(service, eva)
    assert list(refused.value.faults) == ["word"]
    with service.writing() as session:
        people.sign_off(session, session.get_one(Person, ana.id), by=None, now=service.clock())
        session.commit()
    assert confirmed(service, eva)


def test_a_persons_report_needs_another_person(service, ana):
    bea = add(service, "bea@example.org", Role.CORRESPONDENT, "DEU")
    report = opened(service, ana)
    with pytest.raises(OwnReport):
        confirmed(service, ana, report)
    assert confirmed(service, bea, report)


def test_staff_are_another_person_too(service, ana, eva):
    assert confirmed(service, eva, opened(service, ana))


def test_a_correspondent_decides_on_no_other_country(service, door):
    rui = add(service, "rui@example.org", Role.CORRESPONDENT, "PRT")
    collected(service, door)
    with pytest.raises(NotAllowed):
        confirmed(service, rui)


def test_correspondents_do_not_release(service, door, ana):
    collected(service, door)
    change = confirmed(service, ana)
    with pytest.raises(NotAllowed):
        released(service, ana, change)


def test_a_rejected_report_needs_a_reason_and_moves_nothing(service, door, ana):
    collected(service, door)
    for note in ("  ", "a press release, no law"):
        with service.writing() as session:
            if note.strip():
                reject(
                    session,
                    the_report(service),
                    by=ana,
                    note=note,
                    codebook=service.codebook,
                    now=service.clock(),
                )
                session.commit()
                continue
            with pytest.raises(Refused, match="sentence"):
                reject(
                    session,
                    the_report(service),
                    by=ana,
                    note=note,
                    codebook=service.codebook,
                    now=service.clock(),
                )
    jobs.drain_events(service)
    assert (rows(service, Change), rows(service, Draft)) == (0, 0)
    with service.reading() as session:
        assert session.exec(select(Report.state)).one() is ReportState.REJECTED


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"law": " "}, "law"),
        ({"title": ""}, "title"),
        ({"in_force_from": date(204, 6, 27)}, "in_force_from"),
        ({"in_force_from": date(2240, 6, 27)}, "in_force_from"),
        ({"adopted": date(2026, 12, 24)}, "adopted"),
        ({"in_force_until": date(2024, 6, 27)}, "in_force_until"),
        ({"in_force_until": date(2240, 6, 27)}, "in_force_until"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"answers": {"fd115ab": 75.0}}, "answer-fd115ab"),
        ({"answers": {"nonsense": 50.0}}, "answer-nonsense"),
        ({"answers": {"f": 50.0}}, "answer-f"),
    ],
)
def test_what_cannot_be_right_is_refused_by_its_field(service, door, ana, changes, field):
    collected(service, door)
    with pytest.raises(Refused) as refused:
        confirmed(service, ana, **changes)
    assert list(refused.value.faults) == [field]
    assert rows(service, Change) == 0


def test_staff_release_exactly_the_figures_that_they_saw(service, door, ana, eva):
    collected(service, door)
    first = confirmed(service, ana)
    second = confirmed(
        service, eva, opened(service, ana), answers={"fa98": 100.0}, title="Five years suffice"
    )
    with service.reading() as session:
        seen = preview(session, [second], service.codebooks)
    released(service, eva, first)
    with pytest.raises(FiguresMoved):
        released(service, eva, second, seal=seen.seal)
    released(service, eva, second)


def test_drafts_of_a_country_are_drafted_anew_when_another_is_released(service, door, ana, eva):
    collected(service, door)
    first = confirmed(service, ana)
    second = confirmed(service, eva, opened(service, ana), answers={"fa98": 100.0})
    with service.reading() as session:
        before = {m.code: m.before for m in queries.drafted(session, second).moves}
    released(service, eva, first)
    with service.reading() as session:
        after = {m.code: m.before for m in queries.drafted(session, second).moves}
    assert after["f"] == pytest.approx(before["f"] + 12.5)


def test_changes_released_together_add_up_one_after_the_other(service, door, ana, eva):
    collected(service, door)
    first = confirmed(service, ana)
    second = confirmed(
        service,
        eva,
        opened(service, ana),
        answers={"fa98": 100.0},
        in_force_from=date(2025, 1, 1),
    )
    released(service, eva, second, first)
    with service.reading() as session:
        told = queries.released_in(session, "DEU")
    newest, oldest = ({m.code: m for m in change.moves} for change in told)
    assert newest["ov_h"].before == oldest["ov_h"].after


def test_a_change_is_released_once_even_if_two_release_at_the_same_time(
    service, door, ana, eva
):
    collected(service, door)
    change = confirmed(service, ana)

    def try_to(_):
        try:
            return released(service, eva, change)
        except AlreadyDecided:
            return None

    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(try_to, range(4)))
    assert sum(one is not None for one in made) == 1


def test_a_country_is_asked_once_about_each_month_however_often_the_job_runs(service, ana):
    with ThreadPoolExecutor(4) as pool:
        asked = list(pool.map(lambda _: jobs.ask_countries(service), range(4)))
    assert sum(asked) == 0, "nobody is asked about a month before she came"
    service.clock.pass_(days=11)
    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(lambda _: jobs.ask_countries(service), range(4))) == 1


def test_an_answer_known_later_does_not_change_what_was_known_before(service, door, ana, clock):
    collected(service, door)
    before = clock()
    clock.pass_(hours=1)
    change = confirmed(service, ana)
    with service.reading() as session:
        answers = history(session, service.codebook.id, "DEU", change)
    on = date(2025, 1, 1)
    assert card(service.codebook, answers, on, before).values["fd115ab"] == 50
    assert card(service.codebook, answers, on, clock()).values["fd115ab"] == 100
    assert card(service.codebook, answers, date(2024, 6, 26), clock()).values["fd115ab"] == 50
    assert (
        card(service.codebook, answers, on, datetime(2020, 1, 1, tzinfo=UTC)).values["f"]
        is None
    )


def test_a_person_who_was_signed_off_may_do_nothing(service, ana):
    with service.writing() as session:
        session.get_one(Person, ana.id).active = False
        session.commit()
    with service.reading() as session, pytest.raises(NotAllowed):
        people.active(session, ana.id)


def test_one_source_whose_answer_cannot_be_kept_stops_no_other(service, door, clock):
    door.serves(GAZETTE, RSS, etag='"\udcff"')
    door.serves(NEWS, ATOM)
    visits = {visit.source: visit for visit in jobs.collect_sources(service)}
    assert "cannot be kept" in visits["deu-gazette"].problems[0]
    assert visits["world-news"].new == 1
    with service.reading() as session:
        assert session.get_one(SourceState, "deu-gazette").failures == 1


def test_a_day_before_a_newer_answer_is_refused_since_it_would_move_nothing(service, door, ana):
    """The edition has an answer for each year; an older day would be told and not hold."""
    collected(service, door)
    for kind, day in (
        (ChangeKind.CORRECTION, date(2012, 7, 1)),
        (ChangeKind.POLICY, date(2012, 1, 1)),
        (ChangeKind.POLICY, date(2018, 12, 31)),
        (ChangeKind.FIRST, date(2020, 1, 1)),
    ):
        with pytest.raises(Refused) as refused:
            confirmed(service, ana, kind=kind, in_force_from=day)
        assert list(refused.value.faults) == ["in_force_from"]
    assert confirmed(service, ana, kind=ChangeKind.CORRECTION, in_force_from=date(2019, 1, 1))


def test_a_correction_mends_an_old_record_from_its_very_day(service, door, ana):
    collected(service, door)
    assert confirmed(service, ana, kind=ChangeKind.CORRECTION, in_force_from=date(2012, 1, 1))
    with service.reading() as session:
        mended = confirmed_answers(session, service.codebook.id, "DEU")
    held = [
        card(service.codebook, mended, day).values["fd115ab"]
        for day in (date(2011, 12, 31), date(2012, 12, 31), date(2013, 1, 1))
    ]
    assert held == [50, 100, 50]


def test_a_change_counts_for_the_areas_that_it_moves_whatever_was_reported(service, ana, eva):
    change = confirmed(service, eva, opened(service, ana, areas=("health",)))
    released(service, eva, change)
    with service.reading() as session:
        told = queries.released_change(session, change)
    assert told.areas == ("access_to_nationality", "health")


def test_a_report_that_was_assigned_elsewhere_meanwhile_is_not_decided(service, door, ana, eva):
    collected(service, door)
    with service.reading() as session:
        seen = session.get_one(Report, the_report(service))
    with service.writing() as session:
        reports.assign(session, seen.id, by=eva, country="FRA", now=service.clock())
        session.commit()
    with service.writing() as session, pytest.raises(AlreadyDecided):
        reports.decide(
            session, seen, ReportState.CONFIRMED, by=ana.id, note="", now=service.clock()
        )


def test_the_last_administrator_can_neither_be_signed_off_nor_be_made_something_else(service):
    ann = add(service, "ann@example.org", Role.ADMINISTRATOR)
    with service.writing() as session, pytest.raises(Refused):
        people.sign_off(session, session.get_one(Person, ann.id), by=None, now=service.clock())
    with pytest.raises(Refused):
        add(service, "ann@example.org", Role.STAFF)
    add(service, "bob@example.org", Role.ADMINISTRATOR)
    with service.writing() as session:
        people.sign_off(session, session.get_one(Person, ann.id), by=None, now=service.clock())
        session.commit()
    with service.reading() as session, pytest.raises(NotAllowed):
        people.active(session, ann.id)


def test_two_hundred_entries_of_one_read_are_triaged_at_a_steady_pace(service, door):
    """Each is compared with what is known by a look-up, not with every other."""
    items = "".join(
        f"<item><guid>{n}</guid><title>Gesetz Nr. {n} zur Einbürgerung verkündet, geändert"
        f"</title><link>https://gazette.example/{n}</link></item>"
        for n in range(200)
    )
    door.serves(GAZETTE, f"<rss version='2.0'><channel>{items}</channel></rss>")
    jobs.collect_sources(service)
    assert jobs.drain_events(service) >= 1
    assert rows(service, Report) == rows(service, EntryRow) == 200
