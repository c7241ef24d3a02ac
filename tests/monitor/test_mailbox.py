"""Mails that sources send, from a server on a real socket and from folders."""

import os
import ssl
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from time import sleep

import imap
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from imap import MailServer

from monitor.guard import Unusable
from monitor.mailbox import Box, Place, Policy, fetch_each, secure
from monitor.mails.cursor import empty_span, kept_span, mark, read_marks, write_marks
from monitor.mails.imap_address import quoted
from monitor.mails.line import connect
from monitor.mails.maildir import Maildir
from monitor.mails.mbox import CUT, joined, split
from monitor.request import Request

CERTIFICATE = Path(__file__).parents[1] / "data" / "tls" / "self-signed.pem"
PASSWORD = MailServer.password
HERE = frozenset({"127.0.0.1", "localhost", "imap.example.org"})
NOWHERE = Path("no-such-folder")


def policy(**said):
    return Policy(**{"folder": NOWHERE, "allow_hosts": HERE, "seconds": 20.0} | said)


def visit(server, cursor="", path="", user="desk%40example.org", password=PASSWORD, **said):
    """What one visit to a mail server brings."""
    with imap.serving(server) as port:
        scheme = "imaps" if server.tls else "imap"
        host = said.pop("host", "localhost")
        request = Request(
            f"{scheme}://{user}@{host}:{port}{path}", cursor, headers=(("Password", password),)
        )
        ((_, fetched),) = fetch_each([request], policy=policy(**said))
    return fetched


def fetched(url, **said):
    ((_, answer),) = fetch_each([Request(url)], policy=policy(**said))
    return answer


def mails_of(answer):
    assert answer.error == ""
    assert answer.content_type == "application/mbox"
    return split(answer.body)


def mail(number, size=0):
    return b"Subject: %d\r\n\r\n%s\r\n" % (number, b"x" * size)


def tls():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context


def trusting():
    return ssl.create_default_context(cafile=CERTIFICATE)


# A mail server: what is new, and no trace of having looked


def test_each_visit_brings_what_came_since_the_last():
    server = MailServer({3: mail(3), 5: mail(5)})
    first = visit(server)
    assert mails_of(first) == [mail(3), mail(5)]
    server.mails[9] = mail(9)
    second = visit(server, first.etag)
    assert mails_of(second) == [mail(9)]
    third = visit(server, second.etag)
    assert (third.not_modified, third.body, third.etag) == (True, b"", second.etag)


def test_an_empty_folder_brings_nothing():
    assert visit(MailServer()).not_modified


def test_a_mailbox_is_left_as_it_was():
    server = MailServer({1: mail(1)})
    visit(server)
    assert server.heard == [
        "CAPABILITY", "AUTHENTICATE", "EXAMINE", "UID SEARCH", "UID FETCH", "LOGOUT",
    ]  # fmt: skip


def test_the_newest_mails_come_first_and_older_ones_at_the_next_visits():
    server = MailServer({uid: mail(uid) for uid in range(1, 6)})
    first = visit(server, most=2)
    assert mails_of(first) == [mail(4), mail(5)]
    server.mails |= {6: mail(6)}
    second = visit(server, first.etag, most=2)
    assert mails_of(second) == [mail(3), mail(6)]
    third = visit(server, second.etag, most=2)
    assert mails_of(third) == [mail(1), mail(2)]
    assert visit(server, third.etag).not_modified


def test_a_folder_that_counts_anew_is_read_anew():
    server = MailServer({3: mail(3)})
    cursor = visit(server).etag
    server.validity, server.mails = 8, {1: mail(3), 2: mail(4)}
    assert mails_of(visit(server, cursor)) == [mail(3), mail(4)]


@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3)), max_size=12), st.integers(1, 4)
)
def test_no_mail_is_lost_or_read_twice_whenever_it_comes(visits, most):
    folder, read, gone, cursor = set(), [], set(), ""
    for arriving, leaving in [*visits, *[(0, 0)] * 60]:
        newest = max(folder | gone, default=0)
        folder |= set(range(newest + 1, newest + 1 + arriving))
        left = set(sorted(folder)[:leaving])
        folder, gone = folder - left, gone | (left - set(read))
        span = kept_span(cursor, 7)
        shown = folder if span is None or span.outside == "ALL" else after(folder, span.high)
        span = span or empty_span(7, sorted(shown))
        unread = span.unread(shown)
        if taken := unread[:most]:
            cursor = str(span.grown(taken, whole=len(taken) == len(unread)))
        read += taken
    assert len(read) == len(set(read))
    assert folder <= set(read)


