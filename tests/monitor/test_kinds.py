"""Every kind of source reads as its golden files say, and no bytes make it fall."""

import json
import tomllib
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pypdf import PdfWriter

from monitor.entry import Document
from monitor.sources import KINDS, json_api, listing, page, pdf

GOLDEN = Path(__file__).parents[1] / "data" / "sources"
#: A document stands beside the stanza that reads it: ris.json, ris.toml, ris.expected.json;
#: law.before.html is what law.html was before.
STANZAS = sorted(GOLDEN.glob("*/*.toml"))


def beside(stanza, part=""):
    """The document that stands beside a stanza."""
    kind = {"json": "json", "pdf": "pdf", "mailbox": "mbox"}.get(stanza.parent.name, "html")
    return stanza.with_suffix(f"{part}.{kind}")


def read_golden(stanza):
    """Read the document beside a stanza, after what it was before."""
    said, read, memory = tomllib.loads(stanza.read_text()), KINDS[stanza.parent.name].read, ""
    for body in (beside(stanza, ".before"), beside(stanza)):
        if body.exists():
            document = Document(
                body.read_bytes(),
                address=said["url"],
                lang=said.get("language"),
                how=said.get("read", {}),
                memory=memory,
            )
            feed = read(document)
            memory = feed.memory
    return feed


def shown(feed):
    """A feed as its golden file writes it."""
    return {
        "format": feed.format,
        "title": feed.title,
        "entries": [
            {
                "id": entry.id,
                "link": entry.link,
                "title": entry.title,
                "summary": entry.summary,
                "published": entry.published and entry.published.isoformat(),
                "precision": entry.precision,
            }
            for entry in feed.entries
        ],
        "known": feed.known,
        "problems": list(feed.problems),
    }


@pytest.mark.parametrize("stanza", STANZAS, ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_a_document_reads_as_its_golden_file_says(stanza):
    got = shown(read_golden(stanza))
    expected = stanza.with_suffix(".expected.json")
    if not expected.exists():
        expected.write_text(json.dumps(got, ensure_ascii=False, indent=2) + "\n")
        pytest.fail(f"{expected.name} was written; look whether it is right")
    assert got == json.loads(expected.read_text())


def test_every_document_has_its_stanza():
    stanzas = {beside(stanza, part) for stanza in STANZAS for part in ("", ".before")}
    kinds = {stanza.parent for stanza in STANZAS}
    assert {kind.name for kind in kinds} >= {"json", "list", "page", "pdf"}
    bodies = {
        body
        for kind in kinds
        for body in kind.iterdir()
        if body.suffix != ".toml" and not body.name.endswith(".expected.json")
    }
    assert bodies <= stanzas


# Whatever comes

LINES = (
    "select",
    "ignore",
    "link",
    "title",
    "summary",
    "date",
    "items",
    "id",
    "columns",
    "count",
)
HOW = st.dictionaries(
    st.sampled_from(LINES),
    st.sampled_from(
        ["a", "p, a", "li a@href", "@x", "a[", "[]", "[0][]", "a.b", "{a}/{b.c}", "*"]
    )
    | st.text(max_size=12),
)
MARKUP = st.lists(
    st.sampled_from(
        [
            "<p>",
            "</p>",
            "<a href=",
            "'x'>",
            "<li>",
            "<table>",
            "</body>",
            "<!--",
            "<html>",
            "<nav>",
        ]
    )
    | st.text(max_size=8)
).map("".join)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from("abc") | st.text(max_size=3), inner, max_size=4)
    ),
).map(json.dumps)
BODIES = (
    st.binary()
    | MARKUP.map(str.encode)
    | JSON.map(str.encode)
    | st.binary(max_size=80).map(b"%PDF-1.4\n".__add__)
)


@given(st.sampled_from(["list", "page", "json", "pdf"]), BODIES, HOW, st.text(max_size=40))
@example("json", b"[" * 100_000, {"items": "[]"}, "")
@example("list", b"<div>" * 50_000, {"select": "div div div"}, "")
@example("page", b"<svg>" * 50_000 + b"x", {}, "")
@example("page", b"<p>x", {"ignore": "*, html"}, "")
@example("page", b"<", {}, "")
def test_no_bytes_make_a_kind_fall(kind, body, how, memory):
    document = Document(body, "text/html", "https://x.example/a/", "de", how, memory)
    feed = KINDS[kind].read(document)
    assert all(isinstance(problem, str) and problem for problem in feed.problems)
    for entry in feed.entries:
        f"{entry.id}{entry.link}{entry.title}{entry.summary}".encode()
        assert entry.id


