"""The guard of the doors: where they may connect, and what they cannot use (pure)."""

import re
from collections.abc import Collection, Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

Address = IPv4Address | IPv6Address

#: What is not the public internet, and what it is instead (IANA special-purpose registries).
FORBIDDEN = tuple(
    (ip_network(network), kind)
    for network, kind in (
        ("0.0.0.0/8", "unspecified"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "shared by a carrier"),
        ("127.0.0.0/8", "loopback"),
        ("168.63.129.16/32", "a cloud's own service"),
        ("169.254.0.0/16", "link-local"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "reserved"),
        ("192.0.2.0/24", "for documentation"),
        ("192.88.99.0/24", "reserved"),
        ("192.168.0.0/16", "private"),
        ("198.18.0.0/15", "for benchmarks"),
        ("198.51.100.0/24", "for documentation"),
        ("203.0.113.0/24", "for documentation"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
        ("::/128", "unspecified"),
        ("::1/128", "loopback"),
        ("2001::/23", "reserved"),
        ("2001:db8::/32", "for documentation"),
        ("2002::/16", "a tunnel"),
        ("3fff::/20", "for documentation"),
        ("fc00::/7", "private"),
        ("fe80::/10", "link-local"),
        ("fec0::/10", "private"),
        ("ff00::/8", "multicast"),
    )
)

#: The only IPv6 space that is given out for the public internet.
GLOBAL_UNICAST = ip_network("2000::/3")

#: IPv6 addresses that stand for the IPv4 address in their last 32 bits: mapped,
#: compatible, and translated (NAT64).
CARRIERS = tuple(ip_network(n) for n in ("::ffff:0:0/96", "::/96", "64:ff9b::/96"))

#: The ports of the web; others below 1024 are spoken to in other tongues.
WEB_PORTS = frozenset({80, 443})
FIRST_FREE_PORT = 1024

#: A host that ends in a number is an address to every C library, and a name to nobody.
NUMERIC = re.compile(r"(?:.*\.)?(?:\d+|0x[0-9a-f]*)\.?", re.IGNORECASE)


class Refused(OSError):
    """An address that the guard lets nobody connect to."""


class Unusable(Exception):
    """An answer that is cut off, too big or packed in an unknown way; says so in a sentence."""


def refusal(address: Address) -> str:
    """Say what kind of forbidden address this is; empty for one of the public internet."""
    for network, kind in FORBIDDEN:
        if address in network:
            return kind
    if isinstance(address, IPv4Address) or address in GLOBAL_UNICAST:
        return ""
    if any(address in carrier for carrier in CARRIERS):
        return refusal(IPv4Address(int(address) & 0xFFFFFFFF))
    return "reserved"


def is_allowed(host: str, port: int, allow_hosts: Collection[str]) -> bool:
    """Whether an operator allows this host, with or without its port, though it be private."""
    return host in allow_hosts or f"{host}:{port}" in allow_hosts


def check_addresses(host: str, port: int, found: Iterable[str], allow: Collection[str]) -> None:
    """Refuse a host when any address found for it is forbidden.

    One bad address among good ones refuses them all: such an answer is made to deceive.

    Raises:
        Refused: an address is not of the public internet, and nobody allowed the host.
    """
    if is_allowed(host, port, allow):
        return
    for address in found:
        if kind := refusal(ip_address(address)):
            raise Refused(
                f"{host} leads to {address}, which is not public ({kind}); "
                f"if that is meant, an operator allows the host {host!r}"
            )


def check_host(host: str, port: int, allow: Collection[str]) -> None:
    """Refuse a host that is written as a forbidden address; a name passes unseen.

    Raises:
        Refused: the address is not of the public internet, or is written to deceive.
    """
    try:
        ip_address(host)
    except ValueError:
        if NUMERIC.fullmatch(host) or ":" in host:
            raise Refused(f"{host} is a number, not a host; write its name") from None
    else:
        check_addresses(host, port, [host], allow)


def check_port(host: str, port: int, allow: Collection[str]) -> None:
    """Refuse a port where no web server listens, but mail, name or file servers do.

    Raises:
        Refused: the port belongs to another service, and nobody allowed the host.
    """
    if port in WEB_PORTS or port >= FIRST_FREE_PORT or is_allowed(host, port, allow):
        return
    raise Refused(
        f"port {port} of {host} is not for the web; write the address without it, "
        f"or an operator allows the host '{host}:{port}'"
    )
