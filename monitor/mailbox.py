"""A door: mails that sources send, from folders on this machine (Maildir) and by IMAP.

A mailbox is left as it was: nothing in it is moved, marked or removed. What was read is told
by a cursor, which travels where the web has its ETag and is kept together with the entries.
"""

import imaplib
import socket
import ssl
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from time import monotonic
from typing import TypeVar
from urllib.parse import urlsplit

from monitor.guard import Refused, Unusable, is_allowed
from monitor.lookup import LookUp, look_up
from monitor.mails.cursor import empty_span, kept_span
from monitor.mails.imap_address import Place, place_of, quoted
from monitor.mails.line import connect, cut_off
from monitor.mails.maildir import Maildir
from monitor.mails.mbox import bounded, joined
from monitor.request import Fetched, Request

#: The header of a request that holds the password of its mailbox.
PASSWORD = "Password"
#: Bytes that a server may say beside the mails themselves.
TALK = 2_000_000

#: What a mail is known by in its mailbox; a later mail has a greater one.
Id = TypeVar("Id", int, tuple[float, bytes])


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How mailboxes are read: where they lie, how much at most, and what is let in."""

    #: The operator's folder of Maildirs.
    folder: Path
    #: Mails of one visit, the newest; older ones have their turn at the next.
    most: int = 200
    #: Bytes of one mail, and of one visit, whose last mail may go beyond.
    max_mail: int = 5_000_000
    max_sum: int = 25_000_000
    #: Seconds of one visit; after half of them no further mail is begun.
    seconds: float = 60.0
    #: Hosts that may be asked though their address is private, or they know no TLS.
    allow_hosts: frozenset[str] = frozenset()
    look_up: LookUp = look_up
    #: Whose certificates are believed.
    trust: Callable[[], ssl.SSLContext] = ssl.create_default_context


def fetch_each(
    requests: Iterable[Request], *, policy: Policy
) -> Iterator[tuple[Request, Fetched]]:
    """Read mailboxes one after the other; a failing one fails alone."""
    for request in requests:
        yield request, fetch(request, policy)


def fetch(request: Request, policy: Policy) -> Fetched:
    """Read what is new in one mailbox; whatever goes wrong is told in the result."""
    host = ""
    try:
        parts = urlsplit(request.url)
        if parts.scheme == "maildir":
            return read_maildir(request, policy)
        host = parts.hostname or ""
        return read_imap(request, place_of(parts), policy)
    except Exception as error:  # a source fails alone, whatever its server did
        return Fetched(request.url, error=explain(error, host))


def take(mails: Iterator[tuple[Id, bytes]], policy: Policy) -> dict[Id, bytes]:
    """As many mails, in the order given, as one visit may bring."""
    taken: dict[Id, bytes] = {}
    left, until = policy.max_sum, monotonic() + policy.seconds / 2
    for id, mail in islice(mails, policy.most):
        taken[id] = bounded(mail, policy.max_mail)
        left -= len(mail)
        if left <= 0 or monotonic() > until:
            break
    return taken


def brought(request: Request, taken: dict[Id, bytes], cursor: str) -> Fetched:
    """What a visit brought, the oldest mail first."""
    body = joined(taken[id] for id in sorted(taken))
    return Fetched(request.url, body=body, content_type="application/mbox", etag=cursor)


def nothing(request: Request) -> Fetched:
    """What a visit brought on which nothing was new."""
    return Fetched(request.url, etag=request.etag, not_modified=True)


def read_maildir(request: Request, policy: Policy) -> Fetched:
    """Read the new mails of a folder on this machine."""
    box = Maildir(policy.folder, request.url.partition(":")[2], request.etag)
    taken = take(box.unread(policy.max_mail + 1), policy)
    return brought(request, taken, box.cursor(taken)) if taken else nothing(request)


def read_imap(request: Request, place: Place, policy: Policy) -> Fetched:
    """Read the new mails of a folder on a server, and leave no trace of it."""
    password = next((value for name, value in request.headers if name == PASSWORD), "")
    with opened(place, policy) as box:
        sign_in(box, place, password)
        validity = examine(box, place)
        span = kept_span(request.etag, validity)
        uids = search(box, span.outside if span else "ALL")
        span = span or empty_span(validity, uids)
        unread = span.unread(uids)
        taken = take(peeked(box, unread, policy.max_mail + 1), policy)
    if not taken:
        return nothing(request)
    return brought(request, taken, str(span.grown(taken, whole=len(taken) == len(unread))))


class Box(imaplib.IMAP4):
    """A mail server at the other end of a connection, that may say so much and no more."""

    def __init__(self, host: str, connection: socket.socket, most: int) -> None:
        self._connection = connection
        self._left = most
        super().__init__(host)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        return self._connection

    def read(self, size: int) -> bytes:
        """So many bytes, if there is room for them."""
        self._count(size)
        return super().read(size)

    def readline(self) -> bytes:
        """The next line, if there was room for it."""
        line = super().readline()
        self._count(len(line))
        return line

    def _count(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise Unusable(f"{self.host} says more than was asked for; tell whoever runs it")


@contextmanager
def opened(place: Place, policy: Policy) -> Iterator[Box]:
    """A server that is ready to hear a password: behind TLS, or allowed to do without.

    Raises:
        Refused: the guard does not let anybody connect to it.
        TimeoutError: its time is over.
    """
    at_most = policy.seconds / 4  # for one address of it, and for one answer
    line = connect(place.host, place.port, policy.allow_hosts, at_most, policy.look_up)
    with line as connection, cut_off(connection, policy.seconds):
        if place.tls:
            connection = policy.trust().wrap_socket(connection, server_hostname=place.host)
        box = Box(place.host, connection, policy.max_sum + policy.max_mail + TALK)
        try:
            if not place.tls:
                secure(box, place, policy)
            yield box
            with suppress(OSError, imaplib.IMAP4.error):
                box.logout()
        finally:
            with suppress(OSError):
                box.shutdown()


def secure(box: Box, place: Place, policy: Policy) -> None:
    """Go behind TLS before a password is said.

    Raises:
        Unusable: the server offers no TLS, and nobody allowed it to do without.
    """
    if "STARTTLS" in box.capabilities:
        box.starttls(policy.trust())
    elif not is_allowed(place.host, place.port, policy.allow_hosts):
        raise Unusable(
            f"{place.host} offers no TLS here, and so gets no password; try imaps://"
        )


def sign_in(box: Box, place: Place, password: str) -> None:
    """Say the name and the password; what the server answers may hold it and is not repeated.

    Raises:
        Unusable: there is no password, or it is not taken.
    """
    if not password:
        raise Unusable("a mailbox wants a password; see docs/howto/read-a-mailbox.md")
    try:
        if "AUTH=PLAIN" in box.capabilities:
            box.authenticate("PLAIN", lambda _: f"\0{place.user}\0{password}".encode())
        else:
            box.login(quoted(place.user), password)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error:
        raise Unusable(f"{place.host} refuses the name or the password; mend them") from None


def examine(box: Box, place: Place) -> int:
    """Open the folder for reading alone, and say in which count its UIDs are.

    Raises:
        Unusable: there is no such folder.
    """
    status, _ = box.select(quoted(place.folder), readonly=True)
    if status != "OK":
        raise Unusable(f"{place.host} has no folder {place.folder!r} for this user; check it")
    _, said = box.response("UIDVALIDITY")
    return int((said and said[0]) or 0)


def search(box: Box, criterion: str) -> list[int]:
    """The UIDs of the mails that a server finds."""
    _, said = box.uid("SEARCH", criterion)
    return [int(uid) for line in said if line for uid in line.split()]


def peeked(box: Box, uids: Iterable[int], most: int) -> Iterator[tuple[int, bytes]]:
    """The beginnings of mails, which stay as unseen as they were; one that is gone is none."""
    for uid in uids:
        _, said = box.uid("FETCH", str(uid), f"(BODY.PEEK[]<0.{most}>)")
        yield from ((uid, part[1]) for part in said if isinstance(part, tuple))


#: What each failure means to whoever looks after the sources.
SENTENCES: dict[type[Exception], str] = {
    TimeoutError: "{host} took too long; its next turn may go better",
    socket.gaierror: "the host {host} does not exist or DNS does not answer; check the address",
    ssl.SSLCertVerificationError: "the certificate of {host} is not valid; tell its owner",
    ssl.SSLError: "{host} speaks no TLS here; imap:// begins without it, imaps:// with it",
    ConnectionRefusedError: "{host} takes no connection; it is down or the port is wrong",
    imaplib.IMAP4.error: "{host} broke off or garbled its answer; its next turn may go better",
    PermissionError: "the service may not read this folder; let it",
    OSError: "{host} cannot be reached or broke off; its next turn may go better",
    ValueError: "this is no address of a mailbox, or its server garbled its answer; check it",
}


def explain(error: Exception, host: str) -> str:
    """Say in a sentence why nothing was read; words of the server's could hold a secret."""
    if isinstance(error, Refused | Unusable):
        return str(error)
    for kind, sentence in SENTENCES.items():
        if isinstance(error, kind):
            return sentence.format(host=host or "the mailbox")
    return f"{host} could not be read ({type(error).__name__}); report this as a fault of ours"
