"""A difference is split among the answers that made it, with nothing left over."""

import tomllib
from dataclasses import replace
from itertools import pairwise, permutations
from math import fsum
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from trees import HEAD, answers_to, codebooks

from scoring import OtherCodebook, Table, explain, parse_codebook, score, weight_of
from scoring.errors import NoRow
from scoring.score import counted

FILE = Path(__file__).parents[2] / "config" / "codebooks" / "mipex-core.toml"
MIPEX = parse_codebook(tomllib.loads(FILE.read_text("utf-8")))

NEAR = 1e-12


@st.composite
def moves(draw, books, missing=True):
    """A codebook and two sets of answers to it, which differ in few answers or in many."""
    codebook = draw(books)
    before = draw(answers_to(codebook, missing))
    after = draw(answers_to(codebook, missing))
    # Each eighth answer changes, or each third, or all do.
    often, size = draw(st.sampled_from((8, 3, 1))), len(codebook.leaves)
    picks = draw(st.binary(min_size=size, max_size=size))
    for leaf, pick in zip(codebook.leaves, picks, strict=True):
        if pick % often:
            after.pop(leaf.code, None)
            after |= {leaf.code: before[leaf.code]} if leaf.code in before else {}
    return codebook, before, after


real = moves(st.just(MIPEX)) | moves(st.just(MIPEX), missing=False)
random = moves(codebooks())
either = random | real


def explained(codebook, before, after):
    return explain(codebook, score(codebook, before), score(codebook, after))


def points(contributions):
    return {each.code: each.points for each in contributions}


def below(codebook, code):
    """The codes of a node and of all that it is counted from."""
    return {code}.union(*(below(codebook, part) for part in codebook.nodes[code].parts))


@given(either)
def test_parts_and_answers_add_up_to_the_difference_at_every_node(move):
    for node in explained(*move).nodes.values():
        assert abs(fsum(points(node.answers).values()) - node.difference) <= NEAR
        assert not node.parts or (
            abs(fsum(points(node.parts).values()) - node.difference) <= NEAR
        )


@given(either)
def test_the_answers_of_an_area_did_to_the_overall_what_the_area_did(move):
    found = explained(*move).nodes
    for node in found.values():
        of_answer = points(node.answers)
        for part, did in points(node.parts).items():
            inside = [of_answer[c] for c in below(move[0], part) if c in of_answer]
            assert abs(fsum(inside) - did) <= NEAR


@given(either)
def test_every_node_with_two_scores_above_a_changed_answer_is_explained(move):
    codebook, before, after = move
    changed = {
        leaf.code for leaf in codebook.leaves if before.get(leaf.code) != after.get(leaf.code)
    }
    one, other = score(codebook, before).values, score(codebook, after).values
    found = explained(*move)

    reached = [code for code in codebook.nodes if changed & below(codebook, code)]
    assert list(found.nodes) == [c for c in reached if None not in (one[c], other[c])]
    assert list(found.appeared) == [c for c in reached if one[c] is None is not other[c]]
    assert list(found.vanished) == [c for c in reached if other[c] is None is not one[c]]


@given(either)
def test_only_changed_answers_below_a_node_contribute_to_it(move):
    codebook, before, after = move
    found = explained(*move)
    named = {code: points(node.answers) for code, node in found.nodes.items()}

    for code, answers in (named | dict(found.appeared) | dict(found.vanished)).items():
        assert answers
        assert set(answers) <= below(codebook, code)
        assert all(before.get(answer) != after.get(answer) for answer in answers)


@given(either)
def test_each_contribution_tells_its_own_scores_and_the_largest_come_first(move):
    codebook, before, after = move
    one, other = score(codebook, before).values, score(codebook, after).values

    for node in explained(*move).nodes.values():
        assert (node.before, node.after) == (one[node.code], other[node.code])
        for listed in (node.parts, node.answers):
            sizes = [abs(each.points) for each in listed]
            assert all(a >= b - 1e-9 for a, b in pairwise(sizes))
            assert all((c.before, c.after) == (one[c.code], other[c.code]) for c in listed)


@given(either)
def test_the_way_back_is_the_way_there_with_the_signs_turned(move):
    codebook, before, after = move
    there, back = explained(codebook, before, after), explained(codebook, after, before)

    assert there.appeared == back.vanished
    assert there.vanished == back.appeared
    for code, node in there.nodes.items():
        turned = {answer: -did for answer, did in points(node.answers).items()}
        assert points(back.nodes[code].answers) == pytest.approx(turned, abs=NEAR)


