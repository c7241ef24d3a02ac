"""Passkeys: made, shown, removed and demanded; a device that lies or was copied stays out."""

from dataclasses import replace
from pathlib import Path
from threading import Thread
from time import sleep

import pytest
import uvicorn
from authenticator import PRESENT, Device, asked
from playwright.sync_api import sync_playwright
from sqlmodel import select

from app import login, rules
from app.tables import Passkey, WebSession
from monitor import audit_log


def added(visitor, device, name="Phone", page="/account"):
    options, form = asked(visitor.get(page).text)
    answer = visitor.post(
        "/account/passkeys", data=form | {"name": name, "answer": device.make(options)}
    )
    visitor.key = login.form_key(
        visitor.site.service.secret, visitor.cookies.get("mipex", default="")
    )
    return answer


def shown(visitor, device, page="/sign-in"):
    options, form = asked(visitor.get(page).text)
    return visitor.post("/passkey", data=form | {"answer": device.sign(options)})


def by_mail(site, person):
    """A visitor who came in by a mailed link, and by nothing else."""
    visitor = site.client()

    def let_in(session):
        token = login.issue(session, person.id, site.now, "her browser")
        return login.enter(session, token, site.now, "her browser")

    cookie = site.do(let_in)
    visitor.cookies.set("mipex", cookie, domain="testserver.local")
    visitor.key = login.form_key(site.service.secret, cookie)
    return visitor


@pytest.fixture
def demanded(site):
    site.do(lambda s: rules.put(s, rules.PASSKEYS, True, by=site.ann, now=site.now))


def test_a_passkey_is_added_shown_and_removed(site):
    device, visitor = Device(), site.client(site.bob)
    assert added(visitor, device).headers["location"] == "/account"
    assert "Phone" in visitor.get("/account").text

    stranger = site.client()
    entered = shown(stranger, device)
    assert (entered.status_code, entered.headers["location"]) == (303, "/staff")
    assert stranger.get("/account").status_code == 200

    (key,) = site.look(lambda s: s.exec(select(Passkey)).all())
    assert visitor.fill(f"/account/passkeys/{key.id}").status_code == 303
    assert shown(site.client(), device).status_code == 403
    deeds = site.look(lambda s: [e.deed for e in audit_log.of(s, "person", site.bob.id)])
    assert [deed for deed in deeds if deed.startswith("passkey")] == [
        "passkey.added", "passkey.removed",
    ]  # fmt: skip


def test_nobody_removes_another_persons_passkey(site):
    added(site.client(site.bob), device := Device())
    (key,) = site.look(lambda s: s.exec(select(Passkey)).all())
    site.client(site.ada).fill(f"/account/passkeys/{key.id}")
    assert shown(site.client(), device).status_code == 303


def test_an_answer_is_taken_once_and_only_from_the_browser_that_was_asked(site):
    added(site.client(site.bob), device := Device())
    visitor = site.client()
    options, form = asked(visitor.get("/sign-in").text)
    form |= {"answer": device.sign(options)}
    assert site.client().post("/passkey", data=form).status_code == 403
    assert visitor.post("/passkey", data=form).status_code == 303
    device.uses += 1
    assert visitor.post("/passkey", data=form).status_code == 403


def test_an_answer_that_comes_too_late_is_refused(site, clock):
    added(site.client(site.bob), device := Device())
    visitor = site.client()
    options, form = asked(visitor.get("/sign-in").text)
    clock.pass_(minutes=5)
    answer = visitor.post("/passkey", data=form | {"answer": device.sign(options)})
    assert answer.status_code == 403
    assert "open for too long" in answer.text


def test_a_copied_key_is_refused_as_its_count_goes_back(site):
    added(site.client(site.bob), device := Device())
    assert shown(site.client(), device).status_code == 303
    device.uses -= 1
    assert shown(site.client(), device).status_code == 403


@pytest.mark.parametrize(
    "device",
    [Device(origin="https://elsewhere.example"), Device(flags=PRESENT)],
    ids=["made for another site", "without finger, face or code"],
)
def test_a_key_that_is_not_made_for_us_or_by_its_owner_is_refused(site, device):
    assert added(site.client(site.bob), device).status_code == 403
    assert site.look(lambda s: s.exec(select(Passkey)).all()) == []


@pytest.mark.parametrize("answer", ["", "{}", "[]", '{"id": 7}', "\x00", '{"id": "x"}' * 99])
def test_what_is_no_answer_is_refused_like_a_wrong_one(site, answer):
    visitor = site.client()
    _, form = asked(visitor.get("/sign-in").text)
    assert visitor.post("/passkey", data=form | {"answer": answer}).status_code == 403


def test_a_device_without_a_name_comes_back_as_a_form(site):
    answer = added(site.client(site.bob), Device(), name=" ")
    assert answer.status_code == 422
    assert "Name the device" in answer.text


