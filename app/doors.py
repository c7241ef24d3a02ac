"""The doors that sources are read through, as one: it leads to the web, and to mailboxes."""

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from monitor.collect import Door
from monitor.fetching.robots import Robots
from monitor.request import Fetched, Policy, Request

MAIL = ("maildir:", "imap:", "imaps:")


def both(policy: Policy, mailboxes: Path) -> Door:
    """The door to the web, and to mailboxes in a folder and on mail servers."""
    from monitor import fetch, mailbox  # aiohttp is slow to load, and most commands ask nobody

    mail = mailbox.Policy(folder=mailboxes, allow_hosts=policy.allow_hosts)
    return partial(
        by_scheme,
        web=partial(fetch.fetch_each, policy=policy, robots=Robots()),
        mail=partial(mailbox.fetch_each, policy=mail),
    )


def by_scheme(
    requests: Iterable[Request], *, web: Door, mail: Door
) -> Iterator[tuple[Request, Fetched]]:
    """Ask the web first, which takes what it needs of many requests, and then the mailboxes."""
    mails: list[Request] = []
    yield from web(without(requests, mails))
    yield from mail(mails)


def without(requests: Iterable[Request], mails: list[Request]) -> Iterator[Request]:
    """The requests to the web; those to mailboxes are put aside."""
    for request in requests:
        if request.url.lower().startswith(MAIL):
            mails.append(request)
        else:
            yield request