@pytest.mark.parametrize("kind", ["list", "page", "json", "pdf"])
@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"\x89PNG\r\n\x1a\n\0\0", "no PDF|picture|JSON"),
    ],
)
def test_a_body_of_another_kind_is_named(kind, body, says):
    (problem,) = KINDS[kind].read(Document(body, how={"select": "a", "items": "[]"})).problems
    assert any(word in problem for word in says.split("|"))


@pytest.mark.parametrize(
    ("kind", "body", "says"),
    [
        ("list", b"%PDF-1.7", "its kind is 'pdf'"),
        ("page", b'{"a": 1}', "its kind is 'json'"),
        ("list", b"<?xml version='1.0'?><rss version='2.0'/>", "its kind is 'feed'"),
        ("json", b"<!doctype html><html>", "markup, not JSON"),
        ("pdf", b"<!doctype html><html>", "make its kind 'page'"),
    ],
)
def test_a_mistaken_kind_is_told(kind, body, says):
    (problem,) = KINDS[kind].read(Document(body, how={"select": "a", "items": "[]"})).problems
    assert says in problem


# json


def items(said, **how):
    """What is read of a JSON value."""
    return json_api.read(
        Document(json.dumps(said).encode(), address="https://api.example/v1/acts", how=how)
    )


def item(said, **how):
    """The one entry of an API that serves this item."""
    (entry,) = items([said], items="[]", **how).entries
    return entry


def test_a_path_that_leads_nowhere_is_told_with_what_is_there():
    said = {"data": {"acts": [], "next": None}}
    (problem,) = items(said, items="data.laws").problems
    assert "'data.laws' leads nowhere" in problem
    assert "at 'data' there is an object with acts, next" in problem


def test_an_empty_list_is_no_fault_of_the_answer():
    for said, path in [({"acts": []}, "acts"), ([], "[]"), ([[]], "[0]"), ([], "bill")]:
        feed = items(said, items=path)
        assert (feed.format, feed.held, feed.problems) == ("json", 0, ())


def test_items_that_are_left_out_are_no_fault_where_their_number_is_none():
    assert items({"total": 0}, items="acts", count="total").problems == ()
    assert items({"total": 7}, items="acts", count="total").problems


def test_items_without_members_are_told():
    (problem,) = items({"acts": ["one", "two"]}, items="acts").problems
    assert "leads to the value 'one'" in problem


def test_a_line_that_finds_nothing_is_told_and_the_rest_is_read():
    feed = items([{"name": "Act"}], items="[]", title="title", id="name")
    assert [entry.id for entry in feed.entries] == ["Act"]
    assert "'title' finds nothing: an item is an object with name" in feed.problems[0]


def test_a_member_that_is_empty_in_every_item_is_no_fault():
    assert not items([{"id": 1, "abstract": None}], items="[]", summary="abstract").problems


@pytest.mark.parametrize(
    ("date", "instant"),
    [
        (1795168800, "2026-11-20T10:00:00+00:00"),
        (1795168800123, "2026-11-20T10:00:00+00:00"),
        ("/Date(1795168800123+0100)/", "2026-11-20T10:00:00+00:00"),
        ("2026-11-20T11:00:00+01:00", "2026-11-20T10:00:00+00:00"),
        ("2026-11-20T11:00:00.1234567", "2026-11-20T00:00:00+00:00"),
        ("2026-11-20", "2026-11-20T00:00:00+00:00"),
        ("soon", None),
    ],
)
def test_dates_of_programs_are_read_and_never_guessed(date, instant):
    published = item({"d": date}, date="d").published
    assert (published and published.isoformat()) == instant


def test_dates_that_cannot_be_read_are_told():
    (problem,) = items([{"d": "soon"}, {"d": "later"}], items="[]", date="d").problems
    assert problem.startswith("no date could be read, such as 'soon'")


def test_the_first_path_with_a_value_counts():
    said = {"a": "", "b": None, "c": {"d": "Act"}}
    assert item(said, title="a, b, c.d").title == "Act"


def test_a_template_is_filled_or_gives_nothing():
    said = {"year": 2026, "name": "fees & visas", "url": "https://x.example/a?b=1&c=2"}
    assert item(said, link="/acts/{year}/{name}").link == (
        "https://api.example/acts/2026/fees%20%26%20visas"
    )
    assert item(said, link="{url}#text").link == "https://x.example/a?b=1&c=2#text"
    assert item(said, link="/acts/{year}/{pos}").link == ""
    assert item(said, title="{name} ({year})").title == "fees & visas (2026)"


def test_a_number_is_kept_as_it_is_written():
    body = b'[{"id": 12345678901234567890123, "n": 1.10}]'
    how = {"items": "[]", "id": "id", "title": "n"}
    (entry,) = json_api.read(Document(body, how=how)).entries
    assert (entry.id, entry.title) == ("12345678901234567890123", "1.10")


