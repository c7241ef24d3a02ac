"""What is watched: the file seeds it, and what staff changed wins."""

import tomllib
from datetime import timedelta

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from monitor import catalogue, mending, people
from monitor.errors import NotAllowed, NotFound, Refused
from monitor.people_tables import Role
from monitor.source import RHYTHMS, TRUST, Source, check, make, parse_sources, stanza
from monitor.source_file import rewritten
from monitor.source_tables import SourceSetting
from monitor.sources import KINDS
from monitor.tables import SourceState

GAZETTE = "deu-gazette"
COURT = {"kind": "feed", "name": "A court", "url": "https://court.example/rss"}


@pytest.fixture
def session(service):
    with service.writing() as session:
        yield session


@pytest.fixture
def now(clock):
    return clock()


@pytest.fixture
def bob(session, now):
    return people.add(session, email="b@x.example", name="Bob", role=Role.STAFF, now=now)


@pytest.fixture
def seeds(service):
    return dict(service.sources)


def mended(seeds, **lines):
    return stanza(seeds[GAZETTE]) | lines


def test_a_paused_source_is_not_asked_and_stays_in_the_list(session, seeds, bob, now):
    mending.pause(session, seeds, GAZETTE, by=bob, why=" Rebuilt. ", now=now)
    assert GAZETTE not in catalogue.watched(session, seeds)
    assert GAZETTE in catalogue.sources(session, seeds)
    known = catalogue.known(session, seeds, GAZETTE)
    assert (known.paused, known.setting.why, known.by) == (True, "Rebuilt.", bob)
    mending.resume(session, seeds, GAZETTE, by=bob, now=now)
    assert catalogue.watched(session, seeds) == seeds


def test_a_source_that_the_file_has_off_can_be_asked_again(session, seeds, bob, now):
    seeds[GAZETTE] = make(GAZETTE, mended(seeds, on=False, note="Not checked yet."))
    assert GAZETTE not in catalogue.watched(session, seeds)
    mending.resume(session, seeds, GAZETTE, by=bob, now=now)
    assert catalogue.watched(session, seeds)[GAZETTE].note == ""


def test_what_staff_mend_wins_over_a_file_that_changes_later(session, seeds, bob, now):
    ours = "https://gazette.example/ours"
    mending.mend(session, seeds, GAZETTE, mended(seeds, url=ours), by=bob, now=now)
    seeds[GAZETTE] = make(GAZETTE, mended(seeds, url="https://gazette.example/theirs"))
    assert catalogue.sources(session, seeds)[GAZETTE].url == ours
    assert catalogue.known(session, seeds, GAZETTE).differences == {
        "url": (ours, "https://gazette.example/theirs")
    }
    mending.forget(session, seeds, GAZETTE, by=bob, now=now)
    assert catalogue.sources(session, seeds) == seeds


def test_going_back_to_the_file_does_not_end_a_pause(session, seeds, bob, now):
    mending.pause(session, seeds, GAZETTE, by=bob, why="Rebuilt.", now=now)
    mending.mend(session, seeds, GAZETTE, mended(seeds, name="G"), by=bob, now=now)
    mending.forget(session, seeds, GAZETTE, by=bob, now=now)
    assert catalogue.paused(session) == {GAZETTE}


def test_a_new_source_gets_an_id_that_nobody_has(session, seeds, bob, now):
    first = mending.add(session, seeds, COURT | {"jurisdiction": "DEU"}, by=bob, now=now)
    lines = COURT | {"jurisdiction": "DEU", "url": "https://court.example/atom"}
    second = mending.add(session, seeds, lines, by=bob, now=now)
    assert (first, second) == ("deu-a-court", "deu-a-court-2")
    assert {first, second} <= catalogue.watched(session, seeds).keys()


