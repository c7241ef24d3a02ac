"""The pages in a real browser: on a phone and a desk, by day and by night, without scripts."""

from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from time import sleep
from urllib.parse import urlsplit

import pytest
import uvicorn
from sqlmodel import select

from app import jobs
from monitor import country_settings
from monitor.people_tables import Role
from monitor.tables import Report
from monitor.texts.profile_rules import Subject
from monitor.texts.profiles import latest, mark
from newsletters.tables import Delivery

AREA = "access_to_nationality"
CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NARROWEST, PHONE, DESK = 320, 390, 1280
#: Laws have such words.
LONG = "Mehrstaatigkeitsakzeptanzvoraussetzungsänderungsgesetz"
#: What is too small for a finger; links within a sentence are exempt, as WCAG says.
SMALL = """() => [...document.querySelectorAll('a, button, input:not([type=hidden]), select,'
  + 'textarea, summary')].filter(one => {
    const exempt = '.skip, [tabindex="-1"], p a, .soft a, .answers a, td a, .letter a'
    if (one.matches(exempt)) return false
    const target = one.matches('[type=radio], [type=checkbox]') ? one.closest('label') : one
    const box = target.getBoundingClientRect()
    return box.width > 0 && (box.height < 43.5 || box.width < 24)
  }).map(one => one.outerHTML.slice(0, 120))"""