@given(either, st.randoms())
def test_the_order_of_the_answers_does_not_matter(move, chance):
    codebook, before, after = move
    shuffled = [list(before.items()), list(after.items())]
    for answers in shuffled:
        chance.shuffle(answers)

    assert explained(codebook, *map(dict, shuffled)) == explained(*move)


@given(either, st.data())
def test_a_single_changed_answer_made_all_of_it(move, data):
    codebook, before, after = move
    code = data.draw(st.sampled_from([leaf.code for leaf in codebook.leaves]))
    rest = {other: answer for other, answer in before.items() if other != code}
    after = rest | ({code: after[code]} if code in after else {})

    for node in explained(codebook, before, after).nodes.values():
        assert points(node.answers) == {code: pytest.approx(node.difference, abs=NEAR)}


@given(either)
def test_no_difference_has_nothing_to_explain(move):
    codebook, answers, _ = move
    found = explained(codebook, answers, answers)

    assert (found.nodes, found.appeared, found.vanished) == ({}, {}, {})


def over_all_orders(codebook, node, before, after):
    """The points of each part, by going through every order; None where none has a score."""
    changed = [part for part in node.parts if before[part] != after[part]]
    assume(len(changed) <= 6)
    gained = []
    for order in permutations(changed):
        values, stages = dict(before), [before[node.code]]
        for part in order:
            values[part] = after[part]
            try:
                stages.append(counted(node, values))
            except NoRow:
                stages.append(None)
        if None not in stages:
            steps = [b - a for a, b in pairwise(stages)]
            gained.append(dict(zip(order, steps, strict=True)))
    if not gained:
        return None
    return {p: fsum(way[p] for way in gained) / len(gained) for p in changed}


@given(random)
def test_a_part_did_what_it_does_on_average_over_all_orders(move):
    codebook, *answers = move
    before, after = (score(codebook, given).values for given in answers)

    for code, found in explained(*move).nodes.items():
        if not found.parts:
            continue
        averages = over_all_orders(codebook, codebook.nodes[code], before, after)
        did = points(found.parts)
        if averages is not None:
            assert {part: did.get(part) for part in averages} == pytest.approx(
                averages, abs=1e-10
            )
        else:
            assert isinstance(codebook.nodes[code].rule, Table)


def test_one_answer_is_followed_up_to_the_overall_score(mipex):
    full = {node.code: 100.0 for node in mipex.leaves}
    found = explained(mipex, full | {"cb51a": 0, "aa1": 0}, full | {"aa1": 50})

    overall = found.nodes["ov"]
    assert points(overall.parts) == pytest.approx({"a": 50 / 9 / 7, "c": 100 / 3 / 7 / 7})
    assert points(overall.answers) == pytest.approx(
        {"aa1": 50 / 9 / 7, "cb51a": 100 / 3 / 7 / 7}
    )
    assert [each.code for each in overall.answers] == ["aa1", "cb51a"]
    assert points(found.nodes["cb51"].answers) == {"cb51a": pytest.approx(100 / 3)}


def test_a_table_is_split_by_the_average_of_both_orders(mipex):
    # (0, 0) is 0, (50, 0) is 17, (0, 100) is 67 and (50, 100) is 83.
    found = explained(mipex, {"bb28a": 0, "bb28b": 0}, {"bb28a": 50, "bb28b": 100})

    assert points(found.nodes["bb28"].answers) == pytest.approx(
        {"bb28a": (17 + 83 - 67) / 2, "bb28b": (67 + 83 - 17) / 2}
    )


def test_an_answer_that_a_table_does_not_look_at_did_nothing(mipex):
    found = explained(mipex, {"bb28a": 100, "bb28b": 0}, {"bb28a": 100, "bb28b": 100})

    assert points(found.nodes["bb28"].answers) == {"bb28b": 0}
    assert points(found.nodes["b"].answers) == {"bb28b": 0}


def test_an_answer_to_what_stays_without_a_score_did_nothing(mipex):
    found = explained(mipex, {"ba21": 50}, {"ba21": 50, "bb29c": 100})

    assert points(found.nodes["b"].parts) == {"bb29": 0}
    assert points(found.nodes["b"].answers) == {"bb29c": 0}
    assert list(found.appeared) == ["bb29c"]


