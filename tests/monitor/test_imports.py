"""Confirmed changes in bulk: a file goes on record whole, by the desk's rules, or not."""

import csv
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from io import StringIO
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import delete, func, select

from app import jobs
from monitor import answers, changes, people, queries
from monitor.change_files import read_changes, read_file
from monitor.errors import BadFile
from monitor.imports import import_changes
from monitor.people_tables import Person, Role
from monitor.release import preview, release
from monitor.tables import AnswerRow, Change, ChangeImport, ChangeKind, Report
from newsletters.tables import Delivery

HEAD = "country,indicator,new_answer,in_force_from,kind,law,reference,adopted,note"
TODAY = date(2026, 11, 21)


@pytest.fixture
def bare(service):
    """A service whose record is empty: no edition, no change."""
    with service.writing() as session:
        session.exec(delete(AnswerRow))
        session.commit()
    return service


def imported(service, *lines, head=HEAD):
    now = service.clock()
    text = "\n".join((head, *lines))
    file = read_file("changes.csv", text, service.codebook, now.date())
    with service.writing() as session:
        done = import_changes(session, file, codebook=service.codebook, now=now)
        session.commit()
    return done


def faults(service, *lines, head=HEAD):
    with pytest.raises(BadFile) as refused:
        imported(service, *lines, head=head)
    return list(refused.value.faults)


def holding(service, country, day):
    with service.reading() as session:
        history = answers.confirmed(session, service.codebook.id, country)
    return answers.card(service.codebook, history, day).values


def count(service, table):
    with service.reading() as session:
        return session.exec(select(func.count()).select_from(table)).one()


def test_a_record_begins_with_first_answers_and_goes_on_by_changes(bare):
    done = imported(
        bare,
        "DEU,fd115ab,0,2007-01-01,first",
        "DEU,fa98,50,2007-01-01,first",
        "DEU,fd115ab,100,2024-06-27,policy,StARModG,https://law.example/1,2024-03-22,",
    )

    assert (done.changes, done.answers, done.already) == (2, 3, 0)
    assert holding(bare, "DEU", date(2006, 12, 31))["f"] is None
    assert holding(bare, "DEU", date(2024, 6, 26))["f"] == 25
    assert holding(bare, "DEU", date(2024, 6, 27))["f"] == 75


def test_a_file_with_faults_is_refused_whole_and_each_fault_is_named_with_its_line(bare):
    found = faults(
        bare,
        "DEU,fd115ab,0,2007-01-01,first",
        "XXX,fd115ab,0,2007-01-01,first",
        "DEU,fd115,0,2007-01-01,first",
        "DEU,bb28,0,2007-01-01,first",
        "DEU,fa98,fifty,2007-01-01,first",
        "DEU,fa98,101,2007-01-01,first",
        "DEU,fa98,75,2024-01-01,policy",
        "DEU,fa98,50,1.1.2024,policy",
        "DEU,fa98,50,2204-01-01,policy",
        "DEU,fa98,50,2024-01-01,amendment",
        "DEU,fa98,50,2024-01-01,policy,,,2027-01-01,",
        "DEU,fa98,50,2024-01-01,policy,,,,one,two",
        "DEU,fd115ab,50,2007-01-01,first",
    )

    assert [fault.partition(":")[0] for fault in found] == [f"line {n}" for n in range(3, 15)]
    assert "no country" in found[0]
    assert "did you mean 'fd115ab'?" in found[1]
    assert "bb28a, bb28b" in found[2]
    assert "only 100, 50, 0" in found[5]
    assert "line 2 says already" in found[11]
    assert count(bare, AnswerRow) == count(bare, Change) == count(bare, ChangeImport) == 0


@pytest.mark.parametrize(
    ("head", "says"),
    [
        ("country,indicator,in_force_from", "new_answer is missing"),
        (HEAD.replace("adopted", "adpoted"), "did you mean 'adopted'?"),
        (HEAD + ",note", "note is there twice"),
        ("", "country is missing"),
    ],
)
def test_a_file_with_other_columns_is_refused_at_its_first_line(bare, head, says):
    found = faults(bare, head=head)
    assert all(fault.startswith("line 1: ") for fault in found)
    assert says in " ".join(found)


def test_a_file_without_a_change_says_so(bare):
    assert faults(bare) == ["line 2: there is no change in this file"]


def test_the_same_file_again_adds_nothing(bare):
    lines = (
        "DEU,fd115ab,0,2007-01-01,first",
        "DEU,fd115ab,50,2015-01-01,policy",
        "DEU,fd115ab,100,2015-01-01,correction",
    )
    imported(bare, *lines)
    again = imported(bare, *lines)

    assert (again.changes, again.already) == (0, 3)
    assert count(bare, Change) == 3
    assert count(bare, ChangeImport) == 1
    assert holding(bare, "DEU", date(2015, 1, 1))["fd115ab"] == 100


