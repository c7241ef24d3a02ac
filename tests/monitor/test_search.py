"""Everything is found by its words, on both databases alike, and nothing that is gone."""

from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, delete, select, update

from monitor import people, reports
from monitor.desk_tables import Place, Supplement, Verdict, Word
from monitor.events import EntriesCollected
from monitor.finding.findable import KINDS
from monitor.finding.indexing import catch_up, sweep
from monitor.finding.search import ALL, find
from monitor.people_tables import Person, Role
from monitor.tables import EntryRow, Fetch, Report, ReportState
from store import fulltext, record
from store.dispatch import drain
from store.fulltext import Searchable, has, words_of

#: What people type, and what sources write: letters of many scripts, signs, and both mixed.
TEXTS = st.text(
    st.one_of(
        st.sampled_from("aäâÅøßıİſﬁ½²_'\"*:&|!()<->\\% \n\t0129 кКиЙγΓςσ مإ ญี ख़ 法 é"),
        st.characters(codec="utf-8", exclude_characters="\x00"),
    ),
    max_size=40,
)


@pytest.fixture
def ana(service) -> Person:
    return kept(
        service,
        lambda session: people.add(
            session,
            email="ana@desk.example",
            name="Ana Müller",
            role=Role.CORRESPONDENT,
            watches=["DEU"],
            now=service.clock(),
        ),
    )


def kept(service, work):
    """Work in a session that commits; the index catches up."""
    with service.writing() as session:
        done = work(session)
        session.commit()
    catch_up(service.reading, service.writing)
    return done


def open_report(service, title: str, by: Person | None = None, country="DEU", **said):
    row = Report(
        country=country,
        title=title,
        reported_at=service.clock(),
        reported_by=by.id if by else None,
        **{"summary": "", "url": ""} | said,
    )
    return kept(service, lambda session: reports.open_report(session, row))


def found(service, typed: str, **where):
    with service.reading() as session:
        return [
            (one.kind, one.ref) for one in find(session, typed, service.sources, **where).found
        ]


@given(text=TEXTS)
def test_folding_twice_is_folding_once(text):
    words = words_of(text)
    assert words_of(" ".join(words)) == words
    assert words_of(text.upper()) == words_of(text.upper().upper())


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("einburgerung", "Einbürgerung"),
        ("EINBÜRGERUNG", "einbürgerung"),
        ("natio", "Nationality"),
        ("łódź", "Lodz"),
        ("πολιτησ", "ΠΟΛΙΤΗΣ"),
        ("strasse", "Straße"),
        ("гражданство", "ГРАЖДАНСТВО"),
    ],
)
def test_a_word_is_found_however_it_is_typed(typed, written):
    assert has(words_of(written), words_of(typed))


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(texts=st.lists(TEXTS, max_size=6), typed=TEXTS)
def test_the_index_finds_what_reading_everything_would_find(service, texts, typed):
    wanted = words_of(typed)[:5]
    if not wanted:
        return
    rows = [
        Searchable(kind="report", ref=uuid4(), at=service.clock(), words=" ".join(words_of(t)))
        for t in (*texts, f"{typed} {''.join(texts)}")
    ]
    with service.writing() as session:
        session.exec(delete(Searchable))
        fulltext.put(session, rows)
        proposed = {
            ref for _, refs in fulltext.proposed(session, wanted, ["report"]) for ref in refs
        }
        session.rollback()
    assert proposed == {row.ref for row in rows if has(row.words.split(), wanted)}


@pytest.mark.parametrize(
    "typed",
    ["'", '"', "a OR b", "words:x", "NEAR(a b)", "a* -b", "x' | 'y", "a:*B & !c", "^a", "\\"],
)
def test_no_sign_that_is_typed_is_taken_for_a_command(service, typed):
    open_report(service, f"About {typed} and more")
    assert len(found(service, typed, kind="report")) == bool(words_of(typed))


def test_every_kind_can_be_asked_for(service, ana):
    report = open_report(service, "Dual nationality allowed")
    with service.reading() as session:
        for kind in ALL:
            assert find(session, "nationality", service.sources, kind=kind).more is False
    assert found(service, "nation dual", kind="report") == [("report", str(report))]
    assert found(service, "dual", kind="change") == []
    assert found(service, "dual", country="FRA") == []
    assert found(service, "", kind="report") == []


