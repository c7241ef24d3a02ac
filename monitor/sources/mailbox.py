"""Mails that a source sends: each is an entry, or the links in it that are asked for (pure)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from monitor.entry import Document, Entry, Feed, digest, first_date, made, web_address
from monitor.mails.mbox import split
from monitor.sources.listing import once
from monitor.sources.mail import Link, Mail, links, read_mail
from monitor.sources.markup import BadSelector, paragraphs, tree_of

#: `from` names the addresses or domains whose mails are read, `subject` is a pattern of their
#: titles. With `links`, a pattern of addresses, or `select`, a selector in their HTML, each of
#: these links is an entry.
TAKES = frozenset({"from", "subject", "links", "select"})
SCHEMES = frozenset({"maildir", "imap", "imaps"})

#: Under which words a mail says where it can be read on the web.
ON_THE_WEB = re.compile(
    r"brows|navigat|navegador|navigator|nettleser|webbläsare|selaime|prohlížeč|prehliadač"
    r"|przegląd|böngész|pārlūk|naršykl|brskalnik|pregledni[kc]|прегледач|браузер|браузър"
    r"|πρόγραμμα περιήγησης|φυλλομετρητή|tarayıcı|vafra|shfletues"
    r"|المتصفح|דפדפן|ブラウザ|브라우저|浏览器|瀏覽器"
    r"|online version|web version|versione? web|versión web|version en ligne|read online"
    r"|view online|online ansehen|online lesen|lire en ligne|leggi online|ver online",
    re.IGNORECASE,
)
#: Characters that such words have at most; a headline may speak of browsers too.
SHORT = 90


def read(document: Document) -> Feed:
    """Read the mails of an mbox; replies that machines sent are none."""
    raw = split(document.body)
    if not raw:
        return Feed("", problems=("there is no mail in this; a mailbox is served as mbox",))
    mails = [mail for each in raw if (mail := readable(each))]
    try:
        feed = read_mails(mails, document.how)
    except re.error as error:
        return Feed("", problems=(f"{str(error.pattern)!r} is no pattern: {error}",))
    except BadSelector as error:
        return Feed("", problems=(str(error),))
    if broken := len(raw) - len(mails):
        problem = f"mails that cannot be read: {broken}; they lie in the mailbox as they came"
        return replace(feed, problems=(*feed.problems, problem), known=feed.known + broken)
    return feed


def readable(raw: bytes) -> Mail | None:
    """A mail; None where the library falls over it, from which no other mail shall suffer."""
    try:
        return read_mail(raw)
    except Exception:
        return None


def text_of_mails(body: bytes) -> str:
    """What a person reads in the mails of an mbox."""
    mails = [mail for raw in split(body) if (mail := readable(raw))]
    return "\n\n\n".join(
        "\n".join((mail.title, ", ".join(mail.senders), mail.date, "", *lines_of(mail)))
        for mail in mails
    )


def lines_of(mail: Mail) -> list[str]:
    """The lines of a mail's text."""
    return mail.text.splitlines() if mail.text else paragraphs(tree_of(mail.html).body)


def read_mails(mails: Sequence[Mail], how: Mapping[str, str]) -> Feed:
    """Read the mails that are wanted and count the others.

    Where none of the wanted ones gives an entry, none is counted: that is a failure, and they
    are read again once it is mended.

    Raises:
        BadSelector: the line `select` is none.
        re.error: a pattern is none.
    """
    written = [mail for mail in mails if not mail.automatic]
    meant = [mail for mail in written if is_from(mail, how.get("from", ""))]
    subject = re.compile(how.get("subject", ""), re.IGNORECASE)
    wanted = [mail for mail in meant if subject.search(mail.title)]
    given = [entries_of(mail, how) for mail in wanted]
    entries = once(chain.from_iterable(given))
    return Feed(
        "mbox",
        entries=entries,
        problems=tuple(problems(written, meant, wanted, entries, how)),
        known=len(mails) - sum(map(bool, given)) if entries or not wanted else 0,
    )


def is_from(mail: Mail, wanted: str) -> bool:
    """Whether a mail says that it is from these addresses or domains, and from no other."""
    names = [name.removeprefix("@") for name in re.findall(r"[^\s,;]+", wanted.lower())]
    return not names or (
        bool(mail.senders) and all(is_one(sender, names) for sender in mail.senders)
    )


def is_one(sender: str, names: Sequence[str]) -> bool:
    """Whether an address is one of these, or one of these domains or of a part of them."""
    domain = "." + sender.rpartition("@")[2]
    return any(sender == name or domain.endswith("." + name) for name in names)


def entries_of(mail: Mail, how: Mapping[str, str]) -> list[Entry]:
    """The entries of a mail: itself, or the links that are asked for."""
    said = first_date((mail.date,), "en")
    if "links" not in how and "select" not in how:
        id = mail.id or f"sha256:{digest(*mail.senders, mail.date, mail.title, mail.summary)}"
        return [made(id, web_page(mail), mail.title, mail.summary, said)]
    asked = re.compile(how.get("links", ""))
    return [
        made("", link.address, link.text or mail.title, "", said)
        for link in links(mail, how.get("select", ""))
        if asked.search(link.address)
    ]


def web_page(mail: Mail) -> str:
    """Where a mail itself can be read on the web; empty where it does not say.

    No other link stands in for it: many mails share those, and would pass for one entry.
    """
    shown = (link.address for link in links(mail) if is_view(link))
    return web_address(mail.archived, "") or next(shown, "")


def is_view(link: Link) -> bool:
    """Whether a link leads to its own mail on the web."""
    return len(link.text) <= SHORT and ON_THE_WEB.search(link.text) is not None


def problems(
    written: Sequence[Mail],
    meant: Sequence[Mail],
    wanted: Sequence[Mail],
    entries: Sequence[Entry],
    how: Mapping[str, str],
) -> Iterator[str]:
    """What is wrong with mails, in sentences that say what to do."""
    if written and not meant:
        others = sorted({sender for mail in written for sender in mail.senders})
        yield (
            f"no mail is from {how.get('from')}, but from {', '.join(others[:3]) or 'nobody'}; "
            "if its publisher writes from there now, mend the line 'from'"
        )
    if wanted and not entries:
        yield (
            f"mails without a link that is asked for: {len(wanted)}, such as "
            f"{wanted[0].title!r:.60}; mend the lines 'links' and 'select'"
        )
    for mail in wanted:
        if mail.cut:
            yield f"{mail.title!r:.60} is too big: it was read up to {mail.cut} bytes"
