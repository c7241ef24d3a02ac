"""What words come to: laws of the quorum that hold for any words in any order."""

from datetime import date
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from monitor.hearing.quorum import Claim, Spoken, State, settle

PEOPLE = [UUID(int=n) for n in range(1, 6)]
REPORTER = PEOPLE[0]
NO = Claim(confirms=False)
YES, OTHERWISE = (
    Claim(True, "policy", date(2024, 6, 27), None, frozenset({("fd115ab", score)}))
    for score in (100.0, 50.0)
)

spoken = st.builds(
    Spoken,
    word=st.uuids(version=4),
    person=st.sampled_from(PEOPLE),
    claim=st.sampled_from([YES, OTHERWISE, NO, None]),
)
words = st.lists(spoken, max_size=8, unique_by=lambda one: one.word)
one_each = st.lists(spoken, max_size=5, unique_by=lambda one: one.person)
quorums = st.integers(1, 4)


def last_words(said):
    return {one.person: one.claim for one in said if one.person != REPORTER}


@given(words, quorums)
def test_nothing_is_decided_by_fewer_persons_than_are_needed(said, needed):
    outcome = settle(said, needed, reporter=REPORTER)
    if outcome.state in (State.CONFIRMED, State.REJECTED):
        assert sum(claim is not None for claim in last_words(said).values()) >= needed


@given(words, quorums)
def test_what_is_decided_is_what_all_who_count_say_and_whose_word_it_is_says_it(said, needed):
    outcome = settle(said, needed, reporter=REPORTER)
    claims = {claim for claim in last_words(said).values() if claim is not None}
    decided = [one for one in said if one.word == outcome.word]
    assert (outcome.state is State.DISPUTED) == (len(claims) > 1)
    assert {one.claim for one in decided} <= claims
    assert bool(decided) == (outcome.state in (State.CONFIRMED, State.REJECTED))
    assert all(one.claim.confirms == (outcome.state is State.CONFIRMED) for one in decided)


@given(words, quorums)
def test_a_reporters_word_never_counts(said, needed):
    others = [one for one in said if one.person != REPORTER]
    assert settle(said, needed, reporter=REPORTER) == settle(others, needed)


@given(words, quorums)
def test_needing_more_counts_for_nothing(said, needed):
    silent = {one for one, claim in last_words(said).items() if claim is None}
    heard = [one for one in said if one.person not in silent]
    assert settle(said, needed, reporter=REPORTER) == settle(heard, needed, reporter=REPORTER)


@given(one_each, quorums, st.randoms(use_true_random=False))
def test_the_order_of_words_decides_nothing_but_whose_they_are_called(said, needed, dice):
    shuffled = dice.sample(said, len(said))
    assert settle(said, needed).state is settle(shuffled, needed).state


@given(words, quorums)
def test_a_word_said_again_changes_nothing(said, needed):
    again = [Spoken(one.word, one.person, one.claim) for one in said[-1:]]
    assert settle([*said, *again], needed) == settle(said, needed)


@given(words, quorums)
def test_more_words_never_undo_a_dispute_but_those_of_who_is_in_it(said, needed):
    if settle(said, needed).state is not State.DISPUTED:
        return
    stranger = Spoken(UUID(int=99), UUID(int=99), YES)
    assert settle([*said, stranger], needed).state is State.DISPUTED


def test_two_who_say_the_same_confirm_by_the_first_of_them():
    said = [Spoken(UUID(int=10), PEOPLE[1], YES), Spoken(UUID(int=11), PEOPLE[2], YES)]
    assert settle(said[:1], 2).state is State.WAITING
    outcome = settle(said, 2)
    assert (outcome.state, outcome.word) == (State.CONFIRMED, UUID(int=10))
