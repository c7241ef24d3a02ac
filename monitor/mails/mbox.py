"""Mails in one document, as an mboxrd holds them: each comes out as it was put in (pure)."""

import re
from collections.abc import Iterable

#: What stands before each mail. It names no sender and no date: the same mails are the same
#: bytes, whenever they were read.
BETWEEN = b"From mipex-monitor Thu Jan  1 00:00:00 1970\n"
MARK = re.compile(rb"^From .*\n", re.MULTILINE)
LIKE_A_MARK = re.compile(rb"^(?=>*From )", re.MULTILINE)
QUOTED_MARK = re.compile(rb"^>(?=>*From )", re.MULTILINE)

#: The header over a mail that was too big to be kept to its end: after how many bytes.
CUT = "X-Cut-After"


def joined(mails: Iterable[bytes]) -> bytes:
    """Mails in one document; each gets a line break at its end, if it has none."""
    return b"".join(BETWEEN + LIKE_A_MARK.sub(b">", ended(mail)) + b"\n" for mail in mails)


def ended(mail: bytes) -> bytes:
    """A mail whose last line is a whole one."""
    return mail if mail.endswith(b"\n") else mail + b"\n"


def bounded(mail: bytes, most: int) -> bytes:
    """A mail, or the beginning of a too big one under a header that says so."""
    if len(mail) <= most:
        return mail
    return f"{CUT}: {most}\r\n".encode() + mail[:most]


def split(body: bytes) -> list[bytes]:
    """The mails of a document; what stands before the first mark is none."""
    _, *mails = MARK.split(body)
    return [QUOTED_MARK.sub(b"", mail.removesuffix(b"\n")) for mail in mails]