@pytest.mark.parametrize(
    ("place", "name", "url", "id"),
    [
        ("PRT", "Diário, série I", "https://x.example/", "prt-diario-serie-i"),
        ("GRC", "Εφημερίδα", "https://www.et.gr/x", "grc-www-et-gr"),
        (None, "Court, Court & Court", "https://x.example/", "int-court-court-court"),
        ("EU", "", "maildir:news", "eu-source"),
    ],
)  # fmt: skip
def test_an_id_says_whose_law_and_which_name(place, name, url, id):
    assert catalogue.new_id(place, name, url) == id


@pytest.mark.parametrize(
    "url",
    [
        "https://gazette.example/rss",
        "http://www.gazette.example/rss/",
        "https://gazette.example:443/rss?utm_source=x",
    ],
)
def test_no_address_is_watched_twice(session, seeds, bob, now, url):
    with pytest.raises(Refused, match="watched already"):
        mending.add(session, seeds, COURT | {"url": url}, by=bob, now=now)
    lines = stanza(seeds["world-news"]) | {"url": url}
    with pytest.raises(Refused, match="watched already"):
        mending.mend(session, seeds, "world-news", lines, by=bob, now=now)


def test_two_that_the_file_has_at_one_address_can_each_be_mended(session, seeds, bob, now):
    seeds["twin"] = make("twin", mended(seeds, name="A twin"))
    mending.mend(session, seeds, "twin", mended(seeds, name="Twin"), by=bob, now=now)
    assert catalogue.sources(session, seeds)["twin"].name == "Twin"


def test_a_secret_goes_to_no_other_host(session, seeds, bob, now):
    keyed = {"url": "https://api.example/?k={key}", "key": "api", "headers": {"X-Key": "{key}"}}
    seeds[GAZETTE] = make(GAZETTE, mended(seeds, **keyed))
    said = mended(seeds)
    del said["key"], said["headers"]
    for url in ("https://evil.example/?k={key}", "http://api.example/?k={key}"):
        with pytest.raises(Refused, match="another host"):
            mending.mend(session, seeds, GAZETTE, said | {"url": url}, by=bob, now=now)
    lines = said | {"url": "https://api.example/v2?k={key}"}
    mending.mend(session, seeds, GAZETTE, lines, by=bob, now=now)
    now_so = catalogue.sources(session, seeds)[GAZETTE]
    assert (now_so.key, now_so.headers) == ("api", {"X-Key": "{key}"})


def test_a_browser_names_no_secret(session, seeds, bob, now):
    for line in ({"key": "api"}, {"headers": {"X": "{key}"}}):
        with pytest.raises(Refused, match="secret"):
            mending.add(session, seeds, COURT | line, by=bob, now=now)
        with pytest.raises(Refused, match="secret"):
            mending.mend(session, seeds, GAZETTE, mended(seeds, **line), by=bob, now=now)


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://x.example/", "https://", "http://[", "", "x"]
)
def test_an_address_that_its_kind_does_not_read_is_refused(session, seeds, bob, now, url):
    with pytest.raises(Refused) as refused:
        mending.add(session, seeds, COURT | {"url": url}, by=bob, now=now)
    assert set(refused.value.faults) == {"url"}


def test_whoever_is_no_staff_changes_nothing(session, seeds, now):
    ada = people.add(
        session, email="a@x.example", name="Ada", role=Role.CORRESPONDENT,
        watches=["DEU"], now=now,
    )  # fmt: skip
    attempts = [
        lambda: mending.add(session, seeds, COURT, by=ada, now=now),
        lambda: mending.mend(session, seeds, GAZETTE, mended(seeds, name="X"), by=ada, now=now),
        lambda: mending.pause(session, seeds, GAZETTE, by=ada, why="Why not", now=now),
        lambda: mending.resume(session, seeds, GAZETTE, by=ada, now=now),
        lambda: mending.forget(session, seeds, GAZETTE, by=ada, now=now),
        lambda: mending.ask_at_once(session, seeds, GAZETTE, by=ada, now=now),
    ]
    for attempt in attempts:
        with pytest.raises(NotAllowed):
            attempt()
    assert session.exec(select(SourceSetting)).all() == []


