"""A second answers blind: no address tells her what the machine read or what the first said."""

import re
from datetime import date

from routes import routes

from monitor import reports, words
from monitor.confirm import Confirmation
from monitor.desk_tables import Inquiry, Place, Seat, Verdict
from monitor.hearing.quorum import State
from monitor.tables import Report
from monitor.words import Said

#: Pages that throw dice each time, and know nothing of reports.
DICE = ("/sign-in", "/account")
READ = "Zebrawort"


def asked(site):
    """A report that Ada answers first, and Dora second."""
    row = Report(
        country="DEU", title="Law no. 7", summary="A summary.", url="https://gazette.example/7",
        areas=["access_to_nationality"], because=[f"the title says “{READ}”"],
        reported_at=site.now,
    )  # fmt: skip

    asked_of = ((site.ada.id, Place.FIRST), (site.dora.id, Place.SECOND))

    def ask(session):
        session.add(row)
        session.flush()
        reports.log_opened(session, row)
        session.add(Inquiry(report_id=row.id, needed=2, drawn=True, asked_at=site.now))
        session.add_all(
            Seat(report_id=row.id, person_id=person, place=place, taken_at=site.now)
            for person, place in asked_of
        )
        return row.id

    return site.do(ask)


def say(site, report, verdict, by):
    stated = Confirmation(
        title="Zebra",
        law="Zebragesetz",
        in_force_from=date(2024, 6, 27),
        answers={"fd115ab": 0.0},
    )
    said = Said(verdict=verdict, confirmation=stated, note="A reason.")
    book, now = site.service.codebook, site.now
    return site.do(lambda s: words.say(s, report, said, by=by, codebook=book, now=now))


def addresses(site, *ids):
    """Every address of the service, each thing in it tried with each of these."""
    for method, path in routes(site.app.routes):
        places = re.compile(r"{[^}]+}")
        for id in ids if places.search(path) else ids[:1]:
            if method == "GET" and not path.startswith(DICE):
                yield places.sub(str(id), path)


def shown(visitor, addresses):
    """What the addresses show that show anything."""
    pages = {one: visitor.get(one) for one in addresses}
    return {one: page.text for one, page in pages.items() if page.is_success}


def test_no_page_tells_a_second_what_the_machine_read_or_what_the_first_said(site):
    report = asked(site)
    mails = [site.links.question(person.id, report) for person in (site.dora, site.ada)]
    visitor = site.client(site.dora)
    before = shown(visitor, [mails[0], *addresses(site, report, site.evidence(report), "DEU")])
    assert f"/desk/reports/{report}" in before
    assert [page for page, text in before.items() if READ in text] == []
    assert READ in site.client(site.ada).get(mails[1]).text

    assert say(site, report, Verdict.CONFIRM, site.ada).state is State.WAITING
    after = shown(visitor, before)
    assert [page for page, text in after.items() if text != before[page]] == []

    assert say(site, report, Verdict.REJECT, site.dora).state is State.DISPUTED
    late = shown(visitor, before)
    assert [page for page, text in late.items() if "Zebra" in text or READ in text] == []