def test_answers_that_offset_each_other_are_told_though_nothing_moved(mipex):
    rest = {"fb104a": 50, "fb105a": 50, "fa98": 50}
    found = explained(
        mipex, rest | {"fb106": 0, "fb107": 100}, rest | {"fb106": 100, "fb107": 0}
    )

    assert found.nodes["f"].difference == 0
    assert points(found.nodes["f"].parts) == {"fb_new": 0}
    assert points(found.nodes["f"].answers) == {"fb106": 12.5, "fb107": -12.5}


def test_an_answer_that_appears_pulls_the_mean_towards_itself(mipex):
    found = explained(
        mipex, {"fa98": 0, "fb104a": 0}, {"fa98": 0, "fb104a": 50, "fd115ab": 100}
    )

    # Alone, one answer lifts the mean from 0 to 25 or 33⅓, the other from 0 or 25 to 50.
    assert found.nodes["f"].after == 50
    assert points(found.nodes["f"].answers) == pytest.approx(
        {"fd115ab": (100 / 3 + 50 - 25) / 2, "fb104a": (25 + 50 - 100 / 3) / 2}
    )


def test_a_node_that_appears_or_vanishes_is_listed_with_the_answers_that_did_it(mipex):
    one, other = {"fa98": 50, "bb28a": 0}, {"fa98": 50, "bb28a": 100, "db70": 0}
    there, back = explained(mipex, one, other), explained(mipex, other, one)

    # The table of bb28 lacks an answer that it needs until another decides it.
    known = {"b": ("bb28a",), "bb28": ("bb28a",), "d": ("db70",), "db70": ("db70",)}
    assert there.appeared == back.vanished == known
    assert list(there.nodes) == list(back.nodes) == ["bb28a"]


def test_a_node_is_owed_to_what_appeared_with_it_before_what_changed(mipex):
    found = explained(mipex, {"bb28b": 0}, {"bb28a": 50, "bb28b": 100})

    assert found.appeared["bb28"] == ("bb28a",)


def test_a_node_that_appears_is_not_owed_to_what_vanished(mipex):
    found = explained(mipex, {"bb29a": 0, "bb29c": 50}, {"bb29a": 100})

    assert found.appeared["bb29"] == ("bb29a",)
    assert found.vanished == {"bb29c": ("bb29c",)}


def test_what_a_part_that_appears_did_is_shared_by_its_answers(mipex):
    found = explained(mipex, {"fa98": 0}, {"fa98": 0, "fb104a": 100, "fb105a": 50})

    assert points(found.nodes["f"].parts) == {"fb_new": 37.5}
    assert points(found.nodes["f"].answers) == {"fb104a": 18.75, "fb105a": 18.75}


def test_an_answer_off_the_scale_needs_a_row_on_its_own_side_only(mipex):
    # A federal average of 75 has no row unless bb28a is 100, so bb28b changes first.
    found = explained(mipex, {"bb28a": 100, "bb28b": 75}, {"bb28a": 0, "bb28b": 50})

    assert points(found.nodes["bb28"].answers) == {"bb28a": 33 - 100, "bb28b": 0}


def node(code, **row):
    return {"code": code, "title": code} | row


def questions(*codes):
    return [node(c, question="?", options=[[0, "no"], [100, "yes"]]) for c in codes]


def small(parts, area):
    """A codebook of one area."""
    levels = ["overall", "area", "indicator"]
    overall = [node("all", rule="mean", parts=["area"])]
    return parse_codebook(
        HEAD
        | {"levels": levels, "headline": ["all"]}
        | {"overall": overall, "area": [node("area", **area)], "indicator": questions(*parts)}
    )


def test_a_table_without_a_score_on_any_way_is_split_equally():
    rows = [
        {"a": 0, "b": 0, "score": 0},
        {"a": 100, "b": 100, "score": 60},
        *({"a": a, "b": 100 - a, "c": c, "score": c} for a in (0, 100) for c in (0, 100)),
    ]
    book = small("abc", {"rule": "table", "parts": ["a", "b", "c"], "rows": rows})
    found = explained(book, {"a": 0, "b": 0}, {"a": 100, "b": 100})

    assert points(found.nodes["all"].answers) == {"a": 30, "b": 30}


