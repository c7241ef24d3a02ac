from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.provision import LONGEST, provision, sought

PLAIN = st.text("ab .", max_size=2000)


@settings(deadline=None)  # the first guess of a language loads what it guesses by
@given(PLAIN, PLAIN, st.sampled_from(["Einbürgerung", "EINBÜRGERUNG"]))
def test_a_long_paragraph_is_cut_around_the_word_and_says_nothing_else(before, after, word):
    text = f"{before} {word} {after}"
    found = provision(f"Inhalt\n{text}\nSchluss", ["einbürgerung"])
    assert found is not None
    quoted = found.text.removeprefix("… ").removesuffix(" …")
    assert word in quoted
    assert quoted in " ".join(text.split())
    assert len(quoted) <= LONGEST


def test_the_paragraph_with_most_of_the_words_is_quoted_and_none_without_any():
    text = "Die Einbürgerung.\n\nEinbürgerung ohne   Aufgabe der Staatsangehörigkeit."
    found = provision(text, ["Staatsangehörigkeit", "Einbürgerung"])
    assert found is not None
    assert found.text == "Einbürgerung ohne Aufgabe der Staatsangehörigkeit."
    assert provision(text, ["Asyl", " "]) is None


def test_what_a_person_claims_is_sought_by_two_of_its_longer_words():
    text = (
        "Das Gesetz gilt.\nDie Einbürgerung gilt.\nEinbürgerung ohne Aufgabe der Nationalität."
    )
    claimed = sought((), "Einbürgerung: Aufgabe entfällt", "Das Gesetz gilt für alle.")
    found = provision(text, claimed.words, claimed.least)
    assert found is not None
    assert found.text == "Einbürgerung ohne Aufgabe der Nationalität."
    assert provision("Die Einbürgerung gilt.", claimed.words, claimed.least) is None
    assert sought(("naturalisation",), "Einbürgerung").words == ("naturalisation",)
