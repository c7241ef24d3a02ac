"""What all our mails share, handed in by the shell; and what a written mail is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from newsletters.links import Links
from newsletters.translate import Translations
from scoring import Codebook


@dataclass(frozen=True)
class Letters:
    """Who writes, from where and in which languages. Days are days of the one zone."""

    links: Links
    sender: str
    reply_to: str
    zone: ZoneInfo
    translations: Translations = field(repr=False)
    codebooks: Mapping[str, Codebook] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as it will be read: its subject, and one content in two shapes."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Notice:
    """What one mail to one person says; empty parts are left out."""

    subject: str
    #: Of the person; empty where only an address is known.
    name: str
    paragraphs: tuple[str, ...]
    #: The one thing to do: its words and its address.
    button: tuple[str, str]
    #: What somebody claims, in her words, and the address where it can be read.
    claim: str = ""
    summary: str = ""
    source: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    after: tuple[str, ...] = ()
