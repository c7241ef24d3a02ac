"""Nobody is written to before she says yes, and nobody is remembered after she says stop."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from sqlmodel import select

from monitor.events import ScoresReleased
from newsletters.delivery import deliver
from newsletters.errors import NoSubscription, Refused
from newsletters.issues import alert
from newsletters.queries import subscribers, subscription
from newsletters.subscribers import (
    Preferences,
    ask,
    change_preferences,
    confirm,
    forget_unconfirmed,
    suppress,
    unsubscribe,
)
from newsletters.tables import Delivery, Subscription, Telling

MONTHLY = Preferences("monthly", "en")


def asking(sessions, letters, now, email="reader@example.org", wanted=MONTHLY):
    with sessions() as session:
        ask(session, email, wanted, now, letters)
        session.commit()


def only(sessions, table):
    with sessions() as session:
        return session.exec(select(table)).one()


def everything(sessions, table):
    with sessions() as session:
        return session.exec(select(table)).all()


def confirming(sessions, id, now):
    with sessions() as session:
        confirm(session, id, now)
        session.commit()


def test_the_first_mail_asks_for_a_yes_and_says_what_would_come(sessions, letters, clock):
    asking(
        sessions, letters, clock(), wanted=Preferences("monthly", "fr", ("DEU",), ("health",))
    )
    row, mail = only(sessions, Subscription), only(sessions, Delivery)
    assert row.confirmed_at is None
    assert mail.subject == "Veuillez confirmer votre abonnement"
    assert "chaque mois" in mail.text
    assert "Allemagne" in mail.text
    assert "Santé" in mail.text
    assert letters.links.confirm(row.id) in mail.text


def test_an_address_gets_one_such_mail_a_day_however_often_the_form_is_sent(
    sessions, letters, clock
):
    for _ in range(5):
        asking(sessions, letters, clock())
        clock.pass_(hours=4)
    assert len(everything(sessions, Delivery)) == 1
    clock.pass_(hours=4)
    asking(sessions, letters, clock(), "READER@example.org")
    assert len(everything(sessions, Delivery)) == 2
    assert len(everything(sessions, Subscription)) == 1


def test_forms_sent_at_once_make_one_mail(sessions, letters, clock):
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: asking(sessions, letters, clock()), range(4)))
    assert len(everything(sessions, Delivery)) == len(everything(sessions, Subscription)) == 1


def test_what_is_confirmed_is_what_the_mail_said(sessions, letters, clock):
    asking(sessions, letters, clock())
    other = Preferences("yearly", "fr", ("FIN",))
    asking(sessions, letters, clock(), wanted=other)
    assert only(sessions, Subscription).cadence == "monthly"
    clock.pass_(days=1)
    asking(sessions, letters, clock(), wanted=other)
    row = only(sessions, Subscription)
    assert (row.cadence, row.language, row.countries) == ("yearly", "fr", ["FIN"])


def test_who_never_says_yes_is_forgotten(sessions, letters, clock):
    asking(sessions, letters, clock())
    for days, left in ((29, 1), (2, 0)):
        clock.pass_(days=days)
        with sessions() as session:
            forget_unconfirmed(session, clock())
            session.commit()
        assert len(everything(sessions, Subscription)) == left
    assert [d.email for d in everything(sessions, Delivery)] in ([], [""])


def test_a_subscriber_who_asks_again_changes_nothing_and_gets_her_preferences(
    sessions, letters, clock
):
    asking(sessions, letters, clock())
    id = only(sessions, Subscription).id
    confirming(sessions, id, clock())
    clock.pass_(days=1)
    asking(sessions, letters, clock(), wanted=Preferences("yearly", "fr"))
    assert only(sessions, Subscription).cadence == "monthly"
    last = everything(sessions, Delivery)[-1]
    assert last.subject == "You are subscribed already"
    assert letters.links.preferences(id) in last.text


def test_a_suppressed_address_gets_nothing_and_the_form_does_not_tell(sessions, letters, clock):
    with sessions() as session:
        suppress(session, "Reader@Example.org", "complaint", clock())
        suppress(session, "reader@example.org", "complaint", clock())
        session.commit()
    asking(sessions, letters, clock())
    assert everything(sessions, Delivery) == []


def test_a_second_yes_changes_nothing(sessions, letters, clock):
    asking(sessions, letters, clock())
    id = only(sessions, Subscription).id
    said = clock()
    confirming(sessions, id, said)
    clock.pass_(days=3)
    confirming(sessions, id, clock())
    assert only(sessions, Subscription).confirmed_at == said
    with sessions() as session:
        assert subscription(session, id).confirmed
        assert subscribers(session) == {"monthly": 1}


def test_a_reader_changes_what_she_wants(sessions, letters, world):
    reader = world.reader()
    wanted = Preferences("quarterly", "fr", ("LUX", "DEU", "DEU"), ("health",))
    with sessions() as session:
        change_preferences(session, reader.id, wanted, letters)
        session.commit()
    with sessions() as session:
        kept = subscription(session, reader.id)
    assert kept.preferences == Preferences("quarterly", "fr", ("DEU", "LUX"), ("health",))


def test_every_fault_is_told_at_once_beside_its_field(sessions, letters, clock):
    wrong = Preferences("hourly", "xx", ("XXX",), ("weather",))
    with sessions() as session, pytest.raises(Refused) as refused:
        ask(session, "reader@", wrong, clock(), letters)
    assert set(refused.value.faults) == {"email", "cadence", "language", "countries", "areas"}
    french = letters.translations.of("fr")
    for text in refused.value.faults.values():
        assert french.gettext(text) != text
    with sessions() as session, pytest.raises(Refused):
        change_preferences(session, uuid4(), wrong, letters)


def test_what_is_gone_can_be_neither_confirmed_nor_changed_nor_seen(sessions, letters, clock):
    with sessions() as session:
        for use in (
            lambda: confirm(session, uuid4(), clock()),
            lambda: change_preferences(session, uuid4(), MONTHLY, letters),
            lambda: subscription(session, uuid4()),
        ):
            with pytest.raises(NoSubscription):
                use()


def test_whoever_unsubscribes_is_forgotten_and_may_do_it_twice(
    sessions, letters, world, mailer, clock
):
    reader = world.reader()
    first, second = world.released(), world.released(country="FIN")
    with sessions() as session:
        alert(session, ScoresReleased(release_id=first.id), letters=letters)
        session.commit()
    deliver(sessions, mailer, clock, letters)
    with sessions() as session:
        alert(session, ScoresReleased(release_id=second.id), letters=letters)
        session.commit()
    for _ in range(2):
        with sessions() as session:
            unsubscribe(session, reader.id)
            session.commit()
    clock.pass_(days=1)
    assert deliver(sessions, mailer, clock, letters).sent == 0
    kept = only(sessions, Delivery)
    assert (kept.state, kept.email, kept.text, kept.html) == ("sent", "", "", "")
    assert kept.subscription_id is None
    assert everything(sessions, Subscription) == everything(sessions, Telling) == []


def test_whoever_comes_back_starts_anew(sessions, letters, clock):
    asking(sessions, letters, clock())
    old = only(sessions, Subscription).id
    with sessions() as session:
        unsubscribe(session, old)
        session.commit()
    asking(sessions, letters, clock())
    assert only(sessions, Subscription).id != old
