"""The timetable. It only wakes: what is due is a question to the database.

It runs in UTC and by intervals, since a cron line at midnight in a zone with summer time skips
whole months and weeks. A wake-up that is missed, doubled or late changes nothing.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Event

from apscheduler.schedulers.background import BackgroundScheduler

from app import jobs
from app.bootstrap import Service
from monitor.collect import Door
from monitor.request import Fetched, Request

Job = Callable[[Service], object]

#: Which job wakes how often.
TIMETABLE: dict[Job, timedelta] = {
    jobs.follow_up: timedelta(minutes=1),
    jobs.collect_sources: timedelta(minutes=5),
    jobs.gather_and_ask: timedelta(minutes=1),
    jobs.release_due: timedelta(minutes=1),
    jobs.read_answers: timedelta(minutes=5),
    jobs.close_periods: timedelta(minutes=15),
    jobs.ask_countries: timedelta(minutes=15),
    jobs.forget_unconfirmed: timedelta(hours=6),
    jobs.review_sources: timedelta(hours=1),
    jobs.let_go: timedelta(days=1),
    jobs.check_record: timedelta(days=1),
}
logger = logging.getLogger(__name__)


class Timetable:
    """The scheduler inside the serving process; the database stays the truth."""

    def __init__(self, service: Service) -> None:
        self.stopped = Event()
        self.service = replace(service, door=self.until_stopped(service.door))
        #: Jobs to run once more, since one that runs cannot be started a second time.
        self.woken: set[Job] = set()
        self.scheduler = BackgroundScheduler(timezone="UTC")
        for job, every in TIMETABLE.items():
            self.scheduler.add_job(
                self.run,
                "interval",
                seconds=every.total_seconds(),
                args=[job],
                id=job.__name__,
                max_instances=1,
                coalesce=True,
                misfire_grace_time=None,
                next_run_time=datetime.now(UTC),
            )

    def run(self, job: Job) -> None:
        """Run a job, again if it was woken meanwhile; what fails is logged, and comes again."""
        while True:
            self.woken.discard(job)
            try:
                job(self.service)
            except Exception:
                logger.exception("%s failed; it will be tried again", job.__name__)
            if job not in self.woken:
                return

    def wake(self) -> None:
        """Something was recorded: do now what would be done within a minute."""
        self.woken.add(jobs.follow_up)
        self.scheduler.modify_job(jobs.follow_up.__name__, next_run_time=datetime.now(UTC))

    def start(self) -> None:
        """Begin to wake."""
        self.scheduler.start()

    def until_stopped(self, door: Door) -> Door:
        """A door that asks nobody more once the timetable stops; the others come back."""

        def asked(requests: Iterable[Request]) -> Iterator[tuple[Request, Fetched]]:
            for answer in door(requests):
                yield answer
                if self.stopped.is_set():
                    return

        return asked

    def stop(self) -> None:
        """Let the jobs that run come to their end, soon."""
        self.stopped.set()
        self.scheduler.shutdown(wait=True)
