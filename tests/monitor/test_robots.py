"""What robots.txt allows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.fetching.robots import KEPT, LONGEST, Robots, read_rules

AGENT = "mipex-monitor"
PAGE = "https://example.org/laws?page=1"


def read(text, status=200):
    return read_rules(status, text.encode(), AGENT)


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("", True),
        ("<html><body>Not found</body></html>", True),
        ("User-agent: *\nDisallow: /", False),
        ("User-agent: *\nDisallow: /laws", False),
        ("User-agent: *\nDisallow: /*?page=", False),
        ("User-agent: *\nDisallow: /\nAllow: /laws", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: mipex-monitor\nDisallow:", True),
        ("User-agent: mipex-monitor\nDisallow: /", False),
        ("User-agent: another\nDisallow: /", True),
    ],
)
def test_a_rule_is_kept_by_whom_it_names(text, allowed):
    refusal = read(text).refusal(PAGE, "example.org")
    assert (refusal == "") == allowed
    assert allowed or "robots.txt of example.org" in refusal


@pytest.mark.parametrize(("delay", "pause"), [("5", 5.0), ("0.5", 0.5), ("86400", 60.0)])
def test_a_pause_is_as_long_as_asked_for_up_to_a_minute(delay, pause):
    assert read(f"User-agent: *\nCrawl-delay: {delay}").pause == pause


@pytest.mark.parametrize("delay", ["-1", "nan", "inf", "long", ""])
def test_a_pause_that_is_none_is_none(delay):
    assert read(f"User-agent: *\nCrawl-delay: {delay}").pause == 0.0


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_file_that_is_not_there_forbids_nothing(status):
    rules = read("User-agent: *\nDisallow: /", status)
    assert rules.refusal(PAGE, "example.org") == ""
    assert rules.pause == 0.0


@pytest.mark.parametrize("status", [0, 302, 304, 429, 500, 503])
def test_a_server_in_trouble_has_not_said_what_it_allows(status):
    assert read("", status) is None


def test_a_file_is_read_to_its_limit():
    before = "User-agent: *\nDisallow: /laws\n"
    rules = read(before + "#" * LONGEST + "\nUser-agent: mipex-monitor\nDisallow:\n")
    assert rules.refusal(PAGE, "example.org")


@given(st.binary(max_size=300))
def test_whatever_a_file_says_it_is_understood_or_forbids_nothing(body):
    rules = read_rules(200, b"User-agent: *\nDisallow: " + body, AGENT)
    assert isinstance(rules.refusal(PAGE, "example.org"), str)
    assert 0.0 <= rules.pause <= 60.0


def test_rules_are_believed_for_a_day():
    robots, rules = Robots(), read("")
    assert robots.of("https://example.org", 0.0) is None
    robots.keep("https://example.org", rules, 100.0)
    assert robots.of("https://example.org", 99.0 + KEPT) is rules
    assert robots.of("https://example.org", 100.0 + KEPT) is None
    assert robots.of("http://example.org", 100.0) is None
