"""Web addresses without what changes while they lead to the same (pure)."""

import re
from functools import lru_cache
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

#: Parameters that say how a reader came, and not what is read.
TRACKING = re.compile(
    r"(?:utm|mtm|hsa|vero|oly)_\w+|(?:pk|piwik)_(?:campaign|kwd|keyword|source|medium|content|cid)"
    r"|at_(?:medium|campaign|custom\d|format|channel|creation)|fbclid|[gdy]clid|msclkid|igshid"
    r"|[gw]braid|srsltid|mkt_tok|elqtrackid|s_cid|ns_(?:campaign|mchannel|source)"
    r"|mc_[ce]id|xtor|wt_?mc(?:_id)?|_g[al]|_hs(?:enc|mi)|cmpid|phpsessid|jsessionid",
    re.IGNORECASE,
)
SESSION = re.compile(r";jsessionid=[\w.!-]*", re.IGNORECASE)
USUAL_PORTS = {"http": 80, "https": 443}


def normal(address: str) -> str:
    """Where an address leads; what is no web address stays as it is."""
    return place(address) or address


@lru_cache(4096)
def place(address: str) -> str:
    """Where an address leads, without scheme, tracking and session; empty if it has no host."""
    try:
        parts = urlsplit(SESSION.sub("", address.strip()))
        port = parts.port
    except ValueError:
        return ""
    if not parts.hostname:
        return ""
    host = parts.hostname.removeprefix("www.")
    shown = f":{port}" if port and port != USUAL_PORTS.get(parts.scheme) else ""
    asked = parse_qsl(parts.query, True) if parts.query else []
    query = urlencode([pair for pair in asked if not tracks(pair[0])])
    mark = "" if tracks(parts.fragment.partition("=")[0]) else parts.fragment
    path = unquote(parts.path).rstrip("/")
    return f"{host}{shown}{path}" + (query and f"?{query}") + (mark and f"#{mark}")


def tracks(name: str) -> bool:
    """Whether a parameter only says how a reader came."""
    return TRACKING.fullmatch(name) is not None
