"""Who may open what. A route that nobody has thought about fails here."""

import re

import pytest
from routes import routes

#: Route → what is answered to anybody, Germany's correspondent, another country's, Germany's
#: partner, its government, staff, and an administrator; whoever reports signs in nowhere.
#: 303 sends on, to the sign-in mostly; 404 is a link without a valid key.
ACCESS = {
    "GET /": (200, 200, 200, 200, 200, 200, 200),
    "GET /countries": (200, 200, 200, 200, 200, 200, 200),
    "GET /countries/DEU": (200, 200, 200, 200, 200, 200, 200),
    "GET /countries/DEU/texts": (200, 200, 200, 200, 200, 200, 200),
    "GET /countries/DEU/texts/whole/en/1": (200, 200, 200, 200, 200, 200, 200),
    "GET /changes/{released}": (200, 200, 200, 200, 200, 200, 200),
    "GET /scenarios/{bill}": (200, 200, 200, 200, 200, 200, 200),
    "GET /about": (200, 200, 200, 200, 200, 200, 200),
    "GET /healthz": (200, 200, 200, 200, 200, 200, 200),
    "GET /static/{digest}/look.css": (200, 200, 200, 200, 200, 200, 200),
    "GET /report": (200, 200, 200, 200, 200, 200, 200),
    "POST /report": (422, 422, 422, 422, 422, 422, 422),
    "GET /report/confirm/{token}": (404, 404, 404, 404, 404, 404, 404),
    "POST /report/confirm/{token}": (404, 404, 404, 404, 404, 404, 404),
    "GET /reported/{told}": (200, 200, 200, 200, 200, 200, 200),
    "GET /desk/changes/{drafted}/reply": (303, 403, 403, 403, 200, 403, 403),
    "POST /desk/changes/{drafted}/reply": (303, 403, 403, 403, 422, 403, 403),
    "GET /subscribe": (200, 200, 200, 200, 200, 200, 200),
    "POST /subscribe": (422, 422, 422, 422, 422, 422, 422),
    "GET /subscriptions/confirm/{token}": (404, 404, 404, 404, 404, 404, 404),
    "POST /subscriptions/confirm/{token}": (404, 404, 404, 404, 404, 404, 404),
    "GET /subscriptions/{token}": (404, 404, 404, 404, 404, 404, 404),
    "POST /subscriptions/{token}": (404, 404, 404, 404, 404, 404, 404),
    "GET /unsubscribe/{token}": (404, 404, 404, 404, 404, 404, 404),
    "POST /unsubscribe/{token}": (404, 404, 404, 404, 404, 404, 404),
    "GET /sign-in": (200, 200, 200, 200, 200, 200, 200),
    "POST /sign-in": (303, 303, 303, 303, 303, 303, 303),
    "GET /sign-in/{token}": (200, 200, 200, 200, 200, 200, 200),
    "POST /sign-in/{token}": (410, 410, 410, 410, 410, 410, 410),
    "GET /passkey": (303, 303, 303, 303, 303, 303, 303),
    "POST /passkey": (403, 403, 403, 403, 403, 403, 403),
    "GET /account": (303, 200, 200, 200, 200, 200, 200),
    "POST /account/passkeys": (303, 422, 422, 422, 422, 422, 422),
    "POST /account/passkeys/{report}": (303, 303, 303, 303, 303, 303, 303),
    "POST /account/sign-out": (303, 303, 303, 303, 303, 303, 303),
    "GET /staff/rules": (303, 403, 403, 403, 403, 403, 200),
    "POST /staff/rules": (303, 403, 403, 403, 403, 403, 303),
    "POST /sign-out": (303, 303, 303, 303, 303, 303, 303),
    "GET /desk": (303, 200, 200, 200, 200, 200, 200),
    "GET /desk/texts": (303, 200, 200, 403, 403, 200, 200),
    "GET /desk/texts/DEU/whole/en": (303, 200, 403, 403, 403, 200, 200),
    "POST /desk/texts/DEU/whole/en": (303, 422, 403, 403, 403, 403, 403),
    "GET /desk/texts/DEU/whole/en/check": (303, 303, 403, 403, 403, 303, 303),
    "POST /desk/texts/DEU/whole/en/check": (303, 409, 403, 403, 403, 409, 409),
    "GET /desk/report": (303, 200, 200, 200, 200, 200, 200),
    "POST /desk/report": (303, 422, 422, 422, 422, 422, 422),
    "GET /desk/reported?country=DEU": (303, 200, 200, 200, 200, 200, 200),
    "GET /desk/reports/{report}": (303, 200, 403, 403, 403, 200, 200),
    "POST /desk/reports/{report}": (303, 422, 403, 403, 403, 422, 422),
    "POST /desk/reports/{report}/word": (303, 422, 403, 403, 403, 422, 422),
    "POST /desk/reports/{report}/again": (303, 303, 403, 403, 403, 303, 303),
    "GET /desk/reports/{report}/days": (303, 303, 403, 403, 403, 303, 303),
    "POST /desk/reports/{report}/days": (303, 303, 403, 403, 403, 303, 303),
    "GET /desk/reports/{report}/answers/fd115ab": (303, 303, 403, 403, 403, 303, 303),
    "POST /desk/reports/{report}/answers/fd115ab": (303, 303, 403, 403, 403, 303, 303),
    "GET /desk/reports/{report}/hand-over": (303, 200, 403, 403, 403, 200, 200),
    "POST /desk/reports/{report}/hand-over": (303, 422, 403, 403, 403, 422, 422),
    "GET /desk/reports/{report}/interest": (303, 200, 403, 403, 403, 200, 200),
    "POST /desk/reports/{report}/interest": (303, 422, 403, 403, 403, 422, 422),
    "GET /desk/time": (303, 200, 200, 200, 200, 200, 200),
    "POST /desk/time": (303, 422, 422, 422, 422, 422, 422),
    "POST /desk/time/away": (303, 422, 422, 422, 422, 422, 422),
    "POST /desk/time/away/{report}/end": (303, 404, 404, 404, 404, 404, 404),
    "GET /desk/interests": (303, 200, 200, 200, 200, 200, 200),
    "POST /desk/interests": (303, 422, 422, 422, 422, 422, 422),
    "POST /desk/interests/name": (303, 303, 303, 303, 303, 303, 303),
    "POST /desk/interests/{report}/end": (303, 404, 404, 404, 404, 404, 404),
    "GET /desk/check-ins/{month}": (303, 200, 403, 200, 403, 200, 200),
    "POST /desk/check-ins/{month}": (303, 422, 403, 403, 403, 422, 422),
    "GET /evidence/{released_evidence}": (200, 200, 200, 200, 200, 200, 200),
    "GET /evidence/{released_evidence}/raw": (403, 200, 403, 403, 403, 200, 200),
    "GET /evidence/{evidence}": (303, 200, 403, 403, 403, 200, 200),
    "GET /evidence/{evidence}/raw": (303, 200, 403, 403, 403, 200, 200),
    "GET /staff": (303, 403, 403, 403, 403, 200, 200),
    "GET /staff/reports/{report}": (303, 403, 403, 403, 403, 200, 200),
    "POST /staff/reports/{report}": (303, 403, 403, 403, 403, 422, 422),
    "GET /staff/changes": (303, 403, 403, 403, 403, 200, 200),
    "GET /staff/release": (303, 403, 403, 403, 403, 303, 303),
    "POST /staff/release": (303, 403, 403, 403, 403, 409, 409),
    "GET /staff/plans": (303, 403, 403, 403, 403, 200, 200),
    "POST /staff/plans/{report}/call-off": (303, 403, 403, 403, 403, 404, 404),
    "GET /staff/changes/{released}/mend": (303, 403, 403, 403, 403, 200, 200),
    "POST /staff/changes/{released}/mend": (303, 403, 403, 403, 403, 422, 422),
    "GET /mends/{mend}": (303, 200, 403, 403, 403, 200, 200),
    "POST /mends/{mend}": (303, 422, 403, 403, 403, 422, 422),
    "GET /staff/people": (303, 403, 403, 403, 403, 200, 200),
    "GET /staff/reports/{report}/supplement": (303, 403, 403, 403, 403, 200, 200),
    "POST /staff/reports/{report}/supplement": (303, 403, 403, 403, 403, 422, 422),
    "GET /staff/reports/{report}/ruling": (303, 403, 403, 403, 403, 404, 404),
    "POST /staff/reports/{report}/ruling": (303, 403, 403, 403, 403, 404, 404),
    "POST /staff/reports/{report}/hand-over": (303, 403, 403, 403, 403, 422, 422),
    # A report is no person: nobody is signed off on the way.
    "GET /staff/people/{report}": (303, 403, 403, 403, 403, 404, 404),
    "POST /staff/people/{report}": (303, 403, 403, 403, 403, 403, 404),
    "POST /staff/people/{report}/sign-off": (303, 403, 403, 403, 403, 403, 404),
    "POST /staff/people/{report}/welcome": (303, 403, 403, 403, 403, 403, 404),
    "GET /staff/countries": (303, 403, 403, 403, 403, 200, 200),
    "GET /staff/countries/DEU": (303, 403, 403, 403, 403, 200, 200),
    "POST /staff/countries/DEU": (303, 403, 403, 403, 403, 403, 422),
    "GET /staff/agreement": (303, 403, 403, 403, 403, 200, 200),
    "GET /staff/record": (303, 403, 403, 403, 403, 200, 200),
    "POST /staff/record/check": (303, 403, 403, 403, 403, 303, 303),
    "GET /staff/search?q=law": (303, 403, 403, 403, 403, 200, 200),
    "GET /staff/sources?country=DEU": (303, 403, 403, 403, 403, 200, 200),
    "POST /staff/people": (303, 403, 403, 403, 403, 403, 422),
    "GET /staff/sources/new": (303, 403, 403, 403, 403, 200, 200),
    "POST /staff/sources/new": (303, 403, 403, 403, 403, 422, 422),
    "GET /staff/sources/deu-gazette": (303, 403, 403, 403, 403, 200, 200),
    "POST /staff/sources/deu-gazette": (303, 403, 403, 403, 403, 422, 422),
    "POST /staff/sources/deu-gazette/pause": (303, 403, 403, 403, 403, 422, 422),
    "POST /staff/sources/deu-gazette/resume": (303, 403, 403, 403, 403, 303, 303),
    "POST /staff/sources/deu-gazette/ask": (303, 403, 403, 403, 403, 303, 303),
    "POST /staff/sources/deu-gazette/forget": (303, 403, 403, 403, 403, 303, 303),
}


