"""Whoever was told a wrong figure is told the right one; nobody else hears of the mistake."""

import tempfile
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import SQLModel, select

from monitor.events import ScoresReleased
from monitor.released import Move
from newsletters.cadence import CADENCES
from newsletters.correction_words import Mistake
from newsletters.corrections import correct
from newsletters.digest import Interest
from newsletters.issues import alert, close_due
from newsletters.render import Asked, Ways, correction_mail
from newsletters.subscribers import Preferences, change_preferences, suppress, unsubscribe
from newsletters.tables import Delivery, Telling
from store import make_engine, writing

GOLDEN = Path(__file__).parents[1] / "data" / "mails"
SOON = datetime(2026, 12, 1, 1, tzinfo=UTC)
WAYS = Ways("https://mipex.example/subscriptions/one", "https://mipex.example/unsubscribe/one")


def handled(sessions, release, letters):
    """A release is handled by both, in the order in which the map names them."""
    with sessions() as session:
        event = ScoresReleased(release_id=release.id)
        correct(session, event, letters=letters)
        alert(session, event, letters=letters)
        session.commit()


def closing(sessions, now, letters):
    with sessions() as session:
        close_due(session, now, letters)
        session.commit()


def subjects(sessions, reader):
    with sessions() as session:
        hers = select(Delivery).where(Delivery.subscription_id == reader.id)
        return [mail.subject for mail in session.exec(hers.order_by(Delivery.made_at))]


MOVES = (("fa98", 100, 50), ("f", 54.5, 42.4), ("ov_h", 60, 58))


def released(world, at, **change):
    changed = world.change(**change)
    return changed, world.release(changed, at=at)


def mended(world, of, at, how="corrected", **change):
    mend = world.mend(of, how, **change)
    return mend, world.release(mend, at=at, moves=MOVES)


def test_a_correction_reaches_at_once_whoever_was_told_and_nobody_else(
    sessions, letters, world, clock
):
    told, later = world.reader("told", "alert"), world.reader("later", "monthly")
    wrong, first = released(world, clock())
    handled(sessions, first, letters)
    with sessions() as session:
        wanted = Preferences("yearly", "en", ("FIN",))
        change_preferences(session, told.id, wanted, letters)
        session.commit()
    _, second = mended(world, wrong, clock() + timedelta(1), title="Five years suffice")
    handled(sessions, second, letters)
    handled(sessions, second, letters)
    assert subjects(sessions, told)[1:] == [
        "Correction: Germany: Five years suffice — Access to nationality 42, not 55"
    ]
    assert subjects(sessions, later) == []
    closing(sessions, SOON, letters)
    assert len(subjects(sessions, told)) == 2
    (line,) = subjects(sessions, later)
    assert line.startswith("Germany: Five years suffice")


def test_what_was_withdrawn_before_it_was_told_is_never_told(sessions, letters, world, clock):
    reader = world.reader(cadence="monthly")
    wrong, first = released(world, clock())
    handled(sessions, first, letters)
    _, second = mended(world, wrong, clock() + timedelta(1), "withdrawn")
    handled(sessions, second, letters)
    closing(sessions, SOON, letters)
    assert subjects(sessions, reader) == []


def test_whoever_stopped_or_must_not_be_written_to_gets_no_correction(
    sessions, letters, world, clock
):
    gone, barred = world.reader("gone"), world.reader("barred")
    wrong, first = released(world, clock())
    handled(sessions, first, letters)
    with sessions() as session:
        unsubscribe(session, gone.id)
        suppress(session, barred.email, "bounced", clock())
        session.commit()
    _, second = mended(world, wrong, clock() + timedelta(1))
    handled(sessions, second, letters)
    with sessions() as session:
        written = session.exec(select(Delivery.subject)).all()
    assert not any(subject.startswith("Correction: ") for subject in written)