def test_what_nobody_watches_cannot_be_mended(session, seeds, bob, now):
    with pytest.raises(NotFound):
        mending.mend(session, seeds, "nobody", COURT, by=bob, now=now)
    added = mending.add(session, seeds, COURT, by=bob, now=now)
    with pytest.raises(NotFound):
        mending.forget(session, seeds, added, by=bob, now=now)


def test_asking_at_once_makes_it_due(session, seeds, bob, now):
    later = now + timedelta(hours=5)
    session.add_all(SourceState(source=id, due_at=later) for id in seeds)
    mending.ask_at_once(session, seeds, GAZETTE, by=bob, now=now)
    due = dict(session.exec(select(SourceState.source, SourceState.due_at)).all())
    assert due == {GAZETTE: now, "world-news": later}


def test_an_export_says_all_that_holds(session, seeds, bob, now):
    mending.pause(session, seeds, GAZETTE, by=bob, why="Rebuilt.", now=now)
    mending.mend(
        session, seeds, "world-news", stanza(seeds["world-news"]) | {"name": "News"},
        by=bob, now=now,
    )  # fmt: skip
    added = mending.add(session, seeds, COURT, by=bob, now=now)
    exported = catalogue.export(session, seeds)
    assert list(exported) == [*seeds, added]
    assert exported[GAZETTE] == stanza(seeds[GAZETTE]) | {"on": False, "note": "Rebuilt."}
    assert exported["world-news"]["name"] == "News"
    assert exported[added] == COURT


def test_what_is_mended_is_read_as_if_it_was_never_asked(session, seeds, bob, now):
    later = now + timedelta(hours=5)

    def after(do):
        left = SourceState(source=GAZETTE, due_at=later, asked="https://x.example", error="old")
        session.merge(left)
        do()
        session.expire_all()
        state = session.get_one(SourceState, GAZETTE)
        return state.due_at, state.asked, state.error

    anew, mended_so = (now, "", ""), mended(seeds, name="G")
    mend = lambda: mending.mend(session, seeds, GAZETTE, mended_so, by=bob, now=now)  # noqa: E731
    assert after(mend) == anew
    assert after(lambda: mending.forget(session, seeds, GAZETTE, by=bob, now=now)) == anew
    assert after(lambda: mending.resume(session, seeds, GAZETTE, by=bob, now=now)) == anew
    ask = after(lambda: mending.ask_at_once(session, seeds, GAZETTE, by=bob, now=now))
    assert ask == (now, "https://x.example", "old")


def test_a_source_that_is_off_says_why_whoever_switches_it_off(session, seeds, bob, now):
    seeds[GAZETTE] = make(GAZETTE, mended(seeds, on=False, note="Not checked yet."))
    lines = {k: v for k, v in mended(seeds).items() if k != "note"}
    with pytest.raises(Refused, match="Say why it is off") as refused:
        mending.mend(session, seeds, GAZETTE, lines, by=bob, now=now)
    assert set(refused.value.faults) == {"note"}


@pytest.mark.parametrize("strange", [{"colour": "red"}, {"kind": "fax"}, {"every_hours": "6"}])
def test_a_stanza_that_this_version_does_not_understand_stops_nothing(
    session, seeds, bob, now, strange
):
    for id in (GAZETTE, "int-court"):
        session.add(SourceSetting(source=id, stanza=COURT | strange, changed_at=now))
    everything = catalogue.sources(session, seeds)
    assert everything[GAZETTE] == seeds[GAZETTE]
    court = everything["int-court"]
    assert (court.name, court.on) == ("A court", False)
    assert "does not understand" in court.note
    assert catalogue.found(session, seeds, "int-court") == court
    assert catalogue.known(session, seeds, GAZETTE).faults
    assert "int-court" not in catalogue.watched(session, seeds)
    assert list(catalogue.export(session, seeds)) == list(seeds)
    mending.forget(session, seeds, GAZETTE, by=bob, now=now)
    assert catalogue.known(session, seeds, GAZETTE).faults == []


