"""How often one visitor may do one thing; nobody's address is kept to know it."""

from datetime import datetime, timedelta
from hashlib import sha256
from hmac import new
from ipaddress import ip_address, ip_network
from typing import Any

from sqlmodel import Session, case, col, delete, update

from app.tables import Tally
from store import add_new

#: No span is longer, so that older rows say nothing any more.
LONGEST = timedelta(days=1)
#: A household, or one who hires a server, is given as many addresses as this leaves open.
ONE_NETWORK = 64


def take(
    session: Session,
    what: str,
    who: str,
    *,
    most: int,
    per: timedelta,
    secret: str,
    now: datetime,
) -> bool:
    """Count one try, and say whether it is among those that a span of time allows.

    The span begins with the first try; a try that is refused does not make it longer. `per` is
    a day at most.
    """
    key = digest(what, who, secret)
    session.exec(delete(Tally).where(col(Tally.begun_at) <= now - LONGEST))
    add_new(session, Tally, [{"key": key, "begun_at": now, "count": 0}])
    over = col(Tally.begun_at) <= now - per
    values: dict[str, Any] = {
        "count": case((over, 1), else_=col(Tally.count) + 1),
        "begun_at": case((over, now), else_=col(Tally.begun_at)),
    }
    taken = session.scalars(
        update(Tally)
        .where(col(Tally.key) == key, over | (col(Tally.count) < most))
        .values(**values)
        .returning(col(Tally.key))
    )
    return taken.first() is not None


def digest(what: str, who: str, secret: str) -> str:
    """What is kept in place of who did what."""
    return new(secret.encode(), f"limit\0{what}\0{who}".encode(), sha256).hexdigest()


def network(host: str) -> str:
    """Whoever is behind a network address: itself, or of IPv6 the network it is one of."""
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return host
    if address.version == 4:
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ip_network((address, ONE_NETWORK), strict=False))