def names(path: str) -> re.Pattern[str]:
    """Any address of a route, written with or without its places filled."""
    return re.compile(re.sub(r"\\\{[^}]*\\\}", "[^/]+", re.escape(path)))


def test_every_route_stands_in_the_table(pages):
    listed = [entry.partition("?")[0].split(" ", 1) for entry in ACCESS]
    missing = [
        f"{method} {path}"
        for method, path in routes(pages.routes)
        if not any(method == m and names(path).fullmatch(p) for m, p in listed)
    ]
    assert list(routes(pages.routes))
    assert missing == []


@pytest.fixture
def visitors(site):
    return [
        site.client(who)
        for who in (None, site.ada, site.eve, site.pia, site.gus, site.bob, site.ann)
    ]


def test_everybody_gets_what_the_table_says(site, visitors):
    from app.web.static import digest

    site.text()
    places = {
        "released": site.released("LUX"),
        "bill": site.bill("LUX", {"fa98": 100.0}),
        "report": site.report("DEU"),
        "told": site.told(),
        "drafted": site.confirmed("DEU"),
        "mend": site.mend(site.released("DEU", title="A law that never was")),
        "month": site.month("DEU"),
        "evidence": site.evidence(site.report("DEU", title="Another law")),
        "released_evidence": site.backed(site.released("LUX")),
        "token": "none-of-ours",
        "digest": digest("look.css"),
    }
    answered = {}
    for entry in ACCESS:
        method, path = entry.format(**places).split(" ", 1)
        if path.endswith("/sign-out"):
            continue
        answered[entry] = tuple(
            (v.get(path) if method == "GET" else v.fill(path)).status_code for v in visitors
        )
    expected = {entry: wanted for entry, wanted in ACCESS.items() if entry in answered}
    assert answered == expected


