"""How the doors find a host: its addresses, unchecked."""

import socket
from collections.abc import Callable, Sequence

#: Gives the addresses of a host; blocks while DNS is asked.
LookUp = Callable[[str], Sequence[str]]


def look_up(host: str) -> list[str]:
    """Ask the system for the addresses of a host."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]
