"""The form that goes with a question, and how an answer is read out of any mail."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.released import Question, Recipient
from newsletters import form_lines as lines
from newsletters.as_text import lines_of
from newsletters.reply_form import affirmed, answered, form

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
TODAY = NOW.date()
ADA = Recipient(UUID(int=1), "Ada", "ada@desk.example", "en")
IDA = Recipient(UUID(int=1), "Ida", "ida@desk.example", "fr")
ASKED = Question(
    report_id=UUID(int=2),
    country="DEU",
    title="Dual nationality allowed",
    summary="Nobody has to give up a nationality.",
    url="https://gazette.example/1",
    areas=("access_to_nationality",),
    because=(),
    reported_at=NOW,
    reported_by=None,
    state="open",
    decided_at=None,
    note="",
)
YES = """My answer: yes
In force from: 27.6.2024
Adopted: 22 March 2024
Law: StARModG, BGBl. 2024 I Nr. 104
What changed: Dual nationality allowed
Questions: fd115ab=a"""


@pytest.fixture(scope="module")
def known(letters, codebook):
    return lines.labels(letters.translations, codebook)


def quote(text, depth=1):
    return "\n".join("> " * depth + line for line in text.splitlines())


def test_the_form_alone_says_what_it_is_filled_with_and_nothing_else(letters, codebook, known):
    for person in (ADA, IDA):
        written = form(ASKED, person, codebook, letters, holding={"fd115ab": 50.0})
        for mail in (written, quote(written), lines_of(html(written))):
            assert lines.read(mail, known) == {
                lines.CODE: letters.links.answer_code(person.id, ASKED.report_id),
                lines.TITLE: ASKED.title,
                lines.SOURCE: ASKED.url,
            }


def html(text):
    return "<p>" + "<br>".join(text.splitlines()) + "</p>"


def test_a_blind_form_tells_nothing_that_was_read_and_asks_all_alike(letters, codebook, known):
    blind = form(ASKED, ADA, codebook, letters, blind=True)
    assert set(lines.read(blind, known)) == {lines.CODE}
    assert ASKED.title not in blind
    assert all(f"\n{leaf.code}  " in blind for leaf in codebook.leaves)
    seeing = form(ASKED, ADA, codebook, letters)
    assert "aa1  " not in seeing


def test_a_form_shows_no_score(letters, codebook):
    written = form(ASKED, ADA, codebook, letters, holding={"fd115ab": 50.0})
    assert "(on record)" in written
    assert " 100" not in written
    assert " 50" not in written


TEXTS = st.text(
    st.sampled_from("abcdefgh äß.,;'’()0123456789-/§"), min_size=1, max_size=150
).map(lambda text: "x " + " ".join(text.split()))
FILLED = st.dictionaries(st.sampled_from(lines.ABOUT_A_REPORT), TEXTS)


@given(FILLED, st.randoms(), st.integers(0, 4), st.sampled_from(("en", "fr")), st.booleans())
def test_what_is_written_is_read_in_any_order_quoted_by_any_depth(
    letters, known, filled, random, depth, language, as_html
):
    names = list(filled)
    random.shuffle(names)
    written = lines.write(filled, names, letters.translations.of(language))
    mail = quote(written, depth)
    if as_html:
        mail = lines_of("<blockquote>" * depth + html(written) + "</blockquote>" * depth)
    assert lines.read(mail, known) == {name: " ".join(filled[name].split()) for name in names}


@given(FILLED, FILLED)
def test_what_she_writes_goes_before_what_is_quoted(letters, known, hers, quoted):
    words = letters.translations.of("en")
    mine = lines.write(hers, list(hers), words)
    theirs = quote(lines.write(quoted, list(quoted), words))
    want = {name: " ".join(text.split()) for name, text in (quoted | hers).items()}
    assert lines.read(f"{mine}\n\nOn Saturday they wrote:\n{theirs}", known) == want
    assert lines.read(f"On Saturday they wrote:\n{theirs}\n\n{mine}", known) == want


def test_an_answer_under_each_line_is_read(known):
    mail = "> My answer:\n\nyes\n\n> In force from:\n27.6.2024\n> Law:\n> Note:\nFine.\n"
    said = lines.read("> ==== Your answer by mail ====\n" + mail, known)
    assert said == {"answer": "yes", "in_force_from": "27.6.2024", "note": "Fine."}


def test_what_she_changes_takes_the_place_of_what_we_filled_in(known):
    quoted = "> ==== x ====\n> What changed: As a machine read it\nAs it is\n> ==== y ===="
    assert lines.read(quoted, known) == {"title": "As it is"}


def test_signatures_greetings_and_headers_of_a_reply_are_no_part_of_an_answer(known):
    for end in ("-- \nAda", "\nKind regards\nAda", "-----Original Message-----\nFrom: x"):
        said = lines.read(
            f"Hello,\n\nMy answer: no\nNote: A bill only,\nnot a law.\n{end}", known
        )
        assert said == {"answer": "no", "note": "A bill only, not a law."}


def test_a_note_in_the_form_keeps_its_paragraphs(known):
    mail = "==== x ====\nNote: One\ntwo.\n\nThree.\n==== y ====\nFour."
    assert lines.read(mail, known) == {"note": "One two.\nThree."}


@pytest.mark.parametrize(
    "line",
    [
        "*My answer:* yes",
        "  my  ANSWER :yes",
        "Ma réponse\N{NO-BREAK SPACE}: yes",
        "MA REPONSE: yes",
    ],
)
def test_a_line_is_known_in_any_language_and_however_a_program_sets_it(known, line):
    assert lines.read(line, known) == {"answer": "yes"}


@given(st.text())
def test_no_text_breaks_the_reading(letters, codebook, known, text):
    said = lines.read(text, known)
    assert set(said) <= set(known.values())
    answered(said, codebook, TODAY, letters)
    affirmed(said, codebook, letters)
    lines_of(text)


def test_html_that_would_keep_a_parser_busy_for_minutes_says_nothing():
    assert lines_of("<div>" * 100_000 + "My answer: yes") == ""
    assert lines_of("<!--" * 100_000) == ""


def test_a_mail_that_marks_itself_as_quoted_without_end_fills_no_memory():
    hostile = "<p>" + "\x1c&#28;" * 2000 + "a\n<br>" * 2000
    assert len(lines_of(hostile)) < 10 * len(hostile)


def test_a_line_that_would_keep_the_reading_busy_for_minutes_says_nothing(known):
    assert lines.read("**  " * 25_000, known) == {}
    assert lines.read("My answer: " + "* " * 49_000 + "no", known)["answer"].endswith("no")


def test_a_yes_is_read_with_its_days_law_and_answers(letters, codebook, known):
    said = answered(lines.read(YES, known), codebook, TODAY, letters)
    assert (said.verdict, said.faults) == ("confirm", {})
    assert said.days["in_force_from"] == date(2024, 6, 27)
    assert said.days["adopted"] == date(2024, 3, 22)
    assert said.answers == {"fd115ab": 100.0}


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Yes.", "confirm"),
        ("oui", "confirm"),
        ("no, a bill only", "reject"),
        ("More!", "more"),
        ("yes / no / more", ""),
        ("", ""),
        ("perhaps", ""),
    ],
)
def test_one_answer_counts_and_no_other_word(letters, codebook, text, verdict):
    said = answered(
        {"answer": text, "note": "x", "in_force_from": "2024-06-27"}, codebook, TODAY, letters
    )
    assert said.verdict == verdict
    assert ("answer" in said.faults) == (not verdict)


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("fd115ab=a", {"fd115ab": 100.0}),
        ("FD115AB : A; aa1 c.", {"fd115ab": 100.0, "aa1": 0.0}),
        ("fd115ab(b), fa102_new = a", {"fd115ab": 50.0, "fa102_new": 100.0}),
        ("–", {}),
        ("", {}),
        ("fd115ab=z", None),
        ("fd115ab", None),
        ("fd115ab=a and more", None),
        ("zz9=a", None),
    ],
)
def test_codes_and_letters_are_read_all_of_them_or_not_at_all(letters, codebook, text, answers):
    said = answered(
        lines.read(YES, lines.labels(letters.translations, codebook)) | {"questions": text},
        codebook,
        TODAY,
        letters,
    )
    assert ("questions" in said.faults) == (answers is None)
    assert said.answers == (answers or {})


def test_a_day_that_can_be_read_in_two_ways_is_asked_for_again(letters, codebook):
    said = answered({"answer": "yes", "in_force_from": "6/7/2024"}, codebook, TODAY, letters)
    assert set(said.faults) == {"in_force_from"}


def test_no_and_more_want_a_sentence(letters, codebook):
    for text in ("no", "more"):
        said = answered({"answer": text}, codebook, TODAY, letters)
        assert set(said.faults) == {"note"}


def test_nothing_is_said_of_all_areas_but_those_that_are_named(letters, codebook):
    said = affirmed({"answer": "Nothing.", "area-health": "A new act"}, codebook, letters)
    assert (said.areas["health"], said.areas["education"], said.faults) == ("A new act", "", {})
    silent = affirmed({"area-health": "A new act"}, codebook, letters)
    assert set(silent.faults) == {"answer"}
    each = affirmed({lines.AREA + a.key: "rien" for a in codebook.areas}, codebook, letters)
    assert (set(each.areas.values()), each.faults) == ({""}, {})