OPEN = """() => {
  document.querySelectorAll('details').forEach((one, n) => { if (n % 3 == 0) one.open = true })
  document.querySelector('[value=some]')?.click()
  document.querySelector('input[value=something]')?.click()
}"""
#: What sticks out of a page that scrolls sideways.
WIDER = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
  [...document.querySelectorAll('body *')].map(one => [one.getBoundingClientRect().right, one])
    .filter(([right]) => right > innerWidth).map(([, one]) => one.outerHTML.slice(0, 120))"""
NIGHT = """async () => (await axe.run({runOnly: ['color-contrast', 'target-size',
    'scrollable-region-focusable']})).violations
  .flatMap(v => v.nodes.map(n => n.html))"""

pytestmark = pytest.mark.browser


# Of the module, not the session: while the driver stands, its event loop runs in this thread,
# and nobody else's could.
@pytest.fixture(scope="module")
def chromium() -> Iterator:
    if not CHROMIUM.exists():
        pytest.skip(f"the pages are not looked at: there is no {CHROMIUM}")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def home(site) -> Iterator[str]:
    """The site on a real port."""
    server = uvicorn.Server(uvicorn.Config(site.app, port=0, log_level="critical"))
    thread = Thread(target=server.run)
    thread.start()
    while not server.started:
        sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


def path(url):
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def paths(site):
    """An address of every kind of page, by who opens it."""
    change, quiet = site.released("DEU"), site.released("LUX", {})
    draft, report = site.confirmed("DEU", {"fa98": 100.0}), site.report("DEU")
    unknown, month = site.report(""), site.month("DEU")
    decided = site.report("DEU")
    site.client(site.bob).fill(
        f"/desk/reports/{decided}", word="reject", why_not="A bill only."
    )
    begun, screens = on_the_way(site)
    texts(site)
    disputed = differing(site)
    mended = {"url": f"https://gazette.example/{'long/' * 20}", "name": "G", "kind": "feed"}
    site.client(site.bob).fill("/staff/sources/deu-gazette", **mended)
    reader, told = site.subscription(), site.told()
    links = site.links
    kept, kept_too = (
        site.backed(change),
        site.evidence(report, b"<rss/>", final_url=f"https://gazette.example/?of={'1' * 90}"),
    )
    bill = site.bill("DEU", {"fa98": 100.0})
    return {
        None: [
            "/",
            "/countries",
            "/countries/DEU",
            "/countries/VAT",
            "/countries/DEU/texts",
            f"/countries/DEU/texts/{AREA}/en/2",
            f"/changes/{change}",
            f"/changes/{quiet}",
            f"/evidence/{kept}",
            f"/scenarios/{bill}",
            "/about",
            "/subscribe",
            "/report",
            "/report?sent=1",
            f"/reported/{told}",
            path(links.report(told)),
            "/sign-in",
            "/sign-in/token",
            "/nope",
            *map(path, (links.confirm(reader), links.preferences(reader))),
            *map(path, (links.unsubscribe(reader), links.question(site.ada.id, report))),
            path(links.check_in(site.ada.id, month)),
            *(f"{address}?lang=fr" for address in ("/", "/countries/DEU", "/subscribe")),
        ],
        site.ada.email: [
            "/desk",
            "/desk/report",
            "/desk/time",
            "/desk/interests",
            f"/desk/reports/{decided}",
            "/desk/texts?country=DEU",
            f"/desk/texts/DEU/{AREA}/en",
            *(f"/desk/reports/{begun}{screen}" for screen in screens),
        ],
        site.gus.email: ["/desk", f"/desk/changes/{change}/reply"],
        site.bob.email: [
            "/staff",
            f"/staff/reports/{unknown}",
            *(f"/staff/reports/{disputed}{part}" for part in ("", "/ruling", "/supplement")),
            "/staff/countries",
            "/staff/countries/PRT",
            "/staff/agreement",
            "/staff/record",
            "/staff/search?q=nation",
            "/staff/changes",
            f"/desk/texts/DEU/{AREA}/en/check",
            f"/desk/reports/{report}",
            f"/evidence/{kept}",
            f"/evidence/{kept_too}",
            f"/staff/release?change={draft}",
            "/staff/people",
            "/staff/sources",
            "/staff/sources?country=DEU",
            "/staff/sources?country=JOR&lang=fr",
            "/staff/sources/new",
            "/staff/sources/deu-gazette",
        ],
        site.ann.email: [
            "/account",
            "/account?lang=fr",
            "/staff/rules",
            f"/staff/people/{site.ada.id}",
            "/staff/countries/DEU",
        ],
    }


def texts(site):
    """Two released versions of a text, and a third that waits to be checked."""
    about = Subject("DEU", AREA, "en")
    site.text(about, "Nobody has to give it up.\n\nIt costs 51 euros.")
    site.text(about, "Nobody has to give it up since 2024.\n\nIt costs 55 euros: "
              "https://gazette.example/act.")  # fmt: skip
    ada, here = site.client(site.ada), f"/desk/texts/DEU/{AREA}/en"
    seen = site.look(lambda session: mark(latest(session, about)))
    ada.fill(here, text="Nobody has to give it up.", seen=seen, do="offer")


def differing(site):
    """A question of Portugal that two answered, and not alike; all can be searched."""
    two = [
        site.do(lambda s, n=name: site.person(s, n, Role.CORRESPONDENT, "PRT")) for name in "xy"
    ]
    usual, ann = country_settings.USUAL, site.ann
    site.do(
        lambda session: country_settings.change(
            session, "PRT", way=usual.way, whens=usual.whens, quorum=2, second_share=None,
            by=ann, now=site.now,
        )
    )  # fmt: skip
    report = site.report("PRT")
    since = {"day": "27", "month": "6", "year": "2024"}
    days = {f"in_force_from-{part}": n for part, n in since.items()}
    said = {
        "word": "confirm",
        "law": "Lei",
        "title": "Allowed",
        **days,
        "answer-fd115ab": "100",
    }
    site.client(two[0]).fill(f"/desk/reports/{report}", **said)
    site.client(two[1]).fill(f"/desk/reports/{report}", word="reject", why_not="A bill only.")
    jobs.note_words(site.service)
    return report


def on_the_way(site):
    """A question of Luxembourg that Ada has half answered, and the screens that she sees."""
    report = site.report("LUX")
    ada, here = site.client(site.ada), f"/desk/reports/{report}"
    ada.fill(f"{here}/word", word="confirm")
    ada.fill(f"{here}/questions", picked="fd115ab")
    ada.fill(f"{here}/answers/fd115ab", **{"answer-fd115ab": "100"})
    since = {"day": "27", "month": "6", "year": "2024"}
    ada.fill(f"{here}/days", **{f"in_force_from-{part}": n for part, n in since.items()})
    ada.fill(f"{here}/law", law="Loi", title="Allowed")
    screens = ("questions", "answers/fd115ab", "days", "law", "check", "hand-over", "interest")
    return report, ["", *(f"/{screen}" for screen in screens)]


def cookies(site, home, email):
    """What the browser of a person carries."""
    inside = (site.ada, site.bob, site.gus, site.ann)
    person = next((one for one in inside if one.email == email), None)
    visitor = site.client(person)
    return [{"name": c.name, "value": c.value, "url": home} for c in visitor.cookies.jar]


def faults_of(page, axe):
    """What is wrong with a page: on a desk by day, on a phone by night, and where it is narrow.

    The rules on letters, names and order see one document at any width; contrast and touch are
    looked at where they differ. A page in French has longer words and no other colours.
    """
    translated = "lang=" in page.url
    page.evaluate(OPEN)
    for width, scheme in ((DESK, "light"), (PHONE, "dark"), (NARROWEST, "dark")):
        page.set_viewport_size({"width": width, "height": 844})
        page.emulate_media(color_scheme=scheme)
        yield from (f"wider than {width}: {one}" for one in page.evaluate(WIDER))
        if width == DESK and not translated:
            yield from (v["id"] for v in axe.run(page).response["violations"])
        if width == PHONE and not translated:
            yield from (f"by night {one}" for one in page.evaluate(NIGHT))
        if width != NARROWEST:
            yield from (f"small {one}" for one in page.evaluate(SMALL))


@pytest.mark.long
def test_every_page_fits_is_for_everybody_and_asks_nobody_else(site, home, chromium):
    from axe_playwright_python.sync_playwright import Axe

    axe, faults, requests, said = Axe(), [], [], []
    for email, addresses in paths(site).items():
        context = chromium.new_context(
            viewport={"width": DESK, "height": 844}, locale="en-GB", reduced_motion="reduce"
        )
        context.add_cookies(cookies(site, home, email))
        page = context.new_page()
        page.on("request", lambda r: requests.append(r.url))
        page.on("console", lambda m: said.append(m.text))
        for address in addresses:
            page.goto(home + address)
            faults += [f"{address}: {fault}" for fault in faults_of(page, axe)]
            page.set_viewport_size({"width": DESK, "height": 844})
            page.emulate_media(color_scheme="light")
        context.close()
    assert faults == []
    assert [url for url in requests if not url.startswith(home)] == []
    assert [text for text in said if "404" not in text] == []


def confirms(page, day):
    """A correspondent's way through an ordinary change, up to its sending."""
    page.get_by_role("button", name="Yes, this changed").click()
    area = page.get_by_role("heading", name="Access to nationality")
    question = page.get_by_role("button", name="Must first-generation")
    if not question.is_visible():
        area.click()
    question.click()
    page.get_by_role("button", name="No, nobody must").click()
    force = page.get_by_role("group", name="In force from")
    for part, value in (("Day", day), ("Month", "6"), ("Year", "2024")):
        force.get_by_label(part).fill(value)
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Name, number and article of the law").fill("StARModG")
    page.get_by_label("What changed, in one line").fill(LONG)
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Send my word").click()