def test_a_digest_and_a_mend_at_once_leave_nobody_with_the_wrong_figure(
    sessions, letters, world, clock
):
    reader = world.reader(cadence="monthly")
    wrong, _ = released(world, clock())
    mend, second = mended(world, wrong, clock() + timedelta(1))
    with ThreadPoolExecutor(2) as pool:
        for done in [
            pool.submit(closing, sessions, SOON, letters),
            pool.submit(handled, sessions, second, letters),
        ]:
            done.result()
    with sessions() as session:
        hers = select(Telling.change_id).where(Telling.subscription_id == reader.id)
        assert mend.id in session.exec(hers).all()


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("shape", ["html", "txt"])
def test_a_correction_reads_as_someone_approved_it(told, letters, language, shape):
    wrong = told()
    right = told(
        change_id=UUID(int=7), mends=wrong.change_id, how="corrected", kind="correction",
        title="Dual nationality allowed for some", reason="The exemption is narrow.",
        moves=(Move("ov_h", 60, 59), Move("f", 54.5, 48.4), Move("fa98", 100, 75)),
    )  # fmt: skip
    gone = told(
        change_id=UUID(int=8), mends=UUID(int=3), how="withdrawn", kind="correction",
        country="FIN", reason="The bill was never adopted.", moves=(), codebook="",
    )  # fmt: skip
    mistakes = (
        Mistake(wrong, (right,)),
        Mistake(told(change_id=UUID(int=3), country="FIN", title="Eight years"), (gone,)),
    )
    mail = correction_mail(mistakes, Asked("monthly", language, Interest()), WAYS, letters)
    text = f"Subject: {mail.subject}\n\n{mail.text}" if shape == "txt" else mail.html
    golden = GOLDEN / f"correction.{language}.{shape}"
    if not golden.exists():
        golden.write_text(text, "utf-8")
        pytest.fail(f"{golden.name} was missing and is written: look at it")
    assert text == golden.read_text("utf-8")


def test_a_score_that_came_back_to_what_was_told_is_no_correction(told):
    first = told(
        mends=UUID(int=9), how="corrected", moves=(Move("f", 60, 50), Move("ov_h", 6, 5))
    )
    second = told(mends=UUID(int=1), how="corrected", moves=(Move("f", 50, 60),))
    moves = Mistake(told(), (first, second)).moves
    assert [(move.code, move.before, move.after) for move in moves] == [("ov_h", 6, 5)]


def test_a_correction_goes_after_the_mail_that_it_mends_however_late_it_is_handled(
    sessions, letters, world, clock
):
    reader = world.reader(cadence="monthly")
    wrong, _ = released(world, clock())
    first, late = mended(world, wrong, clock() + timedelta(1))
    closing(sessions, SOON, letters)
    second, last = mended(world, first, SOON + timedelta(1), title="Five years suffice")
    handled(sessions, late, letters)
    handled(sessions, last, letters)
    news, correction = subjects(sessions, reader)
    assert news.startswith(f"Germany: {first.title}")
    assert correction.startswith(f"Correction: Germany: {second.title}")


CHOICES = st.sampled_from(["alert", *CADENCES])
STEPS = st.one_of(
    st.tuples(st.just("passes"), st.integers(1, 60)),
    st.tuples(st.just("release"), st.none()),
    st.tuples(st.just("mend"), st.tuples(st.integers(0, 5), st.booleans())),
    st.tuples(st.just("switch"), st.tuples(st.integers(0, 2), CHOICES)),
    st.tuples(st.just("handle"), st.integers(0, 5)),
    st.tuples(st.just("wake"), st.none()),
)


@pytest.fixture(scope="module")
def one_database():
    with tempfile.TemporaryDirectory() as folder:
        engine = make_engine(f"sqlite:///{folder}/mends.db")
        SQLModel.metadata.create_all(engine)
        yield lambda: writing(engine)
        engine.dispose()