def test_an_answer_that_is_counted_twice_over_is_told_once_with_all_it_did():
    book = parse_codebook(
        HEAD
        | {"levels": ["overall", "area", "indicator"], "headline": ["all"]}
        | {"overall": [node("all", rule="mean", parts=["area", "a"])]}
        | {
            "area": [node("area", rule="mean", parts=["a", "b"])],
            "indicator": questions("a", "b"),
        }
    )
    found = explained(book, {"a": 0, "b": 0}, {"a": 100, "b": 100})

    assert points(found.nodes["all"].answers) == {"a": 75, "b": 25}
    assert weight_of(book, "all", score(book, {"a": 0, "b": 0})) == {"a": 0.75, "b": 0.25}


def test_answers_that_offset_each_other_below_a_table_did_nothing_to_it():
    inner = [{"a": a, "b": b, "score": 50 + a / 2 - b / 2} for a in (0, 100) for b in (0, 100)]
    outer = [{"inner": score, "score": score} for score in (0, 50, 100)]
    book = parse_codebook(
        HEAD
        | {"levels": ["overall", "area", "indicator"], "headline": ["all"]}
        | {"overall": [node("all", rule="table", parts=["inner"], rows=outer)]}
        | {"area": [node("inner", rule="table", parts=["a", "b"], rows=inner)]}
        | {"indicator": questions("a", "b")}
    )
    found = explained(book, {"a": 0, "b": 0}, {"a": 100, "b": 100})

    assert points(found.nodes["inner"].answers) == {"a": 50, "b": -50}
    assert points(found.nodes["all"].answers) == {"a": 0, "b": 0}


MANY = [f"q{number}" for number in range(500)]


def test_very_many_answers_that_come_and_go_still_add_up():
    book = small(MANY, {"rule": "mean", "parts": [*MANY[:400], MANY[400:]]})
    stay = dict.fromkeys(MANY[:100], 0) | dict.fromkeys(MANY[490:], 0)
    before = stay | dict.fromkeys(MANY[100:200], 100) | dict.fromkeys(MANY[480:490], 100)
    after = stay | dict.fromkeys(MANY[200:480], 100) | {MANY[0]: 100}
    found, back = explained(book, before, after), explained(book, after, before)

    area = found.nodes["area"]
    did = points(area.answers)
    assert abs(fsum(did.values()) - area.difference) <= NEAR
    assert len({round(did[code], 12) for code in MANY[100:200]}) == 1
    assert len({round(did[code], 12) for code in MANY[200:400]}) == 1
    assert did[MANY[150]] < 0 < did[MANY[250]]
    # Of 201 places before and 301 after, the one that stays has the weight in the middle.
    assert did[MANY[0]] == pytest.approx(100 * (1 / 201 + 1 / 301) / 2)
    assert points(back.nodes["area"].answers) == pytest.approx(
        {code: -points for code, points in did.items()}, abs=NEAR
    )


def test_very_many_answers_that_take_the_place_of_others_add_up():
    book = small(MANY, {"rule": "mean", "parts": MANY})
    found = explained(book, dict.fromkeys(MANY[:20], 0), dict.fromkeys(MANY[20:60], 100))

    did = points(found.nodes["all"].answers)
    assert did == pytest.approx(
        dict.fromkeys(MANY[:20], 50 / 20) | dict.fromkeys(MANY[20:60], 50 / 40)
    )


def test_one_that_comes_among_the_many_is_split_alike_either_way():
    # With equal scores on both sides of the bound the two ways to split have one result.
    book = small(MANY, {"rule": "mean", "parts": MANY})
    stay = dict.fromkeys(MANY[100:110], 0)
    for many in (12, 13):
        found = explained(book, stay, stay | dict.fromkeys(MANY[:many], 100))
        share = 100 * many / (10 + many) / many
        assert points(found.nodes["area"].answers) == pytest.approx(
            dict.fromkeys(MANY[:many], share)
        )


def test_scores_of_different_codebooks_are_not_explained(mipex):
    card = score(mipex, {})
    newer = replace(card, edition="2025")

    with pytest.raises(OtherCodebook, match="mipex-core 2020 and mipex-core 2025"):
        explain(mipex, card, newer)
    with pytest.raises(OtherCodebook, match="mipex-core 2025 and mipex-core 2020"):
        explain(mipex, newer, newer)
