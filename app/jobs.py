"""The jobs, each bound to the service: what the timetable, the commands and the demo run."""

from datetime import timedelta

from sqlmodel import Session

from app.bootstrap import Service
from monitor import checkins
from monitor.archive.gather import Gathered, gather
from monitor.archive.retention import LetGo
from monitor.archive.retention import let_go as let_go_of
from monitor.collect import Means, Visit, collect
from monitor.silence import lamps, review
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
    return collect(means(service), service.sources, service.clock())


def means(service: Service) -> Means:
    """What collecting works with."""
    keys = {name: key.get_secret_value() for name, key in service.settings.source_keys.items()}
    return Means(service.writing, service.door, service.archive, keys)


def gather_evidence(service: Service) -> list[Gathered]:
    """Archive the documents that reports point to."""
    keys = [key.get_secret_value() for key in service.settings.source_keys.values()]
    return gather(service.writing, service.door, service.archive, service.clock(), keys)


def let_go(service: Service) -> LetGo:
    """Let go of documents and entries that nothing rests on, once their time is over."""
    return let_go_of(service.reading, service.writing, service.archive, service.clock())


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


def lamps_of(service: Service, session: Session) -> list[lamps.Place]:
    """How every country and source is heard now, the worst first."""
    watch = lamps.Watch(
        seeds=service.sources,
        codebook=service.codebook.id,
        languages=service.vocabulary.lexicons.keys(),
        keys=service.settings.source_keys.keys(),
    )
    return lamps.places(session, watch, service.clock())


def review_sources(service: Service) -> bool:
    """Look at all lamps once a week, and let staff be told; say whether it was this time."""
    now = service.clock()
    # A week begins at six: nobody wants to hear of it at midnight.
    today = day_in(now - timedelta(hours=6), service.zone)
    monday = today - timedelta(days=today.weekday())
    with service.reading() as session:
        if review.is_made(session, monday) or not review.is_begun(session):
            return False
        found = lamps_of(service, session)
    with service.writing() as session:
        made = review.review(session, monday, found, now)
        session.commit()
    return made


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
