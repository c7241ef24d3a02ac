"""What robots.txt allows programs to read (pure)."""

from dataclasses import dataclass

from protego import Protego

#: Seconds that a robots.txt is believed.
KEPT = 24 * 60 * 60.0
#: Bytes of it that are read; what follows is not ours to know.
LONGEST = 500_000
#: Seconds between two requests that a robots.txt may ask for at most.
SLOWEST = 60.0


@dataclass(frozen=True, slots=True)
class Rules:
    """What a host's robots.txt says to one program; nothing forbids nothing."""

    agent: str
    said: Protego | None = None

    def refusal(self, url: str, host: str) -> str:
        """Say in a sentence whose rule keeps us from an address; empty: none does."""
        if self.said is None or self.said.can_fetch(url, self.agent):
            return ""
        return (
            f"the robots.txt of {host} forbids programs this page; "
            "ask its publisher to let this service in, or watch its feed instead"
        )

    @property
    def pause(self) -> float:
        """The seconds that it wants between two requests."""
        asked = self.said.crawl_delay(self.agent) if self.said else None
        return min(asked or 0.0, SLOWEST)


def read_rules(status: int, body: bytes, agent: str) -> Rules | None:
    """Read an answer to the question for robots.txt; None: it is not known what it says.

    A file that is not there forbids nothing; a server in trouble has not answered.
    """
    if 200 <= status < 300:
        return Rules(agent, Protego.parse(body[:LONGEST].decode(errors="replace")))
    return Rules(agent) if 400 <= status < 500 and status != 429 else None


class Robots:
    """The rules of many origins, each believed for a day; instants are seconds of one clock."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[float, Rules]] = {}

    def of(self, origin: str, now: float) -> Rules | None:
        """The rules of an origin; None when they have to be asked for."""
        read_at, rules = self._kept.get(origin, (now - KEPT, None))
        return rules if now - read_at < KEPT else None

    def keep(self, origin: str, rules: Rules, now: float) -> None:
        """Believe these rules for a day."""
        self._kept[origin] = (now, rules)
