"""One entry under several keys stays one; two entries stay two."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.address import normal
from monitor.entry import Entry
from monitor.visits.identity import Stored, keyed, settle

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
ACT = Entry(
    "https://gazette.example/acts/7",
    "https://gazette.example/acts/7",
    "Act 7",
    "It holds.",
    NOON,
)


class Record:
    """What a source published so far, as the database keeps it."""

    def __init__(self):
        self.keys: dict[str, Stored] = {}
        self.count = 0

    def read(self, *entries, present=()):
        """Read a document; give the numbers of its entries on record, and which are new."""
        document = keyed(entries)
        settled = settle(document, self.keys, present)
        ids = []
        for each in settled:
            stored = each.stored or self.store(each.entry)
            self.keys |= {key: stored for key in each.keys}
            ids.append(stored.id)
        return ids

    def store(self, entry):
        self.count += 1
        id = uuid5(UUID(int=0), str(self.count))
        return Stored(id, entry.link, entry.title, entry.summary, entry.published)


@pytest.fixture
def record():
    return Record()


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"id": "urn:uuid:new"},
        {"id": "http://gazette.example/acts/7", "link": "http://gazette.example/acts/7"},
        {"id": "https://www.gazette.example/acts/7/"},
        {"link": "https://gazette.example/acts/7?utm_source=rss&utm_medium=feed"},
        {"link": "https://gazette.example/acts/7#xtor=RSS-1", "id": "7"},
        {"link": "https://gazette.example/acts/7;jsessionid=1A2B.node1", "id": "7"},
        {"title": "ACT  7", "id": "7"},
        {"title": "Act 7, corrected"},
        {"title": "Act 7, corrected", "link": "https://gazette.example/acts/7-corrected"},
        {"published": NOON + timedelta(days=300)},
        {"published": None, "id": "7"},
        {"published": NOON.replace(hour=0), "id": "7"},
        {"summary": "It holds no more.", "id": "7"},
        {"published": NOON + timedelta(days=30), "id": "7"},
    ],
    ids=str,
)
def test_an_entry_that_changes_what_it_is_known_by_does_not_reappear(record, changed):
    (first,) = record.read(ACT)
    assert record.read(replace(ACT, **changed)) == [first]
    assert record.read(ACT) == [first]


def test_an_id_that_goes_to_and_fro_makes_no_other_entry(record):
    other = replace(ACT, id="urn:other")
    ids = [record.read(entry)[0] for entry in (ACT, other, ACT, other, ACT)]
    assert len(set(ids)) == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"id": "2", "link": "https://gazette.example/acts/8"},
        {"id": "2"},
        {"id": "2", "link": "https://gazette.example/acts/8", "title": "Act 8"},
        {"id": "2", "title": "Act 7 bis"},
        {"link": "https://gazette.example/acts/8"},
        {"id": "https://gazette.example/acts/7?page=2"},
        {"id": "https://gazette.example/acts/7#2", "link": "https://gazette.example/acts/7#2"},
    ],
    ids=str,
)
def test_two_amendments_of_one_day_under_like_titles_stay_two(record, changed):
    other = replace(ACT, **changed)
    first, second = record.read(ACT, other)
    assert first != second
    assert record.read(ACT, other) == [first, second]
    assert record.read(other, ACT) == [second, first]


def test_a_second_amendment_is_not_taken_for_the_first_that_still_stands_there(record):
    other = replace(ACT, id="2")
    (first,) = record.read(ACT)
    assert record.read(ACT, other)[1] != first


def test_a_first_amendment_that_was_only_recognised_is_not_given_away_either(record):
    other = replace(ACT, id="2")
    (first,) = record.read(ACT)
    assert record.read(other, present=[first]) != [first]


def test_announcements_of_different_days_at_one_address_stay_two(record):
    page = replace(ACT, id="a", link="https://x.example/news", title="Notice", summary="One.")
    (first,) = record.read(page)
    for number, days in enumerate((1, 2, 9)):
        later = replace(
            page, id=f"b{number}", published=NOON + timedelta(days=days), summary=f"{days}."
        )
        (other,) = record.read(later)
        assert other != first
        first = other


def test_a_source_that_numbers_what_stands_on_its_page_loses_nothing(record):
    def page(*titles):
        return [
            Entry(str(n), f"https://x.example/{title}", title, "", NOON + timedelta(ord(title)))
            for n, title in enumerate(titles, 1)
        ]

    one, two = record.read(*page("a", "b"))
    three, again = record.read(*page("c", "a"))
    assert len({one, two, three}) == 3
    assert again == one


@pytest.mark.parametrize("link", ["", "https://x.example", "https://x.example/"])
def test_an_id_that_is_used_for_everything_makes_no_two_acts_one(record, link):
    acts = [Entry("1", link, f"Act {n}", "", NOON + timedelta(days=n)) for n in range(3)]
    assert len({id for act in acts for id in record.read(act)}) == 3


def test_two_acts_of_one_day_under_one_title_and_link_stay_two_though_one_has_gone(record):
    (first,) = record.read(replace(ACT, id="g1"))
    later = replace(ACT, id="g2", published=NOON + timedelta(hours=7), summary="Another.")
    assert record.read(later) != [first]


def test_each_change_of_a_watched_page_is_an_entry_of_its_own(record):
    page = "https://office.example/naturalisation"
    ids = [
        record.read(Entry(f"{page}#sha256:{n}", page, "Naturalisation", f"+ {n}"))[0]
        for n in range(4)
    ]
    assert len(set(ids)) == 4


def test_entries_that_all_have_one_id_are_told_apart(record):
    entries = [
        Entry("0", f"https://x.example/{n}", f"Act {n}", "", NOON + timedelta(days=n))
        for n in range(5)
    ]
    ids = record.read(*entries)
    assert len(set(ids)) == 5
    assert record.read(*entries[1:]) == ids[1:]


def test_an_entry_that_stands_twice_in_a_document_is_one(record):
    assert len(record.read(ACT, ACT)) == 1


def test_a_buried_entry_never_comes_back(record):
    (first,) = record.read(ACT)
    record.keys = {
        key: Stored(stored.id, "", "", "", None, buried=True)
        for key, stored in record.keys.items()
    }
    (settled,) = settle(keyed([replace(ACT, title="Act 7!")]), record.keys)
    assert settled.stored.id == first
    assert not settled.rewritten


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("https://www.x.example:443/a/?utm_source=y&id=3#top", "x.example/a?id=3#top"),
        ("http://X.example/a%20b", "x.example/a b"),
        ("https://x.example:8443/", "x.example:8443"),
        ("tag:x.example,2026:7", "tag:x.example,2026:7"),
        ("act-7", "act-7"),
        ("http://[nonsense", "http://[nonsense"),
        ("https://x.example/?sid=3", "x.example?sid=3"),
    ],
)
def test_an_address_is_bare_of_what_leads_to_the_same(text, bare):
    assert normal(text) == bare


ENTRIES = st.builds(
    Entry,
    st.sampled_from(["1", "2", "https://x.example/1", "http://x.example/1"]),
    st.sampled_from(["", "https://x.example/1", "https://x.example/2?utm_source=a"]),
    st.sampled_from(["", "Act", "Decree"]),
    st.sampled_from(["", "It holds."]),
    st.sampled_from([None, NOON, NOON + timedelta(days=9)]),
)


@given(st.lists(ENTRIES, max_size=6))
def test_a_document_read_again_brings_nothing_new(entries):
    record = Record()
    first = record.read(*entries)
    count = record.count
    assert len(set(first)) == len(first)
    assert record.read(*entries) == first
    assert record.count == count


@given(st.lists(st.lists(ENTRIES, max_size=4), max_size=5))
def test_no_two_entries_of_one_document_are_ever_one(documents):
    record = Record()
    for document in documents:
        ids = record.read(*document)
        assert len(set(ids)) == len(ids)