def after(folder, high):
    """What a server shows beyond a UID: `*` is its last mail, on whichever side."""
    return {uid for uid in folder if uid > high} | {max(folder, default=0)} - {0}


@given(st.text(max_size=40))
def test_a_cursor_of_something_else_means_that_nothing_was_read(text):
    assert kept_span("e" + text, 7) is None
    assert all(len(mark) <= 8 for mark in read_marks(text))


def test_a_mail_that_goes_while_it_is_asked_for_is_not_missed():
    server = MailServer({1: mail(1), 2: mail(2)})
    server.search = lambda criterion: [1, 2, 3]
    assert mails_of(visit(server)) == [mail(1), mail(2)]


def test_what_is_too_big_is_cut_and_says_so():
    server = MailServer({1: mail(1, 5_000), 2: mail(2)})
    cut, whole = mails_of(visit(server, max_mail=1_000))
    assert cut == f"{CUT}: 1000\r\n".encode() + mail(1, 5_000)[:1_000] + b"\n"
    assert whole == mail(2)


def test_a_visit_brings_so_many_bytes_and_leaves_the_rest_for_the_next():
    server = MailServer({uid: mail(uid, 400) for uid in (1, 2, 3)})
    first = visit(server, max_sum=500)
    assert mails_of(first) == [mail(2, 400), mail(3, 400)]
    assert mails_of(visit(server, first.etag)) == [mail(1, 400)]


# A mail server: who may read, and from where


def test_a_server_that_knows_no_better_is_told_name_and_password_in_quotes():
    server = MailServer({1: mail(1)}, offers="", password='pass "word" \\')
    assert mails_of(visit(server, password=server.password)) == [mail(1)]
    assert "LOGIN" in server.heard


def test_a_wrong_password_is_no_secret_kept_by_the_server_but_by_us():
    server = MailServer()
    answer = visit(server, password="wr0ng")
    assert answer.error == "localhost refuses the name or the password; mend them"
    assert "wr0ng" not in repr(answer)


def test_a_mailbox_without_a_password_is_not_asked_for_its_mails():
    server = MailServer()
    assert "wants a password" in visit(server, password="").error
    assert server.heard == ["CAPABILITY"]


def test_a_folder_has_a_name_of_any_letters():
    server = MailServer({1: mail(1)}, folder=b"A&-B/&A6YDlQOa-")
    assert mails_of(visit(server, path="/A&B/%CE%A6%CE%95%CE%9A")) == [mail(1)]
    assert quoted('say "\\"') == '"say \\"\\\\\\""'


def test_a_folder_that_is_not_there_is_named():
    answer = visit(MailServer(), path="/Gazette")
    assert answer.error == "localhost has no folder 'Gazette' for this user; check it"


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("imaps://imap.example.org/", "written maildir:NAME or imaps://user@host/FOLDER"),
        ("imaps:INBOX", "written maildir:NAME or imaps://user@host/FOLDER"),
        ("imaps://desk:pass@imap.example.org/", "no password stands in an address"),
        ("imaps://a%0D%0Ab@imap.example.org/", "cannot be written in IMAP"),
        ("imaps://a@imap.example.org/x%00y", "cannot be written in IMAP"),
        ("imaps://a@imap.example.org:port/", "no address of a mailbox"),
        ("imaps://a@[::1/", "no address of a mailbox"),
        ("https://a@imap.example.org/", "written maildir:NAME or imaps://user@host/FOLDER"),
        ("imaps://a@192.168.0.1/", "not public"),
        ("imaps://a@0x7f000001/", "write its name"),
        ("imaps://a@no-such-host.invalid/", "does not exist"),
    ],
)
def test_an_address_that_leads_nowhere_says_why(url, says):
    def look_up(host):
        raise imap.socket.gaierror

    answer = fetched(url, look_up=look_up)
    assert says in answer.error
    assert "\n" not in answer.error


