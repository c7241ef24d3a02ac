"""Who may open what. A route that nobody has thought about fails here."""

import re
from collections.abc import Iterator

import pytest
from starlette.routing import Route

#: Route → what anybody, the country's correspondent, another country's and staff are answered.
#: 303 sends to the sign-in; 404 is a link without a valid key.
ACCESS = {
    "GET /": (200, 200, 200, 200),
    "GET /countries": (200, 200, 200, 200),
    "GET /countries/DEU": (200, 200, 200, 200),
    "GET /changes/{released}": (200, 200, 200, 200),
    "GET /scenarios/{bill}": (200, 200, 200, 200),
    "GET /about": (200, 200, 200, 200),
    "GET /healthz": (200, 200, 200, 200),
    "GET /static/{digest}/look.css": (200, 200, 200, 200),
    "GET /subscribe": (200, 200, 200, 200),
    "POST /subscribe": (422, 422, 422, 422),
    "GET /subscriptions/confirm/{token}": (404, 404, 404, 404),
    "POST /subscriptions/confirm/{token}": (404, 404, 404, 404),
    "GET /subscriptions/{token}": (404, 404, 404, 404),
    "POST /subscriptions/{token}": (404, 404, 404, 404),
    "GET /unsubscribe/{token}": (404, 404, 404, 404),
    "POST /unsubscribe/{token}": (404, 404, 404, 404),
    "GET /sign-in": (200, 200, 200, 200),
    "POST /sign-in": (303, 303, 303, 303),
    "GET /sign-in/{token}": (200, 200, 200, 200),
    "POST /sign-in/{token}": (410, 410, 410, 410),
    "POST /sign-out": (303, 303, 303, 303),
    "GET /desk": (303, 200, 200, 200),
    "GET /desk/report": (303, 200, 200, 200),
    "POST /desk/report": (303, 422, 422, 422),
    "GET /desk/reported?country=DEU": (303, 200, 200, 200),
    "GET /desk/reports/{report}": (303, 200, 403, 200),
    "POST /desk/reports/{report}": (303, 422, 403, 422),
    "GET /desk/check-ins/{month}": (303, 200, 403, 200),
    "POST /desk/check-ins/{month}": (303, 422, 403, 422),
    "GET /evidence/{released_evidence}": (200, 200, 200, 200),
    "GET /evidence/{released_evidence}/raw": (403, 200, 403, 200),
    "GET /evidence/{evidence}": (303, 200, 403, 200),
    "GET /evidence/{evidence}/raw": (303, 200, 403, 200),
    "GET /staff": (303, 403, 403, 200),
    "GET /staff/reports/{report}": (303, 403, 403, 200),
    "POST /staff/reports/{report}": (303, 403, 403, 422),
    "GET /staff/changes": (303, 403, 403, 200),
    "GET /staff/release": (303, 403, 403, 303),
    "POST /staff/release": (303, 403, 403, 409),
    "GET /staff/people": (303, 403, 403, 200),
    "GET /staff/sources?country=DEU": (303, 403, 403, 200),
    "POST /staff/people": (303, 403, 403, 422),
    "GET /staff/sources/new": (303, 403, 403, 200),
    "POST /staff/sources/new": (303, 403, 403, 422),
    "GET /staff/sources/deu-gazette": (303, 403, 403, 200),
    "POST /staff/sources/deu-gazette": (303, 403, 403, 422),
    "POST /staff/sources/deu-gazette/pause": (303, 403, 403, 422),
    "POST /staff/sources/deu-gazette/resume": (303, 403, 403, 303),
    "POST /staff/sources/deu-gazette/ask": (303, 403, 403, 303),
    "POST /staff/sources/deu-gazette/forget": (303, 403, 403, 303),
}


def routes(found) -> Iterator[tuple[str, str]]:
    for route in found:
        if isinstance(route, Route):
            for method in sorted((route.methods or set()) - {"HEAD"}):
                yield method, route.path
        else:
            yield from routes(getattr(route, "original_router", route).routes)


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
    return [site.client(who) for who in (None, site.ada, site.eve, site.bob)]


def test_everybody_gets_what_the_table_says(site, visitors):
    from app.web.static import digest

    places = {
        "released": site.released("LUX"),
        "bill": site.bill("LUX", {"fa98": 100.0}),
        "report": site.report("DEU"),
        "month": site.month("DEU"),
        "evidence": site.evidence(site.report("DEU", title="Another law")),
        "released_evidence": site.backed(site.released("LUX")),
        "token": "none-of-ours",
        "digest": digest("look.css"),
    }
    answered = {}
    for entry in ACCESS:
        method, path = entry.format(**places).split(" ", 1)
        if path == "/sign-out":
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
def test_another_sites_form_is_refused(site, headers):
    visitor = site.client(site.bob)
    form = {"form_key": visitor.key, "email": "x@y.example"}
    assert visitor.post("/staff/people", data=form, headers=headers).status_code == 403
    assert visitor.post("/subscribe", data=form, headers=headers).status_code == 403


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


def test_the_key_of_a_person_who_left_opens_nothing(site):
    url = site.links.question(site.ada.id, site.report("DEU"))

    def sign_off(session):
        person = session.merge(site.ada)
        person.active = False
        session.add(person)

    site.do(sign_off)
    assert site.client().get(url).status_code == 403
