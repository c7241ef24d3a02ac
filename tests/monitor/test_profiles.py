"""The texts of countries: written by one, checked by another, released, and never lost."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from monitor import audit_log, people
from monitor.desk_tables import Conflict, CountrySetting, Way
from monitor.difference import CAME, GONE, word_by_word
from monitor.errors import AlreadyDecided, NotAllowed, NotFound, Overtaken, Refused
from monitor.people_tables import Role
from monitor.record_tables import Profile, ProfileState
from monitor.tables import Release
from monitor.texts import profile_queries, profiles
from monitor.texts.profile_queries import Stands
from monitor.texts.profile_rules import LONGEST, Hands, Side, Subject, fault_of, tidied
from monitor.texts.profiles import latest, mark

LAW = Subject("DEU", "access_to_nationality", "en")
TEXT = "Nobody has to give up a nationality.\n\nThe law is at https://gazette.example/act."


class Desk:
    """Ada and Eve know Germany's law, Bob and Ben are staff, Pia and Gus only inform."""

    def __init__(self, service):
        self.service, self.now = service, service.clock()
        with service.writing() as session:
            for name, role, *watched in (
                ("ada", Role.CORRESPONDENT, "DEU"),
                ("eve", Role.CORRESPONDENT, "DEU"),
                ("fay", Role.CORRESPONDENT, "FRA"),
                ("bob", Role.STAFF),
                ("ben", Role.ADMINISTRATOR),
                ("pia", Role.PARTNER, "DEU"),
                ("gus", Role.GOVERNMENT, "DEU"),
            ):
                person = people.add(
                    session, email=f"{name}@desk.example", name=name.title(), role=role,
                    watches=watched, now=self.now,
                )  # fmt: skip
                setattr(self, name, person)
            session.commit()

    def do(self, work):
        with self.service.writing() as session:
            done = work(session)
            session.commit()
        return done

    def write(self, by, text=TEXT, *, about=LAW, offer=True, seen=None) -> Profile:
        def written(session):
            before = mark(latest(session, about)) if seen is None else seen
            return profiles.write(
                session, about, text, seen=before, offer=offer, by=by, now=self.now
            )

        return self.do(written)

    def check(self, text, by, seen=None):
        seen = mark(text) if seen is None else seen
        return self.do(lambda s: profiles.check(s, text.id, seen=seen, by=by, now=self.now))

    def give_back(self, text, by, why="Since when?"):
        say = {"seen": mark(text), "by": by, "now": self.now}
        return self.do(lambda s: profiles.give_back(s, text.id, why, **say))

    def release(self, *ids: UUID):
        def publish(session):
            made = Release(released_at=self.now, released_by=self.bob.id)
            session.add(made)
            session.flush()
            profiles.release(session, ids, release_id=made.id, by=self.bob, now=self.now)

        self.do(publish)

    def released(self, writer, checker, text=TEXT, about=LAW) -> Profile:
        done = self.check(self.write(writer, text, about=about), checker)
        self.release(done.id)
        return done

    def works(self, way: Way):
        setting = CountrySetting(
            country="DEU", way=way, changed_at=self.now, changed_by=self.ben.id
        )
        self.do(lambda session: session.merge(setting))

    def look(self, query):
        with self.service.reading() as session:
            return query(session)


@pytest.fixture
def desk(service):
    return Desk(service)


# ── who ──────────────────────────────────────────────────────────────────────────────────


@given(st.booleans(), st.booleans(), st.sampled_from(Side))
def test_somebody_always_writes_and_somebody_always_checks(staff_write, watched, wrote):
    hands = Hands(staff_write, watched)
    assert hands.may_write(hands.writer, None)
    assert hands.may_write(hands.checker(wrote), wrote)  # whoever checks may mend
    if watched:
        assert hands.checker(wrote) is not wrote
    else:
        assert {hands.writer, hands.checker(wrote)} == {Side.STAFF}


def test_the_correspondent_writes_and_staff_check_unless_the_country_works_otherwise(desk):
    text = desk.write(desk.ada)
    with pytest.raises(NotAllowed):
        desk.check(text, desk.eve)
    desk.check(text, desk.bob)
    desk.works(Way.STAFF)
    with pytest.raises(NotAllowed):
        desk.write(desk.ada, "Not hers to begin.")
    text = desk.write(desk.bob, "Staff write here.")
    with pytest.raises(NotAllowed):
        desk.check(text, desk.ben)
    assert desk.check(text, desk.eve).checked_by == desk.eve.id


def test_nobody_checks_her_own_words_and_who_informs_neither_writes_nor_checks(desk):
    italy = Subject("ITA", "", "en")  # nobody watches it: staff write, and other staff check
    text = desk.write(desk.bob, about=italy)
    with pytest.raises(NotAllowed):
        desk.check(text, desk.bob)
    desk.check(text, desk.ben)
    for outsider in (desk.pia, desk.gus, desk.fay):
        with pytest.raises(NotAllowed):
            desk.write(outsider)