def test_a_private_host_is_asked_only_where_an_operator_allows_it():
    assert "not public" in visit(MailServer(), allow_hosts=frozenset()).error


def test_a_name_is_looked_up_once_and_that_address_asked():
    asked = []

    def look_up(host):
        asked.append(host)
        return ["127.0.0.1"]

    server = MailServer({1: mail(1)})
    assert mails_of(visit(server, host="imap.example.org", look_up=look_up)) == [mail(1)]
    assert asked == ["imap.example.org"]


def test_a_host_is_asked_at_another_address_where_the_first_does_not_answer():
    server = MailServer({1: mail(1)})
    answer = visit(server, look_up=lambda host: ["127.0.0.9", "127.0.0.1"])
    assert mails_of(answer) == [mail(1)]


def test_a_connection_is_behind_tls_from_its_start_or_before_the_password():
    for server in (
        MailServer({1: mail(1)}, tls=tls()),
        MailServer({1: mail(1)}, starttls=tls()),
    ):
        assert mails_of(visit(server, trust=trusting)) == [mail(1)]
    assert server.heard[:3] == ["CAPABILITY", "STARTTLS", "CAPABILITY"]


@pytest.mark.parametrize("how", ["tls", "starttls"])
def test_a_certificate_that_nobody_vouches_for_ends_the_visit(how):
    answer = visit(MailServer(**{how: tls()}))
    assert answer.error == "the certificate of localhost is not valid; tell its owner"


def test_a_certificate_is_for_the_name_in_the_address():
    said = {"host": "imap.example.org", "look_up": lambda host: ["127.0.0.1"]}
    answer = visit(MailServer(tls=tls()), trust=trusting, **said)
    assert answer.error == "the certificate of imap.example.org is not valid; tell its owner"


def test_no_password_goes_unencrypted_to_a_host_that_nobody_allowed():
    place = Place("imap.example.org", 143, "desk", "INBOX", tls=False)
    with imap.serving(MailServer()) as port:
        box = Box(place.host, connect("127.0.0.1", port, HERE, 5.0), 10_000)
        with closing(box.file), pytest.raises(Unusable, match="offers no TLS"):
            secure(box, place, policy(allow_hosts=frozenset()))
        box.shutdown()


# A mail server that lies


def says(*pieces, pause=0.0, hang_up=False):
    def lie(line, tag):
        for piece in pieces:
            line.sendall(piece.replace(b"TAG", tag))
            sleep(pause)
        if hang_up:
            hangs_up(line, tag)

    return lie


def hangs_up(line, tag):
    line.shutdown(imap.socket.SHUT_RDWR)


def says_endlessly(piece):
    def lie(line, tag):
        while True:
            line.sendall(piece)

    return lie


LITERAL = b"* 1 FETCH (UID 1 BODY[]<0> {%d}\r\n"


@pytest.mark.parametrize(
    ("verb", "lie", "error"),
    [
        ("", hangs_up, "broke off"),
        ("", says(b"HTTP/1.1 400 Bad Request\r\n\r\n"), "broke off or garbled"),
        ("", says(b"* BYE too many\r\n"), "broke off or garbled"),
        ("", says_endlessly(b"* OK ready? " + b"x" * 9_000), "broke off or garbled"),
        ("AUTHENTICATE", hangs_up, "broke off"),
        ("AUTHENTICATE", says(b"TAG NO " + PASSWORD.encode() + b"\r\n"), "refuses"),
        ("AUTHENTICATE", says(b"* BYE " + PASSWORD.encode(), hang_up=True), "broke off"),
        ("EXAMINE", says(b"TAG NO " + PASSWORD.encode() + b"\r\n"), "has no folder"),
        ("EXAMINE", says(b"TAG BAD " + PASSWORD.encode() + b"\r\n"), "broke off or garbled"),
        ("EXAMINE", says(b"* OK [UIDVALIDITY soon]\r\nTAG OK\r\n"), "garbled"),
        ("UID SEARCH", says(b"* SEARCH one two\r\nTAG OK\r\n"), "garbled"),
        (
            "UID SEARCH",
            says_endlessly(b"* SEARCH " + b"1 " * 90_000 + b"\r\n"),
            "says more than",
        ),
        ("UID FETCH", says(LITERAL % 10**18), "says more than"),
        (
            "UID FETCH",
            says_endlessly(LITERAL % 90_000 + b"x" * 90_000 + b")\r\n"),
            "says more than",
        ),
        ("UID FETCH", says(LITERAL % 90 + b"Subject: "), "too long"),
        ("UID FETCH", says(*[b"* OK still here\r\n"] * 20, pause=0.1), "too long"),
    ],
)
def test_a_server_that_lies_ends_in_one_clear_line(verb, lie, error):
    answer = visit(MailServer({1: mail(1)}, lies={verb: lie}), seconds=1.0, max_mail=1_000)
    assert error in answer.error
    assert answer.error.startswith("localhost ")
    assert PASSWORD not in repr(answer)
    assert "\n" not in answer.error


