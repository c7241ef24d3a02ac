"""What a stanza may say, and what is said about one that is wrong."""

import pytest

from monitor.errors import BadCatalogue
from monitor.source import Kind, check, make, parse_sources, stanza

KINDS = {
    "feed": Kind(read=lambda document: None),
    "list": Kind(
        read=lambda document: None,
        needs=frozenset({"select"}),
        takes=frozenset({"date"}),
        page=True,
    ),
    "mailbox": Kind(read=lambda document: None, schemes=frozenset({"imap", "maildir"})),
}
GAZETTE = {"kind": "feed", "name": "A gazette", "url": "https://gazette.example/rss"}
COURT = GAZETTE | {"kind": "list", "read": {"select": "a"}}


@pytest.mark.parametrize(
    "lines",
    [
        {},
        {"jurisdiction": "DEU", "language": "de", "institution": "gazette"},
        {"jurisdiction": "EU", "trust": "partner", "every_hours": 0.5, "rhythm": "rarely"},
        {"on": False, "note": "not checked yet"},
        {"url": "https://gazette.example/{year}/{month}/{day}"},
        {"url": "https://gazette.example/?q=%7Byear%7D"},
        {"url": "https://gazette.example/?key={key}", "key": "gazette"},
        {"headers": {"Authorization": "ApiKey {key}"}, "key": "gazette"},
        {"numbered": r"/(?P<year>\d{4})/(?P<number>\d+)"},
        {"may_be_empty": True},
        {"kind": "list", "read": {"select": "main a", "date": "time"}},
        {"kind": "mailbox", "url": "imap://box.example"},
    ],
)
def test_a_stanza_may_say_this_and_is_written_as_it_was_read(lines):
    said = GAZETTE | lines
    assert check(said, KINDS) == []
    assert stanza(make("x", said)) == said


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ({"kind": "fax"}, "kind is one of ['feed', 'list', 'mailbox'], not 'fax'"),
        ({"name": ""}, "the line 'name' is missing"),
        ({"name": 7}, 'name is a text in quotes, like "this"'),
        ({"colour": "red"}, "unknown line 'colour'"),
        ({"on": "no"}, "on is true or false"),
        ({"every_hours": True}, "every_hours is a number"),
        ({"every_hours": 0}, "every_hours is a number of hours, at most a month's"),
        ({"every_hours": 1000}, "every_hours is a number of hours, at most a month's"),
        ({"headers": {"Accept": 1}}, 'headers is a table of texts, like { name = "this" }'),
        (
            {"jurisdiction": "DE"},
            "jurisdiction is an ISO 3166-1 alpha-3 code or EU, not 'DE'",
        ),
        ({"trust": "rumour"}, "trust is one of ('official', 'partner', 'media')"),
        ({"rhythm": "often"}, "rhythm is one of ('daily', 'weekly', 'monthly', 'rarely')"),
        ({"url": "ftp://x.example/"}, "url is an address that begins with http:// or https://"),
        ({"url": "https:///rss"}, "url is an address that begins with http:// or https://"),
        ({"url": "https://[x/"}, "url is an address that begins with http:// or https://"),
        (
            {"url": "https://x.example/{week}"},
            "url holds {week}, which stands for nothing; {day}, {key}, {month}, {year} do, "
            "and a brace itself is %7B or %7D",
        ),
        (
            {"url": "https://x.example/?key={key}"},
            "{key} stands for a secret: say in the line 'key' which",
        ),
        (
            {"headers": {"Key": "{key}"}},
            "{key} stands for a secret: say in the line 'key' which",
        ),
        ({"on": False}, "say in the line 'note' why it is off"),
        ({"numbered": "("}, "numbered is no pattern: missing ), unterminated subpattern"),
        ({"numbered": r"Nr\. \d+"}, "numbered holds the group (?P<number>…)"),
        ({"read": {"select": "a"}}, "read has the unknown line 'select'"),
        ({"kind": "list"}, "read lacks the line 'select'"),
    ],
)
def test_a_wrong_line_is_named_with_what_to_write(lines, says):
    (fault,) = check(GAZETTE | lines, KINDS)
    assert fault.startswith(says)


def test_a_source_that_is_off_may_lack_what_it_is_off_for():
    lacking = {"kind": "list", "on": False, "note": "a selector is missing"}
    assert check(GAZETTE | lacking, KINDS) == []
    assert check(GAZETTE | lacking | {"read": {"colour": "red"}}, KINDS) != []


def test_what_is_no_table_is_no_source():
    assert check("a gazette", KINDS) == [
        "a source is a table: [name-of-the-source] and its lines below"
    ]


def test_every_fault_of_a_file_is_told_with_its_stanza():
    with pytest.raises(BadCatalogue) as refused:
        parse_sources({"a": GAZETTE | {"kind": "fax"}, "b": {"kind": "feed"}}, KINDS)
    told = str(refused.value)
    assert "[a] kind is one of" in told
    assert "[b] the line 'name' is missing" in told
    assert "[b] the line 'url' is missing" in told


def test_sources_bear_the_ids_of_their_stanzas():
    read = parse_sources({"a": GAZETTE, "b": COURT}, KINDS)
    assert [(id, source.id, source.how) for id, source in read.items()] == [
        ("a", "a", {}),
        ("b", "b", {"select": "a"}),
    ]