def test_a_correction_counts_against_the_line_before_it_and_not_the_record_before_the_file(
    bare,
):
    imported(bare, "DEU,aa1,100,2007-01-01,first", "DEU,aa1,0,2024-05-01,policy")
    imported(bare, "DEU,aa1,50,2024-05-01,policy", "DEU,aa1,0,2024-05-01,correction")
    assert holding(bare, "DEU", TODAY)["aa1"] == 0


def test_a_change_of_what_was_never_answered_is_refused_with_the_way_out(bare):
    (fault,) = faults(bare, "DEU,fd115ab,100,2024-06-27,policy")
    assert "import-edition" in fault
    assert "first" in fault


def test_a_first_answer_to_what_is_answered_is_refused(service):
    (fault,) = faults(service, "DEU,fd115ab,100,2024-06-27,first")
    assert "answered since 2007-01-01" in fault


def test_law_that_the_edition_counted_is_not_counted_again(service):
    (fault,) = faults(service, "DEU,fd115ab,100,2015-07-01,policy")
    assert "newer answer" in fault


def test_a_correction_may_mend_an_old_record_of_the_edition(service):
    before = holding(service, "DEU", date(2014, 12, 31))["fa98"]
    other = 50 if before != 50 else 100
    imported(service, f"DEU,fa98,{other},2015-01-01,correction")

    assert holding(service, "DEU", date(2014, 12, 31))["fa98"] == before
    assert holding(service, "DEU", date(2015, 12, 31))["fa98"] == other
    assert holding(service, "DEU", date(2016, 1, 1))["fa98"] == before


def test_a_first_answer_between_the_options_is_kept_and_pointed_at(bare):
    done = imported(bare, "BEL,cb53,75,2009-01-01,first")
    assert holding(bare, "BEL", TODAY)["cb53"] == 75
    assert done.warnings == ("line 2: cb53 is 75, which is none of its options",)


def test_a_law_that_ends_gives_way_to_the_answer_before_it(bare):
    imported(
        bare,
        "DEU,fd115ab,0,2007-01-01,,first",
        "DEU,fd115ab,100,2024-01-01,2025-01-01,policy",
        head="country,indicator,new_answer,in_force_from,in_force_until,kind",
    )
    scores = [
        holding(bare, "DEU", day)["fd115ab"]
        for day in (date(2023, 12, 31), date(2024, 12, 31), date(2025, 1, 1))
    ]
    assert scores == [0, 100, 0]


def test_lines_of_one_law_are_one_change_and_lines_without_a_law_are_each_one(bare):
    imported(
        bare,
        "DEU,fd115ab,0,2007-01-01,first",
        "DEU,fa98,0,2007-01-01,first",
        "DEU,fd115ab,100,2024-06-27,policy,StARModG",
        "DEU,fa98,50,2024-06-27,policy,StARModG",
        "DEU,fd115ab,50,2025-01-01,policy",
        "DEU,fa98,100,2025-01-01,policy",
    )
    with bare.reading() as session:
        made = session.exec(select(Change.title).order_by(Change.in_force_from)).all()
    assert len(made) == 4
    assert made[1] == "StARModG"


def test_each_kind_of_change_is_told_apart_in_the_list(bare):
    imported(
        bare,
        "DEU,fd115ab,0,2007-01-01,first",
        "DEU,fd115ab,100,2024-06-27,policy",
        "DEU,fd115ab,50,2024-06-27,correction",
    )
    with bare.reading() as session:
        listed = changes.answers_changed(session, bare.codebook.id, "DEU")
    assert [(c.kind, c.score) for c in listed] == [
        ("first", 0),
        ("policy", 100),
        ("correction", 50),
    ]
    assert {c.released_at for c in listed} == {None}


def test_staff_hear_of_a_file_once_and_correspondents_are_not_asked(bare):
    with bare.writing() as session:
        for email, role, watches in (
            ("staff@index.example", Role.STAFF, ()),
            ("ana@desk.example", Role.CORRESPONDENT, ("DEU",)),
        ):
            people.add(
                session, email=email, name="N", role=role, watches=watches, now=bare.clock()
            )
        session.commit()
    imported(
        bare,
        "DEU,fd115ab,0,2007-01-01,first",
        "DEU,fd115ab,100,2024-06-27,policy,StARModG",
        "FRA,fd115ab,0,2007-01-01,first",
    )
    jobs.drain_events(bare)

    with bare.reading() as session:
        (mail,) = session.exec(select(Delivery)).all()
        waiting = queries.drafts(session)
    assert mail.email == "staff@index.example"
    assert mail.subject == "3 confirmed changes were put on record from a file"
    assert "changes.csv" in mail.text
    assert [draft.kind for draft in waiting] == ["first", "first", "policy"]