def test_whoever_is_signed_out_stays_out(site):
    visitor = site.client(site.ada)
    cookie = visitor.cookies["mipex"]
    assert visitor.fill("/sign-out").headers["location"] == "/"
    visitor.cookies.set("mipex", cookie)
    assert visitor.get("/desk").headers["location"] == "/sign-in"


def test_a_session_ends_by_itself(site, clock):
    visitor = site.client(site.ada)
    clock.pass_(hours=12)
    assert visitor.get("/desk").status_code == 303


def test_a_form_without_the_key_of_its_session_is_refused(site):
    visitor = site.client(site.bob)
    report = site.report("")
    answer = visitor.post(f"/staff/reports/{report}", data={"country": "DEU"})
    assert answer.status_code == 403
    assert "Nothing was changed" in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://elsewhere.example"},
    ],
)
def test_another_sites_form_is_refused_by_every_route(site, headers):
    """All but the one by which mail programs unsubscribe, where the address is the key."""
    visitor = site.client(site.ann)
    form = {"form_key": visitor.key, "email": "x@y.example"}
    posts = [
        path.replace("{", "").replace("}", "")
        for method, path in routes(site.app.routes)
        if method == "POST" and not path.startswith("/unsubscribe/")
    ]
    answers = {path: visitor.post(path, data=form, headers=headers) for path in posts}
    assert {path: answer.status_code for path, answer in answers.items()} == dict.fromkeys(
        posts, 403
    )
    assert all("came from somewhere else" in answer.text for answer in answers.values())


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "same-origin"}, {"Origin": "null"}])
def test_a_form_of_ours_is_taken(site, headers):
    answer = site.client().post("/sign-in", data={"email": "a@b.example"}, headers=headers)
    assert answer.status_code == 303


