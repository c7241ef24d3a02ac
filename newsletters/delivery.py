"""Send what waits: claim, send, settle. No transaction is open while mail is sent.

A claim is a lease. Whoever dies between sending and settling leaves a lease that runs out; what
it held is *uncertain* and goes out once more under the same Message-ID. The number of attempts
is the claim's mark: only the latest claim settles.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from uuid import UUID

from sqlmodel import Session, col, select, update

from newsletters.letters import Letters
from newsletters.mailer import Mailer, Outcome, Outgoing, Result
from newsletters.subscribers import SETTLED
from newsletters.tables import Delivery, DeliveryState, Suppression

Sessions = Callable[[], Session]
Clock = Callable[[], datetime]

LEASE = timedelta(minutes=15)
FIRST_DELAY = timedelta(minutes=2)
MAX_ATTEMPTS = 10
#: So long the words of a mail are kept, should somebody ask what was sent.
KEPT = timedelta(days=90)
DUE = (DeliveryState.WAITING, DeliveryState.UNCERTAIN)


@dataclass(frozen=True, slots=True)
class Sent:
    """How many deliveries came to what; `waiting` will be tried again."""

    sent: int = 0
    waiting: int = 0
    uncertain: int = 0
    failed: int = 0
    withheld: int = 0


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery that is ours until its lease runs out."""

    id: UUID
    attempts: int
    email: str
    subject: str
    text: str
    html: str
    subscription_id: UUID | None
    notice: str | None
    suppressed: bool


def deliver(
    sessions: Sessions, mailer: Mailer, clock: Clock, letters: Letters, *, batch: int = 20
) -> Sent:
    """Send, batch after batch, until nothing is due."""
    counts: Counter[str] = Counter()
    expire(sessions, clock())
    while claimed := claim(sessions, clock(), batch):
        outgoing, outcomes = prepared(claimed, clock(), letters)
        outcomes |= mailer.send(outgoing) if outgoing else {}
        counts += settle(sessions, claimed, outcomes, clock())
    return Sent(**counts)


def expire(sessions: Sessions, now: datetime) -> None:
    """Leases that ran out leave their deliveries uncertain: they may have been sent."""
    with sessions() as session:
        session.exec(
            update(Delivery)
            .where(col(Delivery.state) == DeliveryState.SENDING)
            .where(col(Delivery.leased_until) <= now)
            .values(state=DeliveryState.UNCERTAIN, error="nobody wrote down what came of it")
        )
        session.commit()


def forget(session: Session, now: datetime) -> int:
    """Empty the mails that were settled long ago, addresses too; say how many.

    That they were made, and what each told, stays on record by their ids.
    """
    old = col(Delivery.state).in_(SETTLED), col(Delivery.made_at) <= now - KEPT
    blank = {"email": "", "subject": "", "text": "", "html": ""}
    emptied = session.exec(
        update(Delivery).where(*old, col(Delivery.email) != "").values(**blank)
    )
    return emptied.rowcount


def claim(sessions: Sessions, now: datetime, batch: int) -> list[Claimed]:
    """Take the next deliveries, oldest first, so that no other worker takes them too."""
    waiting = (
        select(Delivery.id)
        .where(col(Delivery.state).in_(DUE), Delivery.due_at <= now)
        .where(Delivery.attempts < MAX_ATTEMPTS)
        .order_by(col(Delivery.due_at), col(Delivery.id))
        .limit(batch)
        .with_for_update(skip_locked=True)
    )
    with sessions() as session:
        rows = session.scalars(
            update(Delivery)
            .where(col(Delivery.id).in_(waiting), col(Delivery.state).in_(DUE))
            .values(
                state=DeliveryState.SENDING,
                leased_until=now + LEASE,
                attempts=col(Delivery.attempts) + 1,
            )
            .returning(Delivery)
        ).all()
        barred = suppressed(session, rows)
        session.commit()
    return [
        Claimed(
            row.id,
            row.attempts,
            row.email,
            row.subject,
            row.text,
            row.html,
            row.subscription_id,
            row.notice,
            row.email.lower() in barred,
        )
        for row in sorted(rows, key=lambda row: (row.due_at, row.id))
    ]


