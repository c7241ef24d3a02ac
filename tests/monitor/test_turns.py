"""Whose turn it is."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from monitor.fetching.turns import Turns

HOSTS = st.sampled_from("abc")


def run(turns, at_once, lasts):
    """Take and end turns until none is left: (host, thing, begun, ended) of each."""
    now, under_way, over = 0.0, [], []
    while under_way or turns.next_at is not None:
        while len(under_way) < at_once and (turn := turns.take(now)):
            host, thing = turn
            under_way.append((now + lasts[thing % len(lasts)], host, thing, now))
        ends = [end for end, *_ in under_way]
        due = [turns.next_at] if turns.next_at is not None and len(ends) < at_once else []
        now = max(now, min(ends + due))
        for end, host, thing, begun in [turn for turn in under_way if turn[0] <= now]:
            turns.end(host, now)
            over.append((host, thing, begun, now))
            under_way.remove((end, host, thing, begun))
    return over


@given(
    st.lists(HOSTS, max_size=20),
    st.integers(1, 4),
    st.lists(st.floats(0.1, 9.0), min_size=1),
    st.floats(0.0, 5.0),
)
def test_each_waits_for_its_host_alone_and_is_never_forgotten(hosts, at_once, lasts, pause):
    turns = Turns(pause)
    for thing, host in enumerate(hosts):
        turns.add(host, thing)
    over = run(turns, at_once, lasts)
    assert sorted(thing for _, thing, _, _ in over) == list(range(len(hosts)))
    for host in set(hosts):
        spans = sorted((begun, end) for at, _, begun, end in over if at == host)
        assert all(after[0] >= before[1] + pause for before, after in pairwise(spans))


def test_a_host_is_asked_in_the_order_of_coming_and_the_begun_come_first():
    turns = Turns(0.0)
    for thing in (1, 2):
        turns.add("a", thing)
    turns.add("a", 0, first=True)
    assert [thing for _, thing, _, _ in run(turns, 1, [0.1])] == [0, 1, 2]


def test_nobody_waits_for_another_host():
    turns = Turns(60.0)
    for host in ("a", "a", "b"):
        turns.add(host, host)
    assert [turns.take(0.0), turns.take(0.0), turns.take(0.0)] == [("a", "a"), ("b", "b"), None]
    turns.end("a", 1.0)
    assert turns.next_at == 61.0


def test_a_host_that_was_not_asked_needs_no_pause():
    turns = Turns(60.0)
    turns.add("a", 1)
    turns.add("a", 2)
    turns.take(5.0)
    turns.end("a", 5.0, asked=False)
    assert turns.take(5.0) == ("a", 2)


def test_a_pause_is_made_longer_and_never_shorter():
    turns = Turns(1.0)
    turns.add("a", 1)
    turns.slow("a", 10.0)
    turns.slow("a", 0.5)
    turns.take(0.0)
    turns.add("a", 2)
    turns.end("a", 0.0)
    assert turns.next_at == 10.0


def test_a_host_tells_for_how_long_it_keeps_others_waiting():
    turns = Turns(1.0)
    assert turns.kept_waiting("a", 9.0) == 0.0
    turns.add("a", 1)
    turns.take(2.0)
    assert turns.kept_waiting("a", 9.0) == 7.0