class Story:
    """Three readers, and releases that turn out wrong before or after they are told."""

    def __init__(self, sessions, world, letters, cadences):
        self.sessions, self.world, self.letters = sessions, world, letters
        self.now = datetime(2026, 11, 21, 9, tzinfo=UTC)
        since = self.now - timedelta(1)
        self.readers = [world.reader(uuid4().hex, cadence, since=since) for cadence in cadences]
        self.waiting = []
        #: Each chain of mends as its changes' titles and whether the last takes them back.
        self.chains, self.rows, self.withdrawn = [], {}, set()

    def tell(self, step, value):
        self.now += timedelta(minutes=1)
        getattr(self, step)(value)

    def passes(self, days):
        self.now += timedelta(days=days)

    def put_out(self, change, chain):
        self.waiting.append(self.world.release(change, at=self.now))
        self.rows[change.title] = change
        chain.append(change.title)

    def release(self, _):
        self.chains.append([])
        self.put_out(self.world.change(title=f"law {uuid4().hex}"), self.chains[-1])

    def mend(self, value):
        which, withdraws = value
        open_ = [chain for chain in self.chains if chain[-1] not in self.withdrawn]
        if not open_:
            return
        chain = open_[which % len(open_)]
        how = "withdrawn" if withdraws else "corrected"
        mend = self.world.mend(self.rows[chain[-1]], how, title=f"mend {uuid4().hex}")
        if withdraws:
            self.withdrawn.add(mend.title)
        self.put_out(mend, chain)

    def switch(self, value):
        which, cadence = value
        with self.sessions() as session:
            wanted = Preferences(cadence, "en", ())
            change_preferences(session, self.readers[which].id, wanted, self.letters)
            session.commit()

    def handle(self, number):
        if self.waiting:
            release = self.waiting.pop(number % len(self.waiting))
            self.check_nobody_is_told_what_is_known_to_be_wrong(
                lambda: handled(self.sessions, release, self.letters)
            )

    def wake(self, _):
        self.check_nobody_is_told_what_is_known_to_be_wrong(
            lambda: closing(self.sessions, self.now, self.letters)
        )

    def mails(self):
        with self.sessions() as session:
            return {mail.id: mail for mail in session.exec(select(Delivery))}

    def told(self, reader):
        """The titles of what a reader was told of, as rows have it."""
        with self.sessions() as session:
            rows = session.exec(
                select(Telling.change_id).where(Telling.subscription_id == reader.id)
            ).all()
        return {title for title, change in self.rows.items() if change.id in rows}

    def check_nobody_is_told_what_is_known_to_be_wrong(self, work):
        before = self.mails()
        work()
        new = [mail for id, mail in self.mails().items() if id not in before]
        wrong = {title for chain in self.chains for title in chain[:-1]}
        for mail in new:
            if mail.subject.startswith("Correction: "):
                continue
            assert not any(title in mail.text for title in wrong | self.withdrawn)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    cadences=st.tuples(CHOICES, CHOICES, CHOICES),
    steps=st.lists(STEPS, min_size=3, max_size=16),
)
def test_everybody_ends_up_with_what_stands_and_hears_of_a_mistake_only_if_she_was_told_it(
    one_database, make_world, letters, cadences, steps
):
    with one_database() as session:
        for table in reversed(SQLModel.metadata.sorted_tables):
            session.exec(table.delete())
        session.commit()
    story = Story(one_database, make_world(one_database), letters, cadences)
    for step, value in [*steps, ("passes", 800), ("wake", None)]:
        story.tell(step, value)
    while story.waiting:
        story.handle(0)
    story.tell("passes", 800)
    story.tell("wake", None)
    mails = sorted(story.mails().values(), key=lambda mail: mail.made_at)
    for reader in story.readers:
        hers = [mail for mail in mails if mail.subscription_id == reader.id]
        for chain in story.chains:
            check_heard(hers, chain)
            told = story.told(reader) & set(chain)
            if told or chain[-1] not in story.withdrawn:
                assert chain[-1] in told, "whoever was told a mistake is told what mends it"


def check_heard(mails, chain):
    """What one reader heard of one change and its mends: first as news, then as corrections."""
    heard = False
    for mail in mails:
        if any(title in mail.text for title in chain):
            corrects = mail.subject.startswith("Correction: ")
            assert corrects == heard, "a correction is for whoever was told, and only for her"
            heard = True
