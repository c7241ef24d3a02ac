"""What was read of a mailbox, so that nothing is read twice and nothing left out (pure)."""

import re
from base64 import b64decode, b64encode
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b

WRITTEN = re.compile(r"(\d{1,10}):(\d{1,10}):(\d{1,10})")
#: Bytes of a mark: among a million mails two are alike by chance less than once in ten million.
SIZE = 8


@dataclass(frozen=True, slots=True)
class Span:
    """What was read of an IMAP folder: its mails from one UID to another, both included.

    A span grows at its ends alone, so that all outside it is what was not read: newer mails
    come first, the oldest of them ahead, then older ones, the newest of them ahead.
    """

    #: A folder that gave its mails new UIDs has another number here.
    validity: int
    low: int
    high: int

    def __str__(self) -> str:
        """As it is kept."""
        return f"{self.validity}:{self.low}:{self.high}"

    @property
    def outside(self) -> str:
        """What a server is to search for; nothing lies below a span that begins with 1."""
        return f"UID {self.high + 1}:*" if self.low == 1 else "ALL"

    def unread(self, uids: Iterable[int]) -> list[int]:
        """The mails that were not read, in the order in which they are to be."""
        outside = [uid for uid in uids if not self.low <= uid <= self.high]
        return sorted(outside, key=lambda uid: (uid < self.low, abs(uid - self.low)))

    def grown(self, taken: Collection[int], *, whole: bool) -> "Span":
        """The span once the first of the unread mails were read, or all of them."""
        low = 1 if whole else min(self.low, *taken)
        return replace(self, low=low, high=max(self.high, *taken))


def kept_span(text: str, validity: int) -> Span | None:
    """The span that was kept, unless it is none or that of other UIDs."""
    found = WRITTEN.fullmatch(text)
    span = Span(*map(int, found.groups())) if found else None
    return span if span and span.validity == validity else None


def empty_span(validity: int, uids: Sequence[int]) -> Span:
    """The span before anything was read: above all mails, so that the newest come first."""
    newest = max(uids, default=0)
    return Span(validity, newest + 1, newest)


def mark(name: str) -> bytes:
    """What a mail of a Maildir is known by, whichever of its folders and flags it has now."""
    unique = name.partition(":")[0]
    return blake2b(unique.encode("utf-8", "surrogateescape"), digest_size=SIZE).digest()


def write_marks(marks: Iterable[bytes]) -> str:
    """Marks as they are kept."""
    return b64encode(b"".join(sorted(marks))).decode()


def read_marks(text: str) -> frozenset[bytes]:
    """The marks that were kept; none where they are something else."""
    try:
        raw = b64decode(text, validate=True)
    except ValueError:
        return frozenset()
    return frozenset(raw[at : at + SIZE] for at in range(0, len(raw), SIZE))
