"""E-mail addresses, strictly (pure)."""

import re

LONGEST = 254
_LOCAL = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


def address(text: str) -> str | None:
    """An address as it is kept, in small letters and with its domain in ASCII; None if none."""
    local, at, domain = text.strip().lower().rpartition("@")
    ascii_domain = _ascii(domain)
    if not at or ascii_domain is None or not _LOCAL.fullmatch(local) or len(local) > 64:
        return None
    if "=?" in local:  # the beginning of an encoded word, which would become another address
        return None
    whole = f"{local}@{ascii_domain}"
    return whole if len(whole) <= LONGEST else None


def inbox(kept: str) -> str:
    """Where mails to an address end up, as far as it tells: many names lead to one inbox."""
    local, _at, domain = kept.rpartition("@")
    return f"{local.partition('+')[0].replace('.', '')}@{domain}"


def _ascii(domain: str) -> str | None:
    try:
        name = domain.encode("idna").decode("ascii")
    except UnicodeError:
        return None
    labels = name.split(".")
    known = len(labels) > 1 and not labels[-1].isdigit()
    return name if known and all(map(_LABEL.fullmatch, labels)) else None
