"""The doors that sources are read through, as one."""

from fakes import FakeDoor

from app.doors import both, by_scheme
from monitor.request import Policy, Request

WEB = [Request("https://gazette.example/rss"), Request("http://court.example/")]
MAIL = [
    Request("maildir:gazette"),
    Request("IMAPS://desk@mail.example/"),
    Request("imap://x@y"),
]


def test_each_request_goes_through_the_door_of_its_scheme():
    web, mail = FakeDoor(), FakeDoor()
    mixed = [WEB[0], MAIL[0], MAIL[1], WEB[1], MAIL[2]]
    answers = list(by_scheme(mixed, web=web, mail=mail))
    assert (web.asked, mail.asked) == (WEB, MAIL)
    assert [request for request, _ in answers] == WEB + MAIL


def test_an_answer_is_given_before_further_requests_are_taken():
    taken = []

    def requests():
        for request in WEB:
            taken.append(request)
            yield request

    next(by_scheme(requests(), web=FakeDoor(), mail=FakeDoor()))
    assert taken == WEB[:1]


def test_mailboxes_are_read_from_the_operators_folder(tmp_path):
    (tmp_path / "gazette" / "new").mkdir(parents=True)
    (tmp_path / "gazette" / "cur").mkdir()
    (tmp_path / "gazette" / "new" / "1").write_bytes(b"Subject: Act 1\n\n")
    door = both(Policy(contact="desk@example.org"), tmp_path)
    ((_, answer),) = door([MAIL[0]])
    assert b"Subject: Act 1" in answer.body
