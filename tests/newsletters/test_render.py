"""Mails as they are read: complete, harmless, and the same words in both shapes."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path
from uuid import UUID

import pytest

from monitor.asking.rules import Item, Waiting
from monitor.provision import Provision
from monitor.released import (
    DraftedChange,
    Heard,
    ImportedFile,
    MonthQuestion,
    Move,
    Question,
    Recipient,
)
from newsletters import question_words, wording
from newsletters.cards import card, shortened, web_address
from newsletters.digest import Interest, digest
from newsletters.figures import Direction, figures, one_line
from newsletters.mailer import WIRE
from newsletters.render import COLUMNS, Asked, Ways, issue_mail, notice_mail, span

GOLDEN = Path(__file__).parents[1] / "data" / "mails"
NOW = datetime(2026, 10, 1, tzinfo=UTC)
WAYS = Ways("https://mipex.example/subscriptions/one", "https://mipex.example/unsubscribe/one")
ADA = Recipient(UUID(int=5), "Ada Lovelace", "ada@desk.example", "en")


def issue(changes, letters, language="en", interest=None):
    interest = interest or Interest()
    when = span("monthly", date(2026, 10, 1), letters.translations.of(language))
    asked = Asked("monthly", language, interest)
    return issue_mail(digest(changes, interest), when, asked, WAYS, letters)


@pytest.fixture
def october(told):
    """Three changes: one up, one down, one that moves nothing."""
    return [
        told(adopted=date(2024, 3, 22)),
        told(
            change_id=UUID(int=2),
            country="FIN",
            title="Eight years of residence before citizenship, not five",
            summary="",
            law="",
            url="",
            in_force_from=date(2024, 10, 1),
            moves=(
                Move("ov_h", 85, 83, (("fa98", -1.5625),)),
                Move("f", 74, 61, (("fa98", -12.5),)),
                Move("fa98", 100, 50),
            ),
        ),
        told(
            change_id=UUID(int=3),
            country="LUX",
            kind="correction",
            areas=("political_participation", "health"),
            title="No five-year wait before voting in local elections",
            codebook="",
            in_force_until=date(2026, 12, 31),
            moves=(),
        ),
    ]


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("shape", ["html", "txt"])
def test_a_digest_reads_as_someone_approved_it(october, letters, language, shape):
    mail = issue(october, letters, language, Interest(frozenset({"DEU", "FIN", "LUX"})))
    text = f"Subject: {mail.subject}\n\n{mail.text}" if shape == "txt" else mail.html
    golden = GOLDEN / f"digest.{language}.{shape}"
    if not golden.exists():
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(text, "utf-8")
        pytest.fail(f"{golden.name} was missing and is written: look at it")
    assert text == golden.read_text("utf-8")


def test_a_subject_says_the_news(october, letters):
    assert issue(october, letters).subject == (
        "Finland: Eight years of residence before citizenship, not five"
        " — Access to nationality 74 → 61; 2 more changes"
    )
    assert issue(october[2:], letters).subject == (
        "Correction – Luxembourg: No five-year wait before voting in local elections"
    )
    assert issue(october[:1] + october[2:], letters, "fr").subject == (
        "Allemagne : Dual nationality allowed — Accès à la nationalité 42 → 55 ;"
        " un autre changement"
    )


def test_a_card_shows_what_moved_and_one_overall_score_only(told, letters, codebook):
    words = letters.translations.of("en")
    rows = figures(told(), codebook, words)
    assert [(row.title, row.arrow, row.sign) for row in rows] == [
        ("Years before naturalisation", "50 → 100", "▲"),
        ("Access to nationality", "42 → 55", "▲"),
        ("Overall, all eight areas", "58 → 60", "▲"),
    ]


def test_the_overall_score_shown_is_the_fullest_that_exists(told, letters, codebook):
    words = letters.translations.of("en")
    moves = (Move("ov_h", 58.0, None), Move("ov", 57.0, 59.0), Move("ov_noedu", 1.0, 2.0))
    (row,) = figures(told(moves=moves), codebook, words)
    assert (row.title, row.arrow) == ("Overall without health", "57 → 59")
    (row,) = figures(told(moves=moves[:1]), codebook, words)
    assert (row.arrow, row.direction) == ("58 → –", Direction.GONE)


@pytest.mark.parametrize(
    ("before", "after", "arrow", "direction"),
    [
        (42.5, 54.5, "43 → 55", Direction.UP),
        (54.49999999999999, 42.0, "55 → 42", Direction.DOWN),
        (54.2, 54.4, "54.2 → 54.4", Direction.UP),
        (None, 50.0, "– → 50", Direction.NEW),
        (50.0, None, "50 → –", Direction.GONE),
        (50.0, 50.0, "50", Direction.SAME),
        (None, None, "", Direction.SAME),
    ],
)
def test_scores_are_rounded_half_up_and_only_when_shown(
    told, letters, codebook, before, after, arrow, direction
):
    words = letters.translations.of("en")
    (row,) = figures(told(moves=(Move("f", before, after),)), codebook, words)
    assert (row.arrow, row.direction) == (arrow, direction)


def test_a_score_of_an_unknown_node_is_left_out(told, letters, codebook):
    words = letters.translations.of("en")
    assert figures(told(moves=(Move("gone", 1, 2),)), codebook, words) == ()


HOSTILE = (
    "</title><script>alert(1)</script>\r\nBcc: all@example.org\u202e\u2028\0 {{ 7*7 }} %(x)s"
)


class Elements(HTMLParser):
    """Every element and address of a page."""

    def __init__(self, html):
        super().__init__()
        self.seen, self.addresses = [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.seen.append(tag)
        self.addresses += [value for name, value in attrs if name in ("href", "src")]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_hostile_source_changes_nothing_but_words(told, letters, language):
    change = told(title=HOSTILE, summary=HOSTILE, law=HOSTILE, url="javascript:alert(1)")
    mail = issue([change], letters, language)
    assert mail.subject.isprintable()
    assert "\u202e" not in mail.subject + mail.text + mail.html
    assert "script" not in Elements(mail.html).seen
    assert not any(url.startswith("javascript") for url in Elements(mail.html).addresses)
    assert not re.search(r"^Bcc:", mail.text, re.MULTILINE)
    assert "{{ 7*7 }} %(x)s" in mail.text


def test_a_subject_is_never_longer_than_a_mail_program_shows(told, letters):
    mail = issue([told(title="law " * 500)], letters)
    assert len(mail.subject) <= 160
    assert mail.subject.endswith("…")


def test_only_addresses_of_the_web_are_linked():
    assert web_address("https://gazette.example/1") == "https://gazette.example/1"
    for url in ("", "javascript:alert(1)", "data:text/html,x", "https://", "http://[", "x"):
        assert web_address(url) == ""


def test_foreign_text_is_one_line():
    assert one_line(" a\r\nb\tc\0d\u2028e\u202ef ") == "a b c d ef"


def test_a_correction_says_that_the_law_is_as_it_was(october, letters):
    told = card(october[2], letters, letters.translations.of("en"))
    assert told.facts.startswith("A correction: the law is as it was, our record was wrong.")
    assert not told.moved


QUOTES = {UUID(int=7): Provision("„seine bisherige Staatsangehörigkeit aufgibt“", "de")}


def asked_for(asked, month):
    """What a mail may ask a person: one thing, or several."""
    item = Item(UUID(int=11), 3, 0, NOW)
    heard = Heard(
        True,
        "A title",
        "StARModG",
        date(2024, 6, 27),
        None,
        (("fd115ab", 100.0),),
        "Section 10.",
    )
    first = Waiting(item, "DEU", "first", asked)
    second, check = replace(first, place="second"), replace(first, place="check", heard=heard)
    rejected = replace(
        check, heard=replace(heard, confirms=False, in_force_from=None, answers=())
    )
    reminded = replace(first, item=replace(item, mailed_at=NOW))
    period = Waiting(replace(item, minutes=2), "LUX", check_in=month)
    year = replace(period, check_in=replace(month, month=date(2026, 1, 1), months=12))
    return {
        "question": [first],
        "second": [second],
        "check": [check],
        "check of a rejection": [rejected],
        "reminder": [reminded],
        "check-in": [period],
        "check-in of a year": [replace(year, item=reminded.item)],
        "several": [check, second, reminded, period],
    }


def notices(letters, language):
    """Every notice there is."""
    to = replace(ADA, language=language)
    words = letters.translations.of(language)
    asked = Question(
        UUID(int=7), "DEU", "A title", "A summary", "https://gazette.example/1",
        ("health",), ("“in force” says that law changed",), NOW, None, "open", None, "",
    )  # fmt: skip
    reported = replace(asked, reported_by=ADA, country="", areas=(), because=(), url="")
    drafted = DraftedChange(
        UUID(int=8),
        "DEU",
        "policy",
        "mipex-core",
        "A title",
        date(2026, 1, 1),
        NOW,
        "",
        (Move("f", 42.1, 54.1),),
    )
    month = MonthQuestion(
        check_in_id=UUID(int=9),
        country="DEU",
        month=date(2026, 10, 1),
        asked_at=NOW,
        state="asked",
    )
    url = "https://mipex.example/x"
    values = {"cadence": "c", "countries": "d", "areas": "e", "language": "f"}
    return {
        "question of a person, to staff": question_words.to_staff(
            reported, to, letters, theirs=False
        ),
        **{
            name: question_words.asking(waiting, to, QUOTES, letters)
            for name, waiting in asked_for(asked, month).items()
        },
        "drafts": wording.drafts(drafted, to, letters),
        "drafts that move nothing": wording.drafts(replace(drafted, moves=()), to, letters),
        "confirmed": wording.decided(replace(asked, state="confirmed"), to, letters),
        "rejected": wording.decided(
            replace(asked, state="rejected", note="No such law."), to, letters
        ),
        "import": wording.imported(
            ImportedFile(UUID(int=10), "changes.csv", 12, ("DEU", "FRA"), NOW), to, letters
        ),
        "opt-in": wording.opt_in(values, url, words),
        "preferences": wording.subscribed_already(url, words),
        "sign-in": wording.sign_in("Ada", url, words),
    }


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_mail_has_both_shapes_one_link_at_least_and_no_none(october, letters, language):
    words = letters.translations.of(language)
    mails = {name: notice_mail(n, words) for name, n in notices(letters, language).items()}
    for name, mail in {**mails, "digest": issue(october, letters, language)}.items():
        assert mail.subject, name
        for shape in (mail.text, mail.html):
            assert "None" not in shape, name
            assert "https://mipex.example/" in shape, name
        assert set(re.findall(r"https://\S+", mail.text)) == {
            url for url in Elements(mail.html).addresses
        }, name
        assert f'lang="{language}"' in mail.html
        assert "{" not in mail.text, name


@pytest.mark.parametrize("language", ["en", "fr"])
def test_plain_text_keeps_to_72_columns(october, letters, language):
    words = letters.translations.of(language)
    mails = [notice_mail(n, words) for n in notices(letters, language).values()]
    for mail in [*mails, issue(october, letters, language)]:
        long = [line for line in mail.text.splitlines() if len(line) > COLUMNS]
        assert [line for line in long if not line.strip().startswith("https://")] == []


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("kind", ["question", "second", "check", "several"])
def test_a_mail_that_asks_reads_as_it_was_looked_at(letters, kind, language):
    words = letters.translations.of(language)
    mail = notice_mail(notices(letters, language)[kind], words)
    golden = GOLDEN / f"{kind}.{language}.txt"
    text = f"{mail.subject}\n\n{mail.text}"
    if not golden.exists():
        golden.write_text(text, "utf-8")
        pytest.fail(f"{golden.name} was missing and is written: look at it")
    assert text == golden.read_text("utf-8")


def test_a_mail_that_asks_shows_no_score(letters):
    told = notices(letters, "en")
    for kind in ("question", "second", "check", "reminder", "check-in", "several"):
        mail = notice_mail(told[kind], letters.translations.of("en"))
        assert not re.search(r"score|→|/100|\b100\b", mail.text.lower()), kind


def test_a_second_reads_nothing_that_a_machine_or_a_person_made_of_it(letters):
    mail = notice_mail(notices(letters, "en")["second"], letters.translations.of("en"))
    for shape in (mail.text, mail.html):
        for made in ("Health", "in force", "A summary", "Staatsangehörigkeit", "machine that"):
            assert made not in shape, made
        assert "A title" in shape
        assert "https://gazette.example/1" in shape


def test_layout_tables_say_so_and_pictures_have_words(october, letters):
    html = issue(october, letters).html
    tables = re.findall(r"<table[^>]*>", html)
    assert all('role="presentation"' in t or 'class="figures"' in t for t in tables)
    assert all('alt="' in picture for picture in re.findall(r"<img[^>]*>", html))
    assert "prefers-color-scheme: dark" in html
    assert "max-width: 600px" in html


def test_a_mail_loads_nothing_and_tracks_nobody(october, letters):
    elements = Elements(issue(october, letters).html)
    assert not {"img", "link", "script", "iframe"} & set(elements.seen)


def test_a_title_that_mail_libraries_would_decode_into_headers_stays_a_title():
    """Python reads encoded words inside a value that it is given, line ends and all."""
    evil = '=?utf-8?b?<"x\r\nBcc: victim@evil.example\r\n\r\n<h1>Phish</h1>">?='
    mail = EmailMessage()
    mail["Subject"] = shortened(f"Germany: {evil}")
    head = mail.as_bytes(policy=WIRE)
    assert b"\r\nBcc:" not in head
    assert b"\r\n\r\n<h1>" not in head
