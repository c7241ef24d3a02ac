"""What the headers and the status of an answer mean."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.fetching.headers import (
    explain_status,
    fresh_for,
    legible,
    read_retry_after,
    received,
    sendable,
)

DATE = ("Date", "Sat, 21 Nov 2026 08:00:00 GMT")
LATER = ("Expires", "Sat, 21 Nov 2026 08:10:00 GMT")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", timedelta(0)),
        (" 120 ", timedelta(minutes=2)),
        ("Sat, 21 Nov 2026 08:00:00 GMT", datetime(2026, 11, 21, 8, tzinfo=UTC)),
        ("Sat, 21 Nov 2026 08:00:00 -0000", datetime(2026, 11, 21, 8, tzinfo=UTC)),
        ("99999999999999999999", None),
        ("-5", None),
        ("²", None),
        ("soon", None),
        ("", None),
    ],
)
def test_retry_after_is_a_span_or_a_moment_or_nothing(text, value):
    assert read_retry_after(text) == value


@pytest.mark.parametrize(
    ("headers", "minutes"),
    [
        ([("Cache-Control", "public, max-age=600")], 10),
        ([("cache-control", 'MAX-AGE="600"')], 10),
        ([("Cache-Control", "max-age=600"), ("Age", "300")], 5),
        ([("Cache-Control", "max-age=600"), ("Age", "soon")], 10),
        ([DATE, LATER], 10),
        ([("Cache-Control", "public"), DATE, LATER], 10),
        ([("Cache-Control", "max-age=60"), DATE, LATER], 1),
    ],
)
def test_an_answer_says_how_long_it_stays_as_it_is(headers, minutes):
    assert fresh_for(tuple(headers)) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [LATER],
        [DATE, ("Expires", "0")],
        [DATE, ("Expires", DATE[1])],
        [("Cache-Control", "max-age=600"), ("Age", "600")],
        [("Cache-Control", "max-age=0"), DATE, LATER],
        [("Cache-Control", "max-age=many")],
        [("Cache-Control", "max-age=600"), ("Cache-Control", "no-cache")],
        [("Cache-Control", "no-store, max-age=600"), DATE, LATER],
    ],
)
def test_an_answer_that_says_no_span_has_none(headers):
    assert fresh_for(tuple(headers)) is None


PAIRS = st.sampled_from(["Age", "Cache-Control", "Date", "Expires"]), st.text(max_size=40)


@given(st.lists(st.tuples(*PAIRS)))
def test_whatever_headers_say_a_span_is_positive(pairs):
    assert fresh_for(tuple(pairs)) is None or fresh_for(tuple(pairs)) > timedelta()
    for _, text in pairs:
        read_retry_after(text)


def test_headers_are_kept_as_received_without_cookies():
    sent = [("Server", "x"), ("Set-Cookie", "id=1"), ("SERVER", "y"), ("set-cookie2", "z")]
    assert received(sent) == (("Server", "x"), ("SERVER", "y"))


@given(st.binary())
def test_whatever_bytes_a_header_has_its_text_can_be_written_down(raw):
    text = legible(raw.decode(errors="surrogateescape"))
    assert text.encode().decode() == text


@pytest.mark.parametrize("broken", ["\udcff", "a\nb", "é"])
def test_a_validator_that_cannot_be_sent_again_is_as_good_as_none(broken):
    assert sendable(broken) == ""
    assert sendable('W/"abc"') == 'W/"abc"'


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (206, "only a part"),
        (300, "leads on"),
        (304, "a question for all"),
        (401, "key"),
        (404, "404 Not Found: check the address"),
        (410, "gone for good"),
        (418, "check the address"),
        (503, "mostly passes"),
        (599, "answered 599: "),
        (999, "mostly passes"),
    ],
)
def test_a_status_says_what_to_do(status, says):
    assert says in explain_status(status, "example.org")


@given(st.integers(100, 999))
def test_a_status_is_one_line_that_names_the_host_or_an_answer_to_be_read(status):
    said = explain_status(status, "example.org")
    assert (said == "") == (200 <= status < 300 and status != 206)
    assert not said or (said.startswith("example.org answered") and "\n" not in said)
