"""Reports decided by one word, for tests of what comes after; a fault where it does not do."""

from monitor import words
from monitor.desk_tables import Verdict
from monitor.hearing.quorum import State
from monitor.words import Said


def confirm(session, report_id, confirmation, *, by, codebook, now):
    """The change that a report becomes by this person's word."""
    said = Said(verdict=Verdict.CONFIRM, confirmation=confirmation)
    settled = words.say(session, report_id, said, by=by, codebook=codebook, now=now)
    assert settled.state is State.CONFIRMED
    return settled.change


def reject(session, report_id, *, by, note, codebook, now):
    """A report is no change, by this person's word."""
    said = Said(verdict=Verdict.REJECT, note=note)
    settled = words.say(session, report_id, said, by=by, codebook=codebook, now=now)
    assert settled.state is State.REJECTED
