"""What lamps say, and the weekly mail: also where there is nothing to tell."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from sqlmodel import select

from monitor.events import SourcesReviewed
from monitor.people_tables import Role
from monitor.released import Recipient
from monitor.rhythm import Silence
from monitor.silence import review
from monitor.silence.lights import Lamp, Light, Review, Told, Why
from monitor.source_tables import SourceReview
from newsletters import lamp_words
from newsletters.notices import tell_staff_of_sources
from newsletters.tables import Delivery

BOB = Recipient(UUID(int=1), "Bob", "bob@desk.example", "en")
QUIET = Told("deu-bgbl", "Bundesgesetzblatt", "DEU", Why.QUIET, 9)
PAUSED = Told("fra-jo", "JO", "FRA", Why.PAUSED, note="It repeats another.", by="Bob")
MONDAY = date(2026, 11, 16)


def silent(probability=0.00025, days=9, usual=(1, 2)):
    return Silence(probability, MONDAY, MONDAY, days, 12.0, usual)


@pytest.fixture(params=["en", "fr"])
def words(request, letters):
    return letters.translations.of(request.param)


@pytest.mark.parametrize("why", Why)
def test_every_lamp_has_a_sentence_in_every_language(words, why):
    said = lamp_words.sentence(Lamp(Light.BAD, why, of="mt"), words)
    assert said.endswith(".")
    assert "%" not in said


@pytest.mark.parametrize(
    ("silence", "said"),
    [
        (silent(), "It usually speaks every 1 to 2 days. Silent for 9 days. "
         "Only one pause in 4,000 is as long."),
        (silent(usual=(7, 7)), "It usually speaks every 7 days. Silent for 9 days. "
         "Only one pause in 4,000 is as long."),
        (silent(0.5, 1, (1, 1)), "It usually speaks every day. Silent for one day."),
        (silent(1.0, 0, None), "It is too early to say how often it speaks."),
        (silent(0.0, 400, (1, 1)), "It usually speaks every day. Silent for 400 days. "
         "Not one pause in 1,000,000 is as long."),
        (None, "Nothing was heard of it yet."),
    ],
)  # fmt: skip
def test_a_silence_in_words(letters, silence, said):
    assert lamp_words.rhythm(silence, letters.translations.of("en")) == said


def test_a_silence_in_french_has_french_figures(letters):
    said = lamp_words.rhythm(silent(), letters.translations.of("fr"))
    assert said.startswith("D’ordinaire, une nouveauté tous les 1 à 2 jours.")
    assert "4 000" in said.replace("\u202f", " ")


def mail(review, letters):
    return lamp_words.reviewed(review, BOB, letters)


def test_a_week_without_news_says_that_all_is_lit(letters):
    notice = mail(Review(), letters)
    assert notice.subject == "All lamps are lit"
    assert len(notice.paragraphs) == 1
    assert "the service itself has gone quiet" in notice.after[1]


def test_what_went_quiet_is_the_news(letters):
    notice = mail(Review(dark=("deu-bgbl", "x"), went_dark=(QUIET,), paused=(PAUSED,)), letters)
    assert notice.subject == "One source went quiet"
    assert notice.paragraphs[1:] == (
        "Went quiet or dark: Germany: Bundesgesetzblatt (silent for 9 days)",
        "Dark for longer: one source",
        "Paused by staff: France: JO (It repeats another., Bob)",
    )


def test_the_gaps_of_a_gazette_are_told(letters):
    gazette = Told("deu-bgbl", "Bundesgesetzblatt", "DEU", Why.READ, missing="2026/2–3")
    notice = mail(Review(gaps=(gazette,), unlooked=("DEU",)), letters)
    assert "Numbers that never came: Germany: Bundesgesetzblatt (2026/2–3)" in notice.paragraphs


def test_what_was_told_before_is_no_news(letters):
    notice = mail(Review(dark=("x",), unlooked=("DEU",)), letters)
    assert notice.subject == "No source went quiet this week"


def test_a_long_list_is_cut(letters):
    codes = ("DEU", "FRA", "ITA", "ESP", "PRT", "GBR", "IRL", "NLD", "BEL", "LUX", "AUT", "CHE")
    notice = mail(Review(unheard=(*codes, "POL", "CZE")), letters)
    assert notice.subject == "14 countries are not heard"
    assert notice.paragraphs[1].endswith("· and 2 more")


def test_each_of_staff_is_told_once_a_week_in_her_language(sessions, letters, world):
    world.person("Boss", role=Role.STAFF, language="fr")
    world.person("Ada", "DEU")
    found = review.SHAPE.dump_python(Review(went_dark=(QUIET,), dark=("x",)), mode="json")
    at = datetime(2026, 11, 16, 6, tzinfo=UTC)
    world.add(SourceReview(week=MONDAY, made_at=at, found=found))
    for _ in range(2):
        with sessions() as session:
            tell_staff_of_sources(session, SourcesReviewed(week=MONDAY), letters=letters)
            session.commit()
    with sessions() as session:
        (sent,) = session.exec(select(Delivery)).all()
    assert sent.subject == "Une source s’est tue"
    said = " ".join(sent.text.split())  # also no-break spaces are spaces
    assert "Allemagne : Bundesgesetzblatt (silence depuis 9 jours)" in said
    assert sent.due_at == at
