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
    #: Whether answers that come by mail are read; then questions carry a form.
    reads_answers: bool = False


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as it will be read: its subject, and one content in two shapes."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Ask:
    """One of several things that a notice asks; empty parts are left out."""

    #: What it is about: a country, or a country and its policy areas.
    about: str
    claim: str
    button: tuple[str, str]
    source: str = ""
    facts: tuple[tuple[str, str], ...] = ()


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
    #: The provision in question, in the words of the law, and their language if it is known.
    quote: str = ""
    quote_language: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    after: tuple[str, ...] = ()
    #: Several things that are asked at once, each with a button of its own, above that of all.
    asks: tuple[Ask, ...] = ()
    #: What may be filled in and sent back; see `newsletters.reply_form`.
    form: str = ""
