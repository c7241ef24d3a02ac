"""What changed in a text is told, and what says nothing is not."""

import json
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.difference import CAME, GONE, Line, changed, essence, told
from monitor.entry import Document
from monitor.sources import page

WORDS = st.lists(
    st.sampled_from(["law", "act", "fee", "100", "200", "day", "法", "律"]), max_size=12
)
TEXTS = st.lists(WORDS.map(" ".join), max_size=12)


def whole(line):
    return line.head + line.middle + line.tail


def said(lines, sign):
    return Counter(essence(whole(line)) for line in lines if line.sign == sign)


def counted(text):
    return Counter(filter(None, map(essence, text)))


@given(TEXTS, TEXTS)
def test_what_went_and_what_came_make_the_one_text_the_other(before, after):
    lines = changed("\n".join(before), "\n".join(after))
    assert counted(before) - said(lines, GONE) + said(lines, CAME) == counted(after)


@given(TEXTS, TEXTS)
def test_backwards_what_came_went(before, after):
    there = changed("\n".join(before), "\n".join(after))
    back = changed("\n".join(after), "\n".join(before))
    assert said(there, GONE) == said(back, CAME)
    assert said(there, CAME) == said(back, GONE)


@given(TEXTS.flatmap(lambda text: st.tuples(st.just(text), st.permutations(text))))
def test_what_only_moved_did_not_change(texts):
    before, after = texts
    assert changed("\n".join(before), "\n".join(after)) == ()


@given(st.text(), st.text())
def test_any_texts_can_be_compared_and_told(before, after):
    lines = changed(before, after)
    assert len(told(lines, most=50)) <= 51
    assert bool(lines) == (counted(before.split("\n")) != counted(after.split("\n")))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Updated 3 minutes ago", "Updated 2 hours ago"),
        ("Mis à jour il y a 3 heures", "Mis à jour il y a 5 minutes"),
        ("Aktualisiert vor 3 Minuten", "Aktualisiert vor 2 Stunden"),
        ("Aktualizowano 5 minut temu", "Aktualizowano 6 minut temu"),
        ("© 2019–2025 Ministry", "© 2019–2026 Ministry"),
        ("Copyright Ministry of Tests 2025", "Copyright Ministry of Tests 2026"),
        ("1,204 visits today", "1,310 visits today"),
        ("Visitors: 12", "Visitors: 13"),
        ("token 5f2b8c1d9e3a4f6075b2", "token 1d9e3a4f60755f2b8c99"),
        ("It is 09:13:59 here", "It is 09:14:01 here"),
        ("the “law”", 'the  "law"'.replace('"', "'")),
        ("2020–2024", "2020-2024"),
        ("ﬁve\u00a0days", "five days"),
        ("***", "---"),
    ],
)
def test_what_says_nothing_is_no_change(before, after):
    assert changed(before, after) == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("A fee of 100 euro", "A fee of 200 euro"),
        ("after five years", "after six years"),
        ("Law 2025/12 applies", "Law 2026/12 applies"),
        ("who came 3 years before", "who came 5 years before"),
        ("vor 5 Jahren eingereist", "vor 8 Jahren eingereist"),
        ("They may vote.", "They may not vote."),
        ("before 1 January 2026", "before 1 January 2027"),
    ],
)
def test_what_may_be_law_is_a_change(before, after):
    assert {line.sign for line in changed(before, after)} == {GONE, CAME}


def test_the_middle_is_what_differs():
    before, after = "A fee of 100 euro is paid.", "A fee of 200 euro is paid."
    assert changed(before, after) == (
        Line(GONE, "A fee of ", "100 ", "euro is paid."),
        Line(CAME, "A fee of ", "200 ", "euro is paid."),
    )


def test_scripts_without_spaces_are_told_apart_sign_by_sign():
    assert [line.middle for line in changed("外国人は百円を払う", "外国人は千円を払う")] == [
        "百",
        "千",
    ]


def test_a_long_paragraph_is_shown_around_what_changed():
    before, after = (" ".join([*"a" * 30, word, *"b" * 30]) for word in ("old", "new"))
    assert told(changed(before, after)) == (
        "− …a a a a a a a a old b b b b b b b b…\n+ …a a a a a a a a new b b b b b b b b…"
    )


def test_a_long_change_is_cut():
    text = told(changed("", "\n".join(f"paragraph {n}" for n in range(500))))
    assert len(text) <= 2_001
    assert text.endswith("\n…")


def test_a_long_list_in_another_order_with_one_more_is_told_by_that_one():
    rows = [f"row {n}" for n in range(5_000)]
    (line,) = changed("\n".join(rows), "\n".join([*rows[::-1], "a new row"]))
    assert told([line]) == "+ a new row"


@pytest.mark.parametrize("text", ["1 " * 50_000, "a-" * 50_000, "© " * 50_000, "1.2" * 33_333])
def test_a_paragraph_of_any_length_is_read_at_once(text):
    assert essence(text) == essence(text + " ")


@pytest.mark.shared
def test_real_pages_are_seen_to_change_and_to_stay(shared):
    """15 that changed, 14 that did not; one changed by a link alone, without a selector."""
    pairs = map(json.loads, (shared / "pages" / "pairs.jsonl").read_text().splitlines())
    seen = Counter()
    for pair in pairs:
        memory = page.read(Document((shared / "pages" / pair["before"]).read_bytes())).memory
        after = (shared / "pages" / pair["after"]).read_bytes()
        found = page.read(Document(after, memory=memory))
        seen[pair["substantive_change"], bool(found.entries)] += 1
        assert not found.problems
    assert seen[False, True] == 0
    assert seen[True, True] >= 14