def mailed(site, email):
    """The last mail to somebody: its subject and its first link."""
    query = select(Delivery).where(Delivery.email == email).order_by(Delivery.made_at)
    last = site.look(lambda session: session.exec(query).all())[-1]
    return last.subject, path(next(w for w in last.text.split() if w.startswith("http")))


def reports_unasked(page, site, home, clock):
    """A visitor's way through the public form, to the confirmed address; gives the report."""
    page.goto(home + "/")
    page.get_by_role("link", name="Tell us of a change").click()
    page.get_by_label("Whose law?").select_option("DEU")
    page.get_by_label("What changed, in one line").fill(LONG)
    page.get_by_label("Address of the source").fill("https://gazette.example/1")
    page.get_by_label("E-mail address").fill("rosa@example.org")
    clock.pass_(seconds=5)
    page.get_by_role("button", name="Send the report").click()
    page.goto(home + mailed(site, "rosa@example.org")[1])
    page.get_by_role("button", name="Yes, I report this").click()
    site.do(lambda session: None)
    report = site.look(lambda session: session.exec(select(Report.id)).one())
    site.evidence(report)
    return report


def releases(page, site, home):
    """Staff's way from a draft to its release."""
    site.do(lambda session: None)
    page.goto(home + "/staff/changes")
    fits(page)
    page.get_by_role("button", name="Look at the release").click()
    fits(page)
    page.get_by_role("button", name="Release one change").click()
    assert "Readers are told" in page.content()
    site.do(lambda session: None)