def test_a_server_without_tls_where_tls_is_asked_for_is_told_apart():
    with imap.serving(MailServer()) as port:
        assert "speaks no TLS" in fetched(f"imaps://desk@localhost:{port}/").error


def test_what_follows_the_word_for_tls_in_plain_text_is_not_believed():
    lie = says(b"TAG OK begin\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n")
    answer = visit(
        MailServer({1: mail(1)}, starttls=tls(), lies={"STARTTLS": lie}), trust=trusting
    )
    assert mails_of(answer) == [mail(1)]


def test_a_port_where_nobody_listens_is_told():
    with imap.serving(MailServer()) as port:
        pass
    assert "takes no connection" in fetched(f"imap://desk@localhost:{port}/").error


def test_a_mailbox_that_fails_fails_alone(tmp_path):
    deliver(tmp_path / "gazette" / "new" / "1", mail(1))
    requests = [Request("imap://desk@imap.invalid/"), Request("maildir:gazette")]
    answers = list(fetch_each(requests, policy=policy(folder=tmp_path)))
    assert [request for request, _ in answers] == requests
    assert answers[0][1].error
    assert mails_of(answers[1][1]) == [mail(1)]


PIECES = st.sampled_from(
    [
        *(b"* 1 FETCH (", LITERAL % 3, LITERAL % 0, b"abc", b")\r\n", b"TAG OK\r\n", b"+ \r\n"),
        *(b"* BYE\r\n", b"TAG NO\r\n", b"A1 OK\r\n", b'* 1 FETCH (BODY[]<0> "x")\r\n', b"\xff"),
    ]
)


@settings(max_examples=25, deadline=None)
@given(st.lists(PIECES, max_size=6))
def test_no_answer_of_a_server_makes_it_fall(pieces):
    lie = says(*pieces, hang_up=True)
    answer = visit(MailServer({1: mail(1)}, lies={"UID FETCH": lie}))
    assert "fault of ours" not in answer.error


# Folders on this machine


def deliver(file, mail, at=0):
    for place in ("new", "cur", "tmp"):
        (file.parents[1] / place).mkdir(parents=True, exist_ok=True)
    file.write_bytes(mail)
    os.utime(file, (at, at))


def look(folder, cursor="", name="gazette", **said):
    """What one visit to a Maildir brings."""
    request = Request(f"maildir:{name}", cursor)
    ((_, answer),) = fetch_each([request], policy=policy(folder=folder, **said))
    return answer


def test_a_folder_is_read_from_where_it_was_left(tmp_path):
    box = tmp_path / "gazette"
    deliver(box / "new" / "9.host", mail(1), at=1)
    deliver(box / "cur" / "1.host:2,S", mail(2), at=2)
    deliver(box / "tmp" / "3.host", mail(3))
    first = look(tmp_path)
    assert mails_of(first) == [mail(1), mail(2)]
    assert look(tmp_path, first.etag).not_modified


def test_a_mail_that_was_seen_by_a_person_is_not_read_again(tmp_path):
    box = tmp_path / "gazette"
    deliver(box / "new" / "9.host", mail(1))
    cursor = look(tmp_path).etag
    (box / "new" / "9.host").rename(box / "cur" / "9.host:2,S")
    assert look(tmp_path, cursor).not_modified
    assert [file.name for file in box.rglob("*.host*")] == ["9.host:2,S"]


