"""A door to the network: mail out, by SMTP.

Each outcome is honest. Before a server has the text nothing can have been sent; once it has,
a broken connection leaves us not knowing.
"""

import asyncio
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from enum import StrEnum
from typing import Any, Literal, Protocol
from uuid import UUID

import aiosmtplib
from aiosmtplib import SMTPException, SMTPResponseException

#: Who may be named to a server: one address, and nothing that ends its command.
ADDRESS = re.compile(r"[!-;=?A-~]+@[!-;=?A-~]+")

Tls = Literal["none", "starttls", "tls"]
TIMEOUT = 30.0


class Wire(EmailPolicy):
    """How a mail is written for a server.

    A long address in a header stays on one line, where Python's own policy would encode it
    into something that no mail program unsubscribes with.
    """

    def fold_binary(self, name: str, value: Any) -> bytes:
        """A header as it is sent."""
        whole = name.lower() in ("list-unsubscribe", "message-id")
        policy = SMTP.clone(max_line_length=998) if whole else SMTP
        folded: bytes = policy.fold_binary(name, value)
        return folded


WIRE = Wire(linesep="\r\n")


class Result(StrEnum):
    """What came of one sending."""

    SENT = "sent"
    TEMPORARY = "temporary"
    PERMANENT = "permanent"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one sending, and what the server or the connection said of it."""

    result: Result
    error: str = ""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One mail on its way to one address."""

    id: UUID
    sender: str
    recipient: str
    message: EmailMessage


class Mailer(Protocol):
    """Sends a batch, and says of each mail what came of it."""

    def send(self, batch: Sequence[Outgoing]) -> Mapping[UUID, Outcome]:
        """The outcome of every mail of the batch."""
        ...


@dataclass(frozen=True, slots=True)
class SmtpMailer:
    """Mail through an SMTP server, over one connection for a batch while it holds."""

    host: str
    port: int = 587
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    tls: Tls = "starttls"
    timeout: float = TIMEOUT

    def send(self, batch: Sequence[Outgoing]) -> Mapping[UUID, Outcome]:
        """The outcome of every mail of the batch; a broken connection is made anew."""
        return asyncio.run(self._send(batch))

    async def _send(self, batch: Sequence[Outgoing]) -> dict[UUID, Outcome]:
        smtp = self._connection()
        outcomes = {mail.id: await self._one(smtp, mail) for mail in batch}
        if smtp.is_connected:
            with suppress(SMTPException):
                await smtp.quit()
        return outcomes

    async def _one(self, smtp: aiosmtplib.SMTP, mail: Outgoing) -> Outcome:
        if not ADDRESS.fullmatch(mail.recipient):
            return Outcome(Result.PERMANENT, "this is no address that a server knows")
        try:
            text = mail.message.as_bytes(policy=WIRE)
        except (ValueError, LookupError, UnicodeError) as error:
            return Outcome(Result.PERMANENT, said(error))
        try:
            if not smtp.is_connected:
                await smtp.connect()
        except (SMTPException, OSError) as error:
            smtp.close()
            return Outcome(Result.TEMPORARY, said(error))
        return await hand_over(smtp, mail, text)

    def _connection(self) -> aiosmtplib.SMTP:
        return aiosmtplib.SMTP(
            hostname=self.host,
            port=self.port,
            username=self.username,
            password=self.password,
            use_tls=self.tls == "tls",
            start_tls=self.tls == "starttls",
            timeout=self.timeout,
        )


async def hand_over(smtp: aiosmtplib.SMTP, mail: Outgoing, text: bytes) -> Outcome:
    """Give one mail to the server, and know how far it came."""
    doubt = Result.TEMPORARY
    try:
        await smtp.mail(mail.sender)
        await smtp.rcpt(mail.recipient)
        doubt = Result.UNCERTAIN
        await smtp.data(text)
    except SMTPResponseException as error:
        await begin_anew(smtp)
        result = Result.PERMANENT if 500 <= error.code < 600 else Result.TEMPORARY
        return Outcome(result, said(error))
    except (SMTPException, OSError) as error:
        smtp.close()
        return Outcome(doubt, said(error))
    return Outcome(Result.SENT)


async def begin_anew(smtp: aiosmtplib.SMTP) -> None:
    """Forget a refused mail, so that the next one finds a clean connection."""
    try:
        await smtp.rset()
    except (SMTPException, OSError):
        smtp.close()


def said(error: Exception) -> str:
    """What went wrong, in one line."""
    return " ".join(f"{type(error).__name__}: {error}".split())