# list


def links(html, address="https://x.example/a/list", **how):
    """What is read of a page of links."""
    document = Document(html.encode(), address=address, lang="en", how={"select": "a"} | how)
    return listing.read(document)


def test_what_leads_nowhere_new_is_no_entry():
    html = """<a href="/">Home</a><a href="/a/">Up</a><a href="list">This page</a>
        <a href="#">Top</a><a href="mailto:a@x.example">Write</a><a href="?C=M;O=A">Sort</a>
        <a href="javascript:go()">More</a><a>None</a><a href="act">An act</a>
        <a href="?id=2">Another</a><a href="#act-3">A third</a>
        <a href="https://y.example/">Elsewhere</a>"""
    titles = [entry.title for entry in links(html).entries]
    assert titles == ["None", "An act", "Another", "A third", "Elsewhere"]


def test_a_link_twice_is_one_entry_under_the_fuller_title():
    html = (
        '<a href="act"><img alt="PDF"></a><a href="act">The made-up act</a><a href="act"></a>'
    )
    assert [entry.title for entry in links(html).entries] == ["The made-up act"]


def test_an_element_that_two_selectors_name_is_one():
    assert len(links("<ul><li><a href=1>One</a></ul>", select="a, li a, [href]").entries) == 1


@pytest.mark.parametrize("line", ["select", "link", "title", "date"])
def test_what_is_no_selector_is_told(line):
    (problem,) = links("<a href=1>One</a>", **{line: "a["}).problems
    assert problem == "'a[' is no CSS selector; write one such as 'ul.news li'"


def test_a_selector_that_finds_nothing_is_told_with_what_the_page_has():
    html = "<ul><li><a href=1>One</a><li><a href=2>Two</a></ul><p><a href=3>Three</a>"
    (problem,) = links(html, select=".news a").problems
    assert "'.news a' finds nothing; the page has 3 links, and 1 lists" in problem
    (problem,) = links("<div id=root></div>").problems
    assert "look for its feed or API" in problem


def test_lines_that_find_nothing_in_any_entry_are_told():
    problems = links("<a href=1>One <i>soon</i></a>", summary="em", date="i").problems
    assert "the line 'summary' finds nothing in 1 entries" in problems[0]
    assert "no date could be read, such as 'soon'" in problems[1]


def test_an_attribute_is_named_by_an_at_sign():
    html = '<li data-at="2026-11-20"><a title="The act" data-to="/b" href="/c">x</a></li>'
    feed = links(html, select="li", link="a@data-to", title="a@title", date="@data-at")
    (entry,) = feed.entries
    assert (entry.link, entry.title) == ("https://x.example/b", "The act")
    assert entry.published.date().isoformat() == "2026-11-20"


@pytest.mark.parametrize(
    ("head", "content_type"),
    [
        ('<meta charset="windows-1250">', ""),
        (
            '<meta http-equiv=Content-Type content="text/html; charset=windows-1250">',
            "text/html",
        ),
        ('<meta charset="utf-8">', "text/html; charset=windows-1250"),
        ("", "text/html; charset=windows-1250"),
    ],
)
def test_the_charset_is_the_servers_then_the_pages(head, content_type):
    body = f"{head}<a href=1>Zákon o státním občanství č. 186</a>".encode("windows-1250")
    (entry,) = listing.read(Document(body, content_type, how={"select": "a"})).entries
    assert entry.title == "Zákon o státním občanství č. 186"


# page

ACT = "<title>Act</title><nav>Menu</nav><h1>Act</h1><p>One.</p><p>Two.</p><footer>End</footer>"


def watch(*bodies, kind="page", **how):
    """What the last of several readings of a document finds."""
    memory = ""
    for body in bodies:
        data = body.encode() if isinstance(body, str) else body
        document = Document(data, address="https://x.example/act", how=how, memory=memory)
        feed = KINDS[kind].read(document)
        memory = feed.memory
    return feed


def test_a_first_reading_only_remembers():
    feed = watch(ACT)
    assert (feed.entries, feed.held, feed.problems) == ((), 1, ())
    assert feed.memory.endswith("Act\nOne.\nTwo.")


def test_what_changed_is_an_entry_and_only_once():
    changed = ACT.replace("One.", "One and a half.")
    (entry,) = watch(ACT, changed).entries
    assert entry.summary == "− One.\n+ One and a half."
    assert entry.title == "Act"
    assert entry.link == "https://x.example/act"
    assert watch(ACT, changed, changed).entries == ()


def test_what_stands_around_a_page_is_not_watched():
    assert watch(ACT, ACT.replace("Menu", "More").replace("End", "Finis")).entries == ()


