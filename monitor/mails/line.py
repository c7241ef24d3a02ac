"""A line of a door: a connection to a checked address, which ends in time."""

import socket
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Timer

from monitor.guard import check_addresses, check_host
from monitor.lookup import LookUp, look_up


def connect(
    host: str, port: int, allow: Collection[str], seconds: float, look_up: LookUp = look_up
) -> socket.socket:
    """Connect to a host, at an address that the guard has checked; others are not looked up.

    Raises:
        Refused: an address of it is forbidden.
        OSError: none of them takes a connection.
    """
    check_host(host, port, allow)
    addresses = list(dict.fromkeys(look_up(host)))
    check_addresses(host, port, addresses, allow)
    for address in addresses[:-1]:
        with suppress(OSError):
            return socket.create_connection((address, port), seconds)
    return socket.create_connection((addresses[-1], port), seconds)


@contextmanager
def cut_off(connection: socket.socket, seconds: float) -> Iterator[None]:
    """End a connection after so long, whatever its server does meanwhile.

    A time-out of its socket is no end to a server that sends a byte now and then.

    Raises:
        TimeoutError: it had to be ended.
    """
    double, late = connection.dup(), Event()  # TLS takes the first over; the second stays

    def end() -> None:
        late.set()
        with suppress(OSError):
            double.shutdown(socket.SHUT_RDWR)

    timer = Timer(seconds, end)
    timer.start()
    try:
        yield
    except Exception:
        if late.is_set():
            raise TimeoutError from None
        raise
    finally:
        timer.cancel()
        double.close()
