"""Each mail leaves once; and where nobody knows, under the same name again."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlmodel import col, select, update

from newsletters.delivery import (
    FIRST_DELAY,
    KEPT,
    LEASE,
    MAX_ATTEMPTS,
    Sent,
    claim,
    deliver,
    forget,
    prepared,
    settle,
)
from newsletters.issues import begun
from newsletters.mailer import WIRE, Outcome, Result
from newsletters.queries import deliveries_by_state, undelivered
from newsletters.subscribers import suppress
from newsletters.tables import Delivery, DeliveryState


@pytest.fixture
def post(sessions, world, clock):
    """Leave a mail for delivery: an issue to a reader, or a notice."""

    def leave(name="reader", notice=False, subject="The news", **values):
        with sessions() as session:
            if notice:
                to = {"notice": f"question:{uuid4()}"}
            else:
                reader = world.reader(name)
                issue = begun(session, "monthly", f"{uuid4()}", clock())
                to = {"issue_id": issue.id, "subscription_id": reader.id}
            row = Delivery(
                **to,
                email=f"{name}@example.org",
                subject=subject,
                text="Plain words.\n",
                html="<p>Plain words.</p>",
                made_at=clock(),
                due_at=clock(),
                **values,
            )
            session.add(row)
            session.commit()
        return row.id

    return leave


@pytest.fixture
def row(sessions):
    def found(id):
        with sessions() as session:
            return session.get_one(Delivery, id)

    return found


def test_a_waiting_mail_is_sent_and_marked(sessions, mailer, clock, letters, post, row):
    id = post()
    assert deliver(sessions, mailer, clock, letters) == Sent(sent=1)
    assert (row(id).state, row(id).sent_at) == (DeliveryState.SENT, clock())
    assert row(id).leased_until is None
    assert deliver(sessions, mailer, clock, letters) == Sent()
    assert len(mailer.sent) == 1


def test_an_issue_carries_both_shapes_and_the_headers_of_rfc_8058(
    sessions, mailer, clock, letters, post, row
):
    id = post()
    deliver(sessions, mailer, clock, letters)
    (mail,) = mailer.to("reader@example.org")
    url = letters.links.unsubscribe(row(id).subscription_id)
    assert mail["Message-ID"] == f"<{id}@mipex.example>"
    assert mail["From"] == "MIPEX between editions <news@mipex.example>"
    assert mail["Reply-To"] == "desk@mipex.example"
    assert (
        mail["List-Unsubscribe"] == f"<{url}>, <mailto:desk@mipex.example?subject=unsubscribe>"
    )
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["Auto-Submitted"] is None
    assert mail["Date"].datetime == clock()
    assert mail.get_body(("plain",)).get_content() == "Plain words.\n"
    assert mail.get_body(("html",)).get_content() == "<p>Plain words.</p>\n"
    raw = mail.as_bytes(policy=WIRE)
    assert raw.isascii()
    assert f"\r\nList-Unsubscribe: <{url}>, <mailto:".encode() in raw


def test_a_notice_says_that_a_machine_wrote_it_and_is_blank_once_sent(
    sessions, mailer, clock, letters, post, row
):
    id, issue = post("ada", notice=True), post()
    deliver(sessions, mailer, clock, letters)
    (mail,) = mailer.to("ada@example.org")
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe"] is mail["List-Unsubscribe-Post"] is None
    assert (row(id).text, row(id).html) == ("", "")
    assert row(issue).text == "Plain words.\n"


def test_what_is_not_due_waits(sessions, mailer, clock, letters, post):
    post()
    clock.pass_(seconds=-1)
    assert deliver(sessions, mailer, clock, letters) == Sent()


def test_a_temporary_failure_is_tried_again_twice_as_late_each_time(
    sessions, mailer, clock, letters, post, row
):
    id = post()
    mailer.refuses("reader@example.org", Result.TEMPORARY)
    waits = []
    for _ in range(3):
        assert deliver(sessions, mailer, clock, letters) == Sent(waiting=1)
        waits.append(row(id).due_at - clock())
        clock.now = row(id).due_at
    assert waits == [FIRST_DELAY, 2 * FIRST_DELAY, 4 * FIRST_DELAY]
    mailer.refused.clear()
    assert deliver(sessions, mailer, clock, letters) == Sent(sent=1)
    assert row(id).error == ""


@pytest.mark.parametrize("result", [Result.TEMPORARY, Result.UNCERTAIN])
def test_attempts_run_out_and_staff_see_it(sessions, mailer, clock, letters, post, row, result):
    id = post()
    mailer.refuses("reader@example.org", result)
    for _ in range(MAX_ATTEMPTS + 3):
        deliver(sessions, mailer, clock, letters)
        clock.pass_(days=2)
    assert row(id).attempts == MAX_ATTEMPTS
    with sessions() as session:
        (seen,) = undelivered(session)
    expected = "failed" if result is Result.TEMPORARY else "uncertain"
    assert (seen.state, seen.error) == (expected, "550 no such reader")


def test_a_refusal_is_final_and_visible(sessions, mailer, clock, letters, post, row):
    id = post()
    post("other")
    mailer.refuses("reader@example.org")
    assert deliver(sessions, mailer, clock, letters) == Sent(sent=1, failed=1)
    clock.pass_(days=9)
    assert deliver(sessions, mailer, clock, letters) == Sent()
    assert row(id).state is DeliveryState.FAILED
    with sessions() as session:
        assert [seen.email for seen in undelivered(session)] == ["reader@example.org"]
        assert deliveries_by_state(session) == {
            "waiting": 0, "sending": 0, "sent": 1, "uncertain": 0, "failed": 1, "withheld": 0,
        }  # fmt: skip


def test_who_is_suppressed_at_the_last_moment_is_not_written_to(
    sessions, mailer, clock, letters, post, row
):
    id = post()
    with sessions() as session:
        suppress(session, "reader@example.org", "complaint", clock())
        session.commit()
    assert deliver(sessions, mailer, clock, letters) == Sent(withheld=1)
    assert row(id).state is DeliveryState.WITHHELD
    assert mailer.sent == []


def test_a_poisoned_mail_blocks_no_other(sessions, mailer, clock, letters, post, row):
    bad, good = post("bad", subject="news\r\nBcc: all@example.org"), post("good")
    assert deliver(sessions, mailer, clock, letters) == Sent(sent=1, failed=1)
    assert row(bad).state is DeliveryState.FAILED
    assert row(bad).error.startswith("not a mail")
    assert row(good).state is DeliveryState.SENT


def test_many_batches_leave_in_one_run(sessions, mailer, clock, letters, post):
    for number in range(7):
        post(f"reader{number}")
    assert deliver(sessions, mailer, clock, letters, batch=3) == Sent(sent=7)


def test_two_deliverers_at_once_send_each_mail_once(sessions, mailer, clock, letters, post):
    for number in range(12):
        post(f"reader{number}")
    with ThreadPoolExecutor(4) as pool:
        runs = pool.map(lambda _: deliver(sessions, mailer, clock, letters, batch=2), range(4))
        assert sum(run.sent for run in runs) == 12
    assert len({mail.recipient for mail in mailer.sent}) == len(mailer.sent) == 12


def test_who_dies_between_sending_and_settling_repeats_under_the_same_name(
    sessions, mailer, clock, letters, post, row
):
    id = post()
    claimed = claim(sessions, clock(), 10)
    mailer.send(prepared(claimed, clock(), letters)[0])  # and here the power fails
    assert deliver(sessions, mailer, clock, letters) == Sent()
    clock.pass_(minutes=1)
    clock.now += LEASE
    assert deliver(sessions, mailer, clock, letters) == Sent(sent=1)
    first, second = mailer.to("reader@example.org")
    assert first["Message-ID"] == second["Message-ID"] == f"<{id}@mipex.example>"
    assert row(id).state is DeliveryState.SENT


def test_a_lost_lease_is_uncertain_until_it_is_repeated(
    sessions, mailer, clock, letters, post, row
):
    id = post()
    claim(sessions, clock(), 10)
    with sessions() as session:
        session.exec(update(Delivery).values(attempts=MAX_ATTEMPTS))
        session.commit()
    clock.now += LEASE
    assert deliver(sessions, mailer, clock, letters) == Sent()
    assert row(id).state is DeliveryState.UNCERTAIN


def test_only_the_latest_claim_settles(sessions, mailer, clock, letters, post, row):
    id = post()
    slow = claim(sessions, clock(), 10)
    clock.now += LEASE
    deliver(sessions, mailer, clock, letters)
    settle(sessions, slow, {id: Outcome(Result.PERMANENT, "too late")}, clock())
    assert row(id).state is DeliveryState.SENT


def test_what_a_mailer_does_not_speak_of_is_uncertain(sessions, clock, letters, post, row):
    class Silent:
        def send(self, batch):
            return {}

    id = post()
    assert deliver(sessions, Silent(), clock, letters) == Sent(uncertain=1)
    assert row(id).state is DeliveryState.UNCERTAIN
    assert row(id).due_at == clock() + FIRST_DELAY


def test_no_transaction_is_open_while_mail_is_sent(sessions, clock, letters, post):
    class Watching:
        def send(self, batch):
            with sessions() as session:  # would wait for ever if the claim still held its lock
                session.exec(update(Delivery).values(error="seen"))
                session.commit()
                states = session.exec(select(col(Delivery.state))).all()
            assert states == [DeliveryState.SENDING]
            return {mail.id: Outcome(Result.SENT) for mail in batch}

    post()
    assert deliver(sessions, Watching(), clock, letters) == Sent(sent=1)


def test_a_mail_says_when_it_was_sent_not_when_it_was_made(
    sessions, mailer, clock, letters, post
):
    post()
    clock.now += timedelta(days=1)
    deliver(sessions, mailer, clock, letters)
    assert mailer.sent[0].message["Date"].datetime == clock()


def test_what_was_sent_long_ago_is_emptied_and_what_waits_is_not(
    post, row, sessions, mailer, clock, letters
):
    sent = post()
    deliver(sessions, mailer, clock, letters)
    waiting = post("other")
    clock.pass_(days=KEPT.days)
    with sessions() as session:
        assert [forget(session, clock()) for _ in range(2)] == [1, 0]
        session.commit()
    assert (row(sent).email, row(sent).text, row(sent).html) == ("", "", "")
    assert row(sent).state is DeliveryState.SENT
    assert row(waiting).text == "Plain words.\n"
