"""What was released wrongly is mended by a release of its own; nothing is left of it."""

import shutil
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from releasing import DUAL, LAW, House

from app.bootstrap import bootstrap
from config.settings import Settings
from monitor import answers, audit_log, mend_queries, queries
from monitor.amends import mends
from monitor.amends.restating import restated
from monitor.errors import AlreadyDecided, NotAllowed, NotFound, OwnReport, Refused
from monitor.hearing import conflicts
from monitor.mended import Chains, Mended
from monitor.people_tables import Role
from monitor.record_tables import Mending
from monitor.tables import Change
from scoring import EVER, Answer, changes_of, in_force

SLOW = settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(scope="module")
def begun(sqlite_template, tmp_path_factory):
    folder = tmp_path_factory.mktemp("mends")
    file = shutil.copy(sqlite_template, folder / "mipex.db")
    settings = Settings(var=folder, database_url=f"sqlite:///{file}")
    made = bootstrap(settings)
    yield lambda session: House(session, made.codebooks), made.writing
    made.engine.dispose()


@pytest.fixture
def house(service):
    with service.writing() as session:
        yield House(session, service.codebooks)


def holds(house, day=date(2025, 1, 1), known=EVER):
    history = answers.history(house.session, "mipex-core", "DEU")
    return in_force(history, day, known)[DUAL]


def test_a_withdrawn_change_leaves_what_held_before_it(house):
    before = answers.history(house.session, "mipex-core", "DEU")
    house.withdrawn(house.released())
    after = answers.history(house.session, "mipex-core", "DEU")
    assert list(changes_of(after, EVER)) == list(changes_of(before, EVER))


def test_a_correction_moves_a_day_and_leaves_nothing_of_the_first(house):
    wrong = house.released()
    house.corrected(wrong, in_force_from=date(2025, 6, 1))
    assert [holds(house, date(2025, month, 1)) for month in (5, 6)] == [50, 100]


def test_what_was_known_before_a_mend_stays_known_as_it_was(house):
    wrong = house.released()
    house.passes(days=1)
    then = house.now
    house.passes(days=1)
    house.withdrawn(wrong)
    assert (holds(house, known=then), holds(house)) == (100, 50)


def test_a_correction_of_a_correction_stands_alone(house):
    first = house.released()
    second = house.corrected(first, answers={DUAL: 0.0})
    third = house.corrected(second, answers={DUAL: 50.0}, in_force_from=date(2024, 8, 1))
    assert mend_queries.chains(house.session).whole(second) == [first, second, third]
    assert {holds(house, date(2024, month, 1)) for month in (7, 8)} == {50}
    house.withdrawn(third)
    assert holds(house) == 50


#: Steps of a story: a new change of some question, or a mend of one of those released.
QUESTIONS = {DUAL: (0.0, 50.0, 100.0), "fa98": (0.0, 50.0, 100.0)}
DAYS = [LAW + timedelta(days=100 * n) for n in range(4)]
STATES = st.fixed_dictionaries(
    {
        "answers": st.dictionaries(
            st.sampled_from(sorted(QUESTIONS)), st.sampled_from((0.0, 50.0, 100.0)), max_size=2
        ),
        "in_force_from": st.sampled_from(DAYS),
        "in_force_until": st.sampled_from([None, DAYS[-1] + timedelta(days=50)]),
    }
)
STEPS = st.lists(
    st.tuples(st.sampled_from(["change", "correct", "withdraw"]), STATES, st.integers(0, 9)),
    min_size=1,
    max_size=7,
)


def told(house, steps):
    """Live through a story; give what each change that stands says, in their order."""
    standing: dict = {}
    for what, state, which in steps:
        # A mend may come at the very instant of what it mends; it is recorded after that.
        if what == "change" or not standing:
            house.passes()
            day = state["in_force_from"]
            rest = {name: value for name, value in state.items() if name != "in_force_from"}
            standing[house.released(day=day, **rest)] = state
            continue
        wrong = sorted(standing, key=list(standing).index)[which % len(standing)]
        if what == "withdraw":
            house.withdrawn(wrong)
            del standing[wrong]
            continue
        try:
            standing[house.corrected(wrong, **state)] = state
            del standing[wrong]
        except Refused:  # it says what was said before
            pass
    return list(standing.values())


@SLOW
@given(steps=STEPS)
def test_after_all_mends_the_history_is_that_without_what_was_mended(begun, steps):
    made, writing = begun
    with writing() as session:
        house = made(session)
        edition = answers.history(session, "mipex-core", "DEU")
        standing = told(house, steps)
        real = answers.history(session, "mipex-core", "DEU")
        again = [
            Answer(
                code=code, score=score, in_force_from=state["in_force_from"],
                in_force_until=state["in_force_until"], recorded_at=house.now + timedelta(n),
            )
            for n, state in enumerate(standing)
            for code, score in state["answers"].items()
        ]  # fmt: skip
        session.rollback()
    assert list(changes_of(real, EVER)) == list(changes_of([*edition, *again], EVER))