def test_the_session_after_a_passkey_is_a_new_one_and_the_old_one_is_over(site):
    visitor = by_mail(site, site.bob)
    before = visitor.cookies["mipex"]
    added(visitor, Device())
    assert visitor.cookies["mipex"] != before
    old = site.client()
    old.cookies.set("mipex", before)
    assert old.get("/account").headers["location"] == "/sign-in"


def test_where_a_passkey_is_demanded_a_mailed_link_adds_the_first_one_and_no_more(
    site, demanded
):
    visitor = by_mail(site, site.bob)
    for path in ("/staff", "/account", "/desk/report"):
        assert visitor.get(path).headers["location"] == "/passkey"
    assert "Add a passkey first" in visitor.get("/passkey").text
    added(visitor, device := Device(), page="/passkey")
    assert visitor.get("/account").status_code == 200

    thief = by_mail(site, site.bob)
    options, form = asked(thief.get("/passkey").text)
    assert "rpId" in options  # asked to show one, not to make one
    answer = thief.fill("/account/passkeys", name="Mine", answer="{}", challenge="x")
    assert answer.headers["location"] == "/passkey"
    assert thief.post("/passkey", data=form | {"answer": device.sign(options)}).is_redirect
    assert thief.get("/account").status_code == 200


def test_correspondents_need_no_passkey_where_staff_do(site, demanded):
    assert by_mail(site, site.ada).get("/account").status_code == 200


def test_where_a_passkey_is_demanded_staff_do_not_answer_by_a_mails_key_alone(site, demanded):
    url = site.links.question(site.bob.id, site.report("FRA"))
    assert site.client().get(url).headers["location"] == "/sign-in"


def test_the_operators_link_stands_in_for_a_lost_passkey(site, demanded):
    added(site.client(site.ann), Device())
    visitor = site.client()
    token = site.do(lambda s: login.issue(s, site.ann.id, site.now))
    assert visitor.fill(f"/sign-in/{token}").headers["location"] == "/staff"
    assert visitor.get("/account").status_code == 200


def test_whoever_demands_a_passkey_has_shown_her_own(site):
    visitor = by_mail(site, site.ann)
    assert visitor.fill("/staff/rules", passkeys="yes").status_code == 403
    added(visitor, Device())
    assert visitor.fill("/staff/rules", passkeys="yes").status_code == 303
    assert site.look(lambda s: rules.holds(s, rules.PASSKEYS))
    assert by_mail(site, site.bob).get("/staff").headers["location"] == "/passkey"


def test_scripts_run_on_the_pages_of_passkeys_alone(site):
    visitor = site.client(site.bob)
    for path, scripted in {
        "/sign-in": True,
        "/account": True,
        "/": False,
        "/about": False,
    }.items():
        policy = visitor.get(path).headers["content-security-policy"]
        assert ("script-src 'self'" in policy) is scripted
        assert "unsafe" not in policy


def test_what_is_kept_of_a_session_lets_nobody_in(site):
    visitor = site.client(site.bob)
    kept = site.look(lambda s: s.exec(select(WebSession.digest)).all())
    assert visitor.cookies["mipex"] not in kept


CHROMIUM = Path("/usr/bin/chromium")
#: A device inside the browser, whose owner is always there.
OWNED = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def home(site):
    """The site on a real port, under a name: passkeys belong to names."""
    server = uvicorn.Server(uvicorn.Config(site.app, port=0, log_level="critical"))
    thread = Thread(target=server.run)
    thread.start()
    while not server.started:
        sleep(0.01)
    address = f"http://localhost:{server.servers[0].sockets[0].getsockname()[1]}"
    settings = site.service.settings.model_copy(update={"base_url": address})
    site.app.state.service = replace(site.service, settings=settings)
    yield address
    server.should_exit = True
    thread.join()


@pytest.mark.browser
def test_a_real_browser_makes_a_passkey_and_comes_in_by_it(site, home):
    if not CHROMIUM.exists():
        pytest.skip(f"no passkey is shown by a browser: there is no {CHROMIUM}")
    token = site.do(lambda s: login.issue(s, site.ada.id, site.now))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(locale="en-GB")
        device = page.context.new_cdp_session(page)
        device.send("WebAuthn.enable")
        device.send("WebAuthn.addVirtualAuthenticator", {"options": OWNED})
        page.goto(f"{home}/sign-in/{token}")
        page.click("main button")
        page.goto(f"{home}/account")
        page.fill("#name", "My phone")
        page.click("text=Add a passkey")
        page.wait_for_selector("text=My phone")
        page.click("text=Sign out everywhere")
        page.goto(f"{home}/sign-in")
        page.click("text=Use a passkey")
        page.wait_for_url(f"{home}/desk")
        assert page.get_by_role("heading", level=1).inner_text() == "Good day, Ada"
        browser.close()