def test_a_key_opens_its_own_question_and_no_other(site):
    mine, other = site.report("DEU"), site.report("DEU", title="Another law")
    url = site.links.question(site.ada.id, mine)
    visitor = site.client()
    assert visitor.get(url).status_code == 200
    assert visitor.get(url.replace(str(mine), str(other))).status_code == 404
    assert visitor.get(url[:-1]).status_code == 404
    month = site.links.check_in(site.ada.id, site.month())
    assert visitor.get(month).status_code == 200


def test_whoever_only_reports_learns_no_colleagues_name(site):
    report = site.report("DEU", by=site.gus)
    answer = site.client(site.gus).get(f"/desk/reports/{report}/hand-over")
    assert (answer.status_code, site.dora.name in answer.text) == (403, False)


def test_pages_behind_a_key_or_a_session_are_kept_and_listed_nowhere(site):
    told = site.told()
    token = site.links.report(told).rpartition("/")[2]
    mend = site.mend(site.released())
    for path in (f"/report/confirm/{token}", f"/reported/{told}", f"/mends/{mend}"):
        answer = site.client(site.bob).get(path)
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
        assert answer.headers["x-robots-tag"] == "noindex"


def test_the_key_of_a_person_who_left_opens_nothing(site):
    url = site.links.question(site.ada.id, site.report("DEU"))

    def sign_off(session):
        person = session.merge(site.ada)
        person.active = False
        session.add(person)

    site.do(sign_off)
    assert site.client().get(url).status_code == 403
