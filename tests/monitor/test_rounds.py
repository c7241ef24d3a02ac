"""A round of asking, without a network."""

import asyncio

import pytest

from monitor.fetching.robots import Robots
from monitor.fetching.rounds import Round
from monitor.request import Fetched, Policy, Request

POLICY = Policy(contact="desk@example.org", pause=0.0, at_once=2)


def rounds(requests, ask):
    """The answers of a round, as they were handed over."""

    async def run():
        handed, at_work = [], Round(requests, ask, POLICY, Robots(), lambda: 0.0)
        while some := await at_work.answers():
            handed.append(some)
        return handed

    return asyncio.run(run())


def test_every_request_is_answered_once_and_few_are_held_at_a_time():
    async def ask(errand):
        return Fetched(errand.request.url, 200)

    requests = [Request(f"https://{n % 7}.example/{n}") for n in range(50)]
    handed = rounds(requests, ask)
    assert max(len(some) for some in handed) <= POLICY.at_once
    assert {request for some in handed for request, _ in some} == set(requests)
    assert sum(len(some) for some in handed) == 50


def test_the_same_request_twice_is_answered_twice():
    async def ask(errand):
        return Fetched(errand.request.url, 200)

    assert sum(len(some) for some in rounds([Request("https://a.example/")] * 2, ask)) == 2


def test_a_fault_of_ours_ends_the_round_aloud():
    async def ask(errand):
        raise LookupError("a fault")

    with pytest.raises(LookupError, match="a fault"):
        rounds([Request("https://a.example/")], ask)
