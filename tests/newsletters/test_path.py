"""The path: subscribe → release → alert or digest → delivered."""

from datetime import UTC, datetime

from monitor.events import ScoresReleased
from newsletters.delivery import deliver
from newsletters.issues import alert, close_due
from newsletters.subscribers import Preferences, ask, confirm


def subscribed(sessions, letters, clock, mailer, cadence="alert"):
    with sessions() as session:
        ask(session, "Reader@Example.ORG", Preferences(cadence, "en"), clock(), letters)
        session.commit()
    deliver(sessions, mailer, clock, letters)
    (mail,) = mailer.to("reader@example.org")
    text = mail.get_body(("plain",)).get_content()
    token = text.split("/subscriptions/confirm/")[1].split()[0]
    with sessions() as session:
        confirm(session, letters.links.confirmed_by(token), clock())
        session.commit()
    mailer.sent.clear()


def test_a_subscriber_hears_of_a_release_at_once(sessions, letters, clock, mailer, world):
    subscribed(sessions, letters, clock, mailer)
    clock.pass_(hours=1)
    release = world.released(at=clock())
    with sessions() as session:
        alert(session, ScoresReleased(release_id=release.id), letters=letters)
        session.commit()
    assert deliver(sessions, mailer, clock, letters).sent == 1
    (mail,) = mailer.to("reader@example.org")
    assert mail["Subject"] == (
        "Germany: Dual nationality allowed — Access to nationality 42 → 55"
    )


def test_a_monthly_reader_hears_when_the_month_is_over(sessions, letters, clock, mailer, world):
    subscribed(sessions, letters, clock, mailer, "monthly")
    clock.pass_(hours=1)
    world.released(at=clock())
    clock.now = datetime(2026, 12, 1, 1, tzinfo=UTC)
    with sessions() as session:
        assert len(close_due(session, clock(), letters)) == 1
        session.commit()
    assert deliver(sessions, mailer, clock, letters).sent == 1
    with sessions() as session:
        assert close_due(session, clock(), letters) == []
    assert "November 2026" in mailer.sent[0].message.get_body(("plain",)).get_content()
