"""Whose turn it is: each host is asked one at a time, with a pause between (pure)."""

from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(slots=True)
class Line(Generic[T]):
    """What waits for one host, and when the host may be asked next."""

    pause: float
    waiting: list[T] = field(default_factory=list)
    free_at: float = 0.0
    asked: bool = False
    #: When its first turn was; None before.
    begun: float | None = None


class Turns(Generic[T]):
    """Lines of things that wait, one for each host; instants are seconds of one clock."""

    def __init__(self, pause: float) -> None:
        self._pause = pause
        self._lines: dict[str, Line[T]] = {}
        #: A heap of the hosts that may be asked: when, who came first, which.
        self._next: list[tuple[float, int, str]] = []
        self._count = count()

    def add(self, host: str, thing: T, *, first: bool = False) -> None:
        """Let something wait for its turn at a host, or be the next one there."""
        line = self._line(host)
        if not line.waiting and not line.asked:
            self._queue(host, line)
        line.waiting.insert(0 if first else len(line.waiting), thing)

    def take(self, now: float) -> tuple[str, T] | None:
        """Give what may go now, and its host, which is asked until `end`; None: wait."""
        if not self._next or self._next[0][0] > now:
            return None
        host = heappop(self._next)[2]
        line = self._lines[host]
        line.asked = True
        line.begun = now if line.begun is None else line.begun
        return host, line.waiting.pop(0)

    def end(self, host: str, now: float, *, asked: bool = True) -> None:
        """The host's turn is over; a pause follows if it was asked anything."""
        line = self._lines[host]
        line.asked = False
        line.free_at = now + line.pause if asked else line.free_at
        if line.waiting:
            self._queue(host, line)

    def slow(self, host: str, pause: float) -> None:
        """Let no pause of this host be shorter than this from now on."""
        line = self._line(host)
        line.pause = max(line.pause, pause)

    def kept_waiting(self, host: str, now: float) -> float:
        """For how long others have had their turns at this host."""
        begun = self._line(host).begun
        return 0.0 if begun is None else now - begun

    @property
    def next_at(self) -> float | None:
        """When the next turn is; None while nothing waits that could go."""
        return self._next[0][0] if self._next else None

    def _line(self, host: str) -> Line[T]:
        if host not in self._lines:
            self._lines[host] = Line(self._pause)
        return self._lines[host]

    def _queue(self, host: str, line: Line[T]) -> None:
        heappush(self._next, (line.free_at, next(self._count), host))