def keyless(text):
    """Whether a header asks for no secret; one that does needs its name besides."""
    return "{key}" not in text


texts = st.text(min_size=1)
stanzas = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(
            [name for name, kind in KINDS.items() if "https" in kind.schemes]
        ),
        "name": texts,
        "url": st.builds("https://x.example/{}".format, st.text("aé/?&=%20 \"'#")),
    },
    optional={
        "jurisdiction": st.sampled_from(["DEU", "FRA", "EU"]),
        "language": st.sampled_from(["de", "sr"]),
        "institution": texts,
        "trust": st.sampled_from(TRUST),
        "every_hours": st.floats(0.1, 700),
        "rhythm": st.sampled_from(list(RHYTHMS)),
        "on": st.booleans(),
        "note": texts,
        "headers": st.dictionaries(texts, st.text().filter(keyless), min_size=1),
        "may_be_empty": st.booleans(),
    },
)


@given(st.dictionaries(texts, stanzas))
def test_a_file_of_stanzas_gives_back_the_same_sources(data):
    for lines in data.values():
        needs = KINDS[lines["kind"]].needs
        lines |= {"read": dict.fromkeys(sorted(needs), "a")} if needs else {}
        lines |= {"note": "why"} if "note" not in lines and not lines.get("on", True) else {}
        assert check(lines, KINDS) == []
    read = parse_sources(data, KINDS)
    written = tomli_w.dumps({id: stanza(source) for id, source in read.items()})
    assert parse_sources(tomllib.loads(written), KINDS) == read


def test_a_stanza_says_only_what_is_unusual():
    assert stanza(Source("x", "feed", "X", "https://x.example/")) == {
        "kind": "feed", "name": "X", "url": "https://x.example/",
    }  # fmt: skip


HAND_WRITTEN = """# The head, which explains.

# Germany

[a]  # ours
kind = "feed"
name = "A"
every_hours = 6.0 # as usual, and said
url = "https://x.example/a"

# France

[b]
kind = "list"
name = "B"
url = "https://x.example/b"
read = { select = "a" }
[b.headers]
X = "1"
"""


def said(text):
    return {
        id: stanza(source) for id, source in parse_sources(tomllib.loads(text), KINDS).items()
    }


def test_a_file_that_says_it_all_is_written_as_it_stands():
    assert rewritten(HAND_WRITTEN, said(HAND_WRITTEN)) == HAND_WRITTEN
    assert rewritten(HAND_WRITTEN.rstrip(), said(HAND_WRITTEN)) == HAND_WRITTEN.rstrip()


def test_only_what_changed_is_written_anew_and_comments_stay():
    stanzas = said(HAND_WRITTEN)
    stanzas["a"]["name"] = "Another"
    new = {"kind": "feed", "name": "C", "url": "https://x.example/c"}
    text = rewritten(HAND_WRITTEN, stanzas | {"c": new})
    assert said(text) == stanzas | {"c": new}
    assert text.startswith("# The head, which explains.\n\n# Germany\n\n[a]\n")
    assert HAND_WRITTEN[HAND_WRITTEN.index("\n# France") :] in text
    assert "\n\n[c]\n" in text


def test_a_text_that_looks_like_a_stanza_is_none():
    text = '[a]\nkind = "feed"\nname = """A\n[b]\n"""\nurl = "https://x.example/a"\n'
    assert said(rewritten(text, said(text))) == said(text)


@given(st.dictionaries(texts, stanzas), st.dictionaries(texts, stanzas))
def test_a_file_says_what_it_is_rewritten_to_say(before, after):
    for lines in (*before.values(), *after.values()):
        needs = KINDS[lines["kind"]].needs
        lines |= {"read": dict.fromkeys(sorted(needs), "a")} if needs else {}
        lines |= {"note": "why"} if "note" not in lines and not lines.get("on", True) else {}
    old = tomli_w.dumps(before)
    wanted = said(old) | said(tomli_w.dumps(after))
    assert said(rewritten(old, wanted)) == wanted