def test_an_interest_of_ones_own_keeps_from_its_texts(desk):
    why = {"why": "Counsel in a case", "declared_at": desk.now}
    desk.do(lambda s: s.add(Conflict(person_id=desk.ada.id, country="DEU", **why)))
    with pytest.raises(NotAllowed):
        desk.write(desk.ada)
    text = desk.write(desk.eve)
    area = {"country": "DEU", "area": LAW.area}
    desk.do(lambda s: s.add(Conflict(person_id=desk.bob.id, **area, **why)))
    with pytest.raises(NotAllowed):
        desk.check(text, desk.bob)
    desk.write(desk.eve, about=Subject("DEU", "health", "en"))  # another area is open to Bob
    other = desk.look(lambda s: latest(s, Subject("DEU", "health", "en")))
    assert desk.check(other, desk.bob).state is ProfileState.CHECKED


# ── versions ─────────────────────────────────────────────────────────────────────────────


def test_a_draft_is_gone_on_with_and_other_hands_or_a_check_make_a_new_version(desk):
    first = desk.write(desk.ada, "One.", offer=False)
    assert desk.write(desk.ada, "One and two.", offer=False).id == first.id
    assert desk.write(desk.eve, "Three.").version == 2
    mended = desk.write(desk.bob, "Three, mended.")  # the checker mends it; she checks that
    assert mended.version == 3
    assert desk.check(mended, desk.eve).state is ProfileState.CHECKED
    assert desk.write(desk.ada, "Four.", offer=False).version == 4
    kept = desk.look(lambda s: s.exec(select(Profile.text).order_by(Profile.version)).all())
    assert kept == ["One and two.", "Three.", "Three, mended.", "Four."]


def test_of_two_who_write_at_once_nobody_loses_words(desk):
    begun = mark(desk.write(desk.ada, "Begun.", offer=False))
    desk.write(desk.eve, "Hers.", seen=begun, offer=False)
    with pytest.raises(Overtaken):
        desk.write(desk.ada, "Mine.", seen=begun)
    assert desk.look(lambda s: latest(s, LAW)).text == "Hers."
    assert desk.write(desk.ada, "Hers and mine.").version == 3
    # The same between two windows of one person; but a form that is sent twice is one form.
    old = mark(desk.write(desk.ada, "In the one window.", seen=None))
    desk.write(desk.ada, "In the other window.", seen=old)
    with pytest.raises(Overtaken):
        desk.write(desk.ada, "In the one window again.", seen=old)
    assert desk.write(desk.ada, "In the other window.", seen=old).version == 3


def test_the_database_takes_one_of_two_first_versions(desk):
    with desk.service.writing() as one:
        profiles.write(one, LAW, "One.", seen="", offer=False, by=desk.ada, now=desk.now)
        one.commit()
    with pytest.raises(Overtaken):
        desk.do(lambda s: profiles.added(s, LAW, "Two.", None, desk.eve, desk.now))


def test_only_the_text_that_was_read_is_checked(desk):
    text = desk.write(desk.ada)
    read = mark(text)
    desk.write(desk.ada, "Other words.")
    with pytest.raises(Overtaken):
        desk.check(text, desk.bob, seen=read)
    draft = desk.write(desk.ada, "Not handed in any more.", offer=False)
    with pytest.raises(AlreadyDecided):
        desk.check(draft, desk.bob)
    with pytest.raises(NotFound):
        desk.do(lambda s: profiles.check(s, UUID(int=1), seen="", by=desk.bob, now=desk.now))


def test_a_text_given_back_says_why_until_it_is_handed_in_anew(desk):
    text = desk.write(desk.ada)
    with pytest.raises(Refused):
        desk.give_back(text, desk.bob, "  ")
    returned = desk.give_back(text, desk.bob)
    assert (returned.offered_at, returned.remark) == (None, "Since when?")
    assert stands(desk, desk.ada) is Stands.MEND
    anew = desk.write(desk.ada, "Since 27 June 2024.")
    assert (anew.version, anew.remark) == (1, "")
    assert stands(desk, desk.bob) is Stands.CHECK


def stands(desk, person):
    (one,) = desk.look(lambda s: profile_queries.on_their_way(s, person, ["DEU"]))
    return one.stands


def test_how_a_text_stands_depends_on_who_asks(desk):
    text = desk.write(desk.ada, offer=False)
    assert [stands(desk, who) for who in (desk.ada, desk.bob)] == [Stands.GO_ON, Stands.THEIRS]
    desk.write(desk.ada, "Done.")
    assert [stands(desk, who) for who in (desk.ada, desk.bob, desk.eve)] == [
        Stands.HANDED_IN,
        Stands.CHECK,
        Stands.THEIRS,
    ]
    text = desk.look(lambda s: latest(s, LAW))
    desk.check(text, desk.bob)
    assert stands(desk, desk.ada) is Stands.CHECKED
    desk.release(text.id)
    assert desk.look(lambda s: profile_queries.on_their_way(s, desk.ada, None)) == []