def suppressed(session: Session, rows: Sequence[Delivery]) -> set[str]:
    """The addresses among these that must not be written to, as they stand now."""
    addresses = {row.email.lower() for row in rows}
    query = select(Suppression.email).where(col(Suppression.email).in_(addresses))
    return set(session.exec(query))


def prepared(
    claimed: Sequence[Claimed], now: datetime, letters: Letters
) -> tuple[list[Outgoing], dict[UUID, Outcome]]:
    """Mails ready to go, and the outcomes of those that can never be mails."""
    outgoing: list[Outgoing] = []
    outcomes: dict[UUID, Outcome] = {}
    sender = parseaddr(letters.sender)[1]
    for delivery in claimed:
        if delivery.suppressed:
            continue
        try:
            mail = as_mail(delivery, now, letters)
        except (ValueError, LookupError) as error:
            outcomes[delivery.id] = Outcome(Result.PERMANENT, f"not a mail: {error}")
        else:
            outgoing.append(Outgoing(delivery.id, sender, delivery.email, mail))
    return outgoing, outcomes


def as_mail(delivery: Claimed, now: datetime, letters: Letters) -> EmailMessage:
    """A delivery as mail; its id makes a repeat recognisable."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = (
        letters.sender,
        delivery.email,
        delivery.subject,
    )
    mail["Reply-To"] = letters.reply_to
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = f"<{delivery.id}@{letters.links.host}>"
    if delivery.notice is not None:
        mail["Auto-Submitted"] = "auto-generated"
    elif delivery.subscription_id is not None:
        url = letters.links.unsubscribe(delivery.subscription_id)
        mailto = f"mailto:{parseaddr(letters.reply_to)[1]}?subject=unsubscribe"
        mail["List-Unsubscribe"] = f"<{url}>, <{mailto}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(delivery.text, cte="quoted-printable")
    mail.add_alternative(delivery.html, subtype="html", cte="quoted-printable")
    return mail


def settle(
    sessions: Sessions,
    claimed: Sequence[Claimed],
    outcomes: Mapping[UUID, Outcome],
    now: datetime,
) -> Counter[str]:
    """Write down what came of each; a claim that another has taken since settles nothing."""
    counts: Counter[str] = Counter()
    with sessions() as session:
        for delivery in claimed:
            values = settled(delivery, outcomes.get(delivery.id), now)
            counts[str(values["state"])] += 1
            session.exec(
                update(Delivery)
                .where(col(Delivery.id) == delivery.id)
                .where(col(Delivery.attempts) == delivery.attempts)
                .values(leased_until=None, **values)
            )
        session.commit()
    return counts


def settled(delivery: Claimed, outcome: Outcome | None, now: datetime) -> dict[str, object]:
    """The columns that an outcome makes. What was not spoken of may have been sent (pure)."""
    # A notice holds links that let somebody in; once it is settled, nobody needs them here.
    gone = {"text": "", "html": ""} if delivery.notice is not None else {}
    if delivery.suppressed:
        return {"state": DeliveryState.WITHHELD, "error": "", **gone}
    outcome = outcome or Outcome(Result.UNCERTAIN, "the mailer said nothing of it")
    later = now + FIRST_DELAY * 2 ** (delivery.attempts - 1)
    if outcome.result is Result.SENT:
        return {"state": DeliveryState.SENT, "sent_at": now, "error": "", **gone}
    if outcome.result is Result.UNCERTAIN:
        return {"state": DeliveryState.UNCERTAIN, "due_at": later, "error": outcome.error}
    if outcome.result is Result.PERMANENT or delivery.attempts >= MAX_ATTEMPTS:
        return {"state": DeliveryState.FAILED, "error": outcome.error, **gone}
    return {"state": DeliveryState.WAITING, "due_at": later, "error": outcome.error}
