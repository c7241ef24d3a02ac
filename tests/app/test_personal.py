"""What is held of a person is told whole on request, and who she is can be forgotten."""

import json
from datetime import date

import pytest
from sqlmodel import SQLModel, select

from app import login, personal
from app.tables import Passkey
from monitor import audit_log, people
from monitor.desk_tables import Absence, Conflict, Place, Seat, Verdict, Word, WordDraft
from monitor.errors import Refused
from monitor.finding import indexing
from monitor.people_tables import Person, Responsibility, Role
from monitor.record_tables import PublicReport
from monitor.tables import Report, ReportState
from newsletters.subscribers import Preferences, ask, suppress
from newsletters.tables import Delivery, DeliveryState, Subscription

ADDRESS, NAME = "ada.bell@desk.example", "Ada Bell-Ómarsdóttir"


def add(session, service, email, role=Role.CORRESPONDENT, watches=("DEU",), name=NAME):
    now = service.clock()
    return people.add(session, email=email, name=name, role=role, watches=watches, now=now)


@pytest.fixture
def ada(service):
    """Someone of whom something is held in every room, and a colleague to take her seat."""
    now = service.clock()
    with service.writing() as session:
        add(session, service, "ann@desk.example", Role.ADMINISTRATOR, (), "Ann")
        dora = add(session, service, "dora@desk.example", name="Dora")
        ada = add(session, service, ADDRESS)
        ada.organisation = "Institute Bell"
        heard = {"country": "DEU", "summary": "", "url": "", "reported_at": now}
        first = Report(title="One law", reported_by=ada.id, state=ReportState.REJECTED, **heard)
        second = Report(title="Another law", **heard)
        third = Report(
            title="A third law", state=ReportState.CONFIRMED, decided_by=ada.id,
            note=f"From {NAME}", **heard,
        )  # fmt: skip
        session.add_all([first, second, third])
        session.flush()
        whose = {"person_id": ada.id, "report_id": second.id}
        session.add_all(
            [
                Seat(place=Place.FIRST, taken_at=now, **whose),
                Word(
                    place=Place.FIRST, verdict=Verdict.MORE, note=f"Call {NAME}", said_at=now,
                    said={"country": "DEU"}, **whose,
                ),
                Word(
                    place=Place.FIRST, verdict=Verdict.REJECT, note=f"Ask {NAME}", said_at=now,
                    person_id=ada.id, report_id=first.id,
                ),
                Word(
                    place=Place.FIRST, verdict=Verdict.CONFIRM, note=f"From {NAME}",
                    said={"country": "DEU", "note": f"From {NAME}"}, said_at=now,
                    person_id=ada.id, report_id=third.id,
                ),
                WordDraft(filled={"note": NAME}, saved_at=now, **whose),
                Conflict(why=f"{NAME} works there", declared_at=now, **whose),
                Absence(
                    person_id=dora.id, first=date(2027, 1, 1), until=date(2027, 1, 9),
                    instead=ada.id, declared_at=now,
                ),
                PublicReport(
                    email=ADDRESS, name=NAME, country="DEU", title="A law", made_at=now
                ),
                Passkey(
                    person_id=ada.id, credential="its name", public_key="its key",
                    name="Phone", added_at=now,
                ),
                Delivery(
                    notice=f"question:{second.id}:{ada.id}", email=ADDRESS, subject=NAME,
                    text=f"Dear {NAME}", html="", made_at=now, due_at=now,
                ),
                Delivery(
                    notice=f"draft:{second.id}:{ada.id}", email=ADDRESS, subject=NAME, text="",
                    html="", made_at=now, due_at=now, state=DeliveryState.SENT,
                ),
            ]
        )  # fmt: skip
        login.begin(session, ada, now, by=login.Way.LINK)
        wanted = Preferences(cadence="monthly", language="en")
        ask(session, ADDRESS, wanted, now, service.letters)
        session.commit()
    indexing.catch_up(service.reading, service.writing)
    return ada.id