def test_what_a_file_brought_is_released_like_any_change_and_its_story_says_whence(service):
    with service.writing() as session:
        people.add(
            session, email="eva@index.example", name="Eva", role=Role.STAFF, now=service.clock()
        )
        session.commit()
    imported(service, "DEU,fd115ab,100,2024-06-27,policy,StARModG")
    jobs.drain_events(service)
    with service.writing() as session:
        (draft,) = queries.drafts(session)
        seal = preview(session, [draft.change_id], service.codebooks).seal
        release(
            session,
            [draft.change_id],
            by=people.by_email(session, "eva@index.example"),
            seal=seal,
            codebooks=service.codebooks,
            now=service.clock(),
        )
        session.commit()

    with service.reading() as session:
        story = queries.story(session, draft.change_id)
        report = session.exec(select(Report)).one()
    assert story.by_file
    assert not story.by_machine
    assert report.areas == ["access_to_nationality"]


def test_the_operator_is_named_by_the_record_and_can_neither_sign_in_nor_be_written_to(bare):
    imported(bare, "DEU,fd115ab,0,2007-01-01,first")
    with bare.reading() as session:
        made = session.exec(select(ChangeImport)).one()
        operator = people.by_email(session, people.OPERATOR)
        assert made.imported_by == operator.id
        assert made.file == "changes.csv"
        assert not operator.active
        assert people.staff(session) == []


def test_of_imports_at_once_all_but_one_add_nothing(bare):
    """They wait for one another: first at the operator's new row, then at her known one."""
    for times, country in enumerate(("DEU", "FRA"), 1):
        lines = [f"{country},{leaf.code},0,2007-01-01,first" for leaf in bare.codebook.leaves]
        with ThreadPoolExecutor(4) as pool:
            done = list(pool.map(lambda _, own=lines: imported(bare, *own), range(4)))

        assert sorted(one.answers for one in done) == [0, 0, 0, len(lines)]
        assert count(bare, AnswerRow) == len(lines) * times
        assert count(bare, ChangeImport) == times
    assert count(bare, Person) == 1


def test_an_import_that_waited_for_another_comes_after_what_that_put_on_record(bare):
    """Its clock was read before: by that alone its correction would mend nothing."""
    now = bare.clock()
    files = [
        read_file(f"{n}.csv", "\n".join((HEAD, line)), bare.codebook, now.date())
        for n, line in enumerate(
            ("DEU,fd115ab,0,2007-01-01,first", "DEU,fd115ab,50,2007-01-01,correction")
        )
    ]
    for file, at in zip(files, (now, now - timedelta(minutes=1)), strict=True):
        with bare.writing() as session:
            import_changes(session, file, codebook=bare.codebook, now=at)
            session.commit()

    assert holding(bare, "DEU", TODAY)["fd115ab"] == 50


STORY = [
    "DEU,fd115ab,0,2007-01-01,first",
    "DEU,fd115ab,50,2010-01-01,policy",
    "DEU,fd115ab,100,2010-01-01,correction",
    "DEU,fd115ab,0,2012-03-01,policy",
    "DEU,fa98,0,2010-01-01,first",
    "DEU,fa98,50,2011-01-01,policy",
]


@given(st.integers(0, 1000))
def test_the_order_of_a_file_does_not_matter(codebook, seed):
    lines = STORY.copy()
    Random(seed).shuffle(lines)
    told = [
        (line.code, line.score, line.kind)
        for line in read_changes("\n".join((HEAD, *lines)), codebook, TODAY)
    ]
    by_code = {code: [t for t in told if t[0] == code] for code in ("fd115ab", "fa98")}
    assert [score for _, score, _ in by_code["fd115ab"]] == [0, 50, 100, 0]
    assert [kind for *_, kind in by_code["fa98"]] == [ChangeKind.FIRST, ChangeKind.POLICY]


@pytest.mark.shared
def test_the_real_changes_lead_from_the_first_answers_to_every_official_score(bare, shared):
    """489 changes over 4,032 first answers give 5,237 official area and overall scores."""
    first, official, made = {}, [], StringIO()
    leaves = {leaf.code for leaf in bare.codebook.leaves}
    with (shared / "mipex" / "scores_core_2007-2019.csv").open(encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            if row["code"] in leaves:
                key, told = (row["country"], row["code"]), (int(row["year"]), row["score"])
                first[key] = min(first.get(key, told), told)
            elif row["level"] in ("area", "overall"):
                official.append(row)
    writer = csv.writer(made)
    for (country, code), (year, score) in first.items():
        writer.writerow((country, code, score, f"{year}-01-01", "first"))
    with (shared / "mipex" / "changes_core_2007-2019.csv").open(encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            day = f"{row['year_to']}-01-01"
            writer.writerow((row["country"], row["indicator"], row["new"], day, "policy"))
    head = "country,indicator,new_answer,in_force_from,kind"
    imported(bare, *made.getvalue().splitlines(), head=head)

    with bare.reading() as session:
        histories = {
            country: answers.confirmed(session, bare.codebook.id, country)
            for country in {row["country"] for row in official}
        }
    cards = {}
    for row in official:
        at = row["country"], int(row["year"])
        if at not in cards:
            cards[at] = answers.card(
                bare.codebook, histories[at[0]], date(at[1], 12, 31)
            ).values
        assert cards[at][row["code"]] == pytest.approx(float(row["score"]), abs=1e-9)
    assert len(official) == 5237
