"""Answers that come by mail: read from their mailbox, acted upon once, and answered.

An answer counts by its code, which only the mail to this person carried, from her own address.
Whether a sender is genuine is the mail server's affair: so each answer has a receipt.
"""

import logging
from collections import Counter
from datetime import datetime, timedelta
from email.message import Message
from hashlib import sha256

from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from app import limits, login, rules
from app.answer_tables import AnswerBox, AnswerMail
from app.answering import Mailed, taken
from app.bootstrap import Service
from monitor import people
from monitor.mails import mbox
from monitor.people_tables import Person
from monitor.request import Fetched, Request
from monitor.sources.mail import header, is_automatic, parsed, read_mail
from newsletters import form_lines
from newsletters.as_text import lines_of
from newsletters.notices import post
from store import add_new

logger = logging.getLogger(__name__)

#: The name of the mailbox's password among the secrets of sources.
PASSWORD = "replies"
#: So many mails of a person are answered in a day: two machines must not talk for ever.
MOST = 20
#: What programs send to many people says so, too.
BULK = ("bulk", "junk", "list", "auto_reply")


def read_answers(service: Service) -> Counter[str]:
    """Read what is new in the mailbox of answers; say how many mails came to what."""
    address = service.settings.replies
    came: Counter[str] = Counter()
    if not address:
        return came
    fetched = fetch(service, address)
    for raw in mbox.split(fetched.body):
        came[act_once(service, raw)] += 1
    keep_place(service, address, fetched)
    return came


def fetch(service: Service, address: str) -> Fetched:
    """What is new in a mailbox; no transaction is open meanwhile."""
    with service.reading() as session:
        box = session.get(AnswerBox, address)
        cursor = box.cursor if box else ""
    secret = service.settings.source_keys.get(PASSWORD)
    headers = (("Password", secret.get_secret_value()),) if secret else ()
    request = Request(address, etag=cursor, headers=headers)
    ((_, fetched),) = service.door([request])
    if fetched.error:
        logger.warning("the mailbox of answers could not be read: %s", fetched.error)
    return fetched


def keep_place(service: Service, address: str, fetched: Fetched) -> None:
    """Keep how far a mailbox was read; what was read twice acts once all the same."""
    with service.writing() as session:
        box = session.get(AnswerBox, address) or AnswerBox(
            address=address, cursor="", read_at=service.clock()
        )
        if fetched.error:
            box.error = fetched.error
        else:
            box.cursor, box.error, box.read_at = fetched.etag, "", service.clock()
        session.add(box)
        session.commit()


def act_once(service: Service, raw: bytes) -> str:
    """Do what a mail says, unless it was done; say in a word what came of it."""
    message, now = parsed(raw), service.clock()
    id = header(message, "Message-ID").encode() or raw
    row = {"digest": sha256(id).hexdigest(), "read_at": now, "came_of": ""}
    with service.writing() as session:
        if not add_new(session, AnswerMail, [row]):
            return "known"
        try:
            with session.begin_nested():
                came = act(session, raw, message, service, now)
        except OperationalError:  # the database fails, and no mail of hers: it comes again
            raise
        except Exception:  # one mail fails alone, and does not come again
            logger.exception("a mail to the mailbox of answers failed")
            came = "failed"
        session.get_one(AnswerMail, row["digest"]).came_of = came
        session.commit()
    return came


def act(session: Session, raw: bytes, message: Message, service: Service, now: datetime) -> str:
    """Do what a mail says, and write back; machines and strangers are not answered."""
    if is_a_machines(message):
        return "automatic"
    mail = read_mail(raw)
    person = sender(session, mail.senders)
    if person is None:
        return "stranger"
    known = form_lines.labels(service.letters.translations, service.codebook)
    said = form_lines.read(mail.text, known)
    if form_lines.CODE not in said:
        said = form_lines.read(lines_of(mail.html), known)
    if form_lines.CODE not in said:
        return "no code"  # a person's mail to persons
    secret = service.secret
    who, a_day = str(person.id), timedelta(days=1)
    if not limits.take(
        session, "answer by mail", who, most=MOST, per=a_day, secret=secret, now=now
    ):
        return "too many"
    mailed = Mailed(person, said, service, now)
    came, notice = taken(session, mailed)
    key = f"answer:{sha256(raw).hexdigest()}"
    post(session, key, mailed.to, notice, now, service.letters)
    return came


def sender(session: Session, addresses: tuple[str, ...]) -> Person | None:
    """The person who sent a mail, if she alone did, and a mail is enough of her."""
    if len(set(addresses)) != 1:
        return None
    person = people.by_email(session, addresses[0])
    if person is None or not login.may(person) or rules.asks_passkey(session, person):
        return None
    return person


def is_a_machines(message: Message) -> bool:
    """Whether a program sent a mail: an absence, a bounce, a list (RFC 3834)."""
    said = header(message, "Auto-Submitted").lower()
    return (
        is_automatic(message)
        or (said not in ("", "no") and not said.startswith("no;"))
        or header(message, "Precedence").lower() in BULK
        or "List-Id" in message
    )
