"""The demo: the whole loop through real sockets, as a newcomer runs it."""

import io
from email import message_from_bytes, policy

import pytest
from rich.console import Console

from app import demo


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """The demo, run twice in one folder; its folder, and what it gave at the end."""
    folder = tmp_path_factory.mktemp("demo") / "demo"
    demo.run(Console(file=io.StringIO()), folder)
    return folder, demo.run(Console(file=io.StringIO()), folder)


def mails(folder):
    return [
        message_from_bytes(file.read_bytes(), policy=policy.default)
        for file in sorted((folder / "outbox").glob("*.eml"))
    ]


def test_it_tells_what_was_collected_and_every_level_that_moved(ran):
    _, told = ran
    assert "  A gazette (RSS 2.0): 2 new entries" in told
    assert "  A parliament (Atom): 2 new entries" in told
    assert "  A paper (JSON Feed): 2 new entries" in told
    moved = [line.split()[1] for line in told if "→" in line and line.startswith("  ")][:6]
    assert moved == ["ov_h", "ov", "ov_noedu", "f", "fa98", "fd115ab"]


def test_each_reader_is_told_of_the_change_once_as_she_chose(ran):
    folder, _ = ran
    told = [m["To"] for m in mails(folder) if "42 → 67" in m["Subject"]]
    assert sorted(told) == ["alma@example.org", "marc@example.org", "quentin@example.org"]


def test_its_mails_are_listed_with_their_paths(ran):
    folder, told = ran
    listed = [line for line in told if ".eml" in line]
    assert len(listed) == len(mails(folder)) == 10
    assert str(folder / "outbox" / "0001.eml") in listed[0]


def test_every_mail_has_a_text_and_a_page_and_a_stable_id(ran):
    folder, _ = ran
    for mail in mails(folder):
        assert mail.get_body(("plain",)) is not None
        assert mail.get_body(("html",)) is not None
    assert len({mail["Message-ID"] for mail in mails(folder)}) == 10
