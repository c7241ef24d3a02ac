"""The jobs, each bound to the service: what the timetable, the commands and the demo run."""

from collections import Counter
from datetime import timedelta

from sqlmodel import Session

from app import answers_by_mail
from app.bootstrap import Service
from monitor import catalogue, checkins, plans, record_check
from monitor.archive.gather import Gathered, gather
from monitor.archive.retention import LetGo
from monitor.archive.retention import let_go as let_go_of
from monitor.asking import handing, seats
from monitor.collect import Means, Visit, collect
from monitor.finding import indexing
from monitor.outsiders import public_reports
from monitor.silence import lamps, review
from newsletters import delivery, subscribers
from newsletters.asking import Asking
from newsletters.asking import ask_people as ask_people_by
from newsletters.cadence import CADENCES, day_in, start_of
from newsletters.delivery import Sent, deliver
from newsletters.issues import close_due
from store import drain


def drain_events(service: Service) -> int:
    """Hand every recorded event to its handlers; say how many ran."""
    return drain(service.writing, service.handlers, service.clock)


def follow_up(service: Service) -> Sent:
    """Do what follows from what was recorded: the handlers, then the mails."""
    tend_seats(service)
    drain_events(service)
    note_words(service)
    return send_mails(service)


def tend_seats(service: Service) -> None:
    """Pass on questions that wait in vain, as people leave or never answer."""
    now, secret, share = service.clock(), service.secret, service.settings.second_share
    with service.reading() as session:
        forgotten = handing.forgotten(session, now)
        in_vain = handing.in_vain(session, now, service.zone)
    for report_id in forgotten:
        with service.writing() as session:
            seats.ask(session, report_id, secret=secret, share=share)
            session.commit()
    for vain in in_vain:
        with service.writing() as session:
            handing.mend(session, vain, now)
            session.commit()


def ask_people(service: Service) -> int:
    """Mail people what waits for their answer, as far as it is time; say how many mails."""
    with service.reading() as session:
        known = catalogue.sources(session, service.sources)
    asking = Asking(
        reading=service.reading,
        writing=service.writing,
        archive=service.archive,
        letters=service.letters,
        codebook=service.codebook,
        official=[id for id, source in known.items() if source.trust == "official"],
    )
    return ask_people_by(asking, service.clock())


def note_words(service: Service) -> int:
    """Let be found what people said since the last time; say how much it was."""
    return indexing.catch_up(service.reading, service.writing)


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


def gather_and_ask(service: Service) -> int:
    """Mail people what waits for them, once its documents are here: a mail can quote those.

    While some are still fetched nobody is asked; a minute later none is new.
    """
    return 0 if gather_evidence(service) else ask_people(service)


def let_go(service: Service) -> LetGo:
    """Let go of documents and entries that nothing rests on, once their time is over."""
    gone = let_go_of(service.reading, service.writing, service.archive, service.clock())
    indexing.sweep(service.reading, service.writing)
    return gone


def check_record(service: Service) -> bool:
    """Follow the record to its end, and keep how it stood; say whether it was intact."""
    return record_check.check(service.reading, service.writing, service.clock())


def close_periods(service: Service) -> int:
    """Make the issues of the periods that are over; say how many."""
    with service.writing() as session:
        made = close_due(session, service.clock(), service.letters)
        session.commit()
    return len(made)


def ask_countries(service: Service) -> int:
    """Ask countries about the month, and the year, that ended last; say how many were asked."""
    now, zone = service.clock(), service.letters.zone
    asked = 0
    with service.writing() as session:
        for cadence in (CADENCES["monthly"], CADENCES["yearly"]):
            over = cadence.last_closed(day_in(now, zone))
            ended = start_of(over.end, zone)
            asked += checkins.ask(session, over.first, ended, now, cadence.months)
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


def read_answers(service: Service) -> Counter[str]:
    """Read the answers that came by mail; say how many mails came to what."""
    return answers_by_mail.read_answers(service)


def release_due(service: Service) -> int:
    """Release what staff planned for now; say how many releases were made."""
    now, made = service.clock(), 0
    with service.reading() as session:
        waiting = plans.due(session, now)
    for plan in waiting:
        with service.writing() as session:
            released = plans.carry_out(session, plan, codebooks=service.codebooks, now=now)
            session.commit()
        made += released is not None
    return made


def forget_unconfirmed(service: Service) -> int:
    """Forget the addresses whose owners never said yes, and old mails; say how many."""
    with service.writing() as session:
        forgotten = subscribers.forget_unconfirmed(session, service.clock())
        forgotten += public_reports.forget_unconfirmed(session, service.clock())
        forgotten += delivery.forget(session, service.clock())
        session.commit()
    return forgotten


def send_mails(service: Service) -> Sent:
    """Send the mails that wait; without a mail server they go on waiting."""
    if service.mailer is None:
        return Sent()
    return deliver(service.writing, service.mailer, service.clock, service.letters)
