"""What saved bills would move, counted once and kept until something is released."""

from dataclasses import dataclass
from threading import Lock

from sqlmodel import Session

from app.web.panel import Panel
from monitor import answers, ground
from monitor.kept import Kept
from monitor.scenarios import Saved
from monitor.trial import Trial, ground_moved, tried

#: A trial holds the scores of every country: only those read last are kept.
MOST = 16


@dataclass(frozen=True, slots=True)
class Tried:
    """A saved bill over the ground it was saved on, and what time has done to both."""

    trial: Trial
    ground_moved: bool
    #: None while no law came of it.
    kept: Kept | None


class Trials:
    """Keeps the trials that were read last; another panel means that they are of the past."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._lock = Lock()
        self._panel: Panel | None = None
        self._kept: dict[Saved, Tried] = {}

    def of(self, session: Session, saved: Saved, panel: Panel) -> Tried:
        """The trial of a scenario, counted if it is not known."""
        with self._lock:
            if panel is not self._panel:
                self._panel, self._kept = panel, {}
            # What was read last stands last.
            found = self._kept.pop(saved, None) or count(session, saved, panel)
            self._kept[saved] = found
            if len(self._kept) > self._most:
                del self._kept[next(iter(self._kept))]
            return found


def count(session: Session, saved: Saved, panel: Panel) -> Tried:
    """Score every country without the bill and with it, then and today."""
    book, day = panel.codebook, saved.proposal.day
    trial = ground.trial(session, book, saved.bills, saved.known, day=day)
    today = {country: record.released for country, record in panel.records.items()}
    now = tried(book, today, trial.bills, trial.day, answers.EVER)
    return Tried(trial, ground_moved(trial, now), ground.enacted(session, book, saved))