def test_a_mend_is_confirmed_by_another_person_than_who_proposes_it(house):
    report = house.propose(house.released())

    def settle(by):
        return mends.settle(
            house.session, report, by=by, codebook=house.codebook, now=house.now
        )

    with pytest.raises(OwnReport):
        settle(house.bob)
    with pytest.raises(NotAllowed):
        settle(house.person("eve", Role.CORRESPONDENT, "FRA"))
    ada = house.person("ada", Role.CORRESPONDENT, "DEU")
    assert settle(ada).change.confirmed_by == ada.id
    with pytest.raises(AlreadyDecided):
        settle(house.eva)


def test_whoever_has_an_interest_keeps_no_released_figure_either(house):
    report = house.propose(house.released())
    ada, now = house.person("ada", Role.CORRESPONDENT, "DEU"), house.now
    conflicts.declare(house.session, ada, why="My own case.", country="DEU", now=now)
    with pytest.raises(NotAllowed, match="interest"):
        mends.reject(house.session, report, note="It was right.", by=ada, now=now)


def test_only_staff_propose_mends_and_only_of_what_is_released(house):
    waiting, released = house.change(), house.released({"fa98": 100.0})
    with pytest.raises(NotFound):
        house.propose(waiting)
    with pytest.raises(NotAllowed):
        house.propose(released, by=house.person("ada", Role.CORRESPONDENT, "DEU"))


def test_a_change_is_mended_once_and_its_mend_after_that(house):
    wrong = house.released()
    proposed = house.propose(wrong)
    with pytest.raises(AlreadyDecided):
        house.propose(wrong)
    mends.reject(house.session, proposed, note="It was right.", by=house.eva, now=house.now)
    mend = house.corrected(wrong, answers={DUAL: 0.0})
    with pytest.raises(AlreadyDecided):
        house.propose(wrong)
    assert house.propose(mend)


@pytest.mark.parametrize(
    ("how", "said", "field"),
    [
        (Mending.WITHDRAWN, {"reason": " "}, "reason"),
        (Mending.CORRECTED, {}, "title"),
        (Mending.CORRECTED, {"answers": {DUAL: 75.0}}, f"answer-{DUAL}"),
        (Mending.CORRECTED, {"law": ""}, "law"),
        (Mending.CORRECTED, {"in_force_from": date(2012, 7, 1)}, "in_force_from"),
    ],
)
def test_what_cannot_mend_is_refused_by_its_field(house, how, said, field):
    wrong = house.released()
    with pytest.raises(Refused) as refused:
        house.propose(wrong, how, **said)
    assert list(refused.value.faults) == [field]


def test_a_withdrawal_is_corrected_and_not_withdrawn(house):
    gone = house.withdrawn(house.released())
    with pytest.raises(Refused) as refused:
        house.propose(gone)
    assert list(refused.value.faults) == ["how"]
    house.corrected(gone, answers={DUAL: 100.0})
    assert holds(house) == 100


def test_readers_are_told_why_and_the_record_who_did_it(house):
    wrong = house.released()
    mend = house.withdrawn(wrong)
    note = mend_queries.note(house.session, wrong)
    assert (note.change_id, note.how, note.reason) == (mend, "withdrawn", "We erred.")
    told = queries.released_change(house.session, mend)
    assert (told.mends, told.how, told.reason) == (wrong, "withdrawn", "We erred.")
    report = house.session.get_one(Change, mend).report_id
    deeds = [entry.deed for entry in audit_log.of(house.session, "report", report)]
    assert deeds == ["mend.proposed", "report.decided"]
    assert audit_log.verify(house.session).broken is None


def test_what_was_released_on_a_mistake_is_counted_anew_for_whoever_was_told_nothing(house):
    wrong = house.released()
    house.passes()
    later = house.released({"fa98": 100.0}, day=date(2025, 1, 1))
    house.passes()
    mend = house.corrected(wrong, answers={DUAL: 0.0})
    told = restated(house.session, "DEU", house.codebooks)
    assert list(told) == [mend, later]
    released = queries.released_change(house.session, later)
    before, after = (
        {move.code: (move.before, move.after) for move in change.moves}
        for change in (released, told[later])
    )
    assert after["fa98"] == before["fa98"]
    assert [round(was - now, 6) for was, now in zip(before["f"], after["f"], strict=True)] == [
        25,
        25,
    ]
    assert next(m for m in told[mend].moves if m.code == DUAL).before == 50
    assert told[mend].kind == "policy"


@pytest.mark.parametrize(
    ("day", "moved"),
    [(date(2024, 6, 28), None), (date(2024, 6, 1), None), (date(2030, 1, 1), (100, 50))],
)
def test_a_correction_of_a_day_is_told_by_what_stands_today(house, day, moved):
    mend = house.corrected(house.released(), in_force_from=day)
    moves = {move.code: move for move in queries.released_change(house.session, mend).moves}
    assert moved == ((moves[DUAL].before, moves[DUAL].after) if DUAL in moves else None)


def test_a_chain_of_mends_is_told_from_any_of_its_links():
    one, two, three, other = (UUID(int=n) for n in range(4))
    chains = Chains([Mended(two, one, False), Mended(three, two, True)])
    for link in (one, two, three):
        assert chains.whole(link) == [one, two, three]
        assert chains.stands(link) is None
    assert chains.whole(other) == [other]
    assert (chains.stands(other), chains.out) == (other, {one, two})
