"""The pages in a real browser: on a phone and a desk, by day and by night, without scripts."""

import re
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from time import sleep
from urllib.parse import urlsplit

import pytest
import uvicorn

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
#: What is too small for a finger; links within a sentence are exempt, as WCAG says.
SMALL = """() => [...document.querySelectorAll('a, button, input:not([type=hidden]), select,'
  + 'textarea, summary')].filter(one => {
    if (one.matches('.skip, p a, .soft a, .answers a, td a, .letter a')) return false
    const target = one.matches('[type=radio], [type=checkbox]') ? one.closest('label') : one
    const box = target.getBoundingClientRect()
    return box.width > 0 && (box.height < 43.5 || box.width < 24)
  }).map(one => one.outerHTML.slice(0, 120))"""
OPEN = """() => {
  document.querySelectorAll('details').forEach((one, n) => { if (n % 3 == 0) one.open = true })
  document.querySelector('[value=some]')?.click()
  document.querySelector('[value=confirm]')?.click()
}"""
#: What sticks out of a page that scrolls sideways.
WIDER = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
  [...document.querySelectorAll('body *')].map(one => [one.getBoundingClientRect().right, one])
    .filter(([right]) => right > innerWidth).map(([, one]) => one.outerHTML.slice(0, 120))"""
NIGHT = """async () => (await axe.run({runOnly: ['color-contrast']})).violations
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
    mended = {"url": f"https://gazette.example/{'long/' * 20}", "name": "G", "kind": "feed"}
    site.client(site.bob).fill("/staff/sources/deu-gazette", **mended)
    reader = site.subscription()
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
            f"/changes/{change}",
            f"/changes/{quiet}",
            f"/evidence/{kept}",
            f"/scenarios/{bill}",
            "/about",
            "/subscribe",
            "/sign-in",
            "/sign-in/token",
            "/nope",
            *map(path, (links.confirm(reader), links.preferences(reader))),
            *map(path, (links.unsubscribe(reader), links.question(site.ada.id, report))),
            path(links.check_in(site.ada.id, month)),
            *(f"{address}?lang=fr" for address in ("/", "/countries/DEU", "/subscribe")),
        ],
        site.ada.email: ["/desk", "/desk/report", f"/desk/reports/{decided}"],
        site.bob.email: [
            "/staff",
            f"/staff/reports/{unknown}",
            "/staff/changes",
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
    }


def cookies(site, home, email):
    """What the browser of a person carries."""
    person = next((p for p in (site.ada, site.bob) if p.email == email), None)
    visitor = site.client(person)
    return [{"name": c.name, "value": c.value, "url": home} for c in visitor.cookies.jar]


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_every_page_fits_is_for_everybody_and_asks_nobody_else(site, home, chromium, width):
    from axe_playwright_python.sync_playwright import Axe

    axe, faults, requests, said = Axe(), [], [], []
    for email, addresses in paths(site).items():
        context = chromium.new_context(
            viewport={"width": width, "height": 844}, locale="en-GB", reduced_motion="reduce"
        )
        context.add_cookies(cookies(site, home, email))
        page = context.new_page()
        page.on("request", lambda r: requests.append(r.url))
        page.on("console", lambda m: said.append(m.text))
        for address in addresses:
            page.goto(home + address)
            page.evaluate(OPEN)
            for across in (NARROWEST, width):
                page.set_viewport_size({"width": across, "height": 844})
                wide = page.evaluate(WIDER)
                faults += [f"{address}: wider than {across}: {one}" for one in wide]
            faults += [f"{address}: small {one}" for one in page.evaluate(SMALL)]
            faults += [f"{address}: {v['id']}" for v in axe.run(page).response["violations"]]
            page.emulate_media(color_scheme="dark")
            night = page.evaluate(NIGHT)
            faults += [f"{address}: by night {one}" for one in night]
            page.emulate_media(color_scheme="light")
        context.close()
    assert faults == []
    assert [url for url in requests if not url.startswith(home)] == []
    assert [text for text in said if "404" not in text] == []


def test_a_change_goes_from_question_to_reader_without_scripts(site, home, chromium):
    report = site.report("DEU")
    context = chromium.new_context(
        viewport={"width": PHONE, "height": 844}, locale="en-GB", java_script_enabled=False
    )
    page = context.new_page()
    page.goto(home + path(site.links.question(site.ada.id, report)))
    page.get_by_text("Yes, this changed").click()
    page.get_by_text("The law or policy changed", exact=True).click()
    page.get_by_label("Name, number and article of the law").fill("StARModG")
    force = page.get_by_role("group", name="In force from")
    for part, value in (("Day", "27"), ("Month", "6"), ("Year", "2024")):
        force.get_by_label(part).fill(value)
    page.get_by_text(re.compile("Must first-generation")).click()
    page.locator("label", has_text="No, nobody must").click()
    page.get_by_role("button", name="Send my word").click()
    assert "Thank you, your word is noted" in page.content()
    site.do(lambda session: None)

    context.add_cookies(cookies(site, home, site.bob.email))
    page.goto(home + "/staff/changes")
    page.get_by_role("button", name="Look at the release").click()
    page.get_by_role("button", name="Release one change").click()
    assert "Readers are told" in page.content()
    page.goto(home + "/countries/DEU")
    assert page.locator(".score .figure b").inner_text() == "60"
    context.close()


def test_a_keyboard_reaches_the_content_first(site, home, chromium):
    page = chromium.new_page(locale="en-GB")
    page.goto(home + "/")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to the content"
    page.close()