def corrects(page, site, home):
    """What staff say was wrong, and a correspondent confirms."""
    page.goto(home + "/countries/DEU")
    page.get_by_role("link", name="Why the score moved").click()
    page.goto(f"{page.url.replace('/changes/', '/staff/changes/')}/mend")
    page.get_by_text("Correct it", exact=True).click()
    page.get_by_label("What was wrong?").fill("The act names the 28th.")
    page.get_by_role("group", name="In force from").get_by_label("Day").fill("28")
    page.get_by_role("button", name="Put it before another person").click()
    fits(page)
    page.context.clear_cookies()
    page.context.add_cookies(cookies(site, home, site.ada.email))
    page.reload()
    page.get_by_role("button", name="Yes, it was wrong").click()
    page.context.clear_cookies()
    page.context.add_cookies(cookies(site, home, site.bob.email))


def fits(page):
    """No page scrolls sideways, whatever its words."""
    assert page.evaluate(WIDER) == []


def test_from_the_public_form_to_a_correction_without_scripts(site, home, chromium, clock):
    dora = site.dora
    site.works("DEU", quorum=2)
    context = chromium.new_context(
        viewport={"width": PHONE, "height": 844}, locale="en-GB", java_script_enabled=False
    )
    page = context.new_page()
    report = reports_unasked(page, site, home, clock)
    assert "Thank you: your report is being looked at" in page.content()
    for person, day in ((site.ada, "27"), (dora, "28")):
        page.goto(home + path(site.links.question(person.id, report)))
        assert "StARModG" not in page.content()
        confirms(page, day)
        assert "Thank you, your word is noted" in page.content()
    assert "Staff of the index rule on it" in page.content()

    context.add_cookies(cookies(site, home, site.bob.email))
    page.goto(home + "/staff?what=ruling")
    fits(page)
    page.get_by_role("link", name=LONG).first.click()
    fits(page)
    page.get_by_text("As Ada says").click()
    page.get_by_label("Why do you rule so?").fill("Article 6 of the act.")
    page.get_by_role("button", name="Rule").click()
    assert "Both who answered can read why" in page.content()
    assert "a reader" in page.content()
    releases(page, site, home)
    assert "what you reported is released" in mailed(site, "rosa@example.org")[0]
    page.goto(home + "/countries/DEU")
    fits(page)
    assert page.locator(".score .figure b").inner_text() == "60"
    page.goto(home + path(site.links.question(dora.id, report)))
    assert "Article 6 of the act." in page.content()

    corrects(page, site, home)
    releases(page, site, home)
    page.goto(home + "/countries/DEU")
    assert "28 June 2024" in page.content()
    assert "▼ down" not in page.content()
    page.get_by_role("link", name="Why the score moved").click()
    fits(page)
    assert "The act names the 28th." in page.content()
    context.close()


def test_a_keyboard_reaches_the_content_first(site, home, chromium):
    page = chromium.new_page(locale="en-GB")
    page.goto(home + "/")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to the content"
    page.close()