def test_a_mail_that_moves_while_it_is_read_is_left_for_the_next_visit(tmp_path):
    new = tmp_path / "gazette" / "new" / "1.host"
    deliver(new, mail(1))
    box = Maildir(tmp_path, "gazette", "")
    new.rename(tmp_path / "gazette" / "cur" / "1.host:2,")
    assert list(box.unread(1_000)) == []
    assert mails_of(look(tmp_path, box.cursor([]))) == [mail(1)]


def test_a_mail_that_comes_late_with_an_early_name_and_hour_is_read(tmp_path):
    box = tmp_path / "gazette"
    deliver(box / "new" / "5.host", mail(5), at=5)
    cursor = look(tmp_path).etag
    deliver(box / "new" / "1.host", mail(1), at=1)
    assert mails_of(look(tmp_path, cursor)) == [mail(1)]


def test_mails_that_an_operator_removed_are_forgotten(tmp_path):
    box = tmp_path / "gazette"
    deliver(box / "new" / "1.host", mail(1))
    cursor = look(tmp_path).etag
    (box / "new" / "1.host").unlink()
    deliver(box / "new" / "2.host", mail(2))
    assert read_marks(look(tmp_path, cursor).etag) == {mark("2.host")}


def test_a_big_folder_is_read_over_several_visits_the_newest_mails_first(tmp_path):
    for number in range(5):
        deliver(tmp_path / "gazette" / "new" / f"{number}", mail(number, 2_000), at=number)
    first = look(tmp_path, most=2, max_mail=100)
    assert [b"Subject: 3" in each for each in mails_of(first)] == [True, False]
    second = look(tmp_path, first.etag, most=9)
    assert mails_of(second) == [mail(number, 2_000) for number in range(3)]


@settings(max_examples=30)
@given(st.lists(st.integers(0, 5), max_size=4), st.integers(1, 4), st.randoms())
def test_no_mail_in_a_folder_is_lost_or_read_twice(arrivals, most, random):
    with TemporaryDirectory() as name:
        folder, read, count, cursor = Path(name), [], 0, ""
        deliver(folder / "gazette" / "cur" / "0", mail(0))
        for arriving in [*arrivals, *[0] * 21]:
            for number in range(count + 1, count + 1 + arriving):
                file = folder / "gazette" / "new" / f"{random.random()}.{number}"
                deliver(file, mail(number), at=random.randrange(9))
            count += arriving
            answer = look(folder, cursor, most=most)
            read += split(answer.body)
            cursor = answer.etag
        assert sorted(read) == sorted(mail(number) for number in range(count + 1))


@pytest.mark.parametrize(
    "name",
    ["", "/", ".", "..", "../gazette", "/gazette", "a/b", "a\\b", ".hidden", "//gazette",
     "a\0b", "a" * 101, "other", "file"],
)  # fmt: skip
def test_no_address_leads_out_of_the_mail_folder(tmp_path, name):
    deliver(tmp_path / "gazette" / "new" / "1", mail(1))
    inside = tmp_path / "mails"
    inside.mkdir()
    (inside / "file").touch()
    answer = look(inside, name=name)
    assert "maildir:NAME" in answer.error or "holds no Maildir" in answer.error


def test_a_file_that_only_points_elsewhere_is_no_mail(tmp_path):
    deliver(tmp_path / "gazette" / "new" / "1", mail(1))
    (tmp_path / "secret").write_bytes(b"secret")
    (tmp_path / "gazette" / "new" / "2").symlink_to(tmp_path / "secret")
    assert mails_of(look(tmp_path)) == [mail(1)]


# Mails in one document

TEXTS = st.lists(
    st.sampled_from([b"From ", b">", b">From x", b"\n", b"\r\n", b"text", b" ", b"\xff\x00"])
).map(b"".join)


@given(st.lists(TEXTS | st.binary(max_size=30)))
def test_mails_come_out_of_a_document_as_they_were_put_in(mails):
    whole = [each if each.endswith(b"\n") else each + b"\n" for each in mails]
    assert split(joined(mails)) == whole


@given(st.sets(st.binary(min_size=8, max_size=8)))
def test_marks_are_kept_as_they_are(marks):
    assert read_marks(write_marks(marks)) == marks
