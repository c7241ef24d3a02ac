"""The guard of the doors: where they may connect, how far they unpack, what they keep."""

import re
import zlib
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
        if NUMERIC.fullmatch(host):
            raise Refused(f"{host} is a number, not a host; write its name") from None
    else:
        check_addresses(host, port, [host], allow)


class Unpacker:
    """Unpacks gzip and deflate as they arrive, never further than it is told."""

    def __init__(self, encoding: str) -> None:
        self._coding = encoding.strip().lower()
        if self._coding not in ("", "identity", "gzip", "x-gzip", "deflate"):
            raise Unusable(f"the answer is packed as {encoding!r:.40}, which was not asked for")
        self._packed = self._coding not in ("", "identity")
        self._stream: zlib._Decompress | None = None

    def feed(self, data: bytes, limit: int) -> bytes:
        """Unpack what has arrived, to `limit` bytes at most.

        Raises:
            Unusable: the data is not what its server says.
        """
        if not self._packed:
            return data
        out = b""
        try:
            while data and len(out) < limit:
                if self._stream is None:
                    # "deflate" is zlib by the book, and without its header from some servers.
                    bare = self._coding == "deflate" and data[0] & 0x0F != zlib.DEFLATED
                    self._stream = zlib.decompressobj(-zlib.MAX_WBITS if bare else 47)
                out += self._stream.decompress(data, limit - len(out))
                data = self._next_member()
        except zlib.error as error:
            raise Unusable(f"the packed answer cannot be unpacked ({error})") from None
        return out

    def _next_member(self) -> bytes:
        """Give what follows a finished gzip member, if that is another one."""
        rest = self._stream.unused_data if self._stream else b""
        if not rest.startswith(b"\x1f\x8b"):
            return b""
        self._stream = None
        return rest

    def finish(self) -> None:
        """Make sure that the last byte was the last.

        Raises:
            Unusable: the packed data broke off.
        """
        if self._stream is not None and not self._stream.eof:
            raise Unusable("the packed answer broke off; it is asked for again next time")


def sendable(validator: str) -> str:
    """A validator that can be kept and sent again; a broken one is as good as none."""
    return validator if validator.isascii() and validator.isprintable() else ""
