"""The jobs, each bound to the service: what the timetable, the commands and the demo run."""

from app.bootstrap import Service
from monitor import checkins
from monitor.collect import Visit, collect
from newsletters import subscribers
from newsletters.cadence import CADENCES, day_in, start_of
from newsletters.delivery import Sent, deliver
from newsletters.issues import close_due
from store import drain


def drain_events(service: Service) -> int:
    """Hand every recorded event to its handlers; say how many ran."""
    return drain(service.writing, service.handlers, service.clock)


def follow_up(service: Service) -> Sent:
    """Do what follows from what was recorded: first the handlers, then the mails they left."""
    drain_events(service)
    return send_mails(service)


def collect_sources(service: Service) -> list[Visit]:
    """Ask the sources that are due."""
    return collect(service.writing, service.door, service.sources, service.clock())


def close_periods(service: Service) -> int:
    """Make the issues of the periods that are over; say how many."""
    with service.writing() as session:
        made = close_due(session, service.clock(), service.letters)
        session.commit()
    return len(made)


def ask_countries(service: Service) -> int:
    """Ask each country about the month that ended last; say how many were asked."""
    now, zone = service.clock(), service.letters.zone
    month = CADENCES["monthly"].last_closed(day_in(now, zone))
    with service.writing() as session:
        asked = checkins.ask(session, month.first, start_of(month.end, zone), now)
        session.commit()
    return asked


def forget_unconfirmed(service: Service) -> int:
    """Forget the addresses whose owners never said yes; say how many."""
    with service.writing() as session:
        forgotten = subscribers.forget_unconfirmed(session, service.clock())
        session.commit()
    return forgotten


def send_mails(service: Service) -> Sent:
    """Send the mails that wait; without a mail server they go on waiting."""
    if service.mailer is None:
        return Sent()
    return deliver(service.writing, service.mailer, service.clock, service.letters)
