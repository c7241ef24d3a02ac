"""One round of asking: who is asked next, who is left alone, what has come so far (pure)."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace

from yarl import URL

from monitor.fetching.errand import Errand
from monitor.fetching.robots import Robots, read_rules
from monitor.fetching.turns import Turns
from monitor.guard import Refused
from monitor.request import Fetched, Policy, Request

#: Seconds that an answer waits for others, to be handed over together.
COMPANY = 0.01
#: Statuses of a server that wants to be left in peace.
BUSY = frozenset({429, 503})


class Silent(Exception):
    """A host that did not answer, as a sentence says: it is in vain to ask it again soon."""


#: Asks an errand's address once: the answer; None when it leads on to another address.
Ask = Callable[[Errand], Awaitable[Fetched | None]]


class Round:
    """Errands of many requests, each host's in turn; a fixed number is under way at a time."""

    def __init__(
        self,
        requests: Iterable[Request],
        ask: Ask,
        policy: Policy,
        robots: Robots,
        clock: Callable[[], float],
    ) -> None:
        self._ask = ask
        self._policy = policy
        self._robots = robots
        #: Tells how old rules are; it goes on between rounds, and the loop's does not.
        self._clock = clock
        self._places = policy.at_once
        self._turns = Turns[Errand](policy.pause)
        #: What is said for servers that are not asked again in this round.
        self._left: dict[tuple[str, int], Fetched] = {}
        #: Pages that wait for the robots.txt of their origin.
        self._pages: dict[str, list[Errand]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._done: list[tuple[Request, Fetched]] = []
        self._news = asyncio.Event()
        self._alarm: asyncio.TimerHandle | None = None
        self._fault: BaseException | None = None
        for request in requests:
            self._send(Errand(request, request.url))

    async def answers(self) -> list[tuple[Request, Fetched]]:
        """The next answers, in the order in which they came; none: the round is over."""
        self._go_on()
        while not self._done and (self._tasks or self._turns.next_at is not None):
            self._news.clear()
            await self._news.wait()
        if self._fault:
            raise self._fault
        if self._tasks:
            await asyncio.sleep(COMPANY)
        done, self._done = self._done, []
        return done

    async def stop(self) -> None:
        """End what is under way."""
        self._places = 0
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _go_on(self) -> None:
        """Begin what has its turn, while there are places; an answer holds one until taken."""
        loop = asyncio.get_running_loop()
        while len(self._tasks) + len(self._done) < self._places:
            if (turn := self._turns.take(loop.time())) is None:
                self._set_alarm(loop)
                break
            task = loop.create_task(self._hop(*turn))
            self._tasks.add(task)
            task.add_done_callback(self._landed)

    def _set_alarm(self, loop: asyncio.AbstractEventLoop) -> None:
        """Come back when the next pause is over."""
        if self._alarm:
            self._alarm.cancel()
        at = self._turns.next_at
        self._alarm = None if at is None else loop.call_at(at, self._go_on)

    def _landed(self, task: asyncio.Task[None]) -> None:
        """One hop is over; its place is free."""
        self._tasks.discard(task)
        if not task.cancelled():
            self._fault = self._fault or task.exception()
        self._news.set()
        self._go_on()

    def _send(self, errand: Errand, *, first: bool = False) -> None:
        """Let an errand wait for its host's turn; or end it, where it may not go."""
        try:
            url = errand.check(self._policy)
        except Refused as error:
            sentence = str(error)
            if errand.hops:
                home = URL(errand.request.url).raw_host
                sentence = f"{home} redirects to where this service does not go: {error}"
            self._end(errand, Fetched(errand.request.url, error=sentence, final_url=errand.at))
        else:
            if self._is_let_in(errand, url):
                self._turns.add(errand.host, errand, first=first)

    def _is_let_in(self, errand: Errand, url: URL) -> bool:
        """Whether robots.txt lets an errand in; if not yet, it waits there, else it ends."""
        if errand.rules_of or not errand.request.page:
            return True
        origin = str(url.origin())
        if rules := self._robots.of(origin, self._clock()):
            self._turns.slow(errand.host, rules.pause)
            if refusal := rules.refusal(str(url), errand.host):
                self._end(errand, Fetched(errand.request.url, error=refusal, forbidden=True))
            return not refusal
        self._pages.setdefault(origin, []).append(errand)
        if len(self._pages[origin]) == 1:
            address = f"{origin}/robots.txt"
            self._send(Errand(Request(address), address, rules_of=origin), first=True)
        return False

    async def _hop(self, host: str, errand: Errand) -> None:
        """Go to one address at its host's turn, unless the host is left alone."""
        clock = asyncio.get_running_loop().time
        if spared := self._spared(errand, clock()):
            self._turns.end(host, clock(), asked=False)
            self._end(errand, replace(spared, url=errand.request.url))
            return
        answer = await self._asked(errand)
        self._turns.end(host, clock())
        if answer is None:
            self._send(errand, first=True)
        else:
            self._end(errand, answer)

    def _spared(self, errand: Errand, now: float) -> Fetched | None:
        """What is said for a host that is not asked; None: it is."""
        if self._turns.kept_waiting(errand.host, now) > self._policy.patience:
            sentence = (
                f"{errand.host} keeps the others waiting; this is asked in the next round"
            )
            return Fetched("", error=sentence, deferred=True)
        return self._left.get(errand.site)

    async def _asked(self, errand: Errand) -> Fetched | None:
        """Ask, and learn from the answer whether its server is asked again in this round."""
        try:
            answer = await self._ask(errand)
        except Silent as silence:
            sentence = (
                f"{errand.host} did not answer before; it is asked again in the next round"
            )
            self._left[errand.site] = Fetched("", error=sentence)
            return Fetched(errand.request.url, error=str(silence), final_url=errand.at)
        if answer and answer.retry_after and answer.status in BUSY:
            sentence = (
                f"{errand.host} is asked too often; it is left in peace as long as it says"
            )
            self._left[errand.site] = Fetched(
                "", error=sentence, retry_after=answer.retry_after, deferred=True
            )
        return answer

    def _end(self, errand: Errand, answer: Fetched) -> None:
        """An errand is over: its answer is handed on, or lets the pages in that wait for it."""
        if not errand.rules_of:
            self._done.append((errand.request, answer))
            return
        pages = self._pages.pop(errand.rules_of)
        if rules := read_rules(answer.status, answer.body, self._policy.service):
            self._robots.keep(errand.rules_of, rules, self._clock())
        for page in pages:
            if rules:
                self._send(page)
            else:
                self._end(page, without_rules(page.request, answer))


def without_rules(page: Request, answer: Fetched) -> Fetched:
    """What is said of a page whose robots.txt cannot be read now."""
    return Fetched(
        page.url,
        error=f"the page is left alone, as its robots.txt is not known: {answer.error}",
        retry_after=answer.retry_after,
        deferred=answer.deferred,
    )