def test_a_page_that_is_all_frame_is_watched_whole():
    assert watch("<footer>One.</footer>", "<footer>Two.</footer>").entries


def test_only_the_part_that_is_named_is_watched_without_what_is_ignored():
    before = "<p>a</p><main>Law<div><main>Act</main></div><i class=ad>x</i></main>"
    after = before.replace("<p>a", "<p>b").replace(">x<", ">y<")
    assert watch(before, after, select="main", ignore=".ad, .x").entries == ()
    (entry,) = watch(before, before.replace("Act", "Decree"), select="main").entries
    assert entry.summary == "− Act\n+ Decree"


def test_after_another_line_of_the_stanza_it_is_a_first_reading():
    before = watch(ACT, select="h1")
    document = Document(ACT.encode(), how={"select": "p"}, memory=before.memory)
    assert page.read(document).held == 1
    assert page.read(document).entries == ()


@pytest.mark.parametrize("body", ["", "<div id=root></div><script>go()</script>", "{}"])
def test_a_page_without_text_is_told_and_forgets_nothing(body):
    feed = watch(ACT, body)
    assert feed.problems
    assert feed.held == 0
    assert feed.memory == watch(ACT).memory


def test_a_part_that_is_gone_is_told():
    assert "the selector '#law' finds no text" in watch(ACT, select="#law").problems[0]


def test_a_text_without_markup_is_a_page_too():
    (entry,) = watch("1. Law\n2. Act", "1. Law\n2. Decree").entries
    assert entry.summary == "− 2. Act\n+ 2. Decree"
    assert entry.title == "https://x.example/act"


def test_the_main_text_of_a_page_is_without_its_frame():
    menu = "<nav><ul><li><a href=/a>Menu</a></ul></nav>"
    text = "<p>" + "A made-up law says what everyone may do, and when, and where. " * 5 + "</p>"
    html = f"<html><body>{menu}<article><h1>Law</h1>{text * 3}</article></body></html>"
    said = page.text_of_page(html.encode())
    assert "A made-up law" in said
    assert "Menu" not in said
    assert page.text_of_page(b"<p>Short.") == "Short."
    assert page.text_of_page(b"plain\n\ntext") == "plain\ntext"
    assert page.text_of_page(b"%PDF-1.4") == page.text_of_page(b"") == ""


# pdf

ACT_PDF = (GOLDEN / "pdf" / "act.pdf").read_bytes()


def written(writer):
    """A PDF as bytes."""
    body = BytesIO()
    writer.write(body)
    return body.getvalue()


def test_an_encrypted_pdf_is_told():
    writer = PdfWriter(clone_from=BytesIO(ACT_PDF))
    writer.encrypt("secret", algorithm="RC4-128")
    assert "is encrypted" in watch(written(writer), kind="pdf").problems[0]


def test_a_pdf_that_everyone_may_open_is_read_though_it_is_encrypted():
    writer = PdfWriter(clone_from=BytesIO(ACT_PDF))
    writer.encrypt("", "owner", algorithm="RC4-128")
    assert watch(written(writer), kind="pdf").held == 1


def test_a_pdf_without_a_title_is_called_by_its_first_line():
    untitled = ACT_PDF.replace(b"/Title", b"/Other")
    changed = untitled.replace(b"Nobody", b"No one")
    (entry,) = watch(untitled, changed, kind="pdf").entries
    assert entry.title.startswith("Made-up Gazette No. 901")


def test_a_broken_pdf_is_told_and_forgets_nothing():
    feed = watch(ACT_PDF, ACT_PDF[:300], kind="pdf")
    assert "the PDF is broken" in feed.problems[0]
    assert feed.memory == watch(ACT_PDF, kind="pdf").memory


@given(st.integers(0, len(ACT_PDF) - 1), st.integers(0, 40), st.binary(max_size=10))
def test_no_damage_to_a_pdf_makes_it_fall(at, gone, put):
    feed = pdf.read(Document(ACT_PDF[:at] + put + ACT_PDF[at + gone :]))
    assert feed.held or feed.problems


def test_the_text_of_a_pdf_is_without_the_numbers_of_its_pages():
    text = pdf.text_of_pdf(ACT_PDF)
    assert text.split("\n")[-1] == "Article 2. Nobody is sent away."
    assert pdf.text_of_pdf(b"no PDF") == ""


def test_lines_of_a_pdf_become_paragraphs():
    pages = [
        "LAW\n1. Nobody pays on the\nday of the appli-\ncation.\n7 / 12",
        "It\nholds.\n(a) yes",
    ]
    assert pdf.paragraphs(pages) == [
        "LAW",
        "1. Nobody pays on the day of the application.",
        "It holds.",
        "(a) yes",
    ]
