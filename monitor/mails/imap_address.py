"""Addresses of folders on mail servers, and how IMAP writes their names (pure)."""

import re
from base64 import b64encode
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote

from monitor.guard import Unusable

PORTS = {"imap": 143, "imaps": 993}
#: What IMAP writes in a UTF-7 of its own.
BEYOND_ASCII = re.compile(r"[^ -~]+")


@dataclass(frozen=True, slots=True)
class Place:
    """A folder on a mail server, and in whose name it is read."""

    host: str
    port: int
    user: str
    folder: str
    #: Whether the connection begins with TLS; else STARTTLS comes first.
    tls: bool


def place_of(parts: SplitResult) -> Place:
    """The folder that an address names.

    Raises:
        Unusable: it names no host or no user, or holds a password.
    """
    user, folder = unquote(parts.username or ""), unquote(parts.path.strip("/")) or "INBOX"
    if parts.scheme not in PORTS or not parts.hostname or not user:
        raise Unusable("a mailbox is written maildir:NAME or imaps://user@host/FOLDER")
    if parts.password is not None:
        raise Unusable("no password stands in an address; see docs/howto/read-a-mailbox.md")
    if not (user + folder).isprintable():
        raise Unusable("the user or the folder of this address cannot be written in IMAP")
    port = parts.port or PORTS[parts.scheme]
    return Place(parts.hostname, port, user, folder, parts.scheme == "imaps")


def quoted(text: str) -> str:
    """A text as IMAP writes it: between quotes, and in a UTF-7 of its own."""
    coded = BEYOND_ASCII.sub(shifted, text.replace("&", "&-"))
    return '"' + coded.replace("\\", "\\\\").replace('"', '\\"') + '"'


def shifted(found: re.Match[str]) -> str:
    """Letters beyond ASCII in the UTF-7 of IMAP."""
    coded = b64encode(found[0].encode("utf-16-be"), b"+,").rstrip(b"=")
    return f"&{coded.decode()}-"