def test_words_on_a_report_and_what_was_added_lead_to_its_story(service, ana):
    report = open_report(service, "Dual nationality allowed")

    def say(session):
        session.add(
            Word(
                report_id=report, person_id=ana.id, place=Place.FIRST, verdict=Verdict.CONFIRM,
                said={"law": "StARModG", "answers": {"q": 50.0}}, note="Übergangsregel",
                said_at=service.clock(),
            )
        )  # fmt: skip
        session.add(
            Supplement(
                report_id=report, added_by=ana.id, added_at=service.clock(), text="See page 7"
            )
        )

    kept(service, say)
    # What others said is no secret once nobody is asked any more.
    assert found(service, "starmod") == []
    decided = update(Report).where(col(Report.id) == report).values(state=ReportState.REJECTED)
    kept(service, lambda session: session.exec(decided))
    with service.reading() as session:
        (word,) = find(session, "ubergangs starmod", service.sources).found
        assert (word.kind, word.report, word.heading) == (
            "word",
            report,
            "Dual nationality allowed",
        )
        (more,) = find(session, "page", service.sources).found
        assert (more.kind, more.report) == ("supplement", report)


def test_what_was_decided_is_found_by_its_note(service, ana):
    report = open_report(service, "Rumour")
    kept(
        service,
        lambda session: session.exec(
            update(Report)
            .where(col(Report.id) == report)
            .values(note="Only a proposal", decided_at=service.clock() + timedelta(days=1))
        ),
    )
    assert found(service, "proposal") == [("report", str(report))]


def test_what_a_source_published_is_found_once_it_is_collected_until_it_is_buried(service):
    fetch = Fetch(source="deu-gazette", fetched_at=service.clock())
    entry = EntryRow(
        fetch_id=fetch.id, source="deu-gazette", key="1", link="https://gazette.example/1",
        title="Gesetz über die Staatsangehörigkeit", summary="",
    )  # fmt: skip

    def collect(session):
        session.add(fetch)
        session.flush()
        session.add(entry)
        record(session, EntriesCollected(fetch_id=fetch.id))

    kept(service, collect)
    drain(service.writing, service.handlers, service.clock)
    assert ("entry", str(entry.id)) in found(service, "staatsangehor")

    def bury(session):
        buried = update(EntryRow).values(title="", buried_at=service.clock())
        session.exec(buried.where(col(EntryRow.id) == entry.id))

    kept(service, bury)
    assert ("entry", str(entry.id)) not in found(service, "staatsangehor")
    assert sweep(service.reading, service.writing) == 1
    assert sweep(service.reading, service.writing) == 0


def test_people_and_sources_are_found_and_whoever_was_erased_is_not(service, ana):
    assert found(service, "muller ana") == [("person", str(ana.id))]
    assert found(service, "ana@desk") == [("person", str(ana.id))]
    assert ("source", "deu-gazette") in found(service, "deu gazette")

    def erase(session):
        person = session.get_one(Person, ana.id)
        person.name, person.email, person.erased_at = "", str(ana.id), service.clock()
        session.add(person)

    kept(service, erase)
    assert found(service, "muller") == []


def test_a_text_that_was_emptied_is_not_found_and_its_words_are_swept(service, ana):
    report = open_report(service, "Secretname writes", by=ana, summary="kept")
    emptied = update(Report).where(col(Report.id) == report).values(title="")
    kept(service, lambda session: session.exec(emptied))
    assert found(service, "secretname") == []
    assert sweep(service.reading, service.writing) == 1
    with service.reading() as session:
        assert "secretname" not in " ".join(session.exec(select(Searchable.words)))
    assert found(service, "kept") == [("report", str(report))]


def test_what_is_gone_is_swept_from_the_index(service):
    with service.writing() as session:
        fulltext.put(
            session,
            [
                Searchable(kind=kind, ref=uuid4(), at=service.clock(), words="x")
                for kind in KINDS
            ],
        )
        session.commit()
    assert sweep(service.reading, service.writing) == len(KINDS)
    with service.reading() as session:
        assert Session.exec(session, select(Searchable)).first() is None


def test_the_newest_come_first_and_what_is_too_much_is_said(service, clock):
    first = open_report(service, "Law of the first day")
    clock.pass_(days=1)
    second = open_report(service, "Law of the second day")
    assert found(service, "law day") == [("report", str(second)), ("report", str(first))]
    with service.reading() as session:
        findings = find(session, "law day", service.sources, most=1)
    assert [one.ref for one in findings.found] == [str(second)]
    assert findings.more