# ── release ──────────────────────────────────────────────────────────────────────────────


def test_of_each_text_the_newest_that_was_checked_waits_for_a_release(desk):
    first = desk.released(desk.ada, desk.bob, "Version one.")
    second = desk.check(desk.write(desk.ada, "Version two."), desk.bob)
    third = desk.check(desk.write(desk.eve, "Version three."), desk.bob)
    desk.write(desk.ada, "Version four, not checked.")
    (text,) = desk.look(profiles.waiting)
    assert (text.id, text.version, text.follows) == (third.id, 3, first.version)
    for no_longer in (second.id, first.id):
        with pytest.raises(AlreadyDecided):
            desk.release(third.id, no_longer)
    desk.release(third.id)
    assert desk.look(profiles.waiting) == []
    versions = desk.look(lambda s: profile_queries.released(s, "DEU"))
    assert [(one.version, one.text) for one in versions] == [
        (3, "Version three."),
        (1, "Version one."),
    ]


def test_every_released_version_stays_readable_and_no_other_is(desk):
    desk.released(desk.ada, desk.bob, "One.")
    desk.released(desk.eve, desk.bob, "Two.")
    desk.write(desk.ada, "Three.")
    one, every = desk.look(lambda s: profile_queries.version(s, LAW, 1))
    assert (one.text, [v.version for v in every]) == ("One.", [2, 1])
    assert profile_queries.before(every[0], every) == one
    assert profile_queries.before(one, every) is None
    with pytest.raises(NotFound):
        desk.look(lambda s: profile_queries.version(s, LAW, 3))


def test_a_reader_is_shown_her_language_else_english_else_any(desk):
    for language, text in (("fr", "Un."), ("en", "One."), ("fr", "Deux.")):
        desk.released(desk.ada, desk.bob, text, Subject("DEU", "", language))
    desk.released(desk.ada, desk.bob, "Seul.", Subject("DEU", "health", "fr"))
    versions = desk.look(lambda s: profile_queries.released(s, "DEU"))
    told = {
        language: {a: v.text for a, v in profile_queries.shown(versions, language).items()}
        for language in ("en", "fr", "de")
    }
    english = {"": "One.", "health": "Seul."}
    assert told == {"en": english, "fr": {"": "Deux.", "health": "Seul."}, "de": english}


def test_people_are_named_beside_a_text_only_where_they_agreed(desk):
    desk.released(desk.ada, desk.bob)
    desk.do(lambda s: setattr(s.merge(desk.ada), "named", True))
    (one,) = desk.look(lambda s: profile_queries.released(s, "DEU"))
    assert (one.written.name, one.written.staff) == ("Ada", False)
    assert (one.checked.name, one.checked.staff) == ("", True)


def test_what_was_done_to_a_text_is_on_record_without_its_words(desk):
    desk.give_back(desk.write(desk.ada), desk.bob)
    text = desk.released(desk.ada, desk.bob)
    entries = desk.look(lambda s: audit_log.of(s, "profile", text.id))
    assert [(e.deed, e.by) for e in entries] == [
        ("profile.written", desk.ada.id),
        ("profile.returned", desk.bob.id),
        ("profile.written", desk.ada.id),
        ("profile.checked", desk.bob.id),
        ("profile.released", desk.bob.id),
    ]
    assert "nationality." not in str([e.what for e in entries])
    assert desk.look(audit_log.verify).broken is None


# ── words ────────────────────────────────────────────────────────────────────────────────


def test_a_text_is_short_and_says_something(desk):
    for text in ("", " \n ", "x" * (LONGEST + 1)):
        with pytest.raises(Refused):
            desk.write(desk.ada, text)
    desk.write(desk.ada, "Said.")
    with pytest.raises(Refused):
        desk.write(desk.eve, "Said. ")  # adds nothing to what stands


@given(st.text())
def test_a_tidy_text_is_kept_as_it_is(text):
    assert tidied(tidied(text)) == tidied(text)
    assert tidied(text).split() == text.split()
    assert fault_of("x" * LONGEST) == ""


@given(st.text(), st.text())
def test_two_versions_are_told_as_one_without_losing_a_letter(before, after):
    pieces = word_by_word(before, after)
    assert "".join(text for sign, text in pieces if sign != CAME) == before
    assert "".join(text for sign, text in pieces if sign != GONE) == after


def test_what_changed_is_marked_word_by_word():
    pieces = word_by_word(
        "It costs 51 euros.\n\nIt is new.", "It costs 55 euros. Twice.\n\nNew."
    )
    assert pieces[:4] == (("", "It costs"), ("", " "), (GONE, "51"), (CAME, "55"))
    assert pieces[4:6] == (("", " euros."), (CAME, " Twice."))
