"""Which addresses we write to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletters.addresses import LONGEST, address, inbox


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("reader@example.org", "reader@example.org"),
        ("  Reader@Example.ORG ", "reader@example.org"),
        ("a.b+c@mail.example.org", "a.b+c@mail.example.org"),
        ("reader@bücher.example", "reader@xn--bcher-kva.example"),
    ],
)
def test_an_address_is_kept_in_one_form(typed, kept):
    assert address(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "reader",
        "reader@",
        "@example.org",
        "a@b@example.org",
        "reader@example",
        "reader@127.0.0.1",
        "reader@[127.0.0.1]",
        "reader@-example.org",
        "reader@example..org",
        ".reader@example.org",
        "rea..der@example.org",
        "rea der@example.org",
        "reader@exa mple.org",
        "reader\r\nBcc: x@example.org",
        "reader@example.org\r\nBcc: x@example.org",
        "reader@example.org\0",
        "“reader”@example.org",
        "réader@example.org",
        "<reader@example.org>",
        "r" * 65 + "@example.org",
        "reader@" + "e" * 64 + ".org",
        "reader@" + "example." * 32 + "org",
    ],
)
def test_what_is_no_address_is_refused(typed):
    assert address(typed) is None


@given(st.text(max_size=300))
def test_whatever_is_taken_fits_on_one_header_line(typed):
    kept = address(typed + "@example.org") or address(typed)
    if kept is not None:
        assert kept.isascii()
        assert kept.isprintable()
        assert kept.count("@") == 1
        assert " " not in kept
        assert len(kept) <= LONGEST
        assert address(kept) == kept


def test_all_names_of_an_inbox_lead_to_it():
    names = ("ana.roy@x.example", "anaroy+news@x.example", "a.n.a.roy+1+2@x.example")
    assert set(map(inbox, names)) == {"anaroy@x.example"}
    assert inbox("ana@y.example") != inbox("ana@x.example")


def test_what_a_mail_library_would_read_as_another_address_is_none():
    assert address("=?utf-8?b?cg==?=@example.org") is None