def everything(service):
    """Every value of every table."""
    with service.reading() as session:
        return {
            table.name: [list(row) for row in session.execute(select(table))]
            for table in SQLModel.metadata.sorted_tables
        }


def naming(service, *words):
    """Which tables say one of these words, in whatever column."""
    return {
        name
        for name, rows in everything(service).items()
        if any(word in str(value) for row in rows for value in row for word in words)
    }


def erase(service, email=ADDRESS):
    with service.writing() as session:
        operator = people.operator(session)
        personal.erase(session, email, by=operator, now=service.clock())
        session.commit()


def held(service, email=ADDRESS):
    with service.reading() as session:
        return personal.held(session, email)


def test_whatever_names_her_in_any_table_is_told(service, ada):
    rows = json.loads(json.dumps(held(service), default=str))
    named = naming(service, str(ada), ada.hex, ADDRESS, NAME)
    apart = {
        "person": "person", "public_report": "public_reports", "audit_entry": "record",
        "subscription": "subscriptions", "delivery": "deliveries",
    }  # fmt: skip
    told = {*rows["rows"], *(table for table, part in apart.items() if rows[part])}
    assert named - told == set()
    assert {"seat", "word", "word_draft", "conflict", "web_session", "report"} <= named


def test_what_would_let_somebody_in_is_not_told(service, ada):
    told = json.dumps(held(service), default=str)
    assert "Phone" in told
    assert "its key" not in told
    assert "digest" not in told


def test_whoever_is_erased_is_named_nowhere_any_more(service, ada):
    erase(service)
    indexing.catch_up(service.reading, service.writing)
    assert naming(service, ADDRESS, NAME, "Institute Bell", "Ada", "omarsdottir") == set()


def test_what_she_said_stays_under_her_id_and_the_chain_holds(service, ada):
    erase(service)
    with service.reading() as session:
        said = session.exec(select(Word)).all()
        assert {word.person_id for word in said} == {ada}
        assert {(word.verdict, word.note) for word in said} == {
            (Verdict.MORE, ""), (Verdict.REJECT, ""), (Verdict.CONFIRM, ""),
        }  # fmt: skip
        assert session.exec(select(Report).where(Report.reported_by == ada)).one()
        assert audit_log.verify(session).broken is None
        assert audit_log.of(session, "person", ada)[-1].deed == "person.erased"
        assert session.exec(select(Responsibility)).one().person_id != ada


def test_her_place_passes_to_a_colleague(service, ada):
    erase(service)
    with service.reading() as session:
        seats = {s.person_id: s.closed_at for s in session.exec(select(Seat))}
        dora = people.by_email(session, "dora@desk.example")
        assert seats[ada] is not None
        assert seats[dora.id] is None


def test_her_address_can_come_anew_as_another_person(service, ada):
    erase(service)
    with service.writing() as session:
        again = add(session, service, ADDRESS)
        session.commit()
    assert again.id != ada
    with service.reading() as session:
        assert session.get(Person, ada).erased_at is not None


def test_an_address_without_a_person_is_forgotten_as_well(service):
    with service.writing() as session:
        wanted = Preferences(cadence="monthly", language="en")
        ask(session, "reader@example.org", wanted, service.clock(), service.letters)
        session.commit()
    assert personal.is_anything(held(service, "reader@example.org"))
    erase(service, "reader@example.org")
    assert not personal.is_anything(held(service, "reader@example.org"))
    with service.reading() as session:
        assert session.exec(select(Subscription)).all() == []


def test_whoever_wished_never_to_be_written_to_is_not_after_all(service, ada):
    with service.writing() as session:
        suppress(session, ADDRESS, "she asked", service.clock())
        session.commit()
    erase(service)
    assert held(service)["suppression"]["reason"] == "she asked"


def test_the_last_administrator_cannot_be_erased(service, ada):
    with pytest.raises(Refused, match="another administrator"):
        erase(service, "ann@desk.example")
    assert held(service, "ann@desk.example")["person"]["name"] == "Ann"
